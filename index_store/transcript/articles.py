"""Articles: reports in which what was said stands in quotation marks.

In: the pieces of a document without labels, its masthead and metadata. Out: whether it is an article, and its
turns: nobody speaks them, and their paragraphs hold quotations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..model import Turn
from .introductions import introductions
from .masthead import Masthead
from .paragraphs import Piece
from .people import People
from .quotations import quotations, reported
from .turns import Names, make_turns
from .vocabulary import pattern, words


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
    for text in texts:
        for person in introductions(text):
            if person.role or _is_subject(text, person.start, person.end):
                people.introduce(person.name, person.role, None, "text")
    # A headline in title case runs names into verbs ("Jane Doe Meet"); the text shows where they end.
    prose = "\n".join(texts)
    for person in introductions(title) if title else ():
        if person.role and not people.by_name(person.name) and person.name in prose:
            people.introduce(person.name, person.role, None, "title")


def article_turns(
    pieces: Sequence[Piece], text: str, people: People, names: Names, outlet: str | None
) -> list[Turn]:
    """The turns of an article. `text` is the source's, `outlet` who published it."""
    turns = [replace(t, outlet=outlet) for t in make_turns(pieces, People(), names, None, True)]
    canonical = [names.canonical[id(k)] for k in people.known]
    quotes = iter(quotations([p.text(text) for t in turns for p in t.paragraphs], people, canonical))
    return [replace(t, quotes=tuple(next(quotes) for _ in t.paragraphs)) for t in turns]


def _is_subject(text: str, start: int, end: int) -> bool:
    """Somebody who acts: the name is followed by a verb of saying, an age or a clause about them, has an
    office in front, or stands between commas behind a noun ("His counterpart, Jane Doe, was ...")."""
    behind = text[end : end + 60]
    if re.match(r",\s+\d{1,3},", behind):
        return True  # an age
    office = re.search(r"([a-z-]+)\s+$", text[max(0, start - 30) : start])
    if office and office[1] in words("labels", "office"):
        return True  # "spokesman John Doe"
    if pattern("quotations", "subject.verbs", r"\s+(?:also\s+)?(?:{})\b").match(behind):
        return True
    if pattern("quotations", "subject.clauses", r",\s+(?:{})\b").match(behind):
        return True
    return text[max(0, start - 2) : start] == ", " and behind[:1] == ","
