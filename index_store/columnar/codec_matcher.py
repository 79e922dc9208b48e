"""Postings of one term, as Whoosh's matchers give them.

    Postings (rows, frequencies, lengths, places as arrays) -> ArrayMatcher: one posting at a time

Whoosh's scorers skip blocks of postings by the best score that a block could hold. Here a block is BLOCK
postings, and its largest frequency and smallest length are looked up in the arrays when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo
from whoosh.util.numeric import byte_to_length

BLOCK = 128
"""Postings of a block, as in Whoosh's own codec."""

Place = tuple[int, int, int]
"""A position and the range of characters of the word there; the range is (0, 0) where none is stored."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands in a segment, by row. The arrays have one item a posting."""

    rows: npt.NDArray[np.integer[Any]]
    """Ascending."""
    frequencies: npt.NDArray[np.integer[Any]] | None = None
    """None where every frequency is 1."""
    length_bytes: npt.NDArray[np.uint8] | None = None
    """Lengths as `whoosh.util.numeric.length_to_byte` gives them; None where no lengths are kept."""
    places: Callable[[int], list[Place]] | None = None
    """The places of the posting of this number; None where none are kept."""

    def info(self) -> TermInfo:
        """Whoosh's statistics of the term."""
        shortest, longest = 0, 0
        if self.length_bytes is not None and len(self.length_bytes):
            shortest = byte_to_length(int(self.length_bytes.min()))
            longest = byte_to_length(int(self.length_bytes.max()))
        total, most = len(self.rows), 1
        if self.frequencies is not None:
            total, most = int(self.frequencies.sum(dtype=np.int64)), int(self.frequencies.max())
        return TermInfo(
            weight=float(total),
            df=len(self.rows),
            minlength=shortest,
            maxlength=longest,
            maxweight=float(most),
            minid=int(self.rows[0]),
            maxid=int(self.rows[-1]),
        )


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's matcher over Postings. Holds no file position, so that threads may each have one."""

    def __init__(self, postings: Postings, format_: Any, scorer: Any, term: tuple[str, bytes]) -> None:
        self.postings = postings
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._at = 0
        self._count = len(postings.rows)
        self._blocks: dict[int, tuple[float, int, int]] = {}

    def is_active(self) -> bool:
        return self._at < self._count

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> ArrayMatcher:
        twin = ArrayMatcher(self.postings, self.format, self.scorer, self._term)
        twin._at = self._at
        return twin

    def id(self) -> int:
        return int(self.postings.rows[self._at])

    def all_ids(self) -> Iterator[int]:
        return iter(self.postings.rows[self._at :].tolist())

    def weight(self) -> float:
        frequencies = self.postings.frequencies
        return 1.0 if frequencies is None else float(frequencies[self._at])

    def next(self) -> bool:
        """Go on by one posting; whether that is the first of another block."""
        if self._at >= self._count:
            raise ReadTooFar
        self._at += 1
        return self._at % BLOCK == 0 or self._at == self._count

    def skip_to(self, id: int) -> None:
        """Go on to the first row from `id` on, if this one is before."""
        if self._at >= self._count:
            raise ReadTooFar
        if self.id() < id:
            self._at += int(np.searchsorted(self.postings.rows[self._at :], id))

    def value(self) -> bytes:
        """The places in the format of the field, or nothing where it keeps none."""
        if self.postings.places is None:
            return b""
        places = self.postings.places(self._at)
        plain = places if self.supports("characters") else [position for position, _, _ in places]
        return bytes(self.format.encode(plain))

    def value_as(self, astype: str) -> Any:
        if astype == "positions" and self.postings.places is not None:
            return [position for position, _, _ in self.postings.places(self._at)]
        if astype == "characters" and self.postings.places is not None and self.supports("characters"):
            return self.postings.places(self._at)
        if astype == "frequency":
            return int(self.weight())
        if astype == "weight":
            return self.weight() * self.format.field_boost
        return self.format.decoder(astype)(self.value())

    def spans(self) -> list[Span]:
        if self.supports("characters"):
            return [Span(p, startchar=start, endchar=end) for p, start, end in self.value_as("characters")]
        return [Span(position) for position in self.value_as("positions")]

    def block_min_id(self) -> int:
        return int(self.postings.rows[self._at // BLOCK * BLOCK])

    def block_max_id(self) -> int:
        return int(self.postings.rows[min(self._at // BLOCK * BLOCK + BLOCK, self._count) - 1])

    def block_max_weight(self) -> float:
        return self._block()[0]

    def block_min_length(self) -> int:
        return self._block()[1]

    def block_max_length(self) -> int:
        return self._block()[2]

    def skip_to_quality(self, minquality: float) -> int:
        """Go on to the first block that may hold a score above `minquality`; how many blocks were skipped."""
        skipped = 0
        while self._at < self._count and self.block_quality() <= minquality:
            self._at = min((self._at // BLOCK + 1) * BLOCK, self._count)
            skipped += 1
        return skipped

    def _block(self) -> tuple[float, int, int]:
        number = self._at // BLOCK
        known = self._blocks.get(number)
        if known is None:
            part = slice(number * BLOCK, (number + 1) * BLOCK)
            frequencies, lengths = self.postings.frequencies, self.postings.length_bytes
            heaviest = 1.0 if frequencies is None else float(frequencies[part].max())
            shortest = longest = 0
            if lengths is not None:
                shortest = byte_to_length(int(lengths[part].min()))
                longest = byte_to_length(int(lengths[part].max()))
            known = self._blocks[number] = heaviest, shortest, longest
        return known
