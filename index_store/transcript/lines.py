"""The lines of a source, with the two judgements that everything later rests on: which line breaks are only
wraps, and which lines are furniture.

In: a `Source`. Out: `Line` values in order; none is dropped here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from ..model import Block, Source
from .wording import ends_open, ends_sentence, is_bracketed, is_caseless, is_shouted, starts_lower

_BULLET = re.compile(r"\s*[•·●○▪■□]\s")
_ITEM = re.compile(r"\s*(?:[–—*-]\s|\(?\d{1,2}[.)]\s|[(（]\w{1,3}[)）])")
"""What may be the head of an item of a list. A dash or a number may as well stand there because the line was
wrapped before it, so the line before has to be over, or an item itself."""

_WIDEST_WRAP = 140
"""Text wrapped by hand or by a typewriter is never wider, in characters; a paragraph usually is."""

PAGE_REGIONS = frozenset({"page", "footer"})
"""Regions that a page prints between two halves of a paragraph."""
_NARROWEST_PAGE, _WIDEST_PAGE = 50, 100
"""Widths at which programs wrap text, in characters."""
_RAGGED = 0.88
"""Share of the width that a line wrapped by hand fills."""


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the source as a line. `start` and `end` are text offsets of the source."""

    start: int
    end: int
    text: str
    gap: int
    kind: str
    level: int
    region: str
    bold: bool
    """Printed in bold from end to end."""
    voice: str | None
    linked: bool
    """A hyperlink from end to end."""
    lead: int = 0
    """How many characters at its head are bold, where not the whole line is."""
    soft: bool = False
    """The break before this line is a wrap: the line goes on with the one before."""
    quoted: bool = False
    """Quoted in a mail, the mark ">" taken off."""


def lines_of(source: Source) -> list[Line]:
    """The lines of a source, wraps found."""
    plain: list[Line] = []
    blank = False
    for block in source.blocks:
        line = _line(block, source.text)
        if not line.text.strip():
            blank = True  # a line of no-break spaces: blank to a reader, if not to a format
            continue
        plain.append(replace(line, gap=max(line.gap, 2)) if blank else line)
        blank = False
    plain = _without_quoting(_without_numbers(plain))
    if any(x.soft for x in plain):
        return plain  # the format shows where text was wrapped
    full = _full_width(plain)
    verse = _verse(plain)
    out: list[Line] = []
    for i, line in enumerate(plain):
        soft = i > 0 and (i in verse or _continues(plain[i - 1], line, full))
        out.append(replace(line, soft=True) if soft else line)
    return out


def wrapped_lines(lines: list[Line]) -> set[int]:
    """The lines on either side of a wrap; what a page prints in between is none of them."""
    out: set[int] = set()
    before = -1
    for i, x in enumerate(lines):
        if x.region in PAGE_REGIONS:
            continue
        if x.soft:
            out.update((before, i))
        before = i
    return out


_LINE_NUMBER = re.compile(r"(?:\d{1,4}:\d{2}|\d{1,2})(?:\s{2,}|\t)(?=\S)")


def _without_numbers(plain: list[Line]) -> list[Line]:
    """Lines without the numbers of page and line that transcripts of hearings print before each of them."""
    numbered = [m for x in plain if (m := _LINE_NUMBER.match(x.text))]
    if len(numbered) < 8 or len(numbered) < 0.6 * len(plain):
        return plain
    out = []
    for x in plain:
        m = _LINE_NUMBER.match(x.text)
        out.append(replace(x, start=x.start + m.end(), text=x.text[m.end() :]) if m else x)
    return out


_QUOTED = re.compile(r"\s*>(?!>)[ \u00a0]?")
_FEWEST_QUOTED = 5


def _without_quoting(plain: list[Line]) -> list[Line]:
    """Lines without the ">" that mail puts in front of what it quotes, where most lines have one."""
    marks = [_QUOTED.match(x.text) for x in plain]
    if sum(map(bool, marks)) < max(_FEWEST_QUOTED, 0.5 * len(plain)):
        return plain
    out: list[Line] = []
    gap = 0
    for x, m in zip(plain, marks, strict=True):
        text = x.text[m.end() :] if m else x.text
        if not text.strip():
            gap = 2
            continue
        start = x.start + (m.end() if m else 0)
        out.append(replace(x, start=start, text=text, gap=max(x.gap, gap), quoted=m is not None))
        gap = 0
    return out


def cut(line: Line, at: list[int]) -> list[Line]:
    """A line as several, cut at these offsets of its text."""
    out: list[Line] = []
    edges = [0, *at, len(line.text)]
    for n, (a, b) in enumerate(pairwise(edges)):
        text = line.text[a:b].rstrip()
        if text:
            start = line.start + a
            bold = max(0, line.lead - a)
            part = replace(line, start=start, end=start + len(text), text=text, lead=bold)
            out.append(part if n == 0 else replace(part, gap=1, soft=False))
    return out


def _line(block: Block, text: str) -> Line:
    whole = text[block.start : block.end]
    return Line(
        start=block.start,
        end=block.end,
        text=whole,
        gap=block.gap,
        kind=block.kind,
        level=block.level,
        region=block.region,
        bold=_covers(block.bold, block, whole),
        voice=block.voice,
        linked=_covers(block.links, block, whole),
        soft=block.wraps,
        lead=max((b - block.start for a, b in block.bold if a - block.start <= 2), default=0),
    )


def _covers(ranges: tuple[tuple[int, int], ...], block: Block, whole: str) -> bool:
    """The ranges hold every letter of the block."""
    if not ranges:
        return False
    inside = sum(c.isalnum() for a, b in ranges for c in whole[a - block.start : b - block.start])
    return inside == sum(c.isalnum() for c in whole) and inside > 0


def _full_width(plain: list[Line]) -> float | None:
    """How long a line has to be, with the next line's first word, for the break between them to be a wrap,
    in characters; None where line breaks end paragraphs.

    A break is a wrap where the next line's first word would not have fitted; the document is wrapped where
    that holds for a good part of its breaks, and no line is wider than a page.
    """
    pairs = [(a, b) for a, b in pairwise(plain) if b.gap == 0]
    width = _ragged_width(pairs)
    return _exact_width(plain, pairs) if width is None else _RAGGED * width


def _exact_width(plain: list[Line], pairs: list[tuple[Line, Line]]) -> int | None:
    """The same for text wrapped by a program, each line as full as it can be, although few sentences run over
    the breaks: blank lines part the paragraphs, and nearly every other break is one where not one word more
    would have fitted."""
    width = max((len(x.text) for x in plain), default=0)
    if not pairs or not _NARROWEST_PAGE <= width <= _WIDEST_PAGE or len(pairs) >= len(plain) - 1:
        return None
    full = sum(_is_full(a, b, width + 1) for a, b in pairs)
    return width + 1 if full >= 0.75 * len(pairs) else None


def _ragged_width(pairs: list[tuple[Line, Line]]) -> int | None:
    """The width of the widest lines, where sentences run over the breaks behind those that are about full."""
    if len(pairs) < 2:
        return None
    lengths = sorted(len(a.text) for a, _ in pairs)
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    if width > _WIDEST_WRAP or width < 24:
        return None
    full = [(a, b) for a, b in pairs if _is_full(a, b, _RAGGED * width)]
    inside = sum(starts_lower(b.text) or is_caseless(b.text) or not ends_sentence(a.text) for a, b in full)
    lower = sum(starts_lower(b.text) or is_caseless(b.text) for _, b in full)
    if is_shouted("".join(a.text for a, _ in pairs)):
        lower = inside
    return (
        width
        if len(full) >= 0.45 * len(pairs) and inside >= 0.5 * len(full) and lower >= 0.3 * len(full)
        else None
    )


def _verse(plain: list[Line]) -> set[int]:
    """Lines that go on with the one before although they are short: text that is set line by line, a breath
    each, with blank lines between the paragraphs. Only groups with a break inside a sentence are joined."""
    groups: list[list[int]] = []
    for i, line in enumerate(plain):
        if (
            i
            and line.gap == 0
            and line.kind == plain[i - 1].kind == "text"
            and not _is_item(plain[i - 1], line)
        ):
            groups[-1].append(i)
        else:
            groups.append([i])
    groups = [g for g in groups if len(g) > 1]
    breaks = [(plain[i - 1], plain[i]) for g in groups for i in g[1:]]
    inside = [(a, b) for a, b in breaks if starts_lower(b.text) and not ends_sentence(a.text)]
    if not breaks or len(inside) < 0.3 * len(breaks) or max(len(a.text) for a, _ in breaks) > 100:
        return set()
    out: set[int] = set()
    for g in groups:
        broken = any(starts_lower(plain[i].text) for i in g[1:])
        if broken or sum(ends_sentence(plain[i].text) for i in g) >= len(g) - 1:
            first = 1 if not plain[g[0]].text.rstrip().endswith((":", "：")) else 2
            out.update(g[first:])
    return out


def _is_item(before: Line, line: Line) -> bool:
    if _BULLET.match(line.text):
        return True
    if not _ITEM.match(line.text):
        return False
    over = ends_sentence(before.text) or before.text.rstrip()[-1:] in ":;："
    return line.gap > 0 or over or bool(_ITEM.match(before.text) or _BULLET.match(before.text))


def _is_full(line: Line, following: Line, full: float) -> bool:
    first = re.match(r"\S+", following.text)
    return len(line.text) + 1 + len(first.group() if first else "") >= full


def _continues(before: Line, line: Line, full: float | None) -> bool:
    if line.kind not in ("text", "cue", "quote") or before.kind != line.kind or line.voice != before.voice:
        return False
    if line.kind == "cue":
        return line.gap == 0  # the reader of captions has judged it by the time between
    if _is_item(before, line):
        return False
    if line.gap == 0 and full is not None and _is_full(before, line, full):
        return True
    if is_bracketed(line.text) or is_bracketed(before.text):
        return False
    return (
        starts_lower(line.text)
        and ends_open(before.text)
        and len(before.text) > 20
        and not is_caseless(line.text)
    )
