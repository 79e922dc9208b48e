"""Folding: what is ignored when two spellings of a word are compared.

A word as printed goes in, the form that the index compares comes out. Folding ignores case, accents and
macrons (`Kōno` = `Kono`), full and half width, typographic apostrophes, soft hyphens and zero-width
characters. It keeps what makes another letter: the voiced marks of kana, the vowel signs of Indic scripts.
The letters that Unicode does not decompose but keyboards lack (`ø`, `ł`, `æ` ...) are written as their usual
replacements.

The character classes at the end say what the rules of words in `analysis` and `shapes` are about.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

IGNORABLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Inside of a character class: soft hyphen, zero-width characters, marks of direction."""

APOSTROPHES = "'’‘‛ʼʻʽ＇"
"""What may stand for the apostrophe inside a word."""

HYPHENS = r"\-‐‑‒–﹣－"
"""Inside of a character class: what may stand for the hyphen in a designation such as G-7."""

_UNDECOMPOSED = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "þ": "th",
        **dict.fromkeys(APOSTROPHES, "'"),
    }
)


def fold(word: str) -> str:
    """The form of a word that is compared, NFC. `fold(fold(x)) == fold(x)`; canonically equal words fold
    alike.

    The result may be empty (a word of nothing but combining marks) or longer than the word.
    """
    if word.isascii():
        return word.lower()
    dropped = _dropped()
    bare = dropped.sub("", unicodedata.normalize("NFKD", word)).casefold()
    bare = dropped.sub("", unicodedata.normalize("NFKD", bare)).translate(_UNDECOMPOSED)
    return unicodedata.normalize("NFC", bare)


@cache
def _dropped() -> re.Pattern[str]:
    return re.compile(
        rf"[{IGNORABLE}\s\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
        r"\U000e0100-\U000e01ef]+"
    )


SIMPLE = (
    r"\x00-\xac\xae-\u02ba\u02be-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u200a\u2010-\u2029\u202f-\u205f"
    r"\u2070-\u20cf\u2100-\u2bff"
)
"""Inside of a character class: what nearly all text in alphabets is made of (Latin, Greek, Cyrillic and
Armenian letters, punctuation, symbols). No character of the classes below, and none of IGNORABLE."""

# Inside of a character class: Unicode's combining marks (Mn, Mc, Me). Neighbouring ranges are joined where
# only letters, digits and unassigned code points lie between, which belong to words anyway.
MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a"
    r"\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d"
    r"\u0859-\u085b\u0897-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63"
    r"\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a"
    r"\u0e47-\u0e4e\u0eb1-\u0ece\u0f18-\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6"
    r"\u102b-\u103e\u1056-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3\u17dd\u180b-\u180d\u180f-\u193b"
    r"\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2"
    r"\u1cd4-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099-\u309a\ua66f-\ua672"
    r"\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953"
    r"\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6\uabe3-\uabea\uabec-\uabed\ufb1e"
    r"\ufe00-\ufe0f\ufe20-\ufe2f\U000101fd\U000102e0-\U0001037a\U00010a01-\U00010a3f"
    r"\U00010ae5-\U00010ae6\U00010d24-\U00010d27\U00010eab-\U00010eac\U00010efd-\U00010f50"
    r"\U00010f82-\U00010f85\U00011000-\U00011046\U00011070-\U000110ba\U000110c2\U00011100-\U00011134"
    r"\U00011145-\U00011173\U00011180-\U000111c0\U000111c9-\U000111cc\U000111ce-\U000111cf"
    r"\U0001122c-\U00011237\U0001123e-\U00011241\U000112df-\U00011446\U0001145e-\U000114c3"
    r"\U000115af-\U000115c0\U000115dc-\U00011640\U000116ab-\U000116b7\U0001171d-\U0001172b"
    r"\U0001182c-\U0001183a\U00011930-\U00011943\U000119d1-\U000119e0\U000119e4-\U00011a3e"
    r"\U00011a47-\U00011a99\U00011c2f-\U00011c3f\U00011c92-\U00011d97\U00011ef3-\U00011ef6"
    r"\U00011f00-\U00011f42\U00013440-\U00013455\U00016af0-\U00016af4\U00016b30-\U00016b36"
    r"\U00016f4f-\U00016f92\U00016fe4-\U00016ff1\U0001bc9d-\U0001bc9e\U0001cf00-\U0001cf46"
    r"\U0001d165-\U0001d169\U0001d16d-\U0001d172\U0001d17b-\U0001d182\U0001d185-\U0001d18b"
    r"\U0001d1aa-\U0001d1ad\U0001d242-\U0001d244\U0001da00-\U0001da36\U0001da3b-\U0001da6c\U0001da75"
    r"\U0001da84\U0001da9b-\U0001daaf\U0001e000-\U0001e136\U0001e2ae-\U0001e2ef\U0001e4ec-\U0001e4ef"
    r"\U0001e8d0-\U0001e94a\U000e0100-\U000e01ef"
)

CJK = (
    "\u3005\u3007\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\uffa0-\uffdc"
    "\uac00-\ud7a3\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Inside of a character class: scripts that are indexed character by character."""
