"""Small judgements about wording that several stages share: folding, capitals, sentence ends.

In: strings. Out: strings and booleans. Nothing here knows a language's words; those are in `data/`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TERMINALS = ".?!…。？！｡"
CLOSERS = "\"'”’“»)]}）】」』›*_ \u00a0\u202f"
OPENERS = "\"'“‘«([{（【「『‹*_„-–—•·>"
_SPACES = re.compile(r"\s+")
_MAC = re.compile(r"\bMa?c(?=[A-Z]{2})")
_ASIDE = re.compile(r"(?:\s*[(\[][^()\[\]]{0,60}[)\]])+$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|no|vs|inc|co|ltd|gen|sen|rep|hon|jr|sr|prof)|\b[a-z])\.$", re.I
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form in which labels, names and phrases are compared: compatibility forms, case, periods, curly
    quotes and white space folded."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace(".", " ")
    # The Turkish letters without and with a dot become one, for capitals of other languages have one only.
    return _SPACES.sub(" ", text).strip().casefold().replace("i\u0307", "i").replace("ı", "i")


def squeeze(text: str) -> str:
    """The text with runs of white space as one space and none at the ends."""
    return _SPACES.sub(" ", text).strip()


def is_capitals(text: str) -> bool:
    """At least two letters, cased, and none of them small but those of "Mc" and "Mac" ("McGRANE"). Particles
    count as small."""
    if "c" in text:
        text = _MAC.sub("MC", text)
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and any(c.isupper() for c in letters) and not any(c.islower() for c in letters)


def is_shouted(text: str) -> bool:
    """A text that is in capitals from end to end, so that capitals tell nothing in it."""
    sample = text[:6000]
    upper = sum(map(str.isupper, sample))
    return upper > 40 and upper > 3 * sum(map(str.islower, sample))


def is_caseless(text: str) -> bool:
    """Letters of a script without capitals (Chinese, Japanese, Korean, Arabic ...)."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and not any(c.isupper() or c.islower() for c in letters)


def starts_upper(word: str) -> bool:
    """The first letter is a capital, or the script has none."""
    for c in word:
        if c.isalpha():
            return not c.islower()
    return False


def starts_lower(text: str) -> bool:
    """The first character that is not an opening quotation mark or bracket is a small letter."""
    for c in text:
        if c in OPENERS or c.isspace():
            continue
        return c.islower()
    return False


def ends_sentence(text: str) -> bool:
    """The text ends as a sentence does: with a full stop, question mark, ellipsis ... before any closing
    quotation marks and brackets."""
    text = text.rstrip().rstrip(CLOSERS)
    return bool(text) and text[-1] in TERMINALS


def ends_open(text: str) -> bool:
    """The text breaks off inside a sentence: no end mark of any kind, or a comma."""
    text = _ASIDE.sub("", text.rstrip())
    if not text or ends_sentence(text):
        return not text or bool(_ABBREVIATION.search(text))
    return text[-1] not in ":;：；-–—"


def is_title_case(text: str) -> bool:
    """Most words of four letters and more, and the first, begin with a capital, as headings do in English."""
    found: list[str] = re.findall(r"[^\W\d_][\w'’.-]*", text)
    if not found or not starts_upper(found[0]):
        return False
    long = [w for w in found if len(w) >= 4]
    if not long:
        return all(starts_upper(w) or len(w) < 4 for w in found)
    return sum(starts_upper(w) for w in long) >= 0.75 * len(long)


def is_bracketed(text: str) -> bool:
    """The whole text stands in one pair of brackets: a stage note, "(Laughter.)", "[Inaudible]"."""
    text = text.strip().strip("*_ ")
    pairs = {"(": ")", "[": "]", "（": "）", "【": "】", "<": ">", "〔": "〕"}
    if len(text) < 3 or text[0] not in pairs or not text.rstrip(".").endswith(pairs[text[0]]):
        return False
    depth = 0
    for i, c in enumerate(text):
        if c == text[0]:
            depth += 1
        elif c == pairs[text[0]]:
            depth -= 1
            if depth == 0:
                return not text[i + 1 :].strip(" .")
    return False


def small_words(text: str) -> frozenset[str]:
    """The words that the text prints with a small initial, parts behind a hyphen left out."""
    return frozenset(re.findall(r"(?<![\w-])[^\W\d_A-Z][\w'’]*", text))


def reads_as_said(text: str) -> bool:
    """Long enough for a paragraph, or a sentence with its capital and its full stop."""
    return len(text) > 60 or (ends_sentence(text) and starts_upper(text.lstrip("\"'“‘([")))
