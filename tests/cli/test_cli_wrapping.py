from __future__ import annotations

from itertools import pairwise

from cli_samples import any_text, unhurried
from hypothesis import given
from hypothesis import strategies as st

from search.cli.wrapping import columns, wrap

words = st.lists(st.text("abcé会\u0301", min_size=1, max_size=12), min_size=1, max_size=20).map(" ".join)


def width_of(text: str) -> int:
    return sum(map(columns, text))


@unhurried
@given(any_text | words, st.integers(1, 40), st.integers(1, 40))
def test_lines_and_gaps_are_the_text_again(text: str, width: int, first: int) -> None:
    at, joined = 0, ""
    for start, end in wrap(text, width, first=first):
        assert at <= start <= end
        gap = text[at:start]
        assert gap == "\n" or not gap.strip(" \t")
        joined += gap + text[start:end]
        assert "\n" not in text[start:end]
        at = end
    assert joined == text


@unhurried
@given(words, st.integers(1, 40), st.integers(1, 40))
def test_words_of_single_spaces_join_to_the_text(text: str, width: int, first: int) -> None:
    width += 24  # no word is wider than that, so that lines break at spaces alone
    assert " ".join(text[a:b] for a, b in wrap(text, width, first=width - first % 24) if b > a) == text


@unhurried
@given(any_text | words, st.integers(2, 40))
def test_no_line_is_wider_than_it_may_be(text: str, width: int) -> None:
    for start, end in wrap(text, width):
        line = text[start:end].rstrip(" \t")
        assert width_of(line) <= width


@unhurried
@given(words, st.integers(2, 40))
def test_lines_are_filled(text: str, width: int) -> None:
    """The first word of a line would not have fitted on the line before."""
    lines = wrap(text, width)
    for (a, b), (c, _) in pairwise(lines):
        word = text[c:].split(" ")[0]
        if b < c:  # broken at a space
            assert width_of(text[a:b] + " " + word) > width


@unhurried
@given(words, st.integers(6, 40), st.data())
def test_room_is_left_for_marks(text: str, width: int, data: st.DataObject) -> None:
    at = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), max_size=3)))
    for start, end in wrap(text, width, extra=at):
        assert width_of(text[start:end].rstrip()) + sum(start <= i < end for i in at) <= width


def test_a_long_word_is_broken_and_a_short_first_line_left_empty() -> None:
    assert wrap("abcdefgh", 3) == [(0, 3), (3, 6), (6, 8)]
    assert wrap("abcdef gh", 6, first=3) == [(0, 0), (0, 6), (7, 9)]
    assert wrap("", 5) == [(0, 0)]
    assert wrap("会見会見", 5) == [(0, 2), (2, 4)]
