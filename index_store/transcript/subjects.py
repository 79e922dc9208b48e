"""The subject of a verb of saying: the one known person whom the words beside the verb mean.

In: a paragraph and a range of it. Out: the person, or None where the words leave it open: two people, a
genitive, a phrase that names somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .people import Known
from .pronouns import begins_with_pronoun, meant_by_pronoun
from .quoted_text import QuotedText, only, only_person
from .sentences import sentences
from .vocabulary import pattern, words
from .wording import fold, starts_upper


def subject_before(text: QuotedText, start: int, end: int) -> Known | None:
    """The subject of a verb at `end`: the one known person right before it, or a pronoun."""
    head = text.around[start:end]
    pronoun = pattern("quotations", "pronouns.subject", r"\b(?:{})\s+(?:[\w-]+\s+){0,2}$", re.I).search(head)
    if pronoun:
        return meant_by_pronoun(text, start + pronoun.start())
    inside = text.mentions_within(start, end)
    if not inside:
        return _holder(text, head) or _subject_shared(text, start, end)
    last = inside[-1]
    joined = re.search(r"\b(?:and|or)\s+(?:[A-Z][\w.]*\s+)*$", text.around[start : last.start])
    if last.possessive or (joined and len(inside) > 1):
        return None
    between = text.around[last.end : end]
    if _stands_before_verb(between) and leads_to(text, start, last.start):
        return last.person
    return _head_of_clauses(text, start, end) or _subject_shared(text, start, end)


def _stands_before_verb(between: str) -> bool:
    """Between a name and its verb stand small words only, a clause or an office between commas, or "for her
    part"."""
    between = pattern("quotations", "between.phrases", r"\b(?:{})\b,?").sub(" ", between)
    small = words("quotations", "between.words")
    rest = re.sub(r"^\s*,[^,]{3,100},", " ", between)
    return all(fold(w) in small for w in re.findall(r"[^\W\d_]+", rest))


def _head_of_clauses(text: QuotedText, start: int, end: int) -> Known | None:
    """`Jane Doe, a spokeswoman for the company, whose director is John Roe, told reporters`: the name at the
    head of the sentence, where all between it and the verb stands between commas."""
    inside = text.mentions_within(start, end)
    first = inside[0]
    between = text.around[first.end : end]
    clauses = re.fullmatch(r"\s*(?:,[^,.;:]{3,100})+,\s*", between)
    own = re.match(r",\s+(?:an?|the|who|whose|of|for|\d|[a-z]+(?:ed|ing))\b", between)
    if clauses is None or own is None or first.possessive or text.around[start : first.start].strip():
        return None
    return first.person


def _subject_shared(text: QuotedText, start: int, end: int) -> Known | None:
    """`Doe rejected the demand and said ...`: the name or pronoun at the head of the sentence, where the verb
    is joined to another one and nobody else is named."""
    head = text.around[start:end]
    if not re.search(r"\band\s+(?:later\s+|then\s+|also\s+)?$", head) or re.search(r"\bthat\b|[;:]", head):
        return None
    inside = text.mentions_within(start, end)
    verb = (
        r"(?:[^\W\d_]+(?:ed|es|s)|said|told|was|is|has|had|left|met|held|went|came|made|took|gave|put|kept)\b"
    )
    if len({id(x.person) for x in inside}) == 1 and not inside[0].possessive:
        first = inside[0]
        acts = re.match(rf"\s+(?:has\s+|had\s+)?{verb}", text.around[first.end : end])
        return first.person if acts and leads_to(text, start, first.start) else None
    if not inside and (m := re.match(rf"\s*(?:He|She)\s+{verb}", head)):
        return meant_by_pronoun(text, start + len(m[0]) - len(m[0].lstrip()))
    return None


def subject_behind(text: QuotedText, start: int, end: int) -> Known | None:
    """The subject behind its verb, "said Treasurer X"."""
    inside = text.mentions_within(start, end)
    if inside and not inside[0].possessive and leads_to(text, start, inside[0].start):
        joined = len(inside) > 1 and re.fullmatch(
            r"\s*(?:,\s*)?and\s+(?:[A-Z]\S*\s+)*", text.around[inside[0].end : inside[1].start]
        )
        return None if joined else inside[0].person
    if begins_with_pronoun(text.around[start:end]):
        return meant_by_pronoun(text, start)
    return _holder(text, re.split(r"[,;]", text.around[start:end])[0])


def subject_of_sentence(text: QuotedText, start: int, end: int) -> Known | None:
    """The subject of a sentence whose later part is "..., saying": the name it begins with."""
    inside = text.mentions_within(start, end)
    if inside and not inside[0].possessive and leads_to(text, start, inside[0].start):
        return inside[0].person
    return meant_by_pronoun(text, start) if begins_with_pronoun(text.around[start:end]) else None


def subject_of_lead(text: QuotedText, start: int, end: int) -> Known | None:
    """Whom the sentence before the quotation from `start` to `end` is about: the only person of the
    paragraph, as its subject ("The minister blamed the winter.")."""
    lead = text.around[: start - 1].rstrip()
    if not lead or any(x.start > end for x in text.mentions):
        return None
    sentence = sentences(lead)[-1]
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
    if all(starts_upper(w.strip("“\"'")) or fold(w) in small for w in found):
        return True
    return _is_beside_name([w.strip("“\"'") for w in found])


def _is_beside_name(found: Sequence[str]) -> bool:
    """The words in front of a name are what somebody is: "port director", "the infrastructure minister"."""
    small = words("quotations", "not_beside.words")
    kinds = words("labels", "office") | words("quotations", "occupation")
    found = found[1:] if found and fold(found[0]) == "as" else found
    return 0 < len(found) <= 5 and fold(found[-1]) in kinds and not any(fold(w) in small for w in found)


def _holder(text: QuotedText, phrase: str) -> Known | None:
    """`the minister` where the article has one minister."""
    m = re.fullmatch(
        r"\s*,?\s*(?:and\s+|but\s+)?the\s+([a-z][a-z -]{2,40}?)\s*(?:also|then|later|has|had)?\s*",
        phrase.strip(),
        re.I,
    )
    if m is None or fold(m[1].split()[-1]) in text.unnamed:
        return None
    return only(text.people.by_office(m[1]))
