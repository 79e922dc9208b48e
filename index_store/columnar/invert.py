"""Inversion: a forward stream in, postings and positions by term out.

    stream (ranks) --_invert, a piece of a block at a time--> Inverted pieces --by ranges of terms--> arrays

A piece is inverted by sorting one 64-bit number for each word: its posting term, its text, its position. What
a term has in the pieces is then laid end to end, a range of terms at a time, so that memory stays bounded
however large the segment is: both by the size of a piece and by that of a range.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh.util import numeric

from index_store.basics import KaikenError
from index_store.columnar import layout
from index_store.columnar.arrays import Array, Chunks, offsets, ranges, shrink
from index_store.columnar.champions import Champions
from index_store.columnar.spill import Spill
from index_store.columnar.stream import NO_TERM, Order, Stream, gather, gathered_base

PIECE = 1 << 21
"""Slots that are inverted at a time, unless one text alone has more."""

RANGE = 1 << 20
"""Positions of the terms that are laid end to end at a time, unless one term alone has more."""

_STEP = 1 << 15
"""Numbers that are handled at a time, so that they stay in the processor's cache."""

_LENGTHS = np.array(list(map(numeric.byte_to_length, range(256))))


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings and positions of a piece, in the order of term, text, position."""

    block: int
    terms: Array
    """u32: posting terms that occur, ascending"""
    df: Array
    """u32: postings of each"""
    cf: Array
    """u32: positions of each"""
    docs: Array
    """u16: text number & 0xFFFF of each posting"""
    tf: Array
    """u8, u16 or u32: positions of each posting"""
    code: Array
    """u16: as in `layout`"""
    pos: Array
    """u16 or u32"""


@dataclass(slots=True)
class Inversion:
    """Collects the arrays of a token index that follow from the order of its texts."""

    name: str
    by_rank: Array
    """u32[E]: the term of each rank"""
    occurrences: Array
    """i64[E]: how often each term occurs"""
    stem_of: Array | None
    """u32[E]: the posting term of each term, where that is not the term itself"""
    posting_terms: int
    spill: Spill
    arrays: dict[str, Any] = field(default_factory=dict)
    tokens: int = 0

    def run(self, streams: Sequence[Stream], order: Order) -> None:
        """Fill `arrays` and `tokens`. `streams` number terms by rank."""
        base = gathered_base(streams, order)
        pieces: list[Inverted] = []
        kept: dict[str, list[Array]] = {}
        lenb = np.zeros(len(order), np.uint8)
        exact = None
        if self.stem_of is not None:
            exact = _ExactCounts(self.occurrences, self.by_rank, self.stem_of, self.posting_terms)
        self._put("base", shrink(base, least=4))
        wide = int(np.diff(base).max(initial=1)) > 1 << 16
        for first, last in _cut(base):
            stream = gather(streams, order, base, first, last)
            lenb[first:last] = self._lengths(stream)
            self._keep_stream(kept, stream, int(base[first]))
            pieces.append(self._kept(self._invert(stream, first, lenb[first:last], wide, exact)))
            self.spill.release()
        self._put_stream(kept, steps=self.stem_of is not None)
        self._put("lenb", lenb)
        if exact is not None:
            self._put("exact_df", exact.df.astype(np.uint32))
            self._put("exact_cf", self.occurrences.astype(np.uint32))
        self._join(pieces, len(order), np.uint32 if wide else np.uint16)

    def _put(self, name: str, array: Any) -> None:
        self.arrays[f"{self.name}.{name}"] = array

    # -- the forward stream

    def _lengths(self, stream: Stream) -> Array:
        """u8: the length bytes of a piece's texts."""
        if self.stem_of is not None:
            counts = np.diff(stream.base) - 1
        else:  # a text may have PADs inside
            words = offsets(stream.fwd != layout.PAD)
            counts = np.diff(words[stream.base])
        self.tokens += int(counts.sum())
        return np.minimum(np.searchsorted(_LENGTHS, counts), 255).astype(np.uint8)

    def _keep_stream(self, kept: dict[str, list[Array]], stream: Stream, base: int) -> None:
        def keep(name: str, array: Array) -> None:
            kept.setdefault(name, []).append(self.spill.keep(array))

        keep("fwd", stream.fwd)
        keep("rare.at", stream.rare_at + base)
        keep("rare.rank", stream.rare)
        if stream.step is not None and stream.far is not None:
            keep("step", stream.step)
            keep("far.at", stream.far.at + base)
            keep("far.gap", stream.far.gap)
            keep("far.len", stream.far.length)

    def _put_stream(self, kept: dict[str, list[Array]], *, steps: bool) -> None:
        self._put("fwd", Chunks("<u2", [np.array([layout.PAD], np.uint16), *kept.get("fwd", [])]))
        sparse = ["rare"]
        if steps:
            self._put("step", Chunks("u1", [np.zeros(1, np.uint8), *kept.get("step", [])]))
            sparse.append("far")
        for name in sparse:
            self._put(f"{name}.at", shrink(_concatenated(kept.get(f"{name}.at", []))))
        for name in ("rare.rank", "far.gap", "far.len") if steps else ("rare.rank",):
            self._put(name, _concatenated(kept.get(name, [])).astype(np.uint32))

    # -- a piece

    def _invert(
        self, stream: Stream, first: int, lenb: Array, wide: bool, exact: _ExactCounts | None
    ) -> Inverted:
        bits = _Bits.of(stream.base, self.posting_terms)
        if bits is None:
            raise KaikenError(f"{self.name}: a segment cannot hold {self.posting_terms} different words")
        posting_of = self.by_rank if self.stem_of is None else self.stem_of[self.by_rank]
        key = _sort_keys(stream, posting_of, self.posting_terms, bits)
        words = int(np.searchsorted(key, np.uint64(self.posting_terms << bits.text + bits.position)))
        heads, docs, terms, pos = _decode(key[:words], bits, np.uint32 if wide else np.uint16)
        del key
        tf = shrink(np.diff(heads, append=np.uint32(words)))
        starts = np.flatnonzero(np.diff(terms, prepend=np.uint32(NO_TERM)))
        if exact is not None:
            exact.add(stream, docs, terms, pos, heads, tf)
        return Inverted(
            first // layout.BLOCK,
            terms[starts],
            np.diff(starts, append=len(terms)).astype(np.uint32),
            np.diff(heads[starts], append=np.uint32(words)),
            docs + np.uint16(first % layout.BLOCK),
            tf,
            np.minimum(tf, 255).astype(np.uint16) << 8 | lenb[docs],
            pos,
        )

    def _kept(self, piece: Inverted) -> Inverted:
        keep = self.spill.keep
        return Inverted(
            piece.block, keep(piece.terms), keep(piece.df), keep(piece.cf),
            keep(piece.docs), keep(piece.tf), keep(piece.code), keep(piece.pos),
        )  # fmt: skip

    # -- all pieces

    def _join(self, pieces: Sequence[Inverted], texts: int, pos_type: type[np.generic]) -> None:
        size = self.posting_terms
        df, cf = np.zeros(size, np.int64), np.zeros(size, np.int64)
        for piece in pieces:
            df[piece.terms] += piece.df
            cf[piece.terms] += piece.cf
        ptr, pptr = offsets(df), offsets(cf)
        self._put("ptr", shrink(ptr, least=4))
        self._put("pptr", shrink(pptr, least=4))
        if texts > layout.BLOCK:
            self._put_runs(pieces)
        docs, code, pos, big_at, big_tf = [], [], [], [], []
        champions = Champions(size)
        sliced = [_Sliced(piece) for piece in pieces]
        for low, high in _term_ranges(pptr):
            joined = _Joined(sliced, low, high, ptr, pptr)
            champions.add(low, ptr[low : high + 1] - ptr[low], joined.code, joined.tf)
            big = np.flatnonzero(joined.tf > 255)
            big_at.append(big + ptr[low])
            big_tf.append(joined.tf[big])
            docs.append(self.spill.keep(joined.docs))
            code.append(self.spill.keep(joined.code))
            pos.append(self.spill.keep(joined.pos))
            self.spill.release()
        self._put("docs", Chunks("<u2", docs))
        self._put("code", Chunks("<u2", code))
        self._put("pos", Chunks(pos_type, pos))
        self._put("big.at", shrink(_concatenated(big_at)))
        self._put("big.tf", _concatenated(big_tf).astype(np.uint32))
        for name, array in champions.arrays().items():
            self._put(name, array)

    def _put_runs(self, pieces: Sequence[Inverted]) -> None:
        """Runs of a term's postings in one block; several pieces may be of the same block."""
        block = np.concatenate([np.full(len(p.terms), p.block, np.uint64) for p in pieces])
        place = np.concatenate([p.terms for p in pieces]).astype(np.uint64) << np.uint64(32) | block
        order = np.argsort(place, kind="stable")
        place = place[order]
        heads = np.flatnonzero(np.diff(place, prepend=~place[:1]) != 0)
        length = np.add.reduceat(np.concatenate([p.df for p in pieces])[order].astype(np.int64), heads)
        terms = (place[heads] >> np.uint64(32)).astype(np.int64)
        counts = np.bincount(terms, minlength=self.posting_terms)
        self._put("run.ptr", shrink(offsets(counts), least=4))
        self._put("run.block", shrink(place[heads] & np.uint64(NO_TERM), least=2))
        self._put("run.len", length.astype(np.uint32))


def _concatenated(arrays: Sequence[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)


def _cut(base: Array) -> Iterator[tuple[int, int]]:
    """Ranges of texts, each within a block, of at most PIECE slots unless it is one text."""
    texts = len(base) - 1
    first = 0
    while first < texts:
        end = min(texts, (first // layout.BLOCK + 1) * layout.BLOCK)
        last = int(np.searchsorted(base, base[first] + PIECE, side="right")) - 1
        last = max(first + 1, min(last, end))
        yield first, last
        first = last


@dataclass(frozen=True, slots=True)
class _Bits:
    """How many bits of a sort key are for the text and for the position."""

    text: int
    position: int

    @classmethod
    def of(cls, base: Array, posting_terms: int) -> _Bits | None:
        """Those that a piece of a stream needs; None where that leaves too few for the posting term."""
        slots = np.diff(base)
        bits = cls((len(slots) - 1).bit_length(), int(slots.max() - 1).bit_length())
        return bits if bits.text + bits.position + posting_terms.bit_length() <= 64 else None


def _sort_keys(stream: Stream, posting_of: Array, none: int, bits: _Bits) -> Array:
    """u64: (posting term, text, position) of each slot, ascending; PADs, as term `none`, at the end.

    `posting_of` says the posting term of each rank.
    """
    base = stream.base
    numbers = posting_of.astype(np.uint64) << np.uint64(bits.text + bits.position)
    small = np.zeros(layout.PAD + 1, np.uint64)
    small[: layout.RARE][: len(numbers)] = numbers[: layout.RARE]
    small[layout.PAD] = none << bits.text + bits.position
    key = np.empty(len(stream.fwd), np.uint64)
    # Slot i of text t has the place i - base[t] there.
    slots = np.diff(base)
    shift = (np.arange(len(slots), dtype=np.int64) << bits.position) - base[:-1]
    for first, last in _steps(base):
        a, b = int(base[first]), int(base[last])
        place = np.repeat(shift[first:last], slots[first:last])
        place += np.arange(a, b)
        np.take(small, stream.fwd[a:b], out=key[a:b], mode="clip")  # "raise" would buffer
        key[a:b] |= place.view(np.uint64)
    key[stream.rare_at] |= numbers[stream.rare]
    key.sort()
    return key


def _steps(base: Array) -> Iterator[tuple[int, int]]:
    """Ranges of texts with about _STEP slots."""
    first, texts = 0, len(base) - 1
    while first < texts:
        last = max(first + 1, int(np.searchsorted(base, base[first] + _STEP, side="right")) - 1)
        yield first, last
        first = last


def _decode(key: Array, bits: _Bits, pos_type: type[np.generic]) -> tuple[Array, Array, Array, Array]:
    """Of sorted keys: where postings begin (u32), their texts (u16) and terms (u32), and all positions."""
    pos = np.empty(len(key), pos_type)
    heads, docs, terms = (np.empty(len(key), dtype) for dtype in (np.uint32, np.uint16, np.uint32))
    pos_mask = np.array((1 << bits.position) - 1, pos_type)
    text_mask = np.uint16((1 << bits.text) - 1)
    before = np.uint64(2**64 - 1)
    count = 0
    for at in range(0, len(key), _STEP):
        piece = key[at : at + _STEP]
        np.bitwise_and(piece.astype(pos_type), pos_mask, out=pos[at : at + len(piece)])
        posting = piece >> np.uint64(bits.position)
        new = np.empty(len(piece), bool)
        np.not_equal(posting[1:], posting[:-1], out=new[1:])
        new[0] = posting[0] != before
        before = posting[-1]
        found = np.flatnonzero(new)
        posting = posting[found]
        mine = slice(count, count + len(found))
        np.add(found, at, out=heads[mine], casting="unsafe")
        np.bitwise_and(posting.astype(np.uint16), text_mask, out=docs[mine])
        np.right_shift(posting, np.uint64(bits.text), out=terms[mine], casting="unsafe")
        count = mine.stop
    return heads[:count].copy(), docs[:count].copy(), terms[:count].copy(), pos


class _ExactCounts:
    """In how many texts each term occurs, where postings are of stems that several terms may share.

    As often as it occurs at all, less the times that it is repeated in a text; only a posting with several
    positions can hold repetitions.
    """

    def __init__(self, occurrences: Array, by_rank: Array, stem_of: Array, stems: int) -> None:
        self.df = occurrences.astype(np.int64)
        """i64[E]"""
        self._by_rank = by_rank
        self._shared = np.bincount(stem_of, minlength=stems) > 1
        self._only = np.zeros(stems, np.int64)
        self._only[stem_of] = np.arange(len(stem_of))

    def add(self, stream: Stream, docs: Array, terms: Array, pos: Array, heads: Array, tf: Array) -> None:
        """Take off what a piece repeats."""
        several = np.flatnonzero(tf > 1)
        shared = self._shared[terms[several]]
        alone = several[~shared]
        repeated = np.bincount(self._only[terms[alone]], tf[alone] - 1.0, minlength=len(self.df))
        self.df -= repeated.astype(np.int64)
        several = several[shared]
        often = tf[several].astype(np.int64)
        slots = np.repeat(stream.base[docs[several]], often) + pos[ranges(heads[several], often)]
        pairs = np.repeat(np.arange(len(several), dtype=np.uint64) << np.uint64(32), often)
        pairs |= stream.numbers_at(slots)
        pairs.sort()
        again = pairs[1:][pairs[1:] == pairs[:-1]]
        ranks = (again & np.uint64(NO_TERM)).astype(np.int64)
        self.df -= np.bincount(self._by_rank[ranks], minlength=len(self.df))


def _term_ranges(pptr: Array) -> Iterator[tuple[int, int]]:
    """Ranges of posting terms with at most RANGE positions, unless it is one term."""
    low, size = 0, len(pptr) - 1
    while low < size:
        high = max(low + 1, int(np.searchsorted(pptr, pptr[low] + RANGE, side="right")) - 1)
        yield low, min(high, size)
        low = high


class _Joined:
    """What the pieces say of a range of terms, laid end to end: docs u16, code u16, tf, pos."""

    def __init__(self, pieces: Sequence[_Sliced], low: int, high: int, ptr: Array, pptr: Array) -> None:
        parts = [part for piece in pieces if len((part := piece.slice(low, high)).terms)]
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
        self._ptr = offsets(piece.df)
        self._pptr = offsets(piece.cf)

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
