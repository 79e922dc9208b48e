"""The text of a query -> nodes: an operator loop with its own stack, linear in the length of the text.

    either  = all ( ("OR" | "|") all )*
    all     = near ( "AND"? near )*
    near    = item ( NEAR item )*                              NEAR: NEAR/5, w/5, PRE/5, /s; /p is AND
    item    = ("NOT" | "-")* ( "(" either ")" | FIELD value | PHRASE "~5"? | WORD )
    value   = one ( "|" one )* | "(" words ( ("OR" | "|") words )* ")"        without spaces around the bar
    one     = WORD | PHRASE                                    of dates also a few words: date:last week

Common words (the, of) beside others ask for nothing and are left out; alone, and near others, they are
searched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from search.query.conditions import Conditions
from search.query.errors import QueryError
from search.query.lexer import OPERATORS, Lexeme, lexemes
from search.query.nodes import (
    And,
    Dates,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Quoted,
    Together,
    Wildcard,
    Word,
)
from search.query.operands import distance, plain_word, quoted, together, word

MAX_DEPTH = 32
"""How deeply brackets may be nested."""


_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*+")
_CAPITALS = frozenset(OPERATORS)

MAX_NEAR = 16
"""How many times words may be near words that are near others."""


def parse(query: str, today: date | None = None) -> Node:
    """What a query asks for. A blank query is Everything. Dates such as "last week" count from `today`.

    Raises QueryError, with the character where it goes wrong.
    """
    if not query or query.isspace():
        return Everything()
    if _PLAIN.fullmatch(query) and _CAPITALS.isdisjoint(typed := query.split(" ")):
        return _all_of([one for text in typed if (one := plain_word(text)) is not None])  # what most type
    return _Parser(query, today).node()


@dataclass(slots=True)
class _Frame:
    """A bracket that is open, or the query itself."""

    at: int
    done: list[Node] = field(default_factory=list)
    """Alternatives before the current one."""
    items: list[Node] = field(default_factory=list)
    """Items of the current alternative."""
    operator: Lexeme | None = None
    """AND, OR or NOT that still waits for what follows."""
    negate: bool = False
    """The next item is excluded."""
    near: tuple[int | None, bool] | None = None
    """The next item is so near the last one; see `Near`."""

    def add(self, node: Node) -> None:
        if self.negate:
            node = node.child if isinstance(node, Not) else Not(node)
        if self.near is not None:
            node = Near(self.items.pop(), node, *self.near)
            self.near = None
        self.items.append(node)
        self.operator = None
        self.negate = False

    def close(self) -> Node:
        self.done.append(_all_of(self.items))
        if len(self.done) == 1:
            return self.done[0]
        flat: list[Node] = []
        for node in self.done:
            flat.extend(node.children if isinstance(node, Or) else (node,))
        return Or(tuple(flat))


class _Parser:
    def __init__(self, query: str, today: date | None) -> None:
        self.query = query
        self.today = today
        self.lexemes = lexemes(query)
        self.next = 0
        self.frames = [_Frame(0)]

    def node(self) -> Node:
        while True:
            lexeme = self.lexemes[self.next]
            self.next += 1
            kind = lexeme.kind
            if kind == "word":
                node = word(lexeme, self.query)
                if node is not None:
                    self._add(node, lexeme)
            elif kind == "phrase":
                self._add(self._phrase(lexeme), lexeme)
            elif kind == "field":
                self._condition(lexeme)
            elif kind == "near":
                self._near(lexeme)
            elif kind in ("and", "or", "not"):
                self._operator(lexeme)
            elif kind == "open":
                self._open(lexeme)
            elif kind == "close":
                self._close(lexeme)
            elif kind == "tilde":
                raise QueryError(
                    "~ has no meaning after the value of a field", self.query, lexeme.start, "Leave it out."
                )
            else:
                return self._end(lexeme)

    def _add(self, node: Node, lexeme: Lexeme) -> None:
        frame = self.frames[-1]
        if frame.near is not None and frame.operator is not None:
            self._check_operand(Not(node) if frame.negate else node, frame.operator, lexeme.start)
        frame.add(node)

    def _condition(self, name: Lexeme) -> None:
        node, self.next = Conditions(self.query, self.lexemes, self.today).read(name, self.next)
        self._add(node, name)

    def _phrase(self, lexeme: Lexeme) -> Node:
        following = self.lexemes[self.next]
        if following.kind != "tilde":
            return quoted(lexeme, self.query)
        self.next += 1
        return together(lexeme, following, self.query)

    def _near(self, lexeme: Lexeme) -> None:
        frame = self.frames[-1]
        if not frame.items or frame.operator is not None:
            raise self._missing(lexeme, "before")
        kind, slash, distance_text = lexeme.text.lower().partition("/")
        frame.operator = lexeme
        if distance_text == "p":
            return
        if not slash:
            raise QueryError(
                "NEAR does not say how near",
                self.query,
                lexeme.start,
                'Write a number of words, as in NEAR/5. To search for the word itself, quote it: "NEAR".',
            )
        self._check_operand(frame.items[-1], lexeme, lexeme.start)
        within = None
        if distance_text != "s":
            within = distance(distance_text, lexeme.start + len(kind) + 1, self.query)
        frame.near = within, kind in ("pre", "p")

    def _check_operand(self, node: Node, operator: Lexeme, at: int) -> None:
        if _nested(node) >= MAX_NEAR:
            raise QueryError(
                f"more than {MAX_NEAR} times near is too much", self.query, operator.start, "Use fewer words."
            )
        if not _has_place(node):
            raise QueryError(
                f"{operator.text[:10]} stands between words and phrases, and not beside {_described(node)}",
                self.query,
                at,
                f"Each side is a word, a phrase or alternatives, as in (a OR b) {operator.text[:10]} c.",
            )

    def _operator(self, lexeme: Lexeme) -> None:
        frame = self.frames[-1]
        if lexeme.kind == "not":
            frame.negate = not frame.negate
            if frame.near is not None:
                raise QueryError(
                    "what is excluded can't be near anything",
                    self.query,
                    lexeme.start,
                    "Exclude the whole of it, as in a -(a NEAR/5 b).",
                )
        elif not frame.items or frame.operator is not None:
            raise self._missing(lexeme, "before")
        elif lexeme.kind == "or":
            frame.done.append(_all_of(frame.items))
            frame.items = []
        frame.operator = lexeme

    def _open(self, lexeme: Lexeme) -> None:
        if len(self.frames) > MAX_DEPTH:
            raise QueryError(
                f"brackets are nested more than {MAX_DEPTH} deep",
                self.query,
                lexeme.start,
                "Use fewer brackets.",
            )
        self.frames.append(_Frame(lexeme.start))

    def _close(self, lexeme: Lexeme) -> None:
        frame = self.frames[-1]
        if len(self.frames) == 1:
            raise QueryError(
                "this bracket was never opened",
                self.query,
                lexeme.start,
                'Leave it out, or quote the text it belongs to: "...".',
            )
        self._complete(frame)
        if not frame.items:
            raise QueryError(
                "there is nothing to search for in these brackets", self.query, frame.at, "Leave them out."
            )
        self.frames.pop()
        self._add(frame.close(), Lexeme("open", "(", frame.at, frame.at + 1))

    def _end(self, lexeme: Lexeme) -> Node:
        frame = self.frames[-1]
        self._complete(frame)
        if len(self.frames) > 1:
            raise QueryError(
                "this bracket is not closed",
                self.query,
                frame.at,
                "Add a ) where it ends, or leave this one out.",
            )
        if not frame.items:
            raise QueryError(
                "there is no word to search for", self.query, 0, "Type a word, or a phrase in quotes."
            )
        return frame.close()

    def _complete(self, frame: _Frame) -> None:
        if frame.operator is not None:
            raise self._missing(frame.operator, "after")

    def _missing(self, operator: Lexeme, where: str) -> QueryError:
        word = operator.text[:10]
        if operator.kind == "not":
            hint = f'Write a word to exclude after it, or quote it to search for it: "{word}".'
        else:
            hint = (
                f'It stands between two words or groups. To search for the word itself, quote it: "{word}".'
            )
        return QueryError(f"{word} has nothing {where} it", self.query, operator.start, hint)


def _has_place(node: Node) -> bool:
    """Whether a node stands somewhere in a text, so that something can be near it."""
    if isinstance(node, Or):
        return all(map(_has_place, node.children))
    return isinstance(node, Word | Quoted | Prefix | Wildcard | Fuzzy | Together | Near)


def _nested(node: Node) -> int:
    """How deeply nearness is nested in a node."""
    if isinstance(node, Near):
        return 1 + max(_nested(node.left), _nested(node.right))
    return max(map(_nested, node.children), default=0) if isinstance(node, Or) else 0


def _described(node: Node) -> str:
    if isinstance(node, Field):
        return f"{node.name}:"
    if isinstance(node, Dates):
        return "a date"
    if isinstance(node, Not):
        return "what is excluded"
    return "words that may stand anywhere" if isinstance(node, And) else "such alternatives"


def _all_of(items: list[Node]) -> Node:
    if len(items) == 1:
        return items[0]
    flat: list[Node] = []
    for item in items:
        flat.extend(item.children if isinstance(item, And) else (item,))
    if any(_asks_for_words(item) for item in flat):
        flat = [item for item in flat if not (isinstance(item, Word) and item.stop)]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def _asks_for_words(node: Node) -> bool:
    if isinstance(node, Word):
        return not node.stop
    return isinstance(node, Quoted | Prefix | Wildcard | Fuzzy | Together | Near | Or)
