"""Nodes -> the tree of Whoosh's query objects: the one tree that every engine reads.

    word                     Term text (a stem)
    split word (3:30)        Phrase text; with a sign of money ($5): UnorderedPhrase text
    "a phrase"               Phrase exact; a single word: Term exact
    "a phrase"~5             UnorderedPhrase exact
    prefix*                  Prefix exact
    w?rd, wo*rd              Wildcard exact
    word~, word~2            FuzzyTerm exact
    a NEAR/5 b, a PRE/5 b    SpanNear over any of the above, over Or of them, and over SpanNear
    a /s b                   SameSentence over the same
    a field, dates           ConstantScoreQuery(..., 0): chooses passages and adds nothing to their score
    NOT x                    Not(x), within And, within Or, or alone
    a word with variants     Or: the word, and its variants with boosts below 1

What exact forms, words that stand together and headings add to a score is not in the tree: `search.ranking`.

Classes of `whoosh.query`: And, Or, Not, AndMaybe, Term, Phrase, Prefix, Wildcard, FuzzyTerm, NumericRange,
Every, ConstantScoreQuery, NullQuery; `whoosh.query.spans.SpanNear`; of `search.execute.proximity`
UnorderedPhrase (a Phrase) and SameSentence (a SpanNear). No other class occurs. What each means:

* `Or.minmatch`, where it is over 0, is how many of the Or's parts must match.
* Wildcard: `?` is one character, `*` any number; no other character is special. It begins with two letters
  or more. FuzzyTerm: terms at an optimal string alignment distance (`search.execute.words.edits`) of at most
  `maxdist` (1 or 2) that begin with the same `prefixlength` (1) letters. Like Prefix, both score their boost.
* `text` and `exact` count the same words, so their positions can be compared. A span is a first and a last
  position. Terms, and the terms that Prefix, Wildcard and FuzzyTerm stand for, have the spans of their
  places; Phrase (slop 1 within SpanNear) from its first to its last word; Or the spans of its parts.
* SpanNear(a, b, slop, ordered): spans of `a` and `b` that do not overlap, the first position of one at most
  `slop` after the last position of the other; `ordered`: `a` stands before `b`. Its own spans reach from the
  first position of the two to the last. It scores what `a` and `b` score together. Only what took part in
  it is marked: each operand's span by itself, not what lies between.
* UnorderedPhrase(field, words, slop): one position for each word, all different, with at most
  `slop + len(words) - 2` from the first to the last (`proximity.windows`), so that of two words, slop is how
  far they may be apart. Scores like Phrase. Each word is marked by itself.
* SameSentence(a, b): SpanNear at any distance whose span lies in one sentence of the stored text
  (`proximity.sentence_numbers`).
"""

from __future__ import annotations

from collections.abc import Sequence

from whoosh.query import (
    And,
    ConstantScoreQuery,
    Every,
    FuzzyTerm,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)
from whoosh.query import Not as Excluded
from whoosh.query.spans import SpanNear

from index_store.analysis import SIGNS, VALUE_GAP
from index_store.schema import date_range
from search.execute.proximity import SameSentence, UnorderedPhrase
from search.query import nodes

MONEY_WITHIN = 3
"""A sign of money and its number: `$5` finds "5 billion dollars"."""

_MONEY = frozenset(name for sign, name in SIGNS.items() if sign != "%")

PREFIX_LENGTH = 1
"""How many letters of a word with wrong letters must be right: the first."""

_NAMES = {
    "speaker": "speaker_name",
    "role": "role_name",
    "outlet": "outlet_name",
    "place": "place_name",
    "issuer": "issuer_name",
    "quoted": "quoted_name",
}
_ABOUT = ("speaker_name", "quoted_name")
_VALUES = {"kind": "kind", "lang": "language", "doc": "document"}


def build(node: nodes.Node, quoted: bool = True) -> Query:
    """The tree of a node; `quoted` lets `speaker:` find passages that quote the person, too.

    Recursion is as deep as the parser lets brackets be.
    """
    if isinstance(node, nodes.Word):
        return _word(node)
    if isinstance(node, nodes.Expanded):
        return Or([build(node.node), *map(_variant, node.variants)])
    if isinstance(node, nodes.Quoted):
        return _in_a_row("exact", node.exact)
    if isinstance(node, nodes.Prefix):
        return Prefix("exact", node.start)
    if isinstance(node, nodes.Wildcard):
        return Wildcard("exact", node.pattern)
    if isinstance(node, nodes.Fuzzy):
        return FuzzyTerm("exact", node.word, maxdist=node.edits, prefixlength=PREFIX_LENGTH)
    if isinstance(node, nodes.Together):
        return _together(node)
    if isinstance(node, nodes.Near):
        left, right = _placed(node.left), _placed(node.right)
        if node.within is None:
            return SameSentence(left, right, node.ordered)
        return SpanNear(left, right, slop=node.within, ordered=node.ordered)
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


def at_least(count: int, units: Sequence[nodes.Word | nodes.Expanded]) -> Query:
    """Passages with `count` of the words or more, some of which may stand in the title or in the name of who
    speaks."""
    found = Or([_anywhere(unit) for unit in units], minmatch=count)
    # Titles are those of whole documents: a passage that only they speak for says nothing of it.
    spoken = [build(unit) for unit in units] + [name for unit in units for name in _names(unit)]
    return And([found, _unscored(spoken)])


def _anywhere(unit: nodes.Word | nodes.Expanded) -> Query:
    word = _one_word(unit)
    if word is None:
        return build(unit)
    return Or([build(unit), _unscored([_in_a_row("title", word.stems), *_names(unit)])])


def _names(unit: nodes.Word | nodes.Expanded) -> list[Query]:
    word = _one_word(unit)
    return [] if word is None else [_named(field, word.exact) for field in _ABOUT]


def _one_word(unit: nodes.Word | nodes.Expanded) -> nodes.Word | None:
    word = unit.node if isinstance(unit, nodes.Expanded) else unit
    return word if isinstance(word, nodes.Word) else None


def all_of(trees: Sequence[Query]) -> Query:
    """Passages that match every tree; all passages where there is none."""
    if not trees:
        return _unscored([Every()])
    return trees[0] if len(trees) == 1 else And(list(trees))


def _word(word: nodes.Word) -> Query:
    if any(stem in _MONEY for stem in word.stems) and len(word.stems) > 1:
        return UnorderedPhrase("text", list(word.stems), slop=MONEY_WITHIN)
    return _in_a_row("text", word.stems)


def _placed(node: nodes.Node) -> Query:
    """The tree of an operand of nearness."""
    if isinstance(node, nodes.Word):
        return _word(node)
    if isinstance(node, nodes.Or):
        return Or([_placed(child) for child in node.children])
    if isinstance(node, nodes.Expanded):
        return Or([_placed(node.node), *map(_variant, node.variants)])
    return build(node)


def _variant(variant: nodes.Variant) -> Query:
    return _in_a_row("text", variant.stems, variant.boost)


def _together(node: nodes.Together) -> Query:
    if len(node.exact) == 1:
        return Term("exact", node.exact[0])
    return UnorderedPhrase("exact", list(node.exact), slop=node.within)


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
