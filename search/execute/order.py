"""The orders of results: by score, newest first, oldest first; within a segment and across several.

Rows of a segment stand newest first, so that order is a slice. Rows of several segments are compared by what
the order of ties is made of: date (none last), document, place in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import merge
from itertools import islice
from typing import Any

import numpy as np

from index_store.schema import NO_DATE
from search.execute.arrays import Found, Rows
from search.execute.collection import Leaf

Window = tuple[tuple[int, ...], tuple[float, ...]]
"""Document numbers and scores, in order."""


def joined(found: Sequence[tuple[Leaf, Found]], sort: str, offset: int, limit: int) -> Window:
    """One window of an order out of those of the leaves, each of which has at least its first offset + limit
    rows there."""
    if len(found) == 1:
        leaf, (rows, scores) = found[0]
        rows = rows[offset : offset + limit]
        if leaf.offset:
            rows = rows + leaf.offset
        return tuple(rows.tolist()), _listed(scores, offset, len(rows))
    every = [_keyed(leaf, rows, scores, sort) for leaf, (rows, scores) in found]
    window = list(islice(merge(*every), max(offset, 0), max(offset + limit, 0)))
    return tuple(docnum for _, docnum, _ in window), tuple(score for _, _, score in window)


def _listed(scores: Any, offset: int, count: int) -> tuple[float, ...]:
    if scores is None:
        return (0.0,) * count
    return tuple(scores[offset : offset + count].tolist())


def _keyed(leaf: Leaf, rows: Rows, scores: Any, sort: str) -> list[tuple[Any, int, float]]:
    """Rows in order, each with a key that tells its place among the rows of other leaves."""
    key = _key(leaf, sort)
    numbers = rows.tolist()
    values = [0.0] * len(numbers) if scores is None else scores.tolist()
    return [(key(row, score), row + leaf.offset, score) for row, score in zip(numbers, values, strict=True)]


def _key(leaf: Leaf, sort: str) -> Callable[[int, float], tuple[Any, ...]]:
    segment = leaf.segment
    dates, groups, ordinals = segment.date_, segment.group_, segment.ordinal_
    direction = 1 if sort == "oldest" else -1

    def key(row: int, score: float) -> tuple[Any, ...]:
        date = dates[groups[row]]
        when = (True, 0) if date == NO_DATE else (False, direction * date)
        document = segment.value_of("document", row)
        return (-score if sort == "relevance" else 0.0, *when, document, ordinals[row])

    return key


def oldest(leaf: Leaf, rows: Rows, k: int) -> Rows:
    """The first k of ascending rows in the order oldest first.

    Days stand in the opposite order, but the rows of one date in the same, and those without a date last.
    """
    if k <= 0:
        return rows[:0]
    undated = leaf.segment.dated(-NO_DATE, NO_DATE - 1)[1]
    dated = rows[: int(rows.searchsorted(undated))]
    tail = dated[-k:] if k < len(dated) else dated
    if len(tail):
        # All of the first one's date, since the rows of one date are not turned round.
        date = leaf.segment.date_[leaf.segment.group_[int(tail[0])]]
        first = leaf.segment.dated(date, date)[0]
        tail = dated[int(dated.searchsorted(first)) :]
        dates = leaf.segment.date.take(leaf.groups.take(tail))
        tail = tail.take(dates.argsort(kind="stable"))
    if len(tail) < k and len(dated) < len(rows):
        tail = np.concatenate([tail, rows[len(dated) :]])
    return tail[:k]
