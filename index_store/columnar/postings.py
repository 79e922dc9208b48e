"""Postings of a token index: what its pieces say of each term, laid end to end.

    Inverted pieces --a range of terms at a time--> ptr, docs, run.*, code, big.*, pptr, pos, champ.*

Only the terms of one range are in memory at a time, however large the segment is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from index_store.columnar import layout
from index_store.columnar.arrays import Array, Chunks, joined, offsets, ranges, shrink
from index_store.columnar.champions import Champions
from index_store.columnar.invert import Inverted
from index_store.columnar.spill import Spill
from index_store.columnar.stream import NO_TERM

RANGE = 1 << 20
"""Positions of the terms that are laid end to end at a time, unless one term alone has more."""


def postings(
    pieces: Sequence[Inverted], terms: int, texts: int, pos_type: type[np.generic], spill: Spill
) -> dict[str, Any]:
    """The arrays named above, as `layout` describes them.

    `pieces` are in the order of their texts. Positions are given as `pos_type`.
    """
    df, cf = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
    for piece in pieces:
        df[piece.terms] += piece.df
        cf[piece.terms] += piece.cf
    ptr, pptr = offsets(df), offsets(cf)
    sliced = [_Sliced(piece) for piece in pieces]
    kept: dict[str, list[Array]] = {name: [] for name in ("docs", "code", "pos", "big.at", "big.tf")}
    champions, runs = Champions(terms), _Runs(terms)
    for low, high in _term_ranges(pptr):
        parts = [part for one in sliced if len((part := one.slice(low, high)).terms)]
        found = _Joined(parts, low, high, ptr, pptr)
        big = np.flatnonzero(found.tf > 255)
        kept["big.at"].append(big + ptr[low])
        kept["big.tf"].append(found.tf[big].astype(np.uint32))
        for name, array in (("docs", found.docs), ("code", found.code), ("pos", found.pos)):
            kept[name].append(spill.keep(array))
        champions.add(low, ptr[low : high + 1] - ptr[low], found.code, found.tf)
        if texts > layout.BLOCK:
            runs.add(parts)
        spill.release()
    return {
        "ptr": shrink(ptr, least=4),
        "pptr": shrink(pptr, least=4),
        "docs": Chunks("<u2", kept["docs"], spill.release),
        **(runs.arrays() if texts > layout.BLOCK else {}),
        "code": Chunks("<u2", kept["code"], spill.release),
        "pos": Chunks(pos_type, kept["pos"], spill.release),
        "big.at": shrink(joined(kept["big.at"], np.int64)),
        "big.tf": joined(kept["big.tf"], np.uint32),
        **champions.arrays(),
    }


class _Runs:
    """Collects the runs of postings in one block; several pieces may be of the same block."""

    def __init__(self, terms: int) -> None:
        self._counts = np.zeros(terms, np.int64)
        self._block: list[Array] = []
        self._length: list[Array] = []

    def add(self, parts: Sequence[Inverted]) -> None:
        """The runs of the next range of terms."""
        block = joined([np.full(len(part.terms), part.block, np.uint64) for part in parts], np.uint64)
        place = joined([part.terms.astype(np.uint64) << np.uint64(32) for part in parts], np.uint64) | block
        order = np.argsort(place, kind="stable")
        place = place[order]
        df = joined([part.df for part in parts], np.uint32)[order].astype(np.int64)
        heads = np.flatnonzero(np.diff(place, prepend=~place[:1]))
        self._length.append(np.add.reduceat(df, heads).astype(np.uint32) if len(heads) else df)
        self._block.append((place[heads] & np.uint64(NO_TERM)).astype(np.uint32))
        np.add.at(self._counts, (place[heads] >> np.uint64(32)).astype(np.int64), 1)

    def arrays(self) -> dict[str, Array]:
        """run.ptr, run.block and run.len."""
        return {
            "run.ptr": shrink(offsets(self._counts), least=4),
            "run.block": shrink(joined(self._block, np.uint32), least=2),
            "run.len": joined(self._length, np.uint32).astype(np.uint32, copy=False),
        }


def _term_ranges(pptr: Array) -> Iterator[tuple[int, int]]:
    """Ranges of posting terms with at most RANGE positions, unless it is one term."""
    low, size = 0, len(pptr) - 1
    while low < size:
        high = max(low + 1, int(np.searchsorted(pptr, pptr[low] + RANGE, side="right")) - 1)
        yield low, min(high, size)
        low = high


class _Joined:
    """What the pieces say of a range of terms, laid end to end: docs u16, code u16, tf, pos."""

    def __init__(self, parts: Sequence[Inverted], low: int, high: int, ptr: Array, pptr: Array) -> None:
        if len(parts) == 1:
            part = parts[0]
            self.docs, self.code, self.tf, self.pos = part.docs, part.code, part.tf, part.pos
            return
        postings, positions = int(ptr[high] - ptr[low]), int(pptr[high] - pptr[low])
        self.docs = np.empty(postings, np.uint16)
        self.code = np.empty(postings, np.uint16)
        self.tf = np.empty(postings, max((part.tf.dtype for part in parts), default=np.dtype(np.uint8)))
        self.pos = np.empty(positions, parts[0].pos.dtype if parts else np.uint16)
        free, pfree = ptr[low : high + 1] - ptr[low], pptr[low : high + 1] - pptr[low]
        for part in parts:
            terms = part.terms - np.uint32(low)
            at = ranges(free[terms], part.df)
            self.docs[at], self.code[at], self.tf[at] = part.docs, part.code, part.tf
            free[terms] += part.df
            self.pos[ranges(pfree[terms], part.cf)] = part.pos
            pfree[terms] += part.cf


class _Sliced:
    """A piece of which ranges of terms are asked for."""

    def __init__(self, piece: Inverted) -> None:
        self._piece = piece
        self._ptr = shrink(offsets(piece.df))
        self._pptr = shrink(offsets(piece.cf))

    def slice(self, low: int, high: int) -> Inverted:
        """Its part with the terms from `low` up to but not including `high`."""
        piece = self._piece
        a, b = np.searchsorted(piece.terms, [low, high])
        terms, postings = slice(a, b), slice(self._ptr[a], self._ptr[b])
        return Inverted(
            piece.block,
            piece.terms[terms],
            piece.df[terms],
            piece.cf[terms],
            piece.docs[postings],
            piece.tf[postings],
            piece.code[postings],
            piece.pos[self._pptr[a] : self._pptr[b]],
        )
