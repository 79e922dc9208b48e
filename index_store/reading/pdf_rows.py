"""The printed lines of a PDF: characters with positions, as PDFium gives them, gathered into rows.

a page of PDFium --glyphs--> Glyph ... --rows--> Row ... in reading order

Positions are in points (1/72 inch); the origin is the lower left corner of the page, so that y grows upwards.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

_UPRIGHT = 0.09
"""Radians by which a line may be turned: a watermark across the page is no text."""
_OTHER_LINE = 0.6
"""By how many heights of a font its characters are shifted where they stand on another line."""
_BOLD_WEIGHT = 600
"""The weight from which a font is bold, of 100 to 900."""
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")
_HYPHENS = frozenset((0x02, 0xFFFE, 0xFFFF))
"""What PDFium gives for a hyphen that breaks a word at the end of a line."""
_NO_BREAK = "\u00a0\u202f"
_FORCE_BOLD = 1 << 18
"""The flag of a font that is bold by construction (ISO 32000-1, table 123)."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character where it is printed. `left` and `right` are its edges, `base` the line it stands on."""

    char: str
    left: float
    right: float
    base: float
    size: float
    """Height of the font."""
    bold: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line."""

    text: str
    left: float
    right: float
    base: float
    size: float
    """Height of the font of most of its characters."""
    bold: tuple[tuple[int, int], ...]
    """Ranges of the text in bold."""
    page: int
    """Counted from 0."""
    height: float
    """Of the page."""
    first_word: float
    """Width of its first word."""


def read_rows(page: Any, number: int) -> list[Row]:
    """The rows of a page of PDFium, counted from 0, in reading order."""
    import pypdfium2.raw as pdfium

    height = float(page.get_height())
    text_page = page.get_textpage()
    try:
        found = [_row(g, number, height) for g in _lines(pdfium, text_page.raw, text_page.count_chars())]
    finally:
        text_page.close()
    return _in_order(_side_by_side([r for r in found if r.text]))


def _lines(pdfium: Any, raw: Any, count: int) -> Iterator[list[Glyph]]:
    """The characters of each line that PDFium finds; lines that are turned are left out."""
    line: list[Glyph] = []
    upright = True
    high = 0
    for i in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, i)
        if code in (0x0A, 0x0D):
            if line and upright:
                yield line
            line, upright = [], True
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        glyph = _glyph(pdfium, raw, i, "-" if code in _HYPHENS else _char(code), line)
        if glyph is None:
            continue
        if line and abs(glyph.base - line[-1].base) > _OTHER_LINE * glyph.size:
            # PDFium ends no line behind a hyphen that breaks a word.
            if upright:
                yield line
            line, upright = [], True
        if not line:
            if glyph.char == " ":
                continue
            angle = pdfium.FPDFText_GetCharAngle(raw, i)
            upright = min(angle % math.tau, -angle % math.tau) <= _UPRIGHT
        line.append(glyph)
    if line and upright:
        yield line


def _char(code: int) -> str:
    """The character; what would end a line or shows nothing becomes a space. A no-break space stays: it shows
    where a line could not be broken."""
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return "\ufffd"
    char = chr(code)
    if char in _NO_BREAK:
        return char
    return " " if char.isspace() or not (char.isprintable() or code > 0x9F) else char


def _glyph(pdfium: Any, raw: Any, i: int, char: str, line: Sequence[Glyph]) -> Glyph | None:
    before = line[-1] if line else None
    if char == " ":
        return replace(before, char=" ", left=before.right) if before and before.char != " " else None
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(raw, i, box) or not pdfium.FPDFText_GetCharOrigin(raw, i, x, y):
        return None if before is None else replace(before, char=char)
    size = float(pdfium.FPDFText_GetFontSize(raw, i)) or float(box.top - box.bottom)
    word_goes_on = before is not None and before.char != " "
    bold = before.bold if before is not None and word_goes_on else _is_bold(pdfium, raw, i)
    # A font size can be given in units of a matrix that scales it, the box never is.
    tall = float(box.top - box.bottom)
    return Glyph(char, float(box.left), float(box.right), y.value, tall if tall > 0 else size, bold)


def _is_bold(pdfium: Any, raw: Any, i: int) -> bool:
    if pdfium.FPDFText_GetFontWeight(raw, i) >= _BOLD_WEIGHT:
        return True
    flags = ctypes.c_int()
    length = pdfium.FPDFText_GetFontInfo(raw, i, None, 0, flags)
    name = ctypes.create_string_buffer(max(int(length), 1))
    pdfium.FPDFText_GetFontInfo(raw, i, name, length, flags)
    printed = name.value.decode("utf-8", "replace").casefold()
    return bool(flags.value & _FORCE_BOLD) or any(word in printed for word in _BOLD_NAMES)


def _row(line: Sequence[Glyph], page: int, height: float) -> Row:
    shown = list(line)
    while shown and shown[-1].char == " ":
        shown.pop()
    text = "".join(g.char for g in shown)
    if not text:
        return Row("", 0.0, 0.0, 0.0, 0.0, (), page, height, 0.0)
    sizes = sorted(g.size for g in shown)
    bases = sorted(g.base for g in shown)
    word = next((i for i, g in enumerate(shown) if g.char == " "), len(shown))
    return Row(
        text,
        min(g.left for g in shown),
        max(g.right for g in shown),
        bases[len(bases) // 2],
        sizes[len(sizes) // 2],
        tuple(_bold_ranges(shown)),
        page,
        height,
        max(g.right for g in shown[:word]) - min(g.left for g in shown[:word]),
    )


def _bold_ranges(line: Sequence[Glyph]) -> Iterator[tuple[int, int]]:
    """The runs in bold; a space between two bold words belongs to them, one at an end does not."""
    start: int | None = None
    end = 0
    for i, g in enumerate(line):
        if g.char == " ":
            continue
        if g.bold:
            start = i if start is None else start
            end = i + 1
        elif start is not None:
            yield start, end
            start = None
    if start is not None:
        yield start, end


def _side_by_side(rows: Sequence[Row]) -> list[Row]:
    """Rows with those that stand on one line joined: PDFium divides where the space between words is wide."""
    out: list[Row] = []
    for row in rows:
        before = out[-1] if out else None
        if before and abs(before.base - row.base) < 0.3 * row.size and row.left >= before.right:
            at = len(before.text) + 1
            out[-1] = replace(
                before,
                text=f"{before.text} {row.text}",
                right=row.right,
                bold=(*before.bold, *((at + a, at + b) for a, b in row.bold)),
            )
        else:
            out.append(row)
    return out


def _in_order(rows: list[Row]) -> list[Row]:
    """Rows from top to bottom, where the page has one column: its program may print heads last. Columns stay
    as the program prints them."""
    runs: list[list[Row]] = []
    for row in rows:
        if runs and row.base <= runs[-1][-1].base + 0.5 * row.size:
            runs[-1].append(row)
        else:
            runs.append([row])
    long = [r for r in runs if len(r) >= 5]
    for a, b in pairwise(long):
        if max(x.right for x in a) < min(x.left for x in b) or max(x.right for x in b) < min(
            x.left for x in a
        ):
            return rows
    return sorted(rows, key=lambda r: (-round(r.base, 1), r.left)) if len(runs) > 1 else rows
