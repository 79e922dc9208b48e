"""Snapshots: the read side of the index, one generation as it was when it was opened.

    folder --open_snapshot--> Snapshot: segments, Whoosh's reader and searcher, documents, passages

A snapshot keeps its files open, so a writer that replaces the generation does not disturb it. Passages are
numbered through all segments, as in Whoosh: the row in its segment, plus the rows of the segments before.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock
from types import MappingProxyType, TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from index_store import header, manifest
from index_store.basics import KaikenError
from index_store.columnar.lookup import rows_of_passage
from index_store.columnar.segment import Segment
from index_store.deletions import read_deletions
from index_store.manifest import CATALOGUE, REBUILD, Manifest
from index_store.rows import StoredPassage
from index_store.storage import latest_generation, listed

if TYPE_CHECKING:
    from index_store.catalogue import Catalogue, DocumentRecord
    from index_store.deletions import Rows

_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment of a snapshot."""

    segment: Segment
    deleted: Rows | None
    """The deleted rows, u32, ascending; None where there are none."""
    offset: int
    """How many rows the segments before have."""

    def is_deleted(self, row: int) -> bool:
        """Whether a row of the segment is deleted."""
        if self.deleted is None:
            return False
        at = int(self.deleted.searchsorted(row))
        return at < len(self.deleted) and int(self.deleted[at]) == row


class Snapshot:
    """One generation of an index. Threads may share it."""

    def __init__(
        self, folder: Path, made: Manifest, segments: tuple[LiveSegment, ...], file: IO[bytes]
    ) -> None:
        """Use `open_snapshot`. `file` is the open catalogue."""
        self.folder = folder
        self.manifest = made
        self.segments = segments
        self._file = file
        self._offsets = [live.offset for live in segments]
        self._lock = RLock()

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self.manifest.generation

    @property
    def rows(self) -> int:
        """Passages, deleted ones included: their numbers are below this."""
        return sum(entry.rows for entry in self.manifest.segments)

    def __len__(self) -> int:
        """Passages that are not deleted."""
        return self.manifest.rows

    @cached_property
    def reader(self) -> Any:
        """Whoosh's reader of this generation, for what the vectorised engine does not do."""
        from index_store.columnar.codec import open_reader  # most searches never come here

        return open_reader(self.segments, self.generation)

    @cached_property
    def searcher(self) -> Any:
        """Whoosh's searcher over this generation."""
        from whoosh.searching import Searcher

        return Searcher(self.reader)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What was indexed. Raises KaikenError where the catalogue is damaged."""
        from index_store.catalogue import read_body

        with self._lock:
            self._file.seek(0)
            where = os.fspath(self.folder)
            digest = header.read_header(self._file, where, self.generation)
            return read_body(self._file, digest, where, self.generation)

    @cached_property
    def documents(self) -> Mapping[str, DocumentRecord]:
        """The documents by their id, in the order in which they were indexed."""
        return MappingProxyType({d.id: d for file in self.catalogue.files for d in file.documents})

    def document(self, name: str) -> DocumentRecord:
        """The document of this id, or the only one whose id is `name` with a suffix, or ends with it.

        Raises KaikenError, naming what is close, where there is none or more than one.
        """
        if name in self.documents:
            return self.documents[name]
        found = [d for d in self.documents.values() if _stem(d.id) == name]
        if len(found) != 1 and name:
            found = found or [
                d for d in self.documents.values() if d.id.endswith(name) or _stem(d.id).endswith(name)
            ]
        if len(found) == 1:
            return found[0]
        if found:
            raise KaikenError(
                f"{name!r} could be any of {len(found)} documents: {_listed(d.id for d in found)}"
            )
        raise KaikenError(f"no document is called {name!r}{self._suggestion(name)}")

    def _suggestion(self, name: str) -> str:
        import difflib

        close = difflib.get_close_matches(name, self.documents, n=3, cutoff=0.5)
        return f"; there is {_listed(close)}" if close else ": `kaiken facets` lists those there are"

    def place(self, docnum: int) -> tuple[LiveSegment, int]:
        """The segment that holds passage number `docnum`, and the row there."""
        live = self.segments[bisect_right(self._offsets, docnum) - 1]
        return live, docnum - live.offset

    def passage(self, docnum: int) -> StoredPassage:
        """The passage of this number."""
        live, row = self.place(docnum)
        return StoredPassage.of(live.segment.stored(row))

    def docnum(self, document: str, ordinal: int) -> int | None:
        """The number of a passage; None where there is no such passage."""
        for live in self.segments:
            for row in rows_of_passage(live.segment, document, ordinal).tolist():
                if not live.is_deleted(row):
                    return live.offset + int(row)
        return None

    def docnums(self) -> Iterator[int]:
        """The numbers of all passages that are not deleted, ascending."""
        for live in self.segments:
            gone = set() if live.deleted is None else set(live.deleted.tolist())
            yield from (live.offset + row for row in range(live.segment.rows) if row not in gone)

    def check(self) -> None:
        """Compare everything that was mapped with its checksums. Raises KaikenError for what is damaged.

        For a search that failed in a way that no sound index explains: a file may have changed while it was
        open.
        """
        for live in self.segments:
            damaged = live.segment.container.damaged()
            if damaged:
                name = live.segment.path.name
                raise manifest.damaged(self.folder, name, f"the checksum of {damaged[0]} is wrong")

    def close(self) -> None:
        """Give back the files. The snapshot and its searcher cannot be used any more."""
        self._file.close()
        self.segments = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_snapshot(folder: str | os.PathLike[str]) -> Snapshot:
    """Open the newest generation of the index in `folder`.

    Raises KaikenError, saying what to do, where there is no index, or none that this version can read.
    """
    folder = Path(folder)
    seen: int | None = None
    for _ in range(_ATTEMPTS):
        generation = latest_generation(folder)
        if generation is None:
            raise missing(folder)
        try:
            return _open(folder, generation)
        except FileNotFoundError as error:
            # A writer published the next generation in between; otherwise the file really is missing.
            if generation == seen:
                raise manifest.damaged(folder, Path(error.filename or "?").name, "it is missing") from error
            seen = generation
    raise KaikenError(f"{folder}: the index changes faster than it can be opened: try again")


def missing(folder: Path) -> KaikenError:
    """The error of a folder without an index: what it is instead, and what to do."""
    if not folder.exists():
        return KaikenError(f"{folder}: there is no index yet: make it with `kaiken index PATH`")
    if not folder.is_dir():
        return KaikenError(f"{folder}: is a file; an index is a folder")
    names = listed(folder)
    if manifest.is_of_whoosh(names):
        return manifest.older_version(folder) if _has_catalogue(names) else foreign_index(folder)
    if _has_catalogue(names):
        return KaikenError(f"{folder}: the index is damaged: its manifest is missing; {REBUILD}")
    return KaikenError(f"{folder}: this folder holds no index: make it with `kaiken index PATH`")


def _has_catalogue(names: Iterable[str]) -> bool:
    # Generation 0 is empty: without its manifest there is only a first run that was stopped.
    return any(int(match[1]) > 0 for name in names if (match := CATALOGUE.fullmatch(name)))


def foreign_index(folder: Path) -> KaikenError:
    """The error of a folder with an index that was made by another program."""
    return KaikenError(f"{folder}: this folder holds an index of another program: choose another folder")


def read_catalogue(folder: Path, generation: int) -> Catalogue:
    """A generation's catalogue. Raises KaikenError where it is missing, damaged or of another version."""
    from index_store.catalogue import read_body

    where = os.fspath(folder)
    try:
        file = manifest.open_regular(folder, header.file_name(generation))
    except FileNotFoundError:
        raise header.damaged(where, generation, "it is missing") from None
    with file:
        digest = header.read_header(file, where, generation)
        return read_body(file, digest, where, generation)


def _open(folder: Path, generation: int) -> Snapshot:
    made = manifest.read(folder, generation)
    for name, entry in made.files.items():
        manifest.check_file(folder, name, entry)
    segments, offset = [], 0
    for part in made.segments:
        segment = Segment.open(folder / part.file)
        held = len(segment.ordinal) if "ordinal" in segment.container else None
        if segment.rows != part.rows or held != part.rows:
            raise manifest.damaged(
                folder, part.file, f"it has {segment.rows} passages instead of {part.rows}"
            )
        segments.append(LiveSegment(segment, read_deletions(folder, part), offset))
        offset += part.rows
    file = manifest.open_regular(folder, made.catalogue)
    return Snapshot(folder, made, tuple(segments), file)


def _stem(id: str) -> str:
    head, dot, suffix = id.rpartition(".")
    return head if dot and "/" not in suffix else id


def _listed(names: Any) -> str:
    listed = list(names)
    more = f" and {len(listed) - 5} more" if len(listed) > 5 else ""
    return ", ".join(listed[:5]) + more
