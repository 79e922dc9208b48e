"""Counts of values: how many rows have each value of a column.

    rows --column--> numbers of values --histogram--> counts --> (value, count), the most frequent first

Values of documents are counted by groups of rows first, and groups are many fewer than rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from index_store.schema import NO_DATE
from search.execute.arrays import Array, Mask, Rows
from search.execute.collection import Leaf
from search.execute.columns import PERIODS
from search.execute.engine import OWN
from search.execute.values import Column, column
from search.results import FacetCount


class Counted:
    """What can be counted of a leaf: value numbers by row or by group, and the values; 0 is no value."""

    __slots__ = ("by_group", "names", "numbers")

    def __init__(self, numbers: Array, by_group: bool, names: Sequence[str]) -> None:
        self.numbers = numbers
        self.by_group = by_group
        self.names = names
        """Ascending; value v is names[v - 1]."""


def counted(leaf: Leaf, field: str) -> Counted:
    """The field of a leaf, or the days or months of its dates."""

    def make() -> Counted:
        if field in PERIODS:
            return _periods(leaf, PERIODS[field])
        of: Column = column(leaf, field)
        return Counted(of.numbers, of.by_group, [value.decode() for value in of.values])

    made: Counted = leaf.kept(f"counted {field}", make)
    return made


def _periods(leaf: Leaf, length: int) -> Counted:
    """Dates as far as `length` characters of an ISO date tell them."""
    days = leaf.segment.date // 10_000
    if length < 10:
        days = days // 100 * 100
    undated = leaf.segment.date == NO_DATE
    distinct, numbers = np.unique(days[~undated], return_inverse=True)
    every = np.zeros(len(days), np.int64)
    every[~undated] = numbers + 1
    names = [f"{day[:4]}-{day[4:6]}-{day[6:]}"[:length] for day in (f"{n:08}" for n in distinct.tolist())]
    return Counted(every, True, names)


class Facets:
    """Counts over the rows of one leaf that match a tree, under selections.

    `rows` match the tree; `chosen`: facet -> which of them match its selection.
    """

    def __init__(self, leaf: Leaf, rows: Rows, chosen: Mapping[str, Mask]) -> None:
        self.leaf = leaf
        self.rows = rows
        self.chosen = chosen
        self._rows: dict[str | None, Rows] = {}
        self._groups: dict[str | None, Array] = {}

    def histogram(self, field: str) -> Array:
        """i64[values + 1]: how many rows have each value, all selections on but the field's own."""
        of = counted(self.leaf, field)
        own = OWN.get(field, field)
        facet = own if own in self.chosen else None
        if of.by_group:
            weights = self._by_group(facet)
            counts = np.bincount(of.numbers, weights, len(of.names) + 1)
            return counts.astype(np.int64)
        return np.bincount(of.numbers.take(self._passing(facet)), minlength=len(of.names) + 1)

    def _passing(self, but: str | None) -> Rows:
        """The rows that pass all selections but one."""
        rows = self._rows.get(but)
        if rows is None:
            masks = [mask for facet, mask in self.chosen.items() if facet != but]
            if not masks:
                rows = self.rows
            else:
                mask = masks[0]
                for other in masks[1:]:
                    mask = mask & other
                rows = self.rows.take(mask.nonzero()[0])
            self._rows[but] = rows
        return rows

    def _by_group(self, but: str | None) -> Array:
        counts = self._groups.get(but)
        if counts is None:
            groups = self.leaf.groups.take(self._passing(but))
            counts = self._groups[but] = np.bincount(groups, minlength=len(self.leaf.segment.date_))
        return counts


def merged(leaves: Sequence[Facets], field: str) -> list[tuple[str, int]]:
    """The values of a field that some row has, with their counts, ascending by value."""
    if len(leaves) == 1:
        return _named(leaves[0], field)
    total: Counter[str] = Counter()
    for leaf in leaves:
        total.update(dict(_named(leaf, field)))
    return sorted(total.items())


def _named(facets: Facets, field: str) -> list[tuple[str, int]]:
    counts = facets.histogram(field)[1:]
    names = counted(facets.leaf, field).names
    some = counts.nonzero()[0]
    return [(names[at], count) for at, count in zip(some.tolist(), counts.take(some).tolist(), strict=True)]


def most_frequent(leaves: Sequence[Facets], field: str) -> tuple[FacetCount, ...]:
    """The values of a field that some row has, by count, then by value."""
    if len(leaves) != 1:
        found = sorted(merged(leaves, field), key=_by_count)
        return tuple(FacetCount(value, count) for value, count in found)
    counts = leaves[0].histogram(field)[1:]
    names = counted(leaves[0].leaf, field).names
    some = counts.nonzero()[0]
    sizes = counts.take(some)
    order = (-sizes).argsort(kind="stable")  # names ascend
    values = map(names.__getitem__, some.take(order).tolist())
    return tuple(map(FacetCount, values, sizes.take(order).tolist()))


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
