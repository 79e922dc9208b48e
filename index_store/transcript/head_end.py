"""Where the head of a document ends and what is said begins.

In: the lines that are no furniture. Out: a position among them, and the lines of the masthead before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .datelines import is_dateline
from .head_wording import is_note, is_section_name
from .label import Label
from .labels import read_label
from .lines import PAGE_REGIONS, Line
from .vocabulary import pattern
from .wording import ends_sentence, fold, is_caseless

_HEAD_LINES = 40
"""Lines among which the masthead is looked for."""
_WRAPPED_LINES = 5
"""Lines that a line of the head may be wrapped into."""


def find_head_end(lines: Sequence[Line], kept: Sequence[int]) -> int:
    """Position in `kept` where what is said begins: the first clear label, or the first prose."""
    prose: int | None = None
    for n, i in enumerate(kept[:_HEAD_LINES]):
        line = _whole(lines, i)
        if _begins_speech(line, first=n == 0):
            # Prose shortly before a label is a note to the reader.
            return n if prose is None or n - prose <= 4 else prose
        if prose is None and is_prose(line) and not (n == 0 and _asks_as_title(line, lines, kept)):
            prose = n
    return prose if prose is not None else min(len(kept), _HEAD_LINES)


def head_lines(lines: Sequence[Line], kept: Sequence[int]) -> list[int]:
    """The lines of the masthead: those before the head's end that are no prose, nor the rest of some."""
    out: list[int] = []
    for n, i in enumerate(kept):
        goes_on = lines[i].soft and out[-1:] != [i - 1]
        line = _whole(lines, i)
        if not goes_on and (not is_prose(line) or (n == 0 and _asks_as_title(line, lines, kept))):
            out.append(i)
    return out


def is_prose(line: Line) -> bool:
    """A line of text rather than of a masthead: a sentence of some length."""
    text = line.text.strip()
    if line.kind == "heading" or is_note(text) or is_dateline(text):
        return False
    sentence = ends_sentence(text)
    if is_caseless(text) and sentence and len(text) > 12:
        return True
    long = len(text.split()) >= 4 and len(text) > 24
    if sentence and long and re.search(r"[.!?。！？]", text[-3:]):
        return not re.match(r"[^:]{1,24}:", text) or len(text) > 160
    greets = pattern("masthead", "greeting.patterns", r"(?:{})\b").match(fold(text))
    return len(text) > 220 or (sentence and bool(greets))


def _asks_as_title(line: Line, lines: Sequence[Line], kept: Sequence[int]) -> bool:
    """A first line that is a question or an exclamation, with a date below it: a title."""
    below = lines[kept[1]].text if len(kept) > 1 else ""
    return len(line.text) < 120 and not line.text.rstrip().endswith((".", "”", '"')) and is_dateline(below)


def _whole(lines: Sequence[Line], i: int) -> Line:
    """Line i with the lines that were wrapped off it."""
    return replace(lines[i], text=whole_text(lines, i))


def whole_text(lines: Sequence[Line], i: int) -> str:
    """The text of line i with that of the lines that were wrapped off it, as far as a head needs it."""
    text = lines[i].text
    for following in lines[i + 1 : i + 1 + _WRAPPED_LINES]:
        if following.region in PAGE_REGIONS:
            continue
        if not following.soft:
            break
        text = f"{text} {following.text}"
    return text


def _begins_speech(line: Line, first: bool) -> bool:
    """Somebody is named as speaking. A bare name on the `first` line is a title."""
    if line.voice or line.kind == "cue":
        return True
    label = read_label(line.text) if line.kind != "heading" else None
    if label is None or (first and (label.bare or label.pair)):
        return False
    return _speaks(label, line.text[label.end :])


def _speaks(label: Label, rest: str) -> bool:
    """A label at the head of a document, not a line of the masthead such as "Venue: ..."."""
    if is_section_name(label.printed):
        return False
    if label.terminator == "time" or not rest.strip() or ends_sentence(rest):
        return True
    if label.bare or label.role == label.printed:
        return False
    return any(w.islower() for w in rest.split()) or len(rest) > 200  # no name and no list of capitals
