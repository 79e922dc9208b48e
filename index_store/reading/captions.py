"""Captions: WebVTT (W3C) and SubRip. What is said is text; numbers, times, settings and tags are markup.

    bytes --decode--> stored --read_cues--> Cue ... --scan--> rows of shown characters, by voice
          --repeated rows dropped--> MapBuilder --> text, map, blocks --> Source

    1                                        number or identifier
    00:00:01.000 --> 00:00:04.200 line:0     times and settings
    <v Ann Roe>Good evening, and thank you   a row: one block of kind "cue", its voice "Ann Roe"

A row goes on with the row before it (gap 0) as if one line had been wrapped. It begins a new utterance (gap 2)
where the voice changes, at a mark of another speaker (`>> `, a dialogue dash), at a label (`NAME: `) behind a
whole sentence, beside a sound in brackets, and where a silence of more than PAUSE follows a whole sentence.
Marks of speakers are markup. So are rows that roll up: captions made while somebody speaks show the line before
once more above the new one, or show a line again with a word more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from ..model import Block, Source, SourceMap
from .decoding import decode, digest
from .layout import BLANK, BREAKS, FIRST_GAP, is_blank, line_ranges, trimmed
from .mapping import MapBuilder
from .registry import CERTAIN, LIKELY, NO, Candidate, Format

PAUSE = 4000
"""A silence longer than this, in milliseconds, ends a paragraph where a sentence has ended as well."""

SHOWN_AT_ONCE = 4
"""Captions that roll up show no more rows than this, so no more are compared."""

Piece = tuple[str, int, int]
"""Shown characters, and the stored range that they come from."""

_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,3}))?(?![0-9:])"
_TIMES = re.compile(rf"[ \t]*+{_TIME}[ \t]*+-->[ \t]*+{_TIME}")
_VTT = re.compile(r"\ufeff?WEBVTT(?=[ \t\r\n]|$)")
_FIRST_CUE = re.compile(rf"[\ufeff\s]*+(?:[0-9]++[ \t]*+(?:\r\n|\r|\n)+)?+{_TIMES.pattern}")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?=[ \t]|$)")
_HEADER = re.compile(r"([A-Za-z]{4,10})[ \t]*+:[ \t]*+(.+)")
_METADATA = {"language": "language", "kind": "kind", "title": "title", "author": "author", "date": "date"}

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


def sniff(candidate: Candidate) -> float:
    """The signature of WebVTT, or a first cue; by its name, a time line near its beginning."""
    head = candidate.head
    if head is None:
        return NO
    if _VTT.match(head):
        return CERTAIN
    if _FIRST_CUE.match(head):
        return CERTAIN if candidate.suffix in FORMAT.suffixes else LIKELY
    named = candidate.suffix in FORMAT.suffixes
    return LIKELY if named and any(_TIMES.match(head, at) for at, _, _ in line_ranges(head)) else NO


def parse(data: bytes, path: str) -> Iterator[Source]:
    """The one document of a caption file. Raises ReadError where its bytes are no text."""
    stored, encoding = decode(data, path)
    signed = _VTT.match(stored)
    metadata: dict[str, str] = {}
    begin = 0
    if signed is not None:
        metadata, begin = _header(stored, signed.end())
    cues = read_cues(stored, begin, signed is not None)
    text, map, blocks = lay_out(stored, cues, signed is not None)
    yield Source(
        path=path,
        media_type="text/vtt" if signed else "application/x-subrip",
        encoding=encoding,
        sha256=digest(data),
        stored=stored,
        text=text,
        map=map,
        blocks=blocks,
        metadata=metadata,
    )


# Cues


def _header(stored: str, begin: int) -> tuple[dict[str, str], int]:
    """What the lines up to the first blank one say, and where they end; a cue ends them too."""
    found: dict[str, str] = {}
    for number, (start, end, ending) in enumerate(line_ranges(stored, begin)):
        line = stored[start:end]
        if number == 0:
            if (title := line.strip(BLANK)).startswith(("- ", "– ")):
                found["title"] = title[2:].strip(BLANK)
            continue
        if is_blank(line) or "-->" in line:
            return found, start
        match = _HEADER.match(line)
        if match and (key := _METADATA.get(match[1].lower())) and (value := match[2].strip(BLANK)):
            found.setdefault(key, value)
        begin = end + len(ending)
    return found, max(begin, len(stored))


def read_cues(stored: str, begin: int, signed: bool) -> list[Cue]:
    """The cues from `begin` on.

    A blank line ends no cue: what stands behind it without times of its own is shown with the cue before, or
    it would be lost. `signed`: the file is WebVTT, which has comments, and identifiers that are no numbers.
    """
    cues: list[Cue] = []
    rows: list[tuple[int, int]] = []
    times = (0, 0)
    blank, aside, fresh = True, False, False
    for start, end, _ in line_ranges(stored, begin):
        match = _TIMES.match(stored, start, end)
        if match:
            if rows and ((fresh and signed) or stored[slice(*rows[-1])].isdecimal()):
                rows.pop()
            cues.append(Cue(*times, tuple(rows)))
            times, rows = (_milliseconds(match, 1), _milliseconds(match, 5)), []
            blank = aside = fresh = False
            continue
        first, last = trimmed(stored, start, end)
        if first == last:
            # A line of spaces is a row of its cue: only an empty one ends a comment.
            blank, aside = True, aside and start != end
            continue
        if blank and signed and _ASIDE.match(stored, start, end):
            aside = True
        if not aside:
            rows.append((first, last))
            fresh = blank
        blank = False
    cues.append(Cue(*times, tuple(rows)))
    return cues


def _milliseconds(match: re.Match[str], group: int) -> int:
    hours, minutes, seconds, rest = match.group(group, group + 1, group + 2, group + 3)
    return (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int((rest or "0").ljust(3, "0"))


# Rows


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
    """How many rows at the head of a cue are those at the end of the cue before it, and whether the last of
    them has grown."""
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
    """For each cue its overlap with the one before; none where the captions do not roll up.

    They do where at least half of all cues repeat something, one of them with something new besides: somebody
    who says "No." twice does not make captions roll.
    """
    found = [(0, False)] * len(cues)
    pairs = partial = 0
    for i, ((cue, rows), (following, now)) in enumerate(pairwise(zip(cues, shown, strict=True)), 1):
        if not rows or not now:
            continue
        pairs += 1
        if following.begin - cue.end <= PAUSE:
            found[i] = _overlap(rows, now)
            partial += found[i][1] or 0 < found[i][0] < len(now)
    rolls = partial and 2 * sum(1 for n, _ in found if n) >= pairs
    return found if rolls else [(0, False)] * len(cues)


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
    end = 0
    previous: Sequence[str] = ()
    for cue, rows, shown, (n, grown) in zip(cues, scanned, texts, _repeated(cues, texts), strict=True):
        fresh = cue.begin - end > PAUSE and writer.whole()
        new = rows[n:]
        if grown:
            new.insert(0, _grown(rows[n - 1], len(previous[-1])))
        for i, row in enumerate(new):
            for j, part in enumerate(row):
                for marked, said in _utterances(part, head=j == 0 and not (grown and i == 0)):
                    writer.write(said, marked or fresh)
                    fresh = False
        previous, end = shown, cue.end
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


FORMAT = Format(
    "captions (WebVTT, SubRip)", ("text/vtt", "application/x-subrip"), (".vtt", ".srt"), sniff, parse
)
