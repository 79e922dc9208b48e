"""Champions: the few postings of a frequent term that can be among its best, whatever the statistics.

    code and tf of a term's postings --> the skyband: every posting that fewer than BEST others dominate

A BM25 score of one term rises with tf and falls with the length byte, for any parameters, any mean length
and any idf. So a posting with at least the tf and at most the length byte of another scores at least as much,
and of two equal ones the smaller text number comes first. Whatever is dominated by BEST others is not among
the best BEST. (The k-skyband of Papadias et al., "Progressive skyline computation in database
systems", 2005.)

Unlike postings only score alike where rounding makes them, or where length counts for nothing (b = 0). Then
one that is left out may have the score of one that is kept, and a smaller number.
"""

from __future__ import annotations

import numpy as np

from index_store.columnar.arrays import Array, offsets, shrink

BEST = 128
"""How many of a term's best postings are sure to be among its champions."""

FREQUENT = 2048
"""Terms with more postings than this have champions."""


class Champions:
    """Collects the champions of posting terms, range after range."""

    def __init__(self, terms: int) -> None:
        self._of = np.full(terms, -1, np.int32)
        self._found: list[Array] = []

    def add(self, low: int, ptr: Array, code: Array, tf: Array) -> None:
        """The terms from `low`: term low + i has the postings ptr[i] to ptr[i+1] of `code` and `tf`."""
        for term in np.flatnonzero(np.diff(ptr) > FREQUENT).tolist():
            a, b = int(ptr[term]), int(ptr[term + 1])
            self._of[low + term] = len(self._found)
            self._found.append(skyband(tf[a:b], code[a:b]).astype(np.uint32))

    def arrays(self) -> dict[str, Array]:
        """champ.of, champ.ptr and champ.at, as in `layout`."""
        lengths = np.array([len(one) for one in self._found], np.int64)
        return {
            "champ.of": self._of,
            "champ.ptr": shrink(offsets(lengths), least=4),
            "champ.at": np.concatenate([np.empty(0, np.uint32), *self._found]),
        }


def skyband(tf: Array, code: Array, best: int | None = None) -> Array:
    """i64: the postings, ascending, that fewer than `best` others dominate (BEST by default).

    `tf` and `code` (as in `layout`) are those of each posting.
    """
    best = BEST if best is None else best
    level, cell = int(tf.max(initial=0)), code
    if level > 255:  # a code does not tell these apart
        values, order = np.unique(tf, return_inverse=True)
        level, cell = len(values), order << 8 | code & 255
    counts = np.bincount(cell, minlength=(level + 1) << 8).reshape(-1, 256)
    at_least = np.cumsum(np.cumsum(counts[::-1], axis=0)[::-1], axis=1)
    better = (at_least - counts).ravel()
    kept = np.flatnonzero((better < best)[cell])
    # Of equal postings, the first ones until there are enough of them.
    cells = cell[kept]
    order = np.argsort(cells, kind="stable")
    cells = cells[order]
    starts = np.flatnonzero(np.diff(cells.astype(np.int64), prepend=-1))
    earlier = np.arange(len(cells)) - np.repeat(starts, np.diff(np.append(starts, len(cells))))
    return np.sort(kept[order[better[cells] + earlier < best]])
