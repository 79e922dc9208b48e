"""XML to elements and character data with their stored offsets, in linear time and without a DTD.

    stored --read_tree--> Tree: elements in document order, and the events between which text lies

No entity but the predefined ones, numbers and those of HTML is resolved (later, where text is shown), and
nothing that a document type declares is looked at, so a document cannot grow and no other file is opened. An
end tag that fits no element is ignored, a missing one is supplied, and a `<` that begins no tag is text:
archives hold files that were never parsed. A comment or CDATA section without an end is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from .html_tokens import attributes

OPEN, CLOSE, TEXT, CDATA = range(4)


class Event(NamedTuple):
    """OPEN and CLOSE of the element `at`, or character data in the stored range [start, end)."""

    kind: int
    start: int
    end: int
    at: int


@dataclass(slots=True)
class Element:
    """An element. `parent` is an index, -1 for the root; `events` is the range of its events, its tags
    included; `words` is the stored offset of the first character data directly in it, if not blank."""

    name: str
    """In lower case, without a namespace prefix."""
    parent: int
    start: int
    inner: tuple[int, int]
    children: list[int] = field(default_factory=list)
    events: tuple[int, int] = (0, 0)
    words: int | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    stored: str
    elements: list[Element]
    events: list[Event]

    def attributes(self, at: int) -> dict[str, str]:
        """Attributes by lower-case name, without namespace prefixes but that of `xml:`."""
        inner = self.elements[at].inner
        if "=" not in self.stored[inner[0] : inner[1]]:
            return {}
        found = attributes(self.stored, inner)
        return {name if name.startswith("xml:") else name.rpartition(":")[2]: found[name] for name in found}


class Malformed(ValueError):
    """What is wrong, and the stored offset of it."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.at = at


_NAME = r"[^\W\d][\w:.\-·]*+"
_TAG = re.compile(rf"""<(/?)({_NAME})((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""")
_PLAIN_TAG = re.compile(rf"<(/?)({_NAME})([^<>]*+)>")
_SUBSET_END = re.compile(r"\]\s*+>")
_WORD = re.compile(r"[^\s\ufeff]")
_ENDED = (
    ("<!--", "-->", "a comment"),
    ("<![CDATA[", "]]>", "a CDATA section"),
    ("<?", "?>", "an instruction"),
)
PROLOG = re.compile(
    r"[\ufeff\s]*+(?:<\?[^>]*+>\s*+|<!--(?:[^-]|-(?!->))*+-->\s*+|<!DOCTYPE\b[^\[>]*+(?:\[[^\]]*+\]\s*+)?+>\s*+)*+"
)
"""What stands before the root element, to look at it and not to keep it."""


class _Builder:
    def __init__(self, stored: str) -> None:
        self.stored = stored
        self.elements: list[Element] = []
        self.events: list[Event] = []
        self.stack: list[int] = []
        self.open: dict[str, int] = {}

    def text(self, kind: int, start: int, end: int) -> None:
        if start >= end or not self.stack:
            return
        top = self.stack[-1]
        self.events.append(Event(kind, start, end, top))
        element = self.elements[top]
        if element.words is None and (match := _WORD.search(self.stored, start, end)):
            element.words = match.start()

    def start(self, match: re.Match[str]) -> None:
        if not self.stack and self.elements:
            return  # a second root
        at = len(self.elements)
        parent = self.stack[-1] if self.stack else -1
        name = match[2].rpartition(":")[2].lower() or match[2].lower()
        element = Element(name, parent, match.start(), match.span(3), events=(len(self.events), 0))
        self.elements.append(element)
        if parent >= 0:
            self.elements[parent].children.append(at)
        self.events.append(Event(OPEN, match.start(), match.end(), at))
        self.stack.append(at)
        self.open[name] = self.open.get(name, 0) + 1
        if match[3].endswith("/"):
            self.pop(match.end(), match.end())

    def pop(self, start: int, end: int) -> None:
        at = self.stack.pop()
        element = self.elements[at]
        self.open[element.name] -= 1
        self.events.append(Event(CLOSE, start, end, at))
        element.events = (element.events[0], len(self.events))

    def end(self, match: re.Match[str]) -> None:
        name = match[2].rpartition(":")[2].lower() or match[2].lower()
        if not self.open.get(name):
            return
        while self.elements[self.stack[-1]].name != name:
            self.pop(match.start(), match.start())
        self.pop(match.start(), match.end())


def read_tree(stored: str) -> Tree:
    """The elements of a document, at least one. Raises Malformed where there is none, or no end of it."""
    builder = _Builder(stored)
    at = begin = 0
    while (at := stored.find("<", at)) >= 0:
        match = _TAG.match(stored, at) or _PLAIN_TAG.match(stored, at)
        if match is not None:
            builder.text(TEXT, begin, at)
            if match[1]:
                builder.end(match)
            else:
                builder.start(match)
            at = begin = match.end()
            continue
        skipped = _skip(stored, at, bool(builder.elements))
        if skipped is None:
            at += 1
            continue
        builder.text(TEXT, begin, at)
        if stored.startswith("<![CDATA[", at):
            builder.text(CDATA, at + 9, skipped - 3)
        at = begin = skipped
    builder.text(TEXT, begin, len(stored))
    while builder.stack:
        builder.pop(len(stored), len(stored))
    if not builder.elements:
        raise Malformed("no element", 0)
    return Tree(stored, builder.elements, builder.events)


def _skip(stored: str, at: int, inside: bool) -> int | None:
    """Where a comment, a section, an instruction or a document type ends; None where it is none of them."""
    for mark, closing, what in _ENDED:
        if stored.startswith(mark, at):
            end = stored.find(closing, at + len(mark))
            if end < 0:
                raise Malformed(f"{what} has no end", at)
            return end + len(closing)
    if inside or not stored.startswith("<!", at):
        return None
    end = stored.find(">", at)
    subset = stored.find("[", at, end if end >= 0 else len(stored))
    if subset >= 0:
        found = _SUBSET_END.search(stored, subset)
        end = found.end() - 1 if found else -1
    if end < 0:
        raise Malformed("the document type has no end", at)
    return end + 1
