"""Whose voice a label is, and how a role is shown.

In: a label and the register of people. Out: a `Voice`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .label import Label
from .people import Known, People
from .vocabulary import words
from .wording import fold, is_capitals


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the person if known, and how that is known."""

    kind: str
    """"questioner", "answerer", "attendant", "person" or "unknown"."""
    person: Known | None = None
    role: str | None = None
    outlet: str | None = None
    how: str | None = None
    """"label", "voice" (the format says it), "title" or "continuation"."""
    name: str | None = None
    """What the label prints where no person is known."""


UNKNOWN = Voice("unknown")


def presented(kind: str, person: Known | None) -> Voice:
    """The voice of somebody whom the head of the document presents."""
    if person is None:
        return Voice(kind)
    return Voice(kind, person, person.role, person.outlet, "title")


def voice_of(label: Label, people: People, alone: Known | None) -> Voice:
    """The voice that a label names. `alone` is the one person whom the head presents, where no label names
    anybody."""
    person = people.resolve(label)
    how = "voice" if label.terminator == "voice" else "label"
    if label.voice == "questioner" and label.role and person is not None:
        # An anchor or a host says more than questions.
        return Voice("person", person, label.role, label.outlet or person.outlet, how)
    if label.voice == "questioner":
        return Voice(
            "questioner", person, "reporter", label.outlet or (person.outlet if person else None), how
        )
    if label.voice == "attendant":
        return Voice("attendant", person, label.role, None, how, label.name)
    if label.voice == "answerer":
        # "A:" in the press conference of one person whom the title names
        return presented("answerer", alone) if alone else Voice("answerer", None, None, None, how)
    role = (person.role if person else None) or label.role
    return Voice("person", person, role, label.outlet or (person.outlet if person else None), how)


def shown_role(role: str | None) -> str | None:
    """A role as printed, without article and form of address, capitals undone."""
    if role is None:
        return None
    role = re.sub(r"^(?:the|mr\.?|madam|mrs\.?|ms\.?)\s+(?=\S)", "", role, flags=re.I)
    if is_capitals(role) and len(role) > 3:
        small = frozenset({"of", "for", "the", "and", "to"})
        role = " ".join(_shown_word(w, small) for w in role.split())
    return role


def _shown_word(word: str, small: frozenset[str]) -> str:
    """A word of a role in capitals: "DOD OFFICIAL" keeps its initials."""
    if fold(word) in small:
        return word.lower()
    known = words("labels", "office") | words("labels", "office_modifier") | words("labels", "attendant")
    if len(word) <= 4 and fold(word) not in known:
        return word
    return word.capitalize().replace("i\u0307", "i")
