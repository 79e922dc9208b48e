"""Columnar segments of rows, and the vectorised engine over them with the document numbers of the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from search_samples import Row

from index_store.columnar import container
from index_store.columnar.builder import SegmentBuilder
from index_store.columnar.segment import Segment
from index_store.schema import SCHEMA_VERSION
from search.execute.engine import Matches
from search.execute.vector import VectorEngine

_folder = TemporaryDirectory()
_numbers = count()


def segment_of(rows: Sequence[Row]) -> Segment:
    """A segment of rows, in a folder that lasts as long as the tests."""
    builder = SegmentBuilder(SCHEMA_VERSION)
    builder.add_rows(rows)
    path = Path(_folder.name, f"{next(_numbers)}.seg")
    container.write(path, *builder.finish())
    return Segment.open(path)


def names_of(segment: Segment) -> list[str]:
    """The ids of a segment's rows."""
    return [str(segment.stored(row)["id"]) for row in range(segment.rows)]


def vector_engine(segments: Sequence[Sequence[Row]], deleted: Sequence[str] = ()) -> VectorEngine:
    """The engine over segments of these rows, some of which are deleted."""
    opened = [segment_of(rows) for rows in segments]
    found = []
    for segment in opened:
        dead = [row for row, name in enumerate(names_of(segment)) if name in deleted]
        found.append((segment, np.array(dead, np.uint32) if dead else None))
    return VectorEngine(found)


class Renumbered:
    """The engine, with document numbers as the rows were given, not as they stand in the segments."""

    def __init__(self, segments: Sequence[Sequence[Row]], deleted: Sequence[str] = ()) -> None:
        self.engine = vector_engine(segments, deleted)
        given = {row["id"]: number for number, row in enumerate(row for rows in segments for row in rows)}
        leaves = self.engine._collection.leaves
        self.given = [given[name] for leaf in leaves for name in names_of(leaf.segment)]
        self.docnum = {number: docnum for docnum, number in enumerate(self.given)}

    def evidence(self, words: Any, docnums: Any) -> Any:
        """Of passages in the order of the engine's numbers."""
        return self.engine.evidence(words, np.sort([self.docnum[number] for number in docnums.tolist()]))

    def run(self, *args: Any) -> Matches:
        found = self.engine.run(*args)
        return Matches(found.total, tuple(self.given[n] for n in found.docnums), found.scores)

    def top(self, *args: Any) -> tuple[tuple[int, ...], tuple[float, ...]]:
        docnums, scores = self.engine.top(*args)
        return tuple(self.given[n] for n in docnums), scores

    def count(self, *args: Any) -> int:
        return self.engine.count(*args)

    def counts(self, *args: Any) -> Any:
        return self.engine.counts(*args)

    def histogram(self, *args: Any) -> Any:
        return self.engine.histogram(*args)

    def highlights(self, tree: Any, number: int) -> tuple[tuple[int, int], ...]:
        return self.engine.highlights(tree, self.docnum[number])

    def marks(self, tree: Any, numbers: Sequence[int]) -> tuple[tuple[tuple[int, int], ...], ...]:
        return self.engine.marks(tree, [self.docnum[n] for n in numbers])
