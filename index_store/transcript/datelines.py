"""Dates and times of day at the head of a document, and which of them are the event's.

In: the lines of the head. Out: stamps in the draft, with the place that stands beside a date; at the end the
event's date in ISO 8601. Nothing is guessed: without a clear date there is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from .dates import FoundDate, FoundTime, find_dates, find_times
from .head_draft import TITLE, Draft, Stamp
from .head_wording import is_note
from .vocabulary import pattern, table, words
from .wording import ends_sentence, fold, is_caseless, squeeze, starts_upper


def is_dateline(text: str) -> bool:
    """A line that is mostly a date or a time of day."""
    if len(text) > 160 or not any(c.isdigit() for c in text):
        return False
    found, times = find_dates(text), find_times(text)
    return bool(found or times) and len(remainder(text, found, times)) <= 0.5 * len(text)


def read_dateline(draft: Draft, i: int, text: str) -> bool:
    """A line that is a date, with the time and the place around it."""
    found = find_dates(text)
    if not found or len(text) > 200:
        return False
    times = find_times(text)
    rest = remainder(text, found, times)
    if (ends_sentence(rest) and len(rest) > 60) or len(rest) > 110:
        return False
    bare = bool(re.fullmatch(r"\s*\d{4}[-/.]\d\d?[-/.]\d\d?[T ]+\d\d?:\d\d(?::\d\d)?\s*", text))
    published = bool(rest) and _is_publication(rest)
    time = times[0] if times and not bare and not published else None
    draft.stamps.append(Stamp(i, found[0], time, event=not bare and not published))
    if rest and not published:
        _read_place_beside(draft, text, rest, found[0])
    return True


def _read_place_beside(draft: Draft, text: str, rest: str, date: FoundDate) -> None:
    """The place on the line of a date; `rest` is the line without date and time."""
    place = re.sub(r"^(?:at|in)\s+", "", rest)
    if draft.place is None and place and starts_upper(place) and ":" not in place:
        draft.place = place
    ahead = text[: date.start].rstrip()
    if text.find(rest[:12]) < date.start and re.search(r"[–—-]\s*$", ahead):
        draft.by_line = True  # "BRUSSELS – 1 May 2030"


def _is_publication(rest: str) -> bool:
    return bool(pattern("masthead", "published.patterns", r"(?:{})\b").match(fold(rest))) or is_note(rest)


def is_published(text: str) -> bool:
    """The line says when something was published or changed."""
    return bool(pattern("masthead", "published.patterns", r"\W*(?:{})\b").match(fold(text)))


def day_of_event(text: str) -> date | None:
    """The one day of which a sentence says that the event was on it ("held in Kelder on March 22, 2030")."""
    m = pattern("masthead", "held.patterns", r"\b(?:{})\b[^.!?]{0,80}?(?=\d|[^\W\d_]+\.?\s\d)", re.I).search(
        text
    )
    found = [d for d in find_dates(text) if m is not None and d.start >= m.start()]
    return found[0].day if len(text) < 600 and found else None


def read_time(draft: Draft, i: int, text: str) -> bool:
    """A line that is a time of day alone, "2:09 p.m. EST"."""
    times = find_times(text)
    if not times or len(text) > 60:
        return False
    rest = remainder(text, [], times)
    opening = pattern("masthead", "opening.patterns", r"\b(?:{})\b", re.I)
    if len(rest) > 4 and not (len(rest) < 60 and opening.search(rest)):
        return False
    draft.stamps.append(Stamp(i, None, times[0]))
    return True


def remainder(text: str, found: Sequence[FoundDate], times: Sequence[FoundTime]) -> str:
    """What is left of a line without its dates and times, loose punctuation at the ends removed."""
    out, at = [], 0
    for a, b in sorted([*((f.start, f.end) for f in found), *((t.start, t.end) for t in times)]):
        out.append(text[at:a])
        at = max(at, b)
    out.append(text[at:])
    parts = [p.strip(" ,;:|–—-()[]·•/\u3000（）") for p in out]
    rest = " ".join(p for p in parts if p and fold(p) not in words("masthead", "dateline.between"))
    if is_caseless(rest):
        days = table("masthead")["dateline"]["weekdays_cjk"]
        rest = re.sub(rf"^[（(]?[{days}](?:曜日?)?[）)]?\s*", "", rest)
    return squeeze(pattern("masthead", "dateline.before", r"^(?:{})\s*[:：]\s*").sub("", rest))


def settle_date(stamps: Sequence[Stamp], metadata: Mapping[str, str]) -> tuple[str | None, bool]:
    """(the event's date and time in ISO 8601 or None, whether its weekday agrees): the title's date, then the
    head's own date line, then a bare time stamp, then what the format says."""
    dated = [(s, s.date) for s in stamps if s.date is not None]
    events = [(s, d) for s, d in dated if s.event]
    # The title names the event; a time of day belongs to it; and what is published comes after it.
    titled = [d for s, d in events if s.line == TITLE]
    timed = [d for s, d in events if s.line != TITLE and s.time]
    best = next(iter(titled or timed or sorted((d for _, d in events or dated), key=lambda d: d.day)), None)
    if best is None:
        time = next((s.time for s in stamps if s.time is not None and s.event), None)
        return _given(metadata, time), True
    same = next((s.time for s, d in events if s.time is not None and d.day == best.day), None)
    alone = next((s.time for s in stamps if s.time is not None and s.date is None), None)
    return _iso(best, same or alone), best.weekday_agrees


def _given(metadata: Mapping[str, str], time: FoundTime | None) -> str | None:
    """The date that the format states."""
    for key in ("date", "published"):
        found = find_dates(metadata.get(key, ""))
        if found:
            return _iso(found[0], time)
    return None


def _iso(found: FoundDate, time: FoundTime | None) -> str:
    day = found.day.isoformat()
    return f"{day}T{time.hour:02d}:{time.minute:02d}" if time else day
