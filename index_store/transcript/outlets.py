"""News outlets and the people who work for them.

In: phrases as printed. Out: whether they name an outlet or a role in the press. Names of outlets and the
words that only such names hold are data (`data/labels.toml`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .offices import is_office
from .vocabulary import words
from .wording import fold, starts_upper


@lru_cache(maxsize=8192)
def is_outlet(text: str) -> bool:
    """A known news outlet, or a capitalised phrase with a word that only outlets have ("Asagao Shimbun")."""
    folded = fold(text).removeprefix("the ")
    if folded in words("labels", "outlet.names") or fold(text) in words("labels", "outlet.names"):
        return True
    found = text.split()
    if not 2 <= len(found) <= 6 or not starts_upper(found[0]):
        return False
    small = words("labels", "name_particle.words") | words("labels", "outlet.small")
    if not all(starts_upper(w) or fold(w) in small or w[0].isdigit() for w in found):
        return False
    if folded in words("labels", "questioner") | words("labels", "attendant"):
        return False
    last, first = fold(found[-1]), fold(found[0])
    return (
        last in words("labels", "outlet.words")
        or first in words("labels", "outlet.first")
        or (any(fold(w) in words("labels", "outlet.words") for w in found) and not is_office(text))
    )


def outlet_in(text: str) -> str | None:
    """The outlet at the head of "CNN ANCHOR"."""
    found = text.split()
    for n in range(len(found) - 1, 0, -1):
        if is_outlet(" ".join(found[:n])):
            return " ".join(found[:n])
    return None


def is_journalist(text: str) -> bool:
    """A role in the press: "CNN ANCHOR", "Host"."""
    return bool(_journalist().search(fold(text)))


@cache
def _journalist() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words('labels', 'journalist'))))})\b")
