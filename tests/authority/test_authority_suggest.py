"""The people of an index, and which names may be one person's."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from authority_making import document, entries
from hypothesis import given, settings
from hypothesis import strategies as st

from index_store import open_snapshot, update
from index_store.authority import Authority, Entry
from index_store.model import Document
from search.likeness import likeness, similarity, sounding
from search.people import (
    Appearance,
    IndexPerson,
    find,
    objections,
    people_of,
    suggestions,
)


def person(name: str, *appearances: Appearance) -> IndexPerson:
    return IndexPerson(name, appearances or (Appearance("a", "2024-01-12", None, None, 1),))


def people(*names: str) -> dict[str, IndexPerson]:
    return {name: person(name) for name in names}


def pairs(*names: str, known: tuple[Entry, ...] = ()) -> set[frozenset[str]]:
    found = suggestions(people(*names), Authority(known))
    return {frozenset((one.name, one.other)) for one in found}


ALIKE = [
    ("Otori Keiko", "Keiko Otori", "another order"),
    ("Antony J. Blinken", "Antony Blinken", "one with an initial"),
    ("Antony Blinken", "Antony Blinkin", "blinken and blinkin differ in one letter"),
    ("Kono Taro", "Kouno Tarou", "same sounds"),
    ("Shinzo Abe", "Sinzou Abe", "same sounds"),
    ("Dan Smith", "Daniel Smith", "shorter form"),
    ("Jane Doe", "Jane Doe Roe", "shorter form"),
    ("J. Doe", "Jane Doe", "shorter form"),
    ("Gina Raimondo", "Gina Raimnodo", "one letter"),
    ("Yevgeny Prigozhin", "Yevgeny Prigoschin", "two letters"),
]
APART = [
    ("Hayashi Yoshimasa", "Hayashi Motoo"),
    ("George W. Bush", "George H. W. Bush"),
    ("Kim Jong Un", "Kim Jong Il"),
    ("Jane Doe", "Joan Roe"),
    ("Otori", "Otori Keiko"),
    ("林芳正", "林芳"),
    ("A. B.", "C. D."),
]


@pytest.mark.parametrize(("a", "b", "reason"), ALIKE)
def test_names_that_may_be_one(a: str, b: str, reason: str) -> None:
    assert any(reason in one for one in likeness(a, b))
    assert likeness(a, b) == likeness(b, a)
    assert pairs(a, b, "Somebody Else") == {frozenset((a, b))}


@pytest.mark.parametrize(("a", "b"), APART)
def test_names_that_are_not_alike(a: str, b: str) -> None:
    assert not likeness(a, b)
    assert not pairs(a, b)


WORD = st.text("abehiknorstuy", min_size=1, max_size=7)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=50)
@given(st.lists(NAME, unique=True, max_size=12))
def test_every_likely_pair_is_found(names: list[str]) -> None:
    """The same pairs as comparing every name with every other, but for those with no word in common."""
    expected = {frozenset(pair) for pair in combinations(names, 2) if likeness(*pair)}
    assert pairs(*names) <= expected
    for pair in expected - pairs(*names):
        a, b = (set(map(sounding, name.split())) for name in pair)
        assert not {w for w in a & b if len(w) > 1}


@given(NAME, NAME)
def test_likeness_and_similarity_have_no_order(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= similarity(a, b) <= 1.000001
    assert similarity(a, a) == pytest.approx(1)


@given(entries())
def test_what_the_authority_settles_is_not_suggested(entry: Entry) -> None:
    turned = f"{entry.given} {entry.family}"
    other = f"{entry.given}n {entry.family}"
    assert frozenset((turned, other)) in pairs(turned, other)
    assert not pairs(turned, other, known=(replace(entry, aliases=(other,)),))
    assert not pairs(turned, other, known=(entry, Entry(other)))
    assert not pairs(turned, other, known=(replace(entry, distinct_from=(other,)),))


def test_what_speaks_for_and_against() -> None:
    minister = Appearance("a", "2024-01-12", "Minister for Foreign Affairs", None, 3)
    a = person("Keiko Otori", minister, Appearance("b", None, None, None, 1))
    same = person("Otori Keiko", replace(minister, document="c", role="Foreign Minister"))
    assert objections(a, same) == []
    mayor = person("Otori Keiko", replace(minister, document="c", role="Mayor"))
    assert objections(a, mayor) == [
        "on 2024-01-12 one is Minister for Foreign Affairs, the other Mayor",
    ]
    both = person("Otori Keiko", Appearance("b", None, None, "NHK", 1))
    assert objections(replace(a, appearances=(Appearance("b", None, None, "Reuters", 1),)), both) == [
        "b has both names",
        "one speaks for Reuters, the other for NHK",
    ]
    found = suggestions({a.name: a, "Otori Keiko": mayor}, Authority())
    assert [(one.name, one.other, len(one.against)) for one in found] == [("Keiko Otori", "Otori Keiko", 1)]
    shared = suggestions({a.name: a, "Otori Keiko": replace(a, name="Otori Keiko")}, Authority())
    assert "both are Minister for Foreign Affairs" in shared[0].reasons


def test_the_likeliest_come_first() -> None:
    found = suggestions(people("Otori Keiko", "Keiko Otori", "Keiko Otari"), Authority())
    assert {found[0].name, found[0].other} == {"Otori Keiko", "Keiko Otori"}
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)


def test_whom_a_name_means() -> None:
    known = people("Otori Keiko", "Otori Jiro", "Jane Q. Doe", "Doe")
    authority = Authority([Entry("Otori Keiko", "Otori", "Keiko", aliases=("鳳景子",))])
    assert find("Otori", known, authority) == ["Otori Keiko", "Otori Jiro"]
    assert find("keiko OTORI", known, authority) == ["Otori Keiko"]
    assert find("鳳景子", known, authority) == ["Otori Keiko"]
    assert find("Doe", known, authority) == ["Doe"]
    assert find("jane", known, authority) == ["Jane Q. Doe"]
    assert find("nobody", known, authority) == find("...", known, authority) == []


def test_people_of_an_index(tmp_path: Path) -> None:
    def parse(path: Path) -> list[Document]:
        text = path.read_text()
        if text == "first":
            return [
                document("Jane Doe", "Jane Doe", "", role="Mayor", date="2024-01-12T09:30", quoted="Jo Roe")
            ]
        return [document("Jane Doe", "Jo Roe", outlet="NHK", date=None)]

    assert people_of_folder(tmp_path / "empty", [], parse) == {}
    for name in ("first", "second"):
        (tmp_path / f"{name}.txt").write_text(name)
    found = people_of_folder(tmp_path / "index", sorted(tmp_path.glob("*.txt")), parse)
    assert list(found) == ["Jane Doe", "Jo Roe"]
    jane, jo = found.values()
    assert (jane.passages, jane.quoted, jane.documents) == (3, 0, ("second.txt", "first.txt"))
    assert jane.dates == ("2024-01-12", "2024-01-12")
    assert (jane.roles, jane.outlets) == (("Mayor",), ("NHK",))
    assert (jo.passages, jo.quoted) == (1, 3)
    assert jo.appearances == (
        Appearance("second.txt", None, None, "NHK", 1),
        Appearance("first.txt", "2024-01-12", None, None, 0, 3),
    )
    (tmp_path / "first.txt").unlink()
    found = people_of_folder(tmp_path / "index", [tmp_path / "first.txt"], parse)
    assert [(p.name, p.passages, p.quoted) for p in found.values()] == [("Jane Doe", 1, 0), ("Jo Roe", 1, 0)]


def people_of_folder(folder: Path, paths: list[Path], parse) -> dict[str, IndexPerson]:  # type: ignore[no-untyped-def]
    update(paths, folder, parse=parse)
    with open_snapshot(folder) as snapshot:
        return people_of(snapshot)
