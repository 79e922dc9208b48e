"""Who says what stands in quotation marks.

In: a paragraph and one of its quotations. Out: a `Speaker` where a verb of saying stands beside it, or None.

    "...," X said.     "...," said X.     "...," he said.     "...," according to X.
    X said, "...        X praised the heat, saying: "...
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .people import Known
from .quotation_marks import Mark, is_speech
from .quoted_text import QuotedText
from .sentences import NO_ABBREVIATION
from .subjects import subject_before, subject_behind, subject_of_sentence
from .vocabulary import pattern, words

_REACH = 160
"""How far from a quotation its verb of saying may stand, in characters."""
_SOURCE_WORDS = 4
"""Words of the longest source between a quotation and its verb."""
_STOP = re.compile(rf"{NO_ABBREVIATION}[.!?;](?:\s|$)")
"""The end of a sentence or of a clause."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody is said to say it; who, if the text tells."""

    person: Known | None


def attribute(text: QuotedText, n: int) -> Speaker | None:
    """Who says the quotation with this number, by the words behind or before it."""
    return _by_tail(text, n) or _by_lead(text, n)


def has_source_behind(text: QuotedText, m: Mark) -> bool:
    """The words behind the quotation say whose it is."""
    return _by_tail(text, text.marks.index(m)) is not None


def goes_on_behind_source(text: QuotedText, n: int) -> bool:
    """The sentence of the quotation before goes on in this one, behind its source: "...," X said, "..."."""
    if n == 0 or _by_tail(text, n) is not None or _by_tail(text, n - 1) is None:
        return False
    between = text.around[text.marks[n - 1].end + 1 : text.marks[n].start - 1].rstrip()
    return between.endswith((",", "-", "–", "—")) and not re.search(r"[.!?;]\s", between)


def has_verb_beside(text: str, m: Mark) -> bool:
    """A verb of saying stands close to the quotation."""
    tail = _STOP.split(text[m.end + 1 : m.end + 60], maxsplit=1)[0]
    lead = text[max(0, m.start - 40) : m.start - 1]
    return bool(_verb().search(tail) or _verb_at_end().search(lead))


def _by_tail(text: QuotedText, n: int) -> Speaker | None:
    m = text.marks[n]
    limit = text.marks[n + 1].start - 1 if n + 1 < len(text.marks) else len(text.text)
    base = m.end + 1
    tail = _STOP.split(text.around[base:limit], maxsplit=1)[0][:_REACH]
    end = base + len(tail)
    if text.text[m.end - 1 : m.end] == "." and not re.match(r"\s*[a-z]", tail):
        return None  # the sentence is over; the next one is about something else
    if according := pattern("quotations", "sources.before", r"\s*,?\s*(?:{})\s+").match(tail):
        return Speaker(subject_behind(text, base + according.end(), end))
    verb = _verb().search(tail)
    if verb is not None and _is_passive(tail[: verb.start()], verb.group()):
        return Speaker(None)
    if verb is None or len(tail[: verb.start()].split()) > 9 or _is_weak(verb.group(), text.text, m):
        return None
    if not tail[: verb.start()].strip(" ,"):
        return Speaker(subject_behind(text, base + verb.end(), end))
    return Speaker(subject_before(text, base, base + verb.start()))


def _by_lead(text: QuotedText, n: int) -> Speaker | None:
    m = text.marks[n]
    floor = _floor(text, n)
    lead = text.around[floor : m.start - 1]
    if floor and re.search(rf"{NO_ABBREVIATION}[.!?]\s*$", lead):
        return None  # that sentence is over, and it said whose the quotation before is
    ends = [x.end() for x in re.finditer(rf"{NO_ABBREVIATION}[.!?]\s+(?=[^\W\d_a-z\u0000])", lead)]
    start = floor + (ends[-1] if ends else 0)
    sentence = text.around[start : m.start - 1]
    according = pattern("quotations", "sources.before", r"\s*(?:{})\s+", re.I).match(sentence)
    if according and "," in sentence[according.end() :]:
        return Speaker(subject_behind(text, start + according.end(), m.start - 1))
    verb = next(reversed(list(_verb().finditer(sentence))), None)
    if verb is None or len(sentence) - verb.end() > _REACH or len(sentence[verb.end() :].split()) > 12:
        return None
    said = verb.group().lower()
    if _is_weak(said, text.text, m):
        return None
    if _is_passive(sentence[: verb.start()], said):
        return Speaker(None)
    subject = subject_of_sentence if said.endswith("ing") else subject_before
    return Speaker(subject(text, start, start + verb.start()))


def _is_passive(before: str, verb: str) -> bool:
    """ "He was asked": the subject is not who says it."""
    be = re.search(
        r"\b(?:is|are|was|were|be|been|being|get|got)\s+(?:[^\W\d_]+ly\s+|then\s+|also\s+)?$", before, re.I
    )
    return be is not None and not verb.lower().endswith("ing")


def _floor(text: QuotedText, n: int) -> int:
    """Where the sentence of a quotation may begin: behind the quotation before, unless that is a word or two
    in the middle of the same sentence."""
    while n:
        before = text.marks[n - 1]
        between = text.around[before.end + 1 : text.marks[n].start - 1]
        ends = re.search(r"[.!?]", between) or text.text[before.end - 1 : before.end] in ".!?"
        verb = _verb().search(between)
        source = verb is not None and len(between[: verb.start()].split()) <= _SOURCE_WORDS
        if ends or source or is_speech(text.text, before):
            return before.end + 1
        n -= 1
    return 0


def _is_weak(verb: str, text: str, m: Mark) -> bool:
    """The verb goes with a title or a word in quotation marks as well, and this is no more than that: a title
    begins with a capital, and one word is a name."""
    quoted = text[m.start : m.end].strip()
    part = quoted[:1].islower() and len(quoted.split()) >= 3
    return verb.lower() in words("quotations", "verbs.weak") and not is_speech(text, m) and not part


@cache
def verbs_of_saying() -> str:
    """The verbs as alternatives of a regular expression."""
    return "|".join(map(re.escape, sorted(words("quotations", "verbs"), key=len, reverse=True)))


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{verbs_of_saying()})\b", re.I)


@cache
def _verb_at_end() -> re.Pattern[str]:
    return re.compile(_verb().pattern + r"[^.]{0,20}[,:]?\s*$", re.I)
