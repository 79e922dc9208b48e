"""The container: named arrays in one file, written once, then mapped into memory.

    {name: array}, meta --write--> FILE --Container.open--> meta, arrays as views of the mapped file

      0   8s   b"kaikenCS"
      8   u32  version of the container's format, 1
     12  u32  bytes of the directory
     16  u32  crc32 of the directory
     20  u32  0
     24  the directory, JSON, and as many spaces as it needs to have the length that was reserved for it:
         {"meta": {...}, "arrays": {name: [dtype, length, offset, crc32], ...}}
         dtype as NumPy spells it ("<u2"), length in items, offset in bytes from the first array's place
         zero bytes up to a multiple of 64
         the arrays, little-endian, each at a multiple of 64 bytes with zero bytes between

The checksum of the directory is compared when a file is opened, those of the arrays only when `damaged` is
called: a search reads no more of a file than it needs.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np

from index_store.basics import KaikenError
from index_store.columnar.arrays import Array

MAGIC = b"kaikenCS"
VERSION = 1
ALIGNMENT = 64

_HEADER = struct.Struct("<8sIIII")
_DTYPES = frozenset({"|u1", "<u2", "<u4", "<u8", "|i1", "<i2", "<i4", "<i8", "<f4", "<f8"})
_CODES = {"|u1": "B", "<u2": "H", "<u4": "I", "<u8": "Q", "|i1": "b", "<i2": "h", "<i4": "i", "<i8": "q"}
_CRC_PLACE = 2**32 - 1  # the longest checksum: room for any other
_WRITE = 1 << 22


class ArraySource(Protocol):
    """An array, or what gives one piece by piece (`arrays.Chunks`)."""

    @property
    def dtype(self) -> np.dtype[Any]: ...
    def __len__(self) -> int: ...


def write(path: Path, arrays: Mapping[str, ArraySource], meta: Mapping[str, Any]) -> None:
    """Write a container and wait until it is on disk (its folder is not synced).

    Each array is one-dimensional, of integers or floats, or `Chunks` of such. `meta` is anything that JSON
    can hold. What stood at `path` is overwritten; on an exception the file is incomplete and won't open.
    """
    entries = _place(arrays)
    room = len(_directory(meta, entries))
    body = _aligned(_HEADER.size + room)
    with path.open("wb") as file:
        file.write(b"\0" * body)
        for name, array in arrays.items():
            entry = entries[name]
            file.seek(body + entry[2])
            entry[3] = _write_array(file, array, name)
        file.truncate(max(file.tell(), body))
        directory = _directory(meta, entries).ljust(room)
        file.seek(0)
        file.write(_HEADER.pack(MAGIC, VERSION, room, zlib.crc32(directory), 0))
        file.write(directory)
        file.flush()
        os.fsync(file.fileno())


def _place(arrays: Mapping[str, ArraySource]) -> dict[str, list[Any]]:
    entries: dict[str, list[Any]] = {}
    at = 0
    for name, array in arrays.items():
        dtype = array.dtype.newbyteorder("<")
        if dtype.str not in _DTYPES:
            raise TypeError(f"{name}: a container cannot hold {dtype}")
        entries[name] = [dtype.str, len(array), at, _CRC_PLACE]
        at = _aligned(at + len(array) * dtype.itemsize)
    return entries


def _directory(meta: Mapping[str, Any], entries: Mapping[str, list[Any]]) -> bytes:
    return json.dumps(
        {"meta": meta, "arrays": entries}, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT


def _write_array(file: IO[bytes], array: Any, name: str) -> int:
    pieces: Iterable[Array] = (array,) if isinstance(array, np.ndarray) else array
    crc = length = 0
    little = array.dtype.newbyteorder("<")
    for piece in pieces:
        if piece.ndim != 1:
            raise TypeError(f"{name}: a container holds arrays of one dimension")
        length += len(piece)
        content = np.ascontiguousarray(piece, little).data.cast("B") if len(piece) else memoryview(b"")
        # In steps, so that what is written is still in the processor's cache after the checksum was taken.
        for at in range(0, len(content), _WRITE):
            part = content[at : at + _WRITE]
            crc = zlib.crc32(part, crc)
            file.write(part)
    if length != len(array):
        raise ValueError(f"{name}: {length} items where {len(array)} were announced")
    return crc


class Container:
    """An open container. Read-only; threads may share it. Its arrays keep the file mapped."""

    def __init__(self, path: Path, view: mmap.mmap, body: int, directory: Mapping[str, Any]) -> None:
        """Use `Container.open`."""
        self.path = path
        self.meta: dict[str, Any] = directory["meta"]
        self._map = view
        self._body = body
        self._entries: dict[str, tuple[str, int, int, int]] = {
            name: tuple(entry) for name, entry in directory["arrays"].items()
        }

    @classmethod
    def open(cls, path: Path) -> Container:
        """Map the container at `path`.

        Raises KaikenError where the file is not a container, of another version, or cut short or damaged as
        far as its directory tells. FileNotFoundError and other OSErrors pass.
        """
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEADER.size:
                raise _damaged(path, "it is cut short")
            view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            body, directory = _read_directory(path, view)
            return cls(path, view, body, directory)
        except BaseException:
            view.close()
            raise

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def array(self, name: str) -> Array:
        """The array of this name, a read-only view of the file. Raises KeyError where there is none."""
        dtype, length, offset, _ = self._entries[name]
        return np.frombuffer(self._map, dtype, length, self._body + offset) if length else np.empty(0, dtype)

    def memory(self, name: str) -> memoryview:
        """The same array as a memoryview, whose single items Python reads faster; for integers."""
        dtype, length, offset, _ = self._entries[name]
        start = self._body + offset
        return memoryview(self._map)[start : start + length * int(dtype[2])].cast(_CODES[dtype])  # type: ignore[call-overload,no-any-return]  # any of the codes

    @property
    def length(self) -> int:
        """Bytes of the file."""
        return len(self._map)

    def size(self, name: str) -> int:
        """Bytes of an array."""
        dtype, length, _, _ = self._entries[name]
        return length * int(dtype[2])

    def damaged(self) -> tuple[str, ...]:
        """The names of arrays whose bytes are not those that were written. Reads the whole file."""
        return tuple(
            name
            for name, (dtype, length, offset, crc) in self._entries.items()
            if self._crc(self._body + offset, length * int(dtype[2])) != crc
        )

    def _crc(self, start: int, size: int) -> int:
        crc = 0
        with memoryview(self._map) as view:
            for at in range(start, start + size, _WRITE):
                with view[at : min(at + _WRITE, start + size)] as part:
                    crc = zlib.crc32(part, crc)
        return crc

    def release(self) -> None:
        """Tell the system that what was read of the file need not stay in this process's memory."""
        forget(self._map)


def forget(view: mmap.mmap) -> None:
    """Give back the pages of a read-only map; they are read again when needed. Does nothing on Windows."""
    if hasattr(mmap, "MADV_DONTNEED"):
        view.madvise(mmap.MADV_DONTNEED)


def _read_directory(path: Path, view: mmap.mmap) -> tuple[int, dict[str, Any]]:
    magic, version, length, crc, reserved = _HEADER.unpack_from(view)
    if magic != MAGIC:
        raise KaikenError(f"{path}: is not a segment of kaiken's: it is damaged or of another program")
    if version != VERSION or reserved:
        raise KaikenError(
            f"{path}: the segment is of format {version}, and this version of kaiken reads {VERSION}"
        )
    encoded = view[_HEADER.size : _HEADER.size + length]
    if len(encoded) != length or zlib.crc32(encoded) != crc:
        raise _damaged(path, "its directory is not what was written")
    try:
        directory = json.loads(encoded)
        body = _aligned(_HEADER.size + length)
        _check_entries(directory, len(view) - body)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(path, f"its directory makes no sense ({error})") from error
    return body, directory


def _check_entries(directory: Any, size: int) -> None:
    if not isinstance(directory["meta"], dict):
        raise ValueError("no meta")
    for name, (dtype, length, offset, crc) in directory["arrays"].items():
        if dtype not in _DTYPES or not all(isinstance(n, int) and n >= 0 for n in (length, offset, crc)):
            raise ValueError(f"array {name!r}")
        if offset % ALIGNMENT or offset + length * int(dtype[2]) > size:
            raise ValueError(f"array {name!r} lies outside of the file")


def _damaged(path: Path, what: str) -> KaikenError:
    return KaikenError(f"{path}: the segment is damaged: {what}; build the index again")
