"""A positional part of a tree over one passage -> where it stands: spans of positions, and what to mark.

Positional are Term, Phrase, UnorderedPhrase, Prefix, Wildcard and FuzzyTerm of the fields `text` and `exact`,
Or of such parts, and SpanNear and SameSentence over them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from whoosh import query as wq
from whoosh.query.spans import SpanNear

from search.execute.phrases import occurrences
from search.execute.postings import Postings
from search.execute.proximity import (
    SameSentence,
    Span,
    UnorderedPhrase,
    pairs,
    sentence_numbers,
    windows,
)
from search.execute.words import EXPANDING, expanded

Spans = dict[Span, frozenset[Span]]
"""Where a part stands, and within that the words and phrases to mark: for a Phrase itself, for words near
each other only them."""

Places = dict[int, tuple[int, int]]


def spans(postings: Postings, tree: Any, docnum: int) -> Spans:
    """Where a part stands in a passage. Raises TypeError for a tree that is not positional."""
    kind = type(tree)
    if kind is wq.Term:
        return _whole((at, at) for at in _term(postings, tree, tree.text, docnum))
    if kind in EXPANDING:
        terms = expanded(postings, tree)
        return _whole((at, at) for term in terms for at in places(postings, tree.fieldname, term, docnum))
    if kind is wq.Phrase:
        words = [sorted(_term(postings, tree, word, docnum)) for word in tree.words]
        return _whole(occurrences(words, tree.slop) if all(words) else ())
    if kind is UnorderedPhrase:
        return _unordered(postings, tree, docnum)
    if kind is wq.Or:
        return _united(spans(postings, part, docnum) for part in tree.subqueries)
    if kind is SpanNear or kind is SameSentence:
        return _near(postings, tree, docnum)
    raise TypeError(f"a {kind.__name__} has no positions: {tree!r}")


def places(postings: Postings, field: str, term: bytes, docnum: int) -> Places:
    """Where a term stands in a passage: position -> characters."""
    for _, matcher, _ in postings.visit(field, term, (docnum,)):
        return {at: (start, end) for at, start, end in matcher.value_as("characters")}
    return {}


def characters(postings: Postings, tree: Any, docnum: int) -> Places:
    """Position -> characters, of every word that a positional part asks for."""
    found: Places = {}
    kind = type(tree)
    if kind is wq.Or:
        for part in tree.subqueries:
            found |= characters(postings, part, docnum)
    elif kind is SpanNear or kind is SameSentence:
        found = characters(postings, tree.a, docnum) | characters(postings, tree.b, docnum)
    elif kind in EXPANDING:
        for term in expanded(postings, tree):
            found |= places(postings, tree.fieldname, term, docnum)
    else:
        for word in (tree.text,) if kind is wq.Term else tree.words:
            found |= _term(postings, tree, word, docnum)
    return found


def _term(postings: Postings, tree: Any, word: str, docnum: int) -> Places:
    return places(postings, tree.fieldname, postings.term(tree.fieldname, word), docnum)


def _whole(found: Iterable[Span]) -> Spans:
    return {span: frozenset((span,)) for span in found}


def _united(parts: Iterable[Spans]) -> Spans:
    united: defaultdict[Span, frozenset[Span]] = defaultdict(frozenset)
    for part in parts:
        for span, marks in part.items():
            united[span] |= marks
    return dict(united)


def _unordered(postings: Postings, tree: Any, docnum: int) -> Spans:
    words = [sorted(_term(postings, tree, word, docnum)) for word in tree.words]
    at = {position for word in words for position in word}
    return {
        (first, last): frozenset((n, n) for n in range(first, last + 1) if n in at)
        for first, last in windows(words, tree.width)
    }


def _near(postings: Postings, tree: Any, docnum: int) -> Spans:
    a, b = spans(postings, tree.a, docnum), spans(postings, tree.b, docnum)
    if not a or not b:
        return {}
    if type(tree) is SpanNear:
        joined: Iterable[tuple[Span, Span]] = pairs(a, sorted(b), tree.slop, tree.ordered)
    else:
        joined = _in_one_sentence(postings, tree, docnum, a, b)
    return _united(
        {(min(one[0], other[0]), max(one[1], other[1])): a[one] | b[other]} for one, other in joined
    )


def _in_one_sentence(
    postings: Postings, tree: Any, docnum: int, a: Spans, b: Spans
) -> Iterable[tuple[Span, Span]]:
    text = postings.reader.stored_fields(docnum)["text"]
    at = characters(postings, tree, docnum)
    ascending = sorted({*a, *b})
    numbers = sentence_numbers(text, [(at[first][0], at[last][1]) for first, last in ascending])
    sentence_of = dict(zip(ascending, numbers, strict=True))
    groups: defaultdict[int | None, list[Span]] = defaultdict(list)
    for span in sorted(b):
        groups[sentence_of[span]].append(span)
    for span in a:
        if sentence_of[span] is not None:
            yield from pairs((span,), groups.get(sentence_of[span], []), tree.slop, tree.ordered)
