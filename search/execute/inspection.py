"""What a few passages hold of the words of a query, read from the columns: see `search.ranking`.

    rows --forward stream--> ranks of all their words --a table by rank--> where the words of the query stand

Of a single word the places do not matter, and it is enough to look the rows up among its postings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from search.execute.arrays import NO_ROWS, Array, Mask, Rows
from search.execute.terms import PAD, forms, postings, text_length
from search.execute.values import words_of
from search.ranking import Evidence, Sought

if TYPE_CHECKING:
    from search.execute.collection import Collection, Leaf
    from search.execute.marking import Passages
    from search.execute.plan import Planner

Places = tuple[Array, Array, Array]
"""Of each place its passage, its word and its position."""

_MOST = 255
"""So many words are looked for at once."""


def evidence(
    collection: Collection, planners: Sequence[Planner], words: Sequence[Sought], docnums: Rows
) -> Evidence:
    """What the passages, ascending, hold of the words."""
    flags = {name: np.zeros((len(docnums), len(words)), np.bool_) for name in ("typed", "title", "section")}
    length = np.zeros(len(docnums), np.float64)
    found: list[Places] = []
    for planner in planners:
        leaf = planner.leaf
        first, last = docnums.searchsorted((leaf.offset, leaf.offset + leaf.size)).tolist()
        mine, rows = slice(first, last), docnums[first:last] - leaf.offset
        if not len(rows):
            continue
        length[mine] = collection.lengths.take(leaf.segment.tokens["text"].lenb.take(rows))
        for name in ("title", "section"):
            _look_in_headings(collection, leaf, name, words, rows, flags[name], mine)
        if len(words) == 1 and len(words[0].exact) == 1:
            flags["typed"][mine, 0] = _typed(collection, leaf, words[0].exact[0], rows)
            continue
        places, typed = _places(collection, planner.passages(rows), words)
        flags["typed"][mine] = typed
        found.append((places[0] + first, *places[1:]))
    passage, word, position = found[0] if len(found) == 1 else _sorted(found)
    weight = np.array([_weight(collection, word) for word in words], np.float64)
    mean = collection.mean("text", text_length)
    return Evidence(passage, word, position, **flags, length=length, mean_length=mean, weight=weight)


def _typed(collection: Collection, leaf: Leaf, word: str, rows: Rows) -> Mask | bool:
    """Which of the rows have an exact term."""
    posting = postings(collection, "exact", word)[leaf.at]
    return False if posting is None else posting.among(rows)


def _places(collection: Collection, passages: Passages, words: Sequence[Sought]) -> tuple[Places, Mask]:
    """Where the words stand in passages of one leaf, by passage and position; bool[passages, words]: whether
    as typed."""
    index = passages.index
    # Of each rank whether it is wanted, and for which word; PAD, or one more than all ranks, is for none.
    wanted = np.zeros(max(len(index.rank), PAD) + 1, np.bool_)
    table = np.zeros(len(wanted), np.uint8)
    exact = np.full(len(words), -1, np.int64)  # the rank of each word as typed
    others = []
    for number, word in enumerate(words):
        if len(word.stems) > 1:
            others.append(number)
            continue
        ranks = forms(postings(collection, "text", word.stems[0])[passages.leaf.at])
        if number > _MOST or wanted.take(ranks).any():  # a form of another word, too
            others.append(number)
            continue
        wanted[ranks] = True
        table[ranks] = number
        term = index.term(word.exact[0].encode(errors="surrogatepass"))
        if term >= 0:
            exact[number] = index.rank_[term]
    at = wanted.take(passages.ranks).nonzero()[0]
    ranks = passages.ranks.take(at)
    word_at = table.take(ranks).astype(np.int64)
    passage = passages.owners(at)
    places = passage, word_at, at - passages.begins.take(passage)
    typed = np.zeros((len(passages.rows), len(words)), np.bool_)
    as_typed = (exact.take(word_at) == ranks).nonzero()[0]
    typed[passage.take(as_typed), word_at.take(as_typed)] = True
    if others:
        every = [places]
        for number in others:
            at = passages.in_a_row("text", words[number].stems)
            passage = passages.owners(at)
            every.append((passage, np.full(len(at), number), at - passages.begins.take(passage)))
            typed[passages.owners(passages.in_a_row("exact", words[number].exact)), number] = True
        places = _sorted(every)
    return places, typed


def _sorted(found: Sequence[Places]) -> Places:
    """All places by passage, position and word."""
    if not found:
        return NO_ROWS, NO_ROWS, NO_ROWS
    passage, word, position = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    order = np.lexsort((word, position, passage))
    return passage.take(order), word.take(order), position.take(order)


def _look_in_headings(
    collection: Collection,
    leaf: Leaf,
    field: str,
    words: Sequence[Sought],
    rows: Rows,
    flags: Mask,
    mine: slice,
) -> None:
    """Set the flags, bool[passages, words], of the rows whose heading has the words."""
    of = words_of(leaf, field)
    numbers: Array | None = None
    for at, word in enumerate(words):
        values = of.holding(collection, word.stems)
        if values is not None:
            if numbers is None:
                numbers = of.column.of(rows)
            flags[mine, at] = values.marks.take(numbers)


def _weight(collection: Collection, word: Sought) -> float:
    """The inverse document frequency of the rarest of a word's tokens."""
    weights = []
    for stem in word.stems:
        found = [posting for posting in postings(collection, "text", stem) if posting is not None]
        weights.append(float(found[0].idf if found else collection.idf(0)))
    return max(weights)
