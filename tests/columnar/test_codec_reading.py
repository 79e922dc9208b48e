"""What Whoosh's readers say of a columnar segment is what they say of a segment of Whoosh's own."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from codec_corpora import History, histories, living, reference
from hypothesis import given
from hypothesis import strategies as st
from test_codec import build
from whoosh import query as wq
from whoosh.matching import ReadTooFar
from whoosh.query.spans import SpanNear
from whoosh.sorting import Count, FieldFacet
from whoosh.writing import NO_MERGE

from index_store.columnar.container import Container
from index_store.schema import schema
from index_store.snapshot import open_snapshot
from index_store.storage import write_lock
from index_store.whoosh_index import WhooshIndex
from index_store.writer import IndexWriter, create

# Texts of hundreds of words: what hypothesis says of an example is long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

SCHEMA = schema()
INDEXED = sorted(name for name, field in SCHEMA.items() if field.indexed)
COLUMNS = sorted(name for name, field in SCHEMA.items() if field.column_type)


def by_id(reader: Any) -> dict[str, int]:
    return {fields["id"]: number for number, fields in reader.iter_docs()}


def postings(reader: Any, field: str, term: bytes) -> dict[str, Any]:
    found = {}
    matcher = reader.postings(field, term)
    ids = {number: id for id, number in by_id(reader).items()}
    while matcher.is_active():
        places = None
        if matcher.supports("characters"):
            places = matcher.value_as("characters")
            spans = [(span.start, span.startchar, span.endchar) for span in matcher.spans()]
            assert spans == places
            assert SCHEMA[field].format.decode_characters(matcher.value()) == places
        elif matcher.supports("positions"):
            places = matcher.value_as("positions")
            assert SCHEMA[field].format.decode_positions(matcher.value()) == places
        found[ids[matcher.id()]] = matcher.weight(), places
        matcher.next()
    return found


@given(histories())
def test_readers_say_the_same(tmp_path_factory: pytest.TempPathFactory, history: History) -> None:
    history = living(history)
    ours = build(tmp_path_factory.mktemp("index"), history, NO_MERGE)
    with ours.reader() as actual, reference(history).reader() as expected:
        here, there = by_id(actual), by_id(expected)
        assert here.keys() == there.keys()
        assert actual.doc_count_all() == expected.doc_count_all()
        for id, number in here.items():
            assert actual.stored_fields(number) == expected.stored_fields(there[id])
            for field in INDEXED:
                length = actual.doc_field_length(number, field)
                assert length == (expected.doc_field_length(there[id], field) or 0), field
        for field in COLUMNS:
            mine, theirs = actual.column_reader(field), expected.column_reader(field)
            assert len(mine) == len(here)
            for id, number in here.items():
                assert mine[number] == theirs[there[id]], field
        assert [*actual.all_terms()] == [*expected.all_terms()]
        assert sorted(actual.indexed_field_names()) == sorted({field for field, _ in actual.all_terms()})
        for field, term in actual.all_terms():
            mine, theirs = actual.term_info(field, term), expected.term_info(field, term)
            for name in ("weight", "doc_frequency", "max_weight"):
                assert getattr(mine, name)() == getattr(theirs, name)(), (field, term, name)
            if SCHEMA[field].scorable:
                assert (mine.min_length(), mine.max_length()) == (theirs.min_length(), theirs.max_length())
            assert actual.frequency(field, term) == expected.frequency(field, term)
            assert postings(actual, field, term) == postings(expected, field, term), (field, term)
        for field in INDEXED:
            assert actual.field_length(field) == expected.field_length(field)
            assert actual.doc_frequency(field, b"\xff nothing") == 0
            assert (field, b"\xff nothing") not in actual


@given(histories(), st.lists(st.text(max_size=3), max_size=3))
def test_cursors_walk_alike(
    tmp_path_factory: pytest.TempPathFactory, history: History, sought: list[str]
) -> None:
    history = living(history)
    ours = build(tmp_path_factory.mktemp("index"), history, NO_MERGE)
    with ours.reader() as actual, reference(history).reader() as expected:
        for field in ("text", "exact", "title", "speaker_name", "speaker", "id", "date", "ordinal"):
            terms = list(expected.field_terms(field))
            cursor, walked = actual.cursor(field), []
            while cursor.is_valid():
                assert cursor.term_info().doc_frequency() == expected.doc_frequency(field, cursor.text())
                walked.append(cursor.text())
                cursor.next()
            assert walked == terms and cursor.text() is None and cursor.term_info() is None
            assert cursor.first() == (terms[0] if terms else None)
            if field in ("date", "ordinal"):
                continue
            for text in sought:
                after = [term for term in terms if term.encode() >= text.encode(errors="replace")]
                found = actual.cursor(field).find(text.encode(errors="replace"))
                assert found == (after[0] if after else None)
                assert list(actual.expand_prefix(field, text)) == list(expected.expand_prefix(field, text))


def many(count: int, seed: int) -> History:
    chance = random.Random(seed)
    words = ["alliance"] * 8 + ["minister"] * 4 + ["talks", "geneva", "peace", "view"]
    rows = []
    for n in range(1, count + 1):
        text = " ".join(chance.choices(words, k=chance.choice((1, 3, 9, 40, 300))))
        row = {"document": "d", "id": f"d/{n}", "ordinal": n, "text": text, "exact": text, "kind": "answer"}
        rows.append({**row, "start": n, "end": n + 1, "speaker": chance.choice("ABC"), "path": "/d"})
    return [([rows], [])]


def test_blocks_are_skipped_without_losing_a_hit(tmp_path: Path) -> None:
    ours = build(tmp_path, many(900, 1), NO_MERGE)
    queries = [
        wq.Term("text", "allianc"),
        wq.Or([wq.Term("text", "allianc"), wq.Term("text", "geneva")]),
        wq.And([wq.Term("text", "minist"), wq.Term("text", "talk")]),
        wq.AndMaybe(wq.Term("text", "minist"), wq.Term("exact", "peace")),
        wq.Phrase("exact", ["minister", "talks"]),
        SpanNear(wq.Term("exact", "peace"), wq.Term("exact", "view"), slop=2),
    ]
    with ours.searcher() as searcher:
        for query in queries:
            best = [hit.score for hit in searcher.search(query, limit=None)]
            for limit in (1, 10, 100):
                some = [hit.score for hit in searcher.search(query, limit=limit)]
                assert some == pytest.approx(best[:limit])


def test_a_matcher_moves_as_whooshs_do(tmp_path: Path) -> None:
    ours = build(tmp_path, many(400, 2), NO_MERGE)
    with ours.reader() as reader:
        matcher = reader.postings("text", b"geneva")
        rows = list(matcher.all_ids())
        chance = random.Random(3)
        at = 0
        while matcher.is_active():
            assert matcher.id() == rows[at]
            assert matcher.block_min_id() <= matcher.id() <= matcher.block_max_id()
            assert matcher.block_min_length() <= matcher.block_max_length()
            assert matcher.weight() <= matcher.block_max_weight()
            twin = matcher.copy()
            goal = chance.choice((0, matcher.id(), matcher.id() + 1, matcher.id() + chance.randrange(60)))
            matcher.skip_to(goal)
            at = next((n for n in range(at, len(rows)) if rows[n] >= goal), len(rows))
            assert twin.id() <= (matcher.id() if matcher.is_active() else rows[-1])
            if goal <= twin.id():
                boundary = matcher.next()
                at += 1
                assert boundary == (at % 128 == 0 or at == len(rows))
        with pytest.raises(ReadTooFar):
            matcher.next()
        with pytest.raises(ReadTooFar):
            matcher.skip_to(1)
        matcher.reset()
        assert matcher.id() == rows[0]


@given(histories())
def test_sorting_and_grouping_are_alike(tmp_path_factory: pytest.TempPathFactory, history: History) -> None:
    ours = build(tmp_path_factory.mktemp("index"), living(history), NO_MERGE)
    with ours.searcher() as actual, reference(living(history)).searcher() as expected:
        for field in ("date", "ordinal", "document"):
            for reverse in (False, True):
                facet = FieldFacet(field, reverse=reverse)
                values = [
                    [hit.fields().get("date_text" if field == "date" else field) for hit in found]
                    for found in (
                        actual.search(wq.Every(), limit=None, sortedby=facet),
                        expected.search(wq.Every(), limit=None, sortedby=facet),
                    )
                ]
                assert values[0] == values[1]
        for field in ("speaker", "kind", "year"):
            groups = [
                searcher.search(wq.Every(), limit=None, groupedby=field, maptype=Count).groups(field)
                for searcher in (actual, expected)
            ]
            assert groups[0] == groups[1]


def arrays(folder: Path) -> dict[str, list[Any]]:
    (path,) = folder.glob("segment-*.seg")
    segment = Container.open(path)
    return {name: segment.array(name).tolist() for name in segment}


@given(histories())
def test_whooshs_merge_and_ours_make_the_same_segment(
    tmp_path_factory: pytest.TempPathFactory, history: History
) -> None:
    merged, copied = tmp_path_factory.mktemp("merged"), tmp_path_factory.mktemp("copied")
    build(merged, history, NO_MERGE)
    build(copied, history, NO_MERGE)
    with write_lock(merged):
        IndexWriter(merged).merge_all((merged / f"documents-{len(history)}.json").read_bytes())
    WhooshIndex(copied).optimize()
    for folder in (merged, copied):
        newest = max(folder.glob("segment-*.seg"), key=lambda path: int(path.stem.split("-")[1]))
        for path in folder.glob("segment-*.seg"):
            if path != newest:
                path.unlink()
    assert arrays(merged) == arrays(copied)


def test_threads_share_a_snapshot(tmp_path: Path) -> None:
    build(tmp_path, many(300, 4), NO_MERGE)
    queries = [wq.Term("text", word) for word in ("allianc", "minist", "talk", "geneva", "peac", "view")]
    queries += [wq.Phrase("exact", ["minister", "talks"]), wq.Prefix("exact", "m")]
    with open_snapshot(tmp_path) as snapshot:
        searcher = snapshot.searcher

        def ask(query: Any) -> list[tuple[str, float]]:
            return [(hit["id"], hit.score) for hit in searcher.search(query, limit=20)]

        expected = [ask(query) for query in queries]
        with ThreadPoolExecutor(8) as pool:
            for found in pool.map(lambda _: [ask(query) for query in queries], range(40)):
                assert found == expected


def test_an_empty_index_has_an_empty_reader(tmp_path: Path) -> None:
    create(tmp_path)
    with open_snapshot(tmp_path) as snapshot:
        assert len(snapshot) == snapshot.rows == 0 and list(snapshot.docnums()) == []
        assert snapshot.reader.doc_count_all() == 0
        assert len(snapshot.reader.column_reader("speaker")) == 0
        assert list(snapshot.searcher.search(wq.Term("text", "alliance"))) == []
        assert snapshot.docnum("d", 1) is None
    assert WhooshIndex(tmp_path).is_empty()
