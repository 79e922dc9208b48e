"""Whom a short label means: one person or nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.transcript.labels import Label, read_label
from index_store.transcript.people import People

from .composing import FAMILY, GIVEN


def label(printed: str) -> Label:
    found = read_label(f"{printed}: We measured it twice.")
    assert found is not None
    return found


def people(*entries: tuple[str, str | None]) -> People:
    register = People()
    for name, role in entries:
        register.introduce(name, role, None, "label")
    return register


def meant(register: People, printed: str) -> str | None:
    person = register.resolve(label(printed))
    return person.printed if person else None


@pytest.mark.parametrize(
    "printed", ["OTORI Keiko", "Keiko Otori", "Minister Otori", "Ms. OTORI", "Otori", "K. Otori"]
)
def test_forms_of_one_name(printed: str) -> None:
    assert meant(people(("OTORI Keiko", "Minister for Foreign Affairs")), printed) == "OTORI Keiko"


def test_two_of_one_surname_stay_two() -> None:
    register = people(("Ines Corrigan", None), ("Tibor Corrigan", None))
    assert len(register.known) == 2
    assert meant(register, "Corrigan") is None
    assert meant(register, "Mr. Corrigan") is None
    assert meant(register, "Tibor Corrigan") == "Tibor Corrigan"
    assert meant(register, "T. Corrigan") == "Tibor Corrigan"


def test_two_of_one_surname_and_two_offices() -> None:
    register = people(("Ines Corrigan", "Treasurer"), ("Tibor Corrigan", "Foreign Secretary"))
    assert meant(register, "Treasurer Corrigan") == "Ines Corrigan"
    assert meant(register, "Foreign Secretary Corrigan") == "Tibor Corrigan"
    assert meant(register, "Corrigan") is None


def test_forms_of_address_keep_two_apart() -> None:
    register = People()
    register.introduce("Haddad", "Sorrel", None, "label", honorific="Mr.")
    register.introduce("Haddad", "Tamsen", None, "label", honorific="Ms.")
    assert len(register.known) == 2


@given(st.permutations(FAMILY), st.permutations(GIVEN), st.integers(2, 6))
def test_as_many_people_as_surnames(families: list[str], givens: list[str], n: int) -> None:
    register = people(*((f"{g} {f}", None) for g, f in zip(givens[:n], families[:n], strict=True)))
    assert len(register.known) == n
    for given_name, family in zip(givens[:n], families[:n], strict=True):
        assert meant(register, family) == f"{given_name} {family}"
        assert meant(register, f"{family.upper()} {given_name}") == f"{given_name} {family}"
    assert meant(register, "Nobody Else") is None


@pytest.mark.parametrize(
    ("office", "short", "fits"),
    [
        ("Minister for Foreign Affairs", "Minister", True),
        ("Minister for Foreign Affairs", "Foreign Minister", True),
        ("Prime Minister", "PM", True),
        ("Prime Minister", "Prime Minister", True),
        ("Prime Minister", "Minister", False),
        ("Deputy Minister for Foreign Affairs", "Minister", False),
        ("Vice President", "President", False),
        ("President", "Vice President", False),
        ("Under-Secretary of State", "Secretary of State", False),
        ("Assistant Secretary of State", "Secretary", False),
        ("Treasurer", "Treasurer", True),
        ("Treasurer", "Minister", False),
    ],
)
def test_short_forms_of_an_office(office: str, short: str, fits: bool) -> None:
    register = people(("Keiko Otori", office), ("Tibor Vance", "Ambassador"))
    assert meant(register, short) == ("Keiko Otori" if fits else None)


def test_two_holders_of_one_office() -> None:
    register = people(("Keiko Otori", "Minister for Foreign Affairs"), ("Ines Cald", "Minister of Trade"))
    assert meant(register, "Minister") is None
    assert meant(register, "Minister of Trade") == "Ines Cald"


def test_a_label_beats_the_title() -> None:
    register = People()
    register.introduce("Jun Arisugawa", "Foreign Minister", None, "title", principal=True)
    register.introduce("Keiko Otori", "Foreign Minister", None, "label")
    assert meant(register, "Foreign Minister") == "Keiko Otori"


def test_a_namesake_in_the_text_leaves_a_bare_surname_open() -> None:
    register = People(lambda surname: frozenset({"tibor", "ines"}) if surname == "corrigan" else frozenset())
    register.introduce("Ines Corrigan", None, None, "label")
    assert meant(register, "Corrigan") is None
    assert meant(register, "Ines Corrigan") == "Ines Corrigan"


def test_the_fullest_form_is_shown() -> None:
    register = people(("Otori", None), ("Keiko Otori", None), ("OTORI", "Minister"))
    (person,) = register.known
    assert person.printed == "Keiko Otori"
    assert person.names == {"Otori", "Keiko Otori", "OTORI"}
    (shown,) = register.listed({0: "Keiko Otori"})
    assert (shown.name, shown.role) == ("Keiko Otori", "Minister")
    assert set(shown.aliases) == {"Otori", "OTORI"}


def test_a_first_name_alone_is_not_a_surname_in_capitals() -> None:
    register = people(("OTORI Keiko", "Minister"))
    assert meant(register, "Keiko") is None
