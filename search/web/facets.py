"""Lists of counts beside the results: counts and a question in, lines with their links out.

A value is either chosen, excluded or neither. Its link chooses it, or takes that back; a second link excludes
it. Several values of one list are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search.results import FacetCount
from search.web.question import Question, quoted_value
from search.web.words import FACET_TITLES, value_label

SHOWN = ("speaker", "role", "outlet", "kind", "year", "place", "issuer", "document")
"""The lists beside results, in their order."""
LONGEST = 8
"""Values of a list, beside those that are chosen or excluded."""
FEW_YEARS = 2
"""So many years are listed with their months at once; of more, those that are chosen."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value with its count."""

    facet: str
    value: str
    label: str
    count: int
    state: str
    """chosen, excluded, or empty"""
    href: str
    """Chooses the value, or takes back that it is chosen or excluded."""
    exclude: str | None
    """Excludes it; None where it is chosen or excluded."""
    months: tuple[Line, ...] = ()

    @property
    def shown(self) -> str:
        """The count for a reader."""
        return f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A facet with its values."""

    name: str
    title: str
    lines: tuple[Line, ...]
    more: int
    """How many values are not shown."""
    all_values: str
    """The address of the list of all values."""


def listed(question: Question, counts: Mapping[str, Sequence[FacetCount]]) -> tuple[Listed, ...]:
    """The lists that have something to choose from. `counts` has the facets of SHOWN, and month."""
    found = []
    for name in SHOWN:
        lines, more = _lines(question, name, counts.get(name, ()), LONGEST)
        if name == "year":
            lines = _with_months(question, lines, counts.get("month", ()))
        if lines:
            everything = question.address(f"/facets/{name}")
            found.append(Listed(name, FACET_TITLES[name], tuple(lines), more, everything))
    return tuple(found)


def all_lines(question: Question, name: str, counts: Sequence[FacetCount]) -> Iterator[Line]:
    """Every value of one facet."""
    yield from _lines(question, name, counts, len(counts))[0]


def _lines(question: Question, name: str, counts: Sequence[FacetCount], most: int) -> tuple[list[Line], int]:
    chosen, excluded = question.chosen(name), question.excluded(name)
    known = {one.value: one.count for one in counts}
    picked = (*chosen, *excluded)
    shown = list(dict.fromkeys([*picked, *(one.value for one in counts[: most + len(picked)])]))
    shown = shown[: most + len(picked)]
    if name == "year":
        shown.sort(reverse=True)
    # Most lines are neither, and their links are the same but for the value.
    plain = replace(question, page=1, open=()).query_string()
    begin = f"/search?{plain}&" if plain else "/search?"
    lines = []
    for value in shown:
        count = known.get(value, 0)
        if value in chosen or value in excluded:
            state, away = ("chosen", False) if value in chosen else ("excluded", True)
            href: str = question.address(**question.toggled(name, value, away))
            exclude = None
        else:
            state = ""
            last = f".{name}={quoted_value(value)}"
            href, exclude = f"{begin}is{last}", f"{begin}not{last}"
        lines.append(Line(name, value, value_label(name, value), count, state, href, exclude))
    return lines, max(0, len(known.keys() | set(picked)) - len(shown))


def _with_months(question: Question, years: list[Line], months: Sequence[FacetCount]) -> list[Line]:
    """The years with the months below those that are chosen, or have a month that is."""
    picked = {*question.chosen("month"), *question.excluded("month")}
    opened = {year.value for year in years if year.state == "chosen"} | {month[:4] for month in picked}
    if len(years) <= FEW_YEARS:
        opened = {year.value for year in years}
    found = []
    for year in years:
        within = [one for one in months if one.value.startswith(year.value)] if year.value in opened else []
        lines, _ = _lines(question, "month", within, 12)
        below = sorted((one for one in lines if one.value[:4] == year.value), key=lambda one: one.value)
        found.append(replace(year, months=tuple(below)))
    return found
