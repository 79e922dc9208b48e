"""Walking: which files the paths given by a user stand for.

    paths --walk--> Walk: files to read with the folder each belongs to, what was passed over, what failed

Nothing is opened here. Hidden files and folders are passed over, and so are symbolic links within a folder:
what they lead to inside of it is found anyway, and what lies outside of it was not asked for. So are files
that speak of a folder instead of belonging to it (README, LICENSE): they are read where they are given.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Walk:
    """What was found. All paths are absolute, with symbolic links resolved."""

    files: dict[Path, Path] = field(default_factory=dict)
    """Each file, in order, with its root: the given folder, or its own where the file itself was given."""
    folders: list[Path] = field(default_factory=list)
    """The given folders that exist."""
    gone: list[Path] = field(default_factory=list)
    """Given paths that do not exist."""
    skipped: int = 0
    """Files of a folder that no reader wants."""
    failed: list[tuple[Path, str]] = field(default_factory=list)
    """What could not be looked at, and why. What was known below such a folder is neither there nor gone."""


def walk(paths: Sequence[Path], wanted: Callable[[Path], bool], leave_out: Path) -> Walk:
    """The files that `paths` stand for; of a folder those that are `wanted`, without the folder `leave_out`.

    A file that is given itself is taken whether it is wanted or not: its reader shall say what is wrong with
    it.
    """
    found = Walk()
    for path in paths:
        try:
            resolved = path.expanduser().resolve()
            mode = resolved.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            found.gone.append(path.expanduser().resolve())
        except (OSError, ValueError, RuntimeError) as error:
            found.failed.append((path, _reason(error)))
        else:
            if stat.S_ISDIR(mode):
                found.folders.append(resolved)
                _walk_folder(resolved, wanted, leave_out, found)
            elif stat.S_ISREG(mode):
                found.files.setdefault(resolved, resolved.parent)
            else:
                found.failed.append((resolved, "is neither a file nor a folder"))
    return found


def _walk_folder(root: Path, wanted: Callable[[Path], bool], leave_out: Path, found: Walk) -> None:
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        if folder == leave_out:
            continue
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            found.failed.append((folder, _reason(error)))
            continue
        inner = []
        for entry in listed:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            path = folder / entry.name
            if entry.is_dir(follow_symlinks=False):
                inner.append(path)
            elif entry.is_file(follow_symlinks=False) and _is_about(path):
                continue
            elif entry.is_file(follow_symlinks=False) and wanted(path):
                found.files.setdefault(path, root)
            else:
                found.skipped += 1
        waiting += reversed(inner)


_ABOUT = frozenset({"readme", "license", "licence", "copying", "notice", "changelog", "authors"})


def _is_about(path: Path) -> bool:
    """A file that describes the folder it lies in."""
    return path.stem.lower() in _ABOUT


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
