"""Lines joined into paragraphs, each with its exact ranges in the source's text.

In: the lines of the body, the labels that were accepted. Out: `Piece` values: a paragraph with the label
before it, a heading, or a stage note. Line wraps become a space, a hyphen that broke a word is left out where
the document writes the word without one, and furniture between two halves of a sentence disappears.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Paragraph
from .inventory import Inventory
from .labels import Label
from .lines import Line
from .masthead import is_section_name
from .wording import (
    CLOSERS,
    ends_open,
    ends_sentence,
    fold,
    is_bracketed,
    is_caseless,
    is_shouted,
    is_title_case,
    starts_lower,
)


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
    """The body's pieces in order."""
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
    return _mark_headings(pieces, lines)


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
    if line.soft and before == i - 1:
        return True
    if before != i - 1 and line.kind == last.kind == "text":
        # Furniture stood between: a page break inside a sentence.
        return ends_open(last.text) and starts_lower(line.text) and (last.soft or len(last.text) > 20)
    return False


_MINUTE = re.compile(
    r"the (?:meeting|sitting|session|hearing|press conference|briefing|proceedings) "
    r"(?:was (?:called to order|suspended|resumed|adjourned|concluded|closed|opened)|"
    r"rose|resumed|adjourned|ended|concluded)\b.{0,40}$",
    re.I,
)
"""What the record of a meeting says of the meeting itself."""


class _Words:
    """The words of a document, to tell a hyphen that broke a word from one that belongs to it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(w.lower() for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", self._text))
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
    text = paragraph.text(vocabulary._text)
    section = is_section_name(text.strip("[]【】<>＜＞〔〕 "))
    kind = (
        "note"
        if not label and not section and len(text) < 300 and (is_bracketed(text) or _MINUTE.match(text))
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
    text = vocabulary._text
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


# ---------------------------------------------------------------- headings

_NUMBERED = re.compile(
    r"\s*(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]|[(（]\d{1,2}[)）]|\d{1,2}[.．]\d{0,2}|[IVX]{1,4}\.|\d{1,2}\s)\s*"
)
_MARK = re.compile(r"^\s*\*\*?\s?(?=\S)")


def _mark_headings(pieces: list[Piece], lines: Sequence[Line]) -> list[Piece]:
    """Tell headings from paragraphs where the markup does not."""
    prose = [p for p in pieces if p.kind == "text" and len(p.text) > 60]
    shouted = is_shouted("".join(p.text for p in pieces[:200]))
    punctuated = sum(ends_sentence(p.text) for p in prose) >= 0.8 * len(prose) if prose else False
    out = []
    for n, p in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        before = pieces[n - 1] if n else None
        if (
            p.kind == "text"
            and p.label is None
            and not p.doubtful
            and _is_heading(p, before, following, punctuated, lines, shouted)
        ):
            p = Piece(p.paragraph, p.text, "heading", None, None, False, _level(p), p.bold, p.line)
        out.append(p)
    return out


def _is_heading(
    p: Piece,
    before: Piece | None,
    following: Piece | None,
    punctuated: bool,
    lines: Sequence[Line],
    shouted: bool,
) -> bool:
    text = p.text.strip()
    if p.paragraph is None or len(p.paragraph.spans) > 1 or len(text) > 160:
        return False
    if is_section_name(text.strip("[]【】 :")) or is_section_name(text):
        return True
    if _MARK.match(text) and not text.endswith("*") and not ends_sentence(text):
        return True
    if shouted:
        return False
    if (
        text.startswith(("–", "—", "-", "…", ",", "“", '"'))
        or text.rstrip(CLOSERS)[-1:] in ".!…,;。！、，-–—"
    ):
        return False
    if text[-1:] in "?？:：" or (text.endswith((")", "]")) and not _NUMBERED.match(text)):
        return False
    if is_caseless(text):
        return bool(_NUMBERED.match(text)) or (
            punctuated and len(text) <= 40 and following is not None and following.label is not None
        )
    bare = _NUMBERED.sub("", text, count=1)
    if not bare or starts_lower(bare):
        return False
    if is_title_case(bare):
        return (
            len(bare.split()) > 1
            or (following is not None and following.label is not None)
            or lines[p.line].gap > 1
        )
    if bare != text and p.paragraph is not None and punctuated:
        return True
    if p.bold and len(text) < 120:
        return True
    return (
        punctuated
        and len(text) <= 90
        and following is not None
        and following.label is not None
        and (before is None or ends_sentence(before.text))
    )


def _level(p: Piece) -> int:
    """1 for a heading, 2 for a numbered one in brackets, "(1) ..." below "1. ..."."""
    if p.level:
        return p.level
    return 2 if re.match(r"\s*[(（]\s*\w{1,3}\s*[)）]", p.text) else 1


def heading_text(piece: Piece) -> str:
    """A heading as it is shown: without the marks that plain text prints it with."""
    return _MARK.sub("", piece.text).strip("*_# ").strip()


def drop_contents(pieces: list[Piece]) -> list[Piece]:
    """Leave out a list of contents: headings in a run near the head that stand again, in the same order, as
    headings further down."""
    heads = [
        i
        for i, p in enumerate(pieces)
        if p.kind == "heading" or (p.kind == "text" and p.label is None and len(p.text) < 160)
    ]
    key = {i: _contents_key(pieces[i].text) for i in heads}
    later: dict[str, int] = {}
    for i in heads:
        if key[i]:
            later[key[i]] = i
    drop: set[int] = set()
    for n, i in enumerate(heads):
        if later.get(key[i], i) > i and not any(pieces[j].label for j in range(i)):
            nxt = heads[n + 1] if n + 1 < len(heads) else None
            if nxt == i + 1 or i - 1 in drop:
                drop.add(i)
    return [p for i, p in enumerate(pieces) if i not in drop]


def _contents_key(text: str) -> str:
    text = re.sub(r"^[\s•·*–-]+", "", text)
    for _ in range(2):
        text = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text
    return fold(re.sub(r"[.\s]+\d+$", "", text))
