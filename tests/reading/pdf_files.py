"""PDF files for tests, written by hand: pages of lines at positions, in fonts that every reader has."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 612, 792
"""Points of a page."""
_FONTS = ("Courier", "Courier-Bold")


@dataclass(frozen=True)
class Printed:
    """A line of a page, its left end and its height in points."""

    text: str
    x: float
    y: float
    size: float = 10
    bold: bool = False


def pdf(pages: Iterable[Sequence[Printed]], image: Sequence[int] = ()) -> bytes:
    """A PDF file. On the pages with the numbers `image`, counted from 0, stands a grey square."""
    pages = list(pages)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects.extend(font.format(name).encode() for name in _FONTS)
    grey = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    objects.append(grey + b" /Length 1 >>\nstream\n\x80\nendstream")
    kids = []
    for n, lines in enumerate(pages):
        content = b"\n".join(map(_show, lines)) + (
            b"\nq 300 0 0 300 100 100 cm /I Do Q" if n in image else b""
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
        resources = "/Resources << /Font << /F0 3 0 R /F1 4 0 R >> /XObject << /I 5 0 R >> >>"
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}]"
        page = f"<< /Type /Page /Parent 2 0 R {resources} {box} /Contents {len(objects)} 0 R >>"
        objects.append(page.encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects)


def _show(line: Printed) -> bytes:
    text = line.text.encode("cp1252", "replace")
    for special in (b"\\", b"(", b")"):
        text = text.replace(special, b"\\" + special)
    return b"BT /F%d %g Tf %g %g Td (%s) Tj ET" % (line.bold, line.size, line.x, line.y, text)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return bytes(
        out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )


def set_in_pages(
    paragraphs: Sequence[str], width: int, rows: int, head: str | None, indent: int = 0, apart: float = 1.0
) -> list[list[Printed]]:
    """Paragraphs as a program sets them in Courier: lines of `width` characters, `rows` of them a page, a
    running head and page numbers if there is a `head`, first lines set in by `indent` characters, paragraphs
    `apart` lines of white space."""
    pages: list[list[Printed]] = []
    y = 0.0
    for text in paragraphs:
        lines = textwrap.wrap(
            text,
            width,
            initial_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        y -= 12 * apart
        for line in lines:
            if not pages or y < 720 - 12 * rows:
                pages.append([])
                y = 720
            x = 72 + 6 * (len(line) - len(line.lstrip()))
            pages[-1].append(Printed(line.strip(), x, y))
            y -= 12
    if head is not None:
        for n, page in enumerate(pages, 1):
            page.insert(0, Printed(head, 72, 760))
            page.append(Printed(f"Page {n} of {len(pages)}", 280, 30))
    return pages
