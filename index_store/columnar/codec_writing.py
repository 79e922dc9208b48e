"""The write side of the codec: what Whoosh's SegmentWriter hands over becomes rows for the SegmentBuilder.

    add_document, or a merge --PerDocumentWriter--> rows
                             --FieldWriter--> how often words occur, which the rows have to agree with

A segment derives all postings from the values of its rows, by the analysis that made the postings which
Whoosh offers. So these are only counted: where a field was given other words than its value holds (by a
boost, or an alternative stored value), the segment could not say so, and the commit fails instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from whoosh.codec import base
from whoosh.fields import Schema

from index_store.basics import KaikenError
from index_store.schema import NO_DATE


class PendingRows:
    """The documents of a segment before it is written."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.weights: Counter[str] = Counter()
        """Of all postings of a field together."""

    def check(self, schema: Schema) -> None:
        """Raise KaikenError unless Whoosh's postings are those of the values."""
        for name, field in schema.items():
            if not field.indexed:
                continue
            values = Counter(row.get("text" if name == "exact" else name) for row in self.rows)
            del values[None]
            expected = sum(times * _weight(field, value) for value, times in values.items())
            if self.weights[name] != expected:
                raise KaikenError(
                    f"{name}: the index cannot keep words that are not those of the field's value, nor boosts"
                )


def _weight(field: Any, value: Any) -> float:
    return float(sum(weight for _, _, weight, _ in field.index(value)))


class ColumnarPerDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Collects the values of documents as rows."""

    def __init__(self, pending: PendingRows) -> None:
        self._pending = pending
        self._row: dict[str, Any] = {}
        self.unstored: Mapping[str, Any] = {}
        """Values of the next document that Whoosh does not hand over: its schema does not store them."""
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Begin a row with what is known of it already."""
        self._row = dict(self.unstored)
        self.unstored = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Note a value."""
        if value is not None:
            self._row[fieldname] = value

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Note the date; the other columns hold what is stored."""
        if fieldname == "date" and value != _NO_DATE:
            self._row["date"] = value - _SIGN

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:
        """Refuse."""
        raise KaikenError(f"{fieldname}: the index cannot keep term vectors")

    def finish_doc(self) -> None:
        """End a row."""
        self._pending.rows.append(self._row)

    def close(self) -> None:
        """Nothing to do: see `codec_index`."""
        self.is_closed = True


_SIGN = 2**63
"""What Whoosh adds to signed numbers so that they sort."""
_NO_DATE = NO_DATE + _SIGN


class ColumnarFieldWriter(base.FieldWriter):  # type: ignore[misc]  # Whoosh has no types
    """Counts postings."""

    def __init__(self, pending: PendingRows) -> None:
        self._pending = pending
        self._field = ""
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """The postings that follow are of this field."""
        self._field = fieldname

    def start_term(self, text: bytes) -> None:
        """Nothing to do."""

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Count one posting."""
        self._pending.weights[self._field] += weight  # type: ignore[assignment]  # weights are floats

    def finish_term(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""
        self.is_closed = True
