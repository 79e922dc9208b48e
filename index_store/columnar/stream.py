"""Forward streams: the terms of texts in reading order, 16 bits a word, as `layout` draws them.

    ids, counts, gaps, lengths --encode--> Stream --renumbered--> the same words under other numbers
    Streams, an order of their texts --gather--> Stream

The numbers in a stream are whatever its maker counts terms by: the order of first appearance while an index
is built, ranks of frequency in a segment. Both give small numbers to frequent terms, so that few are RARE.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index_store.columnar.arrays import Array, offsets, ranges
from index_store.columnar.layout import GAP_FAR, LENGTH_FAR, PAD, RARE
from index_store.columnar.spill import Spill

NO_TERM = 2**32 - 1
"""The number of a PAD where numbers have 32 bits."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Far:
    """Gaps and lengths that do not fit into a step."""

    at: Array
    gap: Array
    length: Array


@dataclass(frozen=True, slots=True)
class Stream:
    """The tokens of V texts in T slots; see `layout` for the meaning of each array."""

    fwd: Array
    """u16[T]"""
    base: Array
    """integers[V+1]"""
    rare_at: Array
    """integers[R], ascending"""
    rare: Array
    """u32[R]: the numbers of the terms in these slots"""
    step: Array | None = None
    """u8[T]"""
    far: Far | None = None
    """Where there are steps."""

    @property
    def texts(self) -> int:
        """V."""
        return len(self.base) - 1

    def counted(self, terms: int, texts: Array | None = None) -> Array:
        """i64[terms]: how often each term occurs in these texts (their numbers ascending; None for all)."""
        small = np.zeros(PAD + 1, np.int64)
        for piece in self._pieces(texts):
            small += np.bincount(piece, minlength=PAD + 1)
        found = np.zeros(max(terms, RARE), np.int64)
        found[:RARE] = small[:RARE]
        if small[RARE]:
            found += np.bincount(self._rare(texts), minlength=len(found))
        return found[:terms]

    def _pieces(self, texts: Array | None) -> Iterator[Array]:
        """The slots of these texts, about _CHUNK at a time, however they are scattered."""
        runs = [(0, len(self.fwd))]
        if texts is not None:
            bounds = runs_of(texts)
            begins, ends = self.base[texts[bounds[:-1]]], self.base[texts[bounds[1:] - 1] + 1]
            runs = list(zip(begins.tolist(), ends.tolist(), strict=True))
        waiting: list[Array] = []
        size = 0
        for begin, end in runs:
            for at in range(begin, end, _CHUNK):
                waiting.append(self.fwd[at : min(at + _CHUNK, end)])
                size += len(waiting[-1])
                if size >= _CHUNK:
                    yield np.concatenate(waiting)
                    waiting, size = [], 0
        if waiting:
            yield np.concatenate(waiting)

    def _rare(self, texts: Array | None) -> Array:
        if texts is None:
            return self.rare
        wanted = np.zeros(self.texts, bool)
        wanted[texts] = True
        return self.rare[wanted[np.searchsorted(self.base, self.rare_at, side="right") - 1]]

    def renumbered(self, numbers: Array, spill: Spill) -> Stream:
        """The same words under other numbers: `numbers` u32[terms] says the new one of each."""
        small = np.full(PAD + 1, PAD, np.uint16)
        known = numbers[:RARE]
        small[: len(known)] = np.minimum(known, RARE)
        fwd = np.empty(len(self.fwd), np.uint16)
        grown: list[Array] = []
        for at in range(0, len(fwd), _CHUNK):
            piece = fwd[at : at + _CHUNK]
            np.take(small, self.fwd[at : at + _CHUNK], out=piece, mode="clip")  # "raise" would buffer
            if len(known) == RARE or int(known.max(initial=0)) >= RARE:
                grown.append(np.flatnonzero(piece == RARE) + at)
        fresh = numbers[self.rare]
        fwd[self.rare_at] = np.minimum(fresh, RARE)
        at_ = np.concatenate([*grown, self.rare_at[fresh >= RARE].astype(np.int64)])
        number = np.concatenate([*(numbers[self.fwd[one]] for one in grown), fresh[fresh >= RARE]])
        order = np.argsort(at_, kind="stable")
        return replace(self, fwd=spill.keep(fwd), rare_at=at_[order], rare=number[order].astype(np.uint32))

    def numbers_at(self, slots: Array) -> Array:
        """u32: the number of the term in each of these slots, NO_TERM at a PAD."""
        found = self.fwd[slots].astype(np.uint32)
        found[found == PAD] = NO_TERM
        rare = np.flatnonzero(found == RARE)
        if len(rare):
            found[rare] = self.rare[np.searchsorted(self.rare_at, slots[rare])]
        return found


def runs_of(numbers: Array, kinds: Array | None = None) -> Array:
    """i64: where runs of consecutive numbers (of one kind each) begin, and the length of `numbers`."""
    steps = np.diff(numbers.astype(np.int64)) != 1
    if kinds is not None:
        steps |= np.diff(kinds) != 0
    inner = np.flatnonzero(steps) + 1
    return np.concatenate([[0], inner, [len(numbers)]]) if len(numbers) else np.zeros(1, np.int64)


def encode(
    ids: Array,
    counts: Array,
    gaps: Array | None = None,
    lengths: Array | None = None,
    pads: Array | None = None,
) -> Stream:
    """The stream of texts.

    `ids` are the numbers of their words, `counts` how many each text has; `gaps` and `lengths` in characters,
    both or neither. `pads`[texts] says how many PADs follow a text, one where it is not given. Raises
    OverflowError for a number, gap or length of more than 32 bits.
    """
    total = len(counts)
    follow = np.ones(total, np.int64) if pads is None else pads.astype(np.int64)
    base = offsets(counts.astype(np.int64) + follow) + 1
    size = int(base[-1])
    if int(follow.max(initial=0)) <= 1:
        holds = np.ones(size, bool)
        holds[base - 1] = False
        at = np.flatnonzero(holds)
    else:
        at = ranges(base[:-1], counts)
    fwd = np.full(size, PAD, np.uint16)
    fwd[at] = np.minimum(ids, RARE)
    rare = np.flatnonzero(ids >= RARE)
    stream = Stream(fwd, base, at[rare], ids[rare].astype(np.uint32))
    if gaps is None or lengths is None:
        return stream
    step = np.zeros(size, np.uint8)
    step[at] = np.minimum(gaps, GAP_FAR).astype(np.uint8) << 5 | np.minimum(lengths, LENGTH_FAR).astype(
        np.uint8
    )
    far = np.flatnonzero((gaps >= GAP_FAR) | (lengths >= LENGTH_FAR))
    return replace(
        stream, step=step, far=Far(at[far], gaps[far].astype(np.uint32), lengths[far].astype(np.uint32))
    )


@dataclass(frozen=True, slots=True)
class Order:
    """Texts of several parts in the order of a new segment."""

    part: Array
    """unsigned[V]: the part of each"""
    text: Array
    """i64[V]: its number there"""

    def __len__(self) -> int:
        return len(self.text)

    def by_part(self, parts: int) -> list[Array]:
        """i64[]: the places of each part's texts in this order, ascending."""
        places = np.argsort(self.part, kind="stable")
        return np.split(places, np.cumsum(np.bincount(self.part, minlength=parts))[:-1]) if parts else []

    def runs(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """(part, first text, last text + 1) of the new texts `first` to `last`: consecutive ones together."""
        text = self.text[first:last]
        bounds = runs_of(text, self.part[first:last])
        parts = self.part[first:last][bounds[:-1]].tolist()
        begins = text[bounds[:-1]].tolist()
        return zip(parts, begins, (text[bounds[1:] - 1] + 1).tolist(), strict=True)


def gathered_base(streams: Sequence[Stream], order: Order) -> Array:
    """i64[V+1]: `base` of the stream that has these texts in this order."""
    slots = np.zeros(len(order), np.int64)
    for stream, mine in zip(streams, order.by_part(len(streams)), strict=True):
        text = order.text[mine]
        slots[mine] = stream.base[text + 1].astype(np.int64) - stream.base[text].astype(np.int64)
    return offsets(slots) + 1


def gather(streams: Sequence[Stream], order: Order, base: Array, first: int, last: int) -> Stream:
    """The stream of the new texts `first` to `last`. `base` is what `gathered_base` says of all of them.

    Its slots count from the first of these texts; it has no PAD before that. So does its `base`.
    """
    runs = list(order.runs(first, last))
    bounds = [
        (part, int(streams[part].base[begin]), int(streams[part].base[end])) for part, begin, end in runs
    ]
    fwd = _joined([streams[part].fwd[begin:end] for part, begin, end in bounds], np.uint16)
    sizes = np.array([end - begin for _, begin, end in bounds], np.int64)
    goals = offsets(sizes)[:-1]
    spans = _Spans(
        np.array([part for part, _, _ in bounds], np.int64),
        np.array([begin for _, begin, _ in bounds], np.int64),
        sizes,
        goals,
    )
    at, (rare,) = _sparse([(s.rare_at, [s.rare]) for s in streams], spans)
    stream = Stream(fwd, base[first : last + 1] - base[first], at, rare)
    if any(s.step is None for s in streams):
        return stream
    steps = [stream.step for stream in streams]
    step = _joined([s[a:b] for part, a, b in bounds if (s := steps[part]) is not None], np.uint8)
    fars = [(s.far.at, [s.far.gap, s.far.length]) for s in streams if s.far is not None]
    at, (gap, length) = _sparse(fars, spans)
    return replace(stream, step=step, far=Far(at, gap, length))


def _joined(pieces: list[Array], dtype: type[np.generic]) -> Array:
    return np.concatenate(pieces) if pieces else np.empty(0, dtype)


@dataclass(frozen=True, slots=True)
class _Spans:
    """Ranges of slots: of which part, from where, how many, and where they go."""

    part: Array
    begin: Array
    size: Array
    goal: Array


def _sparse(lists: Sequence[tuple[Array, list[Array]]], spans: _Spans) -> tuple[Array, list[Array]]:
    """What lists of (slot, values) say of the slots of `spans`, by the slots they go to, ascending."""
    found: list[Array] = []
    values: list[list[Array]] = [[] for _ in lists[0][1]] if lists else []
    for number, (at, mine) in enumerate(lists):
        if not len(at):
            continue
        of = np.flatnonzero(spans.part == number)
        begin = spans.begin[of]
        low = np.searchsorted(at, begin)
        counts = np.searchsorted(at, begin + spans.size[of]) - low
        picked = ranges(low, counts)
        found.append(at[picked] + np.repeat(spans.goal[of] - begin, counts))
        for one, all_ in zip(values, mine, strict=True):
            one.append(all_[picked])
    if not found:
        return np.empty(0, np.int64), [np.empty(0, np.uint32) for _ in values]
    slots = np.concatenate(found)
    order = np.argsort(slots, kind="stable")
    return slots[order], [np.concatenate(one)[order] for one in values]
