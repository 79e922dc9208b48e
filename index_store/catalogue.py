"""The catalogue: which files and documents an index holds, beside Whoosh's own files.

    documents-GENERATION.json, UTF-8, two lines:

        {"kaiken": 1, "schema": 1, "generation": 7, "sha256": "..."}
        {"roots": [...], "files": [{"path": ..., "documents": [{"id": ..., ...}, ...], ...}, ...]}

The first line says what the index is: format of the catalogue, version of the schema, generation, and the
digest of the second line's bytes (without the line break). `header` reads it on its own. The second holds a
`Catalogue`, its records as objects with the field names as keys; a key that is missing stands for the field's
default. The manifest of a generation is published only after the catalogue of the same number is on disk, so
that the two change together.

A change of one file writes all of the catalogue. So the documents of a file are read only when somebody asks
for them, and written as they were where nobody did.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TypeVar, overload

import msgspec

from index_store.basics import KaikenError
from index_store.header import FORMAT, damaged, file_name, read_header
from index_store.manifest import REBUILD
from index_store.model import Document, Person
from index_store.schema import SCHEMA_VERSION

__all__ = [
    "FORMAT",
    "Catalogue",
    "DocumentRecord",
    "FileRecord",
    "damaged",
    "encode",
    "file_name",
    "read_body",
    "read_header",
]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What the index knows of a document as a whole; the fields are those of `Document`."""

    id: str
    """How the document is called: no other document of the index has this name, and it stays the same."""
    path: str
    """The absolute path of its file."""
    sha256: str
    media_type: str
    encoding: str
    passages: int
    """How many."""
    part: str | None = None
    title: str | None = None
    event: str | None = None
    date: str | None = None
    place: str | None = None
    issuer: str | None = None
    language: str | None = None
    translation_note: str | None = None
    author: str | None = None
    source_url: str | None = None
    people: tuple[Person, ...] = ()
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document, id: str, path: str) -> DocumentRecord:
        """The record of a document that was read from the file at the absolute `path`."""
        return cls(
            id=id,
            path=path,
            sha256=document.sha256,
            media_type=document.media_type,
            encoding=document.encoding,
            passages=len(document.passages),
            part=document.part,
            title=document.title,
            event=document.event,
            date=document.date,
            place=document.place,
            issuer=document.issuer,
            language=document.language,
            translation_note=document.translation_note,
            author=document.author,
            source_url=document.source_url,
            people=document.people,
            flags=document.flags,
        )


class StoredDocuments(Sequence[DocumentRecord]):
    """The documents of a file as the catalogue has them; equal to any sequence of the same records."""

    __slots__ = ("_records", "stored")

    def __init__(self, stored: msgspec.Raw) -> None:
        self.stored = stored
        """An array of objects, as JSON."""
        self._records: tuple[DocumentRecord, ...] | None = None

    @property
    def ids(self) -> list[str]:
        """The ids of the documents. Raises KaikenError where they are not stored as they should."""
        return [one.id for one in _decoded(_ids, self.stored)]

    def _read(self) -> tuple[DocumentRecord, ...]:
        if self._records is None:
            self._records = _decoded(_records, self.stored)
        return self._records

    def __len__(self) -> int:
        return len(self._read())

    def __iter__(self) -> Iterator[DocumentRecord]:
        return iter(self._read())

    @overload
    def __getitem__(self, at: int) -> DocumentRecord: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[DocumentRecord]: ...

    def __getitem__(self, at: int | slice) -> DocumentRecord | Sequence[DocumentRecord]:
        return self._read()[at]

    def __eq__(self, other: object) -> bool:
        return self._read() == (other._read() if isinstance(other, StoredDocuments) else other)

    def __hash__(self) -> int:
        return hash(self._read())


class _Id(msgspec.Struct, gc=False):
    id: str


_ids = msgspec.json.Decoder(list[_Id])
_records = msgspec.json.Decoder(tuple[DocumentRecord, ...])

_T = TypeVar("_T")


def _decoded(decoder: msgspec.json.Decoder[_T], stored: msgspec.Raw) -> _T:
    try:
        return decoder.decode(stored)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise KaikenError(
            f"the index is damaged: its catalogue has a document that is not understood ({error}); {REBUILD}"
        ) from error


class FileRecord(msgspec.Struct, frozen=True):
    """A file that was indexed, as it was then."""

    path: str
    """Absolute, symbolic links resolved."""
    root: str
    """The folder that its documents' names are relative to."""
    size: int
    """Bytes."""
    mtime_ns: int
    sha256: str
    documents: Sequence[DocumentRecord] = ()
    authority: str = ""
    """Digest of the authority of people under which the file was understood."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that was indexed, in the order in which it came."""

    roots: tuple[str, ...] = ()
    """The folders that were indexed as a whole."""
    files: tuple[FileRecord, ...] = ()

    def ids(self) -> set[str]:
        """The ids of all documents."""
        found: set[str] = set()
        for documents in (file.documents for file in self.files):
            if isinstance(documents, StoredDocuments):
                found.update(documents.ids)
            else:
                found.update(document.id for document in documents)
        return found


class _StoredFile(msgspec.Struct):
    path: str
    root: str
    size: int
    mtime_ns: int
    sha256: str
    documents: msgspec.Raw = msgspec.Raw(b"[]")
    authority: str = ""


class _Body(msgspec.Struct):
    roots: tuple[str, ...] = ()
    files: list[_StoredFile] = []


_body = msgspec.json.Decoder(_Body)


def encode(catalogue: Catalogue, generation: int) -> bytes:
    """The catalogue as a file."""
    body = msgspec.json.encode(catalogue, enc_hook=_as_stored)
    header = {
        "kaiken": FORMAT,
        "schema": SCHEMA_VERSION,
        "generation": generation,
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return json.dumps(header).encode() + b"\n" + body + b"\n"


def read_body(file: IO[bytes], digest: str, where: str, generation: int) -> Catalogue:
    """Read the second line. Raises KaikenError where it is not what was written."""
    body = file.read().removesuffix(b"\n")
    if hashlib.sha256(body).hexdigest() != digest:
        raise damaged(where, generation, "its checksum is wrong")
    try:
        found = _body.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise damaged(where, generation, f"its content is not understood ({error})") from error
    files = (
        FileRecord(f.path, f.root, f.size, f.mtime_ns, f.sha256, StoredDocuments(f.documents), f.authority)
        for f in found.files
    )
    return Catalogue(found.roots, tuple(files))


def _as_stored(value: object) -> msgspec.Raw:
    if isinstance(value, StoredDocuments):
        return value.stored
    raise NotImplementedError
