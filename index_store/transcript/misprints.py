"""Misprinted words: how far apart two spellings are, and which known word was meant.

In: folded words, or the labels of a document. Out: the word or the label that was meant. Only words for
offices and voices are ever mended, never names: a name that is one letter away from another is somebody
else's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from .label import Label
from .lines import Line
from .vocabulary import words
from .wording import fold, is_capitals

_LONG = 7
"""Letters that a word must have before it may count as a misprint: of short ones too many are near."""
_LONG_OFFICE = 8
"""Letters of the offices that misprints are compared with."""
_SHORTEST_LABEL = 5
"""Letters of the shortest label that is compared with the frequent ones."""
_FREQUENT = 3
"""How often a label stands in a document that its misprints may be known by."""
_MISPUNCTUATED = re.compile(r"\s*([A-Z][A-Z .'’]{1,40}?)\s*(?:[;,]|\.\s?-|-\s?\.)\s+(?=\S)")


@lru_cache(maxsize=4096)
def misprinted_office(word: str) -> str | None:
    """The office that a long word, itself no word of an office, is one slip away from: "Spoksperson",
    "Secreatry"."""
    if len(word) < _LONG or word in words("labels", "office") or word in words("labels", "office_modifier"):
        return None
    return next(
        (o for o in sorted(words("labels", "office")) if len(o) >= _LONG_OFFICE and is_slip(word, o)), None
    )


@lru_cache(maxsize=4096)
def is_misprinted_voice(word: str) -> bool:
    """A word that is one slip away from one for who asks, and none itself: "Quesiton", "Jounalist"."""
    known = words("labels", "questioner")
    return word not in known and any(len(k) >= _LONG and " " not in k and is_slip(word, k) for k in known)


def is_slip(a: str, b: str) -> bool:
    """One letter too many, missing, exchanged, or two swapped."""
    n = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[n:], b[n:]
    return x[1:] == y or x == y[1:] or x[1:] == y[1:] or (x[:2] == y[:2][::-1] and x[2:] == y[2:])


def is_near(a: str, b: str) -> bool:
    """One or two letters apart, by the length of the word: insertions, deletions and exchanges."""
    bound = 1 if max(len(a), len(b)) < 8 else 2
    if abs(len(a) - len(b)) > bound:
        return False
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1] <= bound


def mended(candidates: Mapping[int, Label], lines: Sequence[Line], body: Sequence[int]) -> dict[int, Label]:
    """The labels that the document's frequent ones show to be misprints or bad scans of them, by index of
    the line: a semicolon for the colon, "JOUNALIST", "PRIE MINISTER"."""
    frequent = Counter(c.key for c in candidates.values() if c.terminator == ":" and is_capitals(c.printed))
    models: dict[str, Label] = {}
    for c in candidates.values():
        if frequent[c.key] >= _FREQUENT and (c.voice != "person" or c.name is None):
            models.setdefault(c.key, c)
    out: dict[int, Label] = {}
    for i in body if models else ():
        found = candidates.get(i)
        if found is None:
            m = _MISPUNCTUATED.match(lines[i].text)
            if m and fold(m[1]) in models:
                out[i] = replace(models[fold(m[1])], start=m.start(1), end=m.end())
        elif frequent[found.key] < _FREQUENT and _may_be_misprint(found):
            near = next((k for k in models if k != found.key and is_near(found.key, k)), None)
            if near is not None:
                meant = models[near]
                out[i] = replace(found, voice=meant.voice, name=None, role=meant.role, outlet=None, pair=None)
    return out


def _may_be_misprint(label: Label) -> bool:
    return label.terminator == ":" and is_capitals(label.printed) and len(label.key) >= _SHORTEST_LABEL
