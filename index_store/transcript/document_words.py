"""The words of one document: how it spells them, and which it prints before a surname.

In: the source's text. Out: answers, each found when it is first asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from .names import looks_like_name
from .offices import is_title_word
from .wording import fold, is_capitals, small_words


class DocumentWords:
    """Look-ups in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._given: dict[str, frozenset[str]] = {}

    def given_names(self, surname: str) -> frozenset[str]:
        """The words, folded, that stand before a surname as first names do: capitals, no title, no ordinary
        word."""
        if surname not in self._given:
            before = rf"(?<![\w.'’-])([^\W\d_a-z][\w'’-]+)\s+{re.escape(surname)}(?![\w-])"
            found = {m[1] for m in re.finditer(before, self._text, re.I)}
            self._given[surname] = frozenset(fold(w) for w in found if self._is_given_name(w))
        return self._given[surname]

    def _is_given_name(self, word: str) -> bool:
        named = word[0].isupper() and looks_like_name(word) and not is_title_word(word)
        return named and word.lower() not in self._small

    def mixed_case(self, word: str) -> str | None:
        """How the document writes a word elsewhere that a label prints in capitals, most often."""
        return self._spellings.get(fold(word))

    @cached_property
    def _small(self) -> frozenset[str]:
        return small_words(self._text)

    @cached_property
    def _spellings(self) -> dict[str, str]:
        counts: Counter[str] = Counter(re.findall(r"[^\W\d_][\w'’-]*[^\W\d_]", self._text))
        out: dict[str, str] = {}
        for word, _ in sorted(counts.items(), key=lambda x: x[1]):
            word = re.sub(r"['’]s$", "", word)
            if word[0].isupper() and not is_capitals(word):
                out[fold(word)] = word
        return out
