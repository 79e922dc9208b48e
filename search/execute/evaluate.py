"""A tree over postings -> the passages that match, with scores. What trees mean is said in `engine`.

Passages and scores are one dictionary a node. `within` are the passages that matter to the node above, so
that a rare word next to a frequent one does not read all the frequent one's postings. Recursion is as deep as
the tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from whoosh import query as wq
from whoosh.query.qcore import NullQuery
from whoosh.query.spans import SpanNear

from search.execute.phrases import occurrences
from search.execute.postings import Postings
from search.execute.proximity import SameSentence, UnorderedPhrase, windows
from search.execute.scoring import bm25
from search.execute.spans import spans
from search.execute.words import expanded

Scored = dict[int, float]
Within = Collection[int] | None


class Evaluator:
    """Runs trees over one snapshot. Unscored, every score is 0 and no length is read."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._run: dict[type, Callable[[Any, Within, bool], Scored]] = {
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
            wq.AndMaybe: self._and_maybe,
            wq.ConstantScoreQuery: self._constant,
            type(NullQuery): lambda tree, within, scored: {},
        }

    def evaluate(self, tree: Any, within: Within = None, scored: bool = True) -> Scored:
        """The passages of `within` (None: of the index) that match, with their scores.

        Raises TypeError for a class of query that engines do not know.
        """
        run = self._run.get(type(tree))
        if run is None:
            raise TypeError(f"no engine runs a {type(tree).__name__}: {tree!r}")
        return run(tree, within, scored)

    def cost(self, tree: Any) -> int:
        """About how many passages match: what to begin with."""
        kind = type(tree)
        if kind is wq.Term:
            return self.postings.frequency(tree.fieldname, self._spelled(tree.fieldname, tree.text))
        if kind is wq.Phrase or kind is UnorderedPhrase:
            terms = {self._spelled(tree.fieldname, word) for word in tree.words}
            return min((self.postings.frequency(tree.fieldname, term) for term in terms), default=0)
        if kind is wq.And:
            return min((self.cost(part) for part in tree.subqueries), default=0)
        if kind is wq.Or:
            return min(sum(self.cost(part) for part in tree.subqueries), self.postings.size)
        if kind is SpanNear or kind is SameSentence:
            return min(self.cost(tree.a), self.cost(tree.b))
        if kind is wq.AndMaybe:
            return self.cost(tree.a)
        if kind is wq.ConstantScoreQuery:
            return self.cost(tree.child)
        return self.postings.size

    def _spelled(self, field: str, word: str) -> bytes:
        return self.postings.term(field, word)

    def _term(self, tree: Any, within: Within, scored: bool) -> Scored:
        field, term = tree.fieldname, self._spelled(tree.fieldname, tree.text)
        postings = self.postings
        if not postings.frequency(field, term):
            return {}
        if not scored:
            return dict.fromkeys(postings.passages(field, term, within), 0.0)
        if not postings.reader.schema[field].scorable:
            return dict.fromkeys(postings.passages(field, term, within), float(tree.boost))
        weight = postings.idf(field, term) * tree.boost
        mean = postings.mean_length(field)
        found: Scored = {}
        for leaf, matcher, offset in postings.visit(field, term, within):
            docnum = matcher.id()
            length = leaf.doc_field_length(docnum, field, 1)
            found[docnum + offset] = bm25(weight, matcher.weight(), length, mean)
        return found

    def _phrase(self, tree: Any, within: Within, scored: bool) -> Scored:
        field, postings = tree.fieldname, self.postings
        terms = [self._spelled(field, word) for word in tree.words]
        rarest = min(terms, key=lambda term: postings.frequency(field, term))
        if not postings.frequency(field, rarest):
            return {}
        weights = {term: postings.idf(field, term) * tree.boost for term in terms}
        mean = postings.mean_length(field)
        ordered = type(tree) is wq.Phrase
        found: Scored = {}
        others: dict[bytes, Any] = {}
        reading = None
        for leaf, matcher, offset in postings.visit(field, rarest, within):
            if leaf is not reading:
                reading = leaf
                others = {
                    t: leaf.postings(field, t) for t in set(terms) if (field, t) in leaf and t != rarest
                }
                complete = len(others) == len(set(terms)) - 1
            docnum = matcher.id()
            if not complete or not all(_reaches(other, docnum) for other in others.values()):
                continue
            here = {**others, rarest: matcher}
            places = {term: at.value_as("positions") for term, at in here.items()}
            words = [places[term] for term in terms]
            if not (occurrences(words, tree.slop) if ordered else windows(words, tree.width)):
                continue
            score = 0.0
            if scored:
                length = leaf.doc_field_length(docnum, field, 1)
                score = sum(bm25(weights[term], here[term].weight(), length, mean) for term in terms)
            found[docnum + offset] = score
        return found

    def _near(self, tree: Any, within: Within, scored: bool) -> Scored:
        both = self._and(wq.And([tree.a, tree.b]), within, scored)
        return {docnum: score for docnum, score in both.items() if spans(self.postings, tree, docnum)}

    def _expanding(self, tree: Any, within: Within, scored: bool) -> Scored:
        return self._any_of(tree, expanded(self.postings, tree), within, scored)

    def _range(self, tree: Any, within: Within, scored: bool) -> Scored:
        # The term of a number's full precision begins with a zero byte and sorts like the number.
        field = self.postings.reader.schema[tree.fieldname]
        low = field.to_bytes(tree.start + bool(tree.startexcl))
        high = field.to_bytes(tree.end - bool(tree.endexcl))
        return self._any_term(tree, low, lambda term: term <= high, within, scored)

    def _every(self, tree: Any, within: Within, scored: bool) -> Scored:
        score = float(tree.boost) if scored else 0.0
        if tree.fieldname is not None:
            return self._any_term(tree, b"", lambda term: True, within, scored)
        return dict.fromkeys(self._universe(within), score)

    def _any_term(
        self, tree: Any, first: bytes, wanted: Callable[[bytes], bool], within: Within, scored: bool
    ) -> Scored:
        return self._any_of(tree, set(self.postings.terms(tree.fieldname, first, wanted)), within, scored)

    def _any_of(self, tree: Any, terms: set[bytes], within: Within, scored: bool) -> Scored:
        found: set[int] = set()
        for term in terms:
            found.update(self.postings.passages(tree.fieldname, term, within))
        return dict.fromkeys(sorted(found), float(tree.boost) if scored else 0.0)

    def _universe(self, within: Within) -> Collection[int]:
        return list(self.postings.everything()) if within is None else within

    def _and(self, tree: Any, within: Within, scored: bool) -> Scored:
        found: Scored | None = None
        for part in sorted(tree.subqueries, key=self.cost):
            here = self.evaluate(part, within if found is None else found, scored)
            if found is not None:
                here = {docnum: found[docnum] + score for docnum, score in here.items()}
            found = here
            if not found:
                break
        return _boosted(found or {}, tree.boost)

    def _or(self, tree: Any, within: Within, scored: bool) -> Scored:
        found: Scored = {}
        times: Counter[int] = Counter()
        for part in tree.subqueries:
            here = self.evaluate(part, within, scored)
            if tree.minmatch > 1:
                times.update(here.keys())
            if not found:
                found = here
                continue
            for docnum, score in here.items():
                found[docnum] = found.get(docnum, 0.0) + score
        if tree.minmatch > 1:
            found = {docnum: score for docnum, score in found.items() if times[docnum] >= tree.minmatch}
        return _boosted(found, tree.boost)

    def _not(self, tree: Any, within: Within, scored: bool) -> Scored:
        out = self.evaluate(tree.query, within, scored=False)
        return {docnum: 0.0 for docnum in self._universe(within) if docnum not in out}

    def _and_maybe(self, tree: Any, within: Within, scored: bool) -> Scored:
        found = self.evaluate(tree.a, within, scored)
        if scored and found:
            for docnum, score in self.evaluate(tree.b, found, scored).items():
                found[docnum] += score
        return found

    def _constant(self, tree: Any, within: Within, scored: bool) -> Scored:
        score = float(tree.score) if scored else 0.0
        return dict.fromkeys(self.evaluate(tree.child, within, scored=False), score)


def _reaches(matcher: Any, docnum: int) -> bool:
    """Moves a matcher to a passage; whether it has it."""
    if not matcher.is_active():
        return False
    if matcher.id() < docnum:
        matcher.skip_to(docnum)
    return bool(matcher.is_active() and matcher.id() == docnum)


def _boosted(found: Scored, boost: float) -> Scored:
    return found if boost == 1.0 else {docnum: score * boost for docnum, score in found.items()}
