"""Phrases and words near each other, in the passages' texts.

A Phrase scores what its words score in the passage. `sequences` finds where the words stand; here that
becomes rows with scores. Of nested nearness, and of words in one sentence, the candidates are looked at one
by one (`marking`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from search.execute.arrays import NO_ROWS, NO_SCORES, NOTHING, Array, Floats, Found, Marked, Rows
from search.execute.nodes import Node, look_up
from search.execute.sequences import StreamWord, texts_of

if TYPE_CHECKING:
    from index_store.columnar.segment import TokenIndex
    from search.execute.boolean import All
    from search.execute.terms import Posting

Spans = tuple[Rows, Rows]
"""Slots of the first and of the last word of each span, ascending by the first."""


class InARow(Node):
    """Rows in which words stand as a function of them says; each scores the sum of its words' scores."""

    __slots__ = ("_rows", "boost", "find", "words")
    scoring = True

    def __init__(self, words: Sequence[Posting], boost: float, find: Callable[[], Rows]) -> None:
        super().__init__(words[0].leaf, min(word.df for word in words))
        self.words = words
        self.boost = boost
        self.find = find
        """Gives the rows, deleted ones included."""
        self._rows: Rows | None = None

    def all(self, scored: bool) -> Found:
        rows = self._rows
        if rows is None:
            rows = self._rows = self.leaf.living(self.find())
        return rows, self._scores(rows) if scored else None

    def at(self, rows: Rows, scored: bool) -> Marked:
        mask, _ = look_up(self.leaf, self.all(False), rows)
        return mask, self._scores(rows) * mask if scored else None

    def _scores(self, rows: Rows) -> Floats:
        if not len(rows):
            return NO_SCORES
        total = self.words[0].at(rows)
        for word in self.words[1:]:
            total = total + word.at(rows)
        return total if self.boost == 1.0 else total * np.float32(self.boost)


class Near(Node):
    """Rows that match two nodes, of which a function tells whether they do so near each other."""

    __slots__ = ("_rows", "both", "keep", "scoring")

    def __init__(self, both: All, keep: Callable[[Rows], Rows]) -> None:
        super().__init__(both.leaf, both.cost)
        self.both = both
        self.keep = keep
        """Those of some ascending rows."""
        self.scoring = both.scoring
        self._rows: Rows | None = None

    def all(self, scored: bool) -> Found:
        rows = self._rows
        if rows is None:
            rows = self._rows = self.keep(self.both.all(False)[0])
        if not len(rows):
            return NOTHING
        return rows, self.both.at(rows, True)[1] if scored else None

    def at(self, rows: Rows, scored: bool) -> Marked:
        mask, scores = self.both.at(rows, scored)
        near = self._rows if self._rows is not None else self.keep(rows.take(mask.nonzero()[0]))
        kept, _ = look_up(self.leaf, (near, None), rows)
        return kept, None if scores is None else scores * kept


def near(index: TokenIndex, a: Spans, b: Spans, slop: int, in_order: bool) -> Rows:
    """The texts with a span of `a` and one of `b` that do not overlap, at most `slop` slots from the last
    word of one to the first of the other; `in_order`: that of `a` comes first."""
    if not len(a[0]) or not len(b[0]):
        return NO_ROWS
    if not in_order:
        if len(b[0]) < len(a[0]):
            a, b = b, a
        kept = _before(index, a, b, slop) | _after(index, a, b, slop)
    elif len(a[0]) <= len(b[0]):
        kept = _before(index, a, b, slop)
    else:
        kept, a = _after(index, b, a, slop), b
    return texts_of(index, a[0].take(kept.nonzero()[0]))


def _before(index: TokenIndex, a: Spans, b: Spans, slop: int) -> Array:
    """bool: after which spans of `a` one of `b` follows."""
    first, last = a
    at = b[0].searchsorted(last, "right")
    following = b[0].take(np.minimum(at, len(b[0]) - 1))
    found: Array = (at < len(b[0])) & (following - last <= slop)
    return _in_one_text(index, found, first, following)


def _after(index: TokenIndex, a: Spans, b: Spans, slop: int) -> Array:
    """bool: before which spans of `a` one of `b` stands."""
    first, _ = a
    lasts = b[1]
    if (lasts[1:] < lasts[:-1]).any():  # spans of unequal length
        lasts = np.sort(lasts)
    at = lasts.searchsorted(first) - 1
    before = lasts.take(np.maximum(at, 0))
    found: Array = (at >= 0) & (first - before <= slop)
    return _in_one_text(index, found, before, first)


def _in_one_text(index: TokenIndex, found: Array, slots: Rows, others: Rows) -> Array:
    """bool: where it is found and both slots belong to one text."""
    kept = found.nonzero()[0]
    base, one = index.base, slots.take(kept)
    owners = base.searchsorted(one.astype(base.dtype), "right") - 1
    other = others.take(kept)
    found[kept] = (other >= base.take(owners)) & (other < base.take(owners + 1))
    return found


def side_by_side(words: Sequence[StreamWord]) -> Spans:
    """The spans of words side by side."""
    from search.execute.sequences import adjacent

    slots = adjacent(words)
    return slots, slots + (len(words) - 1)


def together(every: Sequence[Spans]) -> Spans:
    """All the spans of several parts."""
    if len(every) == 1:
        return every[0]
    first = np.concatenate([first for first, _ in every])
    last = np.concatenate([last for _, last in every])
    order = first.argsort(kind="stable")
    return first.take(order), last.take(order)
