"""Captions to text and blocks: rows by voice, each once, with a map back to the stored characters.

    Cue ... --scan--> rows of shown characters, by voice --repeated rows dropped--> Layout

A row goes on with the row before it (gap 0) as if one line had been wrapped. It begins a new utterance
(gap 2) where the voice changes, at a mark of another speaker (`>> `, a dialogue dash), at a label (`NAME: `)
behind a whole sentence, beside a sound in brackets, and where a silence of more than PAUSE follows a whole
sentence. Marks of speakers are markup. So are rows that roll up: captions made while somebody speaks show
the line before once more above the new one, or show a line again with a word more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from ..model import Block, SourceMap
from .layout import BLANK, BREAKS, FIRST_GAP, is_blank, trimmed
from .mapping import MapBuilder

PAUSE = 4000
"""A silence longer than this, in milliseconds, ends a paragraph where a sentence has ended as well."""

SHOWN_AT_ONCE = 4
"""Captions that roll up show no more rows than this, so no more are compared."""

Piece = tuple[str, int, int]
"""Shown characters, and the stored range that they come from."""

_MARKUP = re.compile(
    r"<([^<>]*+)>|\{\\[^{}]*+\}|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,40});"
)
_TAG = re.compile(r"(/?)([a-zA-Z]*)(?:\.[^ \t]*+)?[ \t]*+")
_KNOWN_TAGS = frozenset(
    ("i", "b", "u", "s", "c", "v", "em", "strong", "font", "span", "lang", "ruby", "rt", "br")
)
_STAMP = re.compile(r"[0-9:.,]{5,}$")
_CHANGE = re.compile(r"(?:^|(?<=\s))>{2,3}(?!>)\s*+")
_DASH = re.compile(r"[-‐–—−]\s*+(?=[^\W\d_]|[\[(“\"'‘¿¡«…♪])")
_LABEL = re.compile(r"(?!\d)(?:[\w.'’()-]+ ){0,4}[\w.'’()-]+: *\S")
_WHOLE = re.compile(r"[.!?…。！？؟][\"'”’»)\]）」』]*$")
_BRACKETED = re.compile(r"\[[^\[\]]*+\]|\([^()]*+\)|（[^（）]*+）|【[^【】]*+】")


@dataclass(frozen=True, slots=True)
class Cue:
    """Rows that are shown together: stored ranges that are not blank, and from when to when in
    milliseconds."""

    begin: int
    end: int
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one voice says in a row. Both hold the same characters."""

    voice: str | None
    text: str
    pieces: tuple[Piece, ...]


Row = tuple[Part, ...]


def scan(stored: str, cue: Cue, signed: bool) -> list[Row]:
    """The rows of a cue as they are shown; a row of which nothing is shown is left out."""
    voice: str | None = None
    glossing = False
    rows: list[Row] = []
    for start, end in cue.rows:
        parts: list[Part] = []
        pieces: list[Piece] = []
        at = start
        for match in _MARKUP.finditer(stored, start, end):
            first, last = match.span()
            tag = None if match[1] is None else _tag(match[1], signed)
            if match[1] is not None and tag is None:
                continue
            if first > at and not glossing:
                pieces.append((stored[at:first], at, first))
            at = last
            if tag is None:
                if match.group()[0] == "&" and not glossing:
                    pieces.append((_resolved(match.group()), first, last))
                continue
            name, closing, rest = tag
            if name == "rt":
                glossing = not closing
            elif name == "ruby":
                glossing = False
            elif name == "br" and not glossing:
                pieces.append((" ", first, last))
            elif name == "v":
                parts.append(_part(voice, pieces))
                pieces = []
                voice = None if closing else " ".join(unescape(rest).split()) or None
        if at < end and not glossing:
            pieces.append((stored[at:end], at, end))
        parts.append(_part(voice, pieces))
        if row := tuple(part for part in parts if not is_blank(part.text)):
            rows.append(row)
    return rows


def _tag(inside: str, signed: bool) -> tuple[str, bool, str] | None:
    """The name of a tag, whether it ends an element, and what follows the name; None where it is no tag.

    In WebVTT whatever stands in angle brackets is one; in SubRip, which has no rule, a known one.
    """
    match = _TAG.match(inside)
    name = match[2].lower() if match else ""
    if match is None or not (signed or name in _KNOWN_TAGS or _STAMP.match(inside)):
        return None
    return name, bool(match[1]), inside[match.end() :]


def _resolved(reference: str) -> str:
    shown = unescape(reference)
    return "".join(" " if char in BREAKS else char for char in shown)


def _part(voice: str | None, pieces: Sequence[Piece]) -> Part:
    return Part(voice, "".join(shown for shown, _, _ in pieces), tuple(pieces))


def _from(part: Part, first: int, last: int) -> Part:
    """The characters [first, last) of a part. What is shown otherwise than stored is never cut."""
    pieces: list[Piece] = []
    at = 0
    for shown, start, end in part.pieces:
        a, b = max(first - at, 0), min(last - at, len(shown))
        at += len(shown)
        if a < b:
            whole = end - start != len(shown)
            pieces.append((shown[a:b], start, end) if whole else (shown[a:b], start + a, start + b))
    return Part(part.voice, part.text[first:last], tuple(pieces))


# Captions that roll up


def _row_text(row: Row) -> str:
    return " ".join(" ".join(part.text.split()) for part in row)


def _overlap(before: Sequence[str], rows: Sequence[str]) -> tuple[int, bool]:
    """How many rows at the head of a cue are those that were shown last, and whether the last of them has
    grown."""
    for n in range(min(len(before), len(rows), SHOWN_AT_ONCE), 0, -1):
        if list(before[len(before) - n : -1]) != list(rows[: n - 1]):
            continue
        last, now = before[-1], rows[n - 1]
        if now == last:
            return n, False
        if now.startswith(last + " "):
            return n, True
    return 0, False


def _repeated(cues: Sequence[Cue], shown: Sequence[Sequence[str]]) -> list[tuple[int, bool]]:
    """For each cue how many of its rows were shown before, and whether the last of those has grown; nothing
    where the captions do not roll up.

    They do where at least half of all cues repeat something, two of them with something new besides: somebody
    who says "No." twice does not make captions roll.
    """
    found: list[tuple[int, bool]] = []
    history: list[str] = []
    end = pairs = repeating = partial = 0
    for cue, rows in zip(cues, shown, strict=True):
        if cue.begin - end > PAUSE:
            history = []
        n, grown = _overlap(history, rows)
        found.append((n, grown))
        pairs += bool(rows and history)
        repeating += n > 0
        partial += grown or 0 < n < len(rows)
        history = [*history[: len(history) - grown], *rows[n - grown :]][-SHOWN_AT_ONCE:]
        end = cue.end
    return found if partial >= 2 and 2 * repeating >= pairs else [(0, False)] * len(cues)


# Blocks


class _Writer:
    def __init__(self) -> None:
        self.builder = MapBuilder()
        self.blocks: list[Block] = []
        self.last = ""

    def write(self, part: Part, fresh: bool) -> None:
        """Adds a block; `fresh`: it begins a new utterance whatever it says."""
        text = part.text
        first, last = trimmed(text, 0, len(text))
        if first == last:
            return
        part = _from(part, first, last)
        fresh = fresh or not self.blocks or self.blocks[-1].voice != part.voice
        if not fresh:
            bracketed = _BRACKETED.fullmatch(part.text) or _BRACKETED.fullmatch(self.last)
            fresh = bracketed is not None or (self.whole() and _LABEL.match(part.text) is not None)
        gap = FIRST_GAP if fresh else 0
        self.builder.separate(gap, part.pieces[0][1])
        start = self.builder.length
        for piece in part.pieces:
            self.builder.add(*piece)
        self.blocks.append(Block(start, self.builder.length, gap, "cue", voice=part.voice))
        self.last = part.text

    def whole(self) -> bool:
        """Whether a sentence, or a sound in brackets, has just ended."""
        return _WHOLE.search(self.last[-8:]) is not None


def lay_out(stored: str, cues: Sequence[Cue], signed: bool) -> tuple[str, SourceMap, tuple[Block, ...]]:
    """The text of captions, its map and its blocks."""
    scanned = [scan(stored, cue, signed) for cue in cues]
    texts = [[_row_text(row) for row in rows] for rows in scanned]
    writer = _Writer()
    end = length = 0
    for cue, rows, shown, (n, grown) in zip(cues, scanned, texts, _repeated(cues, texts), strict=True):
        fresh = cue.begin - end > PAUSE and writer.whole()
        new = rows[n:]
        if grown:
            new.insert(0, _grown(rows[n - 1], length))
        for i, row in enumerate(new):
            for j, part in enumerate(row):
                for marked, said in _utterances(part, head=j == 0 and not (grown and i == 0)):
                    writer.write(said, marked or fresh)
                    fresh = False
        length = len(shown[-1]) if shown else length
        end = cue.end
    text, map = writer.builder.finish()
    return text, map, tuple(writer.blocks)


def _grown(row: Row, known: int) -> Row:
    """A row without its first `known` characters, counted with white space squeezed."""
    parts: list[Part] = []
    for part in row:
        words = " ".join(part.text.split())
        if known >= len(words):
            known -= len(words) + 1
            continue
        parts.append(_from(part, _position(part.text, known), len(part.text)) if known > 0 else part)
        known = 0
    return tuple(parts)


def _position(text: str, known: int) -> int:
    """Where the characters behind the first `known` ones begin, runs of white space counted as one."""
    at = count = 0
    for word in re.finditer(r"\S+", text):
        at = word.end()
        count += len(word.group())
        if count >= known:
            return at
        count += 1
    return at


def _utterances(part: Part, head: bool) -> Iterator[tuple[bool, Part]]:
    """What is said in a part, cut at marks of another speaker, and whether such a mark stands before it.

    `head`: the part begins a row, so a dash may stand for a speaker. One before a small letter goes on with a
    sentence.
    """
    text = part.text
    at = 0
    marked = False
    for match in _CHANGE.finditer(text):
        if match.start() > at:
            yield from _dashed(_from(part, at, match.start()), marked, head and at == 0)
        at, marked = match.end(), True
    if at < len(text):
        yield from _dashed(_from(part, at, len(text)), marked, head or marked)


def _dashed(part: Part, marked: bool, head: bool) -> Iterator[tuple[bool, Part]]:
    text = part.text
    begin = len(text) - len(text.lstrip(BLANK))
    if head and (dash := _DASH.match(text, begin)) and not text[dash.end()].islower():
        yield True, _from(part, dash.end(), len(text))
    else:
        yield marked, part
