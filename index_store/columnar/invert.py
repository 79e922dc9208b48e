"""Inversion of a piece of a forward stream: its postings and positions by term.

Stream (ranks) --one 64-bit number for each word: posting term, text, position; sorted--> Inverted
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index_store.basics import KaikenError
from index_store.columnar import layout
from index_store.columnar.arrays import Array, ranges, shrink
from index_store.columnar.stream import NO_TERM, Stream

_STEP = 1 << 15
"""Numbers that are handled at a time, so that they stay in the processor's cache."""


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
    """u16: text number modulo BLOCK of each posting"""
    tf: Array
    """u8, u16 or u32: positions of each posting"""
    code: Array
    """u16: as in `layout`"""
    pos: Array
    """u16 or u32"""


@dataclass(frozen=True, slots=True)
class Inverter:
    """What inverts the pieces of a stream."""

    posting_of: Array
    """u32[E]: the posting term of each rank"""
    terms: int
    """Posting terms."""
    wide: bool
    """Whether positions have 32 bits instead of 16."""
    exact: ExactCounts | None
    """What counts exact terms, where postings are of stems."""

    def invert(self, stream: Stream, first: int, lenb: Array) -> Inverted:
        """The postings of a piece whose texts are numbered from `first` and have these length bytes.

        All its texts are of one block. Raises KaikenError for more different words than a sort key can hold,
        which are 2**24 at least.
        """
        bits = _Bits.of(stream.base, self.terms)
        key = _sort_keys(stream, self.posting_of, self.terms, bits)
        words = int(np.searchsorted(key, np.uint64(self.terms << bits.text + bits.position)))
        heads, docs, terms, pos = _decode(key[:words], bits, np.uint32 if self.wide else np.uint16)
        del key
        tf = shrink(np.diff(heads, append=np.uint32(words)))
        starts = np.flatnonzero(np.diff(terms, prepend=np.uint32(NO_TERM)))
        if self.exact is not None:
            self.exact.add(stream, docs, terms, pos, heads, tf)
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


@dataclass(frozen=True, slots=True)
class _Bits:
    """How many bits of a sort key are for the text and for the position."""

    text: int
    position: int

    @classmethod
    def of(cls, base: Array, posting_terms: int) -> _Bits:
        """Those that a piece of a stream needs. Raises KaikenError where too few are left for the term."""
        slots = np.diff(base)
        bits = cls((len(slots) - 1).bit_length(), int(slots.max() - 1).bit_length())
        if bits.text + bits.position + posting_terms.bit_length() > 64:
            raise KaikenError(f"{posting_terms} different words are too many for one segment")
        return bits


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
    pos_mask = np.array((1 << min(bits.position, 8 * pos.itemsize)) - 1, pos_type)  # a PAD may need one more
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


class ExactCounts:
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
