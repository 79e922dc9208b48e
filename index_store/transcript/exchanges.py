"""Who asks and who answers: the kind of every speech, and which questions an answer belongs to.

In: the speeches of an event in order. Out: for each its kind and the speeches it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_PRESS = 3
"""How many persons who ask make the press."""


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
    part: str | None = None
    """The office as printed, where no person is known."""
    principal: bool = False
    """The head of the document presents the speaker."""
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
    labelled = any(s.voice == "questioner" for s in speeches) or not any(
        s.voice == "person" for s in speeches
    )
    unlabelled = not debate and not any(s.voice in ("questioner", "person", "answerer") for s in speeches)
    press = _press(speeches)
    for i, s in enumerate(speeches):
        # Where nobody is labelled as asking, whoever runs the event asks.
        hosts = s.voice == "attendant" and s.asks and not labelled and not debate
        if unlabelled and s.voice == "unknown" and (s.asks or pending):
            # Nobody is labelled at all: only the order of question and answer tells them apart.
            if s.asks:
                pending = [i]
                out.append(Role("question"))
            else:
                out.append(Role("answer", tuple(pending)))
                pending = []
            continue
        before = not debate and _is_before_principal(s, speeches, i)
        reports = before and (press >= _PRESS or s.asks)
        if s.voice == "questioner" or hosts or reports or (not debate and _asks(s, speeches)):
            pending.append(i)
            asked, section = True, s.section
            out.append(Role("question"))
        elif s.voice == "person" and not debate and _is_host(s, speeches):
            out.append(Role("statement"))
        elif s.voice in ("person", "answerer") and asked and pending:
            answered, answerer, pending, section = tuple(pending), s.person, [], s.section
            out.append(Role("answer", answered))
        elif (
            s.voice in ("person", "answerer")
            and asked
            and s.section == section
            and (s.person == answerer or not s.brief)
        ):
            # The answer resumed, or somebody else who answers as well.
            out.append(Role("answer", answered))
        elif s.voice == "answerer":
            out.append(Role("answer"))
        else:
            out.append(Role("statement"))
    return out


def _press(speeches: Sequence[Speech]) -> int:
    """How many persons with a name and without an office mostly ask, in the press conference of somebody."""
    if not any(s.principal for s in speeches):
        return 0
    asking = {s.person for s in speeches if s.voice == "person" and not s.office and s.asks}
    return len({p for p in asking if p is not None})


def _is_before_principal(s: Speech, speeches: Sequence[Speech], i: int) -> bool:
    """Somebody without an office says more than a few words right before the principal answers: a question
    without its mark ("I wonder if you could ...")."""
    if (
        s.voice != "person"
        or s.office
        or s.principal
        or s.person is None
        or s.brief
        or i + 1 == len(speeches)
    ):
        return False
    return speeches[i + 1].principal and not _is_host(s, speeches)


def _asks(s: Speech, speeches: Sequence[Speech]) -> bool:
    """Somebody who mostly asks, while somebody else does not: a host, a member of parliament, a reporter
    with a name, counsel at a hearing."""
    if s.voice != "person" or not s.asks or not _mostly_asks(s, speeches):
        return False
    others = {
        (x.person, x.part): x for x in speeches if x.voice in ("person", "answerer") and _who(x) != _who(s)
    }
    return any(not _mostly_asks(other, speeches) for other in others.values())


def _is_host(s: Speech, speeches: Sequence[Speech]) -> bool:
    """Somebody without an office who mostly asks, and says something else for once."""
    return (
        not s.office
        and not s.asks
        and _mostly_asks(s, speeches)
        and sum(_who(x) == _who(s) for x in speeches) > 2
    )


def _who(s: Speech) -> tuple[int | None, str | None]:
    return s.person, s.part


def _mostly_asks(s: Speech, speeches: Sequence[Speech]) -> bool:
    """Half of what they say ends with a question; of somebody in office nearly all, and more than once; the
    person whom the event is about never."""
    own = [x for x in speeches if _who(x) == _who(s)]
    asking = sum(x.asks for x in own)
    if s.principal:
        return False
    if s.office:
        return 4 * asking >= 3 * len(own) and asking > 1
    others = [x for x in speeches if _who(x) != _who(s) and x.voice in ("person", "answerer")]
    rate = sum(x.asks for x in others) / len(others) if others else 0.0
    # A host who chats asks in every third turn, and still far more often than the guest.
    return 2 * asking >= len(own) or (3 * asking >= len(own) and asking > 3 and asking / len(own) > 2 * rate)
