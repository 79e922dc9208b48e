"""Dates and times of day as transcripts print them, found in a line of text.

In: a line. Out: `FoundDate` and `FoundTime` values with their ranges in the line. Nothing is guessed: a date
needs a day, a month and a year that exist together, and a purely numeric date whose day and month could be
swapped is left alone. A weekday that contradicts its date is reported, never used to correct it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from .vocabulary import table


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in text. `start` and `end` include a weekday before or after it."""

    start: int
    end: int
    day: date
    weekday_agrees: bool
    """False where a weekday is printed that is not the date's."""


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time of day in text, the first of a range. `start` and `end` cover the range and the zone."""

    start: int
    end: int
    hour: int
    minute: int
    explicit: bool
    """Marked as a time by a.m./p.m., a zone or a time word, not only by its digits."""


_DIGITS = str.maketrans("０１２３４５６７８９：．", "0123456789:.")


def find_dates(line: str) -> list[FoundDate]:
    """All dates of a line in the order of printing."""
    line = _fold(line)
    found: list[FoundDate] = []
    for pattern, read in _patterns():
        for m in pattern.finditer(line):
            day = read(m)
            if day is None:
                continue
            weekday = _weekday(m)
            agrees = weekday is None or weekday == day.weekday()
            if not any(f.start < m.end() and m.start() < f.end for f in found):
                found.append(FoundDate(m.start(), m.end(), day, agrees))
    return sorted(found, key=lambda f: f.start)


def find_times(line: str) -> list[FoundTime]:
    """All times of day of a line in the order of printing; a range counts once, by its start."""
    line = _fold(line)
    found: list[FoundTime] = []
    for pattern in _time_patterns():
        for m in pattern.finditer(line):
            t = _read_time(m)
            if t is not None and not any(f.start < t.end and t.start < f.end for f in found):
                found.append(t)
    return sorted(found, key=lambda f: f.start)


def weekday_names() -> frozenset[str]:
    """The names of the days of the week in every language known, lower case."""
    return frozenset(_names("weekdays"))


def _fold(line: str) -> str:
    """Full-width digits and punctuation to ASCII and no-break spaces to spaces, length kept."""
    line = line.translate(_DIGITS)
    return "".join(" " if c in "\u00a0\u2007\u2009\u200a\u202f\u3000" else c for c in line)


# ---------------------------------------------------------------- dates


@cache
def _names(kind: str) -> dict[str, int]:
    """Every name of a month (1 to 12) or weekday (0 to 6) in any language, lower case, composed."""
    first = 1 if kind == "months" else 0
    names: dict[str, int] = {}
    for language in table("dates")[kind].values():
        for i, forms in enumerate(language, first):
            for form in forms.split("|"):
                names.setdefault(unicodedata.normalize("NFC", form), i)
    return names


def _alternatives(kind: str) -> str:
    return "|".join(sorted(map(re.escape, _names(kind)), key=len, reverse=True))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...]:
    month, weekday = _alternatives("months"), _alternatives("weekdays")
    lead = rf"(?:\b(?P<wd>{weekday})\b\.?,?\s+(?:the\s+)?)?"
    tail = rf"(?:,?\s*\(?\b(?P<wd2>{weekday})\b\)?)?"
    # The year may run into a time that follows it ("15 May 202921:30"), so it ends after four digits, not at
    # the end of a number.
    year = r"(?P<y>(?:1[89]|20|21)\d\d)(?!\d(?!\d?[:.]\d\d))"
    flags = re.IGNORECASE
    return (
        (
            re.compile(
                rf"{lead}\b(?P<m>{month})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?:of\s+)?{year}{tail}",
                flags,
            ),
            _named,
        ),
        (
            re.compile(
                rf"{lead}(?<![\d.,:])(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?\s*(?:de\s+|of\s+|-)?\b(?P<m>{month})\b\.?,?"
                rf"\s*(?:de\s+|del\s+|-)?{year}(?:\s*(?:года|г\.|року))?{tail}",
                flags,
            ),
            _named,
        ),
        (re.compile(r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"), _numeric),
        (
            re.compile(
                r"(?P<era>明治|大正|昭和|平成|令和)\s*(?P<y>\d{1,2}|元)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
            ),
            _era,
        ),
        (re.compile(r"(?P<y>\d{4})\s*년\s*(?P<m>\d{1,2})\s*월\s*(?P<d>\d{1,2})\s*일"), _numeric),
        (re.compile(r"(?<![\d/-])(?P<y>(?:19|20)\d\d)([-/.])(?P<m>\d\d?)\2(?P<d>\d\d?)(?!\d)"), _numeric),
        (re.compile(r"(?<![\d.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>(?:19|20)\d\d)(?!\d)"), _numeric),
        (re.compile(r"(?<![\d/])(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<y>(?:19|20)\d\d)(?!\d)"), _slashed),
    )


def _named(m: re.Match[str]) -> date | None:
    return _valid(int(m["y"]), _names("months")[unicodedata.normalize("NFC", m["m"].lower())], int(m["d"]))


def _numeric(m: re.Match[str]) -> date | None:
    return _valid(int(m["y"]), int(m["m"]), int(m["d"]))


def _era(m: re.Match[str]) -> date | None:
    year = 1 if m["y"] == "元" else int(m["y"])
    return _valid(table("dates")["eras"][m["era"]] + year, int(m["m"]), int(m["d"]))


def _slashed(m: re.Match[str]) -> date | None:
    """Day and month in either order, where only one order is possible."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    if a == b or b > 12:
        return _valid(year, a, b)
    return _valid(year, b, a) if a > 12 else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(m: re.Match[str]) -> int | None:
    for group in ("wd", "wd2"):
        if group in m.re.groupindex and m[group]:
            return _names("weekdays")[unicodedata.normalize("NFC", m[group].lower())]
    return None


# ---------------------------------------------------------------- times of day

_AMPM = r"(?:(?P<{0}>[ap])\s?\.?\s?m\b\.?)"
_DASH = r"\s*(?:-|–|—|to|until)\s*"


@cache
def _time_patterns() -> tuple[re.Pattern[str], ...]:
    zone = "|".join(sorted(map(re.escape, table("dates")["zones"]["names"]), key=len, reverse=True))
    after = rf"(?P<zone>\s*\(?\b(?:{zone})\b\)?)?"
    clock = r"(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))?"
    clock2 = r"(?P<h2>\d{1,2})(?:[:.]\d\d)?"
    first = r"(?<![\d:.,/-])"
    flags = re.IGNORECASE
    return (
        re.compile(
            rf"{first}{clock}\s?{_AMPM.format('ap')}?{_DASH}{clock2}\s?{_AMPM.format('ap2')}{after}", flags
        ),
        re.compile(rf"{first}{clock}\s?{_AMPM.format('ap')}{after}", flags),
        re.compile(r"(?P<jap>午前|午後|上午|下午)\s*(?P<h>\d{1,2})\s*[時时点](?:\s*(?P<min>\d{1,2})\s*分)?"),
        re.compile(r"(?<!\d)(?P<h>\d{1,2})\s*[時时点]\s*(?P<min>\d{1,2})\s*分"),
        re.compile(
            # Twenty-four hours; it may stand right behind a year ("202921:30").
            rf"(?:(?<![\d:.,/-])|(?<=(?:19|20)\d\d))(?P<h>[01]?\d|2[0-3])[:h](?P<min>[0-5]\d)(?::[0-5]\d)?"
            rf"(?!\d)(?:{_DASH}\d{{1,2}}[:h]\d\d)?{after}"
        ),
        re.compile(r"(?<!\d)(?P<h>[01]\d|2[0-3])(?P<min>[0-5]\d)(?P<zone>\s?(?:hrs|hours|h)\b)", flags),
    )


def _read_time(m: re.Match[str]) -> FoundTime | None:
    groups = m.groupdict()
    hour, minute = int(m["h"]), int(groups.get("min") or 0)
    half = (groups.get("ap") or groups.get("ap2") or "").lower()
    if half == "p" and not groups.get("ap") and hour % 12 > int(groups["h2"]) % 12:
        half = "a"  # "11:05-12:10 p.m." begins in the morning
    if groups.get("jap"):
        half = "a" if groups["jap"] in ("午前", "上午") else "p"
    if half:
        # "0:33 p.m." is 12:33; "14:30 p.m." is printed now and then and can only mean 14:30.
        if hour == 12 and half == "a":
            hour = 0
        elif hour < 12 and half == "p":
            hour += 12
    if hour > 23 or minute > 59:
        return None
    explicit = bool(half or groups.get("zone") or groups.get("jap"))
    return FoundTime(m.start(), m.end(), hour, minute, explicit)
