"""Merging: the living rows of several segments in, the arrays of one segment out.

    segments, living rows --material--> Material --assemble--> (arrays, meta)

Nothing is analysed again: token streams, texts and columns are taken over as they are, and what depends on
order or numbering is made anew by the same assembly that makes a segment of new passages.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index_store.columnar import layout
from index_store.columnar.arrays import Array, joined, shrink, unsigned
from index_store.columnar.assemble import Arrays, assemble
from index_store.columnar.material import Column, Material, Ragged, Words
from index_store.columnar.segment import Segment, TokenIndex
from index_store.columnar.spill import Spill
from index_store.columnar.stream import Order


def merge(
    segments: Sequence[Segment],
    living: Sequence[Array | None],
    schema_version: int,
    folder: Path | None = None,
) -> tuple[Arrays, dict[str, Any]]:
    """The arrays and the meta of one segment with these rows of these segments, for `container.write`.

    `living` has for each segment the numbers of the rows to take over, ascending, or None for all. `folder`
    is where temporary files may be; by default the system's folder for them.
    """
    spill = Spill(folder)
    for segment in segments:
        spill.releases.append(segment.container.release)
    rows = [
        np.arange(segment.rows) if kept is None else kept.astype(np.int64)
        for segment, kept in zip(segments, living, strict=True)
    ]
    return assemble(_material(segments, rows), schema_version, spill)


def _material(segments: Sequence[Segment], rows: Sequence[Array]) -> Material:
    names = (*layout.COLUMNS, *layout.WORD_VALUES)
    unions = {name: _Union(name, segments) for name in names}
    return Material(
        Order(np.repeat(_parts(segments), list(map(len, rows))), joined(rows, np.int64)),
        {name: union.column(segments, rows) for name, union in unions.items()},
        _numbers(segments, rows),
        [segment.texts for segment in segments],
        [Ragged(segment.array("extra.blob"), segment.array("extra.off")) for segment in segments],
        _words([segment.tokens[layout.TEXT] for segment in segments], stemmed=True),
        {
            name: (unions[name].first, _words([segment.tokens[name] for segment in segments]))
            for name in layout.VALUE_FIELDS
        },
    )


def _parts(segments: Sequence[Segment]) -> Array:
    """The number of each segment, in few bytes."""
    return np.arange(len(segments), dtype=unsigned(len(segments)))


def _numbers(segments: Sequence[Segment], rows: Sequence[Array]) -> dict[str, Array]:
    pairs = list(zip(segments, rows, strict=True))
    return {
        "date": joined([segment.date[segment.group[mine]] for segment, mine in pairs], np.int64),
        "ordinal": joined([segment.ordinal[mine] for segment, mine in pairs], np.int64),
        **{
            name: joined([segment.array(f"num.{name}")[mine] for segment, mine in pairs], np.int64)
            for name in layout.NUMBERS
        },
    }


class _Union:
    """The values that a field has in several segments, in the order of their first appearance."""

    def __init__(self, name: str, segments: Sequence[Segment]) -> None:
        self._name = name
        self._numbers: list[Array] = []
        known: dict[bytes, int] = {}
        texts = []
        for segment in segments:
            values = segment.values(name).unpacked()
            before = len(known)
            numbers = [known.setdefault(value, len(known)) for value in values]
            self._numbers.append(shrink(np.array([0, *(number + 1 for number in numbers)], np.int64)))
            fresh = np.flatnonzero(np.array(numbers, np.int64) >= before)
            texts.append(fresh)
        self._values = list(known)
        self.first = Order(np.repeat(_parts(segments), list(map(len, texts))), joined(texts, np.int64))
        """Where each value was met first: segment, and its number among the values there."""

    def column(self, segments: Sequence[Segment], rows: Sequence[Array]) -> Column:
        """The numbers of these rows' values."""
        numbers = [
            known[segment.column(self._name)[mine if by_row else segment.group[mine]]]
            for known, segment, mine in zip(self._numbers, segments, rows, strict=True)
            for by_row in [segment.level(self._name) == "row"]
        ]
        return Column(joined(numbers, np.int64), self._values)


def _words(indexes: Sequence[TokenIndex], *, stemmed: bool = False) -> Words:
    """The streams of token indexes, which number terms by rank."""
    terms, stems = [], []
    for index in indexes:
        spelled = index.terms.unpacked()
        by_rank = index.by_rank.tolist()
        terms.append([spelled[term] for term in by_rank])
        if stemmed:
            spelled = index.stems.unpacked()
            stems.append([spelled[stem] for stem in index.stem_of[index.by_rank].tolist()])
    streams = [index.stream for index in indexes]
    return Words(streams, terms, stems if stemmed else None)
