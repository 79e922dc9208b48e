"""Conditions on a passage's values: exact values of columns, and words of the names and headings that
columns hold.

    a word, a phrase --index of the distinct values--> which values have it --column--> which rows

A column has few distinct values, so a condition is a table with a flag (or a score) for every value, and a
row passes by two lookups.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from search.execute.arrays import NO_ROWS, Array, Floats, Found, Marked, Rows
from search.execute.nodes import Node
from search.execute.scoring import K1, B
from search.execute.sequences import StreamWord, ordered, unordered

if TYPE_CHECKING:
    from index_store.columnar.segment import TokenIndex
    from search.execute.collection import Collection, Leaf


class Column:
    """The numbers of a field's values in one leaf; 0 where there is none."""

    __slots__ = ("by_group", "distinct", "leaf", "name", "numbers", "values")

    def __init__(self, leaf: Leaf, name: str) -> None:
        segment = leaf.segment
        self.leaf = leaf
        self.name = name
        self.values = segment.values(name)
        self.distinct = len(self.values)
        self.numbers: Array = segment.column(name)
        self.by_group = segment.level(name) == "group"

    def of(self, rows: Rows) -> Array:
        """The value numbers of rows."""
        if self.by_group:
            return self.numbers.take(self.leaf.groups.take(rows))
        return self.numbers.take(rows)

    def with_any(self, table: Array) -> Rows:
        """The living rows whose value is marked in `table`, bool[values + 1]."""
        at = table.take(self.numbers).nonzero()[0]
        return self.leaf.living(self.leaf.expand(at) if self.by_group else at)

    def sizes(self) -> Array:
        """i64[values + 1]: how many rows have each value, deleted ones included."""
        made: Array = self.leaf.kept(f"sizes {self.name}", self._count)
        return made

    def _count(self) -> Array:
        weights = np.diff(self.leaf.segment.group_first.astype(np.int64)) if self.by_group else None
        counts = np.bincount(self.numbers, weights, self.distinct + 1)
        return counts.astype(np.int64)


def column(leaf: Leaf, name: str) -> Column:
    """A column of a leaf."""
    made: Column = leaf.kept(f"column {name}", lambda: Column(leaf, name))
    return made


class Valued(Node):
    """Rows whose value is one of those marked; the score is the value's."""

    __slots__ = ("column", "marked", "score", "scoring")

    def __init__(self, column: Column, marked: Array, score: Callable[[], Floats] | None, rows: int) -> None:
        super().__init__(column.leaf, rows)
        self.column = column
        self.marked = marked
        """bool[values + 1]"""
        self.score = score
        """Gives f32[values + 1]; often nobody asks."""
        self.scoring = score is not None

    def all(self, scored: bool) -> Found:
        rows = self.column.with_any(self.marked)
        if not scored or self.score is None:
            return rows, None
        return rows, self.score().take(self.column.of(rows))

    def at(self, rows: Rows, scored: bool) -> Marked:
        numbers = self.column.of(rows)
        mask = self.marked.take(numbers)
        return mask, self.score().take(numbers) if scored and self.score is not None else None


class WordsOfValues:
    """The token index over the distinct values of a field, in one leaf. A value's text is its number - 1."""

    __slots__ = ("column", "index", "leaf", "name")

    def __init__(self, leaf: Leaf, name: str) -> None:
        self.leaf = leaf
        self.name = name
        self.index: TokenIndex = leaf.segment.tokens[name]
        self.column = column(leaf, name)

    def texts(self, word: str) -> Rows:
        """The texts with a word."""
        id = self._id(word)
        return NO_ROWS if id < 0 else self.index.docs(id).astype(np.int64)

    def marked(self, collection: Collection, key: Hashable, find: Callable[[], Rows]) -> Values | None:
        """The values that `find` finds as texts, kept under a key; None where it finds none."""
        key = self.name, self.leaf.at, key
        kept: Values | None = collection.cache.get(key)
        if kept is None:
            kept = collection.cache.put(key, Values(find(), self.column.distinct))
        return kept if len(kept.texts) else None

    def holding(self, collection: Collection, words: Sequence[str]) -> Values | None:
        """The values in which the words stand side by side."""
        if len(words) == 1:
            return self.marked(collection, words[0], lambda: self.texts(words[0]))
        return self.marked(collection, (True, 1, *words), lambda: self.in_order(words, 1))

    def in_order(self, words: Sequence[str], slop: int) -> Rows:
        """The texts with words in order, each at most `slop` places after the one before."""
        found = self._words(words)
        return NO_ROWS if found is None else ordered(found, slop)

    def together(self, words: Sequence[str], width: int) -> Rows:
        """The texts with words in any order, at most `width` places from the first to the last."""
        found = self._words(words)
        return NO_ROWS if found is None else unordered(found, width)

    def frequency(self, word: str) -> int:
        """How many rows have a value with the word, deleted ones included."""
        return int(self.column.sizes().take(self.texts(word) + 1).sum())

    def length(self) -> int:
        """Words of the values of all rows together."""
        base = self.index.base.astype(np.int64)
        words = np.diff(base) - 1
        if self.name.endswith("_name"):  # between two names stand slots without a word
            words = np.add.reduceat(self.index.fwd != 65535, base[:-1]) if len(words) else words
        return int((words * self.column.sizes()[1:]).sum())

    def impacts(self, collection: Collection, word: str, texts: Rows) -> Floats:
        """The scores of a word in some of the texts."""
        scores = np.zeros(len(texts), np.float32)
        id = self._id(word)
        if id < 0:
            return scores
        index = self.index
        own = index.docs(id).astype(np.int64)
        place = np.minimum(own.searchsorted(texts), len(own) - 1)
        mean = collection.mean(self.name, lambda leaf: words_of(leaf, self.name).length())
        lengths = collection.lengths.take(index.lenb.take(texts))
        f = index.tf(id).take(place).astype(np.float64)
        impact = f * (K1 + 1) / (f + K1 * (1 - B + B * lengths / mean))
        frequency = sum(words_of(leaf, self.name).frequency(word) for leaf in collection.leaves)
        scores[:] = impact.astype(np.float32) * collection.idf(frequency)
        scores *= own.take(place) == texts
        return scores

    def _id(self, word: str) -> int:
        return self.index.stem(word.encode(errors="surrogatepass"))

    def _words(self, words: Sequence[str]) -> list[StreamWord] | None:
        index, found = self.index, []
        for word in words:
            id = self._id(word)
            if id < 0:
                return None
            occurrences = index.pptr_[id + 1] - index.pptr_[id]
            found.append(StreamWord(index, id, None, occurrences, partial(index.slots_of, id)))
        return found


def words_of(leaf: Leaf, name: str) -> WordsOfValues:
    """The words of a field's values in a leaf."""
    made: WordsOfValues = leaf.kept(f"words {name}", lambda: WordsOfValues(leaf, name))
    return made


class Values:
    """Some values of a column: the texts of their words, and a mark for each."""

    __slots__ = ("marks", "texts", "used")

    def __init__(self, texts: Rows, distinct: int) -> None:
        self.texts = texts
        self.marks = np.zeros(distinct + 1, np.bool_)
        """bool[values + 1]"""
        self.marks[texts + 1] = True
        self.used = 0

    @property
    def nbytes(self) -> int:
        return 256 + self.texts.nbytes + self.marks.nbytes


def with_value(leaf: Leaf, name: str, value: str) -> Valued | None:
    """Rows with this value of an exact field; they score nothing. None where no row has it."""
    try:
        number = leaf.segment.number(name, value)
    except UnicodeEncodeError:  # half a surrogate pair: no index holds it
        return None
    if not number:
        return None
    of = column(leaf, name)
    marked = np.zeros(of.distinct + 1, np.bool_)
    marked[number] = True
    return Valued(of, marked, None, _effort(of, 1))


def with_texts(of: Column, values: Values, score: Callable[[], Floats]) -> Valued:
    """Rows whose value is one of these; `score` gives the scores of their texts."""

    def scores() -> Floats:
        table = np.zeros(of.distinct + 1, np.float32)
        table[values.texts + 1] = score()
        return table

    return Valued(of, values.marks, scores, _effort(of, len(values.texts)))


def _effort(column: Column, values: int) -> int:
    """What it costs to find the rows with one of so many values, as a number of postings. To count them would
    cost more than it saves."""
    size = column.leaf.size
    if not column.by_group:
        return 1 + size // 2  # all rows are looked at
    return min(size, max(1, 4 * values * size // (column.distinct + 1)))
