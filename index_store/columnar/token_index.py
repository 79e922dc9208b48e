"""Token indexes: the words of a segment's texts, as views of the mapped file.

    Container, "text" --> TokenIndex: terms, stems, postings, positions, forward stream, champions

`layout` says what the arrays are. What is read in single items has a twin of the same name with an
underscore: a memoryview, whose items Python reads several times faster than a NumPy array's.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import numpy as np

from index_store.columnar import layout
from index_store.columnar.arrays import Array, ranges
from index_store.columnar.container import Container
from index_store.columnar.dictionary import Dictionary
from index_store.columnar.stream import Far, Stream


class TokenIndex:
    """The words of V texts: the passages' texts, or the distinct values of a field."""

    def __init__(self, container: Container, name: str) -> None:
        self.name = name
        self._container = container

    def array(self, name: str) -> Array:
        """The array F.`name`."""
        return self._container.array(f"{self.name}.{name}")

    def memory(self, name: str) -> memoryview:
        """The array F.`name` as a memoryview."""
        return self._container.memory(f"{self.name}.{name}")

    def _dictionary(self, name: str) -> Dictionary:
        return Dictionary(self.memory(f"{name}.blob"), self.memory(f"{name}.off"), self.memory(f"{name}.key"))

    # -- words

    @cached_property
    def has_stems(self) -> bool:
        """Whether postings are of stems rather than of the terms themselves."""
        return f"{self.name}.stem_of" in self._container

    @cached_property
    def terms(self) -> Dictionary:
        """The exact terms."""
        return self._dictionary("terms")

    @cached_property
    def stems(self) -> Dictionary:
        """The posting terms: the stems, or the terms where there are no stems of their own."""
        return self._dictionary("stems") if self.has_stems else self.terms

    def term(self, word: str | bytes) -> int:
        """The number of an exact term; -1 where no text holds it."""
        return self.terms.find(word.encode() if isinstance(word, str) else word)

    def stem(self, word: str | bytes) -> int:
        """The number of a posting term; -1 where no text holds it."""
        return self.stems.find(word.encode() if isinstance(word, str) else word)

    def range(self, prefix: str | bytes) -> tuple[int, int]:
        """The numbers of the exact terms that begin with `prefix`: from, and up to but not including."""
        return self.terms.range(prefix.encode() if isinstance(prefix, str) else prefix)

    def stem_range(self, prefix: str | bytes) -> tuple[int, int]:
        """The same of posting terms."""
        return self.stems.range(prefix.encode() if isinstance(prefix, str) else prefix)

    def spelling(self, term: int) -> bytes:
        """An exact term."""
        return self.terms[term]

    @cached_property
    def stem_of(self) -> Array:
        """u32[E]: the posting term of each exact term."""
        return self.array("stem_of") if self.has_stems else np.arange(len(self.terms), dtype=np.uint32)

    @cached_property
    def stem_of_(self) -> memoryview:
        return self.memory("stem_of") if self.has_stems else self.stem_of.data

    @cached_property
    def rank(self) -> Array:
        return self.array("rank")

    @cached_property
    def rank_(self) -> memoryview:
        return self.memory("rank")

    @cached_property
    def by_rank(self) -> Array:
        return self.array("by_rank")

    @cached_property
    def by_rank_(self) -> memoryview:
        return self.memory("by_rank")

    @cached_property
    def df(self) -> Array:
        """i64[S]: in how many texts each posting term stands."""
        return np.diff(self.ptr.astype(np.int64))

    @cached_property
    def exact_df(self) -> Array:
        """integers[E]: in how many texts each exact term stands."""
        return self.array("exact_df") if self.has_stems else self.df

    @cached_property
    def exact_cf(self) -> Array:
        """integers[E]: how often each exact term occurs."""
        return self.array("exact_cf") if self.has_stems else np.diff(self.pptr.astype(np.int64))

    # -- postings

    @cached_property
    def ptr(self) -> Array:
        return self.array("ptr")

    @cached_property
    def ptr_(self) -> memoryview:
        return self.memory("ptr")

    @cached_property
    def pptr(self) -> Array:
        return self.array("pptr")

    @cached_property
    def pptr_(self) -> memoryview:
        return self.memory("pptr")

    @cached_property
    def docs16(self) -> Array:
        """u16[P]: the lower bits of all postings' text numbers."""
        return self.array("docs")

    @cached_property
    def code(self) -> Array:
        return self.array("code")

    @cached_property
    def big_at(self) -> Array:
        return self.array("big.at")

    @cached_property
    def big_tf(self) -> Array:
        return self.array("big.tf")

    @cached_property
    def has_runs(self) -> bool:
        """Whether text numbers have more than 16 bits."""
        return f"{self.name}.run.ptr" in self._container

    @cached_property
    def run_ptr(self) -> Array:
        return self.array("run.ptr")

    @cached_property
    def run_ptr_(self) -> memoryview:
        return self.memory("run.ptr")

    @cached_property
    def run_block(self) -> Array:
        return self.array("run.block")

    @cached_property
    def run_len(self) -> Array:
        return self.array("run.len")

    @cached_property
    def pos(self) -> Array:
        return self.array("pos")

    def docs(self, stem: int) -> Array:
        """u32: the texts with a posting term, ascending."""
        low = self.docs16[self.ptr_[stem] : self.ptr_[stem + 1]]
        found = low.astype(np.uint32)
        if self.has_runs:
            runs = slice(self.run_ptr_[stem], self.run_ptr_[stem + 1])
            blocks = self.run_block[runs].astype(np.uint32) * np.uint32(layout.BLOCK)
            found += np.repeat(blocks, self.run_len[runs])
        return found

    def codes(self, stem: int) -> Array:
        """u16: min(tf, 255) << 8 | length byte of each posting."""
        return self.code[self.ptr_[stem] : self.ptr_[stem + 1]]

    def tf(self, stem: int) -> Array:
        """i64: how often the posting term stands in each of its texts."""
        start, end = self.ptr_[stem], self.ptr_[stem + 1]
        found = (self.code[start:end] >> 8).astype(np.int64)
        if len(self.big_at):
            low, high = np.searchsorted(self.big_at, [start, end])
            found[self.big_at[low:high].astype(np.int64) - start] = self.big_tf[low:high]
        return found

    def positions(self, stem: int) -> Array:
        """u16 or u32: positions of the posting term in its texts, one text after the other."""
        return self.pos[self.pptr_[stem] : self.pptr_[stem + 1]]

    def slots_of(self, stem: int) -> Array:
        """i64: the slots where the posting term stands, ascending."""
        return np.repeat(self.base[self.docs(stem)].astype(np.int64), self.tf(stem)) + self.positions(stem)

    def champions(self, stem: int) -> Array | None:
        """u32: postings of the term, counted from its first, that hold its best ones whatever the statistics.

        None for a term without champions: all its postings are few. See `champions`.
        """
        row = self.champ_of_[stem]
        return None if row < 0 else self.champ_at[self.champ_ptr_[row] : self.champ_ptr_[row + 1]]

    @cached_property
    def champ_of(self) -> Array:
        return self.array("champ.of")

    @cached_property
    def champ_of_(self) -> memoryview:
        return self.memory("champ.of")

    @cached_property
    def champ_ptr_(self) -> memoryview:
        return self.memory("champ.ptr")

    @cached_property
    def champ_at(self) -> Array:
        return self.array("champ.at")

    # -- texts

    @property
    def texts(self) -> int:
        """V."""
        return len(self.lenb_)

    @cached_property
    def lenb(self) -> Array:
        return self.array("lenb")

    @cached_property
    def lenb_(self) -> memoryview:
        return self.memory("lenb")

    @cached_property
    def base(self) -> Array:
        return self.array("base")

    @cached_property
    def base_(self) -> memoryview:
        return self.memory("base")

    @cached_property
    def fwd(self) -> Array:
        return self.array("fwd")

    @cached_property
    def rare_at(self) -> Array:
        return self.array("rare.at")

    @cached_property
    def rare_rank(self) -> Array:
        return self.array("rare.rank")

    @cached_property
    def step(self) -> Array | None:
        """u8[T], None where the field has no characters."""
        return self.array("step") if f"{self.name}.step" in self._container else None

    @cached_property
    def far(self) -> Far | None:
        """Gaps and lengths that no step holds; None where the field has no characters."""
        if self.step is None:
            return None
        return Far(self.array("far.at"), self.array("far.gap"), self.array("far.len"))

    @cached_property
    def stream(self) -> Stream:
        """The forward stream, by rank."""
        return Stream(self.fwd, self.base, self.rare_at, self.rare_rank, self.step, self.far)

    def ranks_at(self, slots: Array) -> Array:
        """u32: the rank of the term in each slot, stream.NO_TERM at a PAD."""
        return self.stream.numbers_at(slots)

    def forward(self, texts: Array) -> tuple[Array, Array]:
        """The words of some texts: ranks u32[n] (NO_TERM between names), and how many slots each text has."""
        starts = self.base[texts].astype(np.int64)
        counts = self.base[texts + 1].astype(np.int64) - starts - 1
        return self.ranks_at(ranges(starts, counts)), counts

    def offsets(self, text: int) -> tuple[Array, Array]:
        """i64, i64: the first character of each word of a text, and its length in characters."""
        if self.step is None or self.far is None:
            raise TypeError(f"{self.name} has no characters")
        start, end = self.base_[text], self.base_[text + 1] - 1
        step = self.step[start:end]
        gaps, lengths = (step >> 5).astype(np.int64), (step & 31).astype(np.int64)
        if len(self.far.at):
            low, high = bisect_left(self.far.at, start), bisect_left(self.far.at, end)
            at = self.far.at[low:high].astype(np.int64) - start
            gaps[at], lengths[at] = self.far.gap[low:high], self.far.length[low:high]
        ends = np.cumsum(gaps + lengths)
        return ends - lengths, lengths
