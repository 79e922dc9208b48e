"""Quotation marks: where words are quoted, and whether they are a sentence.

In: the text of a paragraph. Out: `Mark` values and judgements on them. Who is quoted is for others to find.
"""

from __future__ import annotations

import re
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
    i = 0
    while i < len(text):
        c = text[i]
        if c in _PAIRS:
            end = next((j for j in range(i + 1, len(text)) if text[j] in _PAIRS[c]), None)
        elif c == "‘" and single:
            end = _single_end(text, i + 1)
        else:
            i += 1
            continue
        out.append(Mark(i + 1, len(text) if end is None else end, end is None))
        i = out[-1].end + 1
    return tuple(m for m in out if m.end > m.start)


def _single_end(text: str, start: int) -> int | None:
    """Where a quotation in single marks ends: behind the end of a sentence or a comma, or else at the last
    mark that no letter follows; an apostrophe is neither."""
    ends = [m.start() for m in re.finditer(r"’(?![^\W\d_])", text[start:])]
    stop = next((e for e in ends if text[start + e - 1] in ",.?!…"), None)
    opened = text.find("‘", start)
    if stop is not None and (opened < 0 or start + stop < opened):
        return start + stop
    inner = [e for e in ends if opened < 0 or start + e < opened]
    return start + inner[-1] if inner else None


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
