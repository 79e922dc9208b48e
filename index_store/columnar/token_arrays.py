"""The arrays of a token index: streams of words in, everything that `layout` calls F.* out.

    Words, an order of their texts --vocabulary, gather, invert, postings--> {F.name: array}

Pieces of the forward stream are gathered in the order of the new segment and inverted one by one, so that
memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from whoosh.util import numeric

from index_store.columnar import dictionary, layout
from index_store.columnar.arrays import Array, Chunks, joined, offsets, shrink
from index_store.columnar.invert import ExactCounts, Inverted, Inverter
from index_store.columnar.material import Words
from index_store.columnar.postings import postings
from index_store.columnar.spill import Spill
from index_store.columnar.stream import Order, Stream, gather, gathered_base
from index_store.columnar.vocabulary import Vocabulary, vocabulary

PIECE = 1 << 21
"""Slots that are inverted at a time, unless one text alone has more."""

_LENGTHS = np.array(list(map(numeric.byte_to_length, range(256))))


def token_arrays(words: Words, order: Order, spill: Spill) -> tuple[dict[str, Any], int]:
    """The arrays of a token index, without the name of its field, and how many tokens it has."""
    known = vocabulary(words, order)
    arrays: dict[str, Any] = _terms(known)
    streams = [s.renumbered(numbers, spill) for s, numbers in zip(words.streams, known.numbers, strict=True)]
    spill.release()
    base = gathered_base(streams, order)
    wide = int(np.diff(base).max(initial=1)) > (1 << 16) + 1
    exact = None
    posting_of, size = known.by_rank, len(known.terms)
    if known.stem_of is not None and known.stems is not None:
        posting_of, size = known.stem_of[known.by_rank], len(known.stems)
        exact = ExactCounts(known.occurrences, known.by_rank, known.stem_of, size)
    inverter = Inverter(posting_of, size, wide, exact)
    lenb = np.zeros(len(order), np.uint8)
    pieces: list[Inverted] = []
    kept = _KeptStream(spill)
    tokens = 0
    for first, last in _cut(base):
        stream = gather(streams, order, base, first, last)
        counts = _counts(stream, gaps=exact is None)
        tokens += int(counts.sum())
        lenb[first:last] = np.minimum(np.searchsorted(_LENGTHS, counts), 255)
        kept.add(stream, int(base[first]))
        pieces.append(_kept(inverter.invert(stream, first, lenb[first:last]), spill))
        spill.release()
    arrays["base"] = shrink(base, least=4)
    arrays.update(kept.arrays(steps=exact is not None))
    arrays["lenb"] = lenb
    if exact is not None:
        arrays["exact_df"] = exact.df.astype(np.uint32)
        arrays["exact_cf"] = known.occurrences.astype(np.uint32)
    arrays.update(postings(pieces, size, len(order), np.uint32 if wide else np.uint16, spill))
    return arrays, tokens


def _terms(known: Vocabulary) -> dict[str, Array]:
    arrays = _dictionary("terms", known.terms)
    if known.stems is not None and known.stem_of is not None:
        arrays |= _dictionary("stems", known.stems) | {"stem_of": known.stem_of}
    return arrays | {"rank": known.rank, "by_rank": known.by_rank}


def _dictionary(name: str, terms: Sequence[bytes]) -> dict[str, Array]:
    blob, off = dictionary.pack(terms)
    return {f"{name}.blob": blob, f"{name}.off": off, f"{name}.key": dictionary.keys(blob, off)}


def _counts(stream: Stream, *, gaps: bool) -> Array:
    """i64: the tokens of each text. Where there are `gaps`, a text may have PADs inside."""
    if not gaps:
        return np.diff(stream.base) - 1
    return np.diff(offsets(stream.fwd != layout.PAD)[stream.base])


def _cut(base: Array) -> Iterator[tuple[int, int]]:
    """Ranges of texts, each within a block, of at most PIECE slots unless it is one text."""
    texts = len(base) - 1
    first = 0
    while first < texts:
        end = min(texts, (first // layout.BLOCK + 1) * layout.BLOCK)
        last = int(np.searchsorted(base, base[first] + PIECE, side="right")) - 1
        last = max(first + 1, min(last, end))
        yield first, last
        first = last


def _kept(piece: Inverted, spill: Spill) -> Inverted:
    keep = spill.keep
    return Inverted(
        piece.block, keep(piece.terms), keep(piece.df), keep(piece.cf),
        keep(piece.docs), keep(piece.tf), keep(piece.code), keep(piece.pos),
    )  # fmt: skip


class _KeptStream:
    """Collects the pieces of the forward stream."""

    def __init__(self, spill: Spill) -> None:
        self._spill = spill
        names = ("fwd", "rare.at", "rare.rank", "step", "far.at", "far.gap", "far.len")
        self._pieces: dict[str, list[Array]] = {name: [] for name in names}

    def add(self, stream: Stream, base: int) -> None:
        """The next piece; its first slot will be number `base`."""
        self._keep("fwd", stream.fwd)
        self._keep("rare.at", stream.rare_at + base)
        self._keep("rare.rank", stream.rare)
        if stream.step is not None and stream.far is not None:
            self._keep("step", stream.step)
            self._keep("far.at", stream.far.at + base)
            self._keep("far.gap", stream.far.gap)
            self._keep("far.len", stream.far.length)

    def _keep(self, name: str, array: Array) -> None:
        self._pieces[name].append(self._spill.keep(array))

    def arrays(self, *, steps: bool) -> dict[str, Any]:
        """All of the stream, after the PAD that comes first."""
        pieces = self._pieces
        arrays: dict[str, Any] = {
            "fwd": Chunks("<u2", [np.array([layout.PAD], np.uint16), *pieces["fwd"]], self._spill.release),
            "rare.at": shrink(joined(pieces["rare.at"], np.int64)),
            "rare.rank": joined(pieces["rare.rank"], np.uint32),
        }
        if steps:
            arrays["step"] = Chunks("u1", [np.zeros(1, np.uint8), *pieces["step"]], self._spill.release)
            arrays["far.at"] = shrink(joined(pieces["far.at"], np.int64))
            arrays["far.gap"] = joined(pieces["far.gap"], np.uint32)
            arrays["far.len"] = joined(pieces["far.len"], np.uint32)
        return arrays
