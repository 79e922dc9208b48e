"""The catalogue: which files and documents an index holds, beside Whoosh's own files.

    documents-GENERATION.json, UTF-8, two lines:

        {"kaiken": 1, "schema": 1, "generation": 7, "sha256": "..."}
        {"roots": [...], "files": [{"path": ..., "documents": [{"id": ..., ...}, ...], ...}, ...]}

The first line says what the index is: format of the catalogue, version of the schema, generation, and the
digest of the second line's bytes (without the line break). `header` reads it on its own. The second holds a
`Catalogue`, its dataclasses as objects with the field names as keys; a key that is missing stands for the
field's default. The table of contents of a generation is published only after the catalogue of the same
number is on disk, so the two change together.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import IO

import msgspec

from index_store.header import FORMAT, damaged, file_name, read_header
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


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was indexed, as it was then."""

    path: str
    """Absolute, symbolic links resolved."""
    root: str
    """The folder that its documents' names are relative to."""
    size: int
    """Bytes."""
    mtime_ns: int
    sha256: str
    documents: tuple[DocumentRecord, ...] = ()
    authority: str = ""
    """Digest of the authority of people under which the file was understood."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that was indexed, in the order in which it came."""

    roots: tuple[str, ...] = ()
    """The folders that were indexed as a whole."""
    files: tuple[FileRecord, ...] = ()


def encode(catalogue: Catalogue, generation: int) -> bytes:
    """The catalogue as a file."""
    body = msgspec.json.encode(catalogue)
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
        return msgspec.json.decode(body, type=Catalogue)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise damaged(where, generation, f"its content is not understood ({error})") from error
