"""Nodes -> the tree of Whoosh's query objects: the one tree that every engine reads.

    word             AndMaybe(Term text, Or(Term exact, Term title, Term section))
    split word       the same with Phrase instead of Term
    "a phrase"       Phrase exact; a single word: Term exact
    prefix*          Prefix exact
    a field, dates   ConstantScoreQuery(..., 0): chooses passages and adds nothing to their score
    NOT x            Not(x), within And, within Or, or alone

No other class occurs but And, Or, Every, NumericRange and NullQuery. `Or.minmatch`, where it is over 0, is
how many of the Or's parts must match.
"""

from __future__ import annotations

from collections.abc import Sequence

from whoosh.query import (
    And,
    AndMaybe,
    ConstantScoreQuery,
    Every,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
)
from whoosh.query import Not as Excluded

from index_store.analysis import VALUE_GAP
from index_store.schema import date_range
from search.query import nodes

EXACT_BOOST = 0.5
"""What the word exactly as typed adds, beside 1 for its stem."""
TITLE_BOOST = 0.2
SECTION_BOOST = 0.2

_NAMES = {
    "speaker": "speaker_name",
    "role": "role_name",
    "outlet": "outlet_name",
    "place": "place_name",
    "issuer": "issuer_name",
}
_VALUES = {"kind": "kind", "lang": "language", "doc": "document"}


def build(node: nodes.Node, quoted: bool = True) -> Query:
    """The tree of a node; `quoted` lets `speaker:` find passages that quote the person, too.

    Recursion is as deep as the parser lets brackets be.
    """
    if isinstance(node, nodes.Word):
        return _word(node)
    if isinstance(node, nodes.Quoted):
        return _in_a_row("exact", node.exact)
    if isinstance(node, nodes.Prefix):
        return Prefix("exact", node.start)
    if isinstance(node, nodes.And):
        return And([build(child, quoted) for child in node.children])
    if isinstance(node, nodes.Or):
        return Or([build(child, quoted) for child in node.children])
    if isinstance(node, nodes.Not):
        return Excluded(build(node.child, quoted))
    if isinstance(node, nodes.Field):
        return _unscored([_has_value(node.name, value.words, quoted) for value in node.values])
    if isinstance(node, nodes.Dates):
        return _unscored([date_range(node.low, node.high)])
    return _unscored([Every()])


def at_least(count: int, words: Sequence[nodes.Word]) -> Query:
    """Passages with `count` of the words or more."""
    return Or([_word(word) for word in words], minmatch=count)


def all_of(trees: Sequence[Query]) -> Query:
    """Passages that match every tree; all passages where there is none."""
    if not trees:
        return _unscored([Every()])
    return trees[0] if len(trees) == 1 else And(list(trees))


def _word(word: nodes.Word) -> Query:
    bonus = [
        _in_a_row("exact", word.exact, EXACT_BOOST),
        _in_a_row("title", word.stems, TITLE_BOOST),
        _in_a_row("section", word.stems, SECTION_BOOST),
    ]
    return AndMaybe(_in_a_row("text", word.stems), Or(bonus))


def _in_a_row(field: str, words: Sequence[str], boost: float = 1.0) -> Query:
    if len(words) == 1:
        return Term(field, words[0], boost=boost)
    return Phrase(field, list(words), boost=boost)


def _unscored(alternatives: list[Query]) -> Query:
    return ConstantScoreQuery(alternatives[0] if len(alternatives) == 1 else Or(alternatives), 0.0)


def _has_value(name: str, words: tuple[str, ...], quoted: bool) -> Query:
    if name in _VALUES:
        return Term(_VALUES[name], words[0])
    if name in ("title", "section"):
        return _in_a_row(name, words)
    field = _NAMES[name]
    if name == "speaker" and quoted:
        return Or([_named(field, words), _named("quoted_name", words)])
    return _named(field, words)


def _named(field: str, words: tuple[str, ...]) -> Query:
    """All words of a name in one value of the field, in any order.

    Values stand VALUE_GAP positions apart, so two words nearer than that belong to one name.
    """
    first, *others = dict.fromkeys(words)
    if not others:
        return Term(field, first)
    slop = VALUE_GAP
    pairs = [
        Or([Phrase(field, [first, other], slop=slop), Phrase(field, [other, first], slop=slop)])
        for other in others
    ]
    return pairs[0] if len(pairs) == 1 else And(pairs)
