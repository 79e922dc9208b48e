"""The dateline at the head of a report's first paragraph: where it was written, and when.

In: a paragraph. Out: a `LeadDateline`, or None where the paragraph begins otherwise.

    PORT ALVA, Ostaria, Sept. 27, 2029 - The first freighter ...
    GRETNA, Alder Valley (March 30, 2029) — Water commissioner ...
    CASTELMAR (CP) — Drivers on the bridge ...
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .dates import find_dates
from .wording import is_capitals

_LONGEST = 110
"""Characters of the longest dateline."""
_DASH = re.compile(r"\s*(?:[–—]|\s--?|-\s)\s*(?=\S)")
_PLACE = re.compile(
    r"(?P<place>[^\W\d_][^\d()|:;!?\"“”]{1,60}?)\s*(?:$|[,(]\s*$|\((?P<agency>[^()]{2,40})\))"
)


@dataclass(frozen=True, slots=True)
class LeadDateline:
    """`day` is None where no full date is printed."""

    place: str
    day: date | None
    agency: str | None
    """Who reports, in brackets behind the place or the date."""


def read_lead_dateline(text: str) -> LeadDateline | None:
    """A place in capitals at least in its first word, with a date, a country or an agency, up to a dash."""
    for m in _DASH.finditer(text, 0, _LONGEST):
        head = text[: m.start()].strip()
        found, agency = find_dates(head), None
        if len(found) > 1 or not re.match(r"[^\W\d_]", head):
            return None
        if found:
            behind = head[found[0].end :].strip(" ,)")
            agency = re.fullmatch(r"\(([^()]{2,40})", behind)
            if behind and not agency:
                continue
            head = head[: found[0].start]
        place = _PLACE.fullmatch(head.rstrip(" ,("))
        if place is None or not _is_place(place["place"], bool(found or place["agency"])):
            continue
        by = place["agency"] or (agency[1] if agency else None)
        return LeadDateline(place["place"].strip(" ,"), found[0].day if found else None, by)
    return None


def _is_place(text: str, shown: bool) -> bool:
    """Capitals in the first word, and a capital in each part behind a comma; `shown` says that a date or an
    agency stands behind it."""
    parts = [p.strip() for p in text.split(",") if p.strip()]
    if not parts or len(parts) > 3 or any(not p[0].isupper() or len(p.split()) > 4 for p in parts):
        return False
    return is_capitals(parts[0].replace("-", "").replace(".", "")) and shown
