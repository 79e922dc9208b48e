"""The writer: rows of passages in, a new generation of the index out.

    IndexWriter: remove(document) ..., add(row) ..., then commit(catalogue) or cancel()

A commit publishes Whoosh's segments and the catalogue together. The caller holds the write lock.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from index_store.catalogue import REBUILD, Catalogue, encode, file_name
from index_store.model import KaikenError
from index_store.rows import Row
from index_store.schema import schema
from index_store.storage import INDEX_NAME, IndexStorage, latest_generation, sweep, sync_folder, write_durably

MEMORY_MB = 256
"""Postings are kept in memory up to this size, then sorted and set aside on disk."""

TIER = 8
"""Segments of one size class that are merged into one, and the ratio of the classes' sizes."""

SMALLEST_TIER = 2000
"""Passages; all segments up to this size are of one class."""

WASTE = 0.25
"""The share of deleted passages from which on a segment is written anew."""


def create(folder: Path) -> None:
    """Make an empty index, generation 0, in a folder that exists and holds none."""
    storage = IndexStorage(folder)
    write_durably(folder / file_name(0), encode(Catalogue(), 0))
    FileIndex.create(storage, schema(), INDEX_NAME)


def unreadable(folder: Path, error: Exception) -> KaikenError:
    """The error of an index whose Whoosh files cannot be read."""
    return KaikenError(
        f"{folder}: the index is damaged: Whoosh cannot read it ({type(error).__name__}: {error}); {REBUILD}"
    )


class IndexWriter:
    """One generation in the making. Any exception in `add` or `remove` leaves only `cancel` to be called."""

    def __init__(self, folder: Path) -> None:
        """Open the newest generation in `folder` for changing."""
        self._folder = folder
        sweep(folder, latest_generation(folder))
        self._storage = IndexStorage(folder)
        try:
            index = FileIndex(self._storage, schema(), INDEX_NAME)
            # The caller's lock is one that no crash leaves behind, so Whoosh's own is not taken.
            self._writer = SegmentWriter(index, limitmb=MEMORY_MB, _lk=False)
            self._reader = self._writer.reader()
        except Exception as error:
            self._storage.abandon()
            raise unreadable(folder, error) from error
        self.added = 0
        """Passages added so far."""

    @property
    def generation(self) -> int:
        """The number that a commit will publish."""
        return int(self._writer.generation)

    def remove(self, document: str) -> None:
        """Remove the passages of a document that were committed before."""
        if ("document", document.encode()) not in self._reader:
            return
        for number in self._reader.postings("document", document.encode()).all_ids():
            self._writer.delete_document(number)

    def add(self, rows: Iterable[Row]) -> None:
        """Add passages. Their values must have been checked (`rows.check`)."""
        for row in rows:
            self._writer.add_document(**row)
            self.added += 1

    def commit(self, catalogue: Catalogue) -> None:
        """Publish everything as a new generation."""
        self._reader.close()
        write_durably(self._folder / file_name(self.generation), encode(catalogue, self.generation))
        self._writer.commit(mergetype=merge_policy)
        sweep(self._folder, self.generation)
        sync_folder(self._folder)

    def cancel(self) -> None:
        """Forget everything since the last commit. Never raises: the reason for it is what matters."""
        with contextlib.suppress(Exception):
            self._reader.close()
        with contextlib.suppress(Exception):
            self._writer.cancel()
        self._storage.abandon()


def merge_policy(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's merge policy: which segments to copy into the one being written, and which to keep.

    Segments without a living passage go. Those with much waste are copied. When a size class has TIER
    segments they become one, so that n passages leave O(log n) segments and each was copied O(log n) times.
    """
    alive = [segment for segment in segments if segment.doc_count() > 0]
    merged = {id(s): s for s in alive if s.deleted_count() > WASTE * s.doc_count_all()}
    classes: dict[int, list[Any]] = {}
    for segment in alive:
        if id(segment) not in merged:
            classes.setdefault(_size_class(segment.doc_count()), []).append(segment)
    for same in classes.values():
        if len(same) >= TIER:
            merged |= {id(s): s for s in same}
    for segment in merged.values():
        reader = SegmentReader(writer.storage, writer.schema, segment)
        try:
            writer.add_reader(reader)
        finally:
            reader.close()
    return [segment for segment in alive if id(segment) not in merged]


def _size_class(passages: int) -> int:
    number = 0
    while passages > SMALLEST_TIER:
        passages //= TIER
        number += 1
    return number
