"""A field's lexemes -> the condition: one value, values behind bars, a list in brackets, dates.

speaker:hayashi     kind:q|a     place:(tokyo OR washington)     date:last week
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from search.query import dates
from search.query.errors import QueryError
from search.query.lexer import DATE_FIELDS, Lexeme
from search.query.nodes import Dates, Field, Node, Or
from search.query.operands import value_of

_LONGEST_DATE = 4
"""How many words a date without quotation marks may have: last 7 days, 12 of January 2024."""


class Conditions:
    """Reads conditions of one query."""

    def __init__(self, query: str, lexemes: Sequence[Lexeme], today: date | None) -> None:
        self.query = query
        self.lexemes = lexemes
        self.today = today
        self.next = 0

    def read(self, name: Lexeme, at: int) -> tuple[Node, int]:
        """The condition of a field whose value begins with lexeme number `at`, and the number of the lexeme
        behind it. Raises QueryError for a value that can't be understood."""
        self.next = at
        return self._read(name), self.next

    def _read(self, name: Lexeme) -> Node:
        lexeme = self.lexemes[self.next]
        self.next += 1
        if lexeme.kind in ("word", "phrase"):
            return self._condition(name, self._listed(name, lexeme))
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

    def _listed(self, name: Lexeme, lexeme: Lexeme) -> list[tuple[str, Lexeme]]:
        """The value that follows a field directly, and others behind bars without spaces: kind:q|a."""
        values = [(self._whole_date(lexeme) if name.text in DATE_FIELDS else lexeme.text, lexeme)]
        while True:
            bar, other = self.lexemes[self.next], self.lexemes[min(self.next + 1, len(self.lexemes) - 1)]
            joined = bar.kind == "or" and bar.start == lexeme.end and bar.end == other.start
            if not joined or other.kind not in ("word", "phrase"):
                return values
            self.next += 2
            values.append((other.text, other))
            lexeme = other

    def _whole_date(self, lexeme: Lexeme) -> str:
        """A date of several words, and none of the words that follow it: date:last week taiwan."""
        text = lexeme.text
        if lexeme.kind == "phrase":
            return text
        words = [text]
        for following in self.lexemes[self.next : self.next + _LONGEST_DATE]:
            if following.kind != "word":
                break
            words.append(following.text)
        for count in range(len(words), 1, -1):
            try:
                dates.minutes(" ".join(words[:count]), self.today)
            except dates.DateError:
                continue
            self.next += count - 1
            return " ".join(words[:count])
        return text

    def _condition(self, name: Lexeme, values: Sequence[tuple[str, Lexeme]]) -> Node:
        if name.text in DATE_FIELDS:
            parts = [self._dates(name.text, text, lexeme) for text, lexeme in values]
            return parts[0] if len(parts) == 1 else Or(tuple(parts))
        return Field(
            name.text,
            tuple(value_of(name.text, text, _inside(lexeme), self.query) for text, lexeme in values),
        )

    def _dates(self, name: str, text: str, lexeme: Lexeme) -> Node:
        try:
            if name == "date":
                return Dates(*dates.span(text.strip(), self.today))
            low, high = dates.minutes(text.strip(), self.today)
            if name == "from":
                return Dates(low, None)
            if name == "to":
                return Dates(None, high)
            edge = dates.neighbour(low, -1) if name == "before" else dates.neighbour(high, 1)
            if edge is None:
                raise dates.DateError(f"nothing is {name} that")
            return Dates(None, edge) if name == "before" else Dates(edge, None)
        except dates.DateError as error:
            hint = dates.EXAMPLES[0].upper() + dates.EXAMPLES[1:] + "."
            if name != "date" and (".." in text or "…" in text):
                hint = f"A range goes with date:, as in date:2023..2024; {name}: takes one date."
            raise QueryError(str(error), self.query, _inside(lexeme) + error.at, hint) from None


def _inside(lexeme: Lexeme) -> int:
    return lexeme.start + (lexeme.kind == "phrase")


def _list_hint(name: str) -> str:
    return f"Write {name}:(one OR another)."
