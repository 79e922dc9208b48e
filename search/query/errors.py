"""What is wrong with a query: a message, the query with a caret under the place, what would work."""

from __future__ import annotations

from unicodedata import east_asian_width

from index_store.basics import KaikenError

_BEFORE = 50
_AFTER = 25


class QueryError(KaikenError):
    """A query that can't be honoured as typed.

    `message` says what is wrong, `query` is the whole text, `position` the character (from 0) where it is,
    `hint` what would work. `str()` gives all of it, with a caret line under the place.
    """

    def __init__(self, message: str, query: str, position: int, hint: str = "") -> None:
        self.message = message
        self.query = query
        self.position = min(max(position, 0), len(query))
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        start = max(0, self.position - _BEFORE)
        lead = ("..." if start else "") + _plain(self.query[start : self.position])
        rest = _plain(self.query[self.position : self.position + _AFTER])
        if self.position + _AFTER < len(self.query):
            rest += "..."
        lines = [self.message, f"  {lead}{rest}", f"  {' ' * _columns(lead)}^"]
        if self.hint:
            lines.append(self.hint)
        return "\n".join(lines)


def _plain(text: str) -> str:
    """The text on one line, safe for a terminal: what does not print becomes a space."""
    return "".join(c if c.isprintable() else " " for c in text)


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
