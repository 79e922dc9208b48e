"""When it was said: counts of days in, the bars of a chart out.

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
MOST_DAYS = 62
MOST_MONTHS = 132


@dataclass(frozen=True, slots=True)
class Bar:
    """A day, month or year with the number of its passages."""

    value: str
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    label: str
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


def timeline(
    days: Sequence[FacetCount], date_from: str | None = None, date_to: str | None = None
) -> Timeline | None:
    """The chart of passages a day (values YYYY-MM-DD); None where there are fewer than two bars to compare.

    `date_from` and `date_to` are dates as asked for: those bars are `within`.
    """
    counts = {one.value: one.count for one in days if _is_day(one.value)}
    if not counts:
        return None
    first, last = min(counts), max(counts)
    unit, length = _unit(first, last)
    totals: dict[str, int] = {}
    for value, count in counts.items():
        totals[value[:length]] = totals.get(value[:length], 0) + count
    values = list(_between(first[:length], last[:length]))
    if len(values) < 2:
        return None
    most = max(totals.values())
    step = WIDTH / len(values)
    bars = tuple(
        Bar(
            value,
            day(value),
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


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10


def _unit(first: str, last: str) -> tuple[str, int]:
    if (date.fromisoformat(last) - date.fromisoformat(first)).days < MOST_DAYS:
        return "day", 10
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7]) + 1
    return ("month", 7) if months <= MOST_MONTHS else ("year", 4)


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
