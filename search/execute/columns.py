"""Columns of an index: values of facets to count, dates and reading order to sort by.

A column is read as a whole, once a snapshot, when many passages ask for it; for a few it is looked up.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection
from typing import Any

from index_store.schema import NO_DATE
from search.execute.postings import Postings

_WHOLE = 8
"""A column is read as a whole when one in this many passages asks for it."""

PERIODS = {"month": 7, "day": 10}
"""What is counted from the date, and how many characters of an ISO date tell it."""


class Columns:
    """The columns of one snapshot. Not safe for threads."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._coded: dict[str, tuple[array[int], list[str]]] = {}
        self._numbers: dict[str, array[int]] = {}
        self._readers: dict[str, list[Any]] = {}

    def counts(self, field: str, docnums: Collection[int]) -> Counter[str]:
        """How many of the passages have each value; a passage without one is not counted.

        "month" and "day" are counted from the date, as YYYY-MM and YYYY-MM-DD.
        """
        if field in PERIODS:
            return self._periods(PERIODS[field], docnums)
        if field not in self._coded and len(docnums) * _WHOLE < self.postings.size:
            counts = Counter(self._lookup(field, docnum) for docnum in docnums)
        else:
            codes, values = self._code(field)
            coded = Counter(map(codes.__getitem__, docnums))
            counts = Counter({values[code]: count for code, count in coded.items()})
        del counts[""]
        return counts

    def _periods(self, length: int, docnums: Collection[int]) -> Counter[str]:
        days = Counter(self.numbers("date", docnums).values())
        counts: Counter[str] = Counter()
        for date, count in days.items():
            if date != NO_DATE:
                day = f"{date // 10_000:08}"
                counts[f"{day[:4]}-{day[4:6]}-{day[6:]}"[:length]] += count
        return counts

    def values(self, field: str, docnums: Collection[int]) -> dict[int, str]:
        """The value of each passage, "" where it has none."""
        if field not in self._coded and len(docnums) * _WHOLE < self.postings.size:
            return {docnum: self._lookup(field, docnum) for docnum in docnums}
        codes, values = self._code(field)
        return {docnum: values[codes[docnum]] for docnum in docnums}

    def numbers(self, field: str, docnums: Collection[int]) -> dict[int, int]:
        """The number of each passage."""
        if field not in self._numbers and len(docnums) * _WHOLE < self.postings.size:
            return {docnum: self._lookup(field, docnum) for docnum in docnums}
        whole = self._numbers.get(field)
        if whole is None:
            whole = array("q")
            for reader, (leaf, _) in zip(self._open(field), self.postings.leaves, strict=True):
                whole.extend(reader[docnum] for docnum in range(leaf.doc_count_all()))
            self._numbers[field] = whole
        return {docnum: whole[docnum] for docnum in docnums}

    def dates(self, docnums: Collection[int]) -> dict[int, int | None]:
        """The minute of each passage, YYYYMMDDHHMM; None where it has no date."""
        return {n: None if date == NO_DATE else date for n, date in self.numbers("date", docnums).items()}

    def _code(self, field: str) -> tuple[array[int], list[str]]:
        coded = self._coded.get(field)
        if coded is None:
            codes, code_of = array("i"), {"": 0}
            for reader, (leaf, _) in zip(self._open(field), self.postings.leaves, strict=True):
                codes.extend(
                    code_of.setdefault(reader[docnum], len(code_of)) for docnum in range(leaf.doc_count_all())
                )
            coded = self._coded[field] = codes, list(code_of)
        return coded

    def _lookup(self, field: str, docnum: int) -> Any:
        at = self.postings.segment(docnum)
        return self._open(field)[at][docnum - self.postings.leaves[at][1]]

    def _open(self, field: str) -> list[Any]:
        # One reader a segment: Whoosh's reader of several mixes them up where a segment lacks the column.
        readers = self._readers.get(field)
        if readers is None:
            readers = self._readers[field] = [leaf.column_reader(field) for leaf, _ in self.postings.leaves]
        return readers
