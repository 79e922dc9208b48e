"""Names of people: what looks like one, how capitals are undone, when two forms can be the same person.

In: names as printed. Out: cleaned names and yes-or-no judgements. Nothing here decides who speaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from .vocabulary import words
from .wording import fold, is_capitals, is_caseless, starts_upper

_TOKEN = re.compile(r"[^\s,;:()（）]+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`.·・-](?=[^\W\d_])|['’]$)*\.?$")

_CONTRACTION = re.compile(r"['’](?:m|re|ll|ve|s|t|d)$", re.I)


def tokens(name: str) -> list[str]:
    """The words of a name, punctuation between them dropped."""
    return _TOKEN.findall(name)


def looks_like_name(text: str) -> bool:
    """One to five words, each beginning with a capital (or a small particle between such words), letters
    only. Scripts without capitals: at most ten letters in all."""
    found = tokens(text)
    if not 1 <= len(found) <= 5 or len(text) > 60:
        return False
    if is_caseless(text):
        ideographs = any("\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text)
        short = len("".join(found)) <= (10 if ideographs else 36)
        return short and all(unicodedata.category(c)[0] in "LM" or c in "'’.·・-" for c in "".join(found))
    particles = words("labels", "name_particle.words")
    offices = words("labels", "office") | words("labels", "office_modifier")
    if len(found) >= 3 and sum(len(t) > 3 and fold(t) in offices for t in found) >= 2:
        return False  # "Cheif Cabinet Secretary Doe": an office that the grammar could not read
    if len(found) >= 4 and found[-2] == "of" and fold(found[0]) in words("labels", "noble.words"):
        found = [*found[:-2], found[-1]]  # "Baroness Ferrant of Kelder"
    for i, t in enumerate(found):
        if not _WORD.match(t) or _CONTRACTION.search(t) or (_is_never_a_name(t) and fold(t) not in particles):
            return False
        if not starts_upper(t) and not (fold(t) in particles and i + 1 < len(found)):
            return False
    return starts_upper(found[-1])


def _is_never_a_name(word: str) -> bool:
    """No name holds the word; "I." with its period is an initial and not the pronoun."""
    return fold(word) in words("labels", "not_a_name.words") and not re.fullmatch(r"[A-Z]\.", word)


def surname(name: str) -> str:
    """The printed surname: the word in capitals where only part of the name is, otherwise the last word."""
    found = tokens(name)
    capitals = [t for t in found if is_capitals(t)]
    if capitals and len(capitals) < len(found):
        return " ".join(capitals)
    return found[-1] if found else name


def same_words(a: str, b: str) -> bool:
    """The same words in any order, accents aside."""
    return sorted(bare(a).split()) == sorted(bare(b).split())


@lru_cache(maxsize=16384)
def bare(name: str) -> str:
    """A name folded, without accents and macrons."""
    marked = unicodedata.normalize("NFD", fold(name))
    return unicodedata.normalize("NFC", "".join(c for c in marked if unicodedata.category(c) != "Mn"))


def part_of(short: str, full: str) -> bool:
    """Every word of the short form is a word of the full one, initials counting for the words they begin."""
    have = bare(full).split()
    for word in bare(short).split():
        if word in have:
            have.remove(word)
        elif len(word) == 1 and (match := next((h for h in have if h.startswith(word)), None)):
            have.remove(match)
        else:
            return False
    return True


def decapitalise(name: str, seen: Callable[[str], str | None] = lambda word: None) -> str:
    """A name with capitals undone ("IWAYA Takeshi" -> "Iwaya Takeshi").

    `seen` gives the form in which a word stands elsewhere in the document, if it does ("MCGURK" -> "McGurk").
    Initials and words that are not in capitals stay as they are.
    """
    out = []
    for t in name.split():
        if not is_capitals(t) or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", t):
            out.append(t)
            continue
        out.append(seen(t) or _capitalise(t))
    return " ".join(out)


def _capitalise(word: str) -> str:
    """First letters only, behind a hyphen or an apostrophe that follows one letter as well (O'Brien)."""
    if prefixed := re.fullmatch(r"(Ma?c)([A-Z]{2,})", word):
        return prefixed[1] + prefixed[2].capitalize()  # "McGRANE"
    low = word.lower().replace("i\u0307", "i")
    return re.sub(r"(^|[-–·]|(?<=^\w)['’])(\w)", lambda m: m[1] + m[2].upper(), low)
