"""Files to documents: bytes are decoded, the format is recognised, and its reader yields what it holds.

path --read--> bytes --choose--> Format --parse--> Source | Ready | Problem ...
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from ..model import Ready, Source
from .errors import Problem, ReadError
from .registry import Candidate, choose, known_suffixes

__all__ = ["Problem", "ReadError", "is_readable_name", "known_suffixes", "read", "read_bytes"]


def read(path: str | os.PathLike[str]) -> Iterator[Source | Ready | Problem]:
    """The documents of a file, and a `Problem` for every part of it that could not be read.

    Raises ReadError, before the first document, where the file as a whole cannot be read.
    """
    name = os.fspath(path)
    try:
        data = Path(name).read_bytes()
    except IsADirectoryError:
        raise ReadError(f"{name}: is a folder, not a file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ReadError(f"{name}: cannot be opened: {reason}") from None
    yield from read_bytes(data, name)


def read_bytes(data: bytes, path: str) -> Iterator[Source | Ready | Problem]:
    """As `read`, of bytes that came from `path` (its suffix is a hint, and messages name it)."""
    if not data:
        raise ReadError(f"{path}: empty file")
    yield from choose(Candidate(path, data)).parse(data, path)


def is_readable_name(path: str | os.PathLike[str]) -> bool:
    """Whether the suffix is that of a format that can be read: those are taken from a folder."""
    return PurePath(path).suffix.lower() in known_suffixes()
