"""Names of people as they are compared across documents.

A name as printed goes in; a `NameKey` comes out, in which case, accents and macrons, hyphens, commas, periods
and the space between characters of a script without capitals make no difference. Initials stand apart, since
one print has them and another leaves them out.

    Antony J. BLINKEN   words antony blinken   initials j
    Kōno Tarō           words kono taro
    Suk-yeol Yoon       words suk yeol yoon
    林 芳正             words 林芳正            native
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from index_store.folding import fold

_HYPHENED = re.compile(r"[^\s,.，、．・·]+")
_BETWEEN = re.compile(r"[\s,.\-‐‑‒–，、．・·]+")


@dataclass(frozen=True, slots=True)
class NameKey:
    """What of a name is compared."""

    words: tuple[str, ...]
    """Folded, in the order in which they are printed; initials too where fewer than two other words are
    left ("K. Panin")."""
    initials: tuple[str, ...] = ()
    native: bool = False
    """Written without capitals (Japanese, Arabic ...): one word, whatever spaces it has."""
    apart: bool = field(default=True, compare=False)
    """The words are not all one word with hyphens ("Jean-Pierre")."""

    @property
    def full(self) -> bool:
        """More than a surname: two words, or two characters of a script without capitals."""
        return (len(self.words) > 1 and self.apart) or (self.native and len(self.words[0]) > 1)

    def fits(self, other: NameKey) -> bool:
        """The same words in the same order, and no initial that contradicts: one side may have none."""
        alike = not self.initials or not other.initials or self.initials == other.initials
        return self.words == other.words and alike


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> NameKey:
    """The key of a name; a name without a letter or digit has no words."""
    printed = [w for w in _BETWEEN.split(unicodedata.normalize("NFKC", name)) if any(map(str.isalnum, w))]
    words = [folded for w in printed if (folded := fold(w))]
    if words and not any(_is_cased(c) for w in printed for c in w):
        return NameKey(("".join(words),), native=True)
    full = tuple(w for w in words if not _is_initial(w))
    apart = _HYPHENED.fullmatch(name.strip()) is None
    if len(full) < 2:
        return NameKey(tuple(words), apart=apart)
    return NameKey(full, tuple(w for w in words if _is_initial(w)), apart=apart)


def orders(name: str, family: str | None = None, given: str | None = None) -> tuple[str, ...]:
    """A name as it is and in its other order: family name first and last.

    Where the family name is not known, or not part of the name, only a name of two words is turned.
    """
    found = [name]
    key, last = name_key(name), name_key(family) if family else None
    if family and given and {*name_key(f"{family} {given}").words} != {*key.words}:
        # Otherwise they are the name again, perhaps without its initial, which tells people apart.
        found += [f"{family} {given}", f"{given} {family}"]
    if key.native:
        return tuple(found)
    if last and last.words and len(last.words) < len(key.words):
        n = len(last.words)
        if key.words[:n] == last.words:
            found.append(" ".join([*key.words[n:], *key.initials, *last.words]))
        elif key.words[-n:] == last.words:
            found.append(" ".join([*last.words, *key.words[:-n], *key.initials]))
    elif len(key.words) == 2 and not last:
        found.append(" ".join([key.words[1], key.words[0], *key.initials]))
    return tuple(dict.fromkeys(found))


def _is_cased(char: str) -> bool:
    return char.isalpha() and char.lower() != char.upper()


def _is_initial(word: str) -> bool:
    return len(word) == 1 and _is_cased(word)
