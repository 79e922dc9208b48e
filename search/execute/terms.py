"""Postings of one term of a segment: decoded when they are asked for, and kept while they are hot.

    16-bit text numbers, runs of blocks --> rows i64, living ones only
    16-bit codes, table, idf            --> scores f32
    positions, starts of the texts      --> slots i64 of the forward stream

Postings are stored for stems. Those of an exact term are the ones of its stem; where the stem has other forms
too, the forward stream tells at which of its slots the term itself stands.

Terms that stand in many passages also have:

    dense f32[N]    the score by row, 0 where the term is absent
    bits  u64[N/64] a bit a row

And the best CHAMPIONS passages of each term are kept in order. Of a frequent term they come from a list in
the segment that is right whatever the statistics are, so that they cost the same whatever its frequency.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from search.execute.arrays import NO_ROWS, Array, Floats, Rows
from search.execute.scoring import K1, B
from search.execute.topk import best

if TYPE_CHECKING:
    from index_store.columnar.segment import TokenIndex
    from search.execute.collection import Collection, Leaf

CHAMPIONS = 128
"""The best so many passages of a frequent term are sure to be in its list of champions."""

_DENSE = 10
"""A term that stands in one passage of so many gets dense scores."""
_SLOWER = 8
"""A binary search in a list costs as much as passing over so many items of it."""

_FEW = 512
_OBJECT = 1024
"""Bytes of a term without its arrays, about."""

RARE = 65534
PAD = 65535


class Posting:
    """A term's postings in one leaf, over the texts of the field `text`."""

    __slots__ = (
        "_best",
        "_bits",
        "_champions",
        "_dense",
        "_forms",
        "_rows",
        "_scores",
        "_slots",
        "collection",
        "df",
        "id",
        "idf",
        "index",
        "leaf",
        "nbytes",
        "same",
        "term",
        "whole",
    )

    def __init__(
        self, collection: Collection, leaf: Leaf, index: TokenIndex, id: int, exact: bool, df: int
    ) -> None:
        self.collection = collection
        self.leaf = leaf
        self.index = index
        self.term = id if exact else -1
        """The number of the exact term; -1 for a stem."""
        self.id = id
        """Of a stem, or of an exact term where `whole` is False."""
        self.whole = True
        """Whether it has all the postings of a stem."""
        self.same: Posting | None = None
        """The posting of a stem, where both have the same arrays."""
        self.df = df
        """In how many passages of the leaf it stands, deleted ones included."""
        if exact:
            stem = index.stem_of_[id]
            pptr = index.pptr_
            if int(index.exact_cf[id]) == pptr[stem + 1] - pptr[stem]:
                self.id = stem  # the stem's only form
            else:
                self.whole = False
        self.idf = np.float32(0)
        self.nbytes = 0
        self._rows: Array | None = None  # u32, to take half the room
        self._scores: Floats | None = None
        self._dense: Floats | None = None
        self._bits: Array | None = None
        self._slots: Array | None = None  # u32, if they are few enough for it
        self._champions: tuple[Rows, Floats] | None = None
        self._best: float | None = None
        self._forms: Rows | None = None

    # -- arrays, each made on first use

    def rows(self) -> Rows:
        """The living rows with the term."""
        if self.same is not None:
            return self.same.rows()
        rows = self._rows
        if rows is None:
            # Few rows are soon scored, and a second reading would cost more.
            self._load(self.df < _FEW)
            rows = self._rows
            assert rows is not None
        return rows.astype(np.int64)

    def scores(self) -> Floats:
        """The scores of `rows`, without the boosts of a query."""
        if self.same is not None:
            return self.same.scores()
        scores = self._scores
        if scores is None:
            self._load(True)
            scores = self._scores
            assert scores is not None
        return scores

    def slots(self) -> Rows:
        """Where in the forward stream the term stands, ascending; deleted rows included."""
        if self.same is not None:
            return self.same.slots()
        slots = self._slots
        if slots is None:
            found = self._find()[0]
            slots = self._slots = found.astype(np.uint32) if len(self.index.fwd) < 1 << 32 else found
            self._grew(slots.nbytes)
        return slots.astype(np.int64)

    def dense(self) -> Floats | None:
        """The score of every row, 0 where the term is absent; None for terms that are not frequent."""
        if self.same is not None:
            return self.same.dense()
        dense = self._dense
        if dense is None:
            if self.df * _DENSE < self.leaf.size:
                return None
            dense = np.zeros(self.leaf.size, np.float32)
            dense[self.rows()] = self.scores()
            self._dense = dense
            self._grew(dense.nbytes)
        return dense

    def bits(self) -> Array | None:
        """A bit for every row, packed as `pack` does; None for terms that are not frequent."""
        if self.same is not None:
            return self.same.bits()
        bits = self._bits
        if bits is None:
            if self.df * _DENSE < self.leaf.size:
                return None
            flags = np.zeros(self.leaf.size, np.bool_)
            flags[self.rows()] = True
            bits = self._bits = pack(flags)
            self._grew(bits.nbytes)
        return bits

    def champions(self) -> tuple[Rows, Floats]:
        """The living ones among the best CHAMPIONS rows, best first, with their scores.

        A row outside of them never comes before any of them.
        """
        if self.same is not None:
            return self.same.champions()
        found = self._champions
        if found is None:
            index = self.index
            listed = index.champions(self.id) if self.whole else None
            if listed is None or self._big() is not None:  # rare; or codes alone do not tell the order
                found = self._champions = best(self.rows(), self.scores(), CHAMPIONS)
                self._grew(found[0].nbytes + found[1].nbytes)
                return found
            at = listed.astype(np.int64)
            table = self.collection.table("text", text_length)
            scores = table.take(index.codes(self.id).take(at)) * self.idf
            order = (-scores).argsort(kind="stable")[:CHAMPIONS]
            rows = index.docs(self.id).take(at.take(order)).astype(np.int64)
            scores = scores.take(order)
            if self.leaf.alive is not None:
                living = self.leaf.alive.take(rows).nonzero()[0]
                rows, scores = rows.take(living), scores.take(living)
            found = self._champions = rows, scores
            self._grew(rows.nbytes + scores.nbytes)
        return found

    def most(self) -> float:
        """No passage scores more than this."""
        most = self._best
        if most is None:
            scores = self.champions()[1]
            if not len(scores):  # all of the champions are deleted
                scores = self.scores()
            most = self._best = float(scores.max()) if len(scores) else 0.0
        return most

    def forms(self) -> Rows:
        """The ranks of the exact terms of a stem."""
        ranks = self._forms
        if ranks is None:
            index = self.index
            ranks = index.rank.take((index.stem_of == self.id).nonzero()[0]).astype(np.int64)
            self._forms = ranks
        return ranks

    def at(self, rows: Rows) -> Floats:
        """The score of each of the rows, 0 where the term is absent."""
        dense = self.dense()
        if dense is not None:
            return dense.take(rows)
        own = self.rows()
        count = len(own)
        if len(rows) * _SLOWER < count:
            place = own.searchsorted(rows)
            np.minimum(place, count - 1, out=place)
            scores = self.scores().take(place)
            scores *= own.take(place) == rows
            return scores
        floats = self.leaf.floats.take()
        floats[own] = self.scores()
        scores = floats.take(rows)
        floats[own] = 0
        self.leaf.floats.give(floats)
        return scores

    def among(self, rows: Rows) -> Array:
        """bool: which of the rows have the term."""
        if self._dense is not None or self.df * _DENSE >= self.leaf.size:
            return self.at(rows) > 0
        own = self.rows()
        count = len(own)
        if not count:
            return np.zeros(len(rows), np.bool_)
        if len(rows) * _SLOWER < count:
            place = own.searchsorted(rows)
            np.minimum(place, count - 1, out=place)
            found: Array = own.take(place) == rows
            return found
        flags = self.leaf.flags.take()
        flags[own] = True
        found = flags.take(rows)
        flags[own] = False
        self.leaf.flags.give(flags)
        return found

    # -- reading

    def _load(self, scored: bool) -> None:
        index = self.index
        frequencies: Rows | None = None
        if self.whole:
            rows = index.docs(self.id)
        else:
            _, rows, frequencies = self._find()
        scores = None
        if scored:
            scores = self._score(rows, frequencies)
        alive = self.leaf.alive
        if alive is not None:
            living = alive.take(rows).nonzero()[0]
            if len(living) < len(rows):
                rows = rows.take(living)
                if scores is not None:
                    scores = scores.take(living)
        if self._rows is None:
            self._rows = rows
            self._grew(rows.nbytes)
        if scores is not None:
            self._scores = scores
            self._grew(scores.nbytes)

    def _score(self, rows: Array, frequencies: Rows | None) -> Floats:
        """The scores of all postings, with the frequencies of an exact term."""
        index, table = self.index, self.collection.table("text", text_length)
        if frequencies is None:
            scores = table.take(index.codes(self.id))
            many = self._big()
            if many is not None:
                frequencies = index.tf(self.id)
        else:
            scores = table.take(np.minimum(frequencies, 255) << 8 | index.lenb.take(rows))
            many = (frequencies > 255).nonzero()[0]
        if many is not None and frequencies is not None and len(many):
            # Codes end at a frequency of 255.
            scores[many] = self._impact(rows.take(many), frequencies.take(many))
        scores *= self.idf
        return scores

    def _find(self) -> tuple[Rows, Array, Rows]:
        """Slots; rows, and how often the term stands in each. Deleted rows included."""
        index = self.index
        stem = self.id if self.whole else index.stem_of_[self.id]
        texts = index.docs(stem)
        frequencies = index.tf(stem)
        slots = index.base.take(texts).astype(np.int64).repeat(frequencies)
        slots += index.positions(stem)
        if not self.whole:
            here = (
                index.fwd.take(slots) == rank
                if (rank := index.rank_[self.id]) < RARE
                else (index.ranks_at(slots) == rank)
            )
            starts = frequencies.cumsum() - frequencies
            frequencies = np.add.reduceat(here, starts, dtype=np.int64)
            slots = slots.take(here.nonzero()[0])
            some = frequencies.nonzero()[0]
            texts, frequencies = texts.take(some), frequencies.take(some)
        return slots, texts, frequencies

    def _table(self) -> Floats:
        return self.collection.table("text", text_length)

    def _big(self) -> Rows | None:
        """Which of a stem's postings have a frequency that their code does not hold; None for none."""
        index = self.index
        if not len(index.big_at):
            return None
        first, end = index.ptr_[self.id], index.ptr_[self.id + 1]
        low, high = index.big_at.searchsorted((first, end)).tolist()
        return index.big_at[low:high].astype(np.int64) - first if low < high else None

    def _impact(self, rows: Array, frequencies: Array) -> Array:

        mean = self.collection.mean("text", text_length)
        lengths = self.collection.lengths.take(self.index.lenb.take(rows))
        f = frequencies.astype(np.float64)
        impact: Array = f * (K1 + 1) / (f + K1 * (1 - B + B * lengths / mean))
        return impact.astype(np.float32)

    def _grew(self, size: int) -> None:
        self.nbytes += size
        self.collection.cache.grew(size)


Terms = tuple[Posting | None, ...]
"""A term's postings in every leaf, None where it does not occur."""


class _Kept:
    """What a cache holds of a term."""

    __slots__ = ("postings", "used")

    def __init__(self, postings: Terms) -> None:
        self.postings = postings
        self.used = 0

    @property
    def nbytes(self) -> int:
        return _OBJECT + sum(posting.nbytes for posting in self.postings if posting is not None)


def postings(collection: Collection, field: str, word: str) -> Terms:
    """The postings of a word of `text` (a stem) or `exact` in every leaf."""
    key = field, word
    kept = collection.cache.get(key)
    if kept is None:
        kept = collection.cache.put(key, _Kept(_look_up(collection, field == "exact", word)))
    found: Terms = kept.postings
    return found


def _look_up(collection: Collection, exact: bool, word: str) -> Terms:
    term = word.encode(errors="surrogatepass")
    found: list[Posting | None] = []
    frequency = 0
    for leaf in collection.leaves:
        index = leaf.segment.tokens["text"]
        id = index.term(term) if exact else index.stem(term)
        if id < 0:
            found.append(None)
            continue
        df = int(index.exact_df[id]) if exact else index.ptr_[id + 1] - index.ptr_[id]
        frequency += df
        found.append(Posting(collection, leaf, index, id, exact, df))
    idf = collection.idf(frequency)
    for posting in found:
        if posting is not None:
            posting.idf = idf
    if exact and all(posting is None or posting.whole for posting in found):
        _share(collection, found)
    return tuple(found)


def _share(collection: Collection, found: Sequence[Posting | None]) -> None:
    """Let a word that is its stem's only form everywhere use the postings of the stem."""
    spellings = {posting.index.stems[posting.id] for posting in found if posting is not None}
    if len(spellings) == 1:
        stems = postings(collection, "text", spellings.pop().decode())
        for posting, stem in zip(found, stems, strict=True):
            if (posting is None) != (stem is None) or (posting and stem and posting.idf != stem.idf):
                return
        for posting, stem in zip(found, stems, strict=True):
            if posting is not None:
                posting.same = stem


def forms(stem: Posting | None) -> Rows:
    """The ranks of the exact terms of a stem, if it occurs."""
    return NO_ROWS if stem is None else stem.forms()


def text_length(leaf: Leaf) -> int:
    """Words of all texts of a leaf."""
    length: int = leaf.segment.meta["length"]["text"]
    return length


def pack(flags: Array) -> Array:
    """A flag a row -> a bit a row, u64."""
    padded = np.zeros(-(-len(flags) // 64) * 8, np.uint8)
    packed = np.packbits(flags)
    padded[: len(packed)] = packed
    return padded.view(np.uint64)


def ones(bits: Array) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(bits).sum())
