"""Lexemes -> nodes of words, phrases and patterns, values of fields: where the analyser is asked."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining

from index_store.analysis import tokens
from index_store.folding import APOSTROPHES, fold
from search.query.errors import QueryError
from search.query.lexer import Lexeme
from search.query.nodes import Fuzzy, Prefix, Quoted, Together, Value, Wildcard, Word
from search.query.stopwords import STOP_WORDS

MIN_PREFIX = 2
"""How many letters must stand before the first star or question mark."""

MAX_JOKERS = 4
"""How many stars and question marks a word may have: many make it match anything, slowly."""

MIN_FUZZY = {1: 3, 2: 5}
"""How many letters a word must have to be searched for with so many letters wrong."""

MAX_DISTANCE = 255
"""How many words may lie between words that are near each other."""

CAMEL = re.compile(r"[A-Z][a-z]{2,}(?:[A-Z][a-z]{2,})+")
"""Words written as one, told apart by capitals: IndoPacific."""

_FUZZY = re.compile(r"(.*[^\W_])~([0-9]*)", re.DOTALL)
_JOKERS = re.compile("[*?]")

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


@lru_cache(maxsize=1 << 13)
def plain_word(typed: str) -> Word | None:
    """A plain word as typed; None where there is nothing in it to search for."""
    found = tuple(tokens(typed))
    if not found:
        return None
    exact = tuple(t.exact for t in found)
    stop = len(exact) == 1 and exact[0] in STOP_WORDS
    return Word(tuple(t.stem for t in found), exact, stop, typed)


def word(lexeme: Lexeme, query: str) -> Word | Prefix | Wildcard | Fuzzy | None:
    """A word with or without operators in it; None where there is nothing in it to search for."""
    text = lexeme.text
    if "~" in text and (match := _FUZZY.fullmatch(text)) is not None:
        return _fuzzy(match[1], match[2], lexeme, query)
    if "*" in text or ("?" in text and _asks_for_letters(text)):
        return _pattern(lexeme, query)
    return plain_word(text)


def _asks_for_letters(text: str) -> bool:
    """Whether a question mark stands for a character (w?rd) instead of ending a question (why? or a?b=c)."""
    body = text[slice(*_body(text))]
    return "?" in body[1:] and len(_words_of(body)) == 1


def _body(text: str) -> tuple[int, int]:
    """A word with stars and question marks, without the punctuation around it; a question mark at its end is
    punctuation."""
    start, end = 0, len(text)
    while start < end and not (text[start].isalnum() or text[start] in "*?"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "*"):
        end -= 1
    return start, end


def _words_of(body: str) -> list[str]:
    return [t.exact for t in tokens(_JOKERS.sub("", body).lower())]


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


def together(lexeme: Lexeme, tilde: Lexeme, query: str) -> Together | Quoted:
    """The words between quotation marks, near each other: "a b"~5."""
    phrase = quoted(lexeme, query)
    if not tilde.text:
        raise QueryError(
            "~ does not say how many words may lie between",
            query,
            tilde.start,
            'Write a number after it, as in "free open"~5.',
        )
    return Together(phrase.exact, distance(tilde.text, tilde.start + 1, query), lexeme.text)


def distance(digits: str, at: int, query: str) -> int:
    """How many words apart: 1 is side by side."""
    number = int(digits) if len(digits) <= 6 else MAX_DISTANCE + 1
    if 1 <= number <= MAX_DISTANCE:
        return number
    raise QueryError(
        f"words {digits[:10]} words apart are not near each other",
        query,
        at,
        f"Use 1 (side by side) to {MAX_DISTANCE}; /p finds words anywhere in one passage.",
    )


def _fuzzy(typed: str, digits: str, lexeme: Lexeme, query: str) -> Fuzzy:
    at = lexeme.start + len(typed)
    found = [t.exact for t in tokens(typed.lower())]
    edits = int(digits or "1") if len(digits) < 2 else 9
    if "*" in typed or "?" in typed or len(found) != 1 or not found[0][-1].isalnum():
        raise QueryError(
            f"~ can't follow {typed[:40]}, which is not a single plain word", query, at, "As in kamikava~."
        )
    if edits not in MIN_FUZZY:
        raise QueryError(
            f"a word can't be {digits[:10]} letters away", query, at + 1, "Use ~1 or ~2, as in kamikava~1."
        )
    if len(found[0]) < MIN_FUZZY[edits]:
        raise QueryError(
            f"~{edits} needs a word of at least {MIN_FUZZY[edits]} letters",
            query,
            lexeme.start,
            "A shorter word is that close to too many others: write the alternatives with OR.",
        )
    return Fuzzy(found[0], edits)


def _pattern(lexeme: Lexeme, query: str) -> Prefix | Wildcard:
    """A word with stars or question marks that stand for letters."""
    start, end = _body(lexeme.text)
    body = lexeme.text[start:end]
    joker = _JOKERS.search(body)
    assert joker is not None, "a star is never punctuation"
    at = lexeme.start + start + joker.start()
    found = _words_of(body)
    whole = joker.end() == len(body)
    if len(found) > 1 or (found and not whole and not _is_plain(body)):
        raise QueryError(
            f"{joker[0]} can't stand in {body[:40]}, which is several words",
            query,
            at,
            f"Put it into or after a single word, as in {found[-1][:40]}*.",
        )
    before = fold(body[: joker.start()])
    if not found or min(len(before), len(found[0])) < MIN_PREFIX:
        raise QueryError(
            f"{joker[0]} needs at least {MIN_PREFIX} letters before it",
            query,
            lexeme.start,
            "As in ta*, taiw*, wom?n. A word can't be looked for by its end.",
        )
    if len(_JOKERS.findall(body)) > MAX_JOKERS:
        raise QueryError(
            f"a word can't have more than {MAX_JOKERS} stars and question marks",
            query,
            at,
            "Write more of its letters.",
        )
    if whole and joker[0] == "*":
        return Prefix(found[0])
    return Wildcard(fold(body))


def _is_plain(body: str) -> bool:
    """Letters, digits, apostrophes and jokers alone."""
    return all(c.isalnum() or c in "*?" or c in APOSTROPHES or combining(c) for c in body)


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
    if "~" in text:
        raise QueryError(
            f"~ can't stand in {name}:", query, at + text.index("~"), "Write the whole word; case is ignored."
        )
    stems = name in ("title", "section")
    words = tuple(t.stem if stems else t.exact for t in tokens(text))
    if not words:
        raise QueryError(
            f"there is no word to look for in {name}:", query, at, f"Write a word, as in {name}:word."
        )
    return Value(words, text)
