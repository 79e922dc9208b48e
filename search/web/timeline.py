"""When it was said: counts of months or days in, the bars of a chart out.

The bars are days, months or years, whichever are few enough to tell apart. Every one between the first and
the last is there, empty ones too, so that a gap looks like a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from search.citing import day
from search.results import FacetCount

WIDTH, HEIGHT = 720, 64
"""Of the chart, in its own units."""
FEW_MONTHS = 2
"""So many months have a bar for each day."""
MOST_MONTHS = 132


@dataclass(frozen=True, slots=True)
class Bar:
    """A day, month or year with the number of its passages."""

    value: str
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    count: int
    x: float
    width: float
    height: float
    within: bool
    """Whether the dates that were asked for include it."""


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    """Where its label begins, in hundredths of the chart's width."""
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    unit: str
    """day, month or year"""
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    summary: str
    """The chart in a sentence."""

    @property
    def rectangles(self) -> Markup:
        """The bars as SVG. A chart has up to MOST_MONTHS of them, for which a template would take longer than
        for all the rest of the page; dates and numbers need no escape."""
        return Markup(
            "".join(
                f'<rect class="bar{"" if bar.within else " out"}" data-at="{bar.value}" '
                f'data-count="{bar.count}" x="{bar.x}" y="{HEIGHT - bar.height:g}" '
                f'width="{bar.width}" height="{bar.height}"/>'
                for bar in self.bars
            )
        )


def by_days(months: Sequence[FacetCount]) -> bool:
    """Whether the passages of these months are so close together that each day can have a bar."""
    values = sorted(one.value for one in months if _is_date(one.value))
    return bool(values) and _months(values[0], values[-1]) <= FEW_MONTHS


def timeline(
    counts: Sequence[FacetCount], date_from: str | None = None, date_to: str | None = None
) -> Timeline | None:
    """The chart of passages a month (values YYYY-MM), or a day (YYYY-MM-DD).

    None where there are fewer than two bars to compare. `date_from` and `date_to` are dates as asked for:
    those bars are `within`.
    """
    dated = [one for one in counts if _is_date(one.value)]
    if not dated:
        return None
    ends = [one.value for one in dated]
    unit, length = _unit(min(ends), max(ends))
    totals: dict[str, int] = {}
    for one in dated:
        totals[one.value[:length]] = totals.get(one.value[:length], 0) + one.count
    values = list(_between(min(totals), max(totals)))
    if len(values) < 2:
        return None
    most = max(totals.values())
    step = WIDTH / len(values)
    bars = tuple(
        Bar(
            value,
            totals.get(value, 0),
            round(n * step, 2),
            round(max(step - 1, step * 0.7), 2),
            round(max(2.0, totals[value] / most * HEIGHT), 2) if value in totals else 0.0,
            _within(value, date_from, date_to),
        )
        for n, value in enumerate(values)
    )
    peak = max(totals, key=lambda value: (totals[value], value))
    summary = (
        f"Matches by {unit} from {day(values[0])} to {day(values[-1])}; "
        f"most, {totals[peak]:,}, in {day(peak)}."
    )
    return Timeline(unit, bars, tuple(_ticks(values, step)), summary)


def _is_date(value: str) -> bool:
    """Whether it is a day or a month of the calendar."""
    try:
        date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    except ValueError:
        return False
    return len(value) in (7, 10)


def _months(first: str, last: str) -> int:
    """How many months there are from the first to the last, both included."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1


def _unit(first: str, last: str) -> tuple[str, int]:
    """What a bar is, and how many characters of a date tell it."""
    if len(first) == 10 and _months(first, last) <= FEW_MONTHS:
        return "day", 10
    return ("month", 7) if _months(first, last) <= MOST_MONTHS else ("year", 4)


def _between(first: str, last: str) -> Iterable[str]:
    """Every day, month or year from the first to the last."""
    if len(first) == 10:
        days = range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1)
        yield from (date.fromordinal(n).isoformat() for n in days)
    elif len(first) == 7:
        year, month = int(first[:4]), int(first[5:])
        while f"{year:04}-{month:02}" <= last:
            yield f"{year:04}-{month:02}"
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    else:
        yield from (f"{year:04}" for year in range(int(first), int(last) + 1))


def _within(value: str, low: str | None, high: str | None) -> bool:
    """Whether any of the bar lies within the dates; both are compared as far as both tell."""
    return not (
        (low and value[: len(low)] < low[: len(value)]) or (high and value[: len(high)] > high[: len(value)])
    )


def _ticks(values: Sequence[str], step: float) -> Iterable[Tick]:
    """About six labels along the chart: years where there are several, else months or days."""
    if len(values[0]) == 7 and values[0][:4] != values[-1][:4]:
        starts = [n for n, value in enumerate(values) if value.endswith("-01")]
        if starts[0] > len(values) / 10:
            yield Tick(0, values[0][:4])
        every = -(-len(starts) // 12)
        for n in starts[::every]:
            yield Tick(round(n * step * 100 / WIDTH, 2), values[n][:4])
        return
    every = -(-len(values) // 5)
    for n in range(0, len(values), every):
        yield Tick(round(n * step * 100 / WIDTH, 2), day(values[n]))
