"""Where sentences end in running text, the full stops of abbreviations and initials left out.

In: a text. Out: its sentences, and the patterns to look for an end.
"""

from __future__ import annotations

import re

_ABBREVIATIONS = (
    *("Mr", "Mrs", "Ms", "Mx", "Dr", "St", "Prof", "Rev", "Hon", "Fr", "Sr", "Jr", "Mme", "Mlle", "Hr"),
    *("Gen", "Adm", "Col", "Maj", "Capt", "Cmdr", "Lt", "Sgt", "Sen", "Rep", "Gov", "Sec", "Amb", "Supt"),
)
NO_ABBREVIATION = "".join(rf"(?<!\b{w})" for w in _ABBREVIATIONS) + r"(?<!\b[A-Z])"
"""Stands before the mark of the end of a sentence in a regular expression: no abbreviation ends there."""

_END = re.compile(rf"{NO_ABBREVIATION}[.!?]\s+(?=[\"“‘„«]?(?:[^\W\d_a-z]|\0))")
"""A capital follows, behind an opening mark or none; a NUL stands for the words of a quotation."""
_FULL_STOP = re.compile(rf"{NO_ABBREVIATION}\.")


def sentences(text: str) -> list[str]:
    """The sentences of a text, never empty: the last one is what stands behind the last end."""
    ends = [0, *(m.end() for m in _END.finditer(text))]
    return [text[a:b] for a, b in zip(ends, [*ends[1:], len(text)], strict=True)]


def ends_in(text: str) -> list[int]:
    """The offsets of the full stops that end a sentence."""
    return [m.start() for m in _FULL_STOP.finditer(text)]
