"""A generation in the making: files are written and synced, then published together by the manifest.

    newest manifest --Draft--> new segment, deletions, catalogue --publish--> manifest of the next generation

Until `publish` nothing that a reader looks at has changed. The caller holds the write lock.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index_store import manifest
from index_store.catalogue import file_name as catalogue_name
from index_store.columnar import container
from index_store.columnar.segment import Segment
from index_store.deletions import read_deletions, write_deletions
from index_store.durable import UNFINISHED, remove, write_durably
from index_store.manifest import FileEntry, Manifest, SegmentEntry
from index_store.storage import sweep

if TYPE_CHECKING:
    from index_store.deletions import Rows

_log = logging.getLogger(__name__)


class Draft:
    """The next generation of the index in `folder`, begun from the newest one.

    Raises KaikenError where that is damaged: what cannot be read is not built upon.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        sweep(folder)
        newest = manifest.latest_generation(folder)
        self.old = Manifest(-1, "", (), {}) if newest is None else manifest.read(folder, newest)
        self.generation = self.old.generation + 1
        self._known: dict[str, FileEntry] = {}
        for name, entry in self.old.files.items():
            try:
                self._known[name] = manifest.check_file(folder, name, entry)
            except FileNotFoundError:
                raise manifest.damaged(folder, name, "it is missing") from None

    def open_segments(self) -> list[tuple[SegmentEntry, Segment, Rows | None]]:
        """The segments of the old generation with their deleted rows."""
        return [
            (entry, Segment.open(self.folder / entry.file), read_deletions(self.folder, entry))
            for entry in self.old.segments
        ]

    def write_segment(self, arrays: Mapping[str, Any], meta: Mapping[str, Any]) -> SegmentEntry:
        """Write this generation's segment. Raises OSError."""
        path = self.folder / f"segment-{self.generation}.seg"
        container.write(path, arrays, meta)
        self._note(path)
        remove(_unfinished(path))
        return SegmentEntry(path.name, int(meta["passages"]))

    def write_unfinished(self, arrays: Mapping[str, Any], meta: Mapping[str, Any]) -> Segment:
        """Write and open what will be a part of this generation's segment. Raises OSError."""
        path = _unfinished(self.folder / f"segment-{self.generation}.seg")
        container.write(path, arrays, meta)
        return Segment.open(path)

    def delete(self, entry: SegmentEntry, rows: Rows) -> SegmentEntry:
        """The entry of a segment whose deleted rows are now these (ascending). Raises OSError."""
        if len(rows) == entry.deleted:
            return entry
        path = self.folder / f"{entry.file.removesuffix('.seg')}-{self.generation}.del"
        write_deletions(path, rows)
        self._note(path)
        return replace(entry, deletions=path.name, deleted=len(rows))

    def publish(self, segments: Sequence[SegmentEntry], catalogue: bytes) -> Manifest:
        """Make this the newest generation, and delete what belongs to none any more. Raises OSError.

        When this returns, the generation is on disk. Where it raises, the newest generation is the old or the
        new one, whole.
        """
        name = catalogue_name(self.generation)
        write_durably(self.folder / name, catalogue)
        self._known[name] = manifest.describe(self.folder, name)
        used = [name, *(file for s in segments for file in (s.file, s.deletions) if file is not None)]
        made = Manifest(self.generation, name, tuple(segments), {file: self._known[file] for file in used})
        manifest.publish(self.folder, made)
        _log.info("generation %d: %d passages in %d segments", made.generation, made.rows, len(segments))
        try:
            sweep(self.folder)
        except OSError as error:
            _log.warning("%s: could not be tidied up: %s", self.folder, error)
        return made

    def abandon(self) -> None:
        """Delete what was written, unless it was published. Never raises."""
        try:
            sweep(self.folder)
        except Exception as error:
            _log.warning("%s: could not be tidied up: %s", self.folder, error)

    def _note(self, path: Path) -> None:
        self._known[path.name] = manifest.describe(self.folder, path.name)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + UNFINISHED)
