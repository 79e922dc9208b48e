"""Acronyms that texts explain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.acronyms import explained, pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Women, Peace and Security (WPS) and", [("WPS", "Women, Peace and Security")]),
        ("the Status of Forces Agreement (SOFA)?", [("SOFA", "Status of Forces Agreement")]),
        ("the SOFA (Status of Forces Agreement)", [("SOFA", "Status of Forces Agreement")]),
        ("the U.S. Forces in Japan (USFJ)", [("USFJ", "U.S. Forces in Japan")]),
        (
            "Comprehensive and Progressive Agreement for Trans-Pacific Partnership (CPTPP)",
            [("CPTPP", "Comprehensive and Progressive Agreement for Trans-Pacific Partnership")],
        ),
        ("Department of Defense (DoD)", [("DoD", "Department of Defense")]),
        ("memoranda of\n understanding (MOUs)", [("MOU", "memoranda of understanding")]),
        (
            "the Republic of Korea (ROK) and the United Nations (UN)",
            [("ROK", "Republic of Korea"), ("UN", "United Nations")],
        ),
        ("He came. United Nations (UN)", [("UN", "United Nations")]),
        ("It was united. Nations (UN) met", []),
        ("the Republic (ROK) of Korea", []),
        ("Secretary Blinken (left)", []),
        ("I (A) and (B)", []),
        ("nothing (NOT) to see", []),
        ("(WPS) Women, Peace and Security", []),
        ("Women, Peace and Security", []),
    ],
)
def test_what_is_explained(text: str, expected: list[tuple[str, str]]) -> None:
    value = explained(text)
    assert (list(pairs(value)) if value else []) == expected


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(
            ["United", "Nations", "of", "(UN)", "(U", "N)", "(", ")", ".", "U.S.", "UN", "'s", "\n"]
        ),
        max_size=20,
    ).map(" ".join)
)
def test_both_forms_stand_in_the_text_and_agree(text: str) -> None:
    value = explained(text)
    for short, long in pairs(value) if value else ():
        assert short in text
        assert " ".join(text.split()).count(long) > 0
        assert long[0].lower() == short[0].lower()


@pytest.mark.parametrize("unit", ["(", "(A", "(AB) ", "a b (AB) ", "AB (a b) ", ". ", "AB "])
def test_long_texts_are_read_in_one_pass(unit: str) -> None:
    explained(unit * 50_000)
