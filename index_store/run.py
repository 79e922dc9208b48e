"""A run: what the index holds, file by file, and the batch that is being written.

    Walk, Catalogue --look_at--> Found --intake, team--> Taken --> IndexWriter, a new Catalogue

Everything is written in the order in which files were found, whoever reads them, so that the index does not
depend on the number of processes.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from index_store.catalogue import Catalogue, DocumentRecord, FileRecord
from index_store.columnar.piece import of_documents
from index_store.finding import Found, groups, look_at
from index_store.intake import BadFileError, Parse, Problem, Taken, named, take
from index_store.model import Document
from index_store.naming import document_id
from index_store.snapshot import read_catalogue
from index_store.storage import latest_generation
from index_store.team import Batch, Call, Team, Vocabulary, cores
from index_store.walking import walk
from index_store.writer import IndexWriter

if TYPE_CHECKING:
    from index_store.authority import Authority

BATCH = 200_000
"""Passages after which a batch is committed."""

LONGEST = 30.0
"""Seconds after which a batch is committed, whatever its size."""

WORTH_A_TEAM = 4 << 20
"""Bytes to read from which on other processes are started, unless it is said how many."""


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


@dataclass(slots=True)
class Tally:
    """What was done so far; as in `indexing.Report`."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    passages: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    flagged: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


class Run:
    """One run: what the index holds, file by file, and the batch that is being written."""

    def __init__(
        self,
        folder: Path,
        paths: list[Path],
        authority: Authority,
        parse: Parse | None,
        wanted: Callable[[Path], bool],
        batch: int,
    ) -> None:
        generation = latest_generation(folder)
        assert generation is not None
        known = read_catalogue(folder, generation)
        self._folder = folder
        self._people = authority
        self._authority = authority.digest
        self._is_ordinary = parse is None
        self._parse = parse or partial(_parse, authority=authority)
        self._batch = batch
        self._files = {file.path: file for file in known.files}
        self._found = walk(paths, lambda path: os.fspath(path) in self._files or wanted(path), folder)
        self.skipped = self._found.skipped
        self.tally = Tally(failed=[(os.fspath(path), reason) for path, reason in self._found.failed])
        self._roots = known.roots
        self._ids = known.ids()
        self._writer: IndexWriter | None = None
        self._changed = False
        self._committed = time.monotonic()
        self._show: Callable[[Path], None] = lambda path: None

    def all(self, progress: Callable[[Progress], None] | None, jobs: int | None) -> None:
        """Deal with everything that was found."""
        self._remove_gone()
        self._note_roots()
        self._read_again()
        done, total = count(), len(self._found.files)
        if progress:
            self._show = lambda path: progress(Progress(path, next(done), total, self.tally.passages))
        size = self._size_of_team(jobs)
        if size > 1:
            with Team(size, self._people) as team:
                self._all_by(team)
        else:
            for one in look_at(self._found.files, self._files, self._authority):
                self._show(one.path)
                if one.is_large:
                    self._take_large(one, None)
                else:
                    self._put(one, take(one.path, self._parse) if one.file else None)
                self._commit_in_time()
        self._commit()
        self._show(next(reversed(self._found.files), self._folder))

    def _size_of_team(self, jobs: int | None) -> int:
        """How many processes are to read files; 1 for this one."""
        if not self._is_ordinary:
            return 1
        if jobs is not None:
            return max(1, jobs)
        new = 0
        for path in self._found.files:
            with contextlib.suppress(OSError):
                status, old = path.stat(), self._files.get(os.fspath(path))
                now = status.st_size, status.st_mtime_ns, self._authority
                if old is None or (old.size, old.mtime_ns, old.authority) != now:
                    new += status.st_size
        return cores() if new >= WORTH_A_TEAM else 1

    def _all_by(self, team: Team) -> None:
        """Have everything read by others, and write what they make of it in the order it was found in."""
        for is_large, some in groupby(
            groups(look_at(self._found.files, self._files, self._authority)), lambda group: group[0].is_large
        ):
            if is_large:
                for (one,) in some:
                    self._show(one.path)
                    self._take_large(one, team)
                continue
            under_way: deque[list[Found]] = deque()
            for batch, vocabulary in team.results(_calls(some, under_way)):
                self._put_group(under_way.popleft(), batch, vocabulary)
                self._commit_in_time()

    def cancel(self) -> None:
        """Give up the batch that is being written."""
        if self._writer:
            self._writer.cancel()
            self._writer = None

    def _open(self) -> IndexWriter:
        if self._writer is None:
            self._writer = IndexWriter(self._folder)
        return self._writer

    def _commit_in_time(self) -> None:
        if self._writer and (
            self._writer.added >= self._batch or time.monotonic() - self._committed >= LONGEST
        ):
            self._commit()

    def _commit(self) -> None:
        if self._changed:
            self._open().commit(Catalogue(self._roots, tuple(self._files.values())))
            self._writer = None
            self._changed = False
        self._committed = time.monotonic()

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

    def _put_group(self, group: Sequence[Found], batch: Batch, vocabulary: Vocabulary) -> None:
        """Put what another process made of some files into the index."""
        taken = iter(batch.taken)
        names: list[str] = []
        for one in group:
            self._show(one.path)
            names += self._put(one, next(taken) if one.file else None)
        if names:
            self._open().add_piece(of_documents(batch.piece, names), vocabulary)

    def _put(self, one: Found, taken: Taken | None) -> list[str]:
        """Put a file's documents in the place of those it had; the names of the documents.

        Their passages are written where they are a part of what was taken in.
        """
        if one.gone or (taken and taken.failure and not one.path.exists()):
            self._forget(one.path)
        elif one.failure is not None:
            # What was indexed before is kept: nothing says that it has changed.
            self.tally.failed.append((os.fspath(one.path), one.failure))
        elif taken is None or one.file is None:
            self.tally.unchanged += len(one.old.documents) if one.old else 0
        elif taken.failure is not None:
            self.tally.failed.append((one.file.path, taken.failure))
            self._forget(one.path)
        else:
            records = self._named(one.file, one.old, taken.records, set())
            for record, rows in zip(records, taken.rows, strict=False):
                self._open().add(named(rows, record.id))
            self._enter(one.file, one.old, records)
            self.tally.failed += [(one.file.path, problem) for problem in taken.problems]
            return [record.id for record in records]
        return []

    def _named(
        self, file: FileRecord, old: FileRecord | None, records: Iterable[DocumentRecord], own: set[str]
    ) -> list[DocumentRecord]:
        """Documents of a file under the names they had or get; `own` are names that the file has given."""
        path, root = Path(file.path), Path(file.root)
        names = {record.part: record.id for record in old.documents} if old else {}
        taken = _Either(self._ids, own)
        found = []
        for record in records:
            id = names.get(record.part) or document_id(path, root, record.part, taken)
            own.add(id)
            found.append(replace(record, id=id))
        return found

    def _take_large(self, one: Found, team: Team | None) -> None:
        """Take in a large file, which has a batch of its own: it can be given up half-way."""
        assert one.file is not None
        self._commit()
        problems: list[str] = []
        try:
            records = self._write_large(one.file, one.old, team, problems) if self._is_ordinary else None
        except BadFileError as error:
            self.cancel()
            self._put(one, Taken(failure=str(error)))
        else:
            if records is None:
                self.cancel()
                self._put(one, take(one.path, self._parse))
            else:
                self._enter(one.file, one.old, records)
                self.tally.failed += [(one.file.path, problem) for problem in problems]
        self._commit()

    def _write_large(
        self, file: FileRecord, old: FileRecord | None, team: Team | None, problems: list[str]
    ) -> list[DocumentRecord] | None:
        """Write the documents of a large file; None where it has to be taken in as a whole.

        Raises BadFileError where something is wrong with the file.
        """
        from index_store.large import (
            Again,
            LargeIntake,
        )  # as the readers, only needed where there is something

        records: list[DocumentRecord] = []
        own: set[str] = set()
        try:
            intake = LargeIntake(file, self._people, team)
            for taken, analysed in intake.taken(problems):
                fresh = self._named(file, old, taken.records, own)
                records += fresh
                if analysed is not None:
                    piece, vocabulary = analysed
                    self._open().add_piece(of_documents(piece, [r.id for r in fresh]), vocabulary)
                for record, rows in zip(fresh, taken.rows, strict=False):
                    self._open().add(named(rows, record.id))
        except Again:
            return None
        return records

    def _enter(self, file: FileRecord, old: FileRecord | None, records: list[DocumentRecord]) -> None:
        """Note in the catalogue what was written, and remove what it takes the place of."""
        before = {record.id for record in old.documents} if old else set()
        after = {record.id for record in records}
        for id in before:
            self._open().remove(id)
        # The parser read the file after its digest was taken: where it changed in between, what was parsed
        # counts.
        digest = records[0].sha256 if records else file.sha256
        self._files[file.path] = msgspec.structs.replace(
            file, sha256=digest, documents=tuple(records), authority=self._authority
        )
        self._ids.difference_update(before)
        self._ids.update(after)
        self._changed = True
        self.tally.added += len(after - before)
        self.tally.updated += len(after & before)
        self.tally.removed += len(before - after)
        self.tally.passages += sum(record.passages for record in records)
        self.tally.flagged += [(record.id, record.flags) for record in records if record.flags]


class _Either:
    """What is in one of two sets."""

    def __init__(self, one: set[str], other: set[str]) -> None:
        self._one, self._other = one, other

    def __contains__(self, name: object) -> bool:
        return name in self._one or name in self._other


def _calls(groups: Iterable[list[Found]], under_way: deque[list[Found]]) -> Iterator[Call]:
    """The calls that take groups in, which are then under way."""
    for group in groups:
        under_way.append(group)
        yield "take", [one.path for one in group if one.file]


def _parse(path: Path, authority: Authority) -> Iterable[Document | Problem]:
    # The readers are only needed where something has changed.
    from index_store.passages import documents

    return documents(path, authority)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file() and path.resolve() == path
    except (OSError, RuntimeError):
        return False


def _within(path: Path, places: Iterable[Path]) -> bool:
    return any(path.is_relative_to(place) for place in places)
