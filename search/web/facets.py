"""Lists of counts beside the results: counts and a question in, lines with their links out.

A value is either chosen, excluded or neither. Its link chooses it, or takes that back; a second link excludes
it. Several values of one list are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

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
    def markup(self) -> Markup:
        """The line as HTML. A page has dozens, for which a template would take half of the page's time."""
        label, href = escape(self.label), escape(self.href)
        current, told, exclude = "", "", ""
        if self.state:
            current = ' aria-current="true"' if self.state == "chosen" else ""
            told = f'<span class="hidden">{self.state.capitalize()}, remove: </span>'
        if self.exclude:
            exclude = f'<a class="exclude" href="{escape(self.exclude)}" aria-label="Exclude {label}">−</a>'
        return Markup(
            f'<li class="{self.state}"><a class="value" href="{href}"{current}>{told}'
            f'<span class="label">{label}</span> <span class="count">{self.count:,}</span></a>{exclude}</li>'
        )


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
    plain = _plain(question)
    for name in SHOWN:
        lines, more = _lines(question, plain, name, counts.get(name, ()), LONGEST)
        if name == "year":
            lines = _with_months(question, plain, lines, counts.get("month", ()))
        if lines:
            everything = f"/facets/{name}{'?' if plain else ''}{plain}"
            found.append(Listed(name, FACET_TITLES[name], tuple(lines), more, everything))
    return tuple(found)


def all_lines(question: Question, name: str, counts: Sequence[FacetCount]) -> Iterator[Line]:
    """Every value of one facet."""
    yield from _lines(question, _plain(question), name, counts, len(counts))[0]


def _plain(question: Question) -> str:
    """The question on its first page as a query string: what most links have in common."""
    return question.changed().query_string()


def _lines(
    question: Question, plain: str, name: str, counts: Sequence[FacetCount], most: int
) -> tuple[list[Line], int]:
    chosen, excluded = question.chosen(name), question.excluded(name)
    picked = (*chosen, *excluded)
    known = {one.value: one.count for one in counts if one.value in picked} if picked else {}
    others = [one for one in counts[: most + len(picked)] if one.value not in picked][:most]
    shown = [*(FacetCount(value, known.get(value, 0)) for value in picked), *others]
    if name == "year":
        shown.sort(key=lambda one: one.value, reverse=True)
    lines = []
    for one in shown:
        value, count, label = one.value, one.count, value_label(name, one.value)
        if value in picked:
            state, away = ("chosen", False) if value in chosen else ("excluded", True)
            href: str = question.address(**question.toggled(name, value, away))
            lines.append(Line(name, value, label, count, state, href, None))
        else:
            last = f"{plain}{'&' if plain else ''}"
            end = f".{name}={quoted_value(value)}"
            href, exclude = f"/search?{last}is{end}", f"/search?{last}not{end}"
            lines.append(Line(name, value, label, count, "", href, exclude))
    return lines, max(0, len(counts) - len(known) - len(others))


def _with_months(
    question: Question, plain: str, years: list[Line], months: Sequence[FacetCount]
) -> list[Line]:
    """The years with the months below those that are chosen, or have a month that is."""
    picked = {*question.chosen("month"), *question.excluded("month")}
    opened = {year.value for year in years if year.state == "chosen"} | {month[:4] for month in picked}
    if len(years) <= FEW_YEARS:
        opened = {year.value for year in years}
    found = []
    for year in years:
        within = [one for one in months if one.value.startswith(year.value)] if year.value in opened else []
        lines, _ = _lines(question, plain, "month", within, 12)
        below = sorted((one for one in lines if one.value[:4] == year.value), key=lambda one: one.value)
        found.append(replace(year, months=tuple(below)))
    return found
