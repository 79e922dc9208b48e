"""The stemmer: the stems of Whoosh's own, for words of every shape."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.lang.snowball.english import EnglishStemmer

from index_store.stemming import stem

REFERENCE = EnglishStemmer()

ENDINGS = (
    *("'s'", "'s", "'", "sses", "ied", "ies", "us", "ss", "s", "eedly", "ingly", "edly", "eed", "ing", "ed"),
    *("ization", "ational", "fulness", "ousness", "iveness", "tional", "biliti", "lessli", "entli", "ation"),
    *("alism", "aliti", "ousli", "iviti", "fulli", "enci", "anci", "abli", "izer", "ator", "alli", "bli"),
    *("ogi", "logi", "li", "ly", "alize", "icate", "iciti", "ative", "ical", "ness", "ful", "ement", "ance"),
    *("ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "sion"),
    *("al", "er", "ic", "e", "l", "ll", "y", "ate", "bl", "iz", "tt"),
)
PIECES = st.sampled_from(
    ("gener", "commun", "arsen", "y", "a", "b", "st", "qu", "oy", "xy", "aw", "ee", "'", "1")
)
LETTERS = st.text("aeiouybdlnstwx'", max_size=6)
WORDS = st.tuples(LETTERS | PIECES, LETTERS, st.lists(st.sampled_from(ENDINGS), max_size=3)).map(
    lambda parts: parts[0] + parts[1] + "".join(parts[2])
)


@given(
    WORDS
    | st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_categories=["Lu"]), max_size=12)
)
@settings(max_examples=3000)
def test_stems_are_those_of_whoosh(word: str) -> None:
    assert stem(word) == REFERENCE.stem(word)


@pytest.mark.parametrize("begin", ["", "a", "be", "gener", "communi", "strat", "y", "happ", "nation"])
def test_stems_of_all_endings(begin: str) -> None:
    for ending in ENDINGS:
        for more in ("", *ENDINGS):
            word = begin + ending + more
            assert stem(word) == REFERENCE.stem(word), word


def test_exceptions() -> None:
    for word in REFERENCE._EnglishStemmer__special_words:
        assert stem(word) == REFERENCE.stem(word)
        for end in ("s", "ly", "'s"):
            assert stem(word + end) == REFERENCE.stem(word + end)
