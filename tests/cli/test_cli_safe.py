from __future__ import annotations

import json
import unicodedata

from cli_samples import NASTY, any_text, unhurried
from hypothesis import given
from hypothesis import strategies as st

from search import safe

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def moves_the_cursor(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(char) in BIDI


@unhurried
@given(any_text)
def test_nothing_that_controls_a_terminal_is_left(text: str) -> None:
    assert not any(moves_the_cursor(c) for c in safe.text(text) if c not in "\n\t")
    assert not any(moves_the_cursor(c) for c in safe.line(text))


@unhurried
@given(any_text)
def test_offsets_stay_true_and_other_characters_stay(text: str) -> None:
    for shown in (safe.text(text), safe.line(text)):
        assert len(shown) == len(text)
        for before, after in zip(text, shown, strict=True):
            assert before == after or moves_the_cursor(before)


@unhurried
@given(any_text)
def test_a_shown_text_is_not_changed_again(text: str) -> None:
    assert safe.text(safe.text(text)) == safe.text(text)


def test_an_escape_is_visible() -> None:
    assert safe.line("a\x1b[31mb") == "a␛[31mb"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)


@unhurried
@given(values, st.booleans())
def test_json_is_the_same_value_and_controls_nothing(value: object, ascii_only: bool) -> None:
    encoded = safe.dumps(value, ascii_only=ascii_only)
    assert json.loads(encoded) == value
    assert not any(map(moves_the_cursor, encoded))
    assert encoded.isascii() or not ascii_only


def test_json_shows_other_text_as_it_is() -> None:
    assert safe.dumps("会見 “G7”") == '"会見 “G7”"'
    assert "\\u009b" in safe.dumps(NASTY)
