"""The engine for what the vectorised one does not run: the one over Whoosh's reader, made when it is needed.

Whoosh's readers are not safe for threads, so whoever comes here takes turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING

from search.execute.engine import Matches
from search.results import FacetCount

if TYPE_CHECKING:
    from whoosh.query import Query

    from index_store.snapshot import Snapshot
    from search.execute.stock import StockEngine
    from search.ranking import Evidence, Integers, Sought


class Ordinary:
    """An `Engine` over the reader of a snapshot. Threads may share it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._lock = RLock()

    @cached_property
    def _engine(self) -> StockEngine:
        from search.execute.stock import StockEngine

        return StockEngine(self._snapshot.reader)

    def run(self, tree: Query, sort: str = "relevance", limit: int = 10, offset: int = 0) -> Matches:
        """See `Engine.run`."""
        with self._lock:
            return self._engine.run(tree, sort, limit, offset)

    def counts(
        self, tree: Query, fields: Sequence[str], selections: Mapping[str, Query] | None = None
    ) -> dict[str, tuple[FacetCount, ...]]:
        """See `Engine.counts`."""
        with self._lock:
            return self._engine.counts(tree, fields, selections)

    def evidence(self, words: Sequence[Sought], docnums: Integers) -> Evidence:
        """See `Engine.evidence`."""
        with self._lock:
            return self._engine.evidence(words, docnums)

    def highlights(self, tree: Query, docnum: int) -> tuple[tuple[int, int], ...]:
        """See `Engine.highlights`."""
        with self._lock:
            return self._engine.highlights(tree, docnum)
