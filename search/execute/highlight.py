"""A tree over one passage -> the ranges of its text that make it match, from characters in the postings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whoosh import query as wq
from whoosh.query.spans import SpanNear

from search.execute.evaluate import Evaluator
from search.execute.proximity import SameSentence, UnorderedPhrase
from search.execute.spans import characters, spans
from search.execute.words import EXPANDING

Ranges = list[tuple[int, int]]
_TEXT = frozenset({"text", "exact"})
"""The fields whose characters are those of the passage's text."""
_NEAR = frozenset((SpanNear, SameSentence))
_POSITIONAL = frozenset((wq.Term, wq.Phrase, UnorderedPhrase)) | EXPANDING | _NEAR


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
        if kind in _POSITIONAL and (kind in _NEAR or tree.fieldname in _TEXT):
            return self._marks(tree, docnum) or None
        return [] if self.evaluator.evaluate(tree, (docnum,), scored=False) else None

    def _marks(self, tree: Any, docnum: int) -> Ranges:
        found = spans(self.postings, tree, docnum)
        if not found:
            return []
        at = characters(self.postings, tree, docnum)
        marks = {mark for within in found.values() for mark in within}
        return [(at[first][0], at[last][1]) for first, last in marks]


def _merged(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges that overlap become one."""
    merged: Ranges = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)
