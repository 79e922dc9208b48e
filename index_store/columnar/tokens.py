"""The batch tokeniser: many texts in, the numbers of their terms and the places of their words out.

    texts --UTF-8, `runs`--> numbers of runs --entries of runs--> Tokenised(ids, counts, gaps, lengths)
                              new runs --analysis.tokens--^

It finds the words that `analysis.tokens` finds, at the same places, but asks `tokens` once for each distinct
run of characters between white space: what words a run holds does not depend on the runs around it. The
answer is kept as the *entry* of the run, and the words of a text are gathered from the entries of its runs:

    entries   first, count      its words: a range of the arrays below
              tail              characters after its last word; all of them where it has none
              whole             a text with this run is to be tokenised as a whole
    words     id, gap, length   as in `Tokenised`

A text is tokenised as a whole where the words of a run do depend on others (`CAPITAL_ACRONYMS`), and where a
run is too long to be remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from index_store.analysis import CAPITAL_ACRONYMS, Token, tokens
from index_store.columnar.runs import TOO_LONG, Places, RunNumbers, find_runs

KNOWN_RUNS = 1 << 18
"""How many runs have an entry, and a quarter of the words in them; beyond that all are forgotten. They take
about 50 MB."""

PIECE = 1 << 18
"""Bytes that are tokenised at a time: the arrays of a piece stay in the processor's cache."""

_FIRST_PIECE = 1 << 14
"""Bytes of the first piece, in which nearly every run is new; each of the next is twice as long."""

_ZERO = np.zeros(1, np.int64)
_T = TypeVar("_T", bound=np.generic)
_DEPENDENT = re.compile(rf"(?<![^\W_])(?:{'|'.join(sorted(CAPITAL_ACRONYMS))})(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Tokenised:
    """The words of a batch of texts, in order, one text after the other."""

    ids: npt.NDArray[np.int32]
    """[n] The term of each word: its place in `BatchTokeniser.terms` and `.stems`."""
    counts: npt.NDArray[np.int32]
    """[texts] How many words each text has; their sum is n."""
    gaps: npt.NDArray[np.uint32]
    """[n] Characters between the end of the word before, or the begin of the text, and this word."""
    lengths: npt.NDArray[np.uint16]
    """[n] Characters of the word as printed."""


class BatchTokeniser:
    """Tokenises batches of texts, and numbers their terms in the order in which it meets them.

    It learns: the first batches take longer than later ones. The same batches always get the same numbers.
    """

    def __init__(self) -> None:
        self.terms: list[str] = []
        """The exact term of each number."""
        self.stems: list[str] = []
        """Its stem."""
        self._ids: dict[str, int] = {}
        self._piece = _FIRST_PIECE
        self._forget()

    def add(self, texts: Sequence[str], encoded: Sequence[bytes] | None = None) -> Tokenised:
        """The words of these texts, as `analysis.tokens` finds them; `encoded` are the texts as UTF-8, where
        somebody has them.

        Raises UnicodeEncodeError, with nothing done, where a text holds half a surrogate pair.
        """
        if encoded is None:
            encoded = [text.encode() for text in texts]
        found = [self._tokenised(*piece) for piece in self._pieces(texts, encoded)]
        if len(found) == 1:
            return found[0]
        return Tokenised(
            np.concatenate([np.empty(0, np.int32), *(piece.ids for piece in found)]),
            np.concatenate([np.empty(0, np.int32), *(piece.counts for piece in found)]),
            np.concatenate([np.empty(0, np.uint32), *(piece.gaps for piece in found)]),
            np.concatenate([np.empty(0, np.uint16), *(piece.lengths for piece in found)]),
        )

    def _pieces(
        self, texts: Sequence[str], encoded: Sequence[bytes]
    ) -> Iterator[tuple[Sequence[str], Sequence[bytes]]]:
        """The texts, and their bytes, in pieces of about the size that is handled at a time."""
        begin = size = 0
        for end, text in enumerate(encoded, 1):
            size += len(text)
            if size >= self._piece or end == len(encoded):
                yield texts[begin:end], encoded[begin:end]
                begin, size = end, 0
                self._piece = min(2 * self._piece, PIECE)

    def _forget(self) -> None:
        self._runs = RunNumbers()
        self._entries = _Entries()

    def _tokenised(self, texts: Sequence[str], encoded: Sequence[bytes]) -> Tokenised:
        if max(len(self._runs), self._entries.words // 4) > KNOWN_RUNS:
            self._forget()
        entries = self._entries
        stored = b"\n".join(encoded)
        begins = np.cumsum([0, *map(len, encoded)]) + np.arange(len(encoded) + 1)
        starts, ends = find_runs(stored)
        of, new = self._runs.of(stored, starts, ends)
        if new:
            self._learn([run.decode() for run in new])
        bounds = np.searchsorted(starts, begins)
        dependent = np.flatnonzero(entries.whole[of])
        if not len(dependent):
            return entries.gathered(of, starts, ends, begins, bounds)
        known = len(entries)
        for text in np.unique(np.searchsorted(bounds, dependent, side="right") - 1).tolist():
            # The entry of the whole text stands for its first run; one without words for the others.
            a, b = bounds[text : text + 2]
            of[a:b] = TOO_LONG
            of[a] = len(entries)
            starts[a] = begins[text]
            self._add([texts[text]], [False])
        found = entries.gathered(of, starts, ends, begins, bounds)
        entries.truncate(known)
        return found

    def _learn(self, runs: Sequence[str]) -> None:
        """Make entries of runs that were not met before."""
        self._add(runs, [bool(_DEPENDENT.search(run)) for run in runs])

    def _add(self, texts: Sequence[str], whole: Sequence[bool]) -> None:
        ids, starts, ends = [], [], []
        for token in tokens("\n".join(texts)):
            ids.append(self._id(token))
            starts.append(token.start)
            ends.append(token.end)
        self._entries.add(
            texts, whole, np.array(ids, np.int32), np.array(starts, np.int64), np.array(ends, np.int64)
        )

    def _id(self, token: Token) -> int:
        found = self._ids.get(token.exact)
        if found is None:
            found = self._ids[token.exact] = len(self.terms)
            self.terms.append(token.exact)
            self.stems.append(token.stem)
        return found


class _Entries:
    """The entries of runs, as drawn above; the first is that of TOO_LONG."""

    def __init__(self) -> None:
        self._first, self._count, self._tail = _Growing(np.int64), _Growing(np.int64), _Growing(np.int64)
        self._whole = _Growing(np.bool_)
        self._ids, self._gaps, self._lengths = _Growing(np.int32), _Growing(np.uint32), _Growing(np.uint16)
        nothing = np.zeros(0, np.int64)
        self.add([""], [True], nothing, nothing, nothing)

    def __len__(self) -> int:
        return len(self._count.values)

    @property
    def words(self) -> int:
        """How many words the entries have."""
        return len(self._ids.values)

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Of each entry, whether texts with this run are to be tokenised as a whole."""
        return self._whole.values

    def add(
        self, texts: Sequence[str], whole: Sequence[bool], ids: Places, starts: Places, ends: Places
    ) -> None:
        """Make an entry of each text. `starts` and `ends` are the places of the words in the texts laid end
        to end with one character between them."""
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        limits = np.cumsum(sizes + 1) - 1
        bounds = np.searchsorted(starts, limits)
        counts = np.diff(bounds, prepend=0)
        has = counts > 0
        gaps = starts.copy()
        gaps[1:] -= ends[:-1]
        heads = (bounds - counts)[has]
        gaps[heads] = starts[heads] - (limits - sizes)[has]
        tails = sizes
        tails[has] = limits[has] - ends[bounds[has] - 1]
        self._first.extend(bounds - counts + self.words)
        self._count.extend(counts)
        self._tail.extend(tails)
        self._whole.extend(np.array(whole, np.bool_))
        self._ids.extend(ids)
        self._gaps.extend(gaps)
        self._lengths.extend(ends - starts)

    def truncate(self, entries: int) -> None:
        """Forget all entries but the first `entries`."""
        words = int(self._first.values[entries]) if entries < len(self) else self.words
        entry_columns: tuple[_Growing[Any], ...] = (self._first, self._count, self._tail, self._whole)
        word_columns: tuple[_Growing[Any], ...] = (self._ids, self._gaps, self._lengths)
        for column in entry_columns:
            column.truncate(entries)
        for column in word_columns:
            column.truncate(words)

    def gathered(self, of: Places, starts: Places, ends: Places, begins: Places, bounds: Places) -> Tokenised:
        """The words of texts.

        `of`, `starts` and `ends` are the entries of their runs and where these begin and end; text i begins
        at `begins[i]` and its runs are `bounds[i]` to `bounds[i + 1]`.
        """
        counts = self._count.values[of]
        until = np.cumsum(np.concatenate([_ZERO, counts]))
        before = until[:-1]
        at = np.repeat(self._first.values[of] - before, counts)
        at += np.arange(len(at))
        gaps = self._gaps.values[at]
        has = np.flatnonzero(counts)
        gaps[before[has]] += self._leads(of, has, starts, ends, begins, bounds)
        return Tokenised(
            ids=self._ids.values[at],
            counts=np.diff(until[bounds]).astype(np.int32),
            gaps=gaps,
            lengths=self._lengths.values[at],
        )

    def _leads(
        self, of: Places, has: Places, starts: Places, ends: Places, begins: Places, bounds: Places
    ) -> npt.NDArray[np.uint32]:
        """Characters between the last word before a run, or the begin of the text, and the run, for the runs
        that have words (`has`). White space is one byte a character; other runs count by their tails."""
        leads = starts.copy()
        leads[1:] += self._tail.values[of[:-1]] - ends[:-1]
        runs = np.diff(bounds)
        some = runs > 0
        heads = bounds[:-1][some]
        leads[heads] = starts[heads] - begins[:-1][some]
        if len(has) < len(of):
            passed = np.cumsum(leads)
            text = np.repeat(passed[heads] - leads[heads], runs[some])
            # The runs between this one and the last that has words are of this text, or of texts before it.
            last = np.concatenate([_ZERO, passed[has[:-1]]])
            leads = passed[has] - np.maximum(last, text[has])
        return leads.astype(np.uint32)


class _Growing(Generic[_T]):
    """An array that others are appended to."""

    def __init__(self, dtype: type[_T]) -> None:
        self._room = np.empty(1024, dtype)
        self.values = self._room[:0]
        """What it holds."""

    def extend(self, more: npt.NDArray[Any]) -> None:
        """Append, as this array's type."""
        size = len(self.values) + len(more)
        if size > len(self._room):
            room = np.empty(2 * size, self._room.dtype)
            room[: len(self.values)] = self.values
            self._room = room
        self._room[len(self.values) : size] = more
        self.values = self._room[:size]

    def truncate(self, size: int) -> None:
        """Keep the first `size` values."""
        self.values = self._room[:size]
