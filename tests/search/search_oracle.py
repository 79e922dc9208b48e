"""What trees mean, written a second time and as plainly as possible: every tree is tried on every passage.

It shares no code with the engine but the analysers and Whoosh's rounding of lengths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise, product
from math import log
from typing import Any

from whoosh import query as wq
from whoosh.query.qcore import NullQuery
from whoosh.query.spans import SpanNear
from whoosh.util.numeric import byte_to_length, length_to_byte

from index_store.analysis import exact, stemmed, values
from search.sentences import sentences

ANALYSERS = {
    "text": stemmed(),
    "exact": exact(),
    "title": stemmed(),
    "section": stemmed(),
    **{f"{name}_name": values() for name in ("speaker", "role", "outlet", "place", "issuer", "quoted")},
}

Place = tuple[int, int, int]  # position, characters


def stands_for(tree: Any, term: str) -> bool:
    """Whether a query for words of some form means a term."""
    if isinstance(tree, wq.Term):
        return bool(term == tree.text)
    if isinstance(tree, wq.Prefix):
        return term.startswith(tree.text)
    if isinstance(tree, wq.Wildcard):
        form = "".join({"?": ".", "*": ".*"}.get(c, re.escape(c)) for c in tree.text)
        return re.fullmatch(form, term, re.DOTALL) is not None
    return (
        term[: tree.prefixlength] == tree.text[: tree.prefixlength] and edits(tree.text, term) <= tree.maxdist
    )


@cache
def edits(one: str, other: str) -> int:
    """Optimal string alignment distance, as it is defined."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        edits(one[:-1], other) + 1,
        edits(one, other[:-1]) + 1,
        edits(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    ]
    if len(one) > 1 < len(other) and one[-1] == other[-2] and one[-2] == other[-1]:
        ways.append(edits(one[:-2], other[:-2]) + 1)
    return min(ways)


class Oracle:
    """`rows` by document number; `deleted`: ids of rows that count for statistics alone."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], deleted: Sequence[str] = ()) -> None:
        self.rows = rows
        self.alive = [number for number, row in enumerate(rows) if row["id"] not in deleted]
        self.fields: list[dict[str, dict[str, list[Place]]]] = []
        self.lengths: list[dict[str, int]] = []
        for row in rows:
            found: dict[str, dict[str, list[Place]]] = {}
            for field, analyser in ANALYSERS.items():
                terms: dict[str, list[Place]] = {}
                for token in analyser(row.get(field, ""), positions=True, chars=True):
                    terms.setdefault(token.text, []).append((token.pos, token.startchar, token.endchar))
                found[field] = terms
            for field in (
                "speaker",
                "role",
                "outlet",
                "kind",
                "place",
                "issuer",
                "language",
                "year",
                "document",
            ):
                found[field] = {row[field]: [(0, 0, 0)]} if row.get(field) else {}
            self.fields.append(found)
            self.lengths.append({field: sum(map(len, terms.values())) for field, terms in found.items()})

    # -- scores

    def bm25(self, number: int, field: str, term: str) -> float:
        places = self.fields[number][field].get(term, ())
        containing = sum(term in fields[field] for fields in self.fields)
        idf = log(len(self.rows) / (containing + 1)) + 1
        mean = sum(lengths[field] for lengths in self.lengths) / len(self.rows)
        length = byte_to_length(length_to_byte(self.lengths[number][field]))
        return idf * len(places) * 2.2 / (len(places) + 1.2 * (0.25 + 0.75 * length / mean))

    def score(self, tree: Any, number: int) -> float | None:
        """The score of a passage; None where it does not match."""
        here = self.fields[number]
        if isinstance(tree, SpanNear):
            found = [self.score(tree.a, number), self.score(tree.b, number)]
            return sum(s for s in found if s is not None) if self.spans(tree, number) else None
        if isinstance(tree, wq.Term):
            if tree.text not in here[tree.fieldname]:
                return None
            if tree.fieldname not in ANALYSERS:
                return float(tree.boost)
            return tree.boost * self.bm25(number, tree.fieldname, tree.text)
        if isinstance(tree, wq.Phrase):
            if not self.runs(tree, number):
                return None
            return tree.boost * sum(self.bm25(number, tree.fieldname, word) for word in tree.words)
        if isinstance(tree, wq.Prefix | wq.Wildcard | wq.FuzzyTerm):
            return tree.boost if any(stands_for(tree, t) for t in here[tree.fieldname]) else None
        if isinstance(tree, wq.NumericRange):
            date = self.rows[number].get("date")
            return tree.boost if date is not None and tree.start <= date <= tree.end else None
        if isinstance(tree, wq.And):
            scores = [self.score(part, number) for part in tree.subqueries]
            return None if None in scores else sum(s for s in scores if s is not None)
        if isinstance(tree, wq.Or):
            found = [s for part in tree.subqueries if (s := self.score(part, number)) is not None]
            return sum(found) if len(found) >= max(1, tree.minmatch) else None
        if isinstance(tree, wq.AndMaybe):
            needed = self.score(tree.a, number)
            return None if needed is None else needed + (self.score(tree.b, number) or 0.0)
        if isinstance(tree, wq.Not):
            return 0.0 if self.score(tree.query, number) is None else None
        if isinstance(tree, wq.ConstantScoreQuery):
            return None if self.score(tree.child, number) is None else tree.score
        if isinstance(tree, wq.Every):
            return tree.boost
        assert tree is NullQuery, tree
        return None

    def runs(self, tree: Any, number: int) -> list[tuple[Place, ...]]:
        words = [self.fields[number][tree.fieldname].get(word, []) for word in tree.words]
        return [
            run
            for run in product(*words)
            if (
                all(1 <= after[0] - before[0] <= tree.slop for before, after in pairwise(run))
                if type(tree) is wq.Phrase
                else len({place[0] for place in run}) == len(run)
                and max(run)[0] - min(run)[0] <= tree.slop + len(run) - 2
            )
        ]

    def spans(self, tree: Any, number: int) -> set[frozenset[Place]]:
        """Every way in which a positional part matches: the places of all words that take part."""
        if isinstance(tree, wq.Or):
            return set().union(*(self.spans(part, number) for part in tree.subqueries))
        if isinstance(tree, wq.Phrase):
            return {frozenset(run) for run in self.runs(tree, number)}
        if not isinstance(tree, SpanNear):
            words = self.fields[number][tree.fieldname].items()
            return {frozenset((place,)) for word, where in words if stands_for(tree, word) for place in where}
        found = set()
        for a, b in product(self.spans(tree.a, number), self.spans(tree.b, number)):
            apart = min(b)[0] - max(a)[0], min(a)[0] - max(b)[0]
            distance = apart[0] if tree.ordered else max(apart)
            together = a | b
            if 1 <= distance <= tree.slop and (type(tree) is SpanNear or self.one_sentence(together, number)):
                found.add(together)
        return found

    def one_sentence(self, places: frozenset[Place], number: int) -> bool:
        first, last = min(places)[1], max(places)[2]
        return any(start <= first and last <= end for start, end in sentences(self.rows[number]["text"]))

    # -- what an engine gives

    def matches(self, tree: Any) -> dict[int, float]:
        scores = ((number, self.score(tree, number)) for number in self.alive)
        return {number: score for number, score in scores if score is not None}

    def order(self, tree: Any, sort: str) -> list[int]:
        found = self.matches(tree)

        def key(number: int) -> tuple[Any, ...]:
            row = self.rows[number]
            date = row.get("date")
            when = (1, 0) if date is None else (0, date if sort == "oldest" else -date)
            score = -round(found[number], 9) if sort == "relevance" else 0
            return score, when, row["document"], row["ordinal"]

        return sorted(found, key=key)

    def counts(self, tree: Any, field: str, selections: Mapping[str, Any]) -> list[tuple[str, int]]:
        trees = [tree, *(selection for facet, selection in selections.items() if facet != field)]
        numbers = [n for n in self.alive if all(self.score(one, n) is not None for one in trees)]
        counts = Counter(self.rows[n][field] for n in numbers if self.rows[n].get(field))
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def marked(self, tree: Any, number: int) -> set[tuple[int, int]]:
        """The ranges of the text that a matching tree marks, overlapping or not; a phrase is one."""
        if self.score(tree, number) is None or isinstance(tree, wq.Not):
            return set()
        if isinstance(tree, wq.And | wq.Or | wq.AndMaybe):
            return set().union(*(self.marked(part, number) for part in tree.subqueries))
        if isinstance(tree, wq.ConstantScoreQuery):
            return self.marked(tree.child, number)
        if not isinstance(tree, SpanNear) and getattr(tree, "fieldname", None) not in ("text", "exact"):
            return set()
        return self.leaves(tree, number)

    def leaves(self, tree: Any, number: int) -> set[tuple[int, int]]:
        """What a positional part marks."""
        if type(tree) is wq.Phrase:
            return {(run[0][1], run[-1][2]) for run in self.runs(tree, number)}
        if not isinstance(tree, SpanNear):
            return {place[1:] for span in self.spans(tree, number) for place in span}
        ranges = [(start, end) for side in (tree.a, tree.b) for start, end in self.leaves(side, number)]
        taking = self.spans(tree, number)
        return {
            one
            for one in ranges
            if any({p for p in span if one[0] <= p[1] and p[2] <= one[1]} for span in taking)
        }

    def highlights(self, tree: Any, number: int) -> list[tuple[int, int]]:
        """The same without overlaps: as long as two ranges share a character, they become one."""
        ranges = self.marked(tree, number)
        while pairs := [(a, b) for a in ranges for b in ranges if a < b and a[1] > b[0]]:
            one, other = pairs[0]
            ranges = (ranges - {one, other}) | {(one[0], max(one[1], other[1]))}
        return sorted(ranges)
