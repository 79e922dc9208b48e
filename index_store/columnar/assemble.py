"""Assembly: material in, the arrays of a segment out.

    Material --sort rows, number values and terms anew, invert--> {name: array}, meta

Whether the material comes from passages that were just analysed or from segments that are merged makes no
difference here, so that both answer alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from index_store.columnar import dictionary, layout
from index_store.columnar.arrays import Array, Chunks, offsets, shrink, unsigned
from index_store.columnar.invert import Inversion
from index_store.columnar.material import Column, Material, Ragged, Strings, Words
from index_store.columnar.spill import Spill
from index_store.columnar.stream import NO_TERM, Order
from index_store.schema import NO_DATE

Arrays = dict[str, Any]


def assemble(material: Material, schema_version: int, spill: Spill) -> tuple[Arrays, dict[str, Any]]:
    """The arrays and the meta of a segment, as `layout` describes them, for `container.write`.

    Long arrays are `Chunks`; those of strings are gathered from the material while they are written.
    """
    columns = {name: _renumbered(column) for name, column in material.columns.items()}
    numbers = material.numbers
    order = _newest_first(columns["document"].number, numbers["date"], numbers["ordinal"])
    columns = {name: replace(column, number=column.number[order]) for name, column in columns.items()}
    numbers = {name: array[order] for name, array in numbers.items()}
    firsts = _groups(columns, numbers["date"])
    arrays: Arrays = {
        "group": shrink(np.repeat(np.arange(len(firsts) - 1), np.diff(firsts))),
        "group.first": firsts.astype(np.uint32),
        "date": numbers["date"][firsts[:-1]],
        "ordinal": numbers["ordinal"].astype(np.uint32),
        **{f"num.{name}": shrink(numbers[name]) for name in layout.NUMBERS},
    }
    for name in layout.COLUMNS:
        _put_column(
            arrays, f"col.{name}", columns[name], firsts[:-1] if name in layout.GROUP_COLUMNS else None
        )
    for name in layout.WORD_VALUES:
        _put_column(
            arrays, f"val.{name}", columns[name], firsts[:-1] if name in layout.GROUP_VALUES else None
        )
    place = Order(material.place.part[order], material.place.text[order])
    _put_strings(arrays, "body", material.body, place, spill)
    _put_strings(arrays, "extra", material.extra, place, spill)
    length = {layout.TEXT: _put_words(arrays, layout.TEXT, material.text, place, spill)}
    for name, (where, words) in material.values.items():
        used = columns[name].source
        length[name] = _put_words(arrays, name, words, Order(where.part[used], where.text[used]), spill)
    return arrays, _meta(len(order), schema_version, length)


def _meta(rows: int, schema_version: int, length: dict[str, int]) -> dict[str, Any]:
    return {
        "passages": rows,
        "schema": schema_version,
        "length": length,
        "columns": {name: "group" if name in layout.GROUP_COLUMNS else "row" for name in layout.COLUMNS},
        "values": {name: "group" if name in layout.GROUP_VALUES else "row" for name in layout.VALUE_FIELDS},
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A column whose values are in order, and all in use."""

    number: Array
    values: list[bytes]
    source: Array
    """i64: the place of each value among those of the column that it was made of"""


def _renumbered(column: Column) -> _Sorted:
    used = np.flatnonzero(np.bincount(column.number, minlength=len(column.values) + 1)[1:])
    source = np.array(sorted(used.tolist(), key=column.values.__getitem__), np.int64)
    fresh = np.zeros(len(column.values) + 1, unsigned(len(source)))
    fresh[source + 1] = np.arange(1, len(source) + 1)
    return _Sorted(fresh[column.number], [column.values[number] for number in source.tolist()], source)


def _newest_first(document: Array, date: Array, ordinal: Array) -> Array:
    """i64[N]: the rows by date, the newest first and those without one last, then document, then ordinal."""
    return np.lexsort((ordinal, document, -date, date == NO_DATE))


def _groups(columns: dict[str, _Sorted], date: Array) -> Array:
    """i64[G+1]: where groups begin, and the number of rows."""
    if not len(date):
        return np.zeros(1, np.int64)
    new = np.diff(date) != 0
    for name in {*layout.GROUP_COLUMNS, *layout.GROUP_VALUES}:
        new |= np.diff(columns[name].number) != 0
    return np.concatenate([[0], np.flatnonzero(new) + 1, [len(date)]])


def _put_column(arrays: Arrays, name: str, column: _Sorted, firsts: Array | None) -> None:
    arrays[name] = shrink(column.number if firsts is None else column.number[firsts])
    arrays[f"{name}.blob"], arrays[f"{name}.off"] = dictionary.pack(column.values)


def _put_strings(arrays: Arrays, name: str, parts: Sequence[Ragged], order: Order, spill: Spill) -> None:
    strings = Strings(parts, order, spill.release)
    arrays[f"{name}.blob"] = Chunks("u1", strings, int(strings.off[-1]))
    arrays[f"{name}.off"] = shrink(strings.off, least=4)


def _put_words(arrays: Arrays, name: str, words: Words, order: Order, spill: Spill) -> int:
    """Put a token index; how many tokens it has."""
    vocabulary = _vocabulary(words, order)
    _put_terms(arrays, f"{name}.terms", vocabulary.terms)
    if vocabulary.stems is not None:
        _put_terms(arrays, f"{name}.stems", vocabulary.stems)
        arrays[f"{name}.stem_of"] = vocabulary.stem_of
    arrays[f"{name}.rank"], arrays[f"{name}.by_rank"] = vocabulary.rank, vocabulary.by_rank
    streams = [
        stream.renumbered(numbers, spill)
        for stream, numbers in zip(words.streams, vocabulary.numbers, strict=True)
    ]
    spill.release()
    size = len(vocabulary.terms if vocabulary.stems is None else vocabulary.stems)
    inversion = Inversion(name, vocabulary.by_rank, vocabulary.occurrences, vocabulary.stem_of, size, spill)
    inversion.run(streams, order)
    arrays.update(inversion.arrays)
    return inversion.tokens


def _put_terms(arrays: Arrays, name: str, terms: Sequence[bytes]) -> None:
    blob, off = dictionary.pack(terms)
    arrays.update({f"{name}.blob": blob, f"{name}.off": off, f"{name}.key": dictionary.keys(blob, off)})


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The terms that some texts hold, and what the numbers of their streams become."""

    terms: list[bytes]
    stems: list[bytes] | None
    stem_of: Array | None
    rank: Array
    by_rank: Array
    occurrences: Array
    numbers: list[Array]
    """By part, u32: the rank of each of its numbers; NO_TERM for a term that no text holds."""


def _vocabulary(words: Words, order: Order) -> _Vocabulary:
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

    def vocabulary(self, places: Sequence[Array], *, stemmed: bool) -> _Vocabulary:
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
            return _Vocabulary(terms, None, None, rank, by_rank, occurrences, numbers)
        stems = sorted(set(self._stems))
        place_of = {stem: place for place, stem in enumerate(stems)}
        stem_of = np.array([place_of[self._stems[place]] for place in order], np.uint32)
        return _Vocabulary(terms, stems, stem_of, rank, by_rank, occurrences, numbers)


def whole(count: int) -> Order:
    """The order of `count` texts of one part, as they are."""
    return Order(np.zeros(count, np.uint8), np.arange(count, dtype=np.int64))


def part_order(counts: Sequence[int]) -> Order:
    """The order of the texts of several parts, one part after the other."""
    sizes = np.array(counts, np.int64)
    part = np.repeat(np.arange(len(sizes), dtype=unsigned(len(sizes))), sizes)
    return Order(part, np.arange(len(part)) - np.repeat(offsets(sizes)[:-1], sizes))
