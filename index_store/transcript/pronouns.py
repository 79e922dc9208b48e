"""Whom "he" or "she" means beside a verb of saying.

In: a paragraph and the offset of the pronoun. Out: the one known person whom it can mean, or None where it
may mean somebody else as well: a person who is named beside, spoken to, or spoken of without a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .introductions import Introduction, introductions
from .people import Known
from .quoted_text import BLOT, Mention, QuotedText, only_person
from .sentences import sentences
from .titled_names import split_titles
from .vocabulary import pattern, words
from .wording import fold

_QUOTED_END = ' "“”‘’„«»,' + BLOT
"""Characters at the end of what stands before a pronoun that belong to a quotation."""
_KIND_BEFORE = re.compile(
    r"(?:\b(?i:the|an?|his|her|its|their)\s+(?:[a-z-]+\s+){0,2}[a-z-]+(?:\s(?:of|for)\s[^,.;]{2,40})?,\s*"
    r"|(?:\b[a-z-]+\s+){1,2})$"
)
"""What a person is, in front of the name: "the mayor of Kesh, ", "port director "."""
_KIND_BEHIND = re.compile(
    r"\s*,\s+(?:(?:an?|the|who|whose|\d)\b|[a-z]+\s+(?:to|of|for|at)\b)[^,.;:!?]{0,100}"
)
"""The same behind it: ", a baker"."""
_LAST = 120
"""Characters of the sentence before in which somebody may be spoken to."""


def begins_with_pronoun(clause: str) -> bool:
    return bool(pattern("quotations", "pronouns.subject", r"\s*(?:{})\b", re.I).match(clause))


def meant_by_pronoun(text: QuotedText, at: int) -> Known | None:
    """Whom "he" or "she" means: the only person named before it in the paragraph; with none named, and nobody
    else spoken of, the only person of the paragraph before."""
    lead = text.around[:at].replace(BLOT, "")
    last = sentences(lead.rstrip(' "“”‘’„«»'))[-1]
    # Before a noun "her" says whose something is; before these words and at an end it is somebody.
    spoken_to = pattern(
        "quotations",
        "pronouns.object",
        r"\b(?:{})\b(?=\W*$|[^\w\s]|\s+(?:that|whether|if|to|about|how|why|when|where|what|who|and|but|or|in|on|"
        r"at|with|for|by|from|as|again|there|over|off|out|up|down|away|back|the|an?|his|her|into|before|after)\b)",
        re.I,
    )
    answers = pattern("quotations", "answering.en", r"\b(?:{})\b").search(text.around[at : at + 30])
    subject = re.match(r"\W*(?:he|(she))\b", text.around[at : at + 12], re.I)
    own = "her" if subject and subject[1] else "him"
    if any(x[0].lower() == own for x in spoken_to.finditer(last[-_LAST:])):
        return None  # somebody else is spoken to, and may be the one who answers
    if answers and not _acts_alone(text, at):
        return None
    ahead = [x for x in text.mentions if x.end <= at]
    if not ahead and (other := _counterpart(text, lead.strip(_QUOTED_END))) is not None:
        return other
    if _others_are_spoken_of(text, at):
        return None
    if _names_a_stranger(text, at):
        return None
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
    return _sole_person(text, lead)


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


def _others_are_spoken_of(text: QuotedText, at: int) -> bool:
    """The sentence before the pronoun holds somebody without a name ("Doe met her sister"), whom it may mean
    as well. What a person is, beside the name, is nobody else."""
    lead = text.around[:at].rstrip(_QUOTED_END)
    begin = _last_sentence(text, lead)
    rest = lead
    for x in text.mentions_within(begin, len(lead)):
        before = _KIND_BEFORE.search(lead, begin, x.start)
        behind = _KIND_BEHIND.match(lead, x.end)
        first, last = before.start() if before else x.start, behind.end() if behind else x.end
        rest = rest[:first] + " " * (last - first) + rest[last:]
    return any(w in _people_nouns() for w in re.findall(r"(?<![\w-])[a-z][\w-]*", rest[begin:]))


@cache
def _people_nouns() -> frozenset[str]:
    """Nouns for people, folded; those that more often mean something else are left out."""
    return (
        words("labels", "office")
        | words("quotations", "occupation")
        | words("quotations", "people_nouns.words")
        | words("quotations", "counterpart.words")
        | words("quotations", "kinship")
    ) - words("quotations", "not_people.words")


def _last_sentence(text: QuotedText, lead: str) -> int:
    """Where the last sentence of what stands before a pronoun begins; the end of a quotation may end one."""
    over = [m.end + 1 for m in text.marks if m.end < len(lead) and text.text[m.end - 1] in ".!?"]
    begin = max([len(lead) - len(sentences(lead)[-1]), *over])
    return begin + len(lead[begin:]) - len(lead[begin:].lstrip())


def _acts_alone(text: QuotedText, at: int) -> bool:
    """The sentence right before the quotation is of the one person named there, who says nothing in it ("Doe
    smiled. “...,” she answered"), so that it is not theirs to be answered."""
    lead = text.around[:at].replace(BLOT, " ").rstrip(' "“”‘’„«»,')
    begin = _last_sentence(text, lead)
    sentence = lead[begin:]
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
    if len(text.people.known) != 1 or text.before is None:
        return None
    return None if any(fold(w) in _people_nouns() for w in re.findall(r"[^\W\d_]+", lead)) else text.before
