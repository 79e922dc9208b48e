"""How a passage is named and cited in words: passage views in, short texts out.

The words are careful about who speaks: somebody who is only quoted is never given as the speaker, and where
nobody is named it says so. The texts are as the document has them; whoever prints them makes them safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from search.results import Hit, PassageView


class Spoken(Protocol):
    """What is known of who speaks a paragraph: a passage of the index, or one just read from a file."""

    @property
    def speaker(self) -> str | None: ...
    @property
    def role(self) -> str | None: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def kind(self) -> str: ...


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NOT_NAMED = "(speaker not named)"


def day(date: str) -> str:
    """An ISO 8601 date or date with time in words: `2024-01-12T15:47` is `12 January 2024, 15:47`.

    A year or a month alone stays one; anything else is returned as it is.
    """
    calendar, _, time = date.partition("T")
    parts = calendar.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts) > 3:
        return date
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return date
    words = [MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    words = [*(str(int(part)) for part in parts[2:]), *words, parts[0]]
    return " ".join(words) + (f", {time}" if time else "")


def voice(passage: Spoken) -> str:
    """Who speaks: name, role and outlet; or what the document says of somebody whom it does not name."""
    outlet = [passage.outlet] if passage.outlet else []
    if passage.speaker:
        return ", ".join([passage.speaker, *([passage.role] if passage.role else []), *outlet])
    if passage.kind == "note":
        return "(transcript note)"
    if passage.kind == "question":
        return ", ".join([_capital(passage.role) or "Reporter", *outlet])
    if passage.role:
        return ", ".join([f"{_capital(passage.role)} (not named)", *outlet])
    return ", ".join([NOT_NAMED, *outlet])


def asker(passage: Spoken) -> str:
    """Who asks, in few words: a name with its outlet, the outlet alone, or "Reporter"."""
    if passage.speaker:
        return f"{passage.speaker} ({passage.outlet})" if passage.outlet else passage.speaker
    return passage.outlet or _capital(passage.role) or "Reporter"


def _capital(role: str | None) -> str:
    """A role that stands in place of a name: "reporter" begins a line as "Reporter"."""
    return role[:1].upper() + role[1:] if role else ""


def quoted_speaker(hit: Hit) -> str | None:
    """Who is quoted with every match of a hit, where the passage itself is nobody's speech (an article).

    None where a match stands outside of quotation marks or two people are quoted: then nobody may be given
    as the one who used the words.
    """
    if hit.passage.speaker or not hit.highlights:
        return None
    owners = {_owner(hit.passage, start, end) for start, end in hit.highlights}
    return owners.pop() if len(owners) == 1 else None


def _owner(passage: PassageView, start: int, end: int) -> str | None:
    """Within whose quoted words the range lies."""
    for quote in passage.quotes:
        if quote.start <= start and end <= quote.end:
            return quote.speaker
    return None


def _distinct(names: Iterable[str | None]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name]


def _list(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def where(passage: PassageView) -> list[str]:
    """Event, date and place, as far as they are known."""
    parts = [passage.title or passage.event, day(passage.date) if passage.date else None, passage.place]
    return [part for part in parts if part]


def reference(passage: PassageView) -> str:
    """Which paragraph of which document."""
    return f"{passage.document} ¶{passage.ordinal}"


def citation(hit: Hit) -> list[str]:
    """The parts of a citation line: speaker and role, event, date, place, document and paragraph.

    Words in somebody's quotation marks are "NAME, quoted in TITLE"; other words of a passage with quotations
    are those of its own speaker, "quoting NAME".
    """
    passage = hit.passage
    speaker, parts = quoted_speaker(hit), where(passage)
    if speaker:
        who = f"{speaker}, quoted in {parts[0] if parts else 'this text'}"
        return [who, *parts[1:], reference(passage)]
    names = [] if passage.speaker else _distinct(quote.speaker for quote in passage.quotes)
    who = voice(passage) + (f", quoting {_list(names)}" if names else "")
    return [who, *parts, reference(passage)]
