"""Headings, told from paragraphs where the markup does not, and lists of contents.

In: the pieces of the body. Out: the pieces with headings marked, and without the lists of contents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .head_wording import is_section_name
from .lines import Line
from .paragraphs import Piece
from .wording import CLOSERS, ends_sentence, fold, is_caseless, is_shouted, is_title_case, starts_lower

_NUMBERED = re.compile(
    r"\s*(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]|[(（]\d{1,2}[)）]|\d{1,2}[.．]\d{0,2}|[IVX]{1,4}\.|\d{1,2}\s)\s*"
)
_MARK = re.compile(r"^\s*\*\*?\s?(?=\S)")


def mark_headings(pieces: Sequence[Piece], lines: Sequence[Line]) -> list[Piece]:
    """Tell headings from paragraphs where the markup does not."""
    prose = [p for p in pieces if p.kind == "text" and len(p.text) > 60]
    shouted = is_shouted("".join(p.text for p in pieces[:200]))
    # Where sentences end in a full stop, a short line without one is no sentence.
    punctuated = bool(prose) and sum(ends_sentence(p.text) for p in prose) >= 0.8 * len(prose)
    out = []
    for before, p, following in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
        if p.kind == "text" and p.label is None and not p.doubtful and _may_be_heading(p):
            labelled = following is not None and following.label is not None
            over = before is None or ends_sentence(before.text)
            free = lines[p.line].gap > 1
            if _is_named(p) or (not shouted and _is_heading(p, labelled, over, free, punctuated)):
                p = replace(p, kind="heading", label_span=None, level=_level(p))
        out.append(p)
    return out


def _may_be_heading(p: Piece) -> bool:
    return p.paragraph is not None and len(p.paragraph.spans) == 1 and len(p.text.strip()) <= 160


def _is_named(p: Piece) -> bool:
    """The name of a part of any press event, or a heading marked as such in plain text."""
    text = p.text.strip()
    if is_section_name(text.strip("[]【】 :")) or is_section_name(text):
        return True
    return bool(_MARK.match(text)) and not text.endswith("*") and not ends_sentence(text)


def _is_heading(p: Piece, labelled: bool, over: bool, free: bool, punctuated: bool) -> bool:
    """By its form. `labelled` says that a label follows, `over` that the text before it is over, `free` that
    white space stands above it."""
    text = p.text.strip()
    if _is_punctuated(text):
        return False
    if is_caseless(text):
        return bool(_NUMBERED.match(text)) or (punctuated and len(text) <= 40 and labelled)
    bare = _NUMBERED.sub("", text, count=1)
    if not bare or starts_lower(bare):
        return False
    if is_title_case(bare):
        return len(bare.split()) > 1 or labelled or free
    if (bare != text and punctuated) or (p.bold and len(text) < 120):
        return True
    return punctuated and len(text) <= 90 and labelled and over


def _is_punctuated(text: str) -> bool:
    """Marks at either end show a sentence, a part of one, an item, a question or a stage note."""
    if text.startswith(("–", "—", "-", "…", ",", "“", '"', "„", "«", "»", "‹", "‚")):
        return True
    if text.rstrip(CLOSERS)[-1:] in ".!…,;。！、，-–—?？" or text[-1:] in ":：":
        return True
    return text.endswith((")", "]")) and not _NUMBERED.match(text)


def _level(p: Piece) -> int:
    """1 for a heading, 2 for a numbered one in brackets, "(1) ..." below "1. ..."."""
    if p.level:
        return p.level
    return 2 if re.match(r"\s*[(（]\s*\w{1,3}\s*[)）]", p.text) else 1


def heading_text(piece: Piece) -> str:
    """A heading as it is shown: without the marks that plain text prints it with."""
    return _MARK.sub("", piece.text).strip("*_# ").strip()


def drop_contents(pieces: Sequence[Piece]) -> list[Piece]:
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
