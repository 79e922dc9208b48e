"""Whoosh's own interface to an index folder: an Index whose writer is Whoosh's SegmentWriter.

    WhooshIndex(folder).writer() -> add_document, update_document, delete_by_term ..., commit(merge, optimize)
                       .searcher() -> whoosh.searching.Searcher

kaiken writes through `writer`, in batches. This interface takes passages one at a time, for scripts that know
Whoosh, and the tests hold one against the other. What it commits is published like everything else; the
catalogue of documents stays as it was.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from whoosh.filedb.filestore import RamStorage
from whoosh.index import Index
from whoosh.writing import SegmentWriter

from index_store.basics import KaikenError
from index_store.catalogue import Catalogue, encode
from index_store.columnar.builder import SegmentBuilder
from index_store.columnar.codec import ColumnarCodec, WhooshSegment, reader_of
from index_store.columnar.piece import from_rows
from index_store.columnar.tokens import BatchTokeniser
from index_store.generation import Draft
from index_store.manifest import SegmentEntry, latest_generation
from index_store.schema import SCHEMA_VERSION, schema
from index_store.snapshot import open_snapshot, read_catalogue
from index_store.storage import LOCK_TIMEOUT, write_lock


class WhooshIndex(Index):  # type: ignore[misc]  # Whoosh has no types
    """An index folder as Whoosh's Index. The folder has to hold an index (`writer.create` makes one)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = schema()

    def latest_generation(self) -> int:
        """The number of the newest generation, -1 where there is none."""
        newest = latest_generation(self.folder)
        return -1 if newest is None else newest

    def is_empty(self) -> bool:
        return bool(self.doc_count_all() == 0)

    def reader(self, reuse: Any = None) -> Any:
        """Whoosh's reader of the newest generation. Raises KaikenError where that cannot be read."""
        with open_snapshot(self.folder) as snapshot:
            return snapshot.reader  # keeps the segments mapped itself

    def writer(self, timeout: float = LOCK_TIMEOUT, **options: Any) -> WhooshWriter:
        """A writer, which holds the folder's lock until it commits or cancels.

        Raises KaikenError where another process holds it, or the index is damaged.
        """
        return WhooshWriter(self.folder, timeout, **options)

    def optimize(self, **options: Any) -> None:
        """Make one segment of all."""
        self.writer(**options).commit(optimize=True)


class WhooshWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's SegmentWriter over columnar segments."""

    def __init__(self, folder: Path, timeout: float = LOCK_TIMEOUT, **options: Any) -> None:
        self._trial = BatchTokeniser()
        self._held = contextlib.ExitStack()
        self._held.enter_context(write_lock(folder, timeout))
        try:
            self._draft = Draft(folder)
            codec = ColumnarCodec()
            segments = [
                WhooshSegment(codec, entry.file, segment, set() if deleted is None else set(deleted.tolist()))
                for entry, segment, deleted in self._draft.open_segments()
            ]
            info = SimpleNamespace(generation=self._draft.old.generation, schema=schema(), segments=segments)
            # What Whoosh sorts on the way stays in memory: on disk it would be pickles.
            index = SimpleNamespace(storage=_Memory(), indexname="MAIN", _read_toc=lambda: info)
            super().__init__(index, codec=codec, _lk=False, **{"limitmb": 1 << 20, **options})
        except BaseException:
            self._held.close()
            raise

    def add_document(self, **fields: Any) -> None:
        """Add a passage: the fields of the schema, `exact` the same as `text`.

        Raises KaikenError for a value that no segment can hold; then nothing of it was added.
        """
        for name, value in fields.items():
            if name in self.schema and self.schema[name].indexed and value is not None:
                list(self.schema[name].index(value))  # fails here, before the first word is in the pool
        # Throws away what it makes, but tells what a segment cannot hold.
        from_rows([{k: v for k, v in fields.items() if not k.startswith("_")}], self._trial)
        self.perdocwriter.unstored = {
            name: value
            for name, value in fields.items()
            if value is not None and name in self.schema and not self.schema[name].stored and name != "date"
        }
        super().add_document(**fields)

    def reader(self, reuse: Any = None) -> Any:
        """Whoosh's reader of the generation that is being changed, deletions so far included."""
        self._check_state()
        return reader_of(self.segments, self.generation - 1)

    def cancel(self) -> None:
        """Forget everything since the last commit."""
        super().cancel()
        self._draft.abandon()

    def _assemble_segment(self) -> None:
        pending = self.newsegment.pending
        pending.check(self.schema)
        builder = SegmentBuilder(SCHEMA_VERSION)
        builder.add_rows(pending.rows)
        entry = self._draft.write_segment(*builder.finish())
        self.newsegment.segid = entry.file

    def _commit_toc(self, segments: list[WhooshSegment]) -> None:
        old = {entry.file: entry for entry in self._draft.old.segments}
        entries = []
        for segment in segments:
            entry = old.get(segment.segid) or SegmentEntry(segment.segid, segment.doc_count_all())
            entries.append(self._draft.delete(entry, np.array(sorted(segment.deleted), np.uint32)))
        self._draft.publish(entries, encode(self._catalogue(), self._draft.generation))

    def _catalogue(self) -> Catalogue:
        generation = self._draft.old.generation
        return Catalogue() if generation < 0 else read_catalogue(self._draft.folder, generation)

    def _finish(self) -> None:
        super()._finish()
        self._held.close()


class _Memory(RamStorage):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's storage in memory; its temporary files are there, too."""

    def temp_storage(self, name: str | None = None) -> _Memory:
        return _Memory()


__all__ = ["KaikenError", "WhooshIndex", "WhooshWriter"]
