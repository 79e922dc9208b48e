"""Dictionaries: sorted byte strings in two arrays, with a third to find one of them fast.

    [b"ab", b"abc"]  ->  blob "ababc" u8, off [0, 2, 5] u32 or u64, key [b"ab\0...", b"abc\0..."] u64

A key is the first 8 bytes of a string, big-endian, filled up with zeros: ascending like the strings, so that
a search halves the keys and compares whole strings only where keys are equal.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index_store.columnar.arrays import Array, offsets, shrink

_KEY = 8


def pack(values: Sequence[bytes]) -> tuple[Array, Array]:
    """`blob` u8 and `off` u32 or u64[n+1] of byte strings."""
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    return np.frombuffer(b"".join(values), np.uint8), shrink(offsets(lengths), least=4)


def keys(blob: Array, off: Array) -> Array:
    """u64[n]: the first 8 bytes of each string as a big-endian number, filled up with zeros."""
    starts = off[:-1].astype(np.int64)
    lengths = np.minimum(np.diff(off.astype(np.int64)), _KEY)
    padded = np.concatenate([blob, np.zeros(_KEY, np.uint8)])
    found = np.zeros(len(starts), np.uint64)
    for place in range(_KEY):
        byte = np.where(lengths > place, padded[starts + place], 0).astype(np.uint64)
        found |= byte << np.uint64(8 * (_KEY - 1 - place))
    return found


def key(value: bytes) -> int:
    """The key of one string."""
    return int.from_bytes(value[:_KEY].ljust(_KEY, b"\0"))


class Dictionary(Sequence[bytes]):
    """Sorted distinct byte strings of a mapped segment. Without keys, all search compares whole strings."""

    __slots__ = ("_blob", "_key", "_off")

    def __init__(self, blob: memoryview, off: memoryview, keys: memoryview | None = None) -> None:
        self._blob = blob
        self._off = off
        self._key = keys

    def __len__(self) -> int:
        return len(self._off) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # slices are not needed
        if not 0 <= number < len(self._off) - 1:
            raise IndexError(number)
        return bytes(self._blob[self._off[number] : self._off[number + 1]])

    def unpacked(self) -> list[bytes]:
        """All strings; faster than one after the other."""
        content, bounds = bytes(self._blob), self._off.tolist()
        return [content[a:b] for a, b in pairwise(bounds)]

    def position(self, value: bytes) -> int:
        """How many strings are smaller than `value`."""
        low, high = 0, len(self)
        if self._key is not None:
            first = key(value)
            low = bisect_left(self._key, first)
            if low == high or self._key[low] != first:
                return low
            high = bisect_right(self._key, first, low)
        return bisect_left(self, value, low, high)

    def find(self, value: bytes) -> int:
        """The number of `value`, -1 where it is not among the strings."""
        at = self.position(value)
        return at if at < len(self) and self[at] == value else -1

    def range(self, prefix: bytes) -> tuple[int, int]:
        """The numbers, from and up to but not including, of the strings that begin with `prefix`."""
        low = self.position(prefix)
        stem = prefix.rstrip(b"\xff")
        if not stem:
            return low, len(self)
        return low, self.position(stem[:-1] + bytes((stem[-1] + 1,)))
