"""A transcript as a reader sees it: a heading and paragraphs in, lines of text out.

Title
date · place · ...

Section
Speaker, role:
     1  paragraph
>    2  the paragraph that is marked
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from search import citing, safe
from search.cli.render import Style, flow, passage_text

MARGIN = 7


class Paragraph(citing.Spoken, Protocol):
    """A passage of the index, or one just read from a file."""

    @property
    def ordinal(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def section(self) -> str | None: ...


def heading(title: str | None, details: Iterable[str | None], style: Style) -> Iterator[str]:
    """What the document is: its title, then what else is known of it on lines of their own."""
    yield from flow(safe.line(title or "(no title)"), style, paint=style.bold)
    for detail in details:
        if detail:
            yield from flow(safe.line(detail), style, paint=style.dim)


def paragraphs(
    passages: Iterable[Paragraph],
    style: Style,
    *,
    marked: int | None = None,
    remarks: Sequence[Sequence[str]] = (),
) -> Iterator[str]:
    """Sections as headings, speakers where the voice changes, paragraphs with their ordinals.

    `remarks` holds further lines for each passage, in the same order.
    """
    section, voice = None, None
    for i, passage in enumerate(passages):
        if passage.section != section:
            section, voice = passage.section, None
            if section:
                yield ""
                yield from flow(safe.line(section), style, paint=style.bold)
        speaking = citing.voice(passage)
        if speaking != voice:
            voice = speaking
            yield ""
            yield from flow(safe.line(f"{voice}:"), style, paint=style.bold if passage.speaker else style.dim)
        yield from _paragraph(passage, style, passage.ordinal == marked)
        for remark in remarks[i] if remarks else ():
            yield from flow(safe.line(remark), style, indent=" " * MARGIN, hang="  ", paint=style.dim)


def _paragraph(passage: Paragraph, style: Style, marked: bool) -> Iterator[str]:
    margin = f"{'>' if marked else ' '}{passage.ordinal:>{MARGIN - 3}}  "
    lines = passage_text(passage.text, style, indent=" " * MARGIN)
    for i, line in enumerate(lines):
        shown = margin + line[MARGIN:] if i == 0 else line
        yield style.hit(shown) if marked else shown
