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
# One class of characters first: that is what the search for a match can jump to.
_END = re.compile(
    r"""([.!?…。！？｡](?:(?<=[.!?…])["'”’»)\]]{0,8}(?=\s)|(?<=[。！？｡])["'”’»）」』]{0,8}))\s*"""
)
_ALWAYS = frozenset("。！？｡")
_WIDEST = 16  # no abbreviation is longer


def sentences(text: str) -> list[tuple[int, int]]:
    """The ranges [start, end) of the sentences, white space between them left out. Linear time."""
    found = []
    start = len(text) - len(text.lstrip())
    for match in _END.finditer(text):
        end, following = match.end(1), match.end()
        if following < len(text) and not _ends(text, match.start(), following):
            continue
        if start < end:
            found.append((start, end))
        start = following
    last = len(text.rstrip())
    if start < last:
        found.append((start, last))
    return found


def is_one(text: str, start: int, end: int) -> bool:
    """Whether the range from the start of a word to the end of one lies in one sentence."""
    for match in _END.finditer(text, start):
        if match.start() >= end:
            break
        following = match.end()
        if following >= len(text):
            break
        if _ends(text, match.start(), following):
            return False
    return True


def _ends(text: str, at: int, following: int) -> bool:
    """Whether the mark at `at` ends a sentence, `following` being where the next text begins."""
    mark = text[at]
    if mark in _ALWAYS:
        return True
    if text[following].islower():
        return False
    if mark != ".":
        return True
    start, furthest = at, max(0, at - _WIDEST)
    while start > furthest and text[start - 1].isalpha():
        start -= 1
    if at - start == 1 and (text[start].isupper() or (start > 0 and text[start - 1] == ".")):
        return False
    return text[start:at].lower() not in _ABBREVIATIONS
