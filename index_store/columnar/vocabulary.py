"""Vocabularies: the terms that some texts hold, sorted, with their stems and ranks.

Words, which texts of them --> Vocabulary: terms, stems, ranks, what the numbers in each stream become
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index_store.columnar.arrays import Array
from index_store.columnar.material import Words
from index_store.columnar.stream import NO_TERM, Order


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that some texts hold, and what the numbers of their streams become."""

    terms: list[bytes]
    stems: list[bytes] | None
    stem_of: Array | None
    rank: Array
    by_rank: Array
    occurrences: Array
    numbers: list[Array]
    """By part, u32: the rank of each of its numbers; NO_TERM for a term that no text holds."""


def vocabulary(words: Words, order: Order) -> Vocabulary:
    texts = [np.sort(order.text[mine]) for mine in order.by_part(len(words.streams))]
    # Pieces of one build share their list of terms.
    shared: dict[int, list[int]] = {}
    for part, terms in enumerate(words.terms):
        shared.setdefault(id(terms), []).append(part)
    union = _Union()
    places = []
    for parts in shared.values():
        terms = words.terms[parts[0]]
        counts = np.zeros(len(terms), np.int64)
        for part in parts:
            stream = words.streams[part]
            counts += stream.counted(len(terms), None if len(texts[part]) == stream.texts else texts[part])
        places.append(union.add(terms, None if words.stems is None else words.stems[parts[0]], counts))
    found = union.vocabulary(places, stemmed=words.stems is not None)
    by_part = {part: n for parts, n in zip(shared.values(), found.numbers, strict=True) for part in parts}
    return replace(found, numbers=[by_part[part] for part in range(len(words.streams))])


class _Union:
    """The terms of several lists of terms."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}
        self._stems: list[bytes] = []
        self._occurrences: list[tuple[Array, Array]] = []

    def add(self, terms: Sequence[bytes], stems: Sequence[bytes] | None, counts: Array) -> Array:
        """Add those terms of a list that occur; i64: the place of each among all that were added, or -1."""
        known = self._known
        used = np.flatnonzero(counts)
        numbers = used.tolist()
        before = len(known)
        found = np.array([known.setdefault(terms[n], len(known)) for n in numbers], np.int64)
        if stems is not None:
            fresh = dict(zip(found.tolist(), numbers, strict=True))
            self._stems += [stems[fresh[place]] for place in range(before, len(known))]
        self._occurrences.append((found, counts[used]))
        places = np.full(len(terms), -1, np.int64)
        places[used] = found
        return places

    def vocabulary(self, places: Sequence[Array], *, stemmed: bool) -> Vocabulary:
        """All that were added; `numbers` are of the lists of terms whose places are given."""
        unordered = list(self._known)
        order = sorted(range(len(unordered)), key=unordered.__getitem__)
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        occurrences = np.zeros(len(order), np.int64)
        for found, counts in self._occurrences:
            np.add.at(occurrences, number[found], counts)
        by_rank = np.argsort(-occurrences, kind="stable").astype(np.uint32)
        rank = np.empty(len(order), np.uint32)
        rank[by_rank] = np.arange(len(order))
        fresh = np.append(rank[number], np.uint32(NO_TERM))
        numbers = [fresh[place] for place in places]
        terms = [unordered[place] for place in order]
        if not stemmed:
            return Vocabulary(terms, None, None, rank, by_rank, occurrences, numbers)
        stems = sorted(set(self._stems))
        place_of = {stem: place for place, stem in enumerate(stems)}
        stem_of = np.array([place_of[self._stems[place]] for place in order], np.uint32)
        return Vocabulary(terms, stems, stem_of, rank, by_rank, occurrences, numbers)
