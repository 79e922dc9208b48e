"""The best of many scores.

The order is total: score, then row, and rows of a segment stand in the order of ties (newest date, document,
place). So equal scores need no look at any other column.
"""

from __future__ import annotations

from typing import overload

import numpy as np

from search.execute.arrays import Floats, Found, Rows, Scores

_BLOCKS = 16
"""Scores of a column whose maximum stands for all of them, when the best of very many are looked for."""
_MANY = 2048


@overload
def best(rows: Rows, scores: Floats, k: int) -> tuple[Rows, Floats]: ...
@overload
def best(rows: Rows, scores: Scores, k: int) -> Found: ...
def best(rows: Rows, scores: Scores, k: int) -> Found:
    """The first k rows by score and row, with their scores, in that order."""
    if k <= 0:
        return rows[:0], None if scores is None else scores[:0]
    if scores is None:
        return rows[:k], None
    if len(rows) > k:
        near = (scores >= threshold(scores, k)).nonzero()[0]
        rows, scores = rows.take(near), scores.take(near)
    if len(rows) > 1:
        # Stable: among equal scores the smaller row stays first.
        order = (-scores).argsort(kind="stable")
        if len(order) > k:
            order = order[:k]
        rows, scores = rows.take(order), scores.take(order)
    return rows, scores


def threshold(scores: Floats, k: int) -> float:
    """A score that at least k of the scores reach, and not many more; `scores` has more than k >= 1 items.

    Of very many scores only the maxima of groups are compared: the k-th best maximum is reached by k scores.
    """
    count = len(scores)
    width = count // _BLOCKS
    if count > _MANY and k * 4 < width:
        scores = scores[: width * _BLOCKS].reshape(_BLOCKS, width).max(axis=0)
        count = width
    at = count - k
    return float(np.partition(scores, at)[at])
