"""Documents of a segment, as Whoosh's readers ask for them: stored fields, lengths, columns, deletions.

Segment, deleted rows --PerDocumentReader--> stored fields by row, ColumnReader by field
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.util.numeric import byte_to_length

from index_store.columnar import layout
from index_store.columnar.segment import Segment
from index_store.columnar.stream import NO_TERM
from index_store.schema import NO_DATE, schema

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.int64)
_DATE_SIGN, _ORDINAL_SIGN = 2**63, 2**31
"""What Whoosh adds to signed numbers so that they sort."""


class ColumnarPerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """What Whoosh asks about documents by their number, which is the row. Threads may share it."""

    def __init__(self, segment: Segment, deleted: frozenset[int]) -> None:
        self._segment = segment
        self._deleted = deleted
        self._columns = {name for name, field in schema().items() if field.column_type}
        self._lengths: dict[str, list[int]] = {}
        self._totals: dict[str, int] = {}

    def doc_count(self) -> int:
        return self._segment.rows - len(self._deleted)

    def doc_count_all(self) -> int:
        return self._segment.rows

    def has_deletions(self) -> bool:
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        return self._deleted

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return self._segment.stored(docnum)

    def iter_docs(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """All living rows with their values, those included that are only searched: a merge needs them."""
        for docnum in self.all_doc_ids():
            values = {name: self._segment.value_of(name, docnum) for name in layout.WORD_VALUES}
            yield docnum, {**self.stored_fields(docnum), **{k: v for k, v in values.items() if v}}

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a row has a value there; what Whoosh answers without a column depends on it."""
        if fieldname == "date":
            return bool((self._segment.date != NO_DATE).any())
        if fieldname == "ordinal":
            return self._segment.rows > 0
        return fieldname in self._columns and len(self._segment.values(fieldname)) > 0

    def list_columns(self) -> list[str]:
        return sorted(filter(self.has_column, self._columns))

    def column_reader(self, fieldname: str, column: Any) -> ColumnReader:
        segment = self._segment
        if fieldname == "date":
            dates = (segment.date[segment.group].astype(np.uint64) + np.uint64(_DATE_SIGN)).tolist()
            return ListColumn(dates)
        if fieldname == "ordinal":
            return ListColumn((segment.ordinal.astype(np.int64) + _ORDINAL_SIGN).tolist())
        values = [b"", *segment.values(fieldname)]
        return ListColumn([values[number] for number in segment.by_row(fieldname).tolist()])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths.get(fieldname)
        if lengths is None:
            lengths = self._lengths[fieldname] = self._field_lengths(fieldname)
        return (lengths[docnum] if lengths else 0) or default

    def field_length(self, fieldname: str) -> int:
        """Words of the field in all rows, deleted ones included."""
        total = self._totals.get(fieldname)
        if total is None:
            total = self._totals[fieldname] = self._total(fieldname)
        return total

    def min_field_length(self, fieldname: str) -> int:
        return min(self._field_lengths(fieldname), default=0)

    def max_field_length(self, fieldname: str) -> int:
        return max(self._field_lengths(fieldname), default=0)

    def _field_lengths(self, name: str) -> list[int]:
        """Words of the field by row, as exactly as a length byte says it; empty for a field without words."""
        segment = self._segment
        if name in (layout.TEXT, "exact"):
            return _LENGTHS[segment.tokens[layout.TEXT].lenb].tolist()  # type: ignore[no-any-return]
        if name not in layout.VALUE_FIELDS:
            return []
        by_value = np.concatenate([[0], _LENGTHS[segment.tokens[name].lenb]])
        return by_value[segment.by_row(name)].tolist()  # type: ignore[no-any-return]

    def _total(self, name: str) -> int:
        segment = self._segment
        if name in (layout.TEXT, "exact"):
            return int(segment.meta["length"][layout.TEXT])
        if name not in layout.VALUE_FIELDS:
            return 0
        index = segment.tokens[name]
        ranks, slots = index.forward(np.arange(index.texts))
        text = np.repeat(np.arange(index.texts), slots)
        words = np.bincount(text[ranks != NO_TERM], minlength=index.texts)
        rows = np.bincount(segment.by_row(name), minlength=index.texts + 1)[1:]
        return int((words * rows).sum())


class ListColumn(ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """A column's values, as Whoosh's own column of the field would give them, in a list."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values
        self._reverse = False

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> Any:
        return self._values[docnum]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def sort_key(self, docnum: int) -> Any:
        value = self._values[docnum]
        return -value if self._reverse else value

    def load(self) -> list[Any]:
        return self._values

    def set_reverse(self) -> None:
        if self._values and not isinstance(self._values[0], int):
            raise NotImplementedError  # as Whoosh's column of bytes does
        self._reverse = True
