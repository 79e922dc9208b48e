"""A tree over one passage -> the ranges of its text that make it match, from characters in the postings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whoosh import query as wq

from search.execute.evaluate import Evaluator
from search.execute.phrases import occurrences

Ranges = list[tuple[int, int]]
_TEXT = frozenset({"text", "exact"})
"""The fields whose characters are those of the passage's text."""


class Highlighter:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.postings = evaluator.postings

    def highlights(self, tree: Any, docnum: int) -> tuple[tuple[int, int], ...]:
        """Ascending ranges that do not overlap; parts that do not match, or that exclude, give none."""
        return _merged(self._ranges(tree, docnum) or [])

    def _ranges(self, tree: Any, docnum: int) -> Ranges | None:
        """The ranges of a part of the tree; None where the passage does not match it."""
        kind = type(tree)
        if kind is wq.And:
            found: Ranges = []
            for part in tree.subqueries:
                ranges = self._ranges(part, docnum)
                if ranges is None:
                    return None
                found += ranges
            return found
        if kind is wq.Or:
            matching = [r for part in tree.subqueries if (r := self._ranges(part, docnum)) is not None]
            if len(matching) < max(1, tree.minmatch):
                return None
            return [one for ranges in matching for one in ranges]
        if kind is wq.AndMaybe:
            needed = self._ranges(tree.a, docnum)
            return None if needed is None else needed + (self._ranges(tree.b, docnum) or [])
        if kind is wq.ConstantScoreQuery:
            return self._ranges(tree.child, docnum)
        if kind in (wq.Term, wq.Phrase, wq.Prefix) and tree.fieldname in _TEXT:
            return self._words(tree, docnum) or None
        return [] if self.evaluator.evaluate(tree, (docnum,), scored=False) else None

    def _words(self, tree: Any, docnum: int) -> Ranges:
        field, postings = tree.fieldname, self.postings
        if type(tree) is wq.Term:
            return self._spans(field, postings.term(field, tree.text), docnum)
        if type(tree) is wq.Prefix:
            first = postings.term(field, tree.text)
            terms = set(postings.terms(field, first, lambda term: term.startswith(first)))
            return [one for term in terms for one in self._spans(field, term, docnum)]
        words = [self._characters(field, postings.term(field, word), docnum) for word in tree.words]
        if not all(words):
            return []
        places = occurrences([sorted(word) for word in words], tree.slop)
        return [(words[0][first][0], words[-1][last][1]) for first, last in places]

    def _spans(self, field: str, term: bytes, docnum: int) -> Ranges:
        return list(self._characters(field, term, docnum).values())

    def _characters(self, field: str, term: bytes, docnum: int) -> dict[int, tuple[int, int]]:
        """Where a term stands in the passage: position -> characters."""
        for _, matcher, _ in self.postings.visit(field, term, (docnum,)):
            return {at: (start, end) for at, start, end in matcher.value_as("characters")}
        return {}


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges that overlap become one."""
    merged: Ranges = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)
