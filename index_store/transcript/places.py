"""The place of an event.

In: the draft of the masthead. Out: the place, from the line of the date, a line of its own, the format, or
the title.
"""

from __future__ import annotations

import re

from .dates import find_dates, find_times, weekday_names
from .head_draft import Draft
from .head_wording import event_kind, is_note, is_section_name
from .names import looks_like_name
from .offices import is_office
from .titled_names import split_titles
from .vocabulary import pattern, words
from .wording import ends_sentence, fold, squeeze, starts_upper

_LONGEST = 90
"""Characters of the longest line that is a place."""


def find_place(draft: Draft, title_line: int | None) -> str | None:
    """The place; a line that gives it is taken out of the open ones."""
    found = _clean(draft.place) or _on_own_line(draft, title_line) or _before_time(draft)
    if found:
        return found
    if draft.metadata.get("place"):
        return squeeze(draft.metadata["place"])
    return _in_title(draft.title) if draft.title else None


def _on_own_line(draft: Draft, title_line: int | None) -> str | None:
    """A short line that is a place by its words; two that follow each other are one."""
    for i in draft.open:
        text = draft.text(i)
        if not _may_be_place(draft, i, text) or not is_place(text):
            continue
        # Above the title stands the site, unless something else of the event does as well.
        if title_line is not None and i < title_line and not draft.near:
            continue
        draft.use(i)
        if i + 1 in draft.open and is_place(draft.text(i + 1)):
            text = f"{text}, {draft.text(i + 1)}"
            draft.use(i + 1)
        return text
    return None


def _may_be_place(draft: Draft, i: int, text: str) -> bool:
    """Neither a sentence nor a heading, a date, a party, a link, or a line with a key."""
    line = draft.lines[i]
    if len(text) > _LONGEST or (ends_sentence(text) and not text.endswith(".")) or line.kind == "heading":
        return False
    if is_section_name(text) or text.startswith("**") or find_dates(text):
        return False
    return not (fold(text) in words("labels", "party.names") or ":" in text or line.linked)


def _before_time(draft: Draft) -> str | None:
    """The only unexplained line right before a line with the time, or between the date and the time: where
    the event was ("La Nuvola", above "6:32 P.M. CET")."""
    for n in draft.near:
        i = n - 1
        if i not in draft.open or not find_times(draft.lines[n].text) or find_dates(draft.lines[n].text):
            continue
        text = draft.text(i)
        short = len(text.split()) <= 6 and starts_upper(text) and not ends_sentence(text)
        named = event_kind(text) or is_section_name(text) or draft.lines[i].kind == "heading"
        if short and not named:
            draft.use(i)
            return text
    return None


def is_place(text: str) -> bool:
    """A place by its words ("Press room"), by its name, or by a country behind a comma."""
    if split_titles(text)[1]:
        return False  # an office, with or without a name
    folded = fold(text)
    found = set(re.findall(r"[\w'-]+", folded))
    if any(w in found if " " not in w else w in folded for w in words("masthead", "place.words")):
        return len(text.split()) <= 12
    named = words("labels", "place.names") | words("masthead", "place.cities")
    parts = [p for p in re.split(r"\s*,\s*", folded) if p]
    countries = named | words("masthead", "place.short")
    if len(parts) >= 2 and (parts[-1] in countries or parts[0] in named):
        return True
    return folded in named or text in named


def _clean(place: str | None) -> str | None:
    """A place without the words that only led to the date ("Berlin, Mittwoch, den"), or None."""
    if place is None:
        return None
    weekdays = "|".join(sorted(map(re.escape, weekday_names()), key=len, reverse=True))
    leading = "|".join(sorted(words("masthead", "place.before_date"), key=len, reverse=True))
    place = re.sub(rf"[\s,]*\b(?:{weekdays})\b\.?", "", place, flags=re.I)
    place = re.sub(rf"[\s,]*\b(?:{leading})\.?$", "", place, flags=re.I).strip(" ,;.")
    if sum(c.isalpha() for c in place) < 2 or any(c in place for c in "|:：©"):
        return None
    never = pattern("masthead", "place.never_patterns", "(?:{})", re.I).search(place)
    return None if never or is_note(place) or fold(place) in words("masthead", "place.never") else place


def _in_title(title: str) -> str | None:
    """`Doorstop – Coral Harbour`, `..., Belokamensk, October 8, 2030`."""
    for d in find_dates(title):
        before = title[: d.start].rstrip(" ,–—-")
        m = re.search(r",\s*([^,]{3,40}(?:,\s*[^,]{2,30})?)$", before)
        if m and looks_like_name(m[1].split(",")[0]) and not is_office(m[1]):
            return m[1]
    events = pattern(
        "masthead", "titled_place.patterns", r"(?:{})(?: interview)?\s*[,–—-]\s*(?P<place>.{3,60})$", re.I
    )
    m = events.match(title)
    if m is None or find_dates(m["place"]):
        return None
    place = m["place"]
    return place if looks_like_name(place.split(",")[0]) and not split_titles(place)[1] else None
