"""Indexing: bring an index up to date with files and folders.

    paths --walk--> files --digest--> those that are new or changed --parse--> Documents --rows--> IndexWriter
                                 \\-> those that are gone ---------------------- remove -------------^

What a file holds is decided by its digest, and by the authority of people under which it is understood:
where that has changed, every file of the index is read again. A file is parsed and checked as a whole before
any of it is written, so that one that fails leaves nothing behind; large ones are written on their own, and
cancelled when they fail. Work is committed in batches: whoever stops a long run keeps the batches that were
done, and the next run goes on.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index_store.catalogue import Catalogue, DocumentRecord, FileRecord
from index_store.model import Document, KaikenError, Passage
from index_store.naming import document_id
from index_store.rows import check, rows
from index_store.snapshot import missing, read_catalogue
from index_store.storage import (
    default_folder,
    is_left_of_a_first_run,
    is_ours,
    latest_generation,
    listed,
    write_lock,
)
from index_store.table import Table
from index_store.walking import walk
from index_store.writer import IndexWriter, create, settle

if TYPE_CHECKING:
    from index_store.authority import Authority

BATCH = 20_000
"""Passages after which a batch is committed."""

LARGE_FILE = 16 << 20
"""Bytes from which on a file is written while it is parsed, instead of after."""


class Problem(Protocol):
    """A part of a file that could not be read, while the rest was."""

    @property
    def line(self) -> int: ...

    @property
    def message(self) -> str: ...


Parse = Callable[[Path], Iterable[Document | Problem]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, before each file."""

    path: Path
    done: int
    """Files that were dealt with."""
    total: int
    """Files that were found."""
    passages: int
    """Passages that were added."""


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


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    flagged: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


def update(
    paths: Sequence[str | os.PathLike[str]],
    folder: str | os.PathLike[str] | None = None,
    *,
    people: str | os.PathLike[str] | None = None,
    parse: Parse | None = None,
    wanted: Callable[[Path], bool] | None = None,
    progress: Callable[[Progress], None] | None = None,
    batch: int = BATCH,
) -> Report:
    """Bring the index in `folder` up to date with files and folders, and make it where there is none.

    New files are added, changed ones replaced. Documents of an indexed folder whose file is gone are removed,
    and so are those of a given path that does not exist any more. `people` is a file of people that adds to
    the one in `folder` and to the shipped one (see `people_files`). `parse` reads a file (and names people as
    it likes), `wanted` says which files of a folder to read (by default those that the readers know). Raises
    KaikenError where the index cannot be written or read, or a file of people is wrong; what is wrong with
    another file is in the report.
    """
    started = time.monotonic()
    target = (default_folder() if folder is None else Path(folder).expanduser()).resolve()
    _prepare(target)
    authority = _people(target, people)
    with write_lock(target):
        if latest_generation(target) is None:
            create(target)
        understand = parse or partial(_parse, authority=authority)
        found = [Path(path) for path in paths]
        run = _Run(target, found, understand, wanted or _readable, batch, authority.digest)
        try:
            run.all(progress)
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


class _BadFileError(Exception):
    """A file that cannot be indexed; its message is for the report."""


class _Run:
    """One run: what the index holds, file by file, and the batch that is being written."""

    def __init__(
        self,
        folder: Path,
        paths: list[Path],
        parse: Parse,
        wanted: Callable[[Path], bool],
        batch: int,
        authority: str,
    ) -> None:
        generation = latest_generation(folder)
        assert generation is not None
        known = read_catalogue(folder, generation)
        self._folder = folder
        self._parse = parse
        self._batch = batch
        self._authority = authority
        self._files = {file.path: file for file in known.files}
        self._found = walk(paths, lambda path: os.fspath(path) in self._files or wanted(path), folder)
        self.skipped = self._found.skipped
        self.tally = _Tally(failed=[(os.fspath(path), reason) for path, reason in self._found.failed])
        self._roots = known.roots
        self._ids = {d.id for file in known.files for d in file.documents}
        self._writer: IndexWriter | None = None
        self._changed = False

    def all(self, progress: Callable[[Progress], None] | None) -> None:
        """Deal with everything that was found."""
        self._remove_gone()
        self._note_roots()
        self._read_again()
        path, total = self._folder, len(self._found.files)
        for done, (path, root) in enumerate(self._found.files.items()):
            if progress:
                progress(Progress(path, done, total, self.tally.passages))
            self._file(path, root)
            if self._writer and self._writer.added >= self._batch:
                self._commit()
        self._commit()
        if progress:
            progress(Progress(path, total, total, self.tally.passages))

    def cancel(self) -> None:
        """Give up the batch that is being written."""
        if self._writer:
            self._writer.cancel()
            self._writer = None

    def _open(self) -> IndexWriter:
        if self._writer is None:
            self._writer = IndexWriter(self._folder)
        return self._writer

    def _commit(self) -> None:
        if self._changed:
            self._open().commit(Catalogue(self._roots, tuple(self._files.values())))
            self._writer = None
            self._changed = False

    def _remove_gone(self) -> None:
        found = self._found
        unseen = [place for place, _ in found.failed]
        places = [*found.folders, *found.gone]
        held: set[Path] = set()
        for path in map(Path, list(self._files)):
            if path in found.files or _within(path, unseen):
                continue
            if _within(path, places):
                held.update(place for place in found.gone if path.is_relative_to(place))
                if _is_there(path):
                    # It was given itself before, and a folder would not have it (a hidden file).
                    found.files[path] = Path(self._files[os.fspath(path)].root)
                else:
                    self._forget(path)
        for place in found.gone:
            if place not in held and os.fspath(place) not in self._roots:
                self.tally.failed.append((os.fspath(place), "there is no such file or folder"))

    def _note_roots(self) -> None:
        gone = set(map(os.fspath, self._found.gone))
        named = dict.fromkeys((*self._roots, *map(os.fspath, self._found.folders)))
        roots = tuple(root for root in named if root not in gone)
        self._changed |= roots != self._roots
        self._roots = roots

    def _read_again(self) -> None:
        """Add the files that were understood under another authority, wherever they are."""
        for name, file in self._files.items():
            path = Path(name)
            if file.authority != self._authority and path not in self._found.files and _is_there(path):
                self._found.files[path] = Path(file.root)

    def _forget(self, path: Path) -> None:
        """Remove the documents of a file, if it has any in the index."""
        old = self._files.pop(os.fspath(path), None)
        if old is None:
            return
        for record in old.documents:
            self._open().remove(record.id)
            self._ids.discard(record.id)
        self.tally.removed += len(old.documents)
        self._changed = True

    def _file(self, path: Path, root: Path) -> None:
        old = self._files.get(os.fspath(path))
        try:
            status = path.stat()
            digest = _digest(path)
        except FileNotFoundError:
            self._forget(path)
            return
        except OSError as error:
            # What was indexed before is kept: nothing says that it has changed.
            self.tally.failed.append((os.fspath(path), f"cannot be read: {error.strerror}"))
            return
        if old and old.sha256 == digest and old.authority == self._authority:
            self.tally.unchanged += len(old.documents)
            return
        file = FileRecord(os.fspath(path), os.fspath(root), status.st_size, status.st_mtime_ns, digest)
        try:
            self._replace(file, old)
        except _BadFileError as error:
            self.tally.failed.append((os.fspath(path), str(error)))
            self._forget(path)

    def _replace(self, file: FileRecord, old: FileRecord | None) -> None:
        """Put a file's documents in the place of those it had. Raises _BadFileError with nothing changed."""
        path = Path(file.path)
        problems: list[str] = []
        parsed: Iterable[Document] = _documents(path, self._parse, problems)
        large = file.size >= LARGE_FILE
        if large:
            self._commit()
        else:
            parsed = list(parsed)
        try:
            records = self._write(file, old, parsed)
        except _BadFileError:
            # Only a large file gets here with something written, and then the batch holds nothing else.
            self.cancel()
            raise
        self._enter(file, old, records)
        self.tally.failed += [(file.path, problem) for problem in problems]
        if large:
            self._commit()

    def _write(
        self, file: FileRecord, old: FileRecord | None, parsed: Iterable[Document]
    ) -> list[DocumentRecord]:
        path, root = Path(file.path), Path(old.root if old else file.root)
        names = {record.part: record.id for record in old.documents} if old else {}
        taken = set(self._ids)
        records = []
        for document in parsed:
            id = names.get(document.part) or document_id(path, root, document.part, taken)
            taken.add(id)
            record = DocumentRecord.of(document, id, file.path)
            self._open().add(rows(record, document))
            records.append(record)
        for id in names.values():
            self._open().remove(id)
        return records

    def _enter(self, file: FileRecord, old: FileRecord | None, records: list[DocumentRecord]) -> None:
        """Note in the catalogue what was written."""
        before = {record.id for record in old.documents} if old else set()
        after = {record.id for record in records}
        # The parser read the file after its digest was taken: where it changed in between, what was parsed
        # counts.
        digest = records[0].sha256 if records else file.sha256
        self._files[file.path] = replace(
            file,
            sha256=digest,
            root=old.root if old else file.root,
            documents=tuple(records),
            authority=self._authority,
        )
        self._ids = (self._ids - before) | after
        self._changed = True
        self.tally.added += len(after - before)
        self.tally.updated += len(after & before)
        self.tally.removed += len(before - after)
        self.tally.passages += sum(record.passages for record in records)
        self.tally.flagged += [(record.id, record.flags) for record in records if record.flags]


def _documents(path: Path, parse: Parse, problems: list[str]) -> Iterator[Document]:
    """The documents of a file, checked; what could not be read of it is added to `problems`.

    A document that comes twice is one. Raises _BadFileError for whatever is wrong with the file as a whole.
    """
    seen: dict[str | None, int] = {}
    items = iter(_guarded(path, parse))
    for item in items:
        if not isinstance(item, Document):
            problems.append(f"line {item.line}: {item.message}")
            continue
        name = "" if item.part is None else f"document {item.part!r}: "
        item = replace(item, passages=Table.of(Passage, item.passages))
        try:
            check(item)
        except KaikenError as error:
            raise _BadFileError(f"{name}{error}") from error
        content = _content(item)
        if item.part not in seen:
            seen[item.part] = content
            yield item
        elif seen[item.part] != content:
            raise _BadFileError(f"{name}the file holds another document of that name")


def _content(document: Document) -> int:
    """The same number for documents that say the same, wherever in their file they say it."""
    passages = Table.of(Passage, document.passages)
    said = (tuple(passages.column(name)) for name in ("ordinal", "text", "speaker", "role", "kind"))
    return hash((document.title, document.date, document.place, *said))


def _guarded(path: Path, parse: Parse) -> Iterator[Document | Problem]:
    # Whatever a parser stumbles over, the other files are still to be indexed.
    try:
        yield from parse(path)
    except MemoryError:
        raise
    except KaikenError as error:
        raise _BadFileError(str(error).removeprefix(f"{path}: ")) from error
    except Exception as error:
        raise _BadFileError(f"cannot be understood ({type(error).__name__}: {error})") from error


def _parse(path: Path, authority: Authority) -> Iterable[Document | Problem]:
    # The readers are only needed where something has changed.
    from index_store.passages import documents

    return documents(path, authority)


def _people(folder: Path, extra: str | os.PathLike[str] | None) -> Authority:
    from index_store.people_files import load

    return load(folder, extra)


def _readable(path: Path) -> bool:
    from index_store.reading import is_readable_name

    return is_readable_name(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_there(path: Path) -> bool:
    try:
        return path.is_file() and path.resolve() == path
    except (OSError, RuntimeError):
        return False


def _within(path: Path, places: Iterable[Path]) -> bool:
    return any(path.is_relative_to(place) for place in places)
