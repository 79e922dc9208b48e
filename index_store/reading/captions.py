"""Captions: WebVTT (W3C) and SubRip. What is said is text; numbers, times, settings and tags are markup.

bytes --decode--> stored --read_cues--> Cue ... --lay_out--> text, map, blocks --> Source

1                                        number or identifier
00:00:01.000 --> 00:00:04.200 line:0     times and settings
<v Ann Roe>Good evening, and thank you   a row: one block of kind "cue", its voice "Ann Roe"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Source
from .captions_layout import Cue, lay_out
from .decoding import decode, digest
from .layout import BLANK, is_blank, line_ranges, trimmed
from .registry import CERTAIN, LIKELY, NO, Candidate, Format

_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,3}))?(?![0-9:])"
_TIMES = re.compile(rf"[ \t]*+{_TIME}[ \t]*+-->[ \t]*+{_TIME}")
_VTT = re.compile(r"\ufeff?WEBVTT(?=[ \t\r\n]|$)")
_FIRST_CUE = re.compile(rf"[\ufeff\s]*+(?:[0-9]++[ \t]*+(?:\r\n|\r|\n)+)?+{_TIMES.pattern}")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?=[ \t]|$)")
_HEADER = re.compile(r"([A-Za-z]{4,10})[ \t]*+:[ \t]*+(.+)")
_METADATA = {"language": "language", "kind": "kind", "title": "title", "author": "author", "date": "date"}


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
    it would be lost. So a number that a blank line parts from its times is one only if it goes on counting.
    `signed`: the file is WebVTT, which has comments, and identifiers that are no numbers.
    """
    cues: list[Cue] = []
    rows: list[tuple[int, int]] = []
    times = (0, 0)
    number = 0
    blank, aside, fresh = True, False, False
    for start, end, _ in line_ranges(stored, begin):
        match = _TIMES.match(stored, start, end)
        if match:
            name = stored[slice(*rows[-1])] if rows else ""
            counts = name.isdecimal() and len(name) < 10 and (not blank or int(name) in (number, number + 1))
            if counts or (name and signed and fresh and not blank):
                number = int(name) if counts else number
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
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int((rest or "0").ljust(3, "0"))


FORMAT = Format(
    "captions (WebVTT, SubRip)", ("text/vtt", "application/x-subrip"), (".vtt", ".srt"), sniff, parse
)
