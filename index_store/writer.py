"""The writer: rows of passages in, a new generation of the index out.

    IndexWriter: remove(document) ..., add(document) ..., then commit(catalogue) or cancel()
    settle(folder): many segments -> one

A commit publishes the passages and the catalogue together. The caller holds the write lock.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index_store import manifest
from index_store.basics import KaikenError
from index_store.catalogue import Catalogue, encode
from index_store.columnar.builder import SegmentBuilder, Vocabulary
from index_store.columnar.lookup import rows_of_document
from index_store.columnar.merge import merge
from index_store.columnar.piece import Piece
from index_store.columnar.segment import Segment
from index_store.generation import Draft
from index_store.manifest import SegmentEntry
from index_store.merging import is_unsettled, to_merge
from index_store.rows import DocumentRows
from index_store.schema import SCHEMA_VERSION
from index_store.snapshot import read_catalogue
from index_store.storage import sweep

if TYPE_CHECKING:
    from index_store.deletions import Rows

ROOM = 1.5
"""How many times the size of what is merged has to be free on the disk."""

UNCHECKED = 32 << 20
"""Bytes up to which a merge is begun without a look at the disk."""

_log = logging.getLogger(__name__)


def create(folder: Path) -> None:
    """Make an empty index, generation 0, in a folder that exists and holds none. Raises KaikenError."""
    draft = Draft(folder)
    with _told(folder):
        draft.publish((), encode(Catalogue(), draft.generation))


@dataclass(slots=True)
class _Kept:
    """A segment of the generation before, with the rows that are deleted now."""

    entry: SegmentEntry
    segment: Segment
    deleted: set[int]

    @property
    def alive(self) -> int:
        return self.entry.rows - len(self.deleted)

    @property
    def deleted_rows(self) -> Rows:
        return np.array(sorted(self.deleted), np.uint32)

    @property
    def living_rows(self) -> Rows | None:
        """None for all."""
        if not self.deleted:
            return None
        return np.setdiff1d(
            np.arange(self.entry.rows, dtype=np.uint32), self.deleted_rows, assume_unique=True
        )


class IndexWriter:
    """One generation in the making. Any exception in `add` or `remove` leaves only `cancel` to be called."""

    def __init__(self, folder: Path) -> None:
        """Open the newest generation in `folder` for changing. Raises KaikenError where it is damaged."""
        self._draft = Draft(folder)
        self._kept = [
            _Kept(entry, segment, set() if deleted is None else set(deleted.tolist()))
            for entry, segment, deleted in self._draft.open_segments()
        ]
        self._builder: SegmentBuilder | None = None
        self.added = 0
        """Passages added so far."""

    @property
    def generation(self) -> int:
        """The number that a commit will publish."""
        return self._draft.generation

    def remove(self, document: str) -> None:
        """Remove the passages of a document that were committed before."""
        for kept in self._kept:
            kept.deleted.update(rows_of_document(kept.segment, document).tolist())

    def add(self, document: DocumentRows) -> None:
        """Add the passages of a document. Their values must have been checked (`rows.check`)."""
        self._building().add_document(document)
        self.added += len(document)

    def add_piece(self, piece: Piece, vocabulary: Vocabulary) -> None:
        """Add passages that were analysed elsewhere, with what the numbers of their words mean."""
        self._building().add_piece(piece, vocabulary)
        self.added += piece.rows

    def _building(self) -> SegmentBuilder:
        if self._builder is None:
            self._builder = SegmentBuilder(SCHEMA_VERSION, self._draft.folder)
        return self._builder

    def commit(self, catalogue: Catalogue, merging: bool = True) -> None:
        """Publish everything as a new generation. Small segments are merged, unless `merging` is off.

        Raises KaikenError where a file cannot be written; then the newest generation is the old or the new
        one.
        """
        alive = [kept for kept in self._kept if kept.alive]
        merged: list[_Kept] = []
        if merging:
            chosen = to_merge([(kept.entry.rows, len(kept.deleted)) for kept in alive], self.added)
            merged = _if_there_is_room(self._draft.folder, [alive[at] for at in chosen])
        self._publish(
            [kept for kept in alive if kept not in merged], merged, encode(catalogue, self.generation)
        )

    def merge_all(self, catalogue: bytes) -> bool:
        """Publish a generation that says the same in one segment, and whether there was room for that."""
        alive = [kept for kept in self._kept if kept.alive]
        if len(_if_there_is_room(self._draft.folder, alive)) < len(alive):
            return False
        self._publish([], alive, catalogue)
        return True

    def _publish(self, kept: Sequence[_Kept], merged: Sequence[_Kept], catalogue: bytes) -> None:
        with _told(self._draft.folder):
            entries = [self._draft.delete(one.entry, one.deleted_rows) for one in kept]
            if self.added or merged:
                entries.append(self._write(merged))
            self._draft.publish(entries, catalogue)

    def _write(self, merged: Sequence[_Kept]) -> SegmentEntry:
        """Write the new passages and those of the segments to merge as one segment."""
        draft = self._draft
        fresh = self._builder.finish() if self._builder is not None and self.added else None
        self._builder = None
        if fresh is not None and not merged:
            return draft.write_segment(*fresh)
        segments: list[Segment] = [one.segment for one in merged]
        living: list[Rows | None] = [one.living_rows for one in merged]
        if fresh is not None:
            segments.append(draft.write_unfinished(*fresh))
            living.append(None)
        return draft.write_segment(*merge(segments, living, SCHEMA_VERSION, draft.folder))

    def cancel(self) -> None:
        """Forget everything since the last commit. Never raises: the reason for it is what matters."""
        self._builder = None
        self._kept = []
        self._draft.abandon()


def settle(folder: Path) -> None:
    """Merge all segments of an index into one where many passages are outside of the largest.

    For the end of a long run. Nothing else changes, so that the generation before is not kept. Where files
    cannot be written the index stays as it is, and nobody needs to know: the next long run will settle it.
    """
    newest = manifest.latest_generation(folder)
    if newest is None:
        return
    made = manifest.read(folder, newest)
    if not is_unsettled([(entry.rows, entry.deleted) for entry in made.segments]):
        return
    writer = IndexWriter(folder)
    try:
        if writer.merge_all(encode(read_catalogue(folder, newest), writer.generation)):
            sweep(folder, previous=False)
        else:
            writer.cancel()
    except (KaikenError, OSError) as error:
        writer.cancel()
        _log.warning("%s: segments are not merged: %s", folder, error)
    except BaseException:
        writer.cancel()
        raise


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Where a file cannot be written, an error that says what that means."""
    try:
        yield
    except OSError as error:
        raise KaikenError(
            f"{folder}: the index could not be written ({error.strerror or error}): what was committed "
            "before is kept; see to the disk and run it again"
        ) from error


def _if_there_is_room(folder: Path, merged: list[_Kept]) -> list[_Kept]:
    """The segments to merge, or none of them where the disk has no room for their copy."""
    needed = sum(one.segment.container.length for one in merged)
    if needed < UNCHECKED or shutil.disk_usage(folder).free > ROOM * needed:
        return merged
    _log.warning("%s: too little room on the disk to merge %d segments", folder, len(merged))
    return []
