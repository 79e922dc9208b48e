"""The codec: Whoosh's ordinary readers, searcher and writer over columnar segments.

    live segments --open_reader--> Whoosh's reader --> whoosh.searching.Searcher

    codec_terms      terms of every field and their postings    codec_matcher   one posting at a time
    codec_documents  stored fields, lengths, columns            codec_writing   what SegmentWriter hands over
    codec_index      Whoosh's Index and SegmentWriter over an index folder

The vectorised engine reads the arrays itself. This is for what it does not do, and what it is tested against.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from whoosh.codec import base
from whoosh.columns import EmptyColumnReader
from whoosh.index import FileIndex
from whoosh.reading import EmptyReader, TermInfo, TermNotFound

from index_store.columnar.codec_documents import ColumnarPerDocumentReader
from index_store.columnar.codec_matcher import ArrayMatcher
from index_store.columnar.codec_terms import FieldTerms, field_terms
from index_store.columnar.codec_writing import ColumnarFieldWriter, ColumnarPerDocumentWriter, PendingRows
from index_store.columnar.segment import Segment
from index_store.schema import schema

Term = tuple[str, bytes]


class Live(Protocol):
    """A segment and its deleted rows; see `snapshot.LiveSegment`."""

    @property
    def segment(self) -> Segment: ...
    @property
    def deleted(self) -> npt.NDArray[np.uint32] | None: ...


class WhooshSegment(base.Segment):  # type: ignore[misc]  # Whoosh has no types
    """A segment as Whoosh's writer and readers pass it around; deletions are kept in memory."""

    def __init__(self, codec: ColumnarCodec, name: str, segment: Segment | None, deleted: set[int]) -> None:
        self.indexname = "MAIN"
        self.segid = name
        self.compound = False
        self.pending = PendingRows()
        """The documents, until the segment is written."""
        self.segment = segment
        """None until it is written."""
        self.deleted = deleted
        self._codec = codec
        self._count = 0 if segment is None else segment.rows

    def codec(self) -> ColumnarCodec:
        return self._codec

    def should_assemble(self) -> bool:
        """A segment is one file already."""
        return False

    def set_doc_count(self, doccount: int) -> None:
        self._count = doccount

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return len(self.deleted)

    def deleted_docs(self) -> frozenset[int]:
        return frozenset(self.deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        (self.deleted.add if delete else self.deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self.deleted


class ColumnarCodec(base.Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's seam: makes readers and writers of columnar segments."""

    length_stats = False  # while writing: a segment finds lengths itself

    def new_segment(self, storage: Any, indexname: str) -> WhooshSegment:
        return WhooshSegment(self, "new", None, set())

    def per_document_writer(self, storage: Any, segment: WhooshSegment) -> ColumnarPerDocumentWriter:
        return ColumnarPerDocumentWriter(segment.pending)

    def field_writer(self, storage: Any, segment: WhooshSegment) -> ColumnarFieldWriter:
        return ColumnarFieldWriter(segment.pending)

    def terms_reader(self, storage: Any, segment: WhooshSegment) -> ColumnarTermsReader:
        assert segment.segment is not None
        return ColumnarTermsReader(segment.segment)

    def per_document_reader(self, storage: Any, segment: WhooshSegment) -> ColumnarPerDocumentReader:
        assert segment.segment is not None
        return ColumnarPerDocumentReader(segment.segment, segment.deleted_docs())


class ColumnarTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh has no types
    """Terms of all fields. Threads may share it."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._fields: dict[str, FieldTerms | None] = {}
        self._names = sorted(name for name, field in schema().items() if field.indexed)
        self._lock = Lock()

    def _field(self, name: str) -> FieldTerms | None:
        with self._lock:
            if name not in self._fields:
                self._fields[name] = field_terms(self._segment, name) if self._segment.rows else None
            return self._fields[name]

    def _find(self, name: str, term: bytes) -> tuple[FieldTerms, int]:
        field = self._field(name)
        number = -1 if field is None else field.find(term)
        if field is None or number < 0:
            raise TermNotFound(f"no term {name}:{term!r}")
        return field, number

    def __contains__(self, term: Term) -> bool:
        field = self._field(term[0])
        return field is not None and field.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return [name for name in self._names if (field := self._field(name)) and len(field.terms)]

    def terms(self) -> Iterator[Term]:
        return ((name, term) for name in self._names for term in self._from(name, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        for name in self._names:
            if name >= fieldname:
                yield from ((name, term) for term in self._from(name, prefix if name == fieldname else b""))

    def _from(self, name: str, first: bytes) -> Iterator[bytes]:
        field = self._field(name)
        if field is not None:
            terms = field.terms
            yield from (terms[number] for number in range(field.position(first), len(terms)))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field, number = self._find(fieldname, text)
        return field.postings(number).info()

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return 0 if (fieldname, text) not in self else self._field_count(fieldname, text)

    def _field_count(self, fieldname: str, text: bytes) -> int:
        field, number = self._find(fieldname, text)
        return field.count(number)

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        field, number = self._find(fieldname, text)
        return ArrayMatcher(field.postings(number), format_, scorer, (fieldname, text))

    def cursor(self, fieldname: str, fieldobj: Any) -> ColumnarCursor:
        return ColumnarCursor(self._field(fieldname), fieldobj)


class ColumnarCursor(base.FieldCursor):  # type: ignore[misc]  # Whoosh has no types
    """A place among the terms of a field."""

    def __init__(self, field: FieldTerms | None, fieldobj: Any) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._terms: Sequence[bytes] = () if field is None else field.terms
        self._at = 0

    def first(self) -> Any:
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> Any:
        """Go to the first term that is not smaller."""
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._at = 0 if self._field is None else self._field.position(term)
        return self.text()

    def next(self) -> Any:
        self._at += 1
        return self.text()

    def text(self) -> Any:
        """The term here as a value of the field; None at the end."""
        return self._fieldobj.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def term(self) -> Any:
        return self.text()

    def term_info(self) -> TermInfo | None:
        if self._field is None or not self.is_valid():
            return None
        return self._field.postings(self._at).info()

    def is_valid(self) -> bool:
        return self._at < len(self._terms)


class NoPassages(EmptyReader):  # type: ignore[misc]  # Whoosh has no types
    """The reader of an index without passages. Whoosh's own has no columns, not even empty ones."""

    def column_reader(self, fieldname: str, column: Any = None, **options: Any) -> EmptyColumnReader:
        column = column or self.schema[fieldname].column_type
        return EmptyColumnReader(column.default_value(), 0)


def open_reader(segments: Sequence[Live], generation: int) -> Any:
    """Whoosh's reader of a generation. Threads may share it: nothing in it keeps a place."""
    codec = ColumnarCodec()
    opened = [
        WhooshSegment(
            codec, f"{number}", live.segment, set() if live.deleted is None else set(live.deleted.tolist())
        )
        for number, live in enumerate(segments)
    ]
    return reader_of(opened, generation)


def reader_of(segments: Sequence[WhooshSegment], generation: int) -> Any:
    """Whoosh's reader of these segments, in this order."""
    if not any(segment.doc_count_all() for segment in segments):
        return NoPassages(schema())
    return FileIndex._reader(None, schema(), list(segments), generation)
