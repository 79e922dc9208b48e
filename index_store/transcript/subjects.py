"""The subject of a verb of saying: the one known person whom the words beside the verb mean.

In: a paragraph and a range of it. Out: the person, or None where the words leave it open: two people, a
genitive, a phrase that names somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .introductions import Introduction, introductions
from .people import Known
from .quoted_text import BLOT, Mention, QuotedText, only, only_person
from .sentences import sentences
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
    own = re.match(r",\s+(?:an?|the|who|whose|of|for|\d)\b", between)
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
        return _meant_by_pronoun(text, start + len(m[0]) - len(m[0].lstrip()))
    return None


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
    return len(found) <= 5 and fold(found[-1]) in kinds and not any(fold(w) in small for w in found)


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
    last = sentences(lead.rstrip(' "“”‘’„«»'))[-1]
    spoken_to = pattern("quotations", "pronouns.object", r"\b(?:{})\b(?!\s+\w+ing)", re.I)
    answers = pattern("quotations", "answering.en", r"\b(?:{})\b").search(text.around[at : at + 30])
    subject = re.match(r"\W*(?:he|(she))\b", text.around[at : at + 12], re.I)
    own = "her" if subject and subject[1] else "him"
    if any(x[0].lower() == own for x in spoken_to.finditer(last[-_LAST:])):
        return None  # somebody else is spoken to, and may be the one who answers
    if answers and not _acts_alone(text, at):
        return None
    if _names_a_stranger(text, at):
        return None
    ahead = [x for x in text.mentions if x.end <= at]
    if any(_is_one_of_two(text.around[:at], x) for x in ahead):
        return None
    if ahead:
        meant = _without_asker(text, at, ahead)
        fitting = [x for x in meant if _agrees(text, at, x.person)]
        return only_person(fitting) if len(fitting) == len(meant) or _is_named_by_gender(fitting) else None
    lead = lead.strip(" \"“”'’‘„«»,.")
    nothing = not lead or re.fullmatch(r"(?:but|and|still|instead|later)", lead, re.I)
    if nothing and text.before is not None:
        return text.before if _agrees(text, at, text.before) else None
    return _counterpart(text, lead) or _sole_person(text, lead)


def _acts_alone(text: QuotedText, at: int) -> bool:
    """The sentence right before the quotation is of the one person named there, who says nothing in it ("Doe
    smiled. “...,” she answered"), so that it is not theirs to be answered."""
    lead = text.around[:at].replace(BLOT, " ").rstrip(' "“”‘’„«»,')
    sentence = sentences(lead)[-1]
    over = [m.end + 1 for m in text.marks if m.end < len(lead) and text.text[m.end - 1] in ".!?"]
    begin = max([len(lead) - len(sentence), *over])
    sentence = lead[begin:]
    begin += len(sentence) - len(sentence.lstrip())
    inside = [x for x in text.mentions if begin <= x.start and x.end <= len(lead)]
    said = pattern("quotations", "verbs.en", r"\b(?:{})\b", re.I).search(sentence)
    return len(inside) == 1 and not inside[0].possessive and inside[0].start == begin and said is None


def _agrees(text: QuotedText, at: int, person: Known) -> bool:
    """The form of address of the person, if any is known, does not contradict the pronoun."""
    m = re.match(r"\W*(he|she)\b", text.around[at : at + 12], re.I)
    return m is None or person.address is None or person.address == {"he": "m", "she": "f"}[m[1].lower()]


def _is_named_by_gender(mentions: Sequence[Mention]) -> bool:
    """Forms of address tell those who are left from the others."""
    return bool(mentions) and all(x.person.address for x in mentions)


def _without_asker(text: QuotedText, at: int, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions without whoever asked in the sentence of the pronoun at `at`: "Asked by Jane Doe whether
    ..., he said"."""
    asked = pattern("quotations", "asked.by", r"\b(?:{})\s+(?:[^\W\d_]+\s+){0,3}$", re.I)
    begin = at - len(sentences(text.around[:at])[-1])
    askers = {
        id(x.person) for x in mentions if x.start >= begin and asked.search(text.around[begin : x.start])
    }
    return [x for x in mentions if id(x.person) not in askers]


def _counterpart(text: QuotedText, lead: str) -> Known | None:
    """`His guest praised the heat. “...,” she said`: of two people in the article, not the one of the
    paragraph before, whom "his" means."""
    m = re.match(r"(?:his|her)\s+([^\W\d_]+)\b", lead, re.I)
    if m is None or fold(m[1]) not in words("quotations", "counterpart.words") or text.before is None:
        return None
    others = [k for k in text.people.known if k is not text.before]
    return others[0] if len(text.people.known) == 2 and others else None


def _sole_person(text: QuotedText, lead: str) -> Known | None:
    """The only person whom the whole article names, where nobody else is spoken of before the pronoun."""
    nouns = (
        words("labels", "office")
        | words("quotations", "occupation")
        | words("quotations", "people_nouns.words")
        | words("quotations", "kinship")
    )
    if len(text.people.known) != 1 or text.before is None:
        return None
    return None if any(fold(w) in nouns for w in re.findall(r"[^\W\d_]+", lead)) else text.before
