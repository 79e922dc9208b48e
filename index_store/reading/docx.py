"""Word documents (.docx, ECMA-376): the text of the paragraphs.

bytes --zip--> word/document.xml, word/styles.xml --paragraphs--> stored == text, blocks --> Source

What is stored of the file, and what all offsets count, is this text: every paragraph on a line of its own,
also those of tables, cell by cell; a line break inside a paragraph ends a line, too; a tab is a tab. Text
that was deleted with changes tracked, hidden text, fields, notes, heads and feet of pages and the numbers of
lists are not part of it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..model import Block, Source, SourceMap
from .decoding import digest
from .docx_styles import NO_STYLE, Style, child, local, read_styles, switch, value
from .errors import ReadError
from .layout import BREAKS, FIRST_GAP, trimmed
from .registry import CERTAIN, NO, Candidate, Format

_DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_LARGEST = 100_000_000
"""Bytes of the largest part that is unpacked."""
_NOT_SHOWN = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "txbxContent"})
_BREAK = re.compile(f"[{BREAKS}]")


def sniff(candidate: Candidate) -> float:
    """A zip archive with the main part of a Word document."""
    if not candidate.data.startswith(b"PK\x03\x04"):
        return NO
    try:
        with zipfile.ZipFile(io.BytesIO(candidate.data)) as archive:
            return CERTAIN if _DOCUMENT in archive.namelist() else NO
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return CERTAIN if candidate.suffix in FORMAT.suffixes else NO


def parse(data: bytes, path: str) -> Iterator[Source]:
    """The one document of a Word file. Raises ReadError where it is damaged, protected or has no text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = _part(archive, _DOCUMENT, path)
            styles = _part(archive, _STYLES, path) if _STYLES in archive.namelist() else None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError, zlib.error, EOFError):
        raise ReadError(f"{path}: is damaged and cannot be opened as a Word document") from None
    body = child(root, "body")
    text, blocks = _lay_out(body, read_styles(styles) if styles is not None else {})
    if not blocks:
        raise ReadError(f"{path}: holds no text")
    yield Source(
        path=path,
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        encoding="utf-8",
        sha256=digest(data),
        stored=text,
        text=text,
        map=SourceMap.identity(len(text)),
        blocks=blocks,
    )


def _part(archive: zipfile.ZipFile, name: str, path: str) -> Element:
    """A part of the archive as XML."""
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise ReadError(f"{path}: is protected by a password; save a copy without one")
    if info.file_size > _LARGEST:
        raise ReadError(f"{path}: {name} is larger than {_LARGEST} bytes")
    with archive.open(info) as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(f"{path}: {name} is larger than {_LARGEST} bytes")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise ReadError(f"{path}: {name} declares entities, which Word never does")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, RecursionError):
        raise ReadError(f"{path}: {name} is damaged") from None


@dataclass(slots=True)
class _Line:
    """A line in the making."""

    text: str = ""
    bold: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str, bold: bool, link: bool) -> None:
        """Append text of one run."""
        start = len(self.text)
        self.text += text
        for ranges, wanted in ((self.bold, bold), (self.links, link)):
            if wanted and text.strip():
                if ranges and not self.text[ranges[-1][1] : start].strip():
                    ranges[-1] = (ranges[-1][0], len(self.text))
                else:
                    ranges.append((start, len(self.text)))


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph as lines, and what it is."""

    lines: list[_Line]
    style: Style
    cell: bool


def _lay_out(body: Element | None, styles: Mapping[str, Style]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    blank = True
    for paragraph in _paragraphs(body, styles):
        for n, line in enumerate(paragraph.lines):
            text = line.text
            start, end = trimmed(text, 0, len(text))
            if start < end:
                gap = FIRST_GAP if blank or not blocks else (0 if n else 1)
                blocks.append(_block(at, start, end, line, paragraph, gap))
                blank = False
            else:
                blank = True
            parts.append(text)
            at += len(text) + 1
    return "\n".join(parts), tuple(blocks)


def _block(at: int, start: int, end: int, line: _Line, paragraph: _Paragraph, gap: int) -> Block:
    style = paragraph.style
    kind = "heading" if style.level else "item" if style.item else "cell" if paragraph.cell else "text"
    return Block(
        at + start,
        at + end,
        gap,
        kind,
        style.level or (1 if kind == "item" else 0),
        "nav" if style.contents else "main",
        tuple(_within(line.bold, at, start, end)),
        links=tuple(_within(line.links, at, start, end)),
    )


def _within(ranges: list[tuple[int, int]], at: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Ranges of a line as offsets of the text, cut to what is shown of it."""
    for a, b in ranges:
        if max(a, start) < min(b, end):
            yield at + max(a, start), at + min(b, end)


def _paragraphs(body: Element | None, styles: Mapping[str, Style]) -> Iterator[_Paragraph]:
    """The paragraphs in the order of the file, those of tables and text boxes included."""
    todo: list[tuple[Element, bool]] = [(body, False)] if body is not None else []
    while todo:
        element, cell = todo.pop()
        name = local(element.tag)
        if name == "p":
            yield _read(element, styles, cell)
            boxes = [e for e in element.iter() if local(e.tag) == "txbxContent"]
            fallback = {id(x) for e in element.iter() if local(e.tag) == "Fallback" for x in e.iter()}
            todo.extend((p, cell) for b in reversed(boxes) if id(b) not in fallback for p in reversed(b))
        elif name not in _NOT_SHOWN:
            todo.extend((e, cell or name == "tc") for e in reversed(element))


def _read(element: Element, styles: Mapping[str, Style], cell: bool) -> _Paragraph:
    properties = child(element, "pPr")
    style = styles.get(value(child(properties, "pStyle")) or "", NO_STYLE)
    if child(properties, "numPr") is not None and not style.level:
        style = Style(style.level, style.bold, True, style.contents)
    lines = [_Line()]
    todo: list[tuple[Element, bool]] = [(e, False) for e in reversed(element)]
    while todo:
        inner, link = todo.pop()
        name = local(inner.tag)
        if name == "r":
            _read_run(inner, style, styles, link, lines)
            continue
        if name not in _NOT_SHOWN:
            todo.extend((e, link or name == "hyperlink") for e in reversed(inner))
    return _Paragraph(lines, style, cell)


def _read_run(
    run: Element, style: Style, styles: Mapping[str, Style], link: bool, lines: list[_Line]
) -> None:
    """The text of a run, appended to the last line; a break begins another."""
    properties = child(run, "rPr")
    if switch(properties, "vanish"):
        return
    bold = switch(properties, "b")
    if bold is None:
        bold = styles.get(value(child(properties, "rStyle")) or "", NO_STYLE).bold
    if bold is None:
        bold = style.bold
    todo = list(reversed(run))
    while todo:
        element = todo.pop()
        name = local(element.tag)
        if name == "t":
            lines[-1].add(_BREAK.sub(" ", element.text or ""), bool(bold), link)
        elif name in ("tab", "ptab"):
            lines[-1].add("\t", False, False)
        elif name == "noBreakHyphen":
            lines[-1].add("\u2011", bool(bold), link)
        elif name in ("br", "cr"):
            lines.append(_Line())
        elif name not in _NOT_SHOWN:
            todo.extend(reversed(element))


FORMAT = Format(
    "Word (.docx)",
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    (".docx",),
    sniff,
    parse,
)
