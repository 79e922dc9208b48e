"""The index folder: where it is, how a generation is published whole, and who may write.

    _MAIN_GENERATION.toc       Whoosh's table of contents: the segments of this generation
    MAIN_*.seg                 Whoosh's segments
    documents-GENERATION.json  what was indexed (drawn in `catalogue`)
    lock                       held by the writer; its content is the writer's process id

A generation exists from the moment its table of contents has its name. Before that, everything it refers to
and the folder's own entries are on disk (fsync), so that after a power cut the folder holds either the
generation before or the new one. Files of older generations are deleted afterwards.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage

from index_store.basics import KaikenError

INDEX_NAME = "MAIN"
LOCK_FILE = "lock"
LOCK_TIMEOUT = 10.0
"""Seconds to wait for another process that is writing."""

TOC = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
CATALOGUE = re.compile(r"documents-([0-9]+)\.json")
_UNFINISHED = re.compile(rf"_{INDEX_NAME}_[0-9]+\.toc\..+|documents-[0-9]+\.json\.new")


def default_folder() -> Path:
    """Where the index is when nobody says: $KAIKEN_INDEX, else a folder of the user's data directory."""
    named = os.environ.get("KAIKEN_INDEX")
    if named:
        return Path(named).expanduser()
    # Imported here: a search that names its index does not need it.
    from platformdirs import user_data_path

    return user_data_path("kaiken", appauthor=False) / "index"


def listed(folder: Path) -> list[str]:
    """The names in a folder, sorted. Raises OSError."""
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def latest_generation(folder: Path) -> int | None:
    """The number of the newest generation in a folder; None where there is none (or no folder)."""
    try:
        names = listed(folder)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return max((int(m[1]) for name in names if (m := TOC.fullmatch(name))), default=None)


class IndexStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's file storage, with commits that survive a power cut."""

    def __init__(self, folder: Path, readonly: bool = False) -> None:
        super().__init__(os.fspath(folder), readonly=readonly)
        self._synced: set[str] = set()
        self._files: weakref.WeakSet[Any] = weakref.WeakSet()

    def create_file(self, name: str, **options: Any) -> Any:
        """Whoosh's method; the file is remembered for `abandon`."""
        file = super().create_file(name, **options)
        self._files.add(file)
        return file

    def open_file(self, name: str, **options: Any) -> Any:
        """Whoosh's method; the file is remembered for `abandon`."""
        file = super().open_file(name, **options)
        self._files.add(file)
        return file

    def temp_storage(self, name: str | None = None) -> IndexStorage:
        """A folder for temporary files, whose files are this storage's to abandon."""
        inner = IndexStorage(Path(self.folder, name or f"{INDEX_NAME}.tmp"))
        inner._files = self._files
        inner.create()
        return inner

    def abandon(self) -> None:
        """Close the files that Whoosh leaves open when it fails half-way. Never raises."""
        for file in list(self._files):
            with contextlib.suppress(Exception):
                file.close()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file, replacing another of that name. A table of contents comes last: see above."""
        if self.readonly:
            raise KaikenError(f"{self.folder}: opened for reading only")
        if TOC.fullmatch(newname):
            self._sync_files(oldname)
        Path(self._fpath(oldname)).replace(self._fpath(newname))
        if TOC.fullmatch(newname):
            sync_folder(Path(self.folder))

    def _sync_files(self, toc: str) -> None:
        # Segments are written once, so one that was synced needs no second time.
        segments = {name for name in listed(Path(self.folder)) if name.startswith(f"{INDEX_NAME}_")}
        for name in sorted(segments - self._synced):
            sync_file(Path(self.folder, name))
        self._synced = segments
        sync_file(Path(self.folder, toc))
        sync_folder(Path(self.folder))


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it exists whole or not at all; its folder is not synced."""
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


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


def sweep(folder: Path, generation: int | None) -> None:
    """Delete what commits left unfinished, and the catalogues of all generations but this one."""
    for name in listed(folder):
        match = CATALOGUE.fullmatch(name)
        if (match and int(match[1]) != generation) or _UNFINISHED.fullmatch(name):
            # A reader on Windows may hold it; the next sweep will find it again.
            with contextlib.suppress(OSError):
                Path(folder, name).unlink()


@contextlib.contextmanager
def write_lock(folder: Path, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Be the only writer of an index folder, which must exist.

    The kernel holds the lock: it ends with the process, however that ends, and the file stays. Raises
    KaikenError naming the other process when it still holds the lock after `timeout` seconds.
    """
    try:
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise KaikenError(f"{folder}: cannot write to this index: {error.strerror}") from error
    try:
        deadline = time.monotonic() + timeout
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                raise KaikenError(
                    f"{folder}: another process ({_holder(descriptor)}) is writing to this index: "
                    "wait until it is done, or stop it"
                )
            time.sleep(0.05)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def _holder(descriptor: int) -> str:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        pid = os.read(descriptor, 32).decode("ascii", "replace").strip()
    except OSError:
        pid = ""
    return f"pid {pid}" if pid.isdigit() else "unknown pid"


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
