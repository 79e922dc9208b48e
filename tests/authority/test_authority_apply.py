"""The authority on documents: canonical names where one person fits, and nothing else changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from authority_making import FAMILIES, GIVEN, document, entries
from hypothesis import assume, given
from hypothesis import strategies as st

from index_store.authority import Authority, Entry, Office, office_fits
from index_store.model import Document, Person
from index_store.passages import documents
from index_store.people_files import load
from index_store.person_names import name_key

ROOT = Path(__file__).parents[2]
FOREIGN = Office("Minister for Foreign Affairs of Onda", date(2021, 1, 1), date(2023, 1, 1))
OTORI = Entry("Otori Keiko", "Otori", "Keiko", aliases=("鳳景子",), roles=(FOREIGN,))


def speakers(found: Document) -> list[str | None]:
    return [passage.speaker for passage in found.passages]


@given(entries(), st.booleans(), st.sampled_from((str, str.upper, str.lower)))
def test_order_and_case_of_a_name_make_no_difference(entry: Entry, turned: bool, case) -> None:  # type: ignore[no-untyped-def]
    printed = f"{entry.family} {entry.given}" if turned else f"{entry.given} {entry.family}"
    found = Authority([entry]).apply(document(case(printed)))
    assert speakers(found) == [entry.name]
    assert found.passages[0].how == "label"
    assert case(printed) in (*found.people[0].aliases, entry.name)


@given(st.lists(entries(), max_size=4), st.sampled_from(FAMILIES), st.sampled_from(("", "MP")))
def test_a_surname_alone_is_nobody(known: list[Entry], surname: str, role: str) -> None:
    before = document(surname, role=role or None, quoted=surname)
    assert Authority(known).apply(before) == before


@given(st.lists(entries(), max_size=4), st.sampled_from(FAMILIES), st.sampled_from(GIVEN))
def test_only_the_own_name_is_replaced(known: list[Entry], family: str, given_name: str) -> None:
    """Two people with one surname stay two, and so do two with one given name."""
    printed = f"{given_name} {family}"
    found = Authority(known).apply(document(printed))
    mine = [e for e in known if (e.family, e.given) == (family, given_name)]
    expected = mine[0].name if len(mine) == 1 else printed
    assert speakers(found) == [expected]
    assert set(name_key(expected).words) == set(name_key(printed).words)


@given(entries(), st.sampled_from(("Mayor", "Doctor")))
def test_two_people_who_fit_change_nothing(entry: Entry, id: str) -> None:
    twin = replace(entry, id=id, roles=(Office("Harbour Master"),))
    before = document(f"{entry.given} {entry.family}", quoted=f"{entry.family} {entry.given}")
    assert Authority([replace(entry, id="first"), twin]).apply(before) == before


@given(st.lists(entries(), max_size=4), st.lists(st.sampled_from(FAMILIES), max_size=3))
def test_applying_again_changes_nothing(known: list[Entry], names: list[str]) -> None:
    authority = Authority(known)
    once = authority.apply(document(*(e.name.upper() for e in known), *names))
    again = authority.apply(once)
    assert again.passages == once.passages
    assert {p.name for p in again.people} == {p.name for p in once.people}


@given(entries())
def test_texts_and_offsets_are_never_touched(entry: Entry) -> None:
    before = document(f"{entry.family} {entry.given}", "Somebody Else", quoted=entry.name.upper())
    after = Authority([entry]).apply(before)
    for a, b in zip(before.passages, after.passages, strict=True):
        assert (a.text, a.spans, a.kind, a.label, a.ordinal) == (b.text, b.spans, b.kind, b.label, b.ordinal)
    assert after.passages[0].quotes[0].speaker == entry.name
    assert after.passages[1].speaker == "Somebody Else"


def test_native_script_and_aliases() -> None:
    authority = Authority([OTORI])
    assert speakers(authority.apply(document("鳳 景子"))) == ["Otori Keiko"]
    assert speakers(authority.apply(document("鳳"))) == ["鳳"]
    longer = Authority([replace(OTORI, aliases=("鳳景", "鳳景子"))])
    assert speakers(longer.apply(document("鳳景"))) == ["鳳景"], "it may be a surname"


def test_somebody_of_an_outlet_is_not_the_office_holder() -> None:
    before = document("Keiko Otori", role="reporter", outlet="Onda Shimbun")
    assert Authority([OTORI]).apply(before) == before
    journalist = replace(OTORI, roles=())
    assert speakers(Authority([journalist]).apply(before)) == ["Otori Keiko"]


def test_a_name_without_its_initial_must_not_contradict_the_office() -> None:
    senator = Entry("Jane Q. Doe", "Doe", "Jane", roles=(Office("Senator of Onda"),))
    authority = Authority([senator])
    assert speakers(authority.apply(document("Jane Doe", role="Mayor"))) == ["Jane Doe"]
    plain = Entry("Jane Q. Doe", roles=senator.roles)
    assert speakers(Authority([plain]).apply(document("Jane Doe", role="Mayor"))) == ["Jane Doe"]
    assert speakers(Authority([plain]).apply(document("Jane Doe", role="Senator"))) == ["Jane Q. Doe"]
    assert speakers(Authority([plain]).apply(document("Jane X. Doe", role="Senator"))) == ["Jane X. Doe"]


def test_distinct_from() -> None:
    entry = Entry("Jane Doe", "Doe", "Jane", aliases=("Jane Roe",), distinct_from=("Jane Roe",))
    assert speakers(Authority([entry]).apply(document("Jane Roe", "Doe Jane"))) == ["Jane Roe", "Jane Doe"]


def test_a_printed_role_stays_and_a_missing_one_is_that_of_the_day() -> None:
    authority = Authority([OTORI])
    told = document("Keiko Otori", text="The Minister for Foreign Affairs met us.")
    assert authority.apply(told).passages[0].role == FOREIGN.role
    for before in (
        replace(told, date="2024-01-01"),
        replace(told, date=None),
        document("Keiko Otori", text="We met at the harbour."),
    ):
        assert authority.apply(before).passages[0].role is None
    printed = document("Keiko Otori", role="Chair", text="The Minister for Foreign Affairs met us.")
    assert authority.apply(printed).passages[0].role == "Chair"


SURNAME = {"role": "Minister", "title": "Press Conference, Ministry of Foreign Affairs of Onda"}


def test_office_and_surname_where_the_document_leaves_no_doubt() -> None:
    found = Authority([OTORI]).apply(document("Otori", **SURNAME))
    assert speakers(found) == ["Otori Keiko"]
    assert found.passages[0].how == "authority"
    assert found.passages[0].role == "Minister"
    assert "鳳景子" in found.people[0].aliases


@pytest.mark.parametrize(
    "change",
    [
        {"date": None},
        {"date": "2024-05-01"},
        {"title": "Press Conference, Ministry of Foreign Affairs"},
        {"title": None},
        {"role": "Deputy Minister"},
        {"role": "Vice Minister"},
        {"role": "Spokesperson"},
        {"role": None},
        {"outlet": "Onda Shimbun"},
    ],
)
def test_office_and_surname_where_there_is_doubt(change: dict[str, str | None]) -> None:
    before = document("Otori", **{**SURNAME, **change})
    assert Authority([OTORI]).apply(before) == before


def test_office_and_surname_of_two_people() -> None:
    other = Entry("Otori Hana", "Otori", "Hana", roles=(Office("Minister of Finance of Onda"),))
    before = document("Otori", **SURNAME)
    assert Authority([OTORI, other]).apply(before) == before
    beside = document("Otori", "Otori Jiro", **SURNAME)
    assert speakers(Authority([OTORI]).apply(beside)) == ["Otori", "Otori Jiro"]


def test_countries_have_short_names() -> None:
    entry = Entry("Jane Doe", "Doe", "Jane", roles=(Office("Secretary of State of the United States"),))
    before = document("Doe", role="U.S. Secretary of State")
    assert speakers(Authority([entry]).apply(before)) == ["Jane Doe"]
    assert speakers(Authority([entry]).apply(document("Doe", role="Secretary of State"))) == ["Doe"]


def test_two_forms_of_one_document_become_one_person() -> None:
    before = document(
        "Keiko Otori",
        "鳳景子",
        people=(Person("Keiko Otori", "Chair", None, ("OTORI",)), Person("鳳景子", None, None, ())),
    )
    found = Authority([OTORI]).apply(before)
    assert speakers(found) == ["Otori Keiko"] * 2
    assert found.people == (Person("Otori Keiko", "Chair", None, ("OTORI", "Keiko Otori", "鳳景子")),)


@pytest.mark.parametrize(
    ("printed", "fits"),
    [
        ("Foreign Minister", True),
        ("Minister", True),
        ("Minister for Foreign Affairs", True),
        ("Deputy Minister", False),
        ("Former Minister", False),
        ("Prime Minister", False),
        ("Minister of Finance", False),
    ],
)
def test_short_forms_of_an_office(printed: str, fits: bool) -> None:
    assert office_fits(printed, FOREIGN.role) is fits


def test_the_digest_tells_authorities_apart() -> None:
    authority = Authority([OTORI])
    assert authority.digest == Authority([replace(OTORI)]).digest
    others = [
        Authority(),
        Authority([replace(OTORI, name="Keiko Otori")]),
        Authority([replace(OTORI, aliases=())]),
        Authority([replace(OTORI, roles=(replace(FOREIGN, end=None),))]),
        Authority([OTORI, Entry("Jane Doe")]),
    ]
    assert len({authority.digest, *(other.digest for other in others)}) == len(others) + 1


@pytest.mark.parametrize("path", sorted((ROOT / "corpus").glob("*.txt")), ids=lambda path: path.stem)
def test_the_shipped_documents_are_attributed_as_they_print(path: Path) -> None:
    plain, known = list(documents(path)), list(documents(path, load()))
    assert [d.passages for d in known if isinstance(d, Document)] == [
        d.passages for d in plain if isinstance(d, Document)
    ]


def test_the_shipped_people_are_found_in_both_orders() -> None:
    authority = load()
    assert len(authority.entries) >= 10
    for entry in authority.entries:
        assert authority.person(entry.name) is entry
        assert authority.person(f"{entry.given} {entry.family}".upper()) is entry
        assert entry.family and authority.people(entry.family) == ()
        for alias in entry.aliases:
            assert authority.person(alias) is entry
    found = authority.person("林芳正")
    assert found and found.name == "Hayashi Yoshimasa"
    assert [office.role for office in found.roles_on(date(2021, 11, 13))] == [
        "Minister for Foreign Affairs of Japan"
    ]


@given(st.lists(entries(), max_size=3), st.text(max_size=12), st.text(max_size=12))
def test_no_name_and_role_is_too_strange(known: list[Entry], name: str, role: str) -> None:
    assume(name.strip())
    before = document(name, role=role or None, title=role)
    after = Authority(known).apply(before)
    assert len(after.passages) == 1
