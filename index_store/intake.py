"""Intake: files in, their documents as they go into the index out.

    a file                    --parse--> Documents --check, rows--> Taken
    a large file of JSON Lines  --ranges, scan--> shares of documents --> a Taken each

Nothing here knows the index or changes anything, so a file can be taken in by any process (see `team`). What
is wrong with a file is a part of what is `Taken`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index_store.catalogue import DocumentRecord
from index_store.model import Document, KaikenError, Passage
from index_store.rows import DocumentRows, check, rows
from index_store.table import Table

if TYPE_CHECKING:
    from index_store.authority import Authority
    from index_store.reading.jsonl_large import LargeFile, Share


class Problem(Protocol):
    """A part of a file that could not be read, while the rest was."""

    @property
    def line(self) -> int: ...

    @property
    def message(self) -> str: ...


Parse = Callable[[Path], Iterable[Document | Problem]]


class BadFileError(Exception):
    """A file that cannot be indexed; its message is for the report."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file holds, or some documents of a large one."""

    records: list[DocumentRecord] = field(default_factory=list)
    """Its documents, which have no id yet."""
    rows: list[DocumentRows] = field(default_factory=list)
    """Their passages, without the id of the document."""
    contents: list[int] = field(default_factory=list)
    """Of each document a number that is the same for documents that say the same; none where all documents of
    the file are known to be different ones."""
    problems: list[str] = field(default_factory=list)
    """Parts of the file that could not be read."""
    failure: str | None = None
    """Why nothing of the file can be indexed."""


def take(path: Path, parse: Parse) -> Taken:
    """All documents of the file at the absolute `path`, as `parse` reads it; one that comes twice is one."""
    taken = Taken()
    seen = Seen()
    try:
        for item in _guarded(path, parse):
            if isinstance(item, Document):
                _add(taken, item, path, seen)
            else:
                taken.problems.append(f"line {item.line}: {item.message}")
    except BadFileError as error:
        return Taken(failure=str(error))
    return taken


def take_share(file: LargeFile, share: Share, authority: Authority) -> Taken:
    """Some documents of a large file. One that comes twice in it is one; other shares may have it as well."""
    taken = Taken()
    try:
        for document in _guarded(Path(file.path), lambda _: _understood(file, share, authority)):
            assert isinstance(document, Document)
            _add(taken, document, Path(file.path), None if share.are_distinct else Seen())
    except BadFileError as error:
        return Taken(failure=str(error))
    return taken


class Seen:
    """The documents that a file had so far."""

    def __init__(self) -> None:
        self._contents: dict[str | None, int] = {}

    def is_new(self, part: str | None, content: int) -> bool:
        """Note a document; False where it was there before. Raises BadFileError where its name had another
        one."""
        new = part not in self._contents
        if self._contents.setdefault(part, content) != content:
            raise BadFileError(f"{_called(part)}the file holds another document of that name")
        return new


def named(passages: DocumentRows, id: str) -> DocumentRows:
    """The same passages, of a document that has this id."""
    return replace(passages, shared={**passages.shared, "document": id})


def _add(taken: Taken, document: Document, path: Path, seen: Seen | None) -> None:
    document = replace(document, passages=Table.of(Passage, document.passages))
    try:
        check(document)
    except KaikenError as error:
        raise BadFileError(f"{_called(document.part)}{error}") from error
    if seen is not None:
        content = _content(document)
        if not seen.is_new(document.part, content):
            return
        taken.contents.append(content)
    record = DocumentRecord.of(document, "", str(path))
    taken.records.append(record)
    taken.rows.append(rows(record, document))


def _called(part: str | None) -> str:
    return "" if part is None else f"document {part!r}: "


def _content(document: Document) -> int:
    """The same number for documents that say the same, wherever in their file they say it."""
    passages = Table.of(Passage, document.passages)
    columns = (passages.column(name) for name in ("ordinal", "text", "speaker", "role", "kind"))
    said = (tuple(value or "" for value in column) for column in columns)  # None has a hash a process
    return hash((document.title or "", document.date or "", document.place or "", *said))


def _guarded(path: Path, parse: Parse) -> Iterator[Document | Problem]:
    # Whatever a parser stumbles over, the other files are still to be indexed.
    try:
        yield from parse(path)
    except MemoryError:
        raise
    except KaikenError as error:
        raise BadFileError(str(error).removeprefix(f"{path}: ")) from error
    except Exception as error:
        raise BadFileError(f"cannot be understood ({type(error).__name__}: {error})") from error


def _understood(file: LargeFile, share: Share, authority: Authority) -> Iterator[Document]:
    from index_store.passages import understood

    for item in file.items(share):
        yield understood(item, authority)
