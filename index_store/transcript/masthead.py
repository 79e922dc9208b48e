"""The head of a document: title, kind of event, date and time, place, notes, and the people it names.

In: the lines before what is said, the metadata of the format. Out: a `Masthead`. A line is used for one
purpose only; lines that serve none are left to be headings or text.

    keys and notes -> title -> datelines, persons -> people of the title -> date -> place
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest

from .datelines import read_dateline, read_time, settle_date
from .dates import find_dates, find_times
from .head_draft import TITLE, Draft, Named, Stamp
from .head_keys import is_key, read_key
from .head_people import initials_in_brackets, people_in_brackets, people_of_title, people_on_line
from .head_wording import event_kind
from .lines import Line
from .names import looks_like_name
from .places import find_place
from .titles import find_title
from .wording import squeeze


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the head of a document says."""

    title: str | None
    event: str | None
    """The kind of event, "press conference"."""
    date: str | None
    """ISO 8601, with the time of day where one is printed."""
    place: str | None
    translation_note: str | None
    author: str | None
    publication: str | None
    """The outlet behind the author's name, in an article."""
    named: tuple[Named, ...]
    last_line: int
    """The last of the lines with the title, the date, the time and the place; -1 without any."""
    used: Set[int]
    """Indices of the lines that say all this."""
    flags: tuple[str, ...]
    initials: Mapping[str, str]
    """People whom a key at the head abbreviates: "TJ" -> "Torbjörn Jansson"."""
    by_line: bool
    """The head has an author's line or a dateline: an article."""


def read_masthead(lines: Sequence[Line], indices: Sequence[int], metadata: Mapping[str, str]) -> Masthead:
    """Read the head that the lines at `indices` make."""
    draft = Draft(lines, metadata)
    _read_keys(draft, indices)
    title_line = find_title(draft)
    _read_datelines(draft, title_line)
    for i in indices:
        if i != title_line:
            draft.named.extend(people_in_brackets(draft.text(i)))
    _read_initials_in_brackets(draft, indices)
    last_line = max([draft.title_line, *draft.near])
    if draft.title:
        draft.named.extend(people_of_title(draft.title))
        draft.stamps.extend(_stamps_of_title(draft.title))
        draft.event = draft.event or event_kind(draft.title)
    draft.date, agrees = settle_date(draft.stamps, metadata)
    if not agrees:
        draft.flags.append("date contradicts its weekday")
    draft.place = find_place(draft, title_line)
    draft.author = draft.author or _clean_author(metadata.get("author"))
    return _finished(draft, last_line)


def _read_keys(draft: Draft, indices: Sequence[int]) -> None:
    """Lines that say what they give, "Date: ...", and notes; the others stay open."""
    taken = -1
    for i, following in zip_longest(indices, indices[1:]):
        if i == taken:
            continue
        text = draft.text(i)
        if following is not None and is_key(text):
            # The key on a line of its own, its value on the next.
            pair = f"{text.rstrip(' :：')}: {draft.text(following)}"
            if read_key(draft, i, pair, own_line=True):
                draft.used.update((i, following))
                taken = following
                continue
        if read_key(draft, i, text):
            draft.used.add(i)
        else:
            draft.open.append(i)


def _read_datelines(draft: Draft, title_line: int | None) -> None:
    """Dates, times of day and persons on lines of their own."""
    for i in [k for k in draft.open if k != title_line]:
        text = draft.text(i)
        if not read_dateline(draft, i, text) and not read_time(draft, i, text):
            found = people_on_line(text)
            if not found:
                continue
            draft.named.extend(found)
        draft.use(i)
        draft.near.append(i)


def _stamps_of_title(title: str) -> list[Stamp]:
    """The dates of a title; a time of day counts where it stands behind the only one."""
    dates = find_dates(title)
    times = [t for t in find_times(title) if dates and 0 <= t.start - dates[0].end <= 3]
    return [Stamp(TITLE, d, times[0] if times and len(dates) == 1 else None) for d in dates]


def _read_initials_in_brackets(draft: Draft, indices: Sequence[int]) -> None:
    """A key to initials inside the lines of the head; one pair of letters may as well be an abbreviation."""
    found: dict[str, str] = {}
    for i in indices:
        found |= initials_in_brackets(draft.text(i))
    if len(found) < 2:
        return
    for letters, name in found.items():
        draft.initials.setdefault(letters, name)
        draft.named.append(Named(name, None, False, "masthead"))
    for i in [k for k in draft.open if initials_in_brackets(draft.text(k))]:
        draft.use(i)


def _clean_author(author: str | None) -> str | None:
    author = squeeze(author or "")
    return author if author and looks_like_name(author) else None


def _finished(draft: Draft, last_line: int) -> Masthead:
    return Masthead(
        title=draft.title,
        event=draft.event,
        date=draft.date,
        place=draft.place,
        translation_note=draft.translation_note,
        author=draft.author,
        publication=draft.publication,
        named=tuple(draft.named),
        last_line=last_line,
        used=draft.used,
        flags=tuple(draft.flags),
        initials=draft.initials,
        by_line=draft.by_line,
    )
