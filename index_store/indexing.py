"""Indexing: bring an index up to date with files and folders.

    paths --walk--> files --digest--> those that are new or changed --intake, team--> Taken --> IndexWriter
                                 \\-> those that are gone ------------------------ remove --------^

What a file holds is decided by its digest, and by the authority of people under which it is understood:
where that has changed, every file of the index is read again. A file is taken in as a whole before any of it
is written, so that one that fails leaves nothing behind; large ones are written on their own, some documents
at a time, and cancelled when they fail. Files are taken in by this process or by several others, in the same
order. Work is committed in batches: whoever stops a long run keeps the batches that were done, and the next
run goes on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index_store.basics import KaikenError
from index_store.intake import Parse
from index_store.run import BATCH, Run
from index_store.run import Progress as Progress
from index_store.snapshot import missing
from index_store.storage import (
    default_folder,
    is_left_of_a_first_run,
    is_ours,
    latest_generation,
    listed,
    write_lock,
)
from index_store.writer import create, settle

if TYPE_CHECKING:
    from index_store.authority import Authority


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. Counts of documents where nothing else is said."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: tuple[tuple[str, str], ...] = ()
    """Files, and parts of files, that are not in the index: path and message."""
    flagged: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Documents, added or updated, that a reader should know something about: id and flags."""
    skipped: int = 0
    """Files in folders that are of no known format."""
    passages: int = 0
    """Passages that were added."""
    seconds: float = 0.0


def update(
    paths: Sequence[str | os.PathLike[str]],
    folder: str | os.PathLike[str] | None = None,
    *,
    people: str | os.PathLike[str] | None = None,
    parse: Parse | None = None,
    wanted: Callable[[Path], bool] | None = None,
    progress: Callable[[Progress], None] | None = None,
    batch: int = BATCH,
    jobs: int | None = None,
) -> Report:
    """Bring the index in `folder` up to date with files and folders, and make it where there is none.

    New files are added, changed ones replaced. Documents of an indexed folder whose file is gone are removed,
    and so are those of a given path that does not exist any more. `people` is a file of people that adds to
    the one in `folder` and to the shipped one (see `people_files`). `parse` reads a file (and names people as
    it likes), `wanted` says which files of a folder to read (by default those that the readers know). `jobs`
    is how many processes read files: by default as many as can run at a time, and this one alone where there
    is little to read, or a `parse`. The index does not depend on it. Raises KaikenError where the index
    cannot be written or read, or a file of people is wrong; what is wrong with another file is in the report.
    """
    started = time.monotonic()
    target = (default_folder() if folder is None else Path(folder).expanduser()).resolve()
    _prepare(target)
    authority = _people(target, people)
    with write_lock(target):
        if latest_generation(target) is None:
            create(target)
        found = [Path(path) for path in paths]
        run = Run(target, found, authority, parse, wanted or _readable, batch)
        try:
            run.all(progress, jobs)
        except BaseException:
            run.cancel()
            raise
        settle(target)
    tally = run.tally
    return Report(
        tally.added,
        tally.updated,
        tally.removed,
        tally.unchanged,
        tuple(tally.failed),
        tuple(tally.flagged),
        run.skipped,
        tally.passages,
        time.monotonic() - started,
    )


def _prepare(folder: Path) -> None:
    """Make the folder; raise KaikenError where it is something else, so that nothing foreign is touched."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = listed(folder)
    except FileExistsError:
        raise missing(folder) from None
    except OSError as error:
        raise KaikenError(f"{folder}: cannot keep an index here: {error.strerror}") from error
    if latest_generation(folder) is None:
        foreign = [name for name in names if not is_left_of_a_first_run(name)]
        if any(is_ours(name) for name in foreign):
            raise missing(folder)
        if foreign:
            raise KaikenError(
                f"{folder}: holds other files ({foreign[0]}) and no index: choose an empty folder"
            )


def _people(folder: Path, extra: str | os.PathLike[str] | None) -> Authority:
    from index_store.people_files import load

    return load(folder, extra)


def _readable(path: Path) -> bool:
    from index_store.reading import is_readable_name

    return is_readable_name(path)
