"""Who asks and who answers: the kind of every speech, and which questions an answer belongs to.

In: the speeches of an event in order. Out: for each its kind and the speeches it answers.
"""

from __future__ import annotations

from collections import Counter
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
    press, habits = _press(speeches), _Habits(speeches)
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
        before = not debate and _is_before_principal(s, speeches, i, habits)
        reports = before and (press >= _PRESS or s.asks)
        if s.voice == "questioner" or hosts or reports or (not debate and habits.asks(s)):
            pending.append(i)
            asked, section = True, s.section
            out.append(Role("question"))
        elif s.voice == "person" and not debate and habits.hosts(s):
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


def _is_before_principal(s: Speech, speeches: Sequence[Speech], i: int, habits: _Habits) -> bool:
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
    return speeches[i + 1].principal and not habits.hosts(s)


_Who = tuple[int | None, str | None]


def _who(s: Speech) -> _Who:
    return s.person, s.part


class _Habits:
    """How often each voice speaks and asks, counted once."""

    def __init__(self, speeches: Sequence[Speech]) -> None:
        self._turns = Counter(map(_who, speeches))
        self._asking = Counter(_who(s) for s in speeches if s.asks)
        answerable = [s for s in speeches if s.voice in ("person", "answerer")]
        self._answerable = Counter(map(_who, answerable))
        self._answerable_asking = Counter(_who(s) for s in answerable if s.asks)
        self._all, self._all_asking = len(answerable), sum(s.asks for s in answerable)
        last = {_who(s): s for s in answerable}
        self._answering = frozenset(who for who, s in last.items() if not self.mostly_asks(s))

    def mostly_asks(self, s: Speech) -> bool:
        """Half of what they say ends with a question; of somebody in office nearly all, and more than once;
        the person whom the event is about never."""
        who = _who(s)
        own, asking = self._turns[who], self._asking[who]
        if s.principal:
            return False
        if s.office:
            return 4 * asking >= 3 * own and asking > 1
        others = self._all - self._answerable[who]
        rate = (self._all_asking - self._answerable_asking[who]) / others if others else 0.0
        # A host who chats asks in every third turn, and still far more often than the guest.
        return 2 * asking >= own or (3 * asking >= own and asking > 3 and asking / own > 2 * rate)

    def asks(self, s: Speech) -> bool:
        """Somebody who mostly asks, while somebody else does not: a host, a member of parliament, a reporter
        with a name, counsel at a hearing."""
        if s.voice != "person" or not s.asks or not self.mostly_asks(s):
            return False
        return bool(self._answering - {_who(s)})

    def hosts(self, s: Speech) -> bool:
        """Somebody without an office who mostly asks, and says something else for once."""
        return not s.office and not s.asks and self.mostly_asks(s) and self._turns[_who(s)] > 2
