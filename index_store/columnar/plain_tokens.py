"""The plain tokeniser: texts in, numbers of terms and places of words out, one word at a time.

texts --analysis.tokens--> Tokenised(ids, counts, gaps, lengths), terms, stems
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index_store.analysis import tokens
from index_store.columnar.arrays import Array


class TokenisedTexts(Protocol):
    """The words of texts, one text after the other."""

    @property
    def ids(self) -> Array:
        """integers[n]: places in the tokeniser's `terms` and `stems`"""

    @property
    def counts(self) -> Array:
        """integers[texts]: words of each text"""

    @property
    def gaps(self) -> Array:
        """integers[n]: characters between the word before, or the text's begin, and this word"""

    @property
    def lengths(self) -> Array:
        """integers[n]: characters"""


class Tokeniser(Protocol):
    """What numbers the words of texts."""

    @property
    def terms(self) -> list[str]:
        """The exact term of each number."""

    @property
    def stems(self) -> list[str]:
        """The stem of each number."""

    def add(self, texts: Sequence[str]) -> TokenisedTexts:
        """The words of these texts; terms that are met for the first time get the next numbers."""


@dataclass(frozen=True, slots=True)
class Tokenised:
    """See TokenisedTexts."""

    ids: Array
    counts: Array
    gaps: Array
    lengths: Array


class PlainTokeniser:
    """Numbers the words that `analysis.tokens` finds, in the order of their first appearance."""

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.stems: list[str] = []
        self._numbers: dict[str, int] = {}

    def add(self, texts: Sequence[str]) -> Tokenised:
        """The words of these texts."""
        ids: list[int] = []
        counts: list[int] = []
        gaps: list[int] = []
        lengths: list[int] = []
        for text in texts:
            before, known = 0, len(ids)
            for exact, stem, start, end in tokens(text):
                number = self._numbers.setdefault(exact, len(self.terms))
                if number == len(self.terms):
                    self.terms.append(exact)
                    self.stems.append(stem)
                ids.append(number)
                gaps.append(start - before)
                lengths.append(end - start)
                before = end
            counts.append(len(ids) - known)
        return Tokenised(
            np.array(ids, np.int32),
            np.array(counts, np.int32),
            np.array(gaps, np.uint32),
            np.array(lengths, np.uint32),
        )
