"""What can go wrong while reading: an error that ends a file, and a problem that costs only a part of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import KaikenError


class ReadError(KaikenError):
    """A file that cannot be read at all. The message begins with its path."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a file that could not be read; the rest of the file was."""

    path: str
    line: int
    """Counted from 1."""
    message: str
    unit: str = "line"
    """What `line` counts: "line", or "page" of a format that has pages."""

    def __str__(self) -> str:
        if self.unit == "page":
            return f"{self.path}: page {self.line} {self.message}"
        return f"{self.path}:{self.line}: {self.message}"
