"""The orders of results: by score, newest first, oldest first; within a segment and across several.

Rows of a segment stand newest first, so that order is a slice. Rows of several segments are compared by what
the order of ties is made of: date (none last), document, place in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any

import numpy as np

from index_store.schema import NO_DATE
from search.execute.arrays import Found, Rows
from search.execute.collection import Leaf

Window = tuple[tuple[int, ...], tuple[float, ...]]
"""Document numbers and scores, in order."""

_Entry = tuple[float, int, int]
"""The score with its sign turned, which leaf, and the row there."""


def joined(found: Sequence[tuple[Leaf, Found]], sort: str, offset: int, limit: int) -> Window:
    """One window of an order out of those of the leaves, each of which has at least its first offset + limit
    rows there."""
    if len(found) == 1:
        leaf, (rows, scores) = found[0]
        rows = rows[offset : offset + limit]
        if leaf.offset:
            rows = rows + leaf.offset
        return tuple(rows.tolist()), _listed(scores, offset, len(rows))
    window = _merged(found, sort, max(offset + limit, 0))[max(offset, 0) :]
    return (
        tuple(row + found[at][0].offset for _, at, row in window),
        tuple(-negative for negative, _, _ in window),
    )


def _merged(found: Sequence[tuple[Leaf, Found]], sort: str, k: int) -> list[_Entry]:
    """The first k of the rows of all leaves."""
    entries: list[_Entry] = []
    for at, (_, (rows, scores)) in enumerate(found):
        negative = [-0.0] * len(rows) if scores is None else (-scores).tolist()
        entries.extend(zip(negative, repeat(at), rows.tolist(), strict=False))
    if sort != "relevance":
        keys = [_key(leaf, sort) for leaf, _ in found]
        return sorted(entries, key=lambda entry: keys[entry[1]](entry[2]))[:k]
    entries.sort(key=itemgetter(0))  # stable: rows of one leaf stay in order
    begin = 0
    while begin < min(k, len(entries)):
        end = begin + 1
        while end < len(entries) and entries[end][0] == entries[begin][0]:
            end += 1
        if len({at for _, at, _ in entries[begin:end]}) > 1:  # a tie across leaves
            keys = [_key(leaf, sort) for leaf, _ in found]
            entries[begin:end] = sorted(entries[begin:end], key=lambda entry: keys[entry[1]](entry[2]))
        begin = end
    return entries[:k]


def _listed(scores: Any, offset: int, count: int) -> tuple[float, ...]:
    if scores is None:
        return (0.0,) * count
    return tuple(scores[offset : offset + count].tolist())


def _key(leaf: Leaf, sort: str) -> Callable[[int], tuple[Any, ...]]:
    """What tells the place of a leaf's row among the rows of others with the same score."""
    segment = leaf.segment
    dates, groups, ordinals = segment.date_, segment.group_, segment.ordinal_
    direction = 1 if sort == "oldest" else -1

    def key(row: int) -> tuple[Any, ...]:
        date = dates[groups[row]]
        when = (True, 0) if date == NO_DATE else (False, direction * date)
        return *when, leaf.document(row), ordinals[row]

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
