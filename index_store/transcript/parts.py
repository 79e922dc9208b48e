"""Pieces grouped into parts: what one voice says under one heading.

In: the pieces of the body and the register of people. Out: `Part` values in order. An unlabelled paragraph
goes on with the voice before it; a heading changes the section and not the voice; a stage note stands by
itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .headings import heading_text
from .names import surname
from .paragraphs import Piece
from .people import Known, People
from .voices import UNKNOWN, Voice, presented, voice_of

NO_SPEECH = -1
"""Number of the speech that a stage note belongs to."""


@dataclass(slots=True)
class Part:
    """Consecutive paragraphs of one speech under one heading."""

    speech: int
    voice: Voice
    section: tuple[str, ...]
    pieces: list[Piece] = field(default_factory=list)

    @property
    def note(self) -> bool:
        """A stage note."""
        return self.speech == NO_SPEECH


def make_parts(pieces: Sequence[Piece], people: People, opening: Known | None, debate: bool) -> list[Part]:
    """The parts of an event. `opening` is who speaks before the first label; `debate` says that nobody is
    questioned."""
    grouping = _Grouping(pieces, people, opening, debate)
    for n, p in enumerate(pieces):
        grouping.take(n, p)
    return [p for p in grouping.parts if p.pieces]


class _Grouping:
    """The state while pieces are taken one by one: the headings, the voice, the speech."""

    def __init__(self, pieces: Sequence[Piece], people: People, opening: Known | None, debate: bool) -> None:
        self.parts: list[Part] = []
        self._people = people
        self._opening = opening
        self._debate = debate
        voices = {p.label.voice for p in pieces if p.label}
        principals = [k for k in people.known if k.principal]
        self._labelled = bool(voices)
        self._answers_unlabelled = self._labelled and not voices & {"person", "answerer"}
        self._bold_questions = _has_bold_questions(pieces)
        self._alone = principals[0] if len(principals) == 1 and "person" not in voices else None
        self._headings: list[tuple[int, str]] = []
        self._voice = presented("person" if opening else "unknown", opening)
        self._speech = 0
        self._fresh = False
        """A label has just stood alone on its line."""
        self._own_line: tuple[int, int] | None = None
        self._after_question = False

    def take(self, n: int, p: Piece) -> None:
        """The next piece, and its number."""
        if p.kind == "heading":
            self._headings = [h for h in self._headings if h[0] < p.level]
            self._headings.append((p.level, heading_text(p)))
            return
        section = tuple(h for _, h in self._headings)
        if self._voice.how == "title" and self._voice.kind == "person" and _names(p.text, self._voice.person):
            self._begin(n, UNKNOWN)  # it speaks of the person, so it is not theirs
        if p.kind == "note" and not self._fresh:
            self.parts.append(Part(NO_SPEECH, UNKNOWN, section, [p]))
            return
        self._choose_voice(n, p)
        self._after_question = _ends_with_question(p.text)
        self._fresh = p.paragraph is None
        if self._fresh:
            self._own_line = p.label_span
            return
        if self._own_line is not None and p.label is None:
            p = replace(p, label_span=self._own_line)
        self._own_line = None
        last = self.parts[-1] if self.parts else None
        if last is None or last.speech != self._speech or last.section != section:
            self.parts.append(Part(self._speech, self._voice, section))
        self.parts[-1].pieces.append(p)

    def _begin(self, n: int, voice: Voice) -> None:
        """A new speech."""
        self._voice, self._speech = voice, n + 1

    def _choose_voice(self, n: int, p: Piece) -> None:
        """Whose words the piece is."""
        voice = self._voice
        asks = voice.kind == "questioner"
        answered = asks and (self._answers_unlabelled or self._bold_questions)
        if p.label is not None:
            self._begin(n, voice_of(p.label, self._people, self._alone))
        elif p.doubtful:
            self._begin(n, UNKNOWN)
        elif answered and self._ends_question(p):
            self._begin(n, presented("answerer", self._opening if self._answers_unlabelled else None))
        elif self._bold_questions and p.bold and ("?" in p.text or asks):
            if not asks:
                self._begin(n, Voice("questioner", role="reporter"))
        elif not self._fresh and voice.how in ("label", "voice"):
            self._voice = replace(voice, how="continuation")
        elif not self._labelled and voice.kind == "unknown" and self._may_ask(p):
            self._speech = n + 1

    def _may_ask(self, piece: Piece) -> bool:
        """A question by its form, or what follows one, where nobody is labelled."""
        return not self._debate and (_ends_with_question(piece.text) or self._after_question)

    def _ends_question(self, piece: Piece) -> bool:
        """In a document that labels questions only, the paragraph behind a question is the answer, unless it
        is printed like the question."""
        asked = next((p for p in reversed(self.parts) if not p.note), None)
        if asked is None:
            return True
        last = asked.pieces[-1]
        if last.bold != piece.bold or not last.bold or _ends_with_question(last.text):
            return True
        return not any("?" in p.text for p in asked.pieces)


def _ends_with_question(text: str) -> bool:
    return text.rstrip(' "”’)').endswith(("?", "？"))


def _names(text: str, person: Known | None) -> bool:
    """The text holds the family name of the person."""
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
