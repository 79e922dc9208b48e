"""What a window of passages holds of the words of a query, read from the forward stream.

    document numbers --leaf by leaf--> words of the passages --compared with the query's--> Evidence

As `evidence` reads it from postings, but for all passages of a leaf at once; `search.ranking` says what for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from whoosh.query import Phrase, Term

from search.execute.terms import postings, text_length
from search.ranking import Evidence, Sought

if TYPE_CHECKING:
    from search.execute.arrays import Array, Rows
    from search.execute.collection import Collection
    from search.execute.plan import Planner

_HEADINGS = ("title", "section")


def evidence(
    collection: Collection, planners: Sequence[Planner], words: Sequence[Sought], docnums: Sequence[int]
) -> Evidence:
    """What the passages hold of the words."""
    wanted = np.array(docnums, np.int64)
    flags = {field: np.zeros((len(docnums), len(words)), np.bool_) for field in _HEADINGS}
    length = np.zeros(len(docnums))
    places: list[Array] = []
    for planner in planners:
        leaf = planner.leaf
        mine = ((wanted >= leaf.offset) & (wanted < leaf.offset + leaf.size)).nonzero()[0]
        if not len(mine):
            continue
        mine = mine.take((wanted.take(mine)).argsort())
        rows = wanted.take(mine) - leaf.offset
        passages = planner.passages(rows)
        length[mine] = passages.counts - 1  # the slot behind each text
        for number, word in enumerate(words):
            stands = passages.in_a_row("text", word.stems)
            owners = passages.owners(stands)
            table = np.empty((len(stands), 4), np.int64)
            table[:, 0] = mine.take(owners)
            table[:, 1] = stands - passages.begins.take(owners)
            table[:, 2] = number
            table[:, 3] = np.isin(stands, passages.in_a_row("exact", word.exact))
            places.append(table)
            for field, marked in flags.items():
                marked[mine, number] = _has(planner, field, word.stems, rows)
    table = np.concatenate(places) if places else np.empty((0, 4), np.int64)
    table = table.take(np.lexsort((table[:, 1], table[:, 0])), axis=0)
    return Evidence(
        passage=table[:, 0],
        word=table[:, 2],
        position=table[:, 1],
        exact=table[:, 3].astype(np.bool_),
        title=flags["title"],
        section=flags["section"],
        length=length,
        mean_length=collection.mean("text", text_length),
        weight=np.array([_weight(collection, word) for word in words], np.float64),
    )


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
