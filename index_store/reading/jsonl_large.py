"""Large files of JSON Lines, of which never more than a part is in memory.

    ranges of lines --scan--> Scans --joined--> shares of documents --items--> Source | Ready ...

A file is read twice: first to find out which documents it holds, then some documents at a time for their
texts. Both can be done in pieces by several processes. What comes out is what `jsonl.parse` makes of it.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np

from ..model import Ready, Source
from .decoding import is_plain_utf8
from .jsonl import FORMAT, File, ready, source
from .jsonl_scan import Part, Scan, parts, scan, split
from .registry import Candidate, choose

RANGE = 4 << 20
"""Bytes that are scanned at a time, unless one line is longer."""

SHARE = 4 << 20
"""Bytes of text in a share of documents, unless one document has more."""

_HEAD = 1 << 16


class NotPlainError(Exception):
    """The file is not UTF-8 throughout, or not text: it has to be read as a whole."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some documents of a file."""

    parts: tuple[Part, ...] = ()
    """Those of ready passages."""
    others: tuple[tuple[int, int, int], ...] = ()
    """First byte, first character and bytes of the lines that are still to be segmented."""
    range: tuple[int, int] | None = None
    """The bytes in which all texts of `parts` stand, where they stand close together."""
    are_distinct: bool = False
    """No other document of the file has the name of one of these."""


@dataclass(frozen=True, slots=True)
class LargeFile:
    """A file of JSON Lines. Every method raises OSError where it cannot be read."""

    path: str
    size: int
    sha256: str

    def is_readable(self) -> bool:
        """Whether it looks like JSON Lines in UTF-8."""
        with Path(self.path).open("rb") as file:
            head = file.read(_HEAD)
        name = Path(self.path).suffix.lower()
        whole = head[: head.rfind(b"\n") + 1]
        return name != ".json" and is_plain_utf8(whole) and choose(Candidate(self.path, head)) is FORMAT

    def ranges(self) -> list[tuple[int, int]]:
        """Ranges of bytes that are whole lines, one after the other."""
        bounds = [0]
        with Path(self.path).open("rb") as file:
            while bounds[-1] < self.size:
                file.seek(bounds[-1] + RANGE)
                file.readline()
                bounds.append(min(file.tell(), self.size))
        return list(pairwise(bounds))

    def scan(self, begin: int, end: int) -> Scan:
        """What a range of bytes holds. Raises NotPlainError."""
        data = self._read(begin, end)
        if not _is_plain(data):
            raise NotPlainError
        return scan(split(data, begin))

    def shares(self, found: Scan) -> Iterator[Share]:
        """The documents of the scan of the whole file, divided."""
        for some in _divided((other[3], other[1:]) for other in found.others):
            yield Share(others=tuple(some))
        sizes = ((int((part.places[:, 1] - part.places[:, 0]).sum()), part) for part in parts(found))
        for documents in _divided(sizes):
            places = np.concatenate([part.places for part in documents])
            begin, end = int(places[:, 0].min()), int(places[:, 1].max())
            close = end - begin <= 4 * SHARE
            yield Share(
                tuple(documents), range=(begin, end) if close else None, are_distinct=not found.others
            )

    def items(self, share: Share) -> Iterator[Source | Ready]:
        """The documents of a share."""
        file = File(self.path, "utf-8", self.sha256)
        for at, character, size in share.others:
            line = self._read(at, at + size)
            # No stage looks at what stands around the line; its map counts from the begin of the file.
            yield source(file, line.decode(), line, character)
        if share.range is None:
            read: Callable[[int, int], bytes] = self._read
        else:
            read = partial(_cut, self._read(*share.range), share.range[0])
        for part in share.parts:
            yield ready(file, part, read)

    def _read(self, begin: int, end: int) -> bytes:
        with Path(self.path).open("rb", buffering=0) as file:
            file.seek(begin)
            data = file.read(end - begin)
            while len(data) < end - begin and (more := file.read(end - begin - len(data))):
                data += more
        if len(data) < end - begin:
            raise OSError(errno.EIO, "it became shorter while it was read", self.path)
        return data


def _is_plain(data: bytes) -> bool:
    """Whether these lines are UTF-8, as `is_plain_utf8` says, but in half of its time for most."""
    low = np.count_nonzero(np.frombuffer(data, np.uint8) < 32)
    if low != data.count(b"\n"):
        return is_plain_utf8(data)
    try:  # nothing else that could make it binary or another encoding
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _cut(data: bytes, begin: int, first: int, last: int) -> bytes:
    """What stands between two places of a file of which `data` is what stands from `begin` on."""
    return data[first - begin : last - begin]


_T = TypeVar("_T")


def _divided(things: Iterable[tuple[int, _T]]) -> Iterator[list[_T]]:
    """Things with their sizes, in lists of about SHARE."""
    some: list[_T] = []
    total = 0
    for size, thing in things:
        some.append(thing)
        total += size
        if total >= SHARE:
            yield some
            some, total = [], 0
    if some:
        yield some
