"""Texts of a segment: each compressed by itself, with what many of them have in common as a dictionary.

    texts of several parts, an order --compressed--> body.blob, body.off, body.dict --TextReader--> one text

Each text is a frame of Zstandard (RFC 8878) with its size, without checksum (the container has one) and
without the dictionary's number; an empty text is no bytes at all. The dictionary is trained on a sample of
the segment's own texts; a segment of few texts has none. A merge keeps the dictionary of its largest part, so
that most texts are copied as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import zstandard

from index_store.basics import KaikenError
from index_store.columnar.arrays import Array, Chunks, joined, offsets
from index_store.columnar.spill import Spill
from index_store.columnar.stream import Order

LEVEL = 1
"""Higher ones take twice the time for a tenth of the size."""

DICTIONARY = 1 << 15
"""Bytes of a dictionary."""

SAMPLE = 3000
"""Texts that a dictionary is trained on; a segment with fewer has none."""

_SAMPLE_BYTES = 1 << 22
_ROWS = 1 << 13


@dataclass(frozen=True, slots=True)
class Texts:
    """UTF-8 texts laid end to end: text i is in blob[off[i]:off[i+1]]."""

    blob: Array
    """u8"""
    off: Array
    """integers[n+1]"""
    dictionary: bytes | None = None
    """That they are compressed with (b"" for compression without one), None where they are not compressed."""


class TextReader:
    """Reads single texts. Threads may share it."""

    def __init__(self, texts: Texts) -> None:
        self._blob = texts.blob.data
        self._off = texts.off.data
        self._compressed = texts.dictionary is not None
        self._dictionary = zstandard.ZstdCompressionDict(texts.dictionary) if texts.dictionary else None
        self._free: list[zstandard.ZstdDecompressor] = []

    def __getitem__(self, number: int) -> bytes:
        """A text. Raises KaikenError where it is damaged."""
        stored = self._blob[self._off[number] : self._off[number + 1]]
        if not self._compressed or not stored:
            return bytes(stored)
        # A decompressor is for one thread at a time; taking one off a list is atomic.
        try:
            decompressor = self._free.pop()
        except IndexError:
            decompressor = zstandard.ZstdDecompressor(dict_data=self._dictionary)
        try:
            return decompressor.decompress(stored)
        except (zstandard.ZstdError, MemoryError) as error:
            raise KaikenError(f"text {number} of a segment is damaged: {error}") from error
        finally:
            self._free.append(decompressor)

    def range(self, begin: int, end: int) -> Iterator[bytes | memoryview]:
        """The texts from `begin` up to but not including `end`; what is not compressed is not copied."""
        if self._compressed:
            yield from map(self.__getitem__, range(begin, end))
        else:
            bounds = self._off[begin : end + 1].tolist()
            yield from (self._blob[a:b] for a, b in pairwise(bounds))


def compressed(parts: Sequence[Texts], order: Order, spill: Spill) -> tuple[Chunks, Array, Array]:
    """`blob`, `off` i64[n+1] and `dict` u8 of the texts of some parts in an order."""
    readers = [TextReader(part) for part in parts]
    dictionary = _dictionary(parts, readers, order)
    compress = _compressor(dictionary).compress
    kept: list[Array] = []
    lengths: list[Array] = []
    for first in range(0, len(order), _ROWS):
        pieces: list[bytes | memoryview] = []
        for number, begin, end in order.runs(first, min(first + _ROWS, len(order))):
            part = parts[number]
            if part.dictionary == dictionary:
                pieces.append(part.blob[part.off[begin] : part.off[end]].data)
                lengths.append(np.diff(part.off[begin : end + 1].astype(np.int64)))
            else:
                texts = [compress(text) if text else b"" for text in readers[number].range(begin, end)]
                pieces += texts
                lengths.append(np.fromiter(map(len, texts), np.int64, len(texts)))
        kept.append(spill.keep(np.frombuffer(b"".join(pieces), np.uint8)))
        spill.release()
    off = offsets(joined(lengths, np.int64))
    return Chunks("u1", kept, spill.release), off, np.frombuffer(dictionary, np.uint8)


def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
    return zstandard.ZstdCompressor(LEVEL, dict_data=known, write_dict_id=False)


def _dictionary(parts: Sequence[Texts], readers: Sequence[TextReader], order: Order) -> bytes:
    """That of the part with most of the texts, if it has one; else a new one, or b"" for few texts."""
    if not len(order):
        return b""
    largest = parts[int(np.bincount(order.part).argmax())]
    if largest.dictionary or len(order) < SAMPLE:
        return largest.dictionary or b""
    try:
        sample: list[bytes | bytearray | memoryview] = [*_sample(readers, order)]
        return zstandard.train_dictionary(DICTIONARY, sample, k=500, d=8).as_bytes()
    except zstandard.ZstdError:
        return b""  # too little text, or too much alike


def _sample(readers: Sequence[TextReader], order: Order) -> Iterator[bytes]:
    """Texts from all over the order, not empty, of at most _SAMPLE_BYTES together."""
    each = _SAMPLE_BYTES // SAMPLE
    for place in range(0, len(order), len(order) // SAMPLE):
        text = readers[int(order.part[place])][int(order.text[place])]
        if text:
            yield text[: 4 * each]
