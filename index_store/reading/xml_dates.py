"""Dates in figures that an XML document states, as ISO 8601 where day and month cannot be confused.

metadata, the document as stored --clear_dates--> metadata
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date

DATES = ("date", "published", "modified")
"""Keys of metadata that are dates."""

HEAD = 4000
"""How many stored characters are looked through for other dates: a document is dated at its beginning."""

_MONTHS = [
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
]
_SPELT = re.compile(
    rf"(?i)\b([0-3]?\d)(?:st|nd|rd|th)?(?: of)? ({'|'.join(_MONTHS)})\b"
    rf"|\b({'|'.join(_MONTHS)}) ([0-3]?\d)(?!\d)"
)
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)|(\d{4})(\d{2})(\d{2})(?!\d)")
_HOST = re.compile(
    r"(?i)\bhttps?://[\w.-]{0,80}?\.([a-z]{2,4})(?![\w.-])|\b(?:www\.[\w.-]{1,80}|gov)\.([a-z]{2,4})(?![\w.-])"
)
_DAY_FIRST = frozenset(
    (
        *("au", "nz", "uk", "ie", "in", "za", "fr", "de", "it", "es", "pt", "nl", "be", "at", "ch", "dk"),
        *("no", "fi", "pl", "br", "mx", "ar", "cl", "ru", "eu"),
    )
)
"""Ends of addresses, and regions of languages, of countries that write the day before the month."""

_SPELLING = re.compile(
    r"(?i)\b(?:organ|recogn|real|apolog|priorit|summar|util|maxim|minim|stabil|privat|final|general|modern)"
    r"i([sz])(?:e[sd]?|ing|ations?)\b"
)
"""Whoever spells these words with an s is from a country that writes the day first: North America has a z."""

_MONTH_FIRST = frozenset(("us", "gov", "mil"))


def clear_dates(metadata: Mapping[str, str], stored: str) -> dict[str, str]:
    """The metadata with dates in figures as ISO 8601. One that can be read in two ways, and about which the
    document says nothing, is left as written."""
    values = dict(metadata)
    order: str | None = None
    for key in DATES:
        value = metadata.get(key, "")
        if match := _NUMERIC.match(value):
            order = _order(metadata, stored) if order is None else order
            values[key] = _iso(match, order) or value
        elif match := _YEAR_FIRST.match(value):
            parts = match.group(1, 2, 3) if match[1] else match.group(4, 5, 6)
            values[key] = _valid(*map(int, parts)) or value
    return values


def _iso(match: re.Match[str], order: str) -> str | None:
    """A date in figures as ISO 8601; None where day and month might be confused, or it does not exist."""
    a, b, year = int(match[1]), int(match[3]), int(match[4])
    readings = {_valid(year, b, a), _valid(year, a, b)} - {None}
    if len(readings) == 1:
        return readings.pop()
    if match[2] == "." or order == "day":
        return _valid(year, b, a)
    return _valid(year, a, b) if order == "month" else None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _order(values: Mapping[str, str], stored: str) -> str:
    """Whether "day" or "month" comes first in the document's dates in figures; "" where nothing tells.

    What tells, surest first: another such date of the file that can be read one way only; the same day in
    words in the title or at the beginning of the text; the country of its language or of the addresses in it;
    its spelling.
    """
    head = stored[:HEAD]
    figures = [match for match in _NUMERIC.finditer(head) if match[2] != "."]
    for first, last, order in ((1, 3, "day"), (3, 1, "month")):
        if any(int(match[first]) > 12 >= int(match[last]) for match in figures):
            return order
    spelt = " ".join((values.get("title", ""), head))
    for match in _SPELT.finditer(" ".join(spelt.split())):
        day, month = int(match[1] or match[4]), _MONTHS.index((match[2] or match[3]).lower()) + 1
        for written in figures:
            if day != month and {day, month} == {int(written[1]), int(written[3])}:
                return "day" if int(written[1]) == day else "month"
    return _country(stored, values)


def _country(stored: str, values: Mapping[str, str]) -> str:
    language, _, region = values.get("language", "").lower().replace("_", "-").rpartition("-")
    if language and region in (*_DAY_FIRST, "gb", "us"):
        return "month" if region == "us" else "day"
    hosts = Counter((match[1] or match[2]).lower() for match in _HOST.finditer(stored))
    day, month = (sum(hosts[one] for one in group) for group in (_DAY_FIRST, _MONTH_FIRST))
    if day or month:
        return "" if day and month else "day" if day else "month"
    letters = Counter(match[1].lower() for match in _SPELLING.finditer(stored))
    return "day" if letters["s"] >= 2 and letters["s"] >= 4 * letters["z"] else ""
