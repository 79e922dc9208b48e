"""The engine over Whoosh's own segments: postings are read in Python, one by one.

It needs nothing but Whoosh, and it is what a faster engine is compared with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, Any

from search.execute.columns import Columns
from search.execute.engine import OWN, Matches
from search.execute.evaluate import Evaluator, Scored
from search.execute.highlight import Highlighter
from search.execute.postings import Postings
from search.results import FacetCount

if TYPE_CHECKING:
    from whoosh.query import Query

    from search.ranking import Evidence, Integers, Sought


class StockEngine:
    """An `Engine` over a Whoosh reader. Not safe for threads: who shares it takes turns."""

    def __init__(self, reader: Any) -> None:
        self._postings = Postings(reader)
        self._evaluator = Evaluator(self._postings)
        self._highlighter = Highlighter(self._evaluator)
        self._columns = Columns(self._postings)

    def run(self, tree: Query, sort: str = "relevance", limit: int = 10, offset: int = 0) -> Matches:
        """See `Engine.run`."""
        found = self._evaluator.evaluate(tree, scored=True)
        window = self._best(found, sort, offset + limit)[offset:]
        return Matches(len(found), tuple(window), tuple(found[docnum] for docnum in window))

    def counts(
        self, tree: Query, fields: Sequence[str], selections: Mapping[str, Query] | None = None
    ) -> dict[str, tuple[FacetCount, ...]]:
        """See `Engine.counts`."""
        base = self._evaluator.evaluate(tree, scored=False).keys()
        chosen = {
            facet: self._evaluator.evaluate(selection, base, scored=False).keys()
            for facet, selection in (selections or {}).items()
        }
        counted = {}
        for field in fields:
            docnums = set(base)
            for facet, matching in chosen.items():
                if facet != OWN.get(field, field):
                    docnums &= matching
            counts = self._columns.counts(field, docnums)
            ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            counted[field] = tuple(FacetCount(value, count) for value, count in ordered)
        return counted

    def evidence(self, words: Sequence[Sought], docnums: Integers) -> Evidence:
        """See `Engine.evidence`."""
        from search.execute.evidence import evidence

        return evidence(self._postings, words, docnums.tolist())

    def highlights(self, tree: Query, docnum: int) -> tuple[tuple[int, int], ...]:
        """See `Engine.highlights`."""
        return self._highlighter.highlights(tree, docnum)

    def _best(self, found: Scored, sort: str, count: int) -> list[int]:
        """The first `count` passages in order."""
        if count <= 0:
            return []
        docnums = list(found)
        if sort == "relevance" and count < len(found):
            # Only what scores no less than the last one of the window has to be looked at closely.
            last = nlargest(count, found.values())[-1]
            docnums = [docnum for docnum, score in found.items() if score >= last]
        dates = self._columns.dates(docnums)
        documents = self._columns.values("document", docnums)
        ordinals = self._columns.numbers("ordinal", docnums)
        direction = 1 if sort == "oldest" else -1

        def key(docnum: int) -> tuple[float, bool, int, str, int]:
            date = dates[docnum]
            score = -found[docnum] if sort == "relevance" else 0.0
            return score, date is None, direction * (date or 0), documents[docnum], ordinals[docnum]

        return nsmallest(count, docnums, key=key)
