"""The index folder: where it is, what it holds, and who may write.

    manifest-GENERATION.json   the files of a generation (drawn in `manifest`)
    segment-GENERATION.seg     passages (drawn in `columnar.container`), by the generation that wrote them
    segment-GENERATION-LATER.del   the rows of a segment that are deleted as of a later generation
    documents-GENERATION.json  what was indexed (drawn in `catalogue`)
    people.toml                the user's list of people, if any
    lock                       held by the writer; its content is the writer's process id

The newest generation counts. The one before it stays, with its files, until the next commit; what belongs to
neither is a leftover, and the next writer sweeps it.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from index_store import manifest
from index_store.basics import KaikenError
from index_store.durable import UNFINISHED, listed, remove, sync_file, sync_folder, write_durably
from index_store.manifest import CATALOGUE, DELETIONS, MANIFEST, SEGMENT, latest_generation

__all__ = [
    "CATALOGUE",
    "LOCK_FILE",
    "default_folder",
    "folder_bytes",
    "is_left_of_a_first_run",
    "is_ours",
    "latest_generation",
    "listed",
    "sweep",
    "sync_file",
    "sync_folder",
    "write_durably",
    "write_lock",
]

LOCK_FILE = "lock"
LOCK_TIMEOUT = 10.0
"""Seconds to wait for another process that is writing."""

PEOPLE_FILE = "people.toml"

_OURS = (MANIFEST, SEGMENT, DELETIONS, CATALOGUE)
_OLDER = re.compile(r"_MAIN_[0-9]+\.toc(\..+)?|MAIN_[0-9a-z]+\.[a-z]+|MAIN\.tmp")
_FIRST = re.compile(rf"(manifest|documents|segment)-0\.(json|seg)({re.escape(UNFINISHED)})?")


def default_folder() -> Path:
    """Where the index is when nobody says: $KAIKEN_INDEX, else a folder of the user's data directory."""
    named = os.environ.get("KAIKEN_INDEX")
    if named:
        return Path(named).expanduser()
    # Imported here: a search that names its index does not need it.
    from platformdirs import user_data_path

    return user_data_path("kaiken", appauthor=False) / "index"


def is_written_by_commits(name: str) -> bool:
    """Whether a commit writes files of this name, or of it while they are unfinished."""
    finished = name.removesuffix(UNFINISHED)
    return any(pattern.fullmatch(finished) for pattern in _OURS)


def is_ours(name: str) -> bool:
    """Whether files of this name are of an index of kaiken, of this version or an older one."""
    return is_written_by_commits(name) or is_of_an_older_version(name)


def is_of_an_older_version(name: str) -> bool:
    """Whether files of this name are of an index with Whoosh's own segments."""
    return bool(_OLDER.fullmatch(name))


def is_left_of_a_first_run(name: str) -> bool:
    """Whether a folder with this file may become an index: a first run that was killed leaves such files."""
    return name.removesuffix(UNFINISHED) in (LOCK_FILE, PEOPLE_FILE) or bool(_FIRST.fullmatch(name))


def folder_bytes(folder: Path) -> int:
    """How much the files of a folder take, while a writer may be deleting some. Raises OSError."""
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                total += entry.stat(follow_symlinks=False).st_size if entry.is_file() else 0
    return total


def sweep(folder: Path, previous: bool = True) -> None:
    """Delete what belongs neither to the newest generation nor, with `previous`, to the one before it.

    The caller holds the write lock. Nothing is deleted where the newest manifest cannot be read: KaikenError
    says so. What a reader on Windows holds open stays for the next sweep.
    """
    numbers = manifest.generations(folder)
    kept = [manifest.read(folder, numbers[-1])] if numbers else []
    if previous and len(numbers) > 1:
        # A damaged predecessor is of no use to anybody.
        with contextlib.suppress(KaikenError, OSError):
            kept.append(manifest.read(folder, numbers[-2]))
    keep = manifest.referenced(kept)
    for name in listed(folder):
        if is_written_by_commits(name) and name not in keep:
            remove(folder / name)


@contextlib.contextmanager
def write_lock(folder: Path, timeout: float = LOCK_TIMEOUT) -> Iterator[None]:
    """Be the only writer of an index folder, which must exist.

    The kernel holds the lock: it ends with the process, however that ends, and the file stays. Raises
    KaikenError naming the other process when it still holds the lock after `timeout` seconds.
    """
    try:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(folder / LOCK_FILE, flags, 0o666)
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
