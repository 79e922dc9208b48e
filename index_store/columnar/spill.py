"""Memory that overflows to disk: arrays that are needed later, out of the way until then.

Spill(folder).keep(array) -> an equal array: itself while there is room, then a view of a temporary file
"""

from __future__ import annotations

import mmap
import tempfile
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np

from index_store.columnar.arrays import Array
from index_store.columnar.container import forget

ROOM = 96 << 20
"""Bytes that are kept in memory; what comes after goes to disk."""

_SMALL = 1 << 16  # not worth a mapping of its own


class Spill:
    """A place for arrays. Its file has no name and is gone when the last array from it is."""

    def __init__(self, folder: Path | None = None, room: int | None = None) -> None:
        """`folder` is where the temporary file may be, the system's folder for such files by default."""
        self._folder = folder
        self._room = ROOM if room is None else room
        self._file: IO[bytes] | None = None
        self.releases: list[Callable[[], None]] = []
        """What `release` calls."""

    def keep(self, array: Array) -> Array:
        """An equal array, perhaps read-only and mapped from disk; the caller drops the original."""
        if array.nbytes <= _SMALL:
            return array
        if array.nbytes <= self._room:
            self._room -= array.nbytes
            weakref.finalize(array, self._give_back, array.nbytes)
            return array
        return self._write(np.ascontiguousarray(array))

    def _give_back(self, size: int) -> None:
        self._room += size

    def _write(self, array: Array) -> Array:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115  # closed below
            weakref.finalize(self, self._file.close)  # maps of it stay good
        start = self._file.seek(0, 2)
        start = self._file.seek(-(-start // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY)
        content = array.data.cast("B")
        written = 0
        while written < len(content):
            written += self._file.write(content[written:])
        view = mmap.mmap(self._file.fileno(), array.nbytes, access=mmap.ACCESS_READ, offset=start)
        self.releases.append(partial(forget, view))
        forget(view)
        return np.frombuffer(view, array.dtype)

    def release(self) -> None:
        """Let go of what was read from mapped files; it is read again when needed."""
        for release in self.releases:
            release()
