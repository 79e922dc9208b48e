"""Which printed lines of a PDF go on with the one before, and how far apart the others are.

the rows of the text --breaks--> for each row its gap, or that it was wrapped off the row before

A line was wrapped where not one word more would have fitted. A paragraph ends where the line is shorter than
that, where the next is indented or stands further below, and where the font changes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .pdf_rows import Row

WRAPPED = -1
"""Stands for the gap of a row that goes on with the one before."""

_WIDE_LEADING = 1.3
"""How many times the usual distance lies between the lines of two paragraphs, at the least."""
_SINGLE = 1.45
"""Distance of lines that are set without space between them, in heights of the font, at the most."""
_INDENT = 6.0
"""Points by which the first line of a paragraph is set in, at the least."""
_INDENTED = 0.02
"""Share of the lines that are set in where it is the habit of the document, at the least."""
_LONG = 0.6
"""Share of the width of the text that a line fills which is no last one and no heading, at the least."""
_OTHER_SIZE = 0.08
"""By which share the heights of two fonts differ that are not one."""
_FULL = 0.985
"""Share of the width of the text up to which a full line comes, at the least."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text of a document is set."""

    leading: float
    """Distance of the lines of a paragraph."""
    left: float
    """Left edge of the text."""
    right: float
    """Right edge of the text."""
    indent: float | None
    """Where the first lines of paragraphs begin, if they are set in; None where they are not."""


def breaks(rows: Sequence[Row]) -> list[int]:
    """The gap of every row as in `Block`, or WRAPPED."""
    setting = _setting(rows)
    out: list[int] = []
    for i, row in enumerate(rows):
        if i == 0:
            out.append(2)
            continue
        before = rows[i - 1]
        if _goes_on(rows, i, setting, out):
            out.append(WRAPPED)
        elif row.page != before.page:
            out.append(2)
        else:
            far = before.base - row.base > _WIDE_LEADING * setting.leading
            out.append(2 if far or row.base > before.base else 1)
    return out


def _setting(rows: Sequence[Row]) -> Setting:
    following = [(a, b) for a, b in pairwise(rows) if a.page == b.page]
    rights = sorted(r.right for r in rows)
    lefts = Counter(round(r.left) for r in rows)
    left = min((x for x, n in lefts.items() if n >= max(2, 0.05 * len(rows))), default=0)
    # A few lines may stick out, an address or a table.
    right = rights[len(rights) - 1 - len(rights) // 50] if rights else 0.0
    below = [(a, b) for a, b in following if 0 < a.base - b.base < 5 * a.size]
    # Behind a full line the next one mostly is of the same paragraph, and paragraphs stand no closer.
    full = sorted(a.base - b.base for a, b in below if _is_full(a, b, right))
    if not any(_is_full(a, b, right) and _shows_wrap(a, b, below) for a, b in following):
        right = math.inf  # nothing shows that lines are wrapped at all
    leading = full[len(full) // 5] if full else min((a.base - b.base for a, b in below), default=0.0)
    first = Counter(round(a.left) for a, b in following if a.left > left + _INDENT and abs(b.left - left) < 2)
    indent, often = first.most_common(1)[0] if first else (0, 0)
    return Setting(leading, left, right, indent if often >= max(3, _INDENTED * len(rows)) else None)


def _goes_on(rows: Sequence[Row], i: int, setting: Setting, gaps: Sequence[int]) -> bool:
    before, row = rows[i - 1], rows[i]
    if _is_set_otherwise(before, row):
        return False
    if before.page == row.page:
        distance = before.base - row.base
        if distance <= 0 or distance > _WIDE_LEADING * setting.leading:
            return False
    if setting.indent is not None and abs(row.left - setting.indent) < 2:
        return False
    if row.left > before.left + _INDENT:
        return False  # set in: a paragraph begins
    first = gaps[i - 1] != WRAPPED
    if row.left < before.left - _INDENT and not first:
        return False  # a paragraph that was set in as a whole is over
    if setting.indent is not None and abs(row.left - setting.left) < 2:
        return _is_long(before, setting)  # every paragraph of the document would be set in
    inside = row.text[:1].islower() and not _ends_sentence(before.text)
    if not inside and not _is_full(before, row, setting.right):
        return False
    # Over a page nothing else shows whether a paragraph ended with the page.
    return before.page == row.page or not _ends_sentence(before.text) or row.text[:1].islower()


def _is_set_otherwise(before: Row, row: Row) -> bool:
    """In another size, or one in bold from end to end and the other not."""
    other = abs(before.size - row.size) > _OTHER_SIZE * max(before.size, row.size)
    return other or _is_bold(before) != _is_bold(row)


def _is_long(row: Row, setting: Setting) -> bool:
    """Longer than a heading, or than a line at the end of a paragraph mostly is."""
    return setting.right < math.inf and row.right - row.left > _LONG * (setting.right - setting.left)


def _is_full(before: Row, row: Row, right: float) -> bool:
    """The first word of the row would not have fitted behind the row before."""
    space = (before.right - before.left) / len(before.text)  # no narrower than a space is
    return before.right + space + row.first_word > _FULL * right


def _shows_wrap(before: Row, row: Row, below: Sequence[tuple[Row, Row]]) -> bool:
    """A sentence runs over the break, or the lines are close where others are not."""
    near = before.base - row.base
    apart = any(a.base - b.base > _WIDE_LEADING * near for a, b in below)
    return _begins_inside(row.text) or (0 < near < _SINGLE * row.size and apart)


def _begins_inside(text: str) -> bool:
    """The text begins inside a sentence, as far as its first letter shows; scripts without capitals show
    nothing."""
    return text[:1].islower() or (text[:1].isalpha() and not text[:1].isupper())


def _ends_sentence(text: str) -> bool:
    return text.rstrip(" \"'”’)]»").endswith((".", "?", "!", "…", ":", "。"))


def _is_bold(row: Row) -> bool:
    """In bold from end to end."""
    return len(row.bold) == 1 and row.bold[0] == (0, len(row.text))
