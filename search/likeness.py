"""How alike two names are, and why: words, order, initials, sound and spelling.

Two names as printed go in; reasons in words, or a number, come out. Nothing is known here of who bears them.
NLTK is imported where two words are compared letter by letter.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from index_store.person_names import NameKey, name_key

_SOUNDS = (
    *(("ou", "o"), ("oo", "o"), ("oh", "o"), ("uu", "u"), ("ue", "u"), ("oe", "o"), ("ae", "a"), ("aa", "a")),
    *(("ii", "i"), ("ie", "i"), ("ei", "e"), ("sy", "sh"), ("ty", "ch"), ("zy", "j"), ("jy", "j")),
    *(("tch", "ch"), ("tsch", "ch"), ("cz", "ch"), ("kh", "k"), ("gh", "g"), ("ph", "f"), ("th", "t")),
    *(("w", "v"), ("y", "i"), ("ck", "k"), ("q", "k"), ("c", "k"), ("mb", "nb"), ("mp", "np"), ("mm", "nm")),
)
_SYLLABLES = (("tsu", "tu"), ("shi", "si"), ("chi", "ti"), ("fu", "hu"), ("ji", "zi"))


@lru_cache(maxsize=1 << 16)
def sounding(word: str) -> str:
    """What the romanisations of one name have in common (ou/oh/o, shi/si, tsu/tu, mb/nb, y/i ...)."""
    for printed, sound in (*_SYLLABLES, *_SOUNDS):
        word = word.replace(printed, sound)
    return "".join(c for i, c in enumerate(word) if i == 0 or c != word[i - 1])


def likeness(a: str, b: str) -> list[str]:
    """Why two names may be one person's; empty where nothing says so."""
    x, y = name_key(a), name_key(b)
    if not (x.full and y.full) or x.native or y.native:
        return []
    if x.initials and y.initials and x.initials != y.initials:
        return []
    one, two = sorted(x.words), sorted(y.words)
    if one == two:
        how = "the same words" if x.words == y.words else "the same words in another order"
        return [how if x.initials == y.initials else f"{how}, one with an initial"]
    if sorted(map(sounding, one)) == sorted(map(sounding, two)):
        return ["the same sounds, spelt in another way"]
    shorter, longer = sorted((x, y), key=lambda k: (len(k.words), sum(map(len, k.words))))
    if _abbreviates(shorter, longer):
        return ["one is a shorter form of the other"]
    return _misspelt(x, y)


def _abbreviates(short: NameKey, long: NameKey) -> bool:
    """Every word of the short name is a word of the long one or begins one; a whole one is among them."""
    left = list(long.words)
    whole = 0
    for word in sorted((*short.words, *short.initials), key=len, reverse=True):
        if word in left:
            left.remove(word)
            whole += len(word) > 1
        elif begun := [w for w in left if w.startswith(word)]:
            left.remove(begun[0])
        elif word not in long.initials:
            return False
    return whole > 0


def _misspelt(x: NameKey, y: NameKey) -> list[str]:
    """All words but one are the same, and that differs by a letter, or by two of many."""
    ours, theirs = Counter(x.words) - Counter(y.words), Counter(y.words) - Counter(x.words)
    if ours.total() != 1 or theirs.total() != 1:
        return []
    a, b = sorted((*ours, *theirs))
    length = min(len(a), len(b))
    if length < 4 or abs(len(a) - len(b)) > 2:
        return []
    apart = _letters_apart(a, b)
    if apart > (1 if length < 7 else 2):
        return []
    return [f"{a} and {b} differ in {'one letter' if apart == 1 else 'two letters'}"]


@lru_cache(maxsize=1 << 16)
def _letters_apart(a: str, b: str) -> int:
    from nltk.metrics.distance import edit_distance

    return int(edit_distance(a, b, transpositions=True))


def similarity(a: str, b: str) -> float:
    """Jaro-Winkler similarity of two folded names, the best over the orders of the second."""
    from nltk.metrics.distance import jaro_winkler_similarity

    x, y = name_key(a), name_key(b)
    turned = [[*y.words[n:], *y.words[:n]] for n in range(max(1, len(y.words)))]
    return max(float(jaro_winkler_similarity(" ".join(x.words), " ".join(words))) for words in turned)
