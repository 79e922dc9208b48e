"""Who asks and who answers: the kind of every speech, and which questions an answer belongs to.

In: the speeches of an event in order. Out: for each its kind and the speeches it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Speech:
    """What one voice says until another begins."""

    voice: str
    """"questioner", "answerer", "attendant", "person", or "unknown" where nobody is named."""
    office: bool
    """The speaker holds an office, or the head of the document presents them."""
    asks: bool
    """It ends with a question, or a question's number stands before it."""
    person: int | None
    """Which person of the register speaks."""
    brief: bool = False
    """A few words, as of somebody who runs the event ("Last one, please.")."""
    section: int = 0
    """Number of the section it stands in."""


@dataclass(frozen=True, slots=True)
class Role:
    """The part that a speech has in the exchange."""

    kind: str
    answers: tuple[int, ...] = ()


def exchange(speeches: Sequence[Speech], debate: bool = False) -> list[Role]:
    """The part of each speech.

    An answer answers every question since the answer before; a second person who answers answers the same
    ones. `debate` says that nobody is questioned there (the record of a meeting).
    """
    asked = False
    pending: list[int] = []
    answered: tuple[int, ...] = ()
    answerer: int | None = None
    section = 0
    out: list[Role] = []
    for i, s in enumerate(speeches):
        if s.voice == "questioner" or (not debate and _asks(s, speeches)):
            pending.append(i)
            asked, section = True, s.section
            out.append(Role("question"))
        elif s.voice in ("person", "answerer") and asked and pending:
            answered, answerer, pending, section = tuple(pending), s.person, [], s.section
            out.append(Role("answer", answered))
        elif s.voice in ("person", "answerer") and asked and s.section == section and (s.person == answerer or not s.brief):
            # The answer resumed, or somebody else who answers as well.
            out.append(Role("answer", answered))
        elif s.voice == "answerer":
            out.append(Role("answer"))
        else:
            out.append(Role("statement"))
    return out


def _asks(s: Speech, speeches: Sequence[Speech]) -> bool:
    """Somebody without an office who mostly asks, while somebody else does not: a host, a member of
    parliament, a reporter with a name."""
    if s.voice != "person" or s.office or not s.asks or not _mostly_asks(s.person, speeches):
        return False
    others = {x.person for x in speeches if x.voice in ("person", "answerer") and x.person != s.person}
    return any(not _mostly_asks(other, speeches) for other in others)


def _mostly_asks(person: int | None, speeches: Sequence[Speech]) -> bool:
    own = [x for x in speeches if x.person == person]
    return 2 * sum(x.asks for x in own) >= len(own)
