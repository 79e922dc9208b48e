"""Sentences and snippets: verbatim ranges, whole sentences where they fit."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sentences import is_one, sentences
from search.snippets import snippet


@pytest.mark.parametrize(
    "expected",
    [
        ["We met.", "We agreed!", "Did we?", "We did."],
        [
            "Mr. Hayashi met Antony J. Blinken of the U.S. State Department at 9:25 a.m. in Tokyo.",
            "They agreed.",
        ],
        ["He said “We agree.”", "(They did.)", "So did I."],
        ["It rose by 3.5 percent... and fell.", "Then it stopped."],
        ["台湾海峡は重要です。", "以上です。"],
        ["No end"],
        [],
    ],
)
def test_where_sentences_end(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[a:b] for a, b in sentences(text)] == expected


@given(st.text(alphabet=st.sampled_from('aB.!?。" \n”)U'), max_size=80) | st.text(max_size=80))
def test_sentences_are_the_text_without_the_white_space_between(text: str) -> None:
    found = sentences(text)
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    outside = set(range(len(text))) - {at for start, end in found for at in range(start, end)}
    assert all(text[at].isspace() for at in outside)
    assert all(text[start:end] == text[start:end].strip() for start, end in found)


marked = st.lists(
    st.sampled_from(["peace", "war. ", "It is so. ", "and", "  ", "台湾。", "verylongword"]), max_size=60
).map(" ".join)


@given(marked, st.integers(1, 120), st.data())
def test_a_snippet_is_a_range_that_shows_matches(text: str, chars: int, data: st.DataObject) -> None:
    words = [(at, at + 5) for at in range(len(text)) if text.startswith("peace", at)]
    highlights = data.draw(st.lists(st.sampled_from(words), unique=True).map(sorted)) if words else []
    start, end = snippet(text, highlights, chars)
    assert 0 <= start <= end <= len(text)
    if len(text) <= chars:
        assert (start, end) == (0, len(text))
        return
    assert end - start <= max(chars, 5)
    if highlights:
        assert any(start <= a and b <= end for a, b in highlights)


def test_whole_sentences_with_the_most_different_matches() -> None:
    text = (
        "Nothing here. Peace, peace and peace. Filler stands between them. Taiwan and peace. The end is near."
    )
    at = [(text.index("Peace"), 19), (21, 26), (31, 36), (text.index("Taiwan"), text.index("Taiwan") + 6)]
    at.append((text.rindex("peace"), text.rindex("peace") + 5))
    start, end = snippet(text, at, 45)
    assert text[start:end] == "Taiwan and peace. The end is near."
    start, end = snippet(text, at[:3], 40)
    assert text[start:end] == "Nothing here. Peace, peace and peace."


def test_words_where_no_sentence_fits() -> None:
    text = "word " * 100 + "Taiwan " + "word " * 100
    at = text.index("Taiwan")
    start, end = snippet(text, [(at, at + 6)], 40)
    assert "Taiwan" in text[start:end]
    assert end - start <= 40
    assert text[start:end] == text[start:end].strip()


def test_without_matches_the_beginning() -> None:
    text = "The first sentence. The second sentence. The third sentence."
    assert snippet(text, [], 45) == (0, 40)
    assert snippet("x" * 100, [], 10) == (0, 10)
    assert snippet("x" * 100, [(50, 80)], 10) == (50, 80)


@given(
    st.lists(
        st.sampled_from(["Mr", "U.S", "peace", "he", "I", ".", "!", "?", " ", "  ", "\n", "”", "。", "…"]),
        max_size=20,
    )
)
def test_a_range_of_words_is_one_where_one_sentence_holds_it(parts: list[str]) -> None:
    text = "".join(parts)
    words = [match.span() for match in re.finditer(r"\w+", text)]
    found = sentences(text)
    for at, (start, _) in enumerate(words):
        for _, end in words[at:]:
            assert is_one(text, start, end) == any(a <= start and end <= b for a, b in found), (start, end)
