"""Segments: a mapped file in, its rows, columns and postings out, as views of the file.

    Segment.open(path) -> .tokens["text"] -> TokenIndex: terms, postings, positions, forward stream
                       -> .column(name), .value(name, number), .text(row), .stored(row)

`layout` says what the arrays are. Nothing is read before it is asked for, and nothing is copied that can be a
view. What is read in single items has a twin of the same name with an underscore: a memoryview, whose items
Python reads several times faster than a NumPy array's. Threads may share all of it.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index_store.basics import KaikenError
from index_store.columnar import layout
from index_store.columnar.arrays import Array
from index_store.columnar.container import Container
from index_store.columnar.dictionary import Dictionary
from index_store.columnar.token_index import TokenIndex
from index_store.schema import NO_DATE

if TYPE_CHECKING:
    from index_store.columnar.texts import TextReader, Texts

__all__ = ["Segment", "TokenIndex"]


_KEPT = 4096
"""How many values of a column, or of documents, are kept decoded."""


class Segment:
    """An open segment. It has N rows in the order of the sort `newest`."""

    def __init__(self, container: Container) -> None:
        """Use `Segment.open`."""
        self.container = container
        self.path = container.path
        self.meta = container.meta
        self.rows: int = container.meta["passages"]
        """N."""
        self.tokens: Mapping[str, TokenIndex] = {
            name: TokenIndex(container, name) for name in (layout.TEXT, *layout.VALUE_FIELDS)
        }

    @classmethod
    def open(cls, path: Path) -> Segment:
        """The segment at `path`. Raises KaikenError where it is not one, OSError where it can't be read."""
        return cls(Container.open(path))

    def __len__(self) -> int:
        return self.rows

    def array(self, name: str) -> Array:
        """An array of the file."""
        return self.container.array(name)

    def memory(self, name: str) -> memoryview:
        """An array of the file as a memoryview."""
        return self.container.memory(name)

    # -- groups, dates, numbers

    @cached_property
    def group(self) -> Array:
        return self.array("group")

    @cached_property
    def group_(self) -> memoryview:
        return self.memory("group")

    @cached_property
    def group_first(self) -> Array:
        return self.array("group.first")

    @cached_property
    def group_first_(self) -> memoryview:
        return self.memory("group.first")

    @cached_property
    def date(self) -> Array:
        """i64[G]"""
        return self.array("date")

    @cached_property
    def date_(self) -> memoryview:
        return self.memory("date")

    @cached_property
    def ordinal(self) -> Array:
        return self.array("ordinal")

    @cached_property
    def ordinal_(self) -> memoryview:
        return self.memory("ordinal")

    def dated(self, low: int, high: int) -> tuple[int, int]:
        """The rows with a date from `low` to `high`, both included: the first, and the one after the last."""
        dated = bisect_left(self.date_, True, key=lambda date: date == NO_DATE)
        first = bisect_left(self.date_, -high, 0, dated, key=lambda date: -date)
        last = bisect_left(self.date_, -low + 1, first, dated, key=lambda date: -date)
        return self.group_first_[first], self.group_first_[last]

    # -- exact values

    def column(self, name: str) -> Array:
        """The numbers of an exact or analysed field's values, by row or by group (`level`); 0 for none."""
        return self.array(_column(name))

    def level(self, name: str) -> str:
        """Whether `column` is by "row" or by "group"."""
        columns: dict[str, str] = self.meta["columns"]
        return columns.get(name) or str(self.meta["values"][name])

    def by_row(self, name: str) -> Array:
        """unsigned[N]: the numbers of the field's values by row. A copy where the column is by group."""
        column = self.column(name)
        return column if self.level(name) == "row" else column[self.group]

    @cached_property
    def _values(self) -> dict[str, Dictionary]:
        return {}

    def values(self, name: str) -> Dictionary:
        """The distinct values of a field, ascending; value v of a column is values[v - 1]."""
        found = self._values.get(name)
        if found is None:
            column = _column(name)
            found = Dictionary(self.memory(f"{column}.blob"), self.memory(f"{column}.off"))
            self._values[name] = found
        return found

    def value(self, name: str, number: int) -> str:
        """The value with this number; "" for 0."""
        return self.values(name)[number - 1].decode() if number else ""

    def number(self, name: str, value: str) -> int:
        """The number of a value in the column of a field; 0 where no row has it."""
        return self.values(name).find(value.encode()) + 1

    @cached_property
    def _columns_(self) -> dict[str, memoryview]:
        return {}

    def value_of(self, name: str, row: int) -> str:
        """A row's value of a field, "" where it has none."""
        column = self._columns_.get(name)
        if column is None:
            column = self._columns_[name] = self.memory(_column(name))
        return self.value(name, column[row if self.level(name) == "row" else self.group_[row]])

    # -- passages

    @cached_property
    def texts(self) -> Texts:
        """The texts as they are kept."""
        from index_store.columnar.texts import Texts  # not every search shows texts

        dictionary = self.array("body.dict").tobytes()
        return Texts(self.array("body.blob"), self.array("body.off"), dictionary)

    @cached_property
    def _text(self) -> TextReader:
        from index_store.columnar.texts import TextReader

        return TextReader(self.texts)

    @cached_property
    def _extra(self) -> tuple[memoryview, memoryview]:
        return self.memory("extra.blob"), self.memory("extra.off")

    @cached_property
    def _numbers(self) -> dict[str, memoryview]:
        return {name: self.memory(f"num.{name}") for name in layout.NUMBERS}

    def text(self, row: int) -> str:
        """The text of a passage. Raises KaikenError where it is damaged."""
        try:
            return self._text[row].decode()
        except KaikenError as error:
            raise KaikenError(f"{self.path}: {error}; build the index again") from error

    def stored(self, row: int) -> dict[str, Any]:
        """The stored fields of a passage, as the schema lists them; a field without a value is left out."""
        group, ordinal = self.group_[row], self.ordinal_[row]
        common = self._documents.get(group)
        if common is None:
            if len(self._documents) >= _KEPT:
                self._documents.clear()
            columns = self._columns(layout.GROUP_COLUMNS)
            common = self._documents[group] = {
                name: value[n] for name, col, value in columns if (n := col[group])
            }
        found: dict[str, Any] = {**common, "ordinal": ordinal, "text": self.text(row)}
        found["id"] = f"{common['document']}/{ordinal}"
        for name, numbers in self._numbers.items():
            found[name] = numbers[row]
        for name, column, value in self._columns(layout.ROW_COLUMNS):
            number = column[row]
            if number:
                found[name] = value[number]
        blob, off = self._extra
        if off[row] < off[row + 1]:
            extra = json.loads(bytes(blob[off[row] : off[row + 1]]))
            for name in extra.pop(layout.MISSING, ()):
                del found[name]
            found.update(extra)
        return found

    @cached_property
    def _documents(self) -> dict[int, dict[str, str]]:
        """Values of documents by group, for a while: the passages of a page are often from few documents."""
        return {}

    def _columns(self, names: tuple[str, ...]) -> list[tuple[str, memoryview, _Decoded]]:
        """Columns with their values."""
        found = self._opened.get(names)
        if found is None:
            found = [(n, self.memory(_column(n)), _Decoded(self.values(n))) for n in names]
            self._opened[names] = found
        return found

    @cached_property
    def _opened(self) -> dict[tuple[str, ...], list[tuple[str, memoryview, _Decoded]]]:
        return {}


class _Decoded(dict[int, str]):
    """Values of a column by their numbers, from 1; those that were asked for are kept for a while."""

    def __init__(self, values: Dictionary) -> None:
        super().__init__()
        self._values = values

    def __missing__(self, number: int) -> str:
        if len(self) >= _KEPT:
            self.clear()
        value = self[number] = self._values[number - 1].decode()
        return value


def _column(name: str) -> str:
    return f"val.{name}" if name in layout.WORD_VALUES else f"col.{name}"
