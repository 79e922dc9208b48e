"""The characters of a query -> lexemes, in one pass.

    taiwan "free and open" -china (a | b) speaker:"Hayashi" from:2024

    word   taiwan          phrase  free and open     not  -        word  china
    open   (               word    a                 or   |        word  b         close  )
    field  speaker         phrase  Hayashi           field  from   word  2024

    "free open"~5 w/3 indo*   ->   phrase  free open   tilde  5   near  w/3   word  indo*

A lexeme's text is as typed, without the quotation marks. Whether a word holds anything to search for is for
the analyser to say, later.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from search.query.errors import QueryError

QUOTES = frozenset('"“”„‟«»‹›「」『』＂〝〞〟')
DASHES = frozenset("-‐‑‒–—―−﹣－")
_OPEN = frozenset("(（")
_CLOSE = frozenset(")）")
_BARS = frozenset("|｜")
_ENDS = QUOTES | _OPEN | _CLOSE | _BARS
OPERATORS = {"AND": "and", "OR": "or", "NOT": "not", "NEAR": "near"}
"""Words that are operators where they are in capitals."""

_NEAR = re.compile(r"(?:near|within|w|n|pre|p)?/(?:[0-9]+|[sp])", re.IGNORECASE)
"""Nearness as databases of law and news have it: NEAR/5, w/5, pre/5, /s."""

FIELDS = {
    "speaker": "speaker",
    "role": "role",
    "outlet": "outlet",
    "kind": "kind",
    "in": "kind",
    "quoted": "quoted",
    "place": "place",
    "title": "title",
    "section": "section",
    "issuer": "issuer",
    "lang": "lang",
    "language": "lang",
    "doc": "doc",
    "document": "doc",
    "from": "from",
    "since": "from",
    "to": "to",
    "until": "to",
    "before": "before",
    "after": "after",
    "date": "date",
}
"""What may stand before a colon, and what it means."""

DATE_FIELDS = frozenset(("from", "to", "before", "after", "date"))

FIELD_NAMES = ", ".join(dict.fromkeys(FIELDS.values()))


class Lexeme(NamedTuple):
    kind: str
    """word, phrase, tilde, field, open, close, and, or, not, near, end"""
    text: str
    start: int
    end: int
    """Characters [start, end) of the query, quotation marks included."""


def lexemes(query: str) -> list[Lexeme]:
    """The lexemes of a query, and one of kind "end" after them.

    Raises QueryError for a quotation mark that is not closed, an unknown field, a dash that excludes nothing.
    """
    found: list[Lexeme] = []
    at, size = 0, len(query)
    values = False  # within the brackets of a field
    while at < size:
        char = query[at]
        if char.isspace():
            at += 1
            continue
        if char in QUOTES:
            lexeme = _phrase(query, at, values or _after_field(found))
        elif char in _OPEN:
            values = _after_field(found)
            lexeme = Lexeme("open", char, at, at + 1)
        elif char in _CLOSE:
            values = False
            lexeme = Lexeme("close", char, at, at + 1)
        elif char in _BARS:
            end = at + 1
            while end < size and query[end] in _BARS:
                end += 1
            lexeme = Lexeme("or", query[at:end], at, end)
        elif char == "~" and found and found[-1].kind == "phrase" and found[-1].end == at:
            lexeme = _tilde(query, at)
        elif _after_field(found):
            lexeme = _chunk(query, at)
        elif char in DASHES:
            dash = _dash(query, at)
            if dash is None:
                at += 1
                continue
            lexeme = dash
        else:
            lexeme = _field(query, at) or _chunk(query, at)
            if lexeme.text in OPERATORS:
                lexeme = lexeme._replace(kind=OPERATORS[lexeme.text])
            elif "/" in lexeme.text and _NEAR.fullmatch(lexeme.text):
                lexeme = lexeme._replace(kind="near")
        found.append(lexeme)
        at = lexeme.end
    found.append(Lexeme("end", "", size, size))
    return found


def _after_field(found: list[Lexeme]) -> bool:
    """Whether what comes next is a field's value, which always follows directly."""
    return bool(found) and found[-1].kind == "field"


def _phrase(query: str, at: int, in_field: bool) -> Lexeme:
    """What stands between quotation marks. In the value of a field a doubled mark stands for itself."""
    parts = []
    start = end = at + 1
    size = len(query)
    while end < size:
        if query[end] not in QUOTES:
            end += 1
        elif in_field and end + 1 < size and query[end + 1] == query[end]:
            parts.append(query[start : end + 1])
            start = end = end + 2
        else:
            parts.append(query[start:end])
            return Lexeme("phrase", "".join(parts), at, end + 1)
    raise QueryError(
        "this quotation mark is not closed",
        query,
        at,
        'Add a " where the phrase ends, or leave this one out.',
    )


def _tilde(query: str, at: int) -> Lexeme:
    """How far the words of the phrase before may be apart."""
    end = at + 1
    while end < len(query) and query[end].isascii() and query[end].isdigit():
        end += 1
    return Lexeme("tilde", query[at + 1 : end], at, end)


def _chunk(query: str, at: int) -> Lexeme:
    """A run of characters up to white space, a bracket, a bar or a quotation mark."""
    end = at
    size = len(query)
    while end < size and not query[end].isspace() and query[end] not in _ENDS:
        end += 1
    return Lexeme("word", query[at:end], at, end)


def _dash(query: str, at: int) -> Lexeme | None:
    """A dash before a word excludes it. A long dash on its own is punctuation: None."""
    after = query[at + 1 : at + 2]
    if after and not after.isspace() and after not in DASHES:
        return Lexeme("not", query[at], at, at + 1)
    if after and after in DASHES:
        raise QueryError(
            "two dashes in a row mean nothing here",
            query,
            at,
            'One dash excludes a word, as in -word. To search for dashed text, quote it: "word".',
        )
    if query[at] == "-":
        raise QueryError(
            "this dash excludes nothing",
            query,
            at,
            "To exclude a word write -word without a space between; otherwise leave the dash out.",
        )
    return None


def _field(query: str, at: int) -> Lexeme | None:
    """`name:` directly followed by a value; None where the text is something else."""
    colon = at
    size = len(query)
    while colon < size and query[colon].isalpha():
        colon += 1
    if colon == at or query[colon : colon + 1] != ":" or query.startswith("//", colon + 1):
        return None
    typed = query[at:colon]
    name = FIELDS.get(typed.lower())
    after = query[colon + 1 : colon + 2]
    if not after or after.isspace() or after in _CLOSE or after in _BARS:
        if name is None:
            return None
        raise QueryError(
            f"{typed}: has no value",
            query,
            colon + 1 if after else colon,
            f"Write the value directly after the colon, as in {name}:{_SAMPLE.get(name, 'word')}; "
            f'to search for the word itself, quote it: "{typed}".',
        )
    if name is None:
        raise QueryError(
            f'there is no field "{typed if len(typed) <= 40 else typed[:40] + "..."}"',
            query,
            at,
            f'The fields are {FIELD_NAMES}. To search for text with a colon in it, quote it: "...".',
        )
    return Lexeme("field", name, at, colon + 1)


_SAMPLE = {
    "kind": "question",
    "date": "2024-01",
    "from": "2024-01-12",
    "to": "2024",
    "before": "2024",
    "after": "2024-01-12",
    "lang": "en",
}
