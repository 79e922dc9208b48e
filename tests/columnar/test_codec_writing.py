"""Whoosh's writer over an index folder: passages come and go one at a time, and nothing is half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from whoosh import query as wq

from index_store.basics import KaikenError
from index_store.storage import write_lock
from index_store.verifying import verify
from index_store.whoosh_index import WhooshIndex
from index_store.writer import create


def passage(n: int, text: str = "On the alliance.", document: str = "d", **more: Any) -> dict[str, Any]:
    """The field values of a passage."""
    row = {"document": document, "id": f"{document}/{n}", "ordinal": n, "text": text, "exact": text}
    return {**row, "start": n, "end": n + 9, "kind": "answer", "path": f"/{document}", **more}


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    create(tmp_path)
    made = WhooshIndex(tmp_path)
    with made.writer() as writer:
        for n in range(1, 6):
            writer.add_document(**passage(n, speaker="Ana", speaker_name="Ana Silva\nA. Silva"))
    return made


def texts(index: WhooshIndex) -> dict[str, str]:
    with index.reader() as reader:
        return {fields["id"]: fields["text"] for fields in reader.all_stored_fields()}


def test_a_document_is_replaced_by_its_id(index: WhooshIndex) -> None:
    with index.writer() as writer:
        writer.update_document(**passage(2, "Another text."))
        writer.update_document(**passage(9, "A new one."))
    assert texts(index)["d/2"] == "Another text." and texts(index)["d/9"] == "A new one."
    assert len(texts(index)) == 6
    with index.searcher() as searcher:
        assert [hit["id"] for hit in searcher.search(wq.Term("text", "anoth"))] == ["d/2"]
        assert len(searcher.search(wq.Term("speaker_name", "silva"), limit=None)) == 4


def test_documents_are_deleted_by_query(index: WhooshIndex) -> None:
    with index.writer() as writer:
        assert writer.delete_by_query(wq.NumericRange("ordinal", 2, 4)) == 3
    assert sorted(texts(index)) == ["d/1", "d/5"]
    index.optimize()
    assert index.doc_count_all() == 2
    with index.writer() as writer:
        writer.delete_by_term("document", "d")
    assert texts(index) == {}
    assert index.doc_count() == 0


def test_what_is_cancelled_was_never_there(index: WhooshIndex) -> None:
    before = sorted(path.name for path in index.folder.iterdir())
    with pytest.raises(ZeroDivisionError), index.writer() as writer:
        writer.add_document(**passage(7))
        writer.delete_by_term("document", "d")
        raise ZeroDivisionError
    assert len(texts(index)) == 5
    assert sorted(path.name for path in index.folder.iterdir()) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "yesterday"},
        {"text": 3, "exact": 3},
        {"ordinal": None},
        {"id": "e/7"},
        {"exact": "another text"},
        {"document": ""},
        {"place_name": ["Tokyo"]},
        {"speaker": "\ud800"},
    ],
)
def test_a_bad_passage_leaves_nothing_behind(index: WhooshIndex, wrong: dict[str, Any]) -> None:
    with index.writer() as writer:
        writer.add_document(**passage(6))
        with pytest.raises((KaikenError, ValueError, TypeError)):
            writer.add_document(**{**passage(7, "Words that nobody said."), **wrong})
        writer.add_document(**passage(8))
    assert sorted(texts(index)) == ["d/1", "d/2", "d/3", "d/4", "d/5", "d/6", "d/8"]
    with index.searcher() as searcher:
        assert not searcher.search(wq.Term("text", "nobodi"))
    assert not [line for line in verify(index.folder).damage if "catalogue" not in line]


@pytest.mark.parametrize("extra", [{"_text_boost": 2.0}, {"_stored_text": "another"}, {"_boost": 3.0}])
def test_what_no_segment_can_keep_is_refused(index: WhooshIndex, extra: dict[str, Any]) -> None:
    writer = index.writer()
    writer.add_document(**passage(6), **extra)
    with pytest.raises(KaikenError, match="cannot keep words"):
        writer.commit()
    writer.cancel()
    assert len(texts(index)) == 5


def test_one_writer_at_a_time(index: WhooshIndex) -> None:
    with write_lock(index.folder), pytest.raises(KaikenError, match="is writing to this index"):
        index.writer(timeout=0.1)
    with index.writer() as writer:
        writer.add_document(**passage(6))
        with pytest.raises(KaikenError, match="is writing to this index"):
            index.writer(timeout=0.1)
    assert index.latest_generation() == 2
