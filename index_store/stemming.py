"""The Snowball English stemmer ("Porter2"), as Whoosh and NLTK have it, in half of their time.

    word --exceptions | steps 0 to 5--> stem

The algorithm is described at https://snowballstem.org/algorithms/english/stemmer.html. Two regions of a word
decide which endings go: R1, what follows the first consonant after a vowel, and R2, the same within R1. They
are kept as strings beside the word and change as it does; where the implementation in `whoosh.lang` lets one
of them run out of step, so does this one: the two give the same stem for every word. What makes this one
faster is that endings are looked for by the last two letters of the word instead of one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_EXCEPTIONS = {
    "skis": "ski",
    "skies": "sky",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
    **{word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")},
    **{
        word + end: word
        for word in ("inning", "outing", "canning", "herring", "earring")
        for end in ("", "s")
    },
    **{word + end: word for word in ("proceed", "exceed", "succeed") for end in ("", "s", "ed", "ing")},
}

_VOWELS = "aeiouy"
_VOWEL = re.compile(f"[{_VOWELS}]")
_REGION = re.compile(f"[{_VOWELS}][^{_VOWELS}]", re.DOTALL)
_SPECIAL = {"gener": 5, "commun": 6, "arsen": 5}
_DOUBLE = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_BEFORE_LI = "cdeghkmnrt"

Ending = tuple[str, int, str, str]
"""An ending; how many letters go, what takes their place, and what R2 becomes where it has fewer letters."""


def _by_letters(endings: Sequence[Ending]) -> Mapping[str, Sequence[Ending]]:
    """The endings by their last two letters, longest first."""
    found: dict[str, list[Ending]] = {}
    for ending in sorted(endings, key=lambda ending: -len(ending[0])):
        found.setdefault(ending[0][-2:], []).append(ending)
    return found


def _replaced(replacement: str, *endings: str, short: str = "") -> list[Ending]:
    return [(ending, len(ending), replacement, short) for ending in endings]


def _cut(letters: int, *endings: str) -> list[Ending]:
    return [(ending, letters, "", "") for ending in endings]


_STEP_2 = _by_letters(
    [
        *_cut(2, "tional", "entli", "fulli", "lessli", "li"),
        *_cut(4, "fulness"),
        *_cut(1, "ogi"),
        *((ending, 1, "e", "") for ending in ("enci", "anci", "abli")),
        *_replaced("ize", "izer", "ization"),
        *_replaced("ate", "ational", "ation", "ator", short="e"),
        *_replaced("al", "alism", "aliti", "alli"),
        *_replaced("ous", "ousli", "ousness"),
        *_replaced("ive", "iveness", "iviti", short="e"),
        *_replaced("ble", "biliti", "bli"),
    ]
)
_STEP_3 = _by_letters(
    [
        *_cut(2, "tional"),
        *_cut(3, "alize"),
        *_replaced("ate", "ational"),
        *_replaced("ic", "icate", "iciti", "ical"),
        *_replaced("", "ful", "ness", "ative"),
    ]
)
_STEP_4 = _by_letters(
    _replaced(
        "",
        *("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive"),
        *("ize", "ion", "al", "er", "ic"),
    )
)


def stem(word: str) -> str:
    """The stem of a word in lower case."""
    known = _EXCEPTIONS.get(word)
    if known is not None:
        return known
    word = word.removeprefix("'")
    if "y" in word:
        word = _with_consonant_y(word)
    r1, r2 = _regions(word)
    if "'" in word:
        word, r1, r2 = _shortened(word, r1, r2, _last(word, ("'s'", "'s", "'")))
    last = word[-1:]
    if last == "s" or word.endswith("ied"):
        word, r1, r2 = _step_1a(word, r1, r2)
        last = word[-1:]
    if last in ("d", "g", "y"):
        word, r1, r2 = _step_1b(word, r1, r2)
        last = word[-1:]
    if last in ("y", "Y") and len(word) > 2 and word[-2] not in _VOWELS:
        word, r1, r2 = word[:-1] + "i", r1[:-1] + "i" if r1 else "", r2[:-1] + "i" if r2 else ""
    word, r1, r2 = _step_2(word, r1, r2)
    word, r1, r2 = _step_3(word, r1, r2)
    word, r1, r2 = _step_4(word, r1, r2)
    return _step_5(word, r1, r2).replace("Y", "y")


def _with_consonant_y(word: str) -> str:
    """The word with an upper-case Y where it is no vowel: at the begin, and after a vowel."""
    if word[0] == "y":
        word = "Y" + word[1:]
    at = word.find("y", 1)
    while at > 0:
        if word[at - 1] in _VOWELS:
            word = f"{word[:at]}Y{word[at + 1 :]}"
        at = word.find("y", at + 1)
    return word


def _regions(word: str) -> tuple[str, str]:
    for begin, size in _SPECIAL.items():
        if word.startswith(begin):
            r1 = word[size:]
            break
    else:
        found = _REGION.search(word)
        if found is None:
            return "", ""
        r1 = word[found.end() :]
    found = _REGION.search(r1)
    return r1, r1[found.end() :] if found else ""


def _last(word: str, endings: Sequence[str]) -> int:
    """How long the first of these endings is that the word has; 0 where it has none."""
    return next((len(ending) for ending in endings if word.endswith(ending)), 0)


def _shortened(word: str, r1: str, r2: str, letters: int) -> tuple[str, str, str]:
    return (word[:-letters], r1[:-letters], r2[:-letters]) if letters else (word, r1, r2)


def _step_1a(word: str, r1: str, r2: str) -> tuple[str, str, str]:
    """Plurals."""
    if word.endswith("sses"):
        return _shortened(word, r1, r2, 2)
    if word.endswith(("ied", "ies")):
        return _shortened(word, r1, r2, 2 if len(word) > 4 else 1)
    if word.endswith(("us", "ss")) or not _VOWEL.search(word, 0, max(0, len(word) - 2)):
        return word, r1, r2
    return _shortened(word, r1, r2, 1)


def _step_1b(word: str, r1: str, r2: str) -> tuple[str, str, str]:
    """Participles."""
    size = _last(word, ("eedly", "ingly", "edly", "eed", "ing", "ed"))
    if not size:
        return word, r1, r2
    if word.endswith(("eed", "eedly")):
        if not r1.endswith(word[-size:]):
            return word, r1, r2
        return (
            word[:-size] + "ee",
            r1[:-size] + "ee" if len(r1) >= size else "",
            r2[:-size] + "ee" if len(r2) >= size else "",
        )
    if not _VOWEL.search(word, 0, len(word) - size):
        return word, r1, r2
    word, r1, r2 = word[:-size], r1[:-size], r2[:-size]
    if word.endswith(("at", "bl", "iz")):
        word, r1 = word + "e", r1 + "e"
        return word, r1, r2 + "e" if len(word) > 5 or len(r1) >= 3 else r2
    if word.endswith(_DOUBLE):
        return word[:-1], r1[:-1], r2[:-1]
    if not r1 and _is_short(word):
        return word + "e", r1, r2 + "e" if r2 else r2
    return word, r1, r2


def _is_short(word: str) -> bool:
    """Whether it ends in a short syllable and is nothing else."""
    if len(word) == 2:
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return len(word) >= 3 and word[-1] not in "aeiouywxY" and word[-2] in _VOWELS and word[-3] not in _VOWELS


def _found(word: str, endings: Mapping[str, Sequence[Ending]]) -> Ending | None:
    """The longest of the endings that a word has."""
    for ending in endings.get(word[-2:], ()):
        if word.endswith(ending[0]):
            return ending
    return None


def _put(word: str, r1: str, r2: str, ending: Ending) -> tuple[str, str, str]:
    _, letters, replacement, short = ending
    return (
        word[:-letters] + replacement,
        r1[:-letters] + replacement,
        r2[:-letters] + replacement if len(r2) >= letters else short,
    )


def _step_2(word: str, r1: str, r2: str) -> tuple[str, str, str]:
    ending = _found(word, _STEP_2)
    if ending is None or not r1.endswith(ending[0]):
        return word, r1, r2
    if (ending[0] == "ogi" and word[-4] != "l") or (ending[0] == "li" and word[-3] not in _BEFORE_LI):
        return word, r1, r2
    return _put(word, r1, r2, ending)


def _step_3(word: str, r1: str, r2: str) -> tuple[str, str, str]:
    ending = _found(word, _STEP_3)
    if ending is None or not r1.endswith(ending[0]) or (ending[0] == "ative" and not r2.endswith("ative")):
        return word, r1, r2
    return _put(word, r1, r2, ending)


def _step_4(word: str, r1: str, r2: str) -> tuple[str, str, str]:
    ending = _found(word, _STEP_4)
    if ending is None or not r2.endswith(ending[0]) or (ending[0] == "ion" and word[-4] not in "st"):
        return word, r1, r2
    return _put(word, r1, r2, ending)


def _step_5(word: str, r1: str, r2: str) -> str:
    if r2.endswith("e") or (r2.endswith("l") and word[-2] == "l"):
        return word[:-1]
    if r1.endswith("e") and len(word) >= 4 and not _ends_short(word):
        return word[:-1]
    return word


def _ends_short(word: str) -> bool:
    """Whether what stands before the last letter ends in a short syllable."""
    return word[-2] not in "aeiouywxY" and word[-3] in _VOWELS and word[-4] not in _VOWELS
