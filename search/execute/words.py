"""Queries that stand for several terms -> those terms: Prefix, Wildcard and FuzzyTerm."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from whoosh import query as wq

from search.execute.postings import Postings

EXPANDING = frozenset((wq.Prefix, wq.Wildcard, wq.FuzzyTerm))
"""The classes that `expanded` takes."""

_JOKER = re.compile("[*?]")


def expanded(postings: Postings, tree: Any) -> set[bytes]:
    """The terms of the index that a tree of one of EXPANDING stands for."""
    field, text = tree.fieldname, tree.text
    if type(tree) is wq.Prefix:
        return _beginning(postings, field, text, lambda term: True)
    if type(tree) is wq.Wildcard:
        joker = _JOKER.search(text)
        matches = pattern(text).fullmatch
        return _beginning(postings, field, text[: joker.start()] if joker else text, matches)
    limit = int(tree.maxdist)
    return _beginning(
        postings, field, text[: tree.prefixlength], lambda term: edits(text, term, limit) <= limit
    )


def _beginning(postings: Postings, field: str, prefix: str, wanted: Callable[[str], object]) -> set[bytes]:
    first = postings.term(field, prefix)
    terms = postings.terms(field, first, lambda term: term.startswith(first))
    return {term for term in terms if wanted(term.decode())}


def pattern(text: str) -> re.Pattern[str]:
    """The expression of a Wildcard: `*` stands for any characters, `?` for one. Takes time in proportion to
    the product of the lengths: what stands between two stars is looked for once, from the left."""
    first, *others = text.split("*")
    if not others:
        return re.compile(_literal(first), re.DOTALL)
    *inner, last = others
    between = "".join(f"(?>.*?{_literal(part)})" for part in inner if part)
    return re.compile(f"{_literal(first)}{between}.*{_literal(last)}", re.DOTALL)


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\?", ".")


def edits(one: str, other: str, limit: int) -> int:
    """How many single letters have to be put in, left out, replaced or exchanged with their neighbour to
    make one word of the other (optimal string alignment distance), or limit + 1 where it is more.

    Levenshtein's distance with Damerau's transpositions; no part of a word is edited twice.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, opposite in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and (not before or min(before) > limit):
            return limit + 1
    return min(row[-1], limit + 1)
