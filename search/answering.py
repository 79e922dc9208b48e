"""What is asked for -> the passages to show, in order: all the words, or, where that is little, most of them.

    Asked --Engine.run--> the window of best passages --`ranking`--> Answer

Phrases, filters and exclusions are never weakened, and what was weakened is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from search.execute.engine import Matches
from search.query.asked import Asked, most_of
from search.query.nodes import And, Expanded, Variant, Word

if TYPE_CHECKING:
    from whoosh.query import Query

    from search.execute.arrays import Array
    from search.execute.engine import Engine
    from search.execute.vector import VectorEngine

FEWEST = 3
"""Plain words that a query must have before passages with half of them follow those with all."""

Unit = Word | Expanded
Window = tuple[tuple[int, ...], tuple[float, ...]]
"""Document numbers and their scores."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage to show."""

    docnum: int
    score: float
    tree: Query
    """What it matches: what to mark in it."""
    relaxed: bool = False
    """It does not hold all that was asked for."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that no passage holds."""

    word: str
    nearest: tuple[str, ...]
    """Words that passages do hold, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    total: int
    """Passages that hold all that was asked for; where `relaxed`, those that hold most of it."""
    found: tuple[Found, ...]
    relaxed: bool
    base: Query
    """What the facets count, without the selections."""
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers from one snapshot."""

    engine: Engine
    nearest: Callable[[Word], Unknown | None]
    """What is known of a word that no passage holds; None where one does."""

    def answer(
        self, asked: Asked, chosen: Mapping[str, Query], sort: str, limit: int, offset: int, fill: bool
    ) -> Answer:
        """The passages from `offset` on, `limit` of them.

        Where `fill`, fewer than `limit` passages are found, and nothing but words was asked for, FEWEST of
        them or more, then passages with half of them or more follow on the first page.
        """
        tree = _with(asked.tree, chosen)
        matches = ranked(self.engine, tree, asked.words, sort, limit, offset)
        if matches.total:
            answer = Answer(matches.total, _found(matches, tree, False), False, asked.base)
            units: Sequence[Unit] = asked.units
        else:
            answer, units = self._relaxed(asked, chosen, sort, limit, offset)
        plain = asked.is_plain and not chosen and sort == "relevance" and offset == 0
        if fill and plain and 0 < answer.total < limit and len(units) >= FEWEST:
            more = self._more(asked, units, {one.docnum for one in answer.found}, limit - answer.total)
            answer = replace(answer, found=answer.found + more)
        return answer

    def _more(self, asked: Asked, units: Sequence[Unit], shown: set[int], count: int) -> tuple[Found, ...]:
        """Passages with half of the words or more that are not shown yet."""
        tree = asked.relaxed_base(min(-(-len(units) // 2), most_of(len(units))), units)
        matches = ranked(self.engine, tree, _words_of(units), "relevance", count + len(shown), 0)
        return tuple(one for one in _found(matches, tree, True) if one.docnum not in shown)[:count]

    def _relaxed(
        self, asked: Asked, chosen: Mapping[str, Query], sort: str, limit: int, offset: int
    ) -> tuple[Answer, Sequence[Unit]]:
        """Passages with as many of the words as any has, words that nothing holds taken for the nearest; and
        those words."""
        units = asked.units
        unknown = tuple(one for word in asked.words if (one := self.nearest(word)) is not None)
        corrected = tuple(_corrected(unit, unknown) for unit in units)
        conditions = {**asked.selections, **chosen}
        words = _words_of(corrected)
        for count in _fewer(len(units)):
            base = asked.relaxed_base(count, corrected)
            tree = _with(base, conditions)
            matches = ranked(self.engine, tree, words, sort, limit, offset)
            if matches.total:
                return Answer(matches.total, _found(matches, tree, True), True, base, unknown), corrected
        return Answer(0, (), False, asked.base, unknown), corrected


def ranked(engine: Engine, tree: Query, words: Sequence[Word], sort: str, limit: int, offset: int) -> Matches:
    """The passages from `offset` on, in order; by relevance, the first WINDOW are looked at closely."""
    if sort != "relevance" or not words or not limit:
        return engine.run(tree, sort, limit, offset)
    from search.ranking import WINDOW

    if offset >= WINDOW:
        return engine.run(tree, sort, limit, offset)
    import numpy as np

    matches = engine.run(tree, sort, max(WINDOW, offset + limit), 0)
    end = offset + limit
    docnums, scores = closely(engine, words, np.array(matches.docnums), np.array(matches.scores), end)
    return replace(matches, docnums=docnums[offset:], scores=scores[offset:])


def best(engine: VectorEngine, tree: Query, words: Sequence[Word], limit: int) -> Window:
    """The first `limit` passages of `ranked` by relevance, without a total, which is often much cheaper."""
    if not words or not limit:
        return engine.top(tree, limit)
    from search.ranking import WINDOW

    return closely(engine, words, *engine.best(tree, max(WINDOW, limit)), limit)


def closely(engine: Engine, words: Sequence[Word], docnums: Array, scores: Array, count: int) -> Window:
    """The first `count` of the same passages, the first WINDOW of them looked at closely and put in order
    anew."""
    import numpy as np

    from search.ranking import WINDOW, Sought, order, rescored

    window = docnums[:WINDOW]
    if not len(window):
        return (), ()
    ascending = window.argsort()
    sought = [Sought(word.stems, word.exact) for word in words]
    evidence = engine.evidence(sought, window.take(ascending))
    anew = np.empty(len(window))
    anew[ascending] = rescored(scores[:WINDOW].take(ascending).astype(np.float64), evidence)
    places = order(anew)[:count]
    return (
        (*window.take(places).tolist(), *docnums[WINDOW:count].tolist()),
        (*anew.take(places).tolist(), *scores[WINDOW:count].tolist()),
    )


def _found(matches: Matches, tree: Query, relaxed: bool) -> tuple[Found, ...]:
    return tuple(
        Found(docnum, score, tree, relaxed)
        for docnum, score in zip(matches.docnums, matches.scores, strict=True)
    )


def _fewer(count: int) -> list[int]:
    """How many of the words to ask for, from all of them down: all in the text or around it, most, fewer."""
    if count == 0:
        return []
    most = most_of(count) if count > 1 else 1
    return sorted({count, *range(1, most + 1)}, reverse=True)


def _words_of(units: Sequence[Unit]) -> tuple[Word, ...]:
    """The words of the units, each once."""
    nodes = [unit.node if isinstance(unit, Expanded) else unit for unit in units]
    words = [node.children if isinstance(node, And) else (node,) for node in nodes]
    return tuple(dict.fromkeys(word for group in words for word in group if isinstance(word, Word)))


def _corrected(unit: Unit, unknown: Sequence[Unknown]) -> Unit:
    """The unit, or, where nothing holds its word, the nearest word."""
    for one in unknown:
        if isinstance(unit, Word) and unit.typed == one.word and one.nearest:
            from search.query.operands import plain_word

            nearest = [word for text in one.nearest if (word := plain_word(text)) is not None]
            first, *others = nearest
            if not others:
                return first
            variants = tuple(Variant("spelling", w.typed, w.stems, 0.5 / len(w.stems)) for w in others)
            return Expanded(first, variants)
    return unit


def _with(tree: Query, conditions: Mapping[str, Query]) -> Query:
    from search.query.tree import all_of

    return all_of([tree, *conditions.values()])
