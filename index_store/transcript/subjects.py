"""The subject of a verb of saying: the one known person whom the words beside the verb mean.

In: a paragraph and a range of it. Out: the person, or None where the words leave it open: two people, a
genitive, a phrase that names somebody else.
"""

from __future__ import annotations

import re

from .introductions import Introduction, introductions
from .people import Known
from .quoted_text import BLOT, Mention, QuotedText, only, only_person
from .titled_names import split_titles
from .vocabulary import pattern, words
from .wording import fold, starts_upper

_LAST = 120
"""Characters of the sentence before in which somebody may be spoken to."""


def subject_before(text: QuotedText, start: int, end: int) -> Known | None:
    """The subject of a verb at `end`: the one known person right before it, or a pronoun."""
    head = text.around[start:end]
    pronoun = pattern("quotations", "pronouns.subject", r"\b(?:{})\s+(?:[\w-]+\s+){0,2}$", re.I).search(head)
    if pronoun:
        return _meant_by_pronoun(text, start + pronoun.start())
    inside = text.mentions_within(start, end)
    if not inside:
        return _holder(text, head)
    last = inside[-1]
    joined = re.search(r"\b(?:and|or)\s+(?:[A-Z][\w.]*\s+)*$", text.around[start : last.start])
    if last.possessive or (joined and len(inside) > 1):
        return None
    between = text.around[last.end : end]
    small = words("quotations", "between.words")
    apposition = re.fullmatch(r"\s*,[^,]{3,80},\s*", between)
    if not apposition and not all(fold(w) in small for w in re.findall(r"[^\W\d_]+", between)):
        return None
    return last.person if leads_to(text, start, last.start) else None


def subject_behind(text: QuotedText, start: int, end: int) -> Known | None:
    """The subject behind its verb, "said Treasurer X"."""
    inside = text.mentions_within(start, end)
    if inside and not inside[0].possessive and leads_to(text, start, inside[0].start):
        joined = len(inside) > 1 and re.fullmatch(
            r"\s*(?:,\s*)?and\s+(?:[A-Z]\S*\s+)*", text.around[inside[0].end : inside[1].start]
        )
        return None if joined else inside[0].person
    if _begins_with_pronoun(text.around[start:end]):
        return _meant_by_pronoun(text, start)
    return _holder(text, re.split(r"[,;]", text.around[start:end])[0])


def subject_of_sentence(text: QuotedText, start: int, end: int) -> Known | None:
    """The subject of a sentence whose later part is "..., saying": the name it begins with."""
    inside = text.mentions_within(start, end)
    if inside and not inside[0].possessive and leads_to(text, start, inside[0].start):
        return inside[0].person
    return _meant_by_pronoun(text, start) if _begins_with_pronoun(text.around[start:end]) else None


def subject_of_lead(text: QuotedText, start: int, end: int) -> Known | None:
    """Whom the sentence before the quotation from `start` to `end` is about: the only person of the
    paragraph, as its subject ("The minister blamed the winter.")."""
    lead = text.around[: start - 1].rstrip()
    if not lead or any(x.start > end for x in text.mentions):
        return None
    sentence = re.split(r"(?<=[.!?])\s+(?=[^\W\d_a-z])", lead)[-1]
    begin = len(lead) - len(sentence)
    if text.mentions:
        inside = [x for x in text.mentions if x.start >= begin]
        if not inside or inside[0].possessive or not leads_to(text, begin, inside[0].start):
            return None
        return only_person(text.mentions)
    office = re.match(
        r"\s*(the\s+[a-z][a-z -]{2,40}?)\s+(?:[a-z]+ed|said|told|was|is|has|had)\b", sentence, re.I
    )
    return _holder(text, office[1]) if office else None


def leads_to(text: QuotedText, start: int, at: int) -> bool:
    """Between `start` and a name stand only words of an office or a clause that ends in a comma, so that the
    name is not part of another phrase ("a spokesman for X")."""
    lead = text.around[start:at]
    found = lead[lead.rfind(",") + 1 :].split()
    if found and fold(found[-1]) in words("quotations", "leading.of"):
        return False
    small = words("quotations", "leading.words")
    return all(starts_upper(w.strip("“\"'")) or fold(w) in small for w in found)


def _holder(text: QuotedText, phrase: str) -> Known | None:
    """`the minister` where the article has one minister."""
    m = re.fullmatch(
        r"\s*,?\s*(?:and\s+|but\s+)?the\s+([a-z][a-z -]{2,40}?)\s*(?:also|then|later|has|had)?\s*",
        phrase.strip(),
        re.I,
    )
    return only(text.people.by_office(m[1])) if m else None


def _begins_with_pronoun(clause: str) -> bool:
    return bool(pattern("quotations", "pronouns.subject", r"\s*(?:{})\b", re.I).match(clause))


def _names_a_stranger(text: QuotedText, at: int) -> bool:
    """Somebody stands before the pronoun whom the register does not hold, and may be meant."""
    known = [(x.start, x.end) for x in text.mentions]
    return any(
        not any(start < p.end and p.start < end for start, end in known) and _is_person(text.around, p)
        for p in introductions(text.around[:at])
    )


def _is_one_of_two(lead: str, mention: Mention) -> bool:
    """ "Doe and Treasurer Roe embraced": a name that is joined to another one, known or not."""
    behind = re.match(r"(?:,[^,.;]{2,60},)?,?\s+(?:and|or)\s+(?=[A-Z])", lead[mention.end :])
    ahead = re.search(r"[A-Z][\w’'-]+,?\s+(?:and|or)\s+(?:[A-Z][\w.’'-]*\s+){0,5}$", lead[: mention.start])
    return bool(behind or ahead)


def _is_person(around: str, person: Introduction) -> bool:
    """An office or a form of address in front, or an age or a clause about the person behind."""
    behind = re.match(r",\s+(?:\d{1,3}\b|who\b|whose\b|an?\b|the\b|of\b)", around[person.end :])
    address = split_titles(around[person.start : person.end])[0]
    lead = re.search(r"([^\W\d_]+\.?)\s+$", around[: person.start])
    led = lead is not None and fold(lead[1]) in words("labels", "honorific")
    return bool(person.role or behind or address or led)


def _meant_by_pronoun(text: QuotedText, at: int) -> Known | None:
    """Whom "he" or "she" means: the only person named before it in the paragraph; with none named, and nobody
    else spoken of, the only person of the paragraph before."""
    lead = text.around[:at].replace(BLOT, "")
    last = re.split(r"(?<=[.!?])\s+", lead.rstrip(' "“”'))[-1]
    spoken_to = pattern("quotations", "pronouns.object", r"\b(?:{})\b(?!\s+\w+ing)", re.I)
    answers = pattern("quotations", "answering.en", r"\b(?:{})\b")
    if spoken_to.search(last[-_LAST:]) or answers.search(text.around[at : at + 30]):
        return None  # somebody else is spoken to, and may be the one who answers
    if _names_a_stranger(text, at):
        return None
    ahead = [x for x in text.mentions if x.end <= at]
    if any(_is_one_of_two(text.around[:at], x) for x in ahead):
        return None
    if ahead:
        return only_person(ahead)
    lead = lead.strip(" \"“”'’,.")
    nothing = not lead or re.fullmatch(r"(?:but|and|still|instead|later)", lead, re.I)
    return text.before if nothing else None
