"""PDF: the text that its pages print, line by line.

bytes --PDFium--> pages --pdf_rows--> rows --pdf_page, pdf_paragraphs--> stored == text, blocks --> Source

A PDF holds no text but glyphs at positions. What is stored of it, and what all offsets count, is this text:
every printed line on a line of its own, from top to bottom, words parted by one space; a form feed parts the
pages. Nothing is left out or joined in it: running heads and page numbers are blocks of the region "page",
footnotes of the region "footer", and a line that was wrapped off the one before is a block that `wraps`.

    Chair Doe's Press Conference                 page
    CHAIR DOE. Good afternoon. The economy is    main
    strong.                                      main, wraps
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..model import Block, Source, SourceMap
from .decoding import digest
from .errors import Problem, ReadError
from .pdf_page import regions, text_size
from .pdf_paragraphs import WRAPPED, breaks
from .pdf_rows import Row, read_rows
from .registry import CERTAIN, LIKELY, NO, Candidate, Format

_SIGNATURE = b"%PDF-"
_HEAD = 1024
"""Bytes among which readers look for the signature."""
_MOST_PAGES = 20_000
_MOST_CHARACTERS = 50_000_000
_HEADING = 1.15
"""How many times as high as that of the text the font of a heading is, at the least."""


def sniff(candidate: Candidate) -> float:
    """The signature, at the beginning or near it."""
    if candidate.data.startswith(_SIGNATURE):
        return CERTAIN
    return LIKELY if _SIGNATURE in candidate.data[:_HEAD] and candidate.suffix == ".pdf" else NO


def parse(data: bytes, path: str) -> Iterator[Source | Problem]:
    """The one document of a PDF, and a problem for each page that shows an image and no text.

    Raises ReadError where the file is damaged or protected, or has no text at all.
    """
    pages, scanned = _read(data, path)
    if not any(pages):
        page = scanned[0] + 1 if scanned else 1
        raise ReadError(f"{path}: page {page} holds no text (scanned?)")
    text, blocks = _lay_out(pages)
    yield Source(
        path=path,
        media_type="application/pdf",
        encoding="utf-8",
        sha256=digest(data),
        stored=text,
        text=text,
        map=SourceMap.identity(len(text)),
        blocks=blocks,
    )
    for number in scanned:
        yield Problem(path, number + 1, "holds no text (scanned?)", unit="page")


def _read(data: bytes, path: str) -> tuple[list[list[Row]], list[int]]:
    """The rows of every page, and the numbers from 0 of the pages that are images."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{path}: {_reason(error)}") from None
    pages: list[list[Row]] = []
    scanned: list[int] = []
    characters = 0
    try:
        if len(document) > _MOST_PAGES:
            raise ReadError(f"{path}: has {len(document)} pages; at most {_MOST_PAGES} are read")
        for number in range(len(document)):
            rows, image = _read_page(document, number, path)
            pages.append(rows)
            if image and not rows:
                scanned.append(number)
            characters += sum(len(r.text) for r in rows)
            if characters > _MOST_CHARACTERS:
                raise ReadError(f"{path}: holds more than {_MOST_CHARACTERS} characters")
    finally:
        document.close()
    return pages, scanned


def _read_page(document: Any, number: int, path: str) -> tuple[list[Row], bool]:
    """The rows of a page, and whether it shows an image."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        raise ReadError(f"{path}: page {number + 1} is damaged and cannot be read") from None
    try:
        rows = read_rows(page, number)
        image = not rows and any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return rows, image
    finally:
        page.close()


def _reason(error: Exception) -> str:
    if "password" in str(error).lower():
        return "is protected by a password; save a copy without one"
    if "security" in str(error).lower():
        return "is protected in a way that cannot be read; save a copy without protection"
    return "is damaged and cannot be opened as a PDF"


def _lay_out(pages: Sequence[Sequence[Row]]) -> tuple[str, tuple[Block, ...]]:
    """The text of the pages, and a block for every row."""
    where = regions(pages)
    body = [
        r
        for rows, region in zip(pages, where, strict=True)
        for r, x in zip(rows, region, strict=True)
        if x == "main"
    ]
    gaps = dict(zip(map(id, body), breaks(body), strict=True))
    size = text_size(body)
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for n, (rows, region) in enumerate(zip(pages, where, strict=True)):
        for k, (row, name) in enumerate(zip(rows, region, strict=True)):
            between = "" if not parts else ("\n" if k else "\f")
            at += len(between)
            gap = gaps.get(id(row), 2)
            heading = name == "main" and row.size > _HEADING * size
            blocks.append(
                Block(
                    at,
                    at + len(row.text),
                    2 if not blocks else max(gap, 0),
                    "heading" if heading else "text",
                    _level(row, size) if heading else 0,
                    name,
                    tuple((at + a, at + b) for a, b in row.bold),
                    wraps=gap == WRAPPED and bool(blocks),
                )
            )
            parts.append(between + row.text)
            at += len(row.text)
        if not rows and parts and n + 1 < len(pages):
            parts.append("\f")
            at += 1
    return "".join(parts), tuple(blocks)


def _level(row: Row, size: float) -> int:
    """1 for what is set half as high again as the text, 2 for smaller headings."""
    return 1 if row.size >= 1.5 * size else 2


FORMAT = Format("PDF", ("application/pdf",), (".pdf",), sniff, parse)
