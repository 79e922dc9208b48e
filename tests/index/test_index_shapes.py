"""Shapes against the classes that they stand for, character by character and word by word."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index_store import analysis
from index_store.folding import APOSTROPHES, CJK, HYPHENS, IGNORABLE, MARKS, SIMPLE
from index_store.shapes import shape

SURROGATES = range(0xD800, 0xE000)
EVERY_CHARACTER = "".join(chr(c) for c in range(sys.maxunicode + 1) if c not in SURROGATES)
KANA = "[\uff66-\uff9d]"
VOICED = "[\uff9e\uff9f]"
SYLLABLE = "[\uac00-\ud7a3]"
LEAD = "[\u1100-\u115f\ua960-\ua97c]"
VOWEL = "[\u1160-\u11a7\ud7b0-\ud7c6]"
TAIL = "[\u11a8-\u11ff\ud7cb-\ud7fb]"
LETTER = rf"[^\W_{CJK}ʼʻʽ]"

# The rules of words with every class spelled out: what the expression over shapes has to agree with.
SPELLED_OUT = analysis._word(
    LETTER,
    f"[{MARKS}]",
    f"[{IGNORABLE}]",
    f"| (?:{KANA}{VOICED}?+|(?:{SYLLABLE}|{LEAD}++{VOWEL}*+){TAIL}*+|[{CJK}])[{MARKS}]*+",
)

PIECES = st.one_of(
    st.sampled_from([*"aZé9ß.,'’ʼ-‑ _+Кō", "US", "3.5", "1,000", "G-7", "'s"]),
    st.sampled_from(
        "か\u3099は一각ᄀ\u1161\u11a8ｱﾞ\u0301\u034f\u00ad\u200b\u06e5\u07c1\u0904\u093e𠀀\U000e0100"
    ),
    st.characters(exclude_categories=("Cs",)),
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def found(pattern: re.Pattern[str], text: str) -> list[tuple[tuple[int, int], str | None]]:
    return [(match.span(), match.lastgroup) for match in pattern.finditer(text)]


@given(TEXTS)
@example("a\u200b+9\u07c0+1")
@example("\u1161\u11a8ﾞ一\u0301")
def test_words_are_where_the_spelled_out_rules_have_them(text: str) -> None:
    assert [(match.span(), match.lastgroup) for match in analysis._words(text)] == found(SPELLED_OUT, text)
    assert found(analysis._any_word(), shape(text)) == found(SPELLED_OUT, text)


@pytest.mark.parametrize("between", ["", "a", "1", "."])
def test_words_of_every_character(between: str) -> None:
    text = between.join(EVERY_CHARACTER[:0x10000] if between else EVERY_CHARACTER)
    assert [match.span() for match in analysis._words(text)] == [
        match.span() for match in SPELLED_OUT.finditer(text)
    ]


@pytest.mark.parametrize(
    "members",
    [
        *(r"\d", LETTER, f"[{MARKS}]", f"[{IGNORABLE}]", f"[{CJK}]", f"[{APOSTROPHES}]", f"[{HYPHENS}]"),
        *(KANA, VOICED, SYLLABLE, LEAD, VOWEL, TAIL, "[\x00-\x7f]"),
    ],
)
def test_a_shape_is_of_the_same_classes(members: str) -> None:
    shapes = shape(EVERY_CHARACTER)
    assert len(shapes) == len(EVERY_CHARACTER)
    pattern = re.compile(members)
    assert [match.start() for match in pattern.finditer(EVERY_CHARACTER)] == [
        match.start() for match in pattern.finditer(shapes)
    ]


def test_few_shapes_are_met_beyond_simple_text() -> None:
    special = re.compile(f"[{MARKS}{IGNORABLE}{CJK}]")
    assert len(set(shape("".join(special.findall(EVERY_CHARACTER))))) == 12


def test_simple_characters_are_of_no_special_class() -> None:
    simple = "".join(re.findall(f"[{SIMPLE}]", EVERY_CHARACTER))
    assert not re.search(f"[{MARKS}{IGNORABLE}{CJK}ʼʻʽ]", simple)
    assert shape(simple) == simple
    assert found(analysis._simple_word, simple) == found(SPELLED_OUT, simple)
