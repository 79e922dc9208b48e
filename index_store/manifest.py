"""The manifest: the files that make up a generation of the index, and how a damaged one is told.

    manifest-GENERATION.json, UTF-8, two lines that end in a line feed:

        {"kaiken": 2, "schema": 1, "generation": 7, "length": 803, "crc32": "89abcdef"}
        {"catalogue": "documents-7.json",
         "segments": [{"file": "segment-5.seg", "rows": 90, "deletions": "segment-5-7.del", "deleted": 3}],
         "files": {"segment-5.seg": [LENGTH, CRC32, MTIME_NS, CTIME_NS], ...}}   (one line in the file)

The first line says which version wrote the index, and length and checksum of the second line (without its
line feed). The second names the files of the generation, each with its length in bytes, the CRC-32 of its
content in hexadecimal and the times at which its content and its entry last changed. A file whose length and
times are as written down is taken to be as it was; any other (copied, restored, touched) is read and compared
before it is used. Both lines have one spelling, so that no changed bit of a manifest goes unnoticed either.

A generation exists from the moment its manifest has its name: see `publish`. Names in a manifest are names in
the index folder and nothing else, so that no manifest reaches outside of it.
"""

from __future__ import annotations

import json
import os
import re
import stat
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index_store.basics import KaikenError
from index_store.durable import listed, sync_folder, write_durably
from index_store.schema import SCHEMA_VERSION


class VersionError(KaikenError):
    """The index was made by another version of kaiken."""


FORMAT = 2
"""Version of this file's format and of the segments. 1 was an index of Whoosh's own segments."""

REBUILD = "build it again with `kaiken index --rebuild`"

MANIFEST = re.compile(r"manifest-([0-9]{1,15})\.json")
SEGMENT = re.compile(r"segment-([0-9]{1,15})\.seg")
DELETIONS = re.compile(r"segment-([0-9]{1,15})-([0-9]{1,15})\.del")
CATALOGUE = re.compile(r"documents-([0-9]{1,15})\.json")

_OLD_TOC = re.compile(r"_MAIN_[0-9]+\.toc")
_LARGEST = 64 << 20
"""Bytes. No manifest comes near: a file that pretends to be one is not read into memory."""
_CHUNK = 1 << 20
_MOST_ROWS = 2**32 - 1


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it was when its generation was published."""

    length: int
    """Bytes."""
    crc32: str
    """Of its content, eight hexadecimal digits."""
    mtime_ns: int
    ctime_ns: int
    """On Windows the time at which the file was made."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment and which of its rows are deleted."""

    file: str
    rows: int
    """How many, deleted ones included."""
    deletions: str | None = None
    """The file with the deleted rows; None where there are none."""
    deleted: int = 0
    """How many rows are deleted."""

    @property
    def alive(self) -> int:
        """How many rows are not deleted."""
        return self.rows - self.deleted


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation."""

    generation: int
    catalogue: str
    """The file that says what was indexed (drawn in `catalogue`)."""
    segments: tuple[SegmentEntry, ...]
    files: Mapping[str, FileEntry]
    """Every file of the generation but the manifest itself, by name."""

    @property
    def rows(self) -> int:
        """Passages that are not deleted."""
        return sum(segment.alive for segment in self.segments)


def file_name(generation: int) -> str:
    """The name of a generation's manifest."""
    return f"manifest-{generation}.json"


def generations(folder: Path) -> list[int]:
    """The generations that a folder holds, ascending; none where there is no such folder."""
    try:
        names = listed(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(int(match[1]) for name in names if (match := MANIFEST.fullmatch(name)))


def latest_generation(folder: Path) -> int | None:
    """The number of the newest generation in a folder; None where there is none (or no folder)."""
    return max(generations(folder), default=None)


def is_of_whoosh(names: Iterable[str]) -> bool:
    """Whether these are the files of an index with Whoosh's own table of contents."""
    return any(_OLD_TOC.fullmatch(name) for name in names)


def encode(manifest: Manifest) -> bytes:
    """The manifest as a file."""
    body = _line(
        {
            "catalogue": manifest.catalogue,
            "segments": [
                {"file": s.file, "rows": s.rows, "deletions": s.deletions, "deleted": s.deleted}
                for s in manifest.segments
            ],
            "files": {
                name: [entry.length, entry.crc32, entry.mtime_ns, entry.ctime_ns]
                for name, entry in sorted(manifest.files.items())
            },
        }
    )
    return _header(SCHEMA_VERSION, manifest.generation, body) + b"\n" + body + b"\n"


def decode(content: bytes, folder: Path, generation: int, any_schema: bool = False) -> Manifest:
    """The manifest in a file. `folder` is for messages.

    Raises KaikenError where it is damaged, and where another version of kaiken wrote it; `any_schema` allows
    another version of the schema (whose segments cannot be searched).
    """
    head, _, rest = content.partition(b"\n")
    body = rest[:-1]
    schema = _check_version(head, folder, generation, any_schema)
    if rest[-1:] != b"\n" or head != _header(schema, generation, body):
        raise damaged(folder, file_name(generation), "its checksum is wrong")
    try:
        manifest = _manifest(json.loads(body), generation)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(folder, file_name(generation), f"its content is not understood ({error})") from error
    return manifest


def read(folder: Path, generation: int, any_schema: bool = False) -> Manifest:
    """A generation's manifest. Raises FileNotFoundError, and KaikenError as `decode` does."""
    with open_regular(folder, file_name(generation)) as file:
        content = file.read(_LARGEST)
    return decode(content, folder, generation, any_schema)


def publish(folder: Path, manifest: Manifest) -> None:
    """Make a generation the newest one. Its files have to be synced already. Raises OSError.

    The folder's entries are on disk before the manifest gets its name, and the name is on disk when this
    returns: after a power cut there is the generation before or this one, whole.
    """
    write_durably(folder / file_name(manifest.generation), encode(manifest), before_rename=sync_folder)
    sync_folder(folder)


def describe(folder: Path, name: str) -> FileEntry:
    """The entry of a file that was just written. Reads all of it. Raises OSError."""
    with open_regular(folder, name) as file:
        status = os.fstat(file.fileno())
        return FileEntry(status.st_size, _crc32(file), status.st_mtime_ns, status.st_ctime_ns)


def check_file(folder: Path, name: str, entry: FileEntry, entire: bool = False) -> FileEntry:
    """The entry of a file with its present times.

    Raises KaikenError unless it is the file that was published, FileNotFoundError where it is missing. Its
    content is read only where a time says that it may have changed, or all the same with `entire`.
    """
    try:
        status = (folder / name).lstat()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise damaged(folder, name, f"it cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(status.st_mode):
        raise damaged(folder, name, "it is no ordinary file")
    if status.st_size != entry.length:
        raise damaged(folder, name, f"it has {status.st_size:,} bytes instead of {entry.length:,}")
    if entire or (status.st_mtime_ns, status.st_ctime_ns) != (entry.mtime_ns, entry.ctime_ns):
        try:
            found = describe(folder, name)
        except OSError as error:
            raise damaged(folder, name, f"it cannot be read: {error.strerror}") from error
        if found.crc32 != entry.crc32:
            raise damaged(folder, name, "its checksum is wrong")
        return found
    return entry


def damaged(folder: Path, name: str, what: str) -> KaikenError:
    """The error of an index with a file that cannot be used."""
    return KaikenError(f"{folder}: the index is damaged: {name}: {what}; {REBUILD}")


def open_regular(folder: Path, name: str) -> Any:
    """Open an ordinary file for reading bytes. Raises KaikenError for a link, pipe or device."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(folder / name, flags)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise damaged(folder, name, f"it cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise damaged(folder, name, "it is no ordinary file")
    return os.fdopen(descriptor, "rb")


def _crc32(file: Any) -> str:
    value = 0
    while chunk := file.read(_CHUNK):
        value = zlib.crc32(chunk, value)
    return f"{value:08x}"


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _header(schema: int, generation: int, body: bytes) -> bytes:
    return json.dumps(
        {
            "kaiken": FORMAT,
            "schema": schema,
            "generation": generation,
            "length": len(body),
            "crc32": f"{zlib.crc32(body):08x}",
        }
    ).encode()


def _check_version(head: bytes, folder: Path, generation: int, any_schema: bool) -> int:
    """The version of the schema. Raises KaikenError."""
    try:
        header = json.loads(head[:4096])
        version, schema = header["kaiken"], header["schema"]
        if type(version) is not int or type(schema) is not int:
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise damaged(folder, file_name(generation), "its first line cannot be read") from None
    if version != FORMAT or (schema != SCHEMA_VERSION and not any_schema):
        newer = (version, schema) > (FORMAT, SCHEMA_VERSION)
        advice = f"install that version, or {REBUILD}" if newer else REBUILD
        raise VersionError(
            f"{folder}: this index was made by {'a newer' if newer else 'an older'} version of kaiken "
            f"(format {version}, schema {schema}; this one reads {FORMAT} and {SCHEMA_VERSION}): {advice}"
        )
    return schema


def older_version(folder: Path) -> KaikenError:
    """The error of an index from before there were manifests."""
    return VersionError(f"{folder}: this index was made by an older version of kaiken (format 1): {REBUILD}")


def _manifest(plain: Any, generation: int) -> Manifest:
    """Check everything that the content says. Raises ValueError, KeyError or TypeError."""
    files = {_name(name): _entry(*values) for name, values in plain["files"].items()}
    segments = tuple(_segment(**item) for item in plain["segments"])
    catalogue = plain["catalogue"]
    used = [catalogue, *(name for s in segments for name in (s.file, s.deletions) if name is not None)]
    if sorted(used) != sorted(files):
        raise ValueError("the files it lists are not those of its segments")
    if not CATALOGUE.fullmatch(catalogue):
        raise ValueError("the catalogue has another name")
    if sum(segment.rows for segment in segments) > _MOST_ROWS:
        raise ValueError("too many passages")
    return Manifest(generation, catalogue, segments, files)


def _name(name: str) -> str:
    if not any(pattern.fullmatch(name) for pattern in (SEGMENT, DELETIONS, CATALOGUE)):
        raise ValueError(f"no file of an index is called {name!r}")
    return name


def _entry(length: int, crc32: str, mtime_ns: int, ctime_ns: int) -> FileEntry:
    if not all(type(number) is int for number in (length, mtime_ns, ctime_ns)) or not isinstance(crc32, str):
        raise ValueError("an entry of a file is wrong")
    return FileEntry(length, crc32, mtime_ns, ctime_ns)


def _segment(file: str, rows: object, deletions: str | None, deleted: object) -> SegmentEntry:
    if type(rows) is not int or type(deleted) is not int or not 0 <= deleted <= rows:
        raise ValueError("an entry of a segment is wrong")
    if not SEGMENT.fullmatch(file) or (deletions is None) != (deleted == 0):
        raise ValueError("an entry of a segment is wrong")
    if deletions is not None and not DELETIONS.fullmatch(deletions):
        raise ValueError("an entry of a segment is wrong")
    return SegmentEntry(file, rows, deletions, deleted)


def referenced(manifests: Iterable[Manifest]) -> set[str]:
    """The names of all files of these generations, manifests included."""
    names: set[str] = set()
    for manifest in manifests:
        names |= {file_name(manifest.generation), *manifest.files}
    return names
