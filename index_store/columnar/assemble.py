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
from index_store.columnar.material import Column, Material, Ragged, Strings, Words
from index_store.columnar.spill import Spill
from index_store.columnar.stream import Order
from index_store.columnar.texts import compressed
from index_store.columnar.token_arrays import token_arrays
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
    arrays["body.blob"], off, arrays["body.dict"] = compressed(material.body, place, spill)
    arrays["body.off"] = shrink(off, least=4)
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
    strings = Strings(parts, order)
    arrays[f"{name}.blob"] = Chunks("u1", strings, spill.release, int(strings.off[-1]))
    arrays[f"{name}.off"] = shrink(strings.off, least=4)


def _put_words(arrays: Arrays, name: str, words: Words, order: Order, spill: Spill) -> int:
    """Put a token index; how many tokens it has."""
    found, tokens = token_arrays(words, order, spill)
    arrays.update((f"{name}.{part}", array) for part, array in found.items())
    return tokens


def whole(count: int) -> Order:
    """The order of `count` texts of one part, as they are."""
    return Order(np.zeros(count, np.uint8), np.arange(count, dtype=np.int64))


def part_order(counts: Sequence[int]) -> Order:
    """The order of the texts of several parts, one part after the other."""
    sizes = np.array(counts, np.int64)
    part = np.repeat(np.arange(len(sizes), dtype=unsigned(len(sizes))), sizes)
    return Order(part, np.arange(len(part)) - np.repeat(offsets(sizes)[:-1], sizes))
