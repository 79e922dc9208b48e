"""Snapshots: the read side of the index, one generation as it was when it was opened.

    folder --open_snapshot--> Snapshot: Whoosh reader and searcher, documents, passages

A snapshot keeps its files open, so a writer that replaces the generation does not disturb it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from whoosh.columns import EmptyColumnReader
from whoosh.index import TOC, FileIndex
from whoosh.reading import EmptyReader, IndexReader

from index_store import header
from index_store.basics import KaikenError
from index_store.rows import StoredPassage
from index_store.schema import schema
from index_store.storage import CATALOGUE, INDEX_NAME, IndexStorage, latest_generation, listed

if TYPE_CHECKING:
    from index_store.catalogue import Catalogue, DocumentRecord

_ATTEMPTS = 20


class _NoPassages(EmptyReader):  # type: ignore[misc]  # Whoosh has no types
    """The reader of an index without passages. Whoosh's own has no columns, not even empty ones."""

    def column_reader(self, fieldname: str, column: Any = None, **options: Any) -> EmptyColumnReader:
        column = column or self.schema[fieldname].column_type
        return EmptyColumnReader(column.default_value(), 0)


class Snapshot:
    """One generation of an index. Not to be shared between threads: Whoosh's readers keep a position."""

    def __init__(
        self, folder: Path, generation: int, reader: IndexReader, file: IO[bytes], digest: str
    ) -> None:
        """Use `open_snapshot`. `file` stands after the first line of the catalogue, `digest` is what that
        says."""
        self.folder = folder
        self.generation = generation
        self.reader = reader
        self._file = file
        self._digest = digest

    @cached_property
    def searcher(self) -> Any:
        """Whoosh's searcher over this generation."""
        from whoosh.searching import Searcher

        return Searcher(self.reader)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What was indexed. Raises KaikenError where the catalogue is damaged."""
        from index_store.catalogue import read_body  # most searches never come here

        return read_body(self._file, self._digest, os.fspath(self.folder), self.generation)

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

    def passage(self, docnum: int) -> StoredPassage:
        """The passage with Whoosh's document number `docnum`."""
        return StoredPassage.of(self.reader.stored_fields(docnum))

    def docnum(self, document: str, ordinal: int) -> int | None:
        """Whoosh's document number of a passage; None where there is no such passage."""
        term = f"{document}/{ordinal}".encode()
        if ("id", term) not in self.reader:
            return None
        return next(iter(self.reader.postings("id", term).all_ids()), None)

    def close(self) -> None:
        """Give back the files. The snapshot and its searcher cannot be used any more."""
        self.reader.close()
        self._file.close()

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
                raise KaikenError(
                    f"{folder}: the index is damaged: {Path(error.filename or '?').name} is missing; "
                    f"{header.REBUILD}"
                ) from error
            seen = generation
    raise KaikenError(f"{folder}: the index changes faster than it can be opened: try again")


def missing(folder: Path) -> KaikenError:
    """The error of a folder without an index: what it is instead, and what to do."""
    if not folder.exists():
        return KaikenError(f"{folder}: there is no index yet: make it with `kaiken index PATH`")
    if not folder.is_dir():
        return KaikenError(f"{folder}: is a file; an index is a folder")
    if any(CATALOGUE.fullmatch(name) for name in listed(folder)):
        return KaikenError(
            f"{folder}: the index is damaged: its table of contents is missing; {header.REBUILD}"
        )
    return KaikenError(f"{folder}: this folder holds no index: make it with `kaiken index PATH`")


def foreign_index(folder: Path) -> KaikenError:
    """The error of a folder with an index that was made by another program."""
    return KaikenError(f"{folder}: this folder holds an index of another program: choose another folder")


def read_catalogue(folder: Path, generation: int) -> Catalogue:
    """A generation's catalogue. Raises KaikenError where it is missing, damaged or of another version."""
    from index_store.catalogue import read_body

    where = os.fspath(folder)
    try:
        file = _open_catalogue(folder, generation)
    except FileNotFoundError:
        raise header.damaged(where, generation, "it is missing") from None
    with file:
        digest = header.read_header(file, where, generation)
        return read_body(file, digest, where, generation)


def _open_catalogue(folder: Path, generation: int) -> IO[bytes]:
    path = folder / header.file_name(generation)
    if not any(CATALOGUE.fullmatch(name) for name in listed(folder)):
        raise foreign_index(folder)
    return path.open("rb")


def _open(folder: Path, generation: int) -> Snapshot:
    file = _open_catalogue(folder, generation)
    try:
        # Before anything of Whoosh's is read: its files are pickles, which only an index of ours may hold.
        digest = header.read_header(file, os.fspath(folder), generation)
        reader = _open_reader(folder, generation)
        return Snapshot(folder, generation, reader, file, digest)
    except BaseException:
        file.close()
        raise


def _open_reader(folder: Path, generation: int) -> IndexReader:
    storage = IndexStorage(folder, readonly=True)
    try:
        toc = TOC.read(storage, INDEX_NAME, gen=generation, schema=schema())
        if not toc.segments:
            return _NoPassages(toc.schema)
        return FileIndex._reader(storage, toc.schema, toc.segments, generation)
    except FileNotFoundError:
        storage.abandon()
        raise
    except Exception as error:
        storage.abandon()
        raise KaikenError(
            f"{folder}: the index is damaged: Whoosh cannot read generation {generation} "
            f"({type(error).__name__}: {error}); {header.REBUILD}"
        ) from error


def _stem(id: str) -> str:
    head, dot, suffix = id.rpartition(".")
    return head if dot and "/" not in suffix else id


def _listed(names: Any) -> str:
    listed = list(names)
    more = f" and {len(listed) - 5} more" if len(listed) > 5 else ""
    return ", ".join(listed[:5]) + more
