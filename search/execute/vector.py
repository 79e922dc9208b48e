"""The vectorised engine: trees over the columns of a snapshot's segments.

    tree --`plan`--> a node for each leaf --> rows with scores --`order`--> one window of one order

It answers as `engine` says, and threads may share it. Nothing is computed when it is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from search.execute.collection import Collection
from search.execute.engine import Matches
from search.execute.facets import Facets, merged, most_frequent
from search.execute.fallback import Ordinary
from search.execute.order import Window, joined, oldest
from search.execute.plan import Planner, UnknownQueryError
from search.results import FacetCount

if TYPE_CHECKING:
    from whoosh.query import Query

    from index_store.columnar.segment import Segment
    from index_store.snapshot import Snapshot
    from search.execute.arrays import Array, Rows
    from search.execute.engine import Engine
    from search.execute.nodes import Node
    from search.ranking import Evidence, Integers, Sought

Ranges = tuple[tuple[int, int], ...]


class VectorEngine:
    """An `Engine` over segments in the order of their document numbers, each with its deleted rows,
    ascending, or None.

    `ordinary` runs the classes of queries that this one does not; without it they raise TypeError.
    """

    def __init__(
        self, segments: Sequence[tuple[Segment, Array | None]], ordinary: Engine | None = None
    ) -> None:
        self._collection = Collection(segments)
        self._planners = [Planner(self._collection, leaf) for leaf in self._collection.leaves]
        self._ordinary = ordinary

    @classmethod
    def of(cls, snapshot: Snapshot) -> VectorEngine:
        """The engine over a snapshot, which has to stay open."""
        segments = [(live.segment, live.deleted) for live in snapshot.segments]
        return cls(segments, Ordinary(snapshot))

    def run(self, tree: Query, sort: str = "relevance", limit: int = 10, offset: int = 0) -> Matches:
        """See `Engine.run`."""
        nodes = self._nodes(tree)
        if nodes is None:
            return self._other().run(tree, sort, limit, offset)
        k = offset + limit
        if k <= 0 or not nodes:
            return Matches(sum(node.count() for node in nodes), (), ())
        total, found = 0, []
        for node in nodes:
            if sort == "relevance":
                count, rows, scores = node.window(k)
            else:
                rows = node.all(False)[0]
                count = len(rows)
                rows = rows[:k] if sort == "newest" else oldest(node.leaf, rows, k)
                scores = _scored(node, rows)
            total += count
            found.append((node.leaf, (rows, scores)))
        return Matches(total, *joined(found, sort, offset, limit))

    def top(self, tree: Query, limit: int = 10) -> Window:
        """The document numbers and the scores of the best passages, as `run` gives them, without a total:
        often much cheaper than with one."""
        nodes = self._nodes(tree)
        if nodes is None:
            matches = self._other().run(tree, "relevance", limit)
            return matches.docnums, matches.scores
        if limit <= 0 or not nodes:
            return (), ()
        return joined([(node.leaf, node.top(limit)) for node in nodes], "relevance", 0, limit)

    def best(self, tree: Query, limit: int = 10) -> tuple[Rows, Array]:
        """The same as arrays, i64 and f32 or f64."""
        nodes = self._nodes(tree)
        if nodes is not None and len(nodes) == 1 and limit > 0:
            rows, scores = nodes[0].top(limit)
            return rows + nodes[0].leaf.offset, np.zeros(len(rows)) if scores is None else scores
        docnums, values = self.top(tree, limit)
        return np.array(docnums, np.int64), np.array(values, np.float64)

    def count(self, tree: Query) -> int:
        """Exactly how many passages match."""
        nodes = self._nodes(tree)
        if nodes is None:
            return self._other().run(tree, "relevance", 0).total
        return sum(node.count() for node in nodes)

    def counts(
        self, tree: Query, fields: Sequence[str], selections: Mapping[str, Query] | None = None
    ) -> dict[str, tuple[FacetCount, ...]]:
        """See `Engine.counts`."""
        facets = self._facets(tree, selections or {})
        if facets is None:
            return self._other().counts(tree, fields, selections)
        return {field: most_frequent(facets, field) for field in fields}

    def histogram(
        self, tree: Query, field: str, selections: Mapping[str, Query] | None = None
    ) -> tuple[FacetCount, ...]:
        """As `counts` of one field, ascending by value: of "year", "month" or "day" a histogram of dates."""
        facets = self._facets(tree, selections or {})
        if facets is None:
            counted = self._other().counts(tree, (field,), selections)[field]
            return tuple(sorted(counted, key=lambda count: count.value))
        return tuple(FacetCount(value, count) for value, count in merged(facets, field))

    def evidence(self, words: Sequence[Sought], docnums: Integers) -> Evidence:
        """See `Engine.evidence`."""
        from search.execute.inspection import evidence

        return evidence(self._collection, self._planners, words, docnums)

    def highlights(self, tree: Query, docnum: int) -> Ranges:
        """See `Engine.highlights`."""
        return self.marks(tree, (docnum,))[0]

    def marks(self, tree: Query, docnums: Sequence[int]) -> tuple[Ranges, ...]:
        """The highlights of several passages: much cheaper than of one after the other."""
        found: dict[int, Ranges] = {}
        for planner in self._planners:
            leaf = planner.leaf
            rows = [n - leaf.offset for n in docnums if leaf.offset <= n < leaf.offset + leaf.size]
            if rows:
                passages = planner.passages(np.array(rows, np.int64))
                try:
                    ranges = passages.ranges(passages.marks(tree))
                except UnknownQueryError:
                    if self._ordinary is None:
                        raise
                    return tuple(self._ordinary.highlights(tree, docnum) for docnum in docnums)
                found.update(zip((row + leaf.offset for row in rows), ranges, strict=True))
        return tuple(found[docnum] for docnum in docnums)

    def ids(self, docnums: Sequence[int]) -> tuple[str, ...]:
        """The names of passages, DOCUMENT/ORDINAL."""
        found = []
        for docnum in docnums:
            leaf = self._collection.leaf(docnum)
            row = docnum - leaf.offset
            found.append(f"{leaf.document(row)}/{leaf.segment.ordinal_[row]}")
        return tuple(found)

    # -- parts

    def _nodes(self, tree: Query) -> list[Node] | None:
        """The tree's node in each leaf; None where another engine has to run it."""
        try:
            return [planner.node(tree) for planner in self._planners]
        except UnknownQueryError:
            if self._ordinary is None:
                raise
            return None

    def _other(self) -> Engine:
        assert self._ordinary is not None
        return self._ordinary

    def _facets(self, tree: Query, selections: Mapping[str, Query]) -> list[Facets] | None:
        nodes = self._nodes(tree)
        chosen = {facet: self._nodes(selection) for facet, selection in selections.items()}
        if nodes is None or None in chosen.values():
            return None
        found = []
        for at, node in enumerate(nodes):
            rows = node.all(False)[0]
            masks = {facet: of[at].at(rows, False)[0] for facet, of in chosen.items() if of is not None}
            found.append(Facets(node.leaf, rows, masks))
        return found


def _scored(node: Node, rows: Array) -> Array | None:
    """The scores of rows in any order."""
    if not node.scoring or not len(rows):
        return None
    order = rows.argsort()
    scores = node.at(rows.take(order), True)[1]
    if scores is None:
        return None
    back = np.empty(len(rows), np.float32)
    back[order] = scores
    return back
