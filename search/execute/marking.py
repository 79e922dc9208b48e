"""Where a tree matches in some passages: marks, as ranges of words, and from these ranges of characters.

    rows --forward stream--> ranks of all their words --tree--> marks --steps--> characters

All passages of a page are looked at together. Marks are arrays, so that ten passages cost little more than
one; only words near each other are compared passage by passage, with the functions of `proximity`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query as wq
from whoosh.query.spans import SpanNear

from search.execute.arrays import NO_ROWS, Array, Mask, Rows, ragged
from search.execute.phrases import occurrences
from search.execute.proximity import SameSentence, Span, UnorderedPhrase, pairs, sentence_numbers, windows
from search.sentences import is_one

if TYPE_CHECKING:
    from index_store.columnar.segment import TokenIndex
    from search.execute.collection import Leaf

TEXTS = frozenset(("text", "exact"))
"""The fields whose words are those of the passage's text."""
EXPANDING = frozenset((wq.Prefix, wq.Wildcard, wq.FuzzyTerm))
NEAR = frozenset((SpanNear, SameSentence))

PAD = 65535
RARE = 65534


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What a part of a tree marks in some passages."""

    matching: Mask
    """bool[passages]: which ones match it."""
    first: Rows
    """i64[marks]: the first word of each mark, by its place among the words of all the passages."""
    last: Rows
    """i64[marks]"""


Spans = dict[Span, frozenset[Span]]
"""Where a part stands in one passage, and within that what to mark."""


class Passages:
    """The words of some passages of one leaf.

    `terms` gives the numbers of the exact terms that a Prefix, Wildcard or FuzzyTerm means; `conditions`
    tells which rows match a part that marks nothing.
    """

    def __init__(
        self,
        leaf: Leaf,
        rows: Rows,
        terms: Callable[[Any], Rows],
        conditions: Callable[[Any, Rows], Mask],
    ) -> None:
        self.leaf = leaf
        self.rows = rows
        self.index: TokenIndex = leaf.segment.tokens["text"]
        self._terms = terms
        self._conditions = conditions
        base = self.index.base
        starts = base.take(rows).astype(np.int64)
        # With the slot behind each text, which no word fills: nothing spans two passages.
        self.counts = base.take(rows + 1).astype(np.int64) - starts
        self.slots, self.begins = ragged(starts, self.counts)
        self.ranks = self.index.fwd.take(self.slots)
        if len(self.index.rank) >= RARE:
            ranks = self.ranks.astype(np.int64)
            rare = (self.ranks == RARE).nonzero()[0]
            ranks[rare] = self.index.rare_rank.take(self.index.rare_at.searchsorted(self.slots.take(rare)))
            ranks[self.ranks == PAD] = len(self.index.rank)
            self.ranks = ranks
        self._words: dict[tuple[str, str], Rows] = {}

    @cached_property
    def stems(self) -> Array:
        """The stem of the term of each rank, and one that is none: of the slots without a word."""
        return stem_by_rank(self.leaf)

    def owners(self, words: Rows) -> Rows:
        """The passage of each word."""
        return self.begins.searchsorted(words, "right") - 1

    # -- marks

    def marks(self, tree: Any) -> Marks:
        """What a tree marks. Parts that do not match, or that exclude, mark nothing."""
        kind = type(tree)
        if kind is wq.Term and tree.fieldname in TEXTS:
            words = self.places(tree.fieldname, tree.text)
            return self._marked(words, words)
        if kind is wq.And:
            return self._every([self.marks(part) for part in tree.subqueries])
        if kind is wq.Or:
            return self._some([self.marks(part) for part in tree.subqueries], max(1, tree.minmatch))
        if kind is wq.AndMaybe:
            needed, bonus = self.marks(tree.a), self.marks(tree.b)
            return self._kept(needed.matching, [needed, bonus])
        if kind is wq.ConstantScoreQuery:
            return self.marks(tree.child)
        if kind is wq.Phrase and tree.fieldname in TEXTS and tree.slop == 1:
            words = self.in_a_row(tree.fieldname, tree.words)
            return self._marked(words, words + (len(tree.words) - 1))
        if kind in EXPANDING and tree.fieldname == "exact":
            words = self.expanded(tree)
            return self._marked(words, words)
        if kind in NEAR or (kind in (wq.Phrase, UnorderedPhrase) and tree.fieldname in TEXTS):
            return self._spanned(tree)
        return Marks(self._conditions(tree, self.rows), NO_ROWS, NO_ROWS)

    def _marked(self, first: Rows, last: Rows) -> Marks:
        matching = np.zeros(len(self.rows), np.bool_)
        matching[self.owners(first)] = True
        return Marks(matching, first, last)

    def _every(self, parts: Sequence[Marks]) -> Marks:
        matching = parts[0].matching
        for part in parts[1:]:
            matching = matching & part.matching
        return self._kept(matching, parts)

    def _some(self, parts: Sequence[Marks], least: int) -> Marks:
        if least == 1:
            matching = parts[0].matching
            for part in parts[1:]:
                matching = matching | part.matching
        else:
            matching = np.sum([part.matching for part in parts], axis=0) >= least
        return self._kept(matching, parts)

    def _kept(self, matching: Mask, parts: Sequence[Marks]) -> Marks:
        """The marks of parts in the passages that match the whole."""
        first = np.concatenate([part.first for part in parts])
        last = np.concatenate([part.last for part in parts])
        if len(first) and not matching.all():
            kept = matching.take(self.owners(first)).nonzero()[0]
            first, last = first.take(kept), last.take(kept)
        return Marks(matching, first, last)

    def _spanned(self, tree: Any) -> Marks:
        matching = np.zeros(len(self.rows), np.bool_)
        first, last = [], []
        for passage in range(len(self.rows)):
            found = self.spans(tree, passage)
            if found:
                matching[passage] = True
                begin = int(self.begins[passage])
                for one, other in {mark for marks in found.values() for mark in marks}:
                    first.append(begin + one)
                    last.append(begin + other)
        return Marks(matching, np.array(first, np.int64), np.array(last, np.int64))

    # -- words

    def places(self, field: str, word: str) -> Rows:
        """Where a word stands, ascending."""
        found = self._words.get((field, word))
        if found is None:
            term = word.encode(errors="surrogatepass")
            index = self.index
            if field == "exact":
                id = index.term(term)
                found = NO_ROWS if id < 0 else (self.ranks == index.rank_[id]).nonzero()[0]
            else:
                id = index.stem(term)
                found = NO_ROWS if id < 0 else (self.stems.take(self.ranks, mode="clip") == id).nonzero()[0]
            self._words[field, word] = found
        return found

    def in_a_row(self, field: str, words: Sequence[str]) -> Rows:
        """Where words stand side by side: the first of each time."""
        found = self.places(field, words[0])
        for further, word in enumerate(words[1:], 1):
            if not len(found):
                break
            found = found[np.isin(found + further, self.places(field, word))]
        return found

    def expanded(self, tree: Any) -> Rows:
        """Where any of the terms stands that a Prefix, Wildcard or FuzzyTerm means."""
        wanted = np.zeros(len(self.index.rank) + 1, np.bool_)  # the last one is that of no word
        wanted[self.index.rank.take(self._terms(tree))] = True
        return wanted.take(np.minimum(self.ranks, len(wanted) - 1)).nonzero()[0]

    def positions(self, field: str, word: str, passage: int) -> list[int]:
        """Where a word stands in one of the passages: positions."""
        return self._within(self.places(field, word), passage)

    def _within(self, words: Rows, passage: int) -> list[int]:
        begin = int(self.begins[passage])
        low, high = words.searchsorted((begin, begin + int(self.counts[passage]))).tolist()
        found: list[int] = (words[low:high] - begin).tolist()
        return found

    # -- words near each other, in one passage

    def near(self, tree: Any) -> Mask:
        """bool[passages]: which of them match a SpanNear or SameSentence."""
        if type(tree) is SameSentence:
            a, b = self._flat(tree.a), self._flat(tree.b)
            if a is not None and b is not None:
                return self._share_a_sentence(a, b, tree.ordered)
        return np.array([bool(self.spans(tree, passage)) for passage in range(len(self.rows))], np.bool_)

    def _flat(self, tree: Any) -> Marks | None:
        """The spans of a part, if all are equally long and what it marks is what it spans; else None."""
        kind = type(tree)
        if kind is wq.Or and tree.minmatch <= 1:
            if any(self._flat(part) is None for part in tree.subqueries):
                return None
        elif not (kind is wq.Term or kind in EXPANDING or (kind is wq.Phrase and tree.slop == 1)):
            return None
        marks = self.marks(tree)
        lengths = marks.last - marks.first
        if len(lengths) and (lengths != lengths[0]).any():
            return None
        order = marks.first.argsort(kind="stable")
        return Marks(marks.matching, marks.first.take(order), marks.last.take(order))

    def _share_a_sentence(self, a: Marks, b: Marks, in_order: bool) -> Mask:
        """bool[passages]: in which a span of `a` and one of `b` stand in one sentence.

        If any two do, then also two of which the second is the next one after the first.
        """
        found = np.zeros(len(self.rows), np.bool_)
        starts, ends = self.characters
        for one, other in ((a, b),) if in_order else ((a, b), (b, a)):
            if not len(one.first) or not len(other.first):
                continue
            at = other.first.searchsorted(one.last, "right")
            following = other.first.take(np.minimum(at, len(other.first) - 1))
            passages = self.owners(one.first)
            kept = ((at < len(other.first)) & (self.owners(following) == passages)).nonzero()[0]
            begin = starts.take(one.first.take(kept)).tolist()
            end = ends.take(other.last.take(at.take(kept))).tolist()
            for passage, first, last in zip(passages.take(kept).tolist(), begin, end, strict=True):
                if not found[passage]:
                    text = self.leaf.segment.text(int(self.rows[passage]))
                    found[passage] = is_one(text, first, last)
        return found

    def spans(self, tree: Any, passage: int) -> Spans:
        """Where a positional part stands in a passage. Raises TypeError for a tree that is not positional."""
        kind = type(tree)
        if kind is wq.Term:
            return _whole((at, at) for at in self.positions(tree.fieldname, tree.text, passage))
        if kind in EXPANDING:
            return _whole((at, at) for at in self._within(self.expanded(tree), passage))
        if kind is wq.Or:
            return _united(self.spans(part, passage) for part in tree.subqueries)
        if kind is wq.Phrase or kind is UnorderedPhrase:
            words = [self.positions(tree.fieldname, word, passage) for word in tree.words]
            if kind is wq.Phrase:
                return _whole(occurrences(words, tree.slop) if all(words) else ())
            at = {position for word in words for position in word}
            return {
                (first, last): frozenset((n, n) for n in range(first, last + 1) if n in at)
                for first, last in windows(words, tree.width)
            }
        if kind is SpanNear or kind is SameSentence:
            return self._near(tree, passage)
        raise TypeError(f"a {kind.__name__} has no positions: {tree!r}")

    def _near(self, tree: Any, passage: int) -> Spans:
        a, b = self.spans(tree.a, passage), self.spans(tree.b, passage)
        if not a or not b:
            return {}
        if type(tree) is SpanNear:
            joined: Iterable[tuple[Span, Span]] = pairs(a, sorted(b), tree.slop, tree.ordered)
        else:
            joined = self._in_one_sentence(tree, passage, a, b)
        return _united(
            {(min(one[0], other[0]), max(one[1], other[1])): a[one] | b[other]} for one, other in joined
        )

    def _in_one_sentence(self, tree: Any, passage: int, a: Spans, b: Spans) -> Iterable[tuple[Span, Span]]:
        begin = int(self.begins[passage])
        starts, ends = self.characters
        ascending = sorted({*a, *b})
        ranges = [(int(starts[begin + first]), int(ends[begin + last])) for first, last in ascending]
        numbers = sentence_numbers(self.leaf.segment.text(int(self.rows[passage])), ranges)
        sentence_of = dict(zip(ascending, numbers, strict=True))
        groups: defaultdict[int | None, list[Span]] = defaultdict(list)
        for span in sorted(b):
            groups[sentence_of[span]].append(span)
        for span in a:
            if sentence_of[span] is not None:
                yield from pairs((span,), groups.get(sentence_of[span], []), tree.slop, tree.ordered)

    # -- characters

    @cached_property
    def characters(self) -> tuple[Rows, Rows]:
        """Of every word its first character and the one after its last, counted within its passage."""
        index = self.index
        assert index.step is not None and index.far is not None
        step = index.step.take(self.slots)
        lengths = (step & 31).astype(np.int64)
        advance = (step >> 5).astype(np.int64)
        if len(index.far.at):
            far = ((advance == 7) | (lengths == 31)).nonzero()[0]
            if len(far):
                at = index.far.at.searchsorted(self.slots.take(far))
                advance[far], lengths[far] = index.far.gap.take(at), index.far.length.take(at)
        advance += lengths
        ends = advance.cumsum()
        # The sums begin anew in each passage; the slot behind a text adds nothing.
        before = np.zeros(len(self.rows), np.int64)
        before[1:] = ends.take(self.begins[1:] - 1)
        ends -= before.repeat(self.counts)
        return ends - lengths, ends

    def ranges(self, marks: Marks) -> list[tuple[tuple[int, int], ...]]:
        """Marks as ranges of each passage's text, ascending; those that overlap become one."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(len(self.rows))]
        if len(marks.first):
            starts, ends = self.characters
            order = marks.first.argsort(kind="stable")
            first, last = marks.first.take(order), marks.last.take(order)
            all_starts, all_ends = starts.take(first).tolist(), ends.take(last).tolist()
            for passage, start, end in zip(self.owners(first).tolist(), all_starts, all_ends, strict=True):
                mine = found[passage]
                if mine and start < mine[-1][1]:
                    if end > mine[-1][1]:
                        mine[-1] = mine[-1][0], end
                else:
                    mine.append((start, end))
        return [tuple(mine) for mine in found]


def stem_by_rank(leaf: Leaf) -> Array:
    """u32[E + 1]: the stem of the term of each rank; the last is that of no word."""

    def make() -> Array:
        index = leaf.segment.tokens["text"]
        stems = index.stem_of.take(index.by_rank)
        return np.append(stems, np.uint32(2**32 - 1))

    made: Array = leaf.kept("stem_by_rank", make)
    return made


def _whole(found: Iterable[Span]) -> Spans:
    return {span: frozenset((span,)) for span in found}


def _united(parts: Iterable[Spans]) -> Spans:
    united: defaultdict[Span, frozenset[Span]] = defaultdict(frozenset)
    for part in parts:
        for span, marks in part.items():
            united[span] |= marks
    return dict(united)
