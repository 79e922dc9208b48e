"""Queries that stand for several words: Prefix, Wildcard, FuzzyTerm.

    the query --dictionary--> numbers of exact terms --postings of their stems--> rows

Terms are sorted, so those that begin alike are neighbours, and so are their stems, mostly. What a Wildcard or
a FuzzyTerm means is said in `words`; the same answers are found here without looking at each term: all terms
of a range are one text for a regular expression, and what can't be near a misspelt word is told by its length
and letters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from search.execute.arrays import NO_ROWS, Array, Found, Mask, Rows, distinct, ragged
from search.execute.nodes import Node
from search.execute.terms import Posting, postings
from search.execute.words import edits, pattern

if TYPE_CHECKING:
    from index_store.columnar.segment import TokenIndex
    from search.execute.collection import Collection, Leaf

_HANDFUL = 12
"""So many terms are read one by one, and kept like terms that are asked for themselves."""
_LOOKED_AT = 300
_SPARSE = 24
_LONGEST = 250
"""Bytes of the longest word for which near ones are looked for by length and letters."""

_JOKER = re.compile("[*?]")


class AnyTerm(Node):
    """Rows whose text has one of some exact terms; they score nothing."""

    __slots__ = ("_found", "collection", "index", "terms")

    def __init__(self, collection: Collection, leaf: Leaf, terms: Rows) -> None:
        self.collection = collection
        self.index: TokenIndex = leaf.segment.tokens["text"]
        self.terms = terms
        """Their numbers, ascending."""
        self._found: Rows | None = None
        few = terms.tolist() if len(terms) <= _HANDFUL else ()
        df = self.index.exact_df
        super().__init__(leaf, min(leaf.live, sum(int(df[t]) for t in few)) if few else 1 + leaf.live // 4)

    def all(self, scored: bool) -> Found:
        if self._found is None:
            if len(self.terms) <= _HANDFUL:
                self._found = self._united()
            else:
                self._found = self._swept()
        return self._found, None

    def words(self) -> list[Posting]:
        """The postings of each term."""
        spelling, at = self.index.spelling, self.leaf.at
        found = (postings(self.collection, "exact", spelling(t).decode())[at] for t in self.terms.tolist())
        return [posting for posting in found if posting is not None]

    def _united(self) -> Rows:
        every = [posting.rows() for posting in self.words()]
        if len(every) == 1:
            return every[0]
        return union(self.leaf, np.concatenate(every)) if every else NO_ROWS

    def _swept(self) -> Rows:
        """The rows of very many terms: whole ranges of postings are read at once."""
        index = self.index
        forms: Array = self.leaf.kept("forms", lambda: np.bincount(index.stem_of, minlength=len(index.stems)))
        stems, wanted = np.unique(index.stem_of.take(self.terms), return_counts=True)
        stems = stems.astype(np.int64)
        whole = wanted == forms.take(stems)
        every = [_texts(index, stems.take(whole.nonzero()[0]))[0]]
        partly = stems.take((~whole).nonzero()[0])
        if len(partly):
            every.append(self._partly(partly))
        return self.leaf.living(union(self.leaf, np.concatenate(every)))

    def _partly(self, stems: Rows) -> Rows:
        """The rows of stems of which not every form is wanted: the stream says which form stands where."""
        index = self.index
        texts, at = _texts(index, stems)
        frequencies = (index.code.take(at) >> 8).astype(np.int64)
        if len(index.big_at):
            many = (frequencies == 255).nonzero()[0]
            place = np.minimum(index.big_at.searchsorted(at.take(many)), len(index.big_at) - 1)
            big = index.big_at.take(place) == at.take(many)
            frequencies[many[big]] = index.big_tf.take(place[big])
        first = index.pptr.take(stems).astype(np.int64)
        positions = index.pos.take(ragged(first, index.pptr.take(stems + 1).astype(np.int64) - first)[0])
        slots = index.base.take(texts).astype(np.int64).repeat(frequencies) + positions
        wanted = np.zeros(len(index.rank), np.bool_)
        wanted[index.rank.take(self.terms)] = True
        here = wanted.take(index.ranks_at(slots))
        return texts.repeat(frequencies).take(here.nonzero()[0])


def _texts(index: TokenIndex, stems: Rows) -> tuple[Rows, Rows]:
    """The texts of all postings of some stems, stem by stem, and the numbers of these postings."""
    if not len(stems):
        return NO_ROWS, NO_ROWS
    low, high = int(stems[0]), int(stems[-1]) + 1
    if high - low == len(stems):
        begin, end = index.ptr_[low], index.ptr_[high]
        at = np.arange(begin, end)
        texts = index.docs16[begin:end].astype(np.int64)
    else:
        first = index.ptr.take(stems).astype(np.int64)
        at = ragged(first, index.ptr.take(stems + 1).astype(np.int64) - first)[0]
        texts = index.docs16.take(at).astype(np.int64)
    if index.has_runs:
        first = index.run_ptr.take(stems).astype(np.int64)
        runs = ragged(first, index.run_ptr.take(stems + 1).astype(np.int64) - first)[0]
        texts += np.repeat(index.run_block.take(runs).astype(np.int64) << 16, index.run_len.take(runs))
    return texts, at


def union(leaf: Leaf, rows: Rows) -> Rows:
    """The rows, ascending and each once; they may come in any order and repeatedly."""
    if len(rows) * _SPARSE < leaf.size:
        if len(rows) < 2:
            return rows
        rows = np.sort(rows)
        return rows.take(distinct(rows))
    flags = leaf.flags.take()
    flags[rows] = True
    united = flags.nonzero()[0]
    flags[united] = False
    leaf.flags.give(flags)
    return united


# -- which terms


def beginning(index: TokenIndex, prefix: str) -> Rows:
    """The exact terms that begin like this."""
    return np.arange(*index.range(prefix.encode(errors="surrogatepass")))


def wildcard(index: TokenIndex, text: str) -> Rows:
    """The exact terms that a Wildcard means."""
    joker = _JOKER.search(text)
    low, high = index.range((text[: joker.start()] if joker else text).encode(errors="surrogatepass"))
    if low == high:
        return NO_ROWS
    expression = pattern(text)
    ending = _JOKER.split(text)[-1].encode(errors="surrogatepass")
    if ending and high - low > _HANDFUL:
        terms = _ending(index, low, high, ending)
        if len(terms) <= _LOOKED_AT:
            found = [t for t in terms.tolist() if expression.fullmatch(index.spelling(t).decode())]
            return np.array(found, np.int64)
    lines = _lines(index, low, high)
    if not lines.isascii():
        found = [n for n, line in enumerate(lines.decode().split("\n"), low) if expression.fullmatch(line)]
        return np.array(found, np.int64)
    # A term is a line, and without DOTALL no dot matches the end of one.
    each = re.compile(f"^(?:{expression.pattern})$", re.MULTILINE)
    starts = [match.start() for match in each.finditer(lines.decode("ascii"))]
    off = index.array("terms.off")[low:high].astype(np.int64)
    numbers: Rows = low + (off - off[0] + np.arange(high - low)).searchsorted(starts)
    return numbers


def _ending(index: TokenIndex, low: int, high: int, ending: bytes) -> Rows:
    """Those of neighbouring terms that end like this, or are too short to tell."""
    ends = index.array("terms.off")[low + 1 : high + 1].astype(np.int64)
    blob = index.array("terms.blob")
    terms = np.arange(low, high)
    for back, letter in enumerate(reversed(ending), 1):
        kept = (blob.take(ends - back, mode="clip") == letter).nonzero()[0]
        ends, terms = ends.take(kept), terms.take(kept)
    return terms


def _lines(index: TokenIndex, low: int, high: int) -> bytes:
    """The spellings of neighbouring terms, a line each."""
    off = index.array("terms.off")[low : high + 1].astype(np.int64)
    lengths = np.diff(off)
    lines = np.full(int(off[-1] - off[0]) + high - low, ord("\n"), np.uint8)
    letters = np.arange(int(off[-1] - off[0])) + np.repeat(np.arange(high - low), lengths)
    lines[letters] = index.array("terms.blob")[int(off[0]) : int(off[-1])]
    return lines[:-1].tobytes()


class _Signatures:
    """What a near term must share: of every exact term its bytes, as a set of 32, and their number."""

    __slots__ = ("foreign", "length", "letters")

    def __init__(self, index: TokenIndex) -> None:
        off, blob = index.array("terms.off").astype(np.int64), index.array("terms.blob")
        bits = np.left_shift(np.uint32(1), blob & 31, dtype=np.uint32)
        self.letters: Array = np.bitwise_or.reduceat(bits, off[:-1])
        ascii = np.bitwise_or.reduceat(blob, off[:-1]) < 128
        self.length: Array = np.where(ascii, np.minimum(np.diff(off), 254), 255).astype(np.uint8)
        """u8[terms], 254 for more; 255 where a letter has several bytes."""
        self.foreign: list[int] = (~ascii).nonzero()[0].tolist()
        """The terms with such letters, ascending."""


def fuzzy(leaf: Leaf, text: str, limit: int, prefix: int) -> Rows:
    """The exact terms within `limit` edits (see `words.edits`) that begin with the same `prefix` letters."""
    index: TokenIndex = leaf.segment.tokens["text"]
    low, high = index.range(text[:prefix].encode(errors="surrogatepass"))
    if low == high:
        return NO_ROWS
    if not text.isascii() or not limit < len(text) <= _LONGEST:
        return _one_by_one(index, range(low, high), text, limit)
    known: _Signatures = leaf.kept("signatures", lambda: _Signatures(index))
    word = text.encode()
    own = 0
    for letter in word:
        own |= 1 << (letter & 31)
    # An edit changes two letters of the set at most, and the length by one.
    near = np.bitwise_count(known.letters[low:high] ^ np.uint32(own)) <= 2 * limit
    near &= known.length[low:high] - np.uint8(len(word) - limit) <= 2 * limit  # what is less wraps round
    candidates: Rows = near.nonzero()[0]
    if len(candidates):
        candidates += low
        check = _within_one if limit == 1 else _within
        candidates = candidates.take(check(index, candidates, word, limit).nonzero()[0])
    foreign = known.foreign[bisect_left(known.foreign, low) : bisect_left(known.foreign, high)]
    if foreign:
        candidates = np.sort(np.concatenate((candidates, _one_by_one(index, foreign, text, limit))))
    return candidates


def _one_by_one(index: TokenIndex, terms: Iterable[int], text: str, limit: int) -> Rows:
    """Those of the terms that are near."""
    found = [term for term in terms if edits(text, index.spelling(term).decode(), limit) <= limit]
    return np.array(found, np.int64)


def _within_one(index: TokenIndex, terms: Rows, word: bytes, limit: int) -> Mask:
    """bool: which terms are at most one edit away: all but one letter is in the beginning or the end that
    they share with the word, or two neighbours are exchanged."""
    size = len(word)
    off = index.array("terms.off")
    first, end = off.take(terms).astype(np.int64), off.take(terms + 1).astype(np.int64)
    lengths = end - first
    steps = np.arange(size + 1)
    # Both ways at once, from the front and from the back. Beyond a term's own letters stand its neighbour's;
    # its length bounds what they seem to share.
    at = np.stack((first[:, None] + steps, (end - 1)[:, None] - steps))
    letters = index.array("terms.blob").take(at, mode="clip")
    # No letter equals the last one, so that what is shared ends there.
    asked = np.frombuffer(word + b"\xff" + word[::-1] + b"\xff", np.uint8).reshape(2, 1, size + 1)
    shared = np.minimum((letters == asked).argmin(axis=2), lengths)
    found: Mask = shared[0] + shared[1] >= np.maximum(lengths, size) - 1
    swapped = ((lengths == size) & (shared[0] + shared[1] == size - 2)).nonzero()[0]
    if len(swapped):
        place = shared[0].take(swapped)
        one, other = letters[0, swapped, place], letters[0, swapped, place + 1]
        found[swapped] |= (one == asked[0, 0, place + 1]) & (other == asked[0, 0, place])
    return found


def _letters(index: TokenIndex, terms: Rows, width: int) -> tuple[Array, Array]:
    """u8[terms, width]: the letters of each, 0 beyond; i64: their lengths."""
    off = index.array("terms.off")
    first, end = off.take(terms).astype(np.int64), off.take(terms + 1).astype(np.int64)
    steps = np.arange(width)
    letters = index.array("terms.blob").take(first[:, None] + steps, mode="clip")
    letters[steps >= (end - first)[:, None]] = 0
    return letters, end - first


def _within(index: TokenIndex, terms: Rows, word: bytes, limit: int) -> Mask:
    """bool: which terms are at most `limit` edits away: the table of `words.edits`, of all terms at once, of
    which only the cells near the diagonal matter."""
    size = len(word)
    letters, lengths = _letters(index, terms, size + limit)
    far = np.full(len(terms), limit + 1, np.int8)
    table: dict[tuple[int, int], Any] = {(0, j): np.full(len(terms), j, np.int8) for j in range(limit + 1)}
    for i in range(1, size + 1):
        for j in range(max(0, i - limit), min(size, i) + limit + 1):
            if j > size + limit or j > i + limit:
                break
            if j == 0:
                table[i, 0] = np.full(len(terms), i, np.int8)
                continue
            differs = letters[:, j - 1] != word[i - 1]
            cell = np.minimum(table.get((i - 1, j), far), table.get((i, j - 1), far)) + 1
            cell = np.minimum(cell, table.get((i - 1, j - 1), far) + differs)
            if i > 1 and j > 1 and (i - 2, j - 2) in table:
                exchanged = (letters[:, j - 2] == word[i - 1]) & (letters[:, j - 1] == word[i - 2])
                cell = np.where(exchanged, np.minimum(cell, table[i - 2, j - 2] + 1), cell)
            table[i, j] = cell.astype(np.int8)
    result = far
    for length in range(max(0, size - limit), size + limit + 1):
        result = np.where(lengths == length, table.get((size, length), far), result)
    return np.asarray(result <= limit, np.bool_)
