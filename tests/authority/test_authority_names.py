"""Keys of names: what makes no difference, and what does."""

from __future__ import annotations

import unicodedata

import pytest
from authority_making import FAMILIES, GIVEN
from hypothesis import given
from hypothesis import strategies as st

from index_store.person_names import name_key, orders

NAMES = st.builds("{} {}".format, st.sampled_from(GIVEN), st.sampled_from(FAMILIES))


@given(st.text(max_size=30))
def test_any_text_has_a_key_and_folding_again_changes_nothing(text: str) -> None:
    key = name_key(text)
    assert all(key.words)
    again = name_key(" ".join(key.words))
    assert again.words == key.words or key.initials or len(key.words) != len(again.words)
    assert name_key(text.upper()).words == key.words or not text.isascii()


@given(NAMES, st.sampled_from((str.upper, str.lower, str.title)), st.sampled_from(("NFC", "NFD")))
def test_case_and_accents_make_no_difference(name: str, case, form) -> None:  # type: ignore[no-untyped-def]
    bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    assert name_key(unicodedata.normalize(form, case(name))) == name_key(name) == name_key(bare)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Antony J. Blinken", "ANTONY J BLINKEN"),
        ("Yoon Suk-yeol", "YOON Suk Yeol"),
        ("Blinken, Antony", "Blinken Antony"),
        ("J.D. Vance", "J. D. Vance"),
        ("林 芳正", "林芳正"),
        ("アントニー・ブリンケン", "アントニー ブリンケン"),
        ("Ｈａｙａｓｈｉ Yoshimasa", "Hayashi Yoshimasa"),
    ],
)
def test_names_that_are_the_same(a: str, b: str) -> None:
    assert name_key(a) == name_key(b)


@pytest.mark.parametrize(
    ("a", "b", "fits"),
    [
        ("Antony J. Blinken", "Antony Blinken", True),
        ("Antony J. Blinken", "Antony K. Blinken", False),
        ("George H. W. Bush", "George W. Bush", False),
        ("J. Doe", "K. Doe", False),
        ("J. Doe", "Doe", False),
        ("Jane Doe", "Jane Doe Roe", False),
    ],
)
def test_initials_may_be_left_out_but_not_contradict(a: str, b: str, fits: bool) -> None:
    assert name_key(a).fits(name_key(b)) is fits
    assert name_key(b).fits(name_key(a)) is fits


@pytest.mark.parametrize("name", ["Hayashi", "林", "", "-", "J.", "O'Brien", "Jean-Pierre", " Al-Nahyan "])
def test_what_is_no_full_name(name: str) -> None:
    assert not name_key(name).full


@given(st.sampled_from(FAMILIES), st.sampled_from(GIVEN), st.sampled_from(("", " J.")))
def test_both_orders_are_forms_of_a_name(family: str, given_name: str, initial: str) -> None:
    name = f"{given_name}{initial} {family}"
    keys = [name_key(form) for form in orders(name, family)]
    assert name_key(name) in keys
    assert name_key(f"{family} {given_name}{initial}") in keys
    assert {frozenset(key.words) for key in keys} == {frozenset(name_key(name).words)}


def test_a_name_of_three_words_is_not_turned_without_its_surname() -> None:
    assert orders("Kim Jong Un") == ("Kim Jong Un",)
    assert orders("Kim Jong Un", "Kim") == ("Kim Jong Un", "jong un kim")
