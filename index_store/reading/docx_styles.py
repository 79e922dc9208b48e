"""What the styles of a Word document say of paragraphs: headings, bold print, lists, lists of contents.

word/styles.xml --read_styles--> {style id: Style}

A style is based on another one and says only what is different (ECMA-376 part 1, 17.7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo) ?(\d)", re.I)
_CONTENTS = re.compile(r"toc ?\d|toc heading|table of contents", re.I)
_DEEPEST = 30
"""Styles that may be based on each other in a row, so that a circle ends."""
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says; None where it says nothing."""

    level: int | None = None
    """1 to 6 for a heading."""
    bold: bool | None = None
    item: bool | None = None
    """A paragraph of a list."""
    contents: bool = False
    """A line of a list of contents."""


NO_STYLE = Style()


def local(tag: object) -> str:
    """The name of an element or attribute without its namespace: there are two, strict and transitional."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child of this name."""
    return next((e for e in element if local(e.tag) == name), None) if element is not None else None


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if local(k) == name), None)


def switch(properties: Element | None, name: str) -> bool | None:
    """A property that is on or off; None where it is not given."""
    found = child(properties, name)
    return None if found is None else (value(found) or "1").lower() not in _OFF


def read_styles(root: Element) -> dict[str, Style]:
    """The styles of a document by their ids."""
    raw: dict[str, tuple[Style, str | None]] = {}
    for element in root:
        if local(element.tag) == "style" and (key := value(element, "styleId")):
            raw[key] = (_own(element), value(child(element, "basedOn")))
    return {key: _whole(raw, key) for key in raw}


def _own(element: Element) -> Style:
    name = value(child(element, "name")) or ""
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    outline = value(child(paragraph, "outlineLvl"))
    heading = _HEADING.fullmatch(name)
    level = int(outline) + 1 if outline and outline.isdecimal() and int(outline) < 9 else None
    if heading:
        level = int(heading[1]) or 1
    elif name.casefold() == "title":
        level = 1
    return Style(
        min(level, 6) if level else None,
        switch(run, "b"),
        True if child(paragraph, "numPr") is not None else None,
        bool(_CONTENTS.fullmatch(name)),
    )


def _whole(raw: Mapping[str, tuple[Style, str | None]], key: str) -> Style:
    """A style with what it takes over from those it is based on."""
    style = NO_STYLE
    at: str | None = key
    for _ in range(_DEEPEST):
        if at is None or at not in raw:
            break
        own, at = raw[at]
        style = Style(
            style.level if style.level is not None else own.level,
            style.bold if style.bold is not None else own.bold,
            style.item if style.item is not None else own.item,
            style.contents or own.contents,
        )
    return style
