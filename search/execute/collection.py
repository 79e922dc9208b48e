"""The segments of a snapshot as one collection: its leaves, and the statistics that scores depend on.

    segments, deleted rows --> Leaf (a segment with what of it lives)
    counts of all segments --> idf of a term, mean length of a field, table of impacts

Statistics count deleted passages until a merge drops them, as Whoosh does. Nothing is computed before it is
asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from search.execute.arrays import Array, Floats, Mask, Rows, ragged
from search.execute.cache import Cache
from search.execute.scoring import K1, B, idf

if TYPE_CHECKING:
    from index_store.columnar.segment import Segment

CACHE_BYTES = 192 << 20
"""How much decoded postings may take in memory, over all segments, besides half of the segments' own size."""


class Pool:
    """Arrays for intermediate results, all zeros. Whoever takes one clears it before giving it back; after an
    error it is simply not given back. Taking and giving are atomic, so threads never share one."""

    __slots__ = ("_free", "_kind", "_size")

    def __init__(self, size: int, kind: Any) -> None:
        self._free: list[Array] = []
        self._size = size
        self._kind = kind

    def take(self) -> Array:
        """An array of zeros."""
        try:
            return self._free.pop()
        except IndexError:
            return np.zeros(self._size, self._kind)

    def give(self, array: Array) -> None:
        """Back again, all zeros."""
        self._free.append(array)


class Leaf:
    """One segment of a snapshot."""

    def __init__(self, segment: Segment, deleted: Array | None, offset: int, at: int) -> None:
        self.segment = segment
        self.at = at
        """Which of the collection's leaves it is."""
        self.offset = offset
        """The document number of its first row."""
        self.size: int = segment.rows
        """Rows, deleted ones included."""
        self.dead: Rows | None = deleted.astype(np.int64) if deleted is not None and len(deleted) else None
        self.live: int = self.size - (0 if self.dead is None else len(self.dead))
        self.alive: Mask | None = None
        if self.dead is not None:
            self.alive = np.ones(self.size, np.bool_)
            self.alive[self.dead] = False
        self.floats = Pool(self.size, np.float32)
        self.flags = Pool(self.size, np.bool_)
        self.counters = Pool(self.size, np.uint16)
        self._documents: tuple[memoryview, dict[int, str]] = segment.memory("col.document"), {}
        self.fields: dict[str, Any] = {}
        """What `values`, `filters` and `expansion` have made of the leaf's fields, by name."""

    def living(self, rows: Rows) -> Rows:
        """Those of the rows that are not deleted."""
        if self.alive is None:
            return rows
        return rows.take(self.alive.take(rows).nonzero()[0])

    def kept(self, name: str, make: Callable[[], Any]) -> Any:
        """What is made once for the leaf; two threads may make it twice."""
        made = self.fields.get(name)
        if made is None:
            made = self.fields[name] = make()
        return made

    @property
    def groups(self) -> Rows:
        """Of each row its group, as indices."""
        made: Rows = self.kept("groups", lambda: self.segment.group.astype(np.int64))
        return made

    def document(self, row: int) -> str:
        """The name of a row's document."""
        number, names = self._documents[0][self.segment.group_[row]], self._documents[1]
        name = names.get(number)
        if name is None:
            name = names[number] = self.segment.value("document", number)
        return name

    def expand(self, groups: Rows) -> Rows:
        """The rows of groups, deleted ones included."""
        first = self.segment.group_first
        starts = first.take(groups).astype(np.int64)
        return ragged(starts, first.take(groups + 1).astype(np.int64) - starts)[0]


class Collection:
    """The leaves of a snapshot with its statistics. Threads may share it."""

    def __init__(self, segments: Sequence[tuple[Segment, Array | None]]) -> None:
        self.leaves: list[Leaf] = []
        self.size = 0
        """Passages, deleted ones included."""
        for segment, deleted in segments:
            self.leaves.append(Leaf(segment, deleted, self.size, len(self.leaves)))
            self.size += segment.rows
        self.offsets = [leaf.offset for leaf in self.leaves]
        self.live = sum(leaf.live for leaf in self.leaves)
        files = sum(segment.container.length for segment, _ in segments)
        self.cache: Cache[Any] = Cache(CACHE_BYTES + files // 2)
        self._means: dict[str, float] = {}
        self._lengths: Array | None = None
        self._tables: dict[str, Floats] = {}

    def leaf(self, docnum: int) -> Leaf:
        """The leaf that holds a passage."""
        return self.leaves[bisect_right(self.offsets, docnum) - 1]

    def idf(self, frequency: int) -> np.float32:
        """The weight of a term that stands in so many passages."""
        return np.float32(idf(self.size, frequency))

    def mean(self, field: str, length: Callable[[Leaf], int]) -> float:
        """Words of the field in a passage on average; `length` counts those of a leaf."""
        mean = self._means.get(field)
        if mean is None:
            total = sum(length(leaf) for leaf in self.leaves)
            mean = self._means[field] = total / (self.size or 1) or 1.0
        return mean

    @property
    def lengths(self) -> Array:
        """f64[256]: the number of words that a length byte stands for."""
        if self._lengths is None:
            from whoosh.util.numeric import byte_to_length

            self._lengths = np.array([byte_to_length(byte) for byte in range(256)], np.float64)
        return self._lengths

    def table(self, field: str, length: Callable[[Leaf], int]) -> Floats:
        """f32[65536]: what a posting scores, for an idf of 1, by its code (frequency << 8 | length byte)."""
        table = self._tables.get(field)
        if table is None:
            mean = self.mean(field, length)
            frequency = np.arange(256, dtype=np.float64)[:, None]
            impact = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * self.lengths / mean))
            table = self._tables[field] = impact.astype(np.float32).ravel()
        return table
