"""The title of a document.

In: the open lines of the head and the title that the format gives. Out: the line of the title, and its text
in the draft; and the outlet that a page's title names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .datelines import remainder
from .dates import find_dates, find_times
from .head_draft import Draft
from .head_end import whole_text
from .head_people import people_on_line
from .head_wording import event_kind, is_section_name
from .lines import Line
from .wording import ends_sentence, fold, squeeze


def find_title(draft: Draft) -> int | None:
    """The line that is the title, taken out of the open ones; without one the format's own title serves."""
    given = squeeze(draft.metadata.get("title", ""))
    chosen = _choose(draft.lines, [i for i in draft.open if _may_be_title(draft.lines[i])], given)
    if chosen is None:
        draft.title = draft.title or _without_site(given, draft.metadata) or None
        return None
    draft.use(chosen)
    draft.title_line = last = chosen
    text = draft.text(chosen)
    while (
        last + 1 in draft.open and draft.lines[last + 1].soft and not find_dates(draft.lines[last + 1].text)
    ):
        last += 1
        draft.use(last)
        text = f"{text} {draft.text(last)}"
    draft.title = draft.title or text
    # The same title again (page title and heading) is no text.
    again = (fold(text), fold(given)) if given else ()
    for i in [k for k in draft.open if fold(draft.lines[k].text) in again]:
        draft.use(i)
    return chosen


def publication(metadata: Mapping[str, str]) -> str | None:
    """The outlet that published an article: the site's name, or the last part of the page's title."""
    site = squeeze(metadata.get("site_name", ""))
    if site:
        return site
    parts = re.split(r"\s+[|·–—-]\s+", squeeze(metadata.get("title", "")))
    return parts[-1] if len(parts) > 1 and len(parts[-1].split()) <= 5 else None


def _may_be_title(line: Line) -> bool:
    """A line of its own: what was wrapped off another one is the rest of that."""
    return not line.soft and 3 <= len(line.text) <= 300 and not is_section_name(line.text)


def _choose(lines: Sequence[Line], candidates: list[int], given: str) -> int | None:
    if not candidates:
        return None
    for i in candidates:
        if lines[i].kind == "heading" and lines[i].level == 1:
            return i
    if given:
        for i in candidates:
            own, whole = fold(lines[i].text), fold(given)
            if own and (whole in own or (own in whole and len(own) >= 0.6 * len(whole))):
                return i
        return (
            None if not any(lines[i].kind == "heading" for i in candidates) else _telling(lines, candidates)
        )
    return _telling(lines, candidates)


def _telling(lines: Sequence[Line], candidates: list[int]) -> int | None:
    """The first line that names an event, else the first that is no bare date, time, place or sentence."""
    plain = []
    for i in candidates:
        text = squeeze(whole_text(lines, i))
        found, times = find_dates(text), find_times(text)
        rest = remainder(text, found, times)
        if (found or times) and len(rest) < 0.5 * len(text) and not event_kind(rest):
            continue
        if (ends_sentence(text) and len(text) > 120) or people_on_line(text):
            continue
        plain.append(i)
    events = [i for i in plain[:5] if event_kind(whole_text(lines, i))]
    # A title names its event at length ("Press Conference by ..."); a kicker above it only names the kind.
    named = [i for i in events if len(whole_text(lines, i).split()) > 3]
    ordered = named or events or plain
    return ordered[0] if ordered else None


def _without_site(title: str, metadata: Mapping[str, str]) -> str:
    """A page's title without the name of its site."""
    site = metadata.get("site_name")
    if site and title.endswith(site):
        title = title[: -len(site)].rstrip(" -–—|·:")
    m = re.match(r"(.{20,}?)\s+[|·–—-]\s+[^|·–—-]{2,40}$", title)
    return m[1] if m and "|" in title else title
