"""Nodes -> a query in its plainest form, which asks for the same thing when it is parsed again.

Taiwan, strait -CHINA from:2021   ->   taiwan AND strait AND NOT china AND from:2021-01-01
"""

from __future__ import annotations

from functools import lru_cache

from index_store.analysis import tokens
from search.query.dates import day_of
from search.query.lexer import QUOTES
from search.query.nodes import (
    And,
    Dates,
    Everything,
    Expanded,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Quoted,
    Together,
    Value,
    Wildcard,
    Word,
)
from search.query.operands import CAMEL


def canonical(node: Node) -> str:
    """The query language's own form of the node; "" where it asks for everything.

    Parsing it gives an equal node. Recursion is as deep as the parser lets brackets be.
    """
    if isinstance(node, Everything):
        return ""
    if isinstance(node, And):
        return " AND ".join(_grouped(child, Or) for child in node.children)
    if isinstance(node, Or):
        return " OR ".join(_grouped(child, Or) for child in node.children)
    if isinstance(node, Not):
        return "NOT " + _grouped(node.child, And, Or, Near)
    if isinstance(node, Word):
        return _word(node)
    if isinstance(node, Quoted):
        return f'"{_respelled(node.exact, node.typed)}"'
    if isinstance(node, Prefix):
        return f"{node.start}*"
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Fuzzy):
        return f"{node.word}~{node.edits}"
    if isinstance(node, Together):
        return f'"{_respelled(node.exact, node.typed)}"~{node.within}'
    if isinstance(node, Near):
        return f"{_grouped(node.left, Or)} {_nearness(node)} {_grouped(node.right, Or, Near)}"
    if isinstance(node, Expanded):
        return canonical(node.node)
    if isinstance(node, Field):
        values = [_value(value) for value in node.values]
        return f"{node.name}:{values[0] if len(values) == 1 else '(' + ' OR '.join(values) + ')'}"
    return _dates(node)


def _grouped(node: Node, *kinds: type[And] | type[Or] | type[Near]) -> str:
    text = canonical(node)
    return f"({text})" if isinstance(node, kinds) else text


def _nearness(node: Near) -> str:
    distance = "s" if node.within is None else node.within
    return f"{'PRE' if node.ordered else '' if node.within is None else 'NEAR'}/{distance}"


@lru_cache(maxsize=1 << 12)
def _word(word: Word) -> str:
    """The folded word where that means the same as what was typed ("US" and "us" do not, and IndoPacific says
    that it is two words)."""
    plain = "-".join(word.exact)
    if CAMEL.search(word.typed):
        return word.typed
    found = tuple(tokens(plain))
    same = tuple(t.exact for t in found) == word.exact and tuple(t.stem for t in found) == word.stems
    return plain if same else word.typed


def _respelled(words: tuple[str, ...], typed: str) -> str:
    plain = " ".join(words)
    return plain if tuple(t.exact for t in tokens(plain)) == words else typed


def _value(value: Value) -> str:
    text = value.typed
    words = tuple(t.exact for t in tokens(text))
    if value.words == words:
        text = _respelled(words, text)
    return '"' + "".join(c * 2 if c in QUOTES else c for c in text) + '"'


def _dates(node: Dates) -> str:
    low = day_of(node.low) if node.low is not None else ""
    high = day_of(node.high) if node.high is not None else ""
    if low and high:
        return f"date:{low}" if low == high else f"date:{low}..{high}"
    return f"from:{low}" if low else f"to:{high}"
