"""Words near each other: the two classes of query that Whoosh lacks, and how spans of positions are joined.

    UnorderedPhrase   words in any order within a window        a subclass of Whoosh's Phrase
    SameSentence      two operands in one sentence of the text  a subclass of Whoosh's SpanNear

A span is a pair of positions, the first and the last word of something that was found, both included. Spans
of `text` and of `exact` can be compared, because both fields count the same words. All functions are pure and
take positions of one passage.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from whoosh.query import Phrase
from whoosh.query.spans import SpanNear

from search.sentences import sentences

Span = tuple[int, int]

ANY_DISTANCE = 1 << 30
"""A slop that is wider than any passage."""


class UnorderedPhrase(Phrase):  # type: ignore[misc]  # Whoosh has no types
    """All `words` of the field, in any order, within `width` positions; a word that is given twice stands
    there twice. Scores like a Phrase: the sum of its words' Term scores."""

    @property
    def width(self) -> int:
        """How many positions the last word may stand after the first: side by side at slop 1."""
        return int(self.slop) + len(self.words) - 2


class SameSentence(SpanNear):  # type: ignore[misc]  # Whoosh has no types
    """SpanNear at any distance whose span, from the first word to the last, lies in one sentence of the
    stored text (`search.sentences`)."""

    def __init__(self, a: Any, b: Any, ordered: bool = False) -> None:
        super().__init__(a, b, slop=ANY_DISTANCE, ordered=ordered)

    def apply(self, fn: Any) -> SameSentence:
        """The same over other operands."""
        return SameSentence(fn(self.a), fn(self.b), self.ordered)


def pairs(a: Iterable[Span], b: Sequence[Span], slop: int, ordered: bool) -> Iterable[tuple[Span, Span]]:
    """Each span of `a` with each of `b` that does not overlap it and begins at most `slop` positions after
    its end, or (unless `ordered`) ends at most as many before its start. `b` ascends."""
    starts = [span[0] for span in b]
    longest = max((last - first for first, last in b), default=0)
    for first, last in a:
        low = last + 1 if ordered else first - slop - longest
        for other in b[bisect_left(starts, low) :]:
            if other[0] > last + slop:
                break
            if other[0] > last or (not ordered and 1 <= first - other[1] <= slop):
                yield (first, last), other


def windows(positions: Sequence[Sequence[int]], width: int) -> list[Span]:
    """The smallest windows that hold one position of each word, of a word given twice two, at most `width`
    positions from first to last; ascending. `positions` are those of each word; equal ones are one word."""
    needed = Counter(tuple(word) for word in positions)
    places = sorted((at, word) for word in needed for at in word)
    missing = needed.total()
    held: Counter[tuple[int, ...]] = Counter()
    found: list[Span] = []
    left = 0
    for at, word in places:
        missing -= held[word] < needed[word]
        held[word] += 1
        while missing == 0:
            first, dropped = places[left]
            left += 1
            held[dropped] -= 1
            if held[dropped] < needed[dropped]:
                missing += 1
                if at - first <= width:
                    found.append((first, at))
    return found


def sentence_numbers(text: str, ranges: Sequence[tuple[int, int]]) -> list[int | None]:
    """The sentence of the text in which each range of characters lies; None where it crosses an end."""
    found = sentences(text)
    starts = [start for start, _ in found]
    numbers: list[int | None] = []
    for start, end in ranges:
        at = bisect_right(starts, start) - 1
        numbers.append(at if at >= 0 and end <= found[at][1] else None)
    return numbers
