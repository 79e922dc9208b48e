"""Material: all that a segment is made of, in the order in which it came, with nothing sorted yet.

    rows      --builder-->  Material --assemble.assemble--> arrays of a segment
    segments  --merge---->  Material

Things of unequal length (texts, extras, token streams) are in parts and stay where they are: in memory, in a
temporary file, in a mapped segment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index_store.columnar.arrays import Array, offsets
from index_store.columnar.stream import Order, Stream
from index_store.columnar.texts import Texts


@dataclass(frozen=True, slots=True)
class Column:
    """Exact values."""

    number: Array
    """integers[rows]: 0 for none, v for values[v - 1]"""
    values: Sequence[bytes]
    """Distinct, in any order, perhaps with some that no row has."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Byte strings laid end to end: string i is blob[off[i]:off[i+1]]."""

    blob: Array
    """u8"""
    off: Array
    """integers[n+1]"""


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens of texts: a stream a part, and the words its numbers mean."""

    streams: Sequence[Stream]
    terms: Sequence[Sequence[bytes]]
    """By part: the term of each number. Several numbers may mean the same term."""
    stems: Sequence[Sequence[bytes]] | None
    """By part: the stem of each number; None where postings are of terms."""


@dataclass(frozen=True, slots=True)
class Material:
    """N rows."""

    place: Order
    """Where each row's text, extra and tokens are: part, and number there."""
    columns: dict[str, Column]
    """Of layout.COLUMNS and layout.VALUE_FIELDS."""
    numbers: dict[str, Array]
    """date i64[N] (NO_DATE for none), ordinal u32[N], and those of layout.NUMBERS, unsigned[N]"""
    body: Sequence[Texts]
    extra: Sequence[Ragged]
    text: Words
    values: dict[str, tuple[Order, Words]]
    """For each of layout.VALUE_FIELDS, where the tokens of each value of its column are."""


class Strings:
    """The strings of several parts in another order; their bytes are gathered whenever they are asked for."""

    def __init__(self, parts: Sequence[Ragged], order: Order) -> None:
        self._parts = parts
        self._order = order
        lengths = np.zeros(len(order), np.int64)
        for part, mine in zip(parts, order.by_part(len(parts)), strict=True):
            text = order.text[mine]
            lengths[mine] = part.off[text + 1].astype(np.int64) - part.off[text].astype(np.int64)
        self.off = offsets(lengths)
        """i64[n+1]"""

    def __iter__(self) -> Iterator[Array]:
        """The bytes of all strings, in pieces."""
        parts = self._parts
        for first in range(0, len(self._order), _ROWS):
            runs = self._order.runs(first, min(first + _ROWS, len(self._order)))
            yield np.concatenate([parts[n].blob[parts[n].off[a] : parts[n].off[b]] for n, a, b in runs])


_ROWS = 1 << 13
