"""Dates against brute force, and what goes into a field against what comes back."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage

from index_store.catalogue import DocumentRecord
from index_store.model import Document, KaikenError, Passage, Quote
from index_store.rows import StoredPassage, check, rows
from index_store.schema import FACET_FIELDS, NAME_FIELDS, NO_DATE, date_number, date_range, schema

MINUTES = st.builds(
    lambda y, m, d, h, mm: (((y * 100 + m) * 100 + d) * 100 + h) * 100 + mm,
    *(
        st.integers(1990, 2030),
        st.integers(1, 12),
        st.integers(1, 31),
        st.integers(0, 23),
        st.integers(0, 59),
    ),
)
DATES = st.one_of(
    MINUTES,
    st.integers(202401120000, 202401120016),
    st.sampled_from([0, 1, -1, 2**32, -(2**63), NO_DATE - 1]),
)
BOUNDS = st.one_of(st.none(), DATES, st.integers(), st.sampled_from([-(2**63), 2**63 - 1, -(2**70), 2**70]))


def index_of(dates: Sequence[int | None], segments: int = 1) -> Any:
    index = RamStorage().create_index(schema())
    for part in range(segments):
        writer = index.writer()
        for number, date in enumerate(dates):
            if number % segments == part:
                row: dict[str, Any] = {"id": str(number), "document": "d"}
                writer.add_document(**row, **({} if date is None else {"date": date}))
        writer.commit(merge=False)
    return index


@given(
    st.lists(st.one_of(st.none(), DATES), min_size=1, max_size=25),
    st.lists(st.tuples(BOUNDS, BOUNDS), min_size=1, max_size=12),
    st.integers(1, 3),
)
@settings(max_examples=60, deadline=None)
def test_date_ranges_equal_brute_force(
    dates: list[int | None], ranges: list[tuple[int | None, int | None]], segments: int
) -> None:
    known = [date for date in dates if date is not None]
    near = [(d + e, f + g) for d in known[:3] for f in known[:3] for e in (-1, 0, 1) for g in (-1, 0, 1)]
    with index_of(dates, segments).searcher() as searcher:
        for low, high in [*ranges, *near, (None, None), (-(2**63), -(2**63))]:
            numbers = searcher.docs_for_query(date_range(low, high))
            found = sorted(int(searcher.stored_fields(number)["id"]) for number in numbers)
            assert found == [
                number
                for number, date in enumerate(dates)
                if date is not None and (low is None or low <= date) and (high is None or date <= high)
            ]


@given(st.lists(st.one_of(st.none(), DATES), min_size=1, max_size=25))
@settings(max_examples=25, deadline=None)
def test_the_date_column_gives_the_dates_back(dates: list[int | None]) -> None:
    with index_of(dates).searcher() as searcher:
        column = searcher.reader().column_reader("date")
        assert [column[n] for n in range(len(dates))] == [NO_DATE if d is None else d for d in dates]
        speakers = searcher.reader().column_reader("speaker")
        assert [speakers[n] for n in range(len(dates))] == [""] * len(dates)


def test_dates_are_numbers_in_their_order() -> None:
    assert date_number("2024-01-12") == 202401120000
    assert date_number("2024-01-12T14:05") == 202401121405
    assert date_number("2024-01-12T23:59") < date_number("2024-01-13") < NO_DATE


def test_the_schema_survives_whooshs_pickling() -> None:
    copy = pickle.loads(pickle.dumps(schema(), 2))
    assert copy.names() == schema().names()
    for name, field in schema().items():
        assert type(copy[name]) is type(field)
        assert copy[name].analyzer == field.analyzer or name not in ("text", "exact", *NAME_FIELDS)
        assert (copy[name].stored, copy[name].format) == (field.stored, field.format)


PASSAGE = Passage(
    2,
    'He said “peace” to the "us" of Tokyo.',
    ((10, 20), (25, 40)),
    speaker="Kamikawa Yōko",
    role="Minister",
    outlet="Kyodo",
    kind="answer",
    section="Opening > Asia",
    how="label",
    label="Minister Kamikawa:",
    answers_to=(1,),
    quotes=(Quote(9, 14, "peace", "Antony Blinken"), Quote(24, 26, "us", None)),
)
DOCUMENT = Document(
    path="/in/a.txt",
    part=None,
    sha256="00ff",
    media_type="text/plain",
    encoding="utf-8",
    title="Press Conference",
    event="press conference",
    date="2024-01-12T14:05",
    place="Tokyo",
    issuer="MOFA",
    language="en",
    translation_note=None,
    author=None,
    source_url=None,
    passages=(Passage(1, "Question?", ((0, 9),), kind="question"), PASSAGE),
)


def rows_of(document: Document) -> list[dict[str, Any]]:
    return rows(DocumentRecord.of(document, "a.txt", document.path), document)


def test_a_passage_comes_back_from_what_is_stored() -> None:
    index = RamStorage().create_index(schema())
    writer = index.writer()
    for row in rows_of(DOCUMENT):
        writer.add_document(**row)
    writer.commit()
    with index.searcher() as searcher:
        bare, full = (StoredPassage.of(searcher.stored_fields(number)) for number in (0, 1))
        for field, term in (("quoted_name", "blinken"), ("speaker_name", "yoko"), ("exact", "us")):
            assert [*searcher.reader().postings(field, term).all_ids()] == [1]
    assert full == StoredPassage(
        id="a.txt/2",
        document="a.txt",
        ordinal=2,
        text=PASSAGE.text,
        path="/in/a.txt",
        sha256="00ff",
        start=10,
        end=40,
        kind="answer",
        speaker="Kamikawa Yōko",
        role="Minister",
        outlet="Kyodo",
        section="Opening > Asia",
        date="2024-01-12T14:05",
        place="Tokyo",
        title="Press Conference",
        event="press conference",
        issuer="MOFA",
        language="en",
        how="label",
        answers_to=(1,),
        quotes=((9, 14, "Antony Blinken"), (24, 26, None)),
    )
    assert (bare.speaker, bare.role, bare.section, bare.answers_to, bare.quotes) == (None, None, None, (), ())


@given(st.data())
def test_rows_have_only_fields_of_the_schema_and_no_empty_values(data: st.DataObject) -> None:
    names = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
    passage = replace(PASSAGE, speaker=data.draw(names), role=data.draw(names), outlet=data.draw(names))
    passage = replace(passage, quotes=(Quote(0, 1, "H", data.draw(names)),), section=data.draw(names))
    document = replace(DOCUMENT, passages=(passage,), place=data.draw(names), title=data.draw(names))
    document = replace(document, passages=(replace(passage, answers_to=()),))
    check(document)
    (row,) = rows_of(document)
    known = schema()
    assert set(row) <= set(known.names())
    assert all(value not in (None, "") for value in row.values())
    for name in set(row) & set(NAME_FIELDS + FACET_FIELDS):
        assert list(known[name].index(row[name])) or name in NAME_FIELDS


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ordinal": 0}, "from 1 up"),
        ({"ordinal": 2**31}, "from 1 up"),
        ({"ordinal": True}, "from 1 up"),
        ({"ordinal": 1}, "two passages have the ordinal 1"),
        ({"kind": "speech"}, "'speech', not one of"),
        ({"text": " \n"}, "no text"),
        ({"text": None}, "no text"),
        ({"text": "a\ud800"}, "half a surrogate pair .U.D800. at character 1"),
        ({"speaker": "\udc00"}, "speaker: half"),
        ({"speaker": 5}, "speaker: 5 is not text"),
        ({"spans": ()}, "where it stands"),
        ({"spans": ((5, 4),)}, "do not ascend"),
        ({"spans": ((-1, 4),)}, "do not ascend"),
        ({"spans": ((1, 9), (8, 12))}, "do not ascend"),
        ({"spans": ((1, 2.5),)}, "where it stands"),
        ({"answers_to": (7,)}, "answers a passage that does not exist"),
        ({"quotes": (Quote(0, 99, "x", None),)}, "outside of its text"),
        ({"quotes": (Quote(0, 1, "x", "\ud800"),)}, "quoted name: half"),
    ],
)
def test_passages_that_cannot_be_indexed_are_refused(changes: dict[str, Any], message: str) -> None:
    check(DOCUMENT)
    bad = replace(DOCUMENT, passages=(DOCUMENT.passages[0], replace(PASSAGE, **changes)))
    with pytest.raises(KaikenError, match=message):
        check(bad)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"date": "2024-02-30"}, "'2024-02-30' is not a date"),
        ({"date": "2024-1-2"}, "is not a date"),
        ({"date": "2024-01-02T24:00"}, "is not a date"),
        ({"date": "2024-01-02 10:00"}, "is not a date"),
        ({"date": "٢٠٢٤-٠١-٠٢"}, "is not a date"),
        ({"title": "\ud800"}, "title: half"),
        ({"place": 3}, "place: 3 is not text"),
        ({"flags": ("\ud800",)}, "flags: half"),
    ],
)
def test_documents_that_cannot_be_indexed_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(KaikenError, match=message):
        check(replace(DOCUMENT, **changes))
