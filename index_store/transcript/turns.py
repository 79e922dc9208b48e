"""From pieces to turns: whose words each paragraph is, what it is in the exchange, under which headings.

In: the pieces of the body, the register of people, the masthead. Out: `Turn` values in order. An unlabelled
paragraph goes on with the turn before it; a heading changes the section and not the speaker; a stage note
stands by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..model import Paragraph, Turn
from .exchanges import Role, Speech, exchange
from .labels import Label, is_journalist, is_office
from .names import surname
from .paragraphs import Piece, heading_text
from .people import Known, People
from .vocabulary import words
from .wording import fold, is_capitals

_QUESTION_NUMBER = re.compile(r"\s*[QT]?\d{1,3}\.\s+(?=\S)|\s*[QT]\d{1,3}\s+(?=\S)")


@dataclass(slots=True)
class _Voice:
    """Who speaks: the person if known, and how that is known."""

    kind: str
    person: Known | None = None
    role: str | None = None
    outlet: str | None = None
    how: str | None = None
    name: str | None = None


@dataclass(slots=True)
class _Part:
    """Consecutive paragraphs of one speech under one heading."""

    speech: int
    voice: _Voice
    section: tuple[str, ...]
    pieces: list[Piece] = field(default_factory=list)
    note: bool = False


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
    parts = _parts(pieces, people, opening, debate)
    speeches = _speeches(parts, people)
    roles = exchange(speeches, debate)
    return _turns(parts, roles, names)


def _parts(pieces: Sequence[Piece], people: People, opening: Known | None, debate: bool) -> list[_Part]:
    parts: list[_Part] = []
    headings: list[tuple[int, str]] = []
    labelled = any(p.label for p in pieces)
    answers_unlabelled = labelled and not any(
        p.label and p.label.voice in ("person", "answerer") for p in pieces
    )
    principals = [k for k in people.known if k.principal]
    persons = any(p.label and p.label.voice == "person" for p in pieces)
    alone = principals[0] if len(principals) == 1 and not persons else None
    bold_questions = _has_bold_questions(pieces)
    voice = _of_title("person" if opening else "unknown", opening)
    speech = 0
    fresh = after_question = False
    own_line: tuple[int, int] | None = None
    for n, p in enumerate(pieces):
        if p.kind == "heading":
            headings = [h for h in headings if h[0] < p.level]
            headings.append((p.level, heading_text(p)))
            continue
        section = tuple(h for _, h in headings)
        if voice.how == "title" and voice.kind == "person" and _names_itself(p.text, voice.person):
            voice, speech = _Voice("unknown"), n + 1  # it speaks of the person, so it is not theirs
        if p.kind == "note" and not fresh:
            parts.append(_Part(-1, _Voice("unknown"), section, [p], note=True))
            continue
        if p.label is not None:
            voice, speech = _voice_of(p.label, people, alone), n + 1
        elif p.doubtful:
            voice, speech = _Voice("unknown"), n + 1
        elif (
            voice.kind == "questioner" and (answers_unlabelled or bold_questions) and _ends_question(parts, p)
        ):
            voice, speech = _of_title("answerer", opening if answers_unlabelled else None), n + 1
        elif bold_questions and p.bold and ("?" in p.text or voice.kind == "questioner"):
            if voice.kind != "questioner":
                voice, speech = _Voice("questioner", role="reporter"), n + 1
        elif not fresh and voice.how in ("label", "voice"):
            voice = _Voice(voice.kind, voice.person, voice.role, voice.outlet, "continuation", voice.name)
        elif (
            not labelled
            and voice.kind == "unknown"
            and not debate
            and (p.text.rstrip(' "”’)').endswith(("?", "？")) or after_question)
        ):
            speech = n + 1  # a question by its form, or what follows it
        after_question = p.text.rstrip(' "”’)').endswith(("?", "？"))
        fresh = p.paragraph is None
        if fresh:
            own_line = p.label_span
            continue
        if own_line is not None and p.label is None:
            p = replace(p, label_span=own_line)
        own_line = None
        last = parts[-1] if parts else None
        if last is None or last.note or last.speech != speech or last.section != section:
            parts.append(_Part(speech, voice, section))
        parts[-1].pieces.append(p)
    return [p for p in parts if p.pieces]


def _names_itself(text: str, person: Known | None) -> bool:
    family = surname(person.printed) if person else ""
    return bool(family) and bool(re.search(rf"(?<!\w){re.escape(family)}(?!\w)", text, re.I))


def _has_bold_questions(pieces: Sequence[Piece]) -> bool:
    """Whole paragraphs in bold are the questions: at least two, most of the bold ones, and what is not bold
    asks little."""
    texts = [p for p in pieces if p.kind == "text" and p.paragraph is not None]
    bold = [p for p in texts if p.bold]
    asking = [p for p in bold if "?" in p.text or (p.label and p.label.voice == "questioner")]
    if len(asking) < 2 and not (len(asking) == 1 and len(bold) == 1 and asking[0].label):
        return False
    plain = [p for p in texts if not p.bold]
    labelled = [p for p in plain if p.label and p.label.voice == "questioner"]
    return len(asking) >= 0.6 * len(bold) and not labelled and len(plain) >= len(asking)


def _of_title(kind: str, person: Known | None) -> _Voice:
    """The voice of somebody whom the head of the document presents."""
    if person is None:
        return _Voice(kind)
    return _Voice(kind, person, person.role, person.outlet, "title")


def _ends_question(parts: list[_Part], piece: Piece) -> bool:
    """In a document that labels questions only, the paragraph behind a question is the answer, unless it is
    printed like the question."""
    asked = next((p for p in reversed(parts) if not p.note), None)
    if asked is None:
        return True
    last = asked.pieces[-1]
    if last.bold != piece.bold:
        return True
    return (
        last.text.rstrip(' "”’)').endswith(("?", "？"))
        or not any("?" in p.text for p in asked.pieces)
        or not last.bold
    )


def _voice_of(label: Label, people: People, alone: Known | None) -> _Voice:
    person = people.resolve(label)
    how = "voice" if label.terminator == "voice" else "label"
    if label.voice == "questioner" and label.role and person is not None:
        # An anchor or a host says more than questions.
        return _Voice("person", person, label.role, label.outlet or person.outlet, how)
    if label.voice == "questioner":
        return _Voice(
            "questioner", person, "reporter", label.outlet or (person.outlet if person else None), how
        )
    if label.voice == "attendant":
        return _Voice("attendant", person, label.role, None, how, label.name)
    if label.voice == "answerer":
        # "A:" in the press conference of one person whom the title names
        return _of_title("answerer", alone) if alone else _Voice("answerer", None, None, None, how)
    role = (person.role if person else None) or label.role
    return _Voice("person", person, role, label.outlet or (person.outlet if person else None), how)


def _speeches(parts: Sequence[_Part], people: People) -> list[Speech]:
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
        hosts = bool(person and person.role and is_journalist(person.role))
        office = bool(
            person and not hosts and (person.principal or (person.role and is_office(person.role)))
        ) or (p.voice.kind == "person" and person is None and bool(p.voice.role))
        asks = _ends_asking(" ".join(texts[p.speech])) or bool(_QUESTION_NUMBER.match(texts[p.speech][0]))
        index = next((i for i, k in enumerate(people.known) if k is person), None)
        brief = _is_brief(" ".join(texts[p.speech]))
        sections.setdefault(p.section, len(sections))
        part = p.voice.role if person is None else None
        principal = bool(person and person.principal)
        out.append(Speech(p.voice.kind, office, asks, index, part, principal, brief, sections[p.section]))
    return out


_PUT_DOWN = re.compile(
    r"\s*(?:to ask (?:the|his|her)|if (?:he|she|they) will|i wish to ask|i beg to ask)\b", re.I
)
_RUNNING = re.compile(
    r"\b(?:last (?:one|question)|next question|thank you (?:all|everyone|everybody)|"
    r"thanks,? (?:all|everyone|everybody)|"
    r"one at a time|go ahead|order|please|concludes?|that is all|that's all)\b",
    re.I,
)


def _is_brief(text: str) -> bool:
    """A few words, as of somebody who runs the event."""
    count = len(text.split())
    return count <= 6 or (count <= 14 and bool(_RUNNING.search(text)))


def _ends_asking(text: str) -> bool:
    """A question stands in a short speech, or near the end of a long one, or it begins as one put down in
    writing ("To ask the Minister what ...")."""
    if _PUT_DOWN.match(text):
        return True
    return any(mark in (text if len(text) < 500 else text[-160:]) for mark in "?？")


def _turns(parts: Sequence[_Part], roles: Sequence[Role], names: Names) -> list[Turn]:
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
                _shown_role(p.voice.role),
                p.voice.outlet,
                role.kind,
                p.section,
                how,
                label,
                answers,
            )
        )
    return out


def _paragraphs(part: _Part) -> tuple[Paragraph, ...]:
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


def _shown_word(word: str, small: set[str]) -> str:
    """A word of a role in capitals: "DOD OFFICIAL" keeps its initials."""
    if fold(word) in small:
        return word.lower()
    known = words("labels", "office") | words("labels", "office_modifier") | words("labels", "attendant")
    return word if len(word) <= 4 and fold(word) not in known else word.capitalize()


def _shown_role(role: str | None) -> str | None:
    """A role as printed, without article and form of address, capitals undone."""
    if role is None:
        return None
    role = re.sub(r"^(?:the|mr\.?|madam|mrs\.?|ms\.?)\s+(?=\S)", "", role, flags=re.I)
    if is_capitals(role) and len(role) > 3:
        small = {"of", "for", "the", "and", "to"}
        role = " ".join(_shown_word(w, small) for w in role.split())
    return role
