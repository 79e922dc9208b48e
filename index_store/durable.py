"""Files that survive a power cut: written and synced first, then renamed; and what a folder holds.

Everything that changes an index goes through these functions and the container's writer, so that the tests
can let each step fail.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

UNFINISHED = ".new"
"""What the name of a file ends with while it is being written."""


def listed(folder: Path) -> list[str]:
    """The names in a folder, sorted. Raises OSError."""
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def write_durably(path: Path, content: bytes, before_rename: Callable[[Path], None] | None = None) -> None:
    """Write a file so that it exists whole or not at all; its folder is not synced. Raises OSError.

    `before_rename` is called with the folder when the content is on disk and the file does not have its name
    yet. What is left of a failure is removed where that is possible.
    """
    new = path.with_name(path.name + UNFINISHED)
    remove(new)  # a leftover, or a link that somebody put there
    try:
        with new.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if before_rename is not None:
            before_rename(path.parent)
        new.replace(path)
    except BaseException:
        remove(new)
        raise


def remove(path: Path) -> bool:
    """Delete a file; False where it is still there (a reader on Windows may hold it). Raises no OSError."""
    with contextlib.suppress(FileNotFoundError):
        try:
            path.unlink()
        except OSError:
            return False
    return True


def sync_file(path: Path) -> None:
    """Wait until the file's content is on disk."""
    # Windows syncs only what is open for writing.
    with path.open("r+b" if sys.platform == "win32" else "rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the folder's entries are on disk (nothing to do on Windows)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
