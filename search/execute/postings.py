"""What an engine reads of an index: terms -> passages with frequencies, lengths, positions.

Whoosh's readers and leaf matchers are read directly, segment by segment; its binary matchers, which get some
combinations wrong, are not used. Document numbers are those of the whole index.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from typing import Any

from search.execute.scoring import idf

_PROBE = 16
"""A posting list this many times longer than the passages asked about is skipped through, not read."""


class Postings:
    """The terms of one snapshot. Not safe for threads: Whoosh's files have one position each."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self.leaves: list[tuple[Any, int]] = [
            (leaf, offset) for leaf, offset in reader.leaf_readers() if leaf.doc_count_all()
        ]
        self.size: int = reader.doc_count_all()
        self._starts = [offset for _, offset in self.leaves]
        self._frequencies: dict[tuple[str, bytes], int] = {}
        self._means: dict[str, float] = {}

    def term(self, field: str, text: str) -> bytes:
        """A term as the index spells it."""
        try:
            return bytes(self.reader.schema[field].to_bytes(text))
        except UnicodeEncodeError:
            return text.encode(errors="surrogatepass")  # half a surrogate pair: no index holds it

    def frequency(self, field: str, term: bytes) -> int:
        """In how many passages a term stands, deleted ones included."""
        found = self._frequencies.get((field, term))
        if found is None:
            found = sum(
                int(leaf.doc_frequency(field, term)) for leaf, _ in self.leaves if (field, term) in leaf
            )
            if len(self._frequencies) >= 1 << 16:
                self._frequencies.clear()
            self._frequencies[field, term] = found
        return found

    def idf(self, field: str, term: bytes) -> float:
        return idf(self.size, self.frequency(field, term))

    def mean_length(self, field: str) -> float:
        """Words of the field in a passage, on average over all of them."""
        mean = self._means.get(field)
        if mean is None:
            mean = self._means[field] = self.reader.field_length(field) / (self.size or 1) or 1.0
        return mean

    def everything(self) -> Iterator[int]:
        """All passages, ascending."""
        for leaf, offset in self.leaves:
            for docnum in leaf.all_doc_ids():
                yield docnum + offset

    def segment(self, docnum: int) -> int:
        """Which of the leaves holds a passage."""
        return bisect_right(self._starts, docnum) - 1

    def _read(self, field: str, term: bytes) -> Iterator[tuple[Any, Any, int]]:
        """The segments that have a term: leaf, matcher at its first posting, number of the first passage."""
        for leaf, offset in self.leaves:
            if (field, term) in leaf:
                matcher = leaf.postings(field, term)
                if matcher.is_active():
                    yield leaf, matcher, offset

    def visit(
        self, field: str, term: bytes, within: Collection[int] | None
    ) -> Iterator[tuple[Any, Any, int]]:
        """Every posting of a term in a passage of `within` (None: in all), ascending.

        Gives leaf, matcher at the posting and number of the leaf's first passage.
        """
        if within is not None and len(within) * _PROBE < self.frequency(field, term):
            wanted = sorted(within)
            for leaf, matcher, offset in self._read(field, term):
                yield from ((leaf, matcher, offset) for _ in _skip_through(matcher, offset, wanted))
            return
        for leaf, matcher, offset in self._read(field, term):
            while matcher.is_active():
                if within is None or matcher.id() + offset in within:
                    yield leaf, matcher, offset
                matcher.next()

    def passages(self, field: str, term: bytes, within: Collection[int] | None) -> Iterator[int]:
        """The passages of `within` in which a term stands, ascending."""
        for _, matcher, offset in self.visit(field, term, within):
            yield matcher.id() + offset

    def terms(self, field: str, first: bytes, wanted: Callable[[bytes], bool]) -> Iterator[bytes]:
        """The terms of a field from `first` on, as long as they are wanted; a term may come repeatedly."""
        for leaf, _ in self.leaves:
            for name, term in leaf.terms_from(field, first):
                if name != field or not wanted(term):
                    break
                yield term


def _skip_through(matcher: Any, offset: int, wanted: list[int]) -> Iterator[None]:
    """Stops at each wanted passage that the matcher has."""
    for docnum in wanted[bisect_left(wanted, offset) :]:
        local = docnum - offset
        if matcher.id() < local:
            matcher.skip_to(local)
            if not matcher.is_active():
                return
        if matcher.id() == local:
            yield
