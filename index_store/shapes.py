"""Shapes: a text in, a text of the same length out, in which the same words are and few characters differ.

What a word is depends on classes of characters: combining marks, ideographs, parts of Hangul syllables. They
have thousands of members, and a regular expression that spells them out wherever it needs them takes half as
long to compile as a whole search takes. So each member of a class is replaced by one of them, its shape, and
the expression in `analysis` names the shapes alone. All other characters are their own shapes.

    か\u3099 は 각 ᄀ\u1161   ->   一\u0300 一 가 ᄀ\u1160
"""

from __future__ import annotations

import re
from functools import cache

from index_store.folding import CJK, IGNORABLE, MARKS, SIMPLE

_IGNORED, _IGNORED_MARK = "\u200b", "\u034f"
_MARK, _MARK_OR_LETTER, _MARK_OR_DIGIT = "\u0300", "\u06e5", "\u07c0"  # MARKS takes letters along
_IDEOGRAPH, _KANA, _VOICED = "一", "\uff71", "\uff9e"
_SYLLABLE, _LEAD, _VOWEL, _TAIL = "가", "\u1100", "\u1160", "\u11a8"

_CLASSES = (
    (_IGNORED_MARK, _IGNORED_MARK),
    (_IGNORED, IGNORABLE),
    (_KANA, "\uff66-\uff9d"),
    (_VOICED, "\uff9e\uff9f"),
    (_SYLLABLE, "\uac00-\ud7a3"),
    (_LEAD, "\u1100-\u115f\ua960-\ua97c"),
    (_VOWEL, "\u1160-\u11a7\ud7b0-\ud7c6"),
    (_TAIL, "\u11a8-\u11ff\ud7cb-\ud7fb"),
    (_IDEOGRAPH, CJK),
    (_MARK, MARKS),
)
"""Shapes and the insides of their character classes; the first one that holds a character is meant."""

MARK = f"[{_MARK}{_IGNORED_MARK}{_MARK_OR_LETTER}{_MARK_OR_DIGIT}]"
"""The shapes of combining marks."""

IGNORED = f"[{_IGNORED}{_IGNORED_MARK}]"
"""The shapes of ignorable characters."""

CJK_CHARACTER = (
    rf"(?:{_KANA}{_VOICED}?+|(?:{_SYLLABLE}|{_LEAD}++{_VOWEL}*+){_TAIL}*+"
    rf"|[{_IDEOGRAPH}{_VOICED}{_VOWEL}{_TAIL}]){MARK}*+"
)
"""The shapes of one character of the scripts that are indexed character by character, with the marks on it;
conjoining Hangul letters make one syllable."""

LETTER = rf"[^\W_{_IDEOGRAPH}{_KANA}{_VOICED}{_SYLLABLE}{_LEAD}{_VOWEL}{_TAIL}ʼʻʽ]"
"""The shapes of letters and digits of the scripts that are written in words."""

_REMEMBERED = 1 << 16


def shape(text: str) -> str:
    """The text with every character replaced by its shape."""
    return _special().sub(_translated, text)  # faster than to translate the simple characters, too


def _translated(match: re.Match[str]) -> str:
    return match[0].translate(_shapes)


class _Shapes(dict[int, str]):
    """The shape of a code point, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = _shape(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = found
        return found


_shapes = _Shapes()


def _shape(char: str) -> str:
    match = _classes().match(char)
    if match is None or match.lastindex is None:
        return char
    found = _CLASSES[match.lastindex - 1][0]
    if found == _MARK and char.isalnum():
        return _MARK_OR_DIGIT if char.isdecimal() else _MARK_OR_LETTER
    return found


@cache
def _special() -> re.Pattern[str]:
    return re.compile(f"[^{SIMPLE}]++")


@cache
def _classes() -> re.Pattern[str]:
    return re.compile("|".join(f"([{members}])" for _, members in _CLASSES))
