"""The arrays that pass between the parts of the vectorised engine, and the few operations they share.

    Rows      i64[n]   rows of one segment, ascending and each once
    Scores    f32[n]   their scores, or None where all of them are 0
    Mask      bool[n]  which of some rows are meant

Rows are kept as 64-bit integers, although 32 bits would do: NumPy casts other indices on every use, and a
gather or scatter by 64-bit ones takes a third of the time. Arrays may come from a cache and be shared by
threads: nobody writes to an array that he did not make.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy import float32, int64, ndarray

Array: TypeAlias = "ndarray[Any, np.dtype[Any]]"
Rows: TypeAlias = "ndarray[Any, np.dtype[np.int64]]"
Mask: TypeAlias = "ndarray[Any, np.dtype[np.bool_]]"
Floats: TypeAlias = "ndarray[Any, np.dtype[np.float32]]"
Scores: TypeAlias = "Floats | None"
Found: TypeAlias = "tuple[Rows, Scores]"
Marked: TypeAlias = "tuple[Mask, Scores]"

NO_ROWS: Rows = np.empty(0, int64)
NO_SCORES: Floats = np.empty(0, float32)
NOTHING: Found = (NO_ROWS, None)


def added(one: Scores, other: Scores) -> Scores:
    """The sums; either may be None, which is all zeros."""
    if one is None:
        return other
    return one if other is None else one + other


def chosen(scores: Scores, at: Rows) -> Scores:
    """The scores at these indices."""
    return None if scores is None else scores.take(at)


def distinct(ascending: Array) -> Rows:
    """The indices of the first of each run of equal values; `ascending` is not empty."""
    new = np.empty(len(ascending), np.bool_)
    new[0] = True
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:])
    return new.nonzero()[0]


def ragged(starts: Rows, counts: Rows) -> tuple[Rows, Rows]:
    """All of several ranges of integers, one after the other, and where each of them begins in that.

    `starts` i64[n], `counts` i64[n] -> i64[sum of counts], i64[n].
    """
    ends = counts.cumsum()
    begins = ends - counts
    total = int(ends[-1]) if len(ends) else 0
    every = np.arange(total)
    every += np.repeat(starts - begins, counts)
    return every, begins
