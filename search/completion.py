"""What somebody may be about to type: a query with a cursor in, people, outlets, places and words out.

speaker:kam|        people alone, by any of their words
outlet:, role:, place:, doc:                            likewise
peace and stab|     people, outlets and places whose name begins like the last words, then words
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index_store.folding import fold
from search.query.lexer import QUOTES
from search.query.stopwords import STOP_WORDS
from search.results import FacetCount

MOST = 8
"""Completions that are offered at once."""
LEAST = 2
"""Letters from which on names are offered."""
FIELDS = {"speaker": "speaker", "outlet": "outlet", "role": "role", "place": "place", "doc": "document"}
"""Fields whose values are completed, and the facet that lists them."""
_PLAIN = ("speaker", "outlet", "place")
"""Facets whose values are offered without their field."""
_WHAT = {"speaker": "speaker", "outlet": "outlet", "role": "role", "place": "place", "document": "document"}
_PHRASES = 3
_LONGEST = 100
_TYPED = re.compile(r"(?:([A-Za-z]+):)?([^:]*)")


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that could stand at the cursor."""

    value: str
    what: str
    """speaker, outlet, role, place, document, phrase or word"""
    insert: str
    """What to put in the place of the characters [start, end) of the query."""
    start: int
    end: int
    count: int
    """Passages that have it."""


@dataclass(frozen=True, slots=True)
class _Name:
    value: str
    folded: str
    facet: str
    count: int


class Names:
    """The values of an index that can be completed, the most frequent first."""

    def __init__(self, facets: Mapping[str, Sequence[FacetCount]]) -> None:
        names = [
            _Name(one.value, _folded(one.value), facet, one.count)
            for facet, counts in facets.items()
            for one in counts
        ]
        self._names = sorted(names, key=lambda name: -name.count)

    def beginning(self, typed: str, facets: Iterable[str]) -> Iterator[_Name]:
        """The values that begin with what was typed, then those with a word that does."""
        wanted, start = set(facets), _folded(typed)
        inside = []
        for name in self._names:
            if name.facet not in wanted:
                continue
            if name.folded.startswith(start):
                yield name
            elif f" {start}" in name.folded:
                inside.append(name)
        yield from inside


def completions(
    query: str,
    cursor: int,
    names: Names,
    words: Callable[[str], Sequence[FacetCount]],
    phrases: Callable[[str, str], Sequence[FacetCount]] | None = None,
) -> tuple[Completion, ...]:
    """What could stand where the cursor is: before the character `cursor` of the query.

    `words` gives the words of the index that begin in some way, the most frequent first; `phrases` those that
    follow a word, with it.
    """
    start = _start(query, cursor)
    typed = query[start:cursor]
    if len(typed) > _LONGEST:
        return ()
    field, value = _field(typed)
    end = _end(query, cursor)
    if field is not None:
        if field not in FIELDS:
            return ()
        value = value.lstrip("".join(QUOTES))
        found = names.beginning(value, (FIELDS[field],))
        return tuple(_named(name, field, start, end) for name, _ in zip(found, range(MOST), strict=False))
    if not typed or typed[0] in QUOTES or not typed[-1].isalnum() or typed[0] in "-(":
        return ()
    offered: dict[tuple[str, str], Completion] = {}
    for begin in _beginnings(query, start):
        if cursor - begin < LEAST:
            continue
        for name in names.beginning(query[begin:cursor], _PLAIN):
            key = (name.facet, name.value)
            offered.setdefault(key, _named(name, name.facet, begin, end))
            if len(offered) >= MOST - 3:
                break
    begin = _phrase(query, start)
    for phrase in phrases(query[begin:start], typed)[:_PHRASES] if begin < start and phrases else ():
        key = ("phrase", phrase.value)
        offered[key] = Completion(phrase.value, "phrase", f'"{phrase.value}"', begin, end, phrase.count)
    for word in words(typed)[: MOST - len(offered)]:
        if word.value != typed:
            offered["word", word.value] = Completion(word.value, "word", word.value, start, end, word.count)
    return tuple(offered.values())[:MOST]


def _phrase(query: str, start: int) -> int:
    """Where the words begin that the word at `start` may go on from: the last one, and beside common ones the
    one before them."""
    at = start
    while match := re.search(r"(?<!\S)([^\W_]+) +$", query[:at]):
        if match[1] in ("AND", "OR", "NOT", "NEAR"):
            break
        at = match.start()
        if match[1].lower() not in STOP_WORDS:
            break
    return at


def _named(name: _Name, field: str, start: int, end: int) -> Completion:
    quoted = "".join(c * 2 if c in QUOTES else c for c in name.value)
    return Completion(name.value, _WHAT[name.facet], f'{field}:"{quoted}"', start, end, name.count)


def _start(query: str, cursor: int) -> int:
    """Where the word begins that the cursor is at the end of; a quoted value belongs to its field."""
    opened = None
    start = 0
    for at in range(cursor):
        char = query[at]
        if char in QUOTES:
            opened = None if opened is not None else at
            if opened is not None and not (at and query[at - 1] == ":"):
                start = at
        elif opened is None and (char.isspace() or char in "(|"):
            start = at + 1
    return start


def _end(query: str, cursor: int) -> int:
    """Where the word ends that the cursor is in."""
    end = cursor
    while end < len(query) and not query[end].isspace() and query[end] not in '()|"':
        end += 1
    return end


def _beginnings(query: str, start: int) -> Iterator[int]:
    """Where the last three words, two words, and the last word begin."""
    found = [start]
    at = start
    while len(found) < 3:
        before = query[:at].rstrip()
        if len(before) == at or not before or not before[-1].isalnum():
            break
        at = before.rfind(" ") + 1
        word = before[at:]
        if ":" in word or word in ("AND", "OR", "NOT") or not word[:1].isalnum():
            break
        found.append(at)
    yield from reversed(found)


def _field(typed: str) -> tuple[str | None, str]:
    match = _TYPED.fullmatch(typed)
    if match is None or match[1] is None:
        return None, typed
    return match[1].lower(), match[2]


def _folded(value: str) -> str:
    return " ".join(map(fold, value.split()))
