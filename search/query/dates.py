"""Dates as people type them in a query -> the first and the last minute they cover.

    2024            the whole year          2024-01, January 2024           the whole month
    2024-01-12      the day                 12 January 2024, Jan 12, 2024   the day
    2023..2024      from the start of one to the end of the other
    ..2024          until its end           2024..                          from its start
    today, yesterday, this week, last month, last 7 days ...                counted from today

A week begins on Monday. A minute is the number YYYYMMDDHHMM, as the index stores it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

EXAMPLES = 'write 2024, 2024-01, 2024-01-12, "January 2024", "last week" or a range such as 2023..2024-06'

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_DATE = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")
_SLASHES = re.compile(r"[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?P<rest>[a-z]*)\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[0-9]{4})"
_NAMED = tuple(
    re.compile(form)
    for form in (rf"{_MONTH} {_YEAR}", rf"{_DAY} (?:of )?{_MONTH},? {_YEAR}", rf"{_MONTH} {_DAY},? {_YEAR}")
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_RELATIVE = re.compile(
    r"(?:(?P<which>this|last|past) )?(?:(?P<count>[0-9]{1,4}) )?(?P<unit>day|week|month|year)s?"
)


class DateError(ValueError):
    """Text that is no date: the message says why, `at` is the character of the text where it goes wrong."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


def minutes(text: str, today: date | None = None) -> tuple[int, int]:
    """The first and the last minute of a year, a month, a day or a time counted from `today` (by default
    the day that it is).

    Raises DateError for anything else.
    """
    plain = text.translate(_DASHES)
    match = _DATE.fullmatch(plain)
    if match is not None:
        month, day = match[2], match[3]
        at = (match.start(2), match.start(3))
        return _span(match[1], int(month) if month else None, int(day) if day else None, at)
    words = " ".join(plain.lower().split())
    found = _named(words) or _relative(words, today)
    if found is not None:
        return found
    message = f'"{_short(text)}" is not a date'
    if _SLASHES.fullmatch(plain):
        message += ": which number is the month, and which the day?"
    raise DateError(message)


def span(text: str, today: date | None = None) -> tuple[int | None, int | None]:
    """The first and the last minute of a date or of a range of dates; None where a range is open.

    Raises DateError for anything else, and for a range that ends before it begins.
    """
    plain = text.replace("…", "..")
    if ".." not in plain:
        return minutes(plain, today)
    left, _, right = plain.partition("..")
    left, right = left.strip(), right.strip()
    if not left and not right:
        raise DateError("a range needs a date at one end at least")
    low = minutes(left, today)[0] if left else None
    try:
        high = minutes(right, today)[1] if right else None
    except DateError as error:
        raise DateError(str(error), text.find(right, len(left)) + error.at) from None
    if low is not None and high is not None and low > high:
        raise DateError(f"the range {_short(text)} ends before it begins")
    return low, high


def bound(value: str | date, last: bool, today: date | None = None) -> int:
    """The first minute of a date, or its last one.

    Raises DateError where a text is not a date.
    """
    if isinstance(value, date):  # a datetime too: its day
        return _minute(value.year, value.month, value.day, 2359 if last else 0)
    return minutes(value.strip(), today)[1 if last else 0]


def neighbour(minute: int, days: int) -> int | None:
    """The first minute of the day after the minute's (days=1), or the last one of the day before it (-1);
    None where the calendar has no such day."""
    try:
        day = _day(minute) + timedelta(days)
    except OverflowError:
        return None
    return bound(day, last=days < 0)


def day_of(minute: int) -> str:
    """The day of a minute as YYYY-MM-DD."""
    return _day(minute).isoformat()


def _day(minute: int) -> date:
    day = minute // 10000
    return date(day // 10000, day // 100 % 100, day % 100)


def _span(year_text: str, month: int | None, day: int | None, at: tuple[int, int]) -> tuple[int, int]:
    year = int(year_text)
    if year == 0:
        raise DateError("there is no year 0000")
    if month is not None and not 1 <= month <= 12:
        raise DateError(f"there is no month {month:02}", at[0])
    last = monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= last:
        raise DateError(f"{year:04}-{month:02} has no day {day:02}", at[1])
    return _minute(year, month or 1, day or 1, 0), _minute(year, month or 12, day or last, 2359)


def _named(words: str) -> tuple[int, int] | None:
    """January 2024, 12 January 2024, Jan. 12, 2024."""
    for form in _NAMED:
        match = form.fullmatch(words)
        if match is None:
            continue
        parts = match.groupdict()
        name = parts["month"] + parts["rest"]
        months = [
            n for n, month in enumerate(_MONTHS, 1) if month == name or (name in (month[:3], month[:4]))
        ]
        if months:
            day = parts.get("day")
            at = match.start("month"), match.start("day") if day else 0
            return _span(parts["year"], months[0], int(day) if day else None, at)
    return None


def _relative(words: str, today: date | None) -> tuple[int, int] | None:
    """today, yesterday, this week, last month, last 7 days."""
    now = today or date.today()
    if words in ("today", "yesterday"):
        day = now - timedelta(words == "yesterday")
        return bound(day, last=False), bound(day, last=True)
    match = _RELATIVE.fullmatch(words)
    if match is None or match["which"] is None:
        return None
    unit, back = match["unit"], match["which"] != "this"
    if match["count"] is not None:
        return _lately(int(match["count"]), unit, now) if back else None
    if unit == "day":
        return None
    first = _first_day(now, unit)
    if not back:
        return bound(first, last=False), bound(now, last=True)
    last = first - timedelta(1)
    return bound(_first_day(last, unit), last=False), bound(last, last=True)


def _first_day(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _lately(count: int, unit: str, now: date) -> tuple[int, int]:
    """The last so many days, weeks, months or years, today included."""
    if count == 0:
        raise DateError("the last 0 days are no time")
    try:
        if unit in ("day", "week"):
            start = now - timedelta(count * (7 if unit == "week" else 1) - 1)
        else:
            months = now.year * 12 + now.month - 1 - count * (12 if unit == "year" else 1)
            year, month = divmod(months, 12)
            start = date(year, month + 1, min(now.day, monthrange(year, month + 1)[1])) + timedelta(1)
    except (OverflowError, ValueError):
        raise DateError("that is before the calendar begins") from None
    return bound(start, last=False), bound(now, last=True)


def _minute(year: int, month: int, day: int, clock: int) -> int:
    return ((year * 100 + month) * 100 + day) * 10000 + clock


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "..."
