"""The text of a query -> nodes: an operator loop with its own stack, linear in the length of the text.

    either  = all ( ("OR" | "|") all )*
    all     = item ( "AND"? item )*
    item    = ("NOT" | "-")* ( "(" either ")" | FIELD value | PHRASE | WORD | WORD "*" )
    value   = WORD | PHRASE | "(" words ( ("OR" | "|") words )* ")"

Common words (the, of) beside others ask for nothing and are left out; alone they are searched for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from search.query import dates
from search.query.errors import QueryError
from search.query.lexer import Lexeme, lexemes
from search.query.nodes import And, Dates, Everything, Field, Node, Not, Or, Prefix, Quoted, Word
from search.query.operands import plain_word, prefix, quoted, value_of

MAX_DEPTH = 32
"""How deeply brackets may be nested."""


def parse(query: str) -> Node:
    """What a query asks for. A blank query is Everything.

    Raises QueryError, with the character where it goes wrong.
    """
    if not query or query.isspace():
        return Everything()
    return _Parser(query).node()


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

    def add(self, node: Node) -> None:
        if self.negate:
            node = node.child if isinstance(node, Not) else Not(node)
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
    def __init__(self, query: str) -> None:
        self.query = query
        self.lexemes = lexemes(query)
        self.next = 0
        self.frames = [_Frame(0)]

    def node(self) -> Node:
        while True:
            lexeme = self.lexemes[self.next]
            self.next += 1
            kind = lexeme.kind
            if kind == "word":
                self._word(lexeme)
            elif kind == "phrase":
                self.frames[-1].add(quoted(lexeme, self.query))
            elif kind == "field":
                self.frames[-1].add(self._field(lexeme))
            elif kind in ("and", "or", "not"):
                self._operator(lexeme)
            elif kind == "open":
                self._open(lexeme)
            elif kind == "close":
                self._close(lexeme)
            else:
                return self._end(lexeme)

    def _word(self, lexeme: Lexeme) -> None:
        text = lexeme.text
        if "*" in text:
            self.frames[-1].add(prefix(lexeme, self.query))
            return
        word = plain_word(text)
        if word is not None:
            self.frames[-1].add(word)

    def _operator(self, lexeme: Lexeme) -> None:
        frame = self.frames[-1]
        if lexeme.kind == "not":
            frame.negate = not frame.negate
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
        self.frames[-1].add(frame.close())

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

    def _field(self, name: Lexeme) -> Node:
        lexeme = self.lexemes[self.next]
        self.next += 1
        if lexeme.kind in ("word", "phrase"):
            return self._condition(name, [(lexeme.text, lexeme)])
        values: list[tuple[str, Lexeme]] = []  # a bracket: nothing else follows a field directly
        words: list[Lexeme] = []
        while True:
            lexeme = self.lexemes[self.next]
            self.next += 1
            if lexeme.kind in ("word", "phrase"):
                words.append(lexeme)
            elif lexeme.kind in ("or", "close"):
                if not words:
                    raise QueryError(
                        f"a value of {name.text}: is missing", self.query, lexeme.start, _list_hint(name.text)
                    )
                values.append((" ".join(w.text for w in words), words[0]))
                words = []
                if lexeme.kind == "close":
                    return self._condition(name, values)
            elif lexeme.kind == "end":
                raise QueryError(
                    "this bracket is not closed", self.query, name.end, "Add a ) after the last value."
                )
            else:
                raise QueryError(
                    f"only values and OR may stand in the brackets of {name.text}:",
                    self.query,
                    lexeme.start,
                    _list_hint(name.text),
                )

    def _condition(self, name: Lexeme, values: Sequence[tuple[str, Lexeme]]) -> Node:
        if name.text in ("from", "to", "date"):
            parts = [self._dates(name.text, text, lexeme) for text, lexeme in values]
            return parts[0] if len(parts) == 1 else Or(tuple(parts))
        return Field(
            name.text,
            tuple(value_of(name.text, text, _inside(lexeme), self.query) for text, lexeme in values),
        )

    def _dates(self, name: str, text: str, lexeme: Lexeme) -> Node:
        try:
            if name == "date":
                return Dates(*dates.span(text.strip()))
            if name == "from":
                return Dates(dates.bound(text, last=False), None)
            return Dates(None, dates.bound(text, last=True))
        except dates.DateError as error:
            hint = dates.EXAMPLES[0].upper() + dates.EXAMPLES[1:] + "."
            if name != "date" and (".." in text or "…" in text):
                hint = f"A range goes with date:, as in date:2023..2024; {name}: takes one date."
            raise QueryError(str(error), self.query, _inside(lexeme) + error.at, hint) from None


def _inside(lexeme: Lexeme) -> int:
    return lexeme.start + (lexeme.kind == "phrase")


def _list_hint(name: str) -> str:
    return f"Write {name}:(one OR another)."


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
    return isinstance(node, Quoted | Prefix | Or)
