"""Small indexes in memory, made as the writer makes them: documents -> rows -> a Whoosh reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whoosh.filedb.filestore import RamStorage

from index_store.catalogue import DocumentRecord
from index_store.model import Document, Passage, Quote
from index_store.rows import check, rows
from index_store.schema import schema

Row = dict[str, Any]


def passage(ordinal: int, text: str, **values: Any) -> Passage:
    """A passage; `quotes` are names of people whose quotation the whole text is."""
    quotes = tuple(Quote(0, len(text), text, name) for name in values.pop("quotes", ()))
    return Passage(ordinal=ordinal, text=text, spans=((0, len(text)),), quotes=quotes, **values)


def document(name: str, passages: Sequence[Passage], **values: Any) -> tuple[DocumentRecord, Document]:
    common: dict[str, Any] = dict.fromkeys(
        [
            "title",
            "event",
            "date",
            "place",
            "issuer",
            "language",
            "translation_note",
            "author",
            "source_url",
            "part",
        ]
    )
    made = Document(
        path=f"/there/{name}",
        sha256="0" * 64,
        media_type="text/plain",
        encoding="utf-8",
        passages=tuple(passages),
        **{**common, **values},
    )
    check(made)
    return DocumentRecord.of(made, name, made.path), made


def all_rows(documents: Sequence[tuple[DocumentRecord, Document]]) -> list[Row]:
    return [row for record, made in documents for row in rows(record, made)]


class _Memory(RamStorage):  # type: ignore[misc]  # Whoosh has no types
    """Storage wholly in memory: Whoosh's own keeps temporary files where other processes do the same."""

    def temp_storage(self, name: str | None = None) -> RamStorage:
        return _Memory()


def reader_of(segments: Sequence[Sequence[Row]], deleted: Sequence[str] = ()) -> Any:
    """A reader over so many segments; `deleted` are ids of passages that are deleted but still there."""
    index = _Memory().create_index(schema())
    for segment in segments:
        writer = index.writer()
        for row in segment:
            writer.add_document(**row)
        writer.commit(merge=False)
    if deleted:
        writer = index.writer()
        for id in deleted:
            writer.delete_by_term("id", id)
        writer.commit(merge=False)
    return index.reader()
