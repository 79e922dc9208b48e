"""What a few passages hold of the words of a query, read from Whoosh's postings: see `search.ranking`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.execute.phrases import occurrences
from search.execute.postings import Postings
from search.ranking import Evidence, Sought


def evidence(postings: Postings, words: Sequence[Sought], docnums: Sequence[int]) -> Evidence:
    """What the passages hold of the words."""
    place_of = {docnum: place for place, docnum in enumerate(docnums)}
    found: list[tuple[int, int, int]] = []
    flags = {name: np.zeros((len(docnums), len(words)), np.bool_) for name in ("exact", "title", "section")}
    for number, word in enumerate(words):
        for docnum, positions in _places(postings, "text", word.stems, place_of).items():
            found += [(place_of[docnum], position, number) for position in positions]
        for field, marked in flags.items():
            tokens = word.exact if field == "exact" else word.stems
            for docnum in _places(postings, field, tokens, place_of):
                marked[place_of[docnum], number] = True
    table = np.array(sorted(found), np.int64).reshape(-1, 3)
    return Evidence(
        passage=table[:, 0],
        word=table[:, 2],
        position=table[:, 1],
        typed=flags["exact"],
        title=flags["title"],
        section=flags["section"],
        length=np.array([_length(postings, docnum) for docnum in docnums], np.float64),
        mean_length=postings.mean_length("text"),
        weight=np.array([_weight(postings, word) for word in words], np.float64),
    )


def _places(
    postings: Postings, field: str, words: Sequence[str], within: dict[int, int]
) -> dict[int, list[int]]:
    """Where the words stand side by side: passage -> positions of the first one."""
    each = []
    for term in (postings.term(field, word) for word in words):
        visited = postings.visit(field, term, within)
        each.append({m.id() + offset: list(m.value_as("positions")) for _, m, offset in visited})
    if len(each) == 1:
        return each[0]
    common = set(each[0]).intersection(*each[1:])
    runs = {docnum: occurrences([one[docnum] for one in each]) for docnum in common}
    return {docnum: [first for first, _ in found] for docnum, found in runs.items() if found}


def _length(postings: Postings, docnum: int) -> float:
    leaf, offset = postings.leaves[postings.segment(docnum)]
    return float(leaf.doc_field_length(docnum - offset, "text", 1))


def _weight(postings: Postings, word: Sought) -> float:
    return max(postings.idf("text", postings.term("text", stem)) for stem in word.stems)
