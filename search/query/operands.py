"""Lexemes -> nodes of words, phrases and prefixes, values of fields: where the analyser is asked."""

from __future__ import annotations

from index_store.analysis import tokens
from search.query.errors import QueryError
from search.query.lexer import Lexeme
from search.query.nodes import Prefix, Quoted, Value, Word
from search.query.stopwords import STOP_WORDS

MIN_PREFIX = 2
"""How many letters must stand before a star."""

KINDS = {
    "statement": "statement",
    "opening": "statement",
    "remarks": "statement",
    "s": "statement",
    "question": "question",
    "q": "question",
    "answer": "answer",
    "a": "answer",
    "note": "note",
}
"""What `kind:` accepts, and the kind of passage it means."""


def field_value(name: str, value: str) -> Value:
    """A value of a field that comes from elsewhere than a query (an option of the command line).

    Raises QueryError where it holds nothing to search for.
    """
    return value_of(name, value, 0, value)


def plain_word(typed: str) -> Word | None:
    """A plain word as typed; None where there is nothing in it to search for."""
    found = tuple(tokens(typed))
    if not found:
        return None
    exact = tuple(t.exact for t in found)
    stop = len(exact) == 1 and exact[0] in STOP_WORDS
    return Word(tuple(t.stem for t in found), exact, stop, typed)


def quoted(lexeme: Lexeme, query: str) -> Quoted:
    """The words between quotation marks, stop words included."""
    star = lexeme.text.find("*", 1)
    while star > 0:
        if lexeme.text[star - 1].isalnum():
            raise QueryError(
                "a star has no meaning between quotation marks",
                query,
                lexeme.start + 1 + star,
                "Leave it out, or put the word with the star outside of the quotation marks.",
            )
        star = lexeme.text.find("*", star + 1)
    found = tuple(t.exact for t in tokens(lexeme.text))
    if not found:
        raise QueryError(
            "there is no word between these quotation marks",
            query,
            lexeme.start,
            "Put words there, or leave them out.",
        )
    return Quoted(found, lexeme.text)


def prefix(lexeme: Lexeme, query: str) -> Prefix:
    """The beginning of a word and a star."""
    text = lexeme.text
    star = text.index("*")
    if star < len(text) - 1:
        raise QueryError(
            "a star may only end a word",
            query,
            lexeme.start + star,
            'Write the beginning of the word and a star, as in taiw*. To search for a star, quote it: "...".',
        )
    found = [t.exact for t in tokens(text[:star].lower())]
    if len(found) > 1:
        raise QueryError(
            f"a star can't end {text[:40]}, which is several words",
            query,
            lexeme.start + star,
            f"Put the star after a single word, as in {found[-1][:40]}*.",
        )
    if not found or len(found[0]) < MIN_PREFIX:
        raise QueryError(
            f"a star needs at least {MIN_PREFIX} letters before it", query, lexeme.start, "As in ta*, taiw*."
        )
    return Prefix(found[0])


def value_of(name: str, text: str, at: int, query: str) -> Value:
    """One value of a field; `at` is where it stands in the query."""
    if name == "kind":
        kind = KINDS.get(text.strip().lower())
        if kind is None:
            raise QueryError(
                f'there is no kind "{text[:40]}"',
                query,
                at,
                "The kinds are statement, question, answer and note.",
            )
        return Value((kind,), kind)
    if name == "lang":
        return Value((text.strip().lower(),), text.strip().lower())
    if name == "doc":
        if not text:
            raise QueryError("this document has no name", query, at, "Write doc:NAME, as a result shows it.")
        return Value((text,), text)
    if "*" in text:
        raise QueryError(
            f"a star can't stand in {name}:",
            query,
            at + text.index("*"),
            "Write the whole word; case is ignored.",
        )
    stems = name in ("title", "section")
    words = tuple(t.stem if stems else t.exact for t in tokens(text))
    if not words:
        raise QueryError(
            f"there is no word to look for in {name}:", query, at, f"Write a word, as in {name}:word."
        )
    return Value(words, text)
