"""Lines joined into paragraphs, each with its exact ranges in the source's text.

In: the lines of the body, the labels that were accepted. Out: `Piece` values: a paragraph with the label
before it, a heading of the markup, or a stage note. Line wraps become a space, a hyphen that broke a word is
left out where the document writes the word without one, and furniture between two halves of a sentence
disappears.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Paragraph
from .head_wording import is_section_name
from .inventory import Inventory
from .label import Label
from .lines import PAGE_REGIONS, Line
from .vocabulary import pattern
from .wording import ends_open, is_bracketed, is_caseless, starts_lower


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of the body and what it is: "text", "heading" or "note"."""

    paragraph: Paragraph | None
    """None where a label stands with nothing behind it."""
    text: str
    kind: str
    label: Label | None = None
    label_span: tuple[int, int] | None = None
    doubtful: bool = False
    """Somebody whom the document does not clearly name may begin to speak here."""
    level: int = 0
    bold: bool = False
    line: int = 0
    """Index of its first line."""


def join(lines: Sequence[Line], body: Sequence[int], inventory: Inventory, source_text: str) -> list[Piece]:
    """The body's pieces in order; headings only where the markup tells."""
    pieces: list[Piece] = []
    vocabulary = _Words(source_text)
    group: list[int] = []
    body = [i for i in body if i not in inventory.absorbed]
    for n, i in enumerate(body):
        if group and not _goes_on(lines, body, n, group, inventory):
            pieces.append(_piece(lines, group, inventory, vocabulary))
            group = []
        group.append(i)
    if group:
        pieces.append(_piece(lines, group, inventory, vocabulary))
    return pieces


def _goes_on(
    lines: Sequence[Line], body: Sequence[int], n: int, group: list[int], inventory: Inventory
) -> bool:
    """Line body[n] belongs to the paragraph that the group makes so far."""
    i, before = body[n], body[n - 1]
    if i in inventory.at:
        return False
    line, last = lines[i], lines[before]
    if before in inventory.at and not last.text[inventory.at[before].label.end :].strip():
        return False  # the label's own line
    if line.soft and all(x.region in PAGE_REGIONS for x in lines[before + 1 : i]):
        return True
    if before != i - 1 and line.kind == last.kind == "text":
        # Furniture stood between: a page break inside a sentence.
        return ends_open(last.text) and starts_lower(line.text) and (last.soft or len(last.text) > 20)
    return False


class _Words:
    """The words of a document, to tell a hyphen that broke a word from one that belongs to it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(w.lower() for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", self.text))
        return word.lower() in self._words


def _piece(lines: Sequence[Line], group: list[int], inventory: Inventory, vocabulary: _Words) -> Piece:
    first = lines[group[0]]
    found = inventory.at.get(group[0])
    label = found.label if found and found.accepted else None
    offset = label.end if label else 0
    span = (first.start + label.start, first.start + label.end) if label and label.end > label.start else None
    spans: list[tuple[int, int]] = []
    glue: list[str] = []
    for i in group:
        line = lines[i]
        start = line.start + (offset if i == group[0] else 0)
        text = line.text[offset if i == group[0] else 0 :]
        start += len(text) - len(text.lstrip())
        end = line.end - (len(text) - len(text.rstrip()))
        if start >= end:
            continue
        if spans:
            a, b = spans[-1]
            cut, between = _joint(lines, spans[-1], (start, end), vocabulary)
            spans[-1] = (a, b - cut)
            glue.append(between)
        spans.append((start, end))
    doubtful = bool(found and found.doubtful)
    if not spans:
        return Piece(None, "", "text", label, span, doubtful, 0, first.bold, group[0])
    paragraph = Paragraph(tuple(spans), tuple(glue))
    text = paragraph.text(vocabulary.text)
    section = is_section_name(text.strip("[]【】<>＜＞〔〕 "))
    kind = (
        "note"
        if not label and not section and len(text) < 300 and (is_bracketed(text) or _is_minute(text))
        else "text"
    )
    if first.kind == "heading" and label is None:
        kind = "heading"
    return Piece(
        paragraph, text, kind, label, span, doubtful, first.level, all(lines[i].bold for i in group), group[0]
    )


def _joint(
    lines: Sequence[Line], before: tuple[int, int], after: tuple[int, int], vocabulary: _Words
) -> tuple[int, str]:
    """How two lines are joined: characters to cut off the first, and what to put between."""
    text = vocabulary.text
    a, b = text[before[0] : before[1]], text[after[0] : after[1]]
    if is_caseless(a[-1:]) and is_caseless(b[:1]) and not ("\uac00" <= a[-1:] <= "\ud7a3"):
        return 0, ""
    m = re.search(r"([^\W\d_]+)([-\u00ad‐])$", a)
    n = re.match(r"[^\W\d_]+", b)
    if m is None or n is None or not b[0].islower():
        return 0, " "
    if m[2] == "\u00ad" or m[1] + n.group() in vocabulary:
        return 1, ""
    if f"{m[1]}-{n.group()}" in vocabulary or (m[1] in vocabulary and n.group() in vocabulary):
        return 0, ""
    return 1, ""


def _is_minute(text: str) -> bool:
    meeting = pattern("exchanges", "minute.patterns", r"(?:{})\b.{0,40}$", re.I)
    return bool(meeting.match(text) or pattern("exchanges", "minute.lines", r"(?:{})$", re.I).match(text))
