"""A tree -> the node that runs it in one leaf. Which classes there are, and what they mean, is said in
`engine`.

Recursion is as deep as the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query as wq
from whoosh.query.qcore import NullQuery
from whoosh.query.spans import SpanNear

from index_store.schema import NO_DATE
from search.execute import expansion
from search.execute.arrays import NO_ROWS, Floats, Mask, Rows
from search.execute.boolean import All, Any_
from search.execute.marking import EXPANDING, TEXTS, Passages, stem_by_rank
from search.execute.nodes import Between, Boosted, Constant, Everything, Maybe, Node, Not, Nothing, Word
from search.execute.phrase import InARow, Near, Spans, near, side_by_side, together
from search.execute.proximity import SameSentence, UnorderedPhrase
from search.execute.sequences import StreamWord, ordered, unordered
from search.execute.terms import Posting, postings
from search.execute.values import Valued, WordsOfValues, column, with_texts, with_value, words_of

if TYPE_CHECKING:
    from search.execute.collection import Collection, Leaf

_BATCH = 512
"""So many candidates are looked at together where nearness has to be checked one by one."""


class UnknownQueryError(TypeError):
    """No node runs this class of query."""


class Planner:
    """Makes nodes for one leaf."""

    __slots__ = ("_make", "collection", "leaf")

    def __init__(self, collection: Collection, leaf: Leaf) -> None:
        self.collection = collection
        self.leaf = leaf
        self._make: dict[type, Callable[[Any], Node]] = {
            wq.Term: self._term,
            wq.Phrase: self._phrase,
            UnorderedPhrase: self._phrase,
            SpanNear: self._near,
            SameSentence: self._near,
            wq.Prefix: self._expanding,
            wq.Wildcard: self._expanding,
            wq.FuzzyTerm: self._expanding,
            wq.NumericRange: self._range,
            wq.Every: self._every,
            wq.And: self._and,
            wq.Or: self._or,
            wq.Not: self._not,
            wq.AndMaybe: self._maybe,
            wq.ConstantScoreQuery: self._constant,
            type(NullQuery): lambda tree: Nothing(self.leaf),
        }

    def node(self, tree: Any) -> Node:
        """The node of a tree. Raises UnknownQueryError for a class that has none."""
        make = self._make.get(type(tree))
        if make is None:
            raise UnknownQueryError(f"no engine runs a {type(tree).__name__}: {tree!r}")
        return make(tree)

    # -- words

    def posting(self, field: str, word: str) -> Posting | None:
        """A word's postings in this leaf."""
        return postings(self.collection, field, word)[self.leaf.at]

    def _term(self, tree: Any) -> Node:
        field, word, boost = tree.fieldname, tree.text, tree.boost
        if field in TEXTS:
            posting = self.posting(field, word)
            return Nothing(self.leaf) if posting is None else Word(posting, boost)
        if field in self.leaf.segment.meta["columns"] and field not in self.leaf.segment.tokens:
            node = with_value(self.leaf, field, word)
            return self._valued(node, boost)
        of = words_of(self.leaf, field)
        return self._worded(of, word, lambda: of.texts(word), (word,), boost)

    def _valued(self, node: Node | None, boost: float) -> Node:
        if node is None:
            return Nothing(self.leaf)
        return node if boost == 0 else Constant(node, boost)

    def _worded(
        self, of: WordsOfValues, key: Hashable, find: Callable[[], Rows], words: Sequence[str], boost: float
    ) -> Node:
        """Rows whose value is one of those that `find` finds by words of it, scored by these words."""
        values = of.marked(self.collection, key, find)
        if values is None:
            return Nothing(self.leaf)

        def score() -> Floats:
            scores = np.zeros(len(values.texts), np.float32)
            for word in words:
                scores += of.impacts(self.collection, word, values.texts)
            return scores * np.float32(boost)

        return with_texts(of.column, values, score)

    # -- phrases and nearness

    def _phrase(self, tree: Any) -> Node:
        field, words, boost = tree.fieldname, tree.words, tree.boost
        in_order = type(tree) is wq.Phrase
        if field not in TEXTS:
            of = words_of(self.leaf, field)
            key = in_order, tree.slop, *words
            if in_order:
                return self._worded(of, key, lambda: of.in_order(words, tree.slop), words, boost)
            return self._worded(of, key, lambda: of.together(words, tree.width), words, boost)
        found = self._postings(field, words)
        if found is None:
            return Nothing(self.leaf)
        stream = [self._stream_word(field, posting, word) for posting, word in zip(found, words, strict=True)]
        if in_order:
            return InARow(found, boost, lambda: ordered(stream, tree.slop))
        return InARow(found, boost, lambda: unordered(stream, tree.width))

    def _postings(self, field: str, words: Sequence[str]) -> list[Posting] | None:
        found = []
        for word in words:
            posting = self.posting(field, word)
            if posting is None:
                return None
            found.append(posting)
        return found

    def _stream_word(self, field: str, posting: Posting, word: str) -> StreamWord:
        index = posting.index
        if field == "exact":
            id = posting.term
            return StreamWord(index, id, None, int(index.exact_cf[id]), posting.slots)
        occurrences = index.pptr_[posting.id + 1] - index.pptr_[posting.id]
        return StreamWord(index, posting.id, stem_by_rank(self.leaf), occurrences, posting.slots)

    def _near(self, tree: Any) -> Node:
        a, b = self.node(tree.a), self.node(tree.b)
        if not a.cost or not b.cost:
            return Nothing(self.leaf)
        both = All([a, b])
        if type(tree) is SpanNear:
            spans = self._spans(tree.a), self._spans(tree.b)
            index = self.leaf.segment.tokens["text"]
            if spans[0] is not None and spans[1] is not None:
                return Near(both, _Kept(near(index, spans[0], spans[1], tree.slop, tree.ordered)))
        return Near(both, lambda rows: self._checked(tree, rows))

    def _spans(self, tree: Any) -> Spans | None:
        """The spans of a part in the whole leaf; None where they have to be joined passage by passage."""
        kind = type(tree)
        if kind is wq.Term:
            posting = self.posting(tree.fieldname, tree.text)
            return _single([posting] if posting is not None else [])
        if kind in EXPANDING:
            return _single(expansion.AnyTerm(self.collection, self.leaf, self.terms(tree)).words())
        if kind is wq.Phrase and tree.slop == 1:
            found = self._postings(tree.fieldname, tree.words)
            if found is None:
                return _single([])
            words = zip(found, tree.words, strict=True)
            return side_by_side([self._stream_word(tree.fieldname, posting, word) for posting, word in words])
        if kind is wq.Or and tree.minmatch <= 1:
            every = []
            for part in tree.subqueries:
                spans = self._spans(part)
                if spans is None:
                    return None
                every.append(spans)
            return together(every) if every else _single([])
        return None

    def _checked(self, tree: Any, rows: Rows) -> Rows:
        """Those of the rows that match a SpanNear or SameSentence, looked at one by one."""
        kept = []
        for begin in range(0, len(rows), _BATCH):
            batch = rows[begin : begin + _BATCH]
            kept.append(batch.take(self.passages(batch).near(tree).nonzero()[0]))
        return np.concatenate(kept) if kept else NO_ROWS

    def passages(self, rows: Rows) -> Passages:
        """The words of some rows."""
        return Passages(self.leaf, rows, self.terms, self._matching)

    def _matching(self, tree: Any, rows: Rows) -> Mask:
        return self.node(tree).at(rows, False)[0]

    # -- several words at once

    def terms(self, tree: Any) -> Rows:
        """The exact terms that a Prefix, Wildcard or FuzzyTerm means."""
        index, kind = self.leaf.segment.tokens["text"], type(tree)
        if kind is wq.Prefix:
            return expansion.beginning(index, tree.text)
        if kind is wq.Wildcard:
            return expansion.wildcard(index, tree.text)
        return expansion.fuzzy(self.leaf, tree.text, int(tree.maxdist), int(tree.prefixlength))

    def _expanding(self, tree: Any) -> Node:
        if tree.fieldname != "exact":
            raise UnknownQueryError(
                f"no engine looks for a {type(tree).__name__} in {tree.fieldname}: {tree!r}"
            )
        terms = self.terms(tree)
        if not len(terms):
            return Nothing(self.leaf)
        node = expansion.AnyTerm(self.collection, self.leaf, terms)
        return self._valued(node, tree.boost)

    # -- dates and everything

    def _range(self, tree: Any) -> Node:
        if tree.fieldname != "date":
            raise UnknownQueryError(f"no engine looks for ranges of {tree.fieldname}: {tree!r}")
        low, high = tree.start + bool(tree.startexcl), tree.end - bool(tree.endexcl)
        return self._valued(self._between(low, high), tree.boost)

    def _between(self, low: int, high: int) -> Node | None:
        first, end = self.leaf.segment.dated(low, min(high, NO_DATE - 1))
        return Between(self.leaf, first, end) if first < end else None

    def _every(self, tree: Any) -> Node:
        field = tree.fieldname
        if field is None or field == "*":
            return self._valued(Everything(self.leaf), tree.boost)
        if field == "date":
            return self._valued(self._between(-NO_DATE, NO_DATE - 1), tree.boost)
        of = column(self.leaf, field)
        marked = np.ones(of.distinct + 1, np.bool_)
        marked[0] = False
        return self._valued(Valued(of, marked, None, self.leaf.live), tree.boost)

    # -- compound trees

    def _and(self, tree: Any) -> Node:
        parts = []
        for part in tree.subqueries:
            node = self.node(part)
            if type(node) is Nothing:
                return node
            parts.append(node)
        if not parts:
            return Nothing(self.leaf)
        return self._boosted(parts[0] if len(parts) == 1 else All(parts), tree.boost)

    def _or(self, tree: Any) -> Node:
        parts = [node for part in tree.subqueries if type(node := self.node(part)) is not Nothing]
        if len(parts) < max(1, tree.minmatch):
            return Nothing(self.leaf)
        node = parts[0] if len(parts) == 1 else Any_(parts, tree.minmatch)
        return self._boosted(node, tree.boost)

    def _boosted(self, node: Node, boost: float) -> Node:
        return node if boost == 1.0 or not node.scoring else Boosted(node, boost)

    def _not(self, tree: Any) -> Node:
        return Not(self.node(tree.query))

    def _maybe(self, tree: Any) -> Node:
        needed, bonus = self.node(tree.a), self.node(tree.b)
        if type(needed) is Nothing or not bonus.scoring:
            return needed
        return Maybe(needed, bonus)

    def _constant(self, tree: Any) -> Node:
        node = self.node(tree.child)
        if type(node) is Constant:
            node = node.child
        elif type(node) is Valued:
            node = Valued(node.column, node.marked, None, node.cost)
        if type(node) is Nothing or (tree.score == 0 and not node.scoring):
            return node
        return Constant(node, float(tree.score))


class _Kept:
    """Keeps those of some ascending rows that are among others."""

    __slots__ = ("rows",)

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def __call__(self, rows: Rows) -> Rows:
        if not len(self.rows):
            return self.rows
        at = np.minimum(self.rows.searchsorted(rows), len(self.rows) - 1)
        kept: Rows = rows.take((self.rows.take(at) == rows).nonzero()[0])
        return kept


def _single(found: Sequence[Posting]) -> Spans:
    """The spans of single words."""
    if not found:
        return NO_ROWS, NO_ROWS
    every = [posting.slots() for posting in found]
    return together([(slots, slots) for slots in every])
