"""Phrases: words in a row, or near each other, in the texts of one token index.

    the slots of the rarest word --the forward stream beside each--> those where the others stand, too

A phrase costs what its rarest word costs, whatever the others are. Texts are separated in the stream by
slots that no word fills, so that no phrase spans two of them; names of one value by so many that none spans
two names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from search.execute.arrays import NO_ROWS, Array, Rows, distinct, ragged
from search.execute.terms import PAD, RARE

if TYPE_CHECKING:
    from index_store.columnar.segment import TokenIndex

WIDEST = 12
"""How many slots on each side of the rarest word are looked at one after the other; beyond, the slots of the
words are compared."""


_SEARCHED = 256
"""Fewer slots are looked for among the starts of the texts by binary search."""
_BLOCK_BITS = 6
_STEPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class StreamWord:
    """A word that is looked for in the stream of a token index."""

    index: TokenIndex
    id: int
    """Of a term; of a stem where there are `stems`, and then every form of it is meant."""
    stems: Array | None
    """`marking.stem_by_rank`"""
    occurrences: int
    """How many slots it has, at most."""
    slots: Callable[[], Rows]
    """Gives its slots, ascending."""

    def same(self, other: StreamWord) -> bool:
        """Whether both are one word."""
        return self.id == other.id and (self.stems is None) == (other.stems is None)

    def stands(self, slots: Rows, further: int) -> Array:
        """bool: at which of the slots that lie `further` on it stands."""
        index = self.index
        # A slot beyond the ends of the stream is read as the last or first one, which no word fills.
        if further < 0:
            slots, further = slots + further, 0
        seen = index.fwd[further:].take(slots, mode="clip")
        if self.stems is None:
            rank = index.rank_[self.id]
            found: Array = (seen if rank < RARE else _ranks(index, seen, slots, further)) == rank
            return found
        if len(self.stems) <= PAD:  # its last item, which stands for what is beyond, is no stem
            return np.asarray(self.stems.take(seen, mode="clip") == self.id)
        found = self.stems.take(_ranks(index, seen, slots, further), mode="clip") == self.id
        found &= seen != PAD
        return found


def _ranks(index: TokenIndex, seen: Array, slots: Rows, further: int) -> Array:
    """The ranks at slots of which the stream says `seen`."""
    ranks = seen.astype(np.int64)
    rare = (seen == RARE).nonzero()[0]
    if len(rare):
        ranks[rare] = index.rare_rank.take(index.rare_at.searchsorted(slots.take(rare) + further))
    return ranks


def adjacent(words: Sequence[StreamWord]) -> Rows:
    """The slots at which the words begin to stand side by side, ascending."""
    rarest = min(range(len(words)), key=lambda i: words[i].occurrences)
    slots = words[rarest].slots()
    if rarest:
        slots = slots - rarest
        if len(slots) and slots[0] < 0:
            slots = slots[int(slots.searchsorted(0)) :]
    others = sorted((i for i in range(len(words)) if i != rarest), key=lambda i: words[i].occurrences)
    for i in others:
        kept = words[i].stands(slots, i).nonzero()[0]
        slots = slots.take(kept)
        if not len(kept):
            break
    return slots


def ordered(words: Sequence[StreamWord], slop: int) -> Rows:
    """The texts in which the words stand in order, each 1 to `slop` slots after the one before."""
    if slop < 1:
        return NO_ROWS if len(words) > 1 else texts_of(words[0].index, words[0].slots())
    if slop == 1:
        return texts_of(words[0].index, adjacent(words))
    if slop * (len(words) - 1) > WIDEST:
        return _chained(words, slop)
    rarest = min(range(len(words)), key=lambda i: words[i].occurrences)
    slots = words[rarest].slots()
    for direction, side in ((1, words[rarest + 1 :]), (-1, words[:rarest][::-1])):
        if side and len(slots):
            slots = slots.take(_one_way(side, slots, slop, direction).nonzero()[0])
    return texts_of(words[0].index, slots)


def _one_way(words: Sequence[StreamWord], slots: Rows, slop: int, direction: int) -> Array:
    """bool: from which of the slots the words follow each other in one direction."""
    count = len(slots)
    open_to = np.ones(count, np.bool_)  # no end of the text so far
    reached = {0: open_to}  # distance -> where the word before stands there
    inside = []
    for distance in range(1, slop * len(words) + 1):
        open_to = open_to & (words[0].index.fwd.take(slots + direction * distance, mode="clip") != PAD)
        inside.append(open_to)
    for word in words:
        here: dict[int, Array] = {}
        low = min(reached) + 1
        for distance in range(low, max(reached) + slop + 1):
            before = [reached[d] for d in range(distance - slop, distance) if d in reached]
            if before:
                possible = inside[distance - 1] & np.logical_or.reduce(before)
                here[distance] = possible & word.stands(slots, direction * distance)
        reached = here
    return np.asarray(np.logical_or.reduce(list(reached.values())), np.bool_)


def _chained(words: Sequence[StreamWord], slop: int) -> Rows:
    """The same for any slop: each word's slots are searched for the nearest one of the word before."""
    index = words[0].index
    reached = words[0].slots()
    owners = owners_of(index, reached)
    for word in words[1:]:
        if not len(reached):
            return NO_ROWS
        slots = word.slots()
        texts = owners_of(index, slots)
        before = reached.searchsorted(slots) - 1
        near = np.maximum(before, 0)
        kept = (
            (before >= 0) & (slots - reached.take(near) <= slop) & (owners.take(near) == texts)
        ).nonzero()[0]
        reached, owners = slots.take(kept), texts.take(kept)
    return texts_of(index, reached)


def unordered(words: Sequence[StreamWord], width: int) -> Rows:
    """The texts in which all words stand in any order, the last at most `width` slots after the first.

    A word that is given several times stands there as often.
    """
    groups: list[tuple[StreamWord, int]] = []
    for word in words:
        for i, (other, times) in enumerate(groups):
            if word.same(other):
                groups[i] = other, times + 1
                break
        else:
            groups.append((word, 1))
    if width + 1 < len(words):
        return NO_ROWS
    rarest = min((word for word, _ in groups), key=lambda word: word.occurrences)
    every = [_in_texts(word, rarest) for word, _ in groups]
    slots = np.concatenate(every)
    kind = np.repeat(np.arange(len(groups)), [len(slots) for slots in every])
    order = slots.argsort(kind="stable")
    slots, kind = slots.take(order), kind.take(order)
    owners = owners_of(rarest.index, slots)
    # For each slot as the first of a window: the window ends before `end`.
    end = slots.searchsorted(slots + width, "right")
    complete = np.ones(len(slots), np.bool_)
    for i, (_, times) in enumerate(groups):
        mine = (kind == i).nonzero()[0]
        nth = mine.searchsorted(np.arange(len(slots))) + times - 1  # the last one needed of this word
        there = nth < len(mine)
        last = mine.take(np.where(there, nth, 0)) if len(mine) else nth
        complete &= there & (last < end)
        if len(mine):
            complete &= owners.take(last) == owners
    return texts_of(rarest.index, slots.take(complete.nonzero()[0]))


def _in_texts(word: StreamWord, rarest: StreamWord) -> Rows:
    """The slots of a word in the texts of a rarer one."""
    slots = word.slots()
    if word is rarest or word.occurrences < 8 * rarest.occurrences:
        return slots
    base = rarest.index.base
    texts = texts_of(rarest.index, rarest.slots())
    low, high = slots.searchsorted(base.take(texts)), slots.searchsorted(base.take(texts + 1))
    return slots.take(ragged(low, high - low)[0])


def owners_of(index: TokenIndex, slots: Rows) -> Rows:
    """The text of each of ascending slots."""
    base = index.base
    if len(slots) < _SEARCHED:
        found: Rows = base.searchsorted(slots.astype(base.dtype), "right") - 1
        return found
    owners = _starts(index).take(slots >> _BLOCK_BITS).astype(np.int64)
    for _ in range(_STEPS):
        later = base.take(owners + 1) <= slots
        if not later.any():
            return owners
        owners += later
    rest = (base.take(owners + 1) <= slots).nonzero()[0]  # where very short texts stand
    if len(rest):
        owners[rest] = base.searchsorted(slots.take(rest).astype(base.dtype), "right") - 1
    return owners


def _starts(index: TokenIndex) -> Array:
    """Of each block of slots the last text that begins before it; the first text where none does."""
    starts: Array | None = index.__dict__.get("block_starts")
    if starts is None:
        blocks = (index.base[:-1] >> _BLOCK_BITS).astype(np.int64)
        begun = np.bincount(blocks, minlength=(len(index.fwd) >> _BLOCK_BITS) + 1).cumsum()
        starts = np.maximum(np.concatenate(([0], begun[:-1])) - 1, 0).astype(np.uint32)
        index.__dict__["block_starts"] = starts
    return starts


def texts_of(index: TokenIndex, slots: Rows) -> Rows:
    """The texts of ascending slots, each once."""
    if not len(slots):
        return NO_ROWS
    owners = owners_of(index, slots)
    return owners.take(distinct(owners))
