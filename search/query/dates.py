"""Dates as people type them in a query -> the first and the last minute they cover.

    2024            the whole year          2024-01         the whole month
    2024-01-12      the day                 2023..2024      from the start of one to the end of the other
    ..2024          until its end           2024..          from its start

A minute is the number YYYYMMDDHHMM, as the index stores it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

EXAMPLES = "write 2024, 2024-01, 2024-01-12 or a range such as 2023..2024-06"

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


class DateError(ValueError):
    """Text that is no date: the message says why, `at` is the character of the text where it goes wrong."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


def minutes(text: str) -> tuple[int, int]:
    """The first and the last minute of a year, a month or a day.

    Raises DateError for anything else.
    """
    match = _DATE.fullmatch(text.translate(_DASHES))
    if match is None:
        raise DateError(f'"{_short(text)}" is not a date')
    year = int(match[1])
    if year == 0:
        raise DateError("there is no year 0000")
    month = int(match[2]) if match[2] else None
    if month is not None and not 1 <= month <= 12:
        raise DateError(f"there is no month {match[2]}", match.start(2))
    last = monthrange(year, month or 12)[1]
    day = int(match[3]) if match[3] else None
    if day is not None and not 1 <= day <= last:
        raise DateError(f"{year:04}-{month:02} has no day {match[3]}", match.start(3))
    return (
        _minute(year, month or 1, day or 1, 0),
        _minute(year, month or 12, day or last, 2359),
    )


def span(text: str) -> tuple[int | None, int | None]:
    """The first and the last minute of a date or of a range of dates; None where a range is open.

    Raises DateError for anything else, and for a range that ends before it begins.
    """
    plain = text.replace("…", "..")
    if ".." not in plain:
        return minutes(plain)
    left, _, right = plain.partition("..")
    left, right = left.strip(), right.strip()
    if not left and not right:
        raise DateError("a range needs a date at one end at least")
    low = minutes(left)[0] if left else None
    try:
        high = minutes(right)[1] if right else None
    except DateError as error:
        raise DateError(str(error), text.find(right, len(left)) + error.at) from None
    if low is not None and high is not None and low > high:
        raise DateError(f"the range {_short(text)} ends before it begins")
    return low, high


def bound(value: str | date, last: bool) -> int:
    """The first minute of a date, or its last one.

    Raises DateError where a text is not a date.
    """
    if isinstance(value, date):  # a datetime too: its day
        return _minute(value.year, value.month, value.day, 2359 if last else 0)
    return minutes(value.strip())[1 if last else 0]


def day_of(minute: int) -> str:
    """The day of a minute as YYYY-MM-DD."""
    day = f"{minute // 10000:08}"
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def _minute(year: int, month: int, day: int, clock: int) -> int:
    return ((year * 100 + month) * 100 + day) * 10000 + clock


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "..."
