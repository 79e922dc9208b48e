"""The seam between a query and what runs it: every engine takes the same trees and gives the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from search.results import FacetCount

if TYPE_CHECKING:
    from whoosh.query import Query

    from search.ranking import Evidence, Integers, Sought

OWN = {"month": "year", "day": "year"}
"""Facets that are counted without the selection of another: dates are chosen as the facet "year"."""


@dataclass(frozen=True, slots=True)
class Matches:
    """A window of what a tree matches."""

    total: int
    """Exactly how many passages match, whatever the window."""
    docnums: tuple[int, ...]
    """Whoosh's document numbers within the window, best first."""
    scores: tuple[float, ...]
    """As long as docnums."""


class Engine(Protocol):
    """Runs trees over one snapshot of an index.

    Trees are made of And, Or (with `minmatch`), Not, AndMaybe, Term, Phrase (with `slop`), UnorderedPhrase,
    SpanNear, SameSentence, Prefix, Wildcard, FuzzyTerm, NumericRange, Every, ConstantScoreQuery and
    NullQuery, with boosts, as `search.query.tree` makes and explains them. They mean:

    * And sums the scores of its parts, Or of those that match. Not matches every other passage and scores 0,
      wherever it stands. AndMaybe adds the second part's score where that matches.
    * Term scores by `scoring.bm25` in its field. Phrase scores the sum of its words' Term scores in a passage
      where they stand in order, each at most `slop` positions after the one before. Prefix, Wildcard,
      FuzzyTerm and NumericRange score their boost, SpanNear and SameSentence the sum of their operands'
      scores, ConstantScoreQuery its score, Every its boost. Boosts of compound trees multiply.

    Any other class raises TypeError.
    """

    def run(self, tree: Query, sort: str = "relevance", limit: int = 10, offset: int = 0) -> Matches:
        """The passages from `offset`, `limit` of them, in the order of `sort`, one of `search.results.SORTS`.

        relevance: score, newest date, document, place in the document. newest and oldest: date, document,
        place in the document. Passages without a date come last. The order is total: pages never overlap.
        """
        ...

    def counts(
        self, tree: Query, fields: Sequence[str], selections: Mapping[str, Query] | None = None
    ) -> dict[str, tuple[FacetCount, ...]]:
        """How many matching passages have each value of each field, the most frequent first, then by value.

        `selections` are further conditions, by the facet that they choose from. All of them hold, but each
        facet is counted as if its own selection (see OWN) were off. Besides the schema's columns, "month"
        and "day" are counted from the date.
        """
        ...

    def evidence(self, words: Sequence[Sought], docnums: Integers) -> Evidence:
        """What some passages, ascending, hold of the words of a query: see `search.ranking`."""
        ...

    def highlights(self, tree: Query, docnum: int) -> tuple[tuple[int, int], ...]:
        """The ranges of a passage's text that make it match: words, and phrases as one range each.

        Ascending and not overlapping. Parts of the tree that the passage does not match, or that exclude,
        give none.
        """
        ...
