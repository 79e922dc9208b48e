"""Plain text: what is read is what is stored, line by line."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from index_store.reading.layout import BLANK, plain_blocks

from .checks import read_one

LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "word", " two words ", "\xa0Q. Yes\u3000", "\u200b", "a\x85b", "会見"]),
        st.sampled_from(["\n", "\r\n", "\r", "\u2028", "\u2029", "\v", "\f"]),
    ),
    max_size=12,
)


@given(LINES, st.data())
def test_text_is_stored(lines: list[tuple[str, str]], data: st.DataObject) -> None:
    text = "x" + "".join(map("".join, lines))
    source = read_one(text, "a.txt")
    assert source.text == source.stored == text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert source.map.stored(start, end) == (start, end)


@given(LINES)
def test_lines_and_gaps_against_a_simple_reading(lines: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, lines))
    # One pass by a plain regular expression: a form feed is a blank line, unless one is there already.
    expected: list[tuple[str, int]] = []
    breaks, page = 0, False
    for part in re.split("(\r\n|[\n\r\v\f\u2028\u2029])", text):
        if re.fullmatch("\r\n|[\n\r\v\f\u2028\u2029]", part):
            breaks += 1
            page |= part == "\f"
        elif part.strip(BLANK):
            gap = 0 if breaks == 1 and not page else max(breaks, 2)
            expected.append((part.strip(BLANK), gap if expected else 2))
            breaks, page = 0, False
    assert [(text[b.start : b.end], b.gap) for b in plain_blocks(text)] == expected


def test_a_byte_order_mark_is_stored_and_not_shown() -> None:
    source = read_one(b"\xef\xbb\xbfOne\r\n\r\nTwo\r\nThree", "a.txt")
    assert source.stored[0] == "\ufeff"
    assert [(b.start, b.end, b.gap) for b in source.blocks] == [(1, 4, 2), (8, 11, 2), (13, 18, 0)]


def test_a_file_of_white_space_has_no_blocks() -> None:
    assert read_one(" \n\t\n\ufeff", "a.txt").blocks == ()


def test_a_line_of_five_million_characters() -> None:
    assert len(read_one("word " * 1_000_000, "a.txt").blocks) == 1


def test_characters_that_only_python_takes_for_line_ends() -> None:
    assert len(plain_blocks("a\x85b\x1cc\x1dd\x1ee")) == 1
