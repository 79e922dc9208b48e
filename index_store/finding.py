"""Finding: what is to be done about each file of a run.

    files, what the index says of them --stat, digest--> Found ... --groups--> files that are read together

A file has to be read where its digest is not that of the catalogue, or the people have changed under whom it
was understood.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index_store.catalogue import FileRecord

LARGE_FILE = 16 << 20
"""Bytes from which on a file is written while it is read, instead of after."""

GROUP_BYTES, GROUP_FILES = 1 << 20, 64
"""How much, and how many files, another process takes in at a time."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was found, and what is to be done about it."""

    path: Path
    old: FileRecord | None
    """What the index says of it."""
    file: FileRecord | None = None
    """What it is now, if it has to be read."""
    failure: str | None = None
    """Why it cannot be."""
    gone: bool = False
    """It is not there any more."""

    @property
    def is_large(self) -> bool:
        """Whether it is written while it is read."""
        return self.file is not None and self.file.size >= LARGE_FILE


def look_at(files: Mapping[Path, Path], known: Mapping[str, FileRecord], authority: str) -> Iterator[Found]:
    """What is to be done about files, in order. `files` have their roots, `known` is what the index says by
    path, and `authority` the digest of the people of this run."""
    for path, root in files.items():
        old = known.get(os.fspath(path))
        try:
            status = path.stat()
            digest = file_digest(path)
        except FileNotFoundError:
            yield Found(path, old, gone=True)
        except OSError as error:
            yield Found(path, old, failure=f"cannot be read: {error.strerror}")
        else:
            if old and old.sha256 == digest and old.authority == authority:
                yield Found(path, old)
                continue
            root = Path(old.root) if old else root
            file = FileRecord(os.fspath(path), os.fspath(root), status.st_size, status.st_mtime_ns, digest)
            yield Found(path, old, file)


def groups(files: Iterable[Found]) -> Iterator[list[Found]]:
    """The files in groups that are read together; a large one is a group of its own."""
    group: list[Found] = []
    size = number = 0
    for one in files:
        if one.is_large or size >= GROUP_BYTES or number >= GROUP_FILES:
            if group:
                yield group
            group, size, number = [], 0, 0
        if one.is_large:
            yield [one]
            continue
        group.append(one)
        if one.file:
            size, number = size + one.file.size, number + 1
    if group:
        yield group


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
