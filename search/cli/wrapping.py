"""Breaking text into lines: text and a width in columns in, ranges of the text out.

Only white space is ever left out, and only where a line ends, so that the ranges and the gaps between them
are the text again. Columns are counted as a terminal does: two for East Asian wide characters, none for
combining marks. Linear in the length of the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_BREAKS = " \t"


def columns(char: str) -> int:
    """How many columns a terminal gives to one character."""
    if char < "\x7f":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(
    text: str, width: int, *, first: int | None = None, extra: Sequence[int] = ()
) -> list[tuple[int, int]]:
    """Ranges of the text that fit on lines of `width` columns (the first one on `first` columns).

    Between two ranges lies a line feed, a run of spaces and tabs, or nothing where a word is wider than a
    line. `extra` gives positions where one more column is taken by what is printed before that character
    (a position may occur several times). A character that is wider than the line still gets a line.
    """
    taken = [columns(c) for c in text]
    for at in extra if text else ():
        taken[min(at, len(taken) - 1)] += 1
    lines: list[tuple[int, int]] = []
    start, room = 0, width if first is None else first
    at, used, space = 0, 0, -1
    while at < len(text):
        char = text[at]
        if char == "\n":
            lines.append((start, at))
            start, room = at + 1, width
            at, used, space = start, 0, -1
            continue
        if char in _BREAKS:
            # White space may hang over the edge: it is not printed where the line ends.
            space = at if at == 0 or text[at - 1] not in _BREAKS or space < 0 else space
        elif used + taken[at] > room and at > start:
            if space > start:
                lines.append((start, space))
                start = _after_spaces(text, space)
            elif first is not None and not lines and start == 0 and _fits(text, taken, width):
                lines.append((0, 0))  # the first word is better off on a line of its own
            else:
                lines.append((start, at))
                start = at
            at, used, space, room = start, 0, -1, width
            continue
        used += taken[at]
        at += 1
    lines.append((start, len(text)))
    return lines


def _after_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BREAKS:
        at += 1
    return at


def _fits(text: str, taken: Sequence[int], width: int) -> bool:
    """Whether the first word of the text fits on a whole line."""
    used = 0
    for at, char in enumerate(text):
        if char in _BREAKS or char == "\n":
            break
        used += taken[at]
        if used > width:
            return False
    return True
