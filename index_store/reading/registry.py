"""Which formats there are, and which of them a file is in.

    bytes + name --Candidate--> every format's `sniff` --> the most confident Format --> its `parse`

Content beats the name: a format that recognises its own markup is surer than one that only knows the suffix.
To add a format, write a module with a `FORMAT` and add the module's name to MODULES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pathlib import PurePath
from typing import Protocol

from ..model import Ready, Source
from .decoding import glimpse
from .errors import Problem, ReadError

MODULES = ("plain", "markdown", "html", "jsonl", "captions", "xml", "pdf", "docx")

# How sure a format can be that a file is its own.
NO, FALLBACK, BY_NAME, LIKELY, CERTAIN = 0.0, 0.1, 0.5, 0.8, 1.0

SIGNATURES = (
    (b"PK\x03\x04", "application/zip, such as .odt or .epub"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "application/x-ole-storage, such as an old .doc, or a Word document with a password",
    ),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
)
"""What files that no format reads begin with, to say so by name."""


@dataclass(frozen=True)
class Candidate:
    """A file whose format is to be found out."""

    path: str
    data: bytes

    @cached_property
    def suffix(self) -> str:
        """The end of its name in lower case, with the dot; "" where there is none."""
        return PurePath(self.path).suffix.lower()

    @cached_property
    def head(self) -> str | None:
        """Its beginning, roughly decoded, to look at and not to keep; None where it is not text."""
        return glimpse(self.data)


class Parse(Protocol):
    """Turns a file into its documents. Raises ReadError."""

    def __call__(self, data: bytes, path: str, /) -> Iterator[Source | Ready | Problem]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that can be read."""

    name: str
    """As a user calls it: "Markdown"."""
    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]
    """In lower case, with the dot."""
    sniff: Callable[[Candidate], float]
    """How sure it is that this is its own, 0 to 1."""
    parse: Parse


@cache
def formats() -> tuple[Format, ...]:
    """All formats, in the order of MODULES."""
    found: list[Format] = []
    for module in MODULES:
        value = import_module(f"{__package__}.{module}").FORMAT
        if not isinstance(value, Format):
            raise TypeError(f"{module}.FORMAT is no Format")
        found.append(value)
    return tuple(found)


def known_suffixes() -> frozenset[str]:
    """Ends of file names that some format claims."""
    return frozenset(suffix for format in formats() for suffix in format.suffixes)


def choose(candidate: Candidate) -> Format:
    """The format that is surest. Raises ReadError where none is sure at all."""
    best = max(formats(), key=lambda format: format.sniff(candidate))
    sure = best.sniff(candidate)
    for magic, kind in SIGNATURES:
        if sure < CERTAIN and candidate.data.startswith(magic):
            raise ReadError(_unknown(candidate.path, kind))
    if sure <= NO:
        if candidate.head is None:
            raise ReadError(f"{candidate.path}: binary data, not text")
        raise ReadError(_unknown(candidate.path, _described(candidate)))
    return best


def _described(candidate: Candidate) -> str:
    head = (candidate.head or "").lstrip("\ufeff \t\r\n")
    if head.startswith("<?xml"):
        return "application/xml"
    if head.startswith(("{", "[")):
        return "application/json without documents"
    return candidate.suffix or "no suffix"


def _unknown(path: str, kind: str) -> str:
    known = ", ".join(format.name for format in formats())
    return f"{path}: cannot read this kind of file ({kind}); known: {known}"
