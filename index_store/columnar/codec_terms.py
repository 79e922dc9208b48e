"""The terms of a segment's fields, as Whoosh spells them, and their postings.

    field name --field_terms--> FieldTerms: sorted terms -> Postings

Only the words of texts have posting lists in the file. What the schema's other terms are about is in columns,
and their postings are found there: an exact value's rows are those with its number in the column, a number's
those with the number in it, and `id` is a document and an ordinal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index_store.columnar import layout
from index_store.columnar.codec_matcher import Place, Postings
from index_store.columnar.lookup import rows_of_passage
from index_store.columnar.segment import Segment, TokenIndex
from index_store.schema import NO_DATE

Rows = npt.NDArray[np.int64]

_SIGNS = {"ordinal": (2**31, 4), "date": (2**63, 8)}
"""What Whoosh adds to a field's numbers so that they sort as bytes, and how many bytes they have."""


class FieldTerms(Protocol):
    """The terms of one field of one segment."""

    @property
    def terms(self) -> Sequence[bytes]:
        """All terms, ascending bytewise."""

    def find(self, term: bytes) -> int:
        """The number of a term, -1 where no row has it."""

    def position(self, term: bytes) -> int:
        """How many terms are smaller."""

    def count(self, number: int) -> int:
        """In how many rows the term of this number stands."""

    def postings(self, number: int) -> Postings:
        """Where the term of this number stands."""


class ByValue:
    """The rows of each value of a column: `rows(number)` for numbers from 1 up."""

    def __init__(self, numbers: npt.NDArray[Any], values: int) -> None:
        """`numbers` says by row which value it has, 0 for none."""
        self._order = np.argsort(numbers, kind="stable").astype(np.int64)
        self._ends = np.cumsum(np.bincount(numbers, minlength=values + 1))

    def rows(self, number: int) -> Rows:
        """The rows with a value, ascending."""
        return self._order[self._ends[number - 1] : self._ends[number]]

    def count(self, number: int) -> int:
        """How many rows have a value."""
        return int(self._ends[number] - self._ends[number - 1])


class StemTerms:
    """Stems of the passages' texts."""

    def __init__(self, index: TokenIndex) -> None:
        self._index = index
        self.terms = index.stems

    def find(self, term: bytes) -> int:
        return self._index.stem(term)

    def position(self, term: bytes) -> int:
        return self.terms.position(term)

    def count(self, number: int) -> int:
        return int(self._index.ptr_[number + 1] - self._index.ptr_[number])

    def postings(self, number: int) -> Postings:
        index = self._index
        frequencies = index.tf(number)
        rows = index.docs(number)
        return _with_characters(index, rows, frequencies, index.positions(number), index.lenb[rows])


class ExactTerms:
    """Words of the passages' texts as printed: of the places of their stem, those where they stand."""

    def __init__(self, index: TokenIndex) -> None:
        self._index = index
        self.terms = index.terms

    def find(self, term: bytes) -> int:
        return self._index.term(term)

    def position(self, term: bytes) -> int:
        return self.terms.position(term)

    def count(self, number: int) -> int:
        return int(self._index.exact_df[number])

    def postings(self, number: int) -> Postings:
        index = self._index
        stem = index.stem_of_[number]
        here = index.ranks_at(index.slots_of(stem)) == index.rank_[number]
        posting = np.repeat(np.arange(self._texts(stem)), index.tf(stem))[here]
        used, frequencies = np.unique(posting, return_counts=True)
        rows = index.docs(stem)[used]
        return _with_characters(index, rows, frequencies, index.positions(stem)[here], index.lenb[rows])

    def _texts(self, stem: int) -> int:
        return int(self._index.ptr_[stem + 1] - self._index.ptr_[stem])


def _with_characters(
    index: TokenIndex,
    rows: npt.NDArray[Any],
    frequencies: npt.NDArray[Any],
    positions: npt.NDArray[Any],
    length_bytes: npt.NDArray[np.uint8],
) -> Postings:
    ends = np.cumsum(frequencies)

    def places(posting: int) -> list[Place]:
        starts, lengths = index.offsets(int(rows[posting]))
        found = positions[ends[posting] - frequencies[posting] : ends[posting]].astype(np.int64)
        begin = starts[found]
        return list(zip(found.tolist(), begin.tolist(), (begin + lengths[found]).tolist(), strict=True))

    return Postings(rows, frequencies, length_bytes, places)


class ValueWords:
    """Words of a field's values, which many rows may share."""

    def __init__(self, segment: Segment, name: str) -> None:
        self._index = segment.tokens[name]
        self._by_value = ByValue(segment.by_row(name), self._index.texts)
        self._numbers = segment.by_row(name)
        self.terms = self._index.stems

    def find(self, term: bytes) -> int:
        return self._index.stem(term)

    def position(self, term: bytes) -> int:
        return self.terms.position(term)

    def count(self, number: int) -> int:
        return sum(self._by_value.count(int(text) + 1) for text in self._index.docs(number))

    def postings(self, number: int) -> Postings:
        index = self._index
        texts = index.docs(number)
        rows = np.sort(np.concatenate([self._by_value.rows(int(text) + 1) for text in texts]))
        posting = np.searchsorted(texts, self._numbers[rows].astype(np.int64) - 1)
        frequencies = index.tf(number)
        ends, positions = np.cumsum(frequencies), index.positions(number)

        def places(at: int) -> list[Place]:
            end = ends[posting[at]]
            found = positions[end - frequencies[posting[at]] : end]
            return [(position, 0, 0) for position in found.tolist()]

        return Postings(rows, frequencies[posting], index.lenb[texts[posting]], places)


class ExactValues:
    """Values of a column as terms."""

    def __init__(self, segment: Segment, name: str) -> None:
        self.terms = segment.values(name)
        self._by_value = ByValue(segment.by_row(name), len(self.terms))

    def find(self, term: bytes) -> int:
        return self.terms.find(term)

    def position(self, term: bytes) -> int:
        return self.terms.position(term)

    def count(self, number: int) -> int:
        return self._by_value.count(number + 1)

    def postings(self, number: int) -> Postings:
        return Postings(self._by_value.rows(number + 1))


class Listed:
    """Terms that are made up from columns, all at once when the first is asked for."""

    def __init__(self, terms: list[bytes], numbers: npt.NDArray[np.int64]) -> None:
        """`numbers` says by row which of the sorted `terms` it has, from 1 up; 0 for none."""
        self.terms = terms
        self._by_value = ByValue(numbers, len(terms))

    def find(self, term: bytes) -> int:
        at = self.position(term)
        return at if at < len(self.terms) and self.terms[at] == term else -1

    def position(self, term: bytes) -> int:
        return bisect_left(self.terms, term)

    def count(self, number: int) -> int:
        return self._by_value.count(number + 1)

    def postings(self, number: int) -> Postings:
        return Postings(self._by_value.rows(number + 1))


def _numbers(segment: Segment, name: str) -> Listed:
    """Numbers as Whoosh's NUMERIC spells them with shift_step=0: a zero byte, then the number, big-endian."""
    sign, size = _SIGNS[name]
    by_row = segment.date[segment.group] if name == "date" else segment.ordinal.astype(np.int64)
    distinct, places = np.unique(by_row, return_inverse=True)
    numbers = places.astype(np.int64) + 1
    if name == "date" and len(distinct) and distinct[-1] == NO_DATE:
        distinct = distinct[:-1]
        numbers[numbers > len(distinct)] = 0
    return Listed([b"\0" + (n + sign).to_bytes(size, "big") for n in distinct.tolist()], numbers)


class Ids:
    """The terms DOCUMENT/ORDINAL. One is found by its parts; all are only made up for who asks for all."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    @cached_property
    def terms(self) -> list[bytes]:
        """All of them, ascending."""
        values = self._segment.values("document")
        documents = [values[number - 1] for number in self._segment.by_row("document").tolist()]
        return sorted(
            {b"%b/%d" % pair for pair in zip(documents, self._segment.ordinal.tolist(), strict=True)}
        )

    def find(self, term: bytes) -> int:
        return self.position(term) if len(self._rows(term)) else -1

    def position(self, term: bytes) -> int:
        return bisect_left(self.terms, term)

    def count(self, number: int) -> int:
        return len(self._rows(self.terms[number]))

    def postings(self, number: int) -> Postings:
        return Postings(self._rows(self.terms[number]))

    def _rows(self, term: bytes) -> Rows:
        document, _, digits = term.rpartition(b"/")
        number = int(digits) if digits.isdigit() and len(digits) <= 10 else -1
        if b"%d" % number != digits:
            return np.empty(0, np.int64)
        return rows_of_passage(self._segment, document.decode(errors="replace"), number)


def field_terms(segment: Segment, name: str) -> FieldTerms | None:
    """The terms of a field of the schema; None for a field that is not indexed."""
    if name == layout.TEXT:
        return StemTerms(segment.tokens[name])
    if name == "exact":
        return ExactTerms(segment.tokens[layout.TEXT])
    if name == "id":
        return Ids(segment)
    if name in _SIGNS:
        return _numbers(segment, name)
    if name in layout.VALUE_FIELDS:
        return ValueWords(segment, name)
    if name in layout.COLUMNS:
        return ExactValues(segment, name)
    return None
