"""What is left of the page at either end of the body, and notes within it.

In: the pieces of the body. Out: the pieces that are the transcript.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .furniture import is_furniture
from .head_end import is_prose
from .head_wording import is_note, is_status_note
from .lines import Line
from .paragraphs import Piece
from .vocabulary import pattern
from .wording import ends_sentence, is_bracketed


def without_notes(pieces: Sequence[Piece], first_label: int) -> list[Piece]:
    """Leave out notes on translation and status, and furniture that was wrapped. `first_label` is the line of
    the first label."""
    return [p for p in pieces if not _is_note(p, first_label)]


def without_head(pieces: Sequence[Piece], lines: Sequence[Line], last_line: int) -> list[Piece]:
    """Leave out what is left of the masthead before the first label: no heading and no sentence. `last_line`
    is the last line of the masthead proper."""
    first = next((n for n, p in enumerate(pieces) if p.label), 0)
    out: list[Piece] = []
    begun = False
    for n, p in enumerate(pieces):
        spoken = n >= first or _is_spoken(p, lines[p.line], begun)
        begun = begun or spoken
        if spoken or (p.kind == "heading" and p.line > last_line):
            out.append(p)
    return out


def without_tail(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out what stands behind the last sentence of a transcript: headings without a text, links, and the
    notes that say that the event is over."""
    pieces = list(pieces)
    while pieces and pieces[-1].kind == "note" and _says_it_is_over(pieces[-1].text):
        pieces.pop()
    ends = [n for n, p in enumerate(pieces) if p.label or ends_sentence(p.text) or p.kind == "note"]
    if not ends or any(len(p.text) > 100 for p in pieces[ends[-1] + 1 :]):
        return list(pieces)
    bare_label = pieces[ends[-1]].paragraph is None
    return list(pieces if bare_label else pieces[: ends[-1] + 1])


def _says_it_is_over(text: str) -> bool:
    return bool(pattern("exchanges", "closing.patterns", r"(?:{})", re.I).search(text))


def _is_spoken(piece: Piece, line: Line, begun: bool) -> bool:
    """A piece before the first label that is a text rather than the rest of the masthead. `line` is its first
    line, `begun` says that a text has begun before it."""
    if piece.kind != "text":
        return piece.kind == "note" and begun
    sentence = ends_sentence(piece.text)
    if is_prose(line) or (sentence and (begun or len(piece.text) > 60)):
        return True
    found = piece.text.split()
    if len(piece.text) > 100 and sum(w[0].islower() for w in found) > 5:
        return True
    return piece.text.rstrip().endswith(",") and len(found) > 1  # a salutation


def _is_note(piece: Piece, first_label: int) -> bool:
    if piece.label is not None or piece.paragraph is None:
        return False
    if piece.kind == "note":
        return is_status_note(piece.text)  # "(Abridged)"; "(Laughter.)" is part of the event
    if len(piece.paragraph.spans) > 1 and is_furniture(piece.text):
        return True
    if len(piece.text) >= 400 or not is_note(piece.text):
        return False
    # Behind the first label a sentence is something said, whatever it says about embargoes and transcripts; a
    # note there stands in brackets or is none.
    said = piece.line > first_label and ends_sentence(piece.text) and not is_bracketed(piece.text)
    return not said
