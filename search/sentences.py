"""A text -> the ranges of its sentences. Light on purpose: it runs for every hit that is shown.

A sentence ends with . ! or ? (and the closing quotation marks and brackets that follow) before white space
and something that may begin a sentence. A full stop does not end one after an abbreviation ("Mr."), an
initial ("J.") or a dotted acronym ("U.S.", "a.m."), even where it might: two sentences in one are easier to
read than half of one. The full stops of Chinese and Japanese end a sentence wherever they stand.
"""

from __future__ import annotations

import re

_SHORT = """
adm amb art asst ave brig capt cf cmdr co col corp cpl dep dept dr est etc fig gen gov hon inc jr lt ltd maj
messrs mr mrs ms mt no nos pp pres prof rep reps rev rt sec sen sens sgt sr st vol vs
jan feb mar apr jun jul aug sep sept oct nov dec
"""
_ABBREVIATIONS = frozenset(_SHORT.split())
_END = re.compile(r"""[.!?…]["'”’»)\]]{0,8}(?=\s)|[。！？｡]["'”’»）」』]{0,8}""")
_WORD = re.compile(r"[^\W\d_]+")
_WIDEST = 16  # no abbreviation is longer


def sentences(text: str) -> list[tuple[int, int]]:
    """The ranges [start, end) of the sentences, white space between them left out. Linear time."""
    found = []
    start = _skip_space(text, 0)
    for match in _END.finditer(text):
        end = match.end()
        following = _skip_space(text, end)
        if following < len(text) and not _ends(text, match.start(), following):
            continue
        if start < end:
            found.append((start, end))
        start = following
    last = len(text.rstrip())
    if start < last:
        found.append((start, last))
    return found


def _ends(text: str, at: int, following: int) -> bool:
    """Whether the mark at `at` ends a sentence, `following` being where the next text begins."""
    if text[at] in "。！？｡":
        return True
    if text[following].islower():
        return False
    if text[at] != ".":
        return True
    before = text[max(0, at - _WIDEST) : at]
    word = ""
    for match in _WORD.finditer(before):
        word = match[0] if match.end() == len(before) else ""
    if len(word) == 1 and (word.isupper() or before[-2:-1] == "."):
        return False
    return word.lower() not in _ABBREVIATIONS


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
