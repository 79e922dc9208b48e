"""Nodes: a tree as one segment runs it. What trees mean is said in `engine`.

    all(scored)        every living row that matches, with scores
    at(rows, scored)   which of some living rows match, with the scores of all (0 where they do not)
    top(k)             the best k
    count()            how many match

`at` and `all` add up the same scores in the same order, so a passage has the same score to the last bit
whichever way it was found: pages of one order fit together. Scores are None where all are 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from search.execute.arrays import (
    NOTHING,
    Array,
    Floats,
    Found,
    Marked,
    Rows,
    Scores,
)
from search.execute.terms import CHAMPIONS, pack
from search.execute.topk import best

if TYPE_CHECKING:
    from search.execute.collection import Leaf
    from search.execute.terms import Posting

_SLOWER = 8
"""A binary search in a list costs as much as passing over so many items of it."""


class Node:
    """A part of a tree in one leaf. Made for one query, by one thread."""

    __slots__ = ("cost", "leaf")

    scoring = False
    """Whether it can score anything but 0."""

    def __init__(self, leaf: Leaf, cost: int) -> None:
        self.leaf = leaf
        self.cost = cost
        """About how many rows match, at most."""

    def all(self, scored: bool) -> Found:
        """Every living row that matches; scores only if `scored`."""
        raise NotImplementedError

    def at(self, rows: Rows, scored: bool) -> Marked:
        """Which of these living rows match, with scores if `scored`."""
        return look_up(self.leaf, self.all(scored), rows)

    def top(self, k: int) -> Found:
        """The best k rows in order: score, then row."""
        rows, scores = self.all(True)
        return best(rows, scores, k)

    def window(self, k: int) -> tuple[int, Rows, Scores]:
        """How many rows match, and the best k."""
        rows, scores = self.all(True)
        return len(rows), *best(rows, scores, k)

    def count(self) -> int:
        """How many living rows match."""
        return len(self.all(False)[0])

    def bits(self) -> Array:
        """A bit for every row, as `terms.pack` lays them."""
        rows = self.all(False)[0]
        flags = self.leaf.flags.take()
        flags[rows] = True
        packed = pack(flags)
        flags[rows] = False
        self.leaf.flags.give(flags)
        return packed

    @property
    def dense(self) -> bool:
        """Whether `bits` costs less than `all`."""
        return False


class Nothing(Node):
    """Matches no row."""

    __slots__ = ()

    def __init__(self, leaf: Leaf) -> None:
        super().__init__(leaf, 0)

    def all(self, scored: bool) -> Found:
        return NOTHING

    def at(self, rows: Rows, scored: bool) -> Marked:
        return np.zeros(len(rows), np.bool_), None


class Word(Node):
    """A term of the passages' texts."""

    __slots__ = ("boost", "posting")
    scoring = True

    def __init__(self, posting: Posting, boost: float) -> None:
        self.leaf = posting.leaf
        self.cost = posting.df
        self.posting = posting
        self.boost = np.float32(boost) if boost != 1.0 else None

    def all(self, scored: bool) -> Found:
        posting = self.posting
        rows = posting.rows()
        return rows, self._boosted(posting.scores()) if scored else None

    def at(self, rows: Rows, scored: bool) -> Marked:
        if not scored:
            return self.posting.among(rows), None
        scores = self.posting.at(rows)
        # A score of a term that is there is always above 0 (unless the boost is not), so it tells that, too.
        return scores > 0, self._boosted(scores)

    def top(self, k: int) -> Found:
        champions = self.champions() if k <= CHAMPIONS else None
        if champions is not None and k <= len(champions[0]):
            return champions[0][:k], champions[1][:k]
        return super().top(k)

    def window(self, k: int) -> tuple[int, Rows, Scores]:
        return self.count(), *self.top(k)

    def count(self) -> int:
        posting = self.posting
        return posting.df if self.leaf.alive is None else len(posting.rows())

    def champions(self) -> tuple[Rows, Floats] | None:
        """The best rows, CHAMPIONS of them if there are as many, before which no other row comes; best first,
        with scores. None where the boost turns the order round."""
        if self.boost is not None and self.boost <= 0:
            return None
        champions = self.posting.champions()
        if self.boost is None:
            return champions
        return champions[0], champions[1] * self.boost

    @property
    def most(self) -> float:
        """No row scores more."""
        most = self.posting.most()
        return most if self.boost is None else most * float(self.boost)

    @property
    def frequency(self) -> int:
        """How many rows have it, deleted ones included."""
        return self.posting.df

    def column(self) -> Floats | None:
        """The score of every row, 0 where the word is absent; None for words that are not frequent."""
        dense = self.posting.dense()
        return None if dense is None else self._boosted(dense)

    @property
    def dense(self) -> bool:
        return self.posting.bits() is not None

    def bits(self) -> Array:
        bits = self.posting.bits()
        return super().bits() if bits is None else bits

    def _boosted(self, scores: Array) -> Array:
        return scores if self.boost is None else scores * self.boost


class Constant(Node):
    """What another node matches, each row with the same score."""

    __slots__ = ("child", "score", "scoring")

    def __init__(self, child: Node, score: float) -> None:
        super().__init__(child.leaf, child.cost)
        self.child = child
        self.score = np.float32(score)
        self.scoring = score != 0

    def all(self, scored: bool) -> Found:
        rows = self.child.all(False)[0]
        return rows, np.full(len(rows), self.score) if scored and self.scoring else None

    def at(self, rows: Rows, scored: bool) -> Marked:
        mask = self.child.at(rows, False)[0]
        return mask, mask * self.score if scored and self.scoring else None

    def top(self, k: int) -> Found:
        rows, scores = self.all(False)[0][: max(k, 0)], None
        return rows, np.full(len(rows), self.score) if self.scoring else scores

    def count(self) -> int:
        return self.child.count()

    @property
    def dense(self) -> bool:
        return self.child.dense

    def bits(self) -> Array:
        return self.child.bits()


class Boosted(Node):
    """Another node, its scores multiplied."""

    __slots__ = ("boost", "child")

    def __init__(self, child: Node, boost: float) -> None:
        super().__init__(child.leaf, child.cost)
        self.child = child
        self.boost = np.float32(boost)

    @property
    def scoring(self) -> bool:  # type: ignore[override]
        return self.child.scoring

    def all(self, scored: bool) -> Found:
        rows, scores = self.child.all(scored)
        return rows, None if scores is None else scores * self.boost

    def at(self, rows: Rows, scored: bool) -> Marked:
        mask, scores = self.child.at(rows, scored)
        return mask, None if scores is None else scores * self.boost

    def count(self) -> int:
        return self.child.count()


class Everything(Node):
    """Every living row."""

    __slots__ = ()

    def __init__(self, leaf: Leaf) -> None:
        super().__init__(leaf, leaf.live)

    def all(self, scored: bool) -> Found:
        if self.leaf.alive is None:
            return np.arange(self.leaf.size), None
        return self.leaf.alive.nonzero()[0], None

    def at(self, rows: Rows, scored: bool) -> Marked:
        return np.ones(len(rows), np.bool_), None

    def count(self) -> int:
        return self.leaf.live


class Between(Node):
    """The rows from one to another: a range of dates."""

    __slots__ = ("end", "first")

    def __init__(self, leaf: Leaf, first: int, end: int) -> None:
        super().__init__(leaf, end - first)
        self.first = first
        self.end = end

    def all(self, scored: bool) -> Found:
        return self.leaf.living(np.arange(self.first, self.end)), None

    def at(self, rows: Rows, scored: bool) -> Marked:
        mask = rows >= self.first
        mask &= rows < self.end
        return mask, None

    def cut(self, found: Found) -> Found:
        """Those of ascending rows that lie in the range: a slice of them."""
        rows, scores = found
        begin, end = rows.searchsorted((self.first, self.end)).tolist()
        return rows[begin:end], None if scores is None else scores[begin:end]


class Not(Node):
    """Every living row that another node does not match, with score 0."""

    __slots__ = ("child",)

    def __init__(self, child: Node) -> None:
        super().__init__(child.leaf, child.leaf.live)
        self.child = child

    def all(self, scored: bool) -> Found:
        alive = self.leaf.alive
        kept = np.ones(self.leaf.size, np.bool_) if alive is None else alive.copy()
        kept[self.child.all(False)[0]] = False
        return kept.nonzero()[0], None

    def at(self, rows: Rows, scored: bool) -> Marked:
        return ~self.child.at(rows, False)[0], None

    def count(self) -> int:
        return self.leaf.live - self.child.count()


class Maybe(Node):
    """One node's rows; where another matches, too, its score is added."""

    __slots__ = ("bonus", "needed")

    def __init__(self, needed: Node, bonus: Node) -> None:
        super().__init__(needed.leaf, needed.cost)
        self.needed = needed
        self.bonus = bonus

    @property
    def scoring(self) -> bool:  # type: ignore[override]
        return self.needed.scoring or self.bonus.scoring

    def all(self, scored: bool) -> Found:
        rows, scores = self.needed.all(scored)
        if scored and len(rows) and self.bonus.scoring:
            more = self.bonus.at(rows, True)[1]
            scores = more if scores is None else scores if more is None else scores + more
        return rows, scores

    def at(self, rows: Rows, scored: bool) -> Marked:
        mask, scores = self.needed.at(rows, scored)
        if scored and self.bonus.scoring:
            more = self.bonus.at(rows, True)[1]
            if more is not None:
                more = more * mask
                scores = more if scores is None else scores + more
        return mask, scores

    def count(self) -> int:
        return self.needed.count()

    @property
    def dense(self) -> bool:
        return self.needed.dense

    def bits(self) -> Array:
        return self.needed.bits()


def look_up(leaf: Leaf, found: Found, rows: Rows) -> Marked:
    """Which of `rows` are among those that were found, with their scores."""
    own, scores = found
    count = len(own)
    if not count:
        return np.zeros(len(rows), np.bool_), None
    if len(rows) * _SLOWER < count:
        place = own.searchsorted(rows)
        np.minimum(place, count - 1, out=place)
        mask = own.take(place) == rows
        return mask, None if scores is None else scores.take(place) * mask
    flags = leaf.flags.take()
    flags[own] = True
    mask = flags.take(rows)
    flags[own] = False
    leaf.flags.give(flags)
    if scores is None:
        return mask, None
    floats = leaf.floats.take()
    floats[own] = scores
    looked_up = floats.take(rows)
    floats[own] = 0
    leaf.floats.give(floats)
    return mask, looked_up
