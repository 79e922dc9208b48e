"""From pieces to turns: whose words each paragraph is, what it is in the exchange, under which headings.

In: the pieces of the body and the register of people. Out: `Turn` values in order.

    voices -> parts -> exchanges -> this
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Paragraph, Turn
from .exchanges import Role, Speech, exchange
from .offices import is_office
from .outlets import is_journalist
from .paragraphs import Piece
from .parts import Part, make_parts
from .people import Known, People
from .vocabulary import pattern, words
from .voices import shown_role
from .wording import fold

_QUESTION_NUMBER = re.compile(r"\s*[QT]?\d{1,3}\.\s+(?=\S)|\s*[QT]\d{1,3}\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Names:
    """How people are shown."""

    canonical: dict[int, str]
    """By `id` of the register's entries."""

    def of(self, person: Known | None) -> str | None:
        """The name to show, or None."""
        return None if person is None else self.canonical[id(person)]


def make_turns(
    pieces: Sequence[Piece], people: People, names: Names, opening: Known | None, debate: bool
) -> list[Turn]:
    """The turns of an event. `opening` is who speaks before the first label, where the document says so."""
    parts = make_parts(pieces, people, opening, debate)
    speeches = _speeches(parts, people)
    roles = exchange(speeches, debate)
    return _turns(parts, roles, names)


def _speeches(parts: Sequence[Part], people: People) -> list[Speech]:
    out: list[Speech] = []
    seen: dict[int, int] = {}
    texts: dict[int, list[str]] = {}
    sections: dict[tuple[str, ...], int] = {}
    for p in parts:
        if not p.note:
            texts.setdefault(p.speech, []).extend(x.text for x in p.pieces)
    for p in parts:
        if p.note or p.speech in seen:
            continue
        seen[p.speech] = len(out)
        person = p.voice.person
        given = person.role if person and person.role else ""
        hosts = is_journalist(given) or fold(given) in words("labels", "attendant")
        office = bool(
            person and not hosts and (person.principal or (person.role and is_office(person.role)))
        ) or (p.voice.kind == "person" and person is None and bool(p.voice.role))
        text = " ".join(texts[p.speech])
        asks = _ends_asking(text) or bool(_QUESTION_NUMBER.match(texts[p.speech][0]))
        index = next((i for i, k in enumerate(people.known) if k is person), None)
        brief = _is_brief(text)
        sections.setdefault(p.section, len(sections))
        part = p.voice.role if person is None else None
        principal = bool(person and person.principal)
        out.append(Speech(p.voice.kind, office, asks, index, part, principal, brief, sections[p.section]))
    return out


def _is_brief(text: str) -> bool:
    """A few words, as of somebody who runs the event."""
    count = len(text.split())
    running = pattern("exchanges", "running.patterns", r"\b(?:{})\b", re.I)
    return count <= 6 or (count <= 20 and bool(running.search(text)))


def _ends_asking(text: str) -> bool:
    """A question stands in a short speech, or near the end of a long one, or it begins as one put down in
    writing ("To ask the Minister what ...")."""
    if pattern("exchanges", "put_down.patterns", r"\s*(?:{})\b", re.I).match(text):
        return True
    return any(mark in (text if len(text) < 500 else text[-160:]) for mark in "?？")


def _turns(parts: Sequence[Part], roles: Sequence[Role], names: Names) -> list[Turn]:
    order: dict[int, int] = {}
    for p in parts:
        if not p.note:
            order.setdefault(p.speech, len(order))
    turns_of: dict[int, list[int]] = {}
    for i, p in enumerate(parts):
        if not p.note:
            turns_of.setdefault(order[p.speech], []).append(i)
    out: list[Turn] = []
    started: set[int] = set()
    for p in parts:
        if p.note:
            out.append(Turn(_paragraphs(p), None, None, None, "note", p.section))
            continue
        speech = order[p.speech]
        role = roles[speech]
        label = p.pieces[0].label_span if speech not in started else None
        started.add(speech)
        speaker = names.of(p.voice.person) or p.voice.name
        answers = tuple(i for q in role.answers for i in turns_of[q])
        how = p.voice.how if speaker else None
        out.append(
            Turn(
                _paragraphs(p),
                speaker,
                shown_role(p.voice.role),
                p.voice.outlet,
                role.kind,
                p.section,
                how,
                label,
                answers,
            )
        )
    return out


def _paragraphs(part: Part) -> tuple[Paragraph, ...]:
    out: list[Paragraph] = []
    for p in part.pieces:
        if p.paragraph is None:
            continue
        m = _QUESTION_NUMBER.match(p.text) if p.label_span and p.label is None else None
        if m and m.end() < p.paragraph.spans[0][1] - p.paragraph.spans[0][0]:
            (a, b), *rest = p.paragraph.spans
            out.append(Paragraph(((a + m.end(), b), *rest), p.paragraph.glue))
        else:
            out.append(p.paragraph)
    return tuple(out)
