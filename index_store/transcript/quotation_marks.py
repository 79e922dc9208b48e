"""Quotation marks: where words are quoted, and whether they are a sentence.

In: the text of a paragraph. Out: `Mark` values and judgements on them. Who is quoted is for others to find.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

_PAIRS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", '"': '"'}


@dataclass(frozen=True, slots=True)
class Mark:
    """Words in quotation marks; `start` and `end` are offsets in the paragraph and exclude the marks."""

    start: int
    end: int
    open: bool = False
    """The paragraph ends before the quotation does."""


def in_single_marks(paragraphs: Sequence[str]) -> bool:
    """The document opens its quotations with a single mark, ‘, and double ones are rare."""
    text = "\n".join(paragraphs)
    opened = len(re.findall(r"(?:^|[\s(—–])‘(?=\w)", text))
    return opened >= 2 and opened > 2 * len(re.findall(r"[“„«]|(?:^|\s)\"", text))


def find_marks(text: str, single: bool = False) -> tuple[Mark, ...]:
    """The pairs of quotation marks of a paragraph; nested ones belong to the outer. `single` says that the
    document quotes in single marks, ‘so’."""
    out: list[Mark] = []
    marks: _SingleMarks | None = None
    i = 0
    while i < len(text):
        c = text[i]
        if c in _PAIRS:
            end = next((j for j in range(i + 1, len(text)) if text[j] in _PAIRS[c]), None)
        elif c == "‘" and single:
            marks = marks or _SingleMarks(text)
            end = marks.end(i + 1)
        else:
            i += 1
            continue
        out.append(Mark(i + 1, len(text) if end is None else end, end is None))
        i = out[-1].end + 1
    return tuple(m for m in out if m.end > m.start)


class _SingleMarks:
    """The single marks of a paragraph, ‘ and ’, found once."""

    def __init__(self, text: str) -> None:
        self._opened = [m.start() for m in re.finditer("‘", text)]
        # A mark that a letter follows is an apostrophe.
        self._closed = [m.start() for m in re.finditer(r"’(?![^\W\d_])", text)]
        self._sure = [at for at in self._closed if text[at - 1] in ",.?!…"]

    def end(self, start: int) -> int | None:
        """Where a quotation from `start` on ends: behind the end of a sentence or a comma, or else at the
        last mark before another one opens."""
        opened = _first(self._opened, start)
        stop = _first(self._sure, start)
        if stop is not None and (opened is None or stop < opened):
            return stop
        last = bisect_left(self._closed, opened) if opened is not None else len(self._closed)
        return self._closed[last - 1] if last and self._closed[last - 1] >= start else None


def _first(ascending: Sequence[int], start: int) -> int | None:
    """The first of these offsets that is not before `start`."""
    n = bisect_left(ascending, start)
    return ascending[n] if n < len(ascending) else None


def is_speech(text: str, m: Mark) -> bool:
    """Without a verb of saying, only a whole sentence is taken for something said."""
    body = text[m.start : m.end].strip()
    return len(body.split()) >= 6 and body[-1:] in ".,!?…" and body[:1].isupper()


def stands_alone(text: str, m: Mark) -> bool:
    """A sentence of its own in quotation marks: the one before is over, and none goes on behind."""
    lead = text[: m.start - 1].rstrip()
    tail = text[m.end + 1 :].lstrip()
    body = text[m.start : m.end].rstrip()
    if body[-1:] not in ".?!…" and tail[:1] not in ".?!":
        return False
    over = not lead or lead[-1] in '.?!:”’"'
    return over and (not tail or tail[0].isupper() or tail[0] in '"“‘„«.')


def is_all(text: str, m: Mark) -> bool:
    """The paragraph is nothing but the quotation."""
    return not (text[: m.start] + text[m.end :]).strip(' "“”‘’„«»「」『』.')
