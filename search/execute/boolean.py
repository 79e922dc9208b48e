"""And and Or.

And begins with the part that matches least, and asks the others about its rows only. Or adds up scores in an
array with a place for every row, or, for the best few rows by words, prunes by upper bounds (`maxscore`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np

from search.execute.arrays import (
    NOTHING,
    Array,
    Found,
    Marked,
    Rows,
    Scores,
    added,
    distinct,
)
from search.execute.maxscore import Listed, best_of_any
from search.execute.nodes import Between, Constant, Node, Word
from search.execute.phrase import InARow
from search.execute.terms import CHAMPIONS, ones

_SPARSE = 24
"""Rows of an Or are sorted, instead of looked for in an array of all rows, where there are fewer than one in
so many."""


class All(Node):
    """Rows that match every part; the sum of their scores."""

    __slots__ = ("parts", "ranges", "scoring")

    def __init__(self, parts: Sequence[Node]) -> None:
        leaf = parts[0].leaf
        self.ranges = [part for part in parts if isinstance(part, Between)]
        others = [part for part in parts if not isinstance(part, Between)]
        if not others:
            others = [self.ranges.pop()]
        if len(others) > 1:
            others.sort(key=_cost)
        super().__init__(leaf, min(part.cost for part in parts))
        self.parts = others
        self.scoring = any(part.scoring for part in others)

    def all(self, scored: bool) -> Found:
        first, *others = self.parts
        if not self.cost:
            return NOTHING
        found = first.all(scored)
        for span in self.ranges:
            found = span.cut(found)
        rows, scores = found
        for part in others:
            if not len(rows):
                return NOTHING
            mask, more = part.at(rows, scored)
            kept = mask.nonzero()[0]
            if len(kept) < len(rows):
                rows = rows.take(kept)
                if scores is not None:
                    scores = scores.take(kept)
                if more is not None:
                    more = more.take(kept)
            scores = added(scores, more)
        return rows, scores

    def at(self, rows: Rows, scored: bool) -> Marked:
        first, *others = self.parts
        mask, scores = first.at(rows, scored)
        for part in (*others, *self.ranges):
            here, more = part.at(rows, scored)
            mask = mask & here
            scores = added(scores, more)
        return mask, None if scores is None else scores * mask

    def top(self, k: int) -> Found:
        # One word and conditions without scores: if enough of the word's champions fulfil them, they are it.
        scoring = [part for part in self.parts if part.scoring]
        if len(scoring) == 1 and 0 < k <= CHAMPIONS and isinstance(scoring[0], Word):
            found = _filtered(scoring[0], [p for p in (*self.ranges, *self.parts) if not p.scoring], k)
            if found is not None:
                return found
        return super().top(k)

    def count(self) -> int:
        if not self.ranges and self.leaf.alive is None and all(part.dense for part in self.parts):
            bits = self.parts[0].bits()
            for part in self.parts[1:]:
                bits = bits & part.bits()
            return ones(bits)
        return super().count()

    @property
    def dense(self) -> bool:
        return not self.ranges and all(part.dense for part in self.parts)


def _cost(node: Node) -> int:
    return node.cost


def _filtered(word: Word, conditions: Sequence[Node], k: int) -> Found | None:
    """The best k rows with a word among those that fulfil conditions, if its champions are enough."""
    champions = word.champions()
    if champions is None or len(champions[0]) < k:
        return None
    rows, scores = champions
    kept: Array | None = None
    for condition in conditions:
        mask = condition.at(rows, False)[0]
        kept = mask if kept is None else kept & mask
    if kept is None:
        return rows[:k], scores[:k]
    passing = kept.nonzero()[0]
    if len(passing) < k:
        return None
    passing = passing[:k]
    return rows.take(passing), scores.take(passing)


class Any_(Node):
    """Rows that match at least so many of the parts; the sum of the scores of those that match."""

    __slots__ = ("least", "parts", "prunes", "scoring")

    def __init__(self, parts: Sequence[Node], least: int = 1) -> None:
        leaf = parts[0].leaf
        super().__init__(leaf, min(sum(part.cost for part in parts), leaf.live))
        self.parts = list(parts)
        self.least = max(1, least)
        self.scoring = any(part.scoring for part in parts)
        self.prunes = self.least == 1 and all(map(_positive, parts)) and any(type(p) is Word for p in parts)
        if self.prunes:
            # The order in which scores are added up, and in which bounds are tried.
            self.parts.sort(key=_weight)

    def all(self, scored: bool) -> Found:
        parts = [found for part in self.parts if len((found := part.all(scored))[0])]
        if len(parts) < self.least:
            return NOTHING
        if len(parts) == 1:
            return parts[0]
        leaf = self.leaf
        every = [rows for rows, _ in parts]
        kept = None
        if self.least > 1:
            counters = leaf.counters.take()
            for rows in every:
                counters[rows] = counters.take(rows) + np.uint16(1)
        rows = self._union(every)
        if self.least > 1:
            kept = (counters.take(rows) >= self.least).nonzero()[0]
            counters[rows] = 0
            leaf.counters.give(counters)
        scores = self._sum(parts, rows) if scored and self.scoring else None
        if kept is None:
            return rows, scores
        return rows.take(kept), None if scores is None else scores.take(kept)

    def _union(self, every: list[Rows]) -> Rows:
        total = sum(map(len, every))
        if total * _SPARSE < self.leaf.size:
            together = np.concatenate(every)
            together.sort()
            return together.take(distinct(together))
        flags = self.leaf.flags.take()
        for rows in every:
            flags[rows] = True
        union = flags.nonzero()[0]
        flags[union] = False
        self.leaf.flags.give(flags)
        return union

    def _sum(self, parts: list[Found], union: Rows) -> Scores:
        floats = self.leaf.floats.take()
        for rows, scores in parts:
            if scores is not None:
                floats[rows] = floats.take(rows) + scores
        total = floats.take(union)
        floats[union] = 0
        self.leaf.floats.give(floats)
        return total

    def at(self, rows: Rows, scored: bool) -> Marked:
        scores: Scores = None
        counts: Array | None = None
        for part in self.parts:
            mask, more = part.at(rows, scored)
            scores = added(scores, more)
            if self.least > 1:
                counts = mask.astype(np.uint16) if counts is None else counts + mask
            else:
                counts = mask if counts is None else counts | mask
        assert counts is not None
        if self.least == 1:
            return counts, scores
        enough = counts >= self.least
        return enough, None if scores is None else scores * enough

    def top(self, k: int) -> Found:
        if self.prunes and k > 0:
            return best_of_any([p if isinstance(p, Word) else Listed(p) for p in self.parts], k)
        return super().top(k)

    def window(self, k: int) -> tuple[int, Rows, Scores]:
        if self.prunes and k > 0:
            return self.count(), *self.top(k)
        return super().window(k)

    def count(self) -> int:
        if self.least == 1 and self.cost * _SPARSE > self.leaf.size:
            return ones(self.bits())
        return super().count()

    def bits(self) -> Array:
        if self.least > 1:
            return super().bits()
        packed: Array | None = None
        sparse: list[Rows] = []
        for part in self.parts:
            if part.dense:
                bits = part.bits()
                packed = bits if packed is None else packed | bits
            else:
                sparse.append(part.all(False)[0])
        if packed is None:
            return super().bits()
        if not sparse:
            return packed
        return packed | self._packed(sparse)

    def _packed(self, every: list[Rows]) -> Array:
        from search.execute.terms import pack

        flags = self.leaf.flags.take()
        for rows in every:
            flags[rows] = True
        packed = pack(flags)
        flags.fill(False)
        self.leaf.flags.give(flags)
        return packed

    @property
    def dense(self) -> bool:
        return self.least == 1 and any(part.dense for part in self.parts)


def _positive(node: Node) -> bool:
    """Whether it scores every row that it matches more than 0."""
    if isinstance(node, Word | InARow):
        return node.boost is None or bool(node.boost > 0)
    return isinstance(node, Constant) and bool(node.score > 0)


def _weight(node: Node) -> tuple[float, int, int]:
    """Words by weight; before them what has to be read as a whole anyway."""
    if not isinstance(node, Word):
        return -inf, 0, 0
    posting = node.posting
    return -float(posting.idf) * float(node.boost or 1), posting.id, posting.whole
