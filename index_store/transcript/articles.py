"""Articles: reports in which what was said stands in quotation marks.

In: the pieces of a document without labels, its masthead and metadata. Out: whether it is an article, and its
turns: nobody speaks them, and their paragraphs hold quotations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from ..model import Turn
from .attribution import verbs_of_saying
from .introductions import introductions
from .masthead import Masthead
from .names import surname
from .paragraphs import Piece
from .people import People
from .quotations import quotations, reported
from .titled_names import split_titles
from .turns import Names, make_turns
from .vocabulary import pattern, words
from .wording import fold


def is_article(head: Masthead, metadata: Mapping[str, str], pieces: Sequence[Piece]) -> bool:
    """The head, the format or the reported quotations show that a document without labels is an article."""
    if head.by_line or "article" in metadata.get("kind", "").lower():
        return True
    if head.event and head.event not in ("statement", "transcript", "discussion"):
        return False
    return reported([p.text for p in pieces if p.kind == "text"]) >= 2


def introduce_people(people: People, pieces: Sequence[Piece], title: str | None) -> None:
    """Enter into the register whom the text of an article presents."""
    texts = [p.text for p in pieces if p.kind == "text"]
    speaking = _speaking_names(texts)
    for text in texts:
        for person in introductions(text):
            told = _is_subject(text, person.start, person.end) or _is_addressed(text, person.start)
            speaks = fold(surname(person.name)) in speaking and not _is_organisation(person.name)
            if person.role or told or speaks:
                role = person.role or _kind_beside(text, person.start)
                address = _address(text, person.start)
                people.introduce(person.name, role, None, "text", honorific=address)
    # A headline in title case runs names into verbs ("Jane Doe Meet"); the text shows where they end.
    prose = "\n".join(texts)
    for person in introductions(title) if title else ():
        if person.role and not people.by_name(person.name) and person.name in prose:
            people.introduce(person.name, person.role, None, "title")


def _speaking_names(texts: Sequence[str]) -> frozenset[str]:
    """The last words, folded, of the names right before or behind a verb of saying beside a quotation."""
    verbs = verbs_of_saying()
    before = re.compile(rf"([^\W\d_a-z][\w'’-]+)(?:\s+(?:also|then|later))?\s+(?:{verbs})\b")
    behind = re.compile(rf"[”\"’»“]\s*(?:{verbs})\s+((?:[^\W\d_a-z][\w.'’-]*\s+){{0,3}}[^\W\d_a-z][\w'’-]+)")
    address = "|".join(sorted(words("labels", "honorific"), key=len, reverse=True))
    addressed = re.compile(rf"\b(?:{address})\.?\s+([^\W\d_a-z][\w'’-]+)", re.I)
    found = {m[1] for text in texts for m in addressed.finditer(text) if m[0][0].isupper()}
    found |= {m[1] for text in texts for m in before.finditer(text)}
    found |= {m[1].split()[-1] for text in texts for m in behind.finditer(text)}
    return frozenset(fold(w.removesuffix("’s").removesuffix("'s")) for w in found)


def _is_organisation(name: str) -> bool:
    return any(fold(w) in words("quotations", "organisation.words") for w in name.split())


def _is_addressed(text: str, start: int) -> bool:
    """The name has a form of address, which no thing and no organisation has."""
    return _address(text, start) is not None


def _address(text: str, start: int) -> str | None:
    """The form of address right before the name, or the one that the name begins with."""
    title = split_titles(" ".join(text[start : start + 60].split()[:4]))[0]
    before = re.search(r"([^\W\d_]+\.?)\s+$", text[max(0, start - 12) : start])
    if title:
        return title
    return before[1] if before and fold(before[1]) in words("labels", "honorific") else None


def article_turns(
    pieces: Sequence[Piece], text: str, people: People, names: Names, outlet: str | None
) -> list[Turn]:
    """The turns of an article. `text` is the source's, `outlet` who published it."""
    turns = [replace(t, outlet=outlet) for t in make_turns(pieces, People(), names, None, True)]
    canonical = [names.canonical[id(k)] for k in people.known]
    quotes = iter(quotations([p.text(text) for t in turns for p in t.paragraphs], people, canonical))
    return [replace(t, quotes=tuple(next(quotes) for _ in t.paragraphs)) for t in turns]


@cache
def _kinds() -> frozenset[str]:
    """What people are: offices, occupations, a rival."""
    counterparts = words("quotations", "counterpart.words")
    return words("labels", "office") | words("quotations", "occupation") | counterparts


def _kind_beside(text: str, start: int) -> str | None:
    """What somebody is, in front of the name and a comma: "the mayor of Kesh, Jane Doe"."""
    beside = re.search(
        r"\b(?:the|an?|his|her|its|their)\s+([a-z][a-z -]{2,40}?)(?:\s+(?:of|for|at)\s[^,.;]{2,40})?,\s+$",
        text[max(0, start - 110) : start],
        re.I,
    )
    return beside[1] if beside and fold(beside[1].split()[-1]) in _kinds() else None


def _is_subject(text: str, start: int, end: int) -> bool:
    """Somebody who acts: the name is followed by a verb of saying, an age or a clause about them, has an
    office in front, or stands between commas behind a noun ("His counterpart, Jane Doe, was ...")."""
    behind = text[end : end + 60]
    if re.match(r",\s+\d{1,3},", behind):
        return True  # an age
    office = re.search(r"([a-z-]+)\s+$", text[max(0, start - 30) : start])
    if office and office[1] in _kinds():
        return True  # "spokesman John Doe", "historian Jane Doe"
    if _kind_beside(text, start) is not None:
        return True  # "the mayor of Kesh, Jane Doe"
    if pattern("quotations", "subject.verbs", r"\s+(?:also\s+)?(?:{})\b").match(behind):
        return True
    if pattern("quotations", "subject.clauses", r",\s+(?:{})\b").match(behind):
        return True
    return text[max(0, start - 2) : start] == ", " and behind[:1] == ","
