"""What a window of passages holds of the words of a query, read from the forward stream.

    document numbers --leaf by leaf--> words of the passages --compared with the query's--> Evidence

As `evidence` reads it from postings, but for all passages of a leaf at once; `search.ranking` says what for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from whoosh.query import Phrase, Term

from search.execute.arrays import NO_ROWS
from search.execute.terms import postings, text_length
from search.ranking import Evidence, Sought

if TYPE_CHECKING:
    from search.execute.arrays import Array, Floats, Mask, Rows
    from search.execute.collection import Collection
    from search.execute.marking import Passages
    from search.execute.plan import Planner

_HEADINGS = ("title", "section")


def evidence(
    collection: Collection, planners: Sequence[Planner], words: Sequence[Sought], docnums: Array
) -> Evidence:
    """What the passages, ascending, hold of the words."""
    flags = [np.zeros((len(docnums), len(words)), np.bool_) for _ in _HEADINGS]
    found: list[tuple[Rows, Rows, Rows, Mask, Floats]] = []
    for planner in planners:
        leaf = planner.leaf
        first, last = docnums.searchsorted((leaf.offset, leaf.offset + leaf.size)).tolist()
        if first < last:
            found.append(_in_leaf(planner, words, docnums[first:last] - leaf.offset, first, flags))
    nothing = NO_ROWS, NO_ROWS, NO_ROWS, np.zeros(0, np.bool_), np.zeros(0)
    if len(found) > 1:
        passage, word, position, exact, length = map(np.concatenate, zip(*found, strict=True))
    else:
        passage, word, position, exact, length = found[0] if found else nothing
    return Evidence(
        passage=passage,
        word=word,
        position=position,
        exact=exact,
        title=flags[0],
        section=flags[1],
        length=length,
        mean_length=collection.mean("text", text_length),
        weight=np.array([_weight(collection, word) for word in words], np.float64),
    )


def _in_leaf(
    planner: Planner, words: Sequence[Sought], rows: Rows, first: int, flags: Sequence[Array]
) -> tuple[Rows, Rows, Rows, Mask, Floats]:
    """Passage, word, position and exactness of every place, and the lengths of the texts of one leaf, whose
    passages are those of the window from `first` on."""
    passages = planner.passages(rows)
    stands = [passages.in_a_row("text", word.stems) for word in words]
    exact = [_as_typed(passages, word, at) for word, at in zip(words, stands, strict=True)]
    for number, word in enumerate(words):
        for field, marked in zip(_HEADINGS, flags, strict=True):
            marked[first : first + len(rows), number] = _has(planner, field, word.stems, rows)
    if len(words) == 1:
        at, typed, number_of = stands[0], exact[0], np.zeros(len(stands[0]), np.int64)
    else:
        at = np.concatenate([NO_ROWS, *stands])
        order = at.argsort(kind="stable")
        at = at.take(order)
        typed = np.concatenate([np.zeros(0, np.bool_), *exact]).take(order)
        number_of = np.arange(len(words)).repeat([len(one) for one in stands]).take(order)
    owners = passages.owners(at)
    # Behind each text there is a slot that no word fills.
    return owners + first, number_of, at - passages.begins.take(owners), typed, passages.counts - 1.0


def _as_typed(passages: Passages, word: Sought, at: Rows) -> Mask:
    """bool[places]: where the word stands exactly as typed, of the places where it does in any form."""
    if len(word.exact) > 1:
        return np.isin(at, passages.in_a_row("exact", word.exact))
    index = passages.index
    term = index.term(word.exact[0].encode(errors="surrogatepass"))
    if term < 0:
        return np.zeros(len(at), np.bool_)
    found: Mask = passages.ranks.take(at) == index.rank_[term]
    return found


def _has(planner: Planner, field: str, stems: Sequence[str], rows: Rows) -> Array:
    """bool[rows]: whether a heading of each row has the words side by side."""
    tree = Term(field, stems[0]) if len(stems) == 1 else Phrase(field, list(stems))
    found: Array = planner.node(tree).at(rows, False)[0]
    return found


def _weight(collection: Collection, word: Sought) -> float:
    """The weight of the word, of several the rarest."""
    weights = []
    for stem in word.stems:
        frequency = sum(posting.df for posting in postings(collection, "text", stem) if posting is not None)
        weights.append(float(collection.idf(frequency)))
    return max(weights)
