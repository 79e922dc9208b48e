"""The masthead while it is being read: what is known so far, and which lines are still unexplained.

In: the lines of the head and the format's metadata. Out: the same, filled step by step by `masthead` and the
modules it calls; each takes the lines it understands out of `open`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .dates import FoundDate, FoundTime
from .lines import Line
from .wording import squeeze

TITLE = -1
"""Stands for the title where a line is named."""


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the head of a document names."""

    name: str
    role: str | None
    principal: bool
    """Named as the one who speaks: "by X", "X's press conference", a line of their own."""
    origin: str
    """"title" or "masthead"."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date, a time of day, or both, as one line of the head prints them."""

    line: int
    date: FoundDate | None
    time: FoundTime | None
    event: bool = True
    """False for a bare time stamp of the system that published the page."""


@dataclass(slots=True)
class Draft:
    """What the head says, as far as it has been read. The fields are those of `Masthead`, and:"""

    lines: Sequence[Line]
    metadata: Mapping[str, str]
    open: list[int] = field(default_factory=list)
    """Lines that serve no purpose yet, in order."""
    near: list[int] = field(default_factory=list)
    """Lines with the date, the time or a person."""
    stamps: list[Stamp] = field(default_factory=list)
    title: str | None = None
    event: str | None = None
    date: str | None = None
    place: str | None = None
    translation_note: str | None = None
    author: str | None = None
    publication: str | None = None
    named: list[Named] = field(default_factory=list)
    title_line: int = -1
    used: set[int] = field(default_factory=set)
    flags: list[str] = field(default_factory=list)
    initials: dict[str, str] = field(default_factory=dict)
    by_line: bool = False

    def text(self, i: int) -> str:
        """Line i with single spaces."""
        return squeeze(self.lines[i].text)

    def use(self, i: int) -> None:
        """Line i is explained."""
        self.used.add(i)
        if i in self.open:
            self.open.remove(i)
