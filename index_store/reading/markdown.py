"""Markdown: front matter to metadata, markup out of the text, one block for every line.

    bytes --decode--> stored --front_matter--> metadata
                      stored --markdown_it--> which lines are paragraphs, headings, items ... (Group)
                      Group --inline_marks--> MapBuilder --> text, map, blocks --> Source

A transcript in Markdown is mostly plain paragraphs, often hard-wrapped and indented by hand, so a few rules
of CommonMark are not followed: an indented line is text and no program code, the number of a list
item is part of its text ("1988. Was it?"), a line `[Name]: Word` defines a link only if an address
follows, and whatever
the block parser leaves out is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..model import Block, Ready, Source, SourceMap
from .decoding import decode, digest
from .errors import Problem
from .front_matter import front_matter, split
from .layout import BREAKS, FIRST_GAP, LINE_END, is_blank, trimmed
from .mapping import MapBuilder
from .markdown_inline import inline_marks, label_of
from .registry import BY_NAME, LIKELY, NO, Candidate, Format

_LINE = re.compile(r"\r\n|\r|\n")
_DEFINITION = re.compile(
    r" {0,3}\[([^\[\]]{1,999})\]:[ \t]*(?:<[^<>]*>|(?:[a-zA-Z][a-zA-Z0-9+.-]*:|www\.|/|#|\./|\.\./)\S*)"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*"
)
_EMPTY = re.compile(r"[\s>]*+(?:[-+*][\s>]*+)?+")
_NUMBER = re.compile(r"\d{1,9}[.)][ \t]*$")
_MARKUP_LINE = re.compile(
    r"[ \t>]*+(?:(?:[-*_][ \t]*+){3,}+|[-+*]?[ \t]*+(?:`{3,}[^`]*+|~{3,}.*+|=+[ \t]*+|#{1,6}[ \t]*+)?+)"
)
_DELIMITER_ROW = re.compile(r"[ \t>|:-]++")
_UNSEEN_OPEN = re.compile(r"<(?:(!--)|(script|style|template|noscript|svg)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are read together: a paragraph, a heading, the cells of a row one by one."""

    lines: tuple[tuple[int, int], ...]
    """Stored ranges."""
    first_line: int
    last_line: int
    kind: str = "text"
    level: int = 0
    verbatim: bool = False
    """Shown as it is stored (program code)."""


def sniff(candidate: Candidate) -> float:
    """By its name; without a known one, by front matter."""
    if candidate.head is None:
        return NO
    if candidate.suffix in FORMAT.suffixes:
        return BY_NAME
    if candidate.suffix != ".txt" and split(candidate.head.replace("\r\n", "\n"))[1]:
        return LIKELY
    return NO


def parse(data: bytes, path: str) -> Iterator[Source | Ready | Problem]:
    """The one document of a Markdown file; a Problem where its front matter is damaged."""
    stored, encoding = decode(data, path)
    written, begin = split(stored)
    metadata: dict[str, str] = {}
    if begin:
        metadata, wrong = front_matter(written)
        if wrong is not None:
            yield Problem(path, 1, wrong)
    text, map, blocks = lay_out(stored, begin)
    yield Source(
        path=path,
        media_type="text/markdown",
        encoding=encoding,
        sha256=digest(data),
        stored=stored,
        text=text,
        map=map,
        blocks=blocks,
        metadata=metadata,
    )


def lay_out(stored: str, begin: int = 0) -> tuple[str, SourceMap, tuple[Block, ...]]:
    """The text of a Markdown file from `begin` on, its map and its blocks."""
    if begin == 0 and stored.startswith("\ufeff"):
        begin = 1
    lines = _lines(stored, begin)
    definitions, defining = _definitions(stored, lines)
    builder = MapBuilder()
    blocks: list[Block] = []
    last = -1
    for group in _groups(stored, begin, lines, defining):
        blank = group.first_line - last - 1
        between = range(last + 1, group.first_line)
        gap = (
            FIRST_GAP if not blocks else 1 + sum(1 for i in between if i not in defining) if blank > 0 else 1
        )
        _write(stored, group, gap, definitions, builder, blocks)
        last = max(last, group.last_line)
    text, map = builder.finish()
    return text, map, tuple(blocks)


def _lines(stored: str, begin: int) -> list[tuple[int, int]]:
    """Stored ranges of the lines as Markdown counts them, without their ends."""
    lines: list[tuple[int, int]] = []
    for match in _LINE.finditer(stored, begin):
        lines.append((begin, match.start()))
        begin = match.end()
    lines.append((begin, len(stored)))
    return lines


def _definitions(stored: str, lines: list[tuple[int, int]]) -> tuple[frozenset[str], frozenset[int]]:
    """Labels of the link definitions, and the lines they stand on."""
    labels: set[str] = set()
    defining: set[int] = set()
    for number, (start, end) in enumerate(lines):
        if "]:" in stored[start : start + 1010] and (match := _DEFINITION.fullmatch(stored, start, end)):
            labels.add(label_of(match[1]))
            defining.add(number)
    return frozenset(labels), frozenset(defining)


def _groups(
    stored: str, begin: int, lines: list[tuple[int, int]], defining: frozenset[int]
) -> Iterator[Group]:
    """All that is shown, in order; lines that the block parser left out come as text."""
    shown = 0
    for group in _parsed(stored, begin, lines, defining):
        yield from _left_out(stored, lines, defining, shown, group.first_line)
        if group.last_line >= shown or group.kind == "cell":
            yield group
        shown = max(shown, group.last_line + 1)
    yield from _left_out(stored, lines, defining, shown, len(lines))


def _left_out(
    stored: str, lines: list[tuple[int, int]], defining: frozenset[int], first: int, last: int
) -> Iterator[Group]:
    for number in range(first, last):
        start, end = lines[number]
        line = stored[start:end]
        if number not in defining and not _MARKUP_LINE.fullmatch(line) and not _DELIMITER_ROW.fullmatch(line):
            yield Group((lines[number],), number, number)


def _parsed(
    stored: str, begin: int, lines: list[tuple[int, int]], defining: frozenset[int]
) -> Iterator[Group]:
    """What the block parser finds."""
    from markdown_it import MarkdownIt  # only a Markdown file needs it

    parser = MarkdownIt("commonmark").enable("table").disable(["code", "reference"])
    parser.core.ruler.enableOnly(["normalize", "block"])
    source = "\n".join(
        "" if number in defining or is_blank(stored[start:end]) else stored[start:end].replace("\0", "\ufffd")
        for number, (start, end) in enumerate(lines)
    )
    containers: list[tuple[str, int]] = []
    lists = 0
    heading = 0
    row: tuple[int, int] | None = None
    for token in parser.parse(source):
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif kind in ("list_item_open", "blockquote_open"):
            containers.append(("item", lists) if kind == "list_item_open" else ("quote", 0))
        elif kind in ("list_item_close", "blockquote_close"):
            containers.pop()
        elif kind == "heading_open":
            heading = int(token.tag[1])
        elif kind == "heading_close":
            heading = 0
        elif kind == "tr_open" and token.map:
            number = token.map[0]
            for cell in _cells(stored, *lines[number]):
                yield Group((cell,), number, number, "cell")
            row = lines[number]
        elif kind == "tr_close":
            row = None
        elif kind in ("fence", "html_block") and token.map:
            yield from _raw_lines(stored, lines, token.map[0], token.map[1], kind == "fence")
        elif kind == "inline" and row is None and token.map:
            what, level = ("heading", heading) if heading else containers[-1] if containers else ("text", 0)
            yield _inline_group(stored, lines, token.map, token.content, what, level)


def _inline_group(
    stored: str, lines: list[tuple[int, int]], span: list[int], content: str, kind: str, level: int
) -> Group:
    """Where the lines of a paragraph or heading stand, without what marks its containers."""
    parts = content.split("\n")
    if kind == "heading" and len(parts) > 1:
        kind, level = "text", 0  # a paragraph with a rule under it
    found: list[tuple[int, int]] = []
    begin = span[0]
    while begin + len(parts) < span[1] and _EMPTY.fullmatch(stored, *lines[begin]):
        begin += 1  # a no-break space alone on a line is not blank to Markdown, but was stripped
    for number, part in zip(range(begin, span[1]), parts, strict=False):
        start, end = lines[number]
        part = part.strip().replace("\ufffd", "\0")
        at = stored.rfind(part, start, end) if part else -1
        if at < 0:
            at = stored.rfind(part.replace("\0", "\ufffd"), start, end)
        if at < 0 or not part:
            found.append((end, end) if not part and _EMPTY.fullmatch(stored, start, end) else lines[number])
            continue
        stop = at + len(part)
        if not found and (match := _NUMBER.search(stored, start, at)):
            at = match.start()
        found.append((at, stop))
    return Group(tuple(found), begin, max(begin, begin + len(found) - 1), kind, level)


def _unseen(stored: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Comments, scripts and the like that are closed before `end`: ranges, in one pass."""
    found: list[tuple[int, int]] = []
    unclosed: set[str] = set()
    at = begin
    while opening := _UNSEEN_OPEN.search(stored, at, end):
        kind = "!--" if opening[1] else opening[2].lower()
        at = opening.end()
        if kind in unclosed:
            continue
        pattern = "-->" if kind == "!--" else rf"</{kind}\s*>"
        closing = re.compile(pattern, re.IGNORECASE).search(stored, at, end)
        if closing is None:
            unclosed.add(kind)
        else:
            at = closing.end()
            found.append((opening.start(), at))
    return found


def _raw_lines(
    stored: str, lines: list[tuple[int, int]], first: int, last: int, fence: bool
) -> Iterator[Group]:
    """Lines of program code, or of HTML: there the content of scripts and comments is not shown."""
    if fence:
        for number in range(first + 1, last):
            start, end = lines[number]
            if number == last - 1 and _MARKUP_LINE.fullmatch(stored[start:end]):
                continue
            yield Group((lines[number],), number, number, "pre", 0, True)
        return
    begin, end = lines[first][0], lines[last - 1][1]
    unseen = _unseen(stored, begin, end)
    number = first
    pieces: list[tuple[int, int]] = []
    at = begin
    for hidden in [*unseen, (end, end)]:
        pieces.append((at, hidden[0]))
        at = hidden[1]
    i = 0
    for number in range(first, last):
        start, stop = lines[number]
        seen: list[tuple[int, int]] = []
        while i < len(pieces) and pieces[i][1] < start:
            i += 1
        j = i
        while j < len(pieces) and pieces[j][0] < stop:
            a, b = max(start, pieces[j][0]), min(stop, pieces[j][1])
            if a < b:
                seen.append((a, b))
            j += 1
        yield Group(tuple(seen), number, number)


def _cells(stored: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a table row: what is between its unescaped bars, also beyond the last column."""
    at, escaped = start, False
    for i in range(start, end):
        char = stored[i]
        if char == "|" and not escaped:
            yield at, i
            at = i + 1
        escaped = char == "\\" and not escaped
    yield at, end


def _write(
    stored: str,
    group: Group,
    gap: int,
    definitions: frozenset[str],
    builder: MapBuilder,
    blocks: list[Block],
) -> None:
    """Appends the shown characters of a group to the text, and its lines to the blocks."""
    content = "\n".join(stored[start:end] for start, end in group.lines)
    places: list[tuple[int, int, int]] = []
    at = 0
    for start, end in group.lines:
        places.append((at, start, end - start))
        at += end - start + 1
    marks = inline_marks(content, definitions) if not group.verbatim else inline_marks("", definitions)
    cuts = marks.edits
    line: list[tuple[str, int, int]] = []

    def flush() -> None:
        nonlocal gap
        if not any(shown.strip() for shown, _, _ in line):
            line.clear()
            return
        builder.separate(gap, line[0][1])
        begin = builder.length
        text = "".join(shown for shown, _, _ in line)
        for piece in line:
            builder.add(*piece)
        a, b = trimmed(text, 0, len(text))
        if a < b:
            start, end = begin + a, begin + b
            span = (line[0][1], line[-1][2])
            bold = _within(builder, marks.bold, places, span, start, end)
            links = _within(builder, marks.links, places, span, start, end)
            blocks.append(Block(start, end, gap, group.kind, group.level, "main", bold, None, links))
            gap = 0
        line.clear()

    cut = 0
    for offset, start, length in places:
        at = offset
        stop = offset + length
        while at < stop:
            if cut < len(cuts) and cuts[cut][0] <= at:
                a, b, shown = cuts[cut]
                if shown and a == at:
                    if shown in BREAKS:
                        flush()
                    elif b <= stop:
                        line.append((shown, start + a - offset, start + b - offset))
                if b > stop:
                    at = stop
                    break
                at = b
                cut += 1
                continue
            until = min(stop, cuts[cut][0]) if cut < len(cuts) else stop
            for a, b, ending in _split_breaks(content, at, until):
                if a < b:
                    line.append((content[a:b], start + a - offset, start + b - offset))
                if ending:
                    flush()
            at = until
        while cut < len(cuts) and cuts[cut][1] <= stop:
            cut += 1
        if not (cut < len(cuts) and cuts[cut][0] <= stop < cuts[cut][1]):
            flush()
    flush()


def _split_breaks(content: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The range in pieces at characters that end a line to everybody but Markdown."""
    for match in LINE_END.finditer(content, start, end):
        yield start, match.start(), True
        start = match.end()
    yield start, end, False


def _within(
    builder: MapBuilder,
    ranges: tuple[tuple[int, int], ...],
    places: list[tuple[int, int, int]],
    span: tuple[int, int],
    start: int,
    end: int,
) -> tuple[tuple[int, int], ...]:
    """Ranges of the content as text ranges within a block."""
    found: list[tuple[int, int]] = []
    for a, b in ranges:
        for offset, stored, length in places:
            first, last = max(a, offset), min(b, offset + length)
            if first >= last:
                continue
            first, last = stored + first - offset, stored + last - offset
            if last <= span[0] or first >= span[1]:
                continue
            low, high = builder.locate(max(first, span[0]), min(last, span[1]))
            low, high = max(low, start), min(high, end)
            if low < high:
                if found and low <= found[-1][1]:
                    found[-1] = (found[-1][0], max(high, found[-1][1]))
                else:
                    found.append((low, high))
    return tuple(found)


FORMAT = Format("Markdown", ("text/markdown",), (".md", ".markdown", ".mkd", ".mdown"), sniff, parse)
