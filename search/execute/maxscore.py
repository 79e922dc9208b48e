"""The best few rows that match any of some parts, without adding up all postings of those that are words.

Parts are tried in order, words by their weight, and their scores added up in an array with a place for every
row. As soon as what the words still to come could give a row at most is less than what the k-th best row has
already, no row that has not been met can come among the best: the remaining words are only asked about the
rows that still can. Upper bounds are the best scores of each word under the present statistics, so nothing
stored can go stale. (Turtle and Flood, "Query evaluation: strategies and optimizations", 1995.)

A word that is frequent is added as a whole column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from search.execute.arrays import NOTHING, Array, Floats, Found, Marked, Rows
from search.execute.nodes import look_up
from search.execute.topk import threshold

if TYPE_CHECKING:
    from search.execute.collection import Leaf
    from search.execute.nodes import Node

_COLUMN = 10
"""A word is added as a column where it stands in one row of so many."""

_TRIED = 3
"""So many times as many rows as are asked for are tried to find a floor."""

_SLACK = 1 + 1e-5
"""Sums of 32-bit numbers are a little off, depending on their order."""


class Part(Protocol):
    """Something whose scores are added up; all of them are above 0."""

    leaf: Leaf

    @property
    def frequency(self) -> int:
        """How many rows it has, deleted ones included."""
        ...

    @property
    def most(self) -> float:
        """No row scores more."""
        ...

    def all(self, scored: bool) -> Found:
        """Its rows and scores."""
        ...

    def at(self, rows: Rows, scored: bool) -> Marked:
        """The scores of some rows, 0 for those that it does not have."""
        ...

    def champions(self) -> tuple[Rows, Floats] | None:
        """The best of its rows in order, if they are known."""
        ...

    def column(self) -> Floats | None:
        """The score of every row, if it is frequent."""
        ...


class Listed:
    """A part whose rows had to be found first: a phrase, for example."""

    __slots__ = ("found", "leaf")

    def __init__(self, node: Node) -> None:
        self.leaf = node.leaf
        self.found = node.all(True)

    @property
    def frequency(self) -> int:
        return len(self.found[0])

    @property
    def most(self) -> float:
        scores = self.found[1]
        return 0.0 if scores is None or not len(scores) else float(scores.max())

    def all(self, scored: bool) -> Found:
        return self.found

    def at(self, rows: Rows, scored: bool) -> Marked:
        return look_up(self.leaf, self.found, rows)

    def champions(self) -> None:
        return None

    def column(self) -> None:
        return None


def best_of_any(words: Sequence[Part], k: int) -> Found:
    """The best k >= 1 rows by the sum of the parts' scores, in order."""
    bounds = [word.most for word in words]
    rest = [0.0] * (len(words) + 1)
    for i in range(len(words) - 1, -1, -1):
        rest[i] = rest[i + 1] + bounds[i] * _SLACK
    adding = _Sum(words[0])
    floor = _floor(words, k)
    done, probed = 0, False
    while done < len(words) and rest[done] >= floor:
        word = words[done]
        frequent = word.frequency * _COLUMN > adding.leaf.size
        if frequent and not probed and not adding.column and adding.met > _TRIED * k:
            # What the best rows so far score altogether is a better floor than what they have already.
            probed = True
            floor = max(floor, adding.probe(k, words[done:]))
            if rest[done] < floor:
                break
        adding.add(word)
        done += 1
        # The sums so far can tell nothing as long as the rest outweighs them.
        if done < len(words) and adding.met > k and rest[done] < rest[0] - rest[done]:
            floor = max(floor, adding.threshold(k))
    rows, scores = adding.finish(floor / _SLACK - rest[done])
    for i in range(done, len(words)):
        if not len(rows):
            return NOTHING
        more = words[i].at(rows, True)[1]
        if more is not None:
            scores = scores + more
        if i + 1 < len(words) and len(rows) > 4 * k:
            floor = max(floor, threshold(scores, k))
            kept = (scores >= floor / _SLACK - rest[i + 1]).nonzero()[0]
            rows, scores = rows.take(kept), scores.take(kept)
    if len(rows) > k:
        kept = (scores >= threshold(scores, k)).nonzero()[0]
        rows, scores = rows.take(kept), scores.take(kept)
    order = np.lexsort((rows, -scores))[:k]
    return rows.take(order), scores.take(order)


def _floor(words: Sequence[Part], k: int) -> float:
    """What the k-th best row scores at least: as much as the k-th best for a single word."""
    floor = 0.0
    for word in words:
        champions = word.champions()
        if champions is not None and len(champions[1]) >= k:
            floor = max(floor, float(champions[1][k - 1]))
    return floor / _SLACK


class _Sum:
    """Scores being added up: in an array with a place for every row, and a list of the rows that were met."""

    __slots__ = ("column", "floats", "leaf", "lists", "met")

    def __init__(self, word: Part) -> None:
        self.leaf = word.leaf
        self.floats: Floats = self.leaf.floats.take()
        self.lists: list[Rows] = []
        self.column = False
        """Whether a whole column was added, so that rows are not listed."""
        self.met = 0
        """How many rows were met, at most."""

    def add(self, word: Part) -> None:
        floats = self.floats
        if word.frequency * _COLUMN > self.leaf.size:
            column = word.column()
            if column is not None:
                self.column = True
                self.met += word.frequency
                np.add(floats, column, out=floats)
                return
        rows, scores = word.all(True)
        if scores is None:
            return
        if self.column:
            floats[rows] = floats.take(rows) + scores
        elif not self.lists:
            floats[rows] = scores
            self.lists.append(rows)
            self.met = len(rows)
        else:
            before = floats.take(rows)
            floats[rows] = before + scores
            new = rows.take((before == 0).nonzero()[0])
            self.lists.append(new)
            self.met += len(new)

    def _listed(self) -> Rows:
        if len(self.lists) > 1:
            self.lists = [np.concatenate(self.lists)]
        return self.lists[0]

    def threshold(self, k: int) -> float:
        """A sum that at least k rows reach; more than k were met."""
        sums: Array = self.floats if self.column else self.floats.take(self._listed())
        return threshold(sums, k) if len(sums) > k else 0.0

    def probe(self, k: int, others: Sequence[Part]) -> float:
        """What k rows score at least when all words have been added; before any column was."""
        listed = self._listed()
        sums = self.floats.take(listed)
        if len(sums) <= _TRIED * k:
            return 0.0
        near = (sums >= threshold(sums, _TRIED * k)).nonzero()[0]
        rows, total = listed.take(near), sums.take(near)
        for word in others:
            more = word.at(rows, True)[1]
            if more is not None:
                total += more
        return float(np.partition(total, len(total) - k)[len(total) - k]) / _SLACK

    def finish(self, least: float) -> tuple[Rows, Floats]:
        """The rows whose sums are above 0 and at least `least`, in any order; nothing can be added then."""
        floats = self.floats
        if self.column:
            reached = floats >= least if least > 0 else floats > 0
            rows = reached.nonzero()[0]
            sums = floats.take(rows)
            floats.fill(0)
        elif not self.lists:
            rows, sums = NOTHING[0], floats[:0]
        else:
            listed = self._listed()
            sums = floats.take(listed)
            floats[listed] = 0
            if least > 0:
                kept = (sums >= least).nonzero()[0]
                listed, sums = listed.take(kept), sums.take(kept)
            rows = listed
        self.leaf.floats.give(floats)
        return rows, sums
