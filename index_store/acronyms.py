"""Acronyms that a text explains: a passage in, its short forms with what they stand for out.

    ... Women, Peace and Security (WPS) ...     ->   WPS  Women, Peace and Security
    ... the SOFA (Status of Forces Agreement)   ->   SOFA  Status of Forces Agreement

A long form is believed where the letters of the short one begin its words, in order, as in Schwartz and
Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003), who allow
letters inside of words as well. The index keeps what a passage explains as one value of the field `acronyms`:

    WPS TAB Women, Peace and Security LF SOFA TAB Status of Forces Agreement
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BRACKET = re.compile(r"\(([^()\n]{2,90})\)")
_SHORT = re.compile(r"[A-Z][A-Za-z]{1,8}")
_LAST_WORD = re.compile(r"(?<![^\s\"'“‘(\[])[A-Z][A-Za-z]{1,8}$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LITTLE = frozenset(
    ("a", "an", "and", "as", "at", "by", "de", "for", "in", "of", "on", "or", "the", "to", "with")
)
_FULL_STOP = re.compile(r"[.!?;:]\s|[()]")
_LONGEST = 120
"""Characters before a bracket that are looked at."""


def explained(text: str) -> str:
    """The acronyms that a text explains, as the index keeps them; "" where it explains none. Linear time."""
    if "(" not in text:
        return ""
    found = dict.fromkeys(f"{short}\t{' '.join(long.split())}" for short, long in _pairs(text))
    return "\n".join(found)


def pairs(value: str) -> Iterator[tuple[str, str]]:
    """The short and long forms of a value of the field."""
    for line in value.split("\n"):
        short, _, long = line.partition("\t")
        yield short, long


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for match in _BRACKET.finditer(text):
        inside = match[1]
        before = text[max(0, match.start() - _LONGEST) : match.start()].rstrip()
        short = inside[:-1] if inside.endswith("s") else inside
        if _is_short(short):
            long = _long_form(short, before)
            if long is not None:
                yield short, long
            continue
        last = _LAST_WORD.search(before)
        if last is not None and _is_short(last[0]):
            words = list(_WORD.finditer(inside))
            if words and _spells(last[0].lower(), [word[0] for word in words]):
                yield last[0], inside[words[0].start() : words[-1].end()]


def _is_short(text: str) -> bool:
    return _SHORT.fullmatch(text) is not None and sum(map(str.isupper, text)) * 2 > len(text)


def _long_form(short: str, before: str) -> str | None:
    """The end of the text that the short form abbreviates: the shortest that begins with its first letter."""
    # A sentence that ends between is no part of it; the full stop of U.S. ends none.
    ends = [m.end() for m in _FULL_STOP.finditer(before) if not before[: m.start()][-1:].isupper()]
    before = before[ends[-1] if ends else 0 :]
    words = list(_WORD.finditer(before))[-2 * len(short) - 3 :]
    letters = short.lower()
    for first in range(len(words) - 1, -1, -1):
        if words[first][0][0].lower() == letters[0] and _spells(letters, [w[0] for w in words[first:]]):
            return before[words[first].start() : words[-1].end()].strip()
    return None


def _spells(letters: str, words: Sequence[str]) -> bool:
    """Whether the words begin with the letters, in order; little words may be left out, and one other."""
    if len(words) < 2:
        return False
    return any(_follows(letters, words, little) for little in (True, False))


def _follows(letters: str, words: Sequence[str], little_count: bool) -> bool:
    at, left_out = 0, 0
    for word in words:
        lower = word.lower()
        is_little = lower in _LITTLE
        if at < len(letters) and lower[0] == letters[at] and (little_count or not is_little):
            at += 1
        elif not is_little:
            left_out += 1
    return at == len(letters) and left_out <= (len(letters) > 2)
