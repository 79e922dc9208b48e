"""Dates of queries against the calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.dates import DateError, bound, day_of, minutes, span


@given(st.dates())
def test_a_day_covers_its_minutes(day: date) -> None:
    low, high = minutes(day.isoformat())
    assert low == int(f"{day:%Y%m%d}".rjust(8, "0") + "0000")
    assert high == low + 2359
    assert day_of(low) == day_of(high) == day.isoformat()
    assert bound(day, last=False) == bound(day.isoformat(), last=False) == low
    assert bound(datetime(day.year, day.month, day.day, 12, 30), last=True) == high


@given(st.dates(max_value=date(9998, 12, 31)))
def test_months_and_years_end_where_the_next_begins(day: date) -> None:
    for text in (f"{day.year:04}-{day.month:02}", f"{day.year:04}"):
        low, high = minutes(text)
        assert low <= minutes(day.isoformat())[0] <= high
        following = date.fromisoformat(day_of(high)) + timedelta(days=1)
        assert following.day == 1
        assert day_of(low).endswith("-01")
        assert minutes(text) == (low, high) == span(f"{text}..{text}")


@given(st.dates(), st.dates())
def test_ranges(first: date, last: date) -> None:
    text = f"{first.isoformat()}..{last.isoformat()}"
    if first > last:
        with pytest.raises(DateError):
            span(text)
    else:
        assert span(text) == (minutes(first.isoformat())[0], minutes(last.isoformat())[1])
        assert span(f"{first.isoformat()}..") == (minutes(first.isoformat())[0], None)
        assert span(f"..{last.isoformat()}") == (None, minutes(last.isoformat())[1])


@given(
    st.text(max_size=20)
    | st.from_regex(r"[0-9]{0,5}-?[0-9]{0,3}-?[0-9]{0,3}(\.\.)?[0-9-]{0,10}", fullmatch=True)
)
def test_other_text_is_a_date_error(text: str) -> None:
    try:
        low, high = span(text)
    except DateError as error:
        assert 0 <= error.at <= len(text)
        return
    assert low is None or high is None or low <= high
    for minute in (low, high):
        assert minute is None or date.fromisoformat(day_of(minute))


@pytest.mark.parametrize(
    "text", ["", "24", "2024-1-1-1", "2024-00", "2024-01-00", "0000", "２０２４", "2024-01-12T10:00"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(DateError):
        minutes(text)


def test_one_digit_is_enough() -> None:
    assert minutes("2024-1-2") == minutes("2024-01-02")
