"""Which words an index holds, and what its passages explain of short forms, straight from the segments.

    WPS TAB Women, Peace and Security     ->     wps: Women, Peace and Security;  wps (initials): WPS

What is explained is read when a query first asks, once a snapshot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index_store.acronyms import pairs
from index_store.analysis import tokens
from search.query.stopwords import STOP_WORDS

if TYPE_CHECKING:
    from index_store.columnar.segment import Segment

_ACRONYMS = "acronyms"

COMMON = 50
"""A word this many times more frequent than its explanations is a word, and no acronym (act, aid)."""

_MOST = 3
"""How many long forms a short one may have."""


class Lexicon:
    """The words of some segments; deleted passages count."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def holds(self, stem: str) -> bool:
        """Whether a stem stands in the text of any passage."""
        return any(segment.tokens["text"].stem(stem) >= 0 for segment in self._segments)

    def frequency(self, word: str) -> int:
        """In how many passages an exact term stands."""
        found = 0
        for segment in self._segments:
            index = segment.tokens["text"]
            term = index.term(word)
            if term >= 0:
                found += int(index.exact_df[term])
        return found

    def words(self, beginning: str, shortest: int, longest: int) -> set[str]:
        """The words of texts and of names of who speaks that begin so, by their length in bytes."""
        found: set[str] = set()
        for segment in self._segments:
            for field in ("text", "speaker_name"):
                index = segment.tokens[field]
                first, last = index.range(beginning)
                ends = index.array("terms.off")[first : last + 1].astype(np.int64)
                length = np.diff(ends)
                kept = ((length >= shortest) & (length <= longest)).nonzero()[0]
                blob = index.memory("terms.blob")
                found.update(
                    str(blob[a:b], "utf-8")
                    for a, b in zip(ends.take(kept).tolist(), ends.take(kept + 1).tolist(), strict=True)
                )
        return found

    def named(self, word: str) -> bool:
        """Whether a word stands in the name of anybody who speaks."""
        return any(segment.tokens["speaker_name"].term(word) >= 0 for segment in self._segments)

    def titled(self, stem: str) -> bool:
        """Whether a stem stands in any title."""
        return any(segment.tokens["title"].stem(stem) >= 0 for segment in self._segments)

    def long_forms(self, short: str) -> Sequence[str]:
        """What a short form in lower case stands for, the most frequent first."""
        forms = self._forms[0].get(short)
        if not forms or self.frequency(short) > COMMON * forms.total():
            return ()
        return tuple(long for long, _ in forms.most_common(_MOST))

    def short_forms(self, initials: str) -> Sequence[tuple[str, str]]:
        """The short and long forms whose telling words begin with these letters."""
        return self._forms[1].get(initials, ())

    @cached_property
    def _forms(self) -> tuple[dict[str, Counter[str]], dict[str, list[tuple[str, str]]]]:
        long_of: defaultdict[str, Counter[str]] = defaultdict(Counter)
        short_of: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for segment in self._segments:
            values = segment.values(_ACRONYMS)
            if not len(values):
                continue
            counted = np.bincount(segment.column(_ACRONYMS), minlength=len(values) + 1).tolist()
            for number in range(len(values)):
                for short, long in pairs(values[number].decode()):
                    seen = long_of[short.lower()]
                    if long not in seen:
                        short_of[_initials(long)].append((short, long))
                    seen[long] += counted[number + 1]
        return dict(long_of), dict(short_of)


def _initials(long: str) -> str:
    return "".join(t.exact[0] for t in tokens(long) if t.exact not in STOP_WORDS)
