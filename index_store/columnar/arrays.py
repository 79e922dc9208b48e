"""Small helpers for arrays of integers and for texts of unequal length laid end to end.

lengths  -> offsets        [2, 0, 3] -> [0, 2, 2, 5]
ranges   -> indexes        [(4, 6), (9, 10)] -> [4, 5, 9]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_UNSIGNED = (np.dtype("<u1"), np.dtype("<u2"), np.dtype("<u4"), np.dtype("<u8"))


def unsigned(maximum: int, *, least: int = 1) -> np.dtype[Any]:
    """The smallest unsigned type, of at least `least` bytes, that holds 0 to `maximum`."""
    for dtype in _UNSIGNED:
        if dtype.itemsize >= least and maximum <= np.iinfo(dtype).max:
            return dtype
    raise OverflowError(f"{maximum} does not fit into 64 bits")


def shrink(array: Array, *, least: int = 1) -> Array:
    """The same non-negative numbers in the smallest unsigned type, of at least `least` bytes."""
    return array.astype(unsigned(int(array.max()) if array.size else 0, least=least), copy=False)


def offsets(lengths: Array) -> Array:
    """i64[n+1]: where each of n things laid end to end begins, and where the last one ends."""
    found = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=found[1:])
    return found


def ranges(starts: Array, lengths: Array) -> Array:
    """i64: the numbers of the ranges that begin at `starts`, one range after the other."""
    lengths = lengths.astype(np.int64, copy=False)
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if ends.size else 0
    return np.repeat(starts.astype(np.int64, copy=False) - (ends - lengths), lengths) + np.arange(total)


def joined(arrays: Sequence[Array], dtype: npt.DTypeLike) -> Array:
    """The arrays end to end; without any, an empty one of this type."""
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)


class Chunks:
    """A long array in pieces, so that it never has to be in memory as a whole."""

    def __init__(
        self,
        dtype: npt.DTypeLike,
        pieces: Iterable[Array],
        release: Callable[[], None],
        length: int | None = None,
    ) -> None:
        """`pieces` may be made while they are read, if `length` says how long they are together.

        `release` is called now and then while they are read: what was read of files need not stay in memory.
        """
        self.dtype = np.dtype(dtype)
        self._pieces = pieces
        self._release = release
        self._length = length

    def __len__(self) -> int:
        return sum(map(len, self._pieces)) if self._length is None else self._length

    def __iter__(self) -> Iterator[Array]:
        size = 0
        for piece in self._pieces:
            yield piece
            size += piece.nbytes
            if size >= _RELEASE:
                self._release()
                size = 0
        self._release()


_RELEASE = 1 << 25
