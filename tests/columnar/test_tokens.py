"""The batch tokeniser: the words of `analysis.tokens`, at the same places, whatever texts and batches."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index_store.analysis import tokens
from index_store.columnar import runs
from index_store.columnar import tokens as module
from index_store.columnar.tokens import BatchTokeniser, Tokenised

Word = tuple[str, str, int, int]


def expected(text: str) -> list[Word]:
    return [tuple(token) for token in tokens(text)]


def words(tokeniser: BatchTokeniser, found: Tokenised) -> list[list[Word]]:
    """What was found, text by text, as `tokens` gives it."""
    texts: list[list[Word]] = []
    at = 0
    for count in found.counts.tolist():
        here: list[Word] = []
        end = 0
        for i in range(at, at + count):
            start = end + int(found.gaps[i])
            end = start + int(found.lengths[i])
            id = int(found.ids[i])
            here.append((tokeniser.terms[id], tokeniser.stems[id], start, end))
        texts.append(here)
        at += count
    assert at == len(found.ids) == len(found.gaps) == len(found.lengths)
    return texts


def check(tokeniser: BatchTokeniser, texts: Sequence[str]) -> None:
    assert words(tokeniser, tokeniser.add(texts)) == [expected(text) for text in texts]
    assert len(set(tokeniser.terms)) == len(tokeniser.terms) == len(tokeniser.stems)


SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000"
PIECES = st.sampled_from(
    [
        *("the", "Taiwan", "Strait's", "Indo-Pacific", "U.S.", "us", "US", "WHO", "IT", "(US)", "US-China"),
        *("COVID-19", "G-7", "CV‑22", "1,000", "3.5", "2+2", "don’t", "O'Brien", "R.O.K.", "a.m.", "—", "--"),
        *(
            "Ōsaka",
            "e\u0301",
            "東京",
            "か\u3099",
            "각",
            "ᄀ\u1161",
            "हिन्दी",
            "🙂",
            "\u200b",
            "\ufeff",
            "\0",
            "\x7f",
            "_",
        ),
        *(
            "WHO’s",
            "SPEAKS",
            "ABOUT",
            "STATUS",
            "x_US_y",
            "ＵＳ",
            "US\u0301",
            "\u0301US",
            "u\u00adS",
            "'",
            ".",
        ),
        *("abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnopq", "a" * 24, "a" * 25),
        *("a" * 96, "a" * 97, "é" * 48, "é" * 49, "b" * 255, "b" * 256, "c" * 700, "語" * 40, "x-" * 200),
    ]
)
GLUE = st.sampled_from(["", " ", " ", " ", "  ", "\n", *SPACES, "-", ".", "\0"])
COMPOSED = st.lists(st.tuples(PIECES, GLUE), max_size=12).map(lambda parts: "".join(a + b for a, b in parts))
WILD = st.text(st.characters(codec="utf-8"), max_size=40)
TEXTS = st.lists(COMPOSED | WILD, max_size=8)


@given(st.lists(TEXTS, min_size=1, max_size=3))
@example([[]])
@example([[""], ["", " ", "US", ""], ["— a", "", "— —", "b — c"]])
@settings(max_examples=400)
def test_words_and_places_are_those_of_tokens(batches: list[list[str]]) -> None:
    tokeniser = BatchTokeniser()
    for texts in batches:
        check(tokeniser, texts)


@given(st.lists(TEXTS, min_size=1, max_size=4), st.integers(1, 4), st.integers(1, 64))
def test_nothing_depends_on_what_is_remembered(batches: list[list[str]], known: int, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "KNOWN_RUNS", known)
        patch.setattr(module, "_FIRST_PIECE", piece)
        patch.setattr(module, "PIECE", 2 * piece)
        tokeniser = BatchTokeniser()
        for texts in batches:
            check(tokeniser, texts)


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_runs_that_want_one_place_in_a_table(batches: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "_TABLES", ((1, 1), (3, 1)))
        tokeniser = BatchTokeniser()
        for texts in batches:
            check(tokeniser, texts)


def test_the_same_batches_get_the_same_numbers() -> None:
    texts = ["The Prime Minister of Japan", "the US — and the U.S.", "THE US STATEMENT", "and Japan's"] * 9
    one, other = BatchTokeniser(), BatchTokeniser()
    for batch in (texts[:5], texts[5:]):
        assert one.add(batch).ids.tolist() == other.add(batch).ids.tolist()
    assert one.terms == other.terms and one.terms[:5] == ["the", "prime", "minister", "of", "japan"]


def test_types_and_shapes() -> None:
    for texts in ([], [""], ["a b", ""], ["word " * 400_000]):
        found = BatchTokeniser().add(texts)
        assert [a.dtype.str for a in (found.ids, found.counts, found.gaps, found.lengths)] == [
            *("<i4", "<i4", "<u4", "<u2")
        ]
        assert len(found.counts) == len(texts)
        assert found.ids.flags.writeable or not len(found.ids)


def test_half_a_surrogate_pair_is_an_error_before_anything_is_done() -> None:
    tokeniser = BatchTokeniser()
    with pytest.raises(UnicodeEncodeError):
        tokeniser.add(["first", "half \ud83d"])
    assert tokeniser.terms == []
    check(tokeniser, ["first"])


def test_gaps_and_places_beyond_two_bytes() -> None:
    check(BatchTokeniser(), ["a" + " " * 70_000 + "b", "— " * 40_000 + "c", "a " * 70_000 + "WHO"])
