"""Dates and times of day, as they are printed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.transcript.dates import find_dates, find_times

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def month(day: date, language: str = "en") -> str:
    return MONTHS[language].split()[day.month - 1]


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def ordinal(n: int) -> str:
    return f"{n}{'th' if 10 < n < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


FORMATS = {
    "January 2, 2030": lambda d: f"{month(d)} {d.day}, {d.year}",
    "Jan. 2, 2030": lambda d: f"{month(d)[:3]}. {d.day}, {d.year}",
    "JANUARY 2, 2030": lambda d: f"{month(d).upper()} {d.day}, {d.year}",
    "January 2nd, 2030": lambda d: f"{month(d)} {ordinal(d.day)}, {d.year}",
    "January 2 2030": lambda d: f"{month(d)} {d.day} {d.year}",
    "Wednesday, January 2, 2030": lambda d: f"{weekday(d)}, {month(d)} {d.day}, {d.year}",
    "Wednesday January 2 2030": lambda d: f"{weekday(d)} {month(d)} {d.day} {d.year}",
    "January 2, 2030 (Wednesday)": lambda d: f"{month(d)} {d.day}, {d.year} ({weekday(d)})",
    "2 January 2030": lambda d: f"{d.day} {month(d)} {d.year}",
    "02 January 2030": lambda d: f"{d.day:02d} {month(d)} {d.year}",
    "2 Jan 2030": lambda d: f"{d.day} {month(d)[:3]} {d.year}",
    "2-Jan-2030": lambda d: f"{d.day}-{month(d)[:3]}-{d.year}",
    "2nd of January 2030": lambda d: f"{ordinal(d.day)} of {month(d)} {d.year}",
    "Wednesday, 2 January 2030": lambda d: f"{weekday(d)}, {d.day} {month(d)} {d.year}",
    "Wednesday the 2nd of January, 2030": lambda d: (
        f"{weekday(d)} the {ordinal(d.day)} of {month(d)}, {d.year}"
    ),
    "2. Januar 2030": lambda d: f"{d.day}. {month(d, 'de')} {d.year}",
    "2 janvier 2030": lambda d: f"{d.day} {month(d, 'fr')} {d.year}",
    "2 de enero de 2030": lambda d: f"{d.day} de {month(d, 'es')} de {d.year}",
    "2 de janeiro de 2030": lambda d: f"{d.day} de {month(d, 'pt')} de {d.year}",
    "2 gennaio 2030": lambda d: f"{d.day} {month(d, 'it')} {d.year}",
    "2 января 2030 года": lambda d: f"{d.day} {month(d, 'ru')} {d.year} года",
    "2030年1月2日": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "２０３０年１月２日": lambda d: f"{d.year}年{d.month}月{d.day}日".translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "2030년 1월 2일": lambda d: f"{d.year}년 {d.month}월 {d.day}일",
    "2030-01-02": lambda d: d.isoformat(),
    "2030/01/02": lambda d: d.isoformat().replace("-", "/"),
    "2030.1.2": lambda d: f"{d.year}.{d.month}.{d.day}",
    "02.01.2030": lambda d: f"{d:%d.%m}.{d.year}",
    "2.1.2030": lambda d: f"{d.day}.{d.month}.{d.year}",
}
AROUND = st.sampled_from(
    [("", ""), ("Held on ", " in Harrowmere"), ("(", ")"), ("Posted: ", ", 1:22 p.m."), ("Tokyo, ", " –")]
)


@pytest.mark.parametrize("name", FORMATS)
@given(day=DAYS, around=AROUND)
def test_a_printed_date_is_found_where_it_stands(name: str, day: date, around: tuple[str, str]) -> None:
    printed = FORMATS[name](day)
    before, after = around
    line = before + printed + after
    (found,) = find_dates(line)
    assert found.day == day
    assert found.weekday_agrees
    assert line[found.start : found.end].strip(" ,()") == printed.strip(" ,()")


@given(st.sampled_from(sorted(FORMATS)), DAYS, DAYS)
def test_two_dates_of_a_line(name: str, first: date, second: date) -> None:
    line = f"{FORMATS[name](first)}; updated {FORMATS[name](second)}"
    assert [f.day for f in find_dates(line)] == [first, second]


@given(DAYS, st.integers(1, 6))
def test_a_weekday_that_contradicts_is_reported_and_corrects_nothing(day: date, off: int) -> None:
    wrong = WEEKDAYS[(day.weekday() + off) % 7]
    (found,) = find_dates(f"{wrong}, {month(day)} {day.day}, {day.year}")
    assert (found.day, found.weekday_agrees) == (day, False)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("令和5年11月15日（水）", date(2023, 11, 15)),
        ("令和元年5月7日", date(2019, 5, 7)),
        ("平成31年4月26日", date(2019, 4, 26)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("13/06/2030", date(2030, 6, 13)),
        ("06/13/2030", date(2030, 6, 13)),
        ("07/07/2030", date(2030, 7, 7)),
        ("15 May 202921:30", date(2029, 5, 15)),
        ("4 May 20239:05", date(2023, 5, 4)),
        ("June\u00a04,\u00a02030", date(2030, 6, 4)),
        ("le 1er juin 2030", date(2030, 6, 1)),
        ("1º de junio de 2030", date(2030, 6, 1)),
        ("Sept. 3, 2030", date(2030, 9, 3)),
        ("February 29, 2028", date(2028, 2, 29)),
        ("8 août 2030", date(2030, 8, 8)),
    ],
)
def test_further_forms(printed: str, day: date) -> None:
    assert [f.day for f in find_dates(printed)] == [day]


@pytest.mark.parametrize(
    "printed",
    [
        *(
            "February 30, 2030",
            "February 29, 2030",
            "31 April 2030",
            "2030-13-01",
            "2030-00-10",
            "2030年2月30日",
        ),
        *("06/07/2030", "13/13/2030", "1/32/2030", "0/5/2030", "32.01.2030", "2030.13.1"),
        *("June 4", "June 2030", "4 June", "2030", "6/7", "in May we said", "May 15 people came in 2030"),
        *("version 10.2030.1.2030", "call 2030-555-01", "12345-06-07", "2030-06-071", "", "99 June 2030"),
        *("March on 2030 roads", "令和5年13月1日", "Section 12.10.20301", "room 4/5/20306"),
    ],
)
def test_what_is_no_date(printed: str) -> None:
    assert find_dates(printed) == []


@given(st.text(max_size=80))
def test_any_text_has_sound_dates_and_times(line: str) -> None:
    for found in (find_dates(line), find_times(line)):
        last = 0
        for f in found:
            assert last <= f.start < f.end <= len(line)
            last = f.end


# ---------------------------------------------------------------- times of day

CLOCK = st.tuples(st.integers(0, 23), st.integers(0, 59))


def twelve(hour: int) -> int:
    return hour % 12 or 12


def half(hour: int) -> str:
    return "a" if hour < 12 else "p"


TIMES = {
    "1:22 p.m.": lambda h, m: f"{twelve(h)}:{m:02d} {half(h)}.m.",
    "1:22 PM": lambda h, m: f"{twelve(h)}:{m:02d} {half(h).upper()}M",
    "1:22pm": lambda h, m: f"{twelve(h)}:{m:02d}{half(h)}m",
    "1.22 pm": lambda h, m: f"{twelve(h)}.{m:02d} {half(h)}m",
    "1:22 P.M. EST": lambda h, m: f"{twelve(h)}:{m:02d} {half(h).upper()}.M. EST",
    "13:22": lambda h, m: f"{h:02d}:{m:02d}",
    "13:22 GMT": lambda h, m: f"{h:02d}:{m:02d} GMT",
    "13h22": lambda h, m: f"{h}h{m:02d}",
    "13:22:05": lambda h, m: f"{h:02d}:{m:02d}:05",
    "13時22分": lambda h, m: f"{h}時{m}分",
    "13时22分": lambda h, m: f"{h}时{m}分",
    "1:22 p.m. - 1:59 p.m.": lambda h, m: f"{twelve(h)}:{m:02d} {half(h)}.m. - 11:59 p.m.",
}


@pytest.mark.parametrize("name", TIMES)
@given(clock=CLOCK, around=st.sampled_from([("", ""), ("at ", " in the Harbour Room"), ("(", ")")]))
def test_a_printed_time_is_found(name: str, clock: tuple[int, int], around: tuple[str, str]) -> None:
    printed = TIMES[name](*clock)
    line = around[0] + printed + around[1]
    (found,) = find_times(line)
    assert (found.hour, found.minute) == clock
    assert line[found.start : found.end].strip(" ()") == printed


@pytest.mark.parametrize(
    ("printed", "hour", "minute", "explicit"),
    [
        ("0:33 p.m.", 12, 33, True),
        ("12:00 p.m.", 12, 0, True),
        ("12:05 a.m.", 0, 5, True),
        ("14:30 p.m.", 14, 30, True),
        ("14:30 KST", 14, 30, True),
        ("2 p.m.", 14, 0, True),
        ("08:41-08:45 A.M.", 8, 41, True),
        ("11:05-12:10 p.m.", 11, 5, True),
        ("11:50-1:10 p.m.", 11, 50, True),
        ("1:05-2:10 p.m.", 13, 5, True),
        ("10.05 a.m.", 10, 5, True),
        ("午後3時20分", 15, 20, True),
        ("午前0時5分", 0, 5, True),
        ("下午3时", 15, 0, True),
        ("1430 hrs", 14, 30, True),
        ("15 May 202921:30", 21, 30, False),
        ("15:00", 15, 0, False),
    ],
)
def test_times_in_further_forms(printed: str, hour: int, minute: int, explicit: bool) -> None:
    (found,) = find_times(printed)
    assert (found.hour, found.minute, found.explicit) == (hour, minute, explicit)


@pytest.mark.parametrize(
    "printed",
    ["", "25:00", "12:60", "1:2", "3:2", "page 1230", "10.05", "1,200", "a.m.", "2030"],
)
def test_what_is_no_time(printed: str) -> None:
    assert find_times(printed) == []
