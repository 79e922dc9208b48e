"""What an address asks for: the parameters of a search, read from an address and written into others.

    q                 the query, as typed                       sort     relevance, newest, oldest
    speaker role outlet kind place document                     limit    hits on a page
        filters, as the command line has them                   page     from 1
    from to           dates, ends included                      context  passages around each hit
    quoted=no         without passages that only quote          facets   which to count
    exact=yes         words as typed alone
    leave_out         forms of words not to look for
    is.FACET          one of these values, exactly              open     hits that are shown in context
    not.FACET         none of these values                      cursor   where an export goes on

A parameter without a value counts as absent, as an empty field of a form sends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from index_store.basics import KaikenError
from search.choices import CHOOSABLE
from search.results import SORTS
from search.searcher import COUNTABLE

FILTERS = ("speaker", "role", "outlet", "kind", "place", "document")
DEFAULT_LIMIT = 10
MOST_HITS = 200
"""The largest page."""
DEEPEST = 100_000
"""How far into the results pages go; an export goes further."""
LONGEST_QUERY = 4_000
"""Characters."""
MOST_VALUES = 200
"""How many parameters an address may have."""
MOST_CONTEXT = 10

Values = Mapping[str, tuple[str, ...]]

_SINGLE = ("q", "from", "to", "quoted", "exact", "sort", "limit", "page", "context", "cursor")
NAMES = (
    *_SINGLE,
    *FILTERS,
    "leave_out",
    "facets",
    "open",
    *(f"is.{facet}" for facet in CHOOSABLE),
    *(f"not.{facet}" for facet in CHOOSABLE),
)
"""Every parameter of a search."""


@dataclass(frozen=True, slots=True)
class Question:
    """A search as an address states it."""

    q: str = ""
    filters: Values = field(default_factory=dict)
    only: Values = field(default_factory=dict)
    without: Values = field(default_factory=dict)
    date_from: str | None = None
    date_to: str | None = None
    quoted: bool = True
    exact: bool = False
    leave_out: tuple[str, ...] = ()
    sort: str = "relevance"
    limit: int = DEFAULT_LIMIT
    page: int = 1
    context: int = 0
    facets: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    cursor: str | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything but the words narrows the search."""
        return bool(self.filters or self.only or self.without or self.date_from or self.date_to)

    @property
    def asks(self) -> bool:
        """Whether there is anything to search for at all."""
        return bool(self.q or self.narrows)

    def arguments(self) -> dict[str, Any]:
        """What `Searcher.search` and `Searcher.facets` both take, the query left out."""
        return {
            **self.filters,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "quoted": self.quoted,
            "exact": self.exact,
            "leave_out": self.leave_out,
            "only": self.only,
            "without": self.without,
        }

    def items(self) -> list[tuple[str, str]]:
        """The parameters that differ from their defaults, in one order for equal questions."""
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        for name in FILTERS:
            pairs += [(name, value) for value in self.filters.get(name, ())]
        for prefix, values in (("is", self.only), ("not", self.without)):
            for facet in CHOOSABLE:
                pairs += [(f"{prefix}.{facet}", value) for value in values.get(facet, ())]
        for name, given in (("from", self.date_from), ("to", self.date_to)):
            if given:
                pairs.append((name, given))
        if not self.quoted:
            pairs.append(("quoted", "no"))
        if self.exact:
            pairs.append(("exact", "yes"))
        pairs += [("leave_out", name) for name in self.leave_out]
        if self.sort != "relevance":
            pairs.append(("sort", self.sort))
        for name, number, usual in (
            ("limit", self.limit, DEFAULT_LIMIT),
            ("context", self.context, 0),
            ("page", self.page, 1),
        ):
            if number != usual:
                pairs.append((name, str(number)))
        pairs += [("facets", name) for name in self.facets]
        pairs += [("open", id) for id in self.open]
        return pairs

    def query_string(self) -> str:
        """The same as the part of an address behind its question mark, "" where nothing is asked."""
        return "&".join([f"{name}={quoted_value(value)}" for name, value in self.items()])

    def address(self, path: str = "/search", **changes: Any) -> str:
        """The address of this question at `path`, with some of its fields changed.

        Whatever changes, it begins on the first page again unless `page` is one of the changes.
        """
        tail = (self.changed(**changes) if changes else self).query_string()
        return f"{path}?{tail}" if tail else path

    def changed(self, **changes: Any) -> Question:
        """This question with some of its fields changed, on its first page unless `page` is one of them."""
        return replace(self, **{"page": 1, "open": (), **changes})

    def carried(self) -> list[tuple[str, str]]:
        """What goes along with new words or dates: every other condition, and the order."""
        return [
            pair for pair in self.items() if pair[0] not in ("q", "from", "to", "page", "open", "context")
        ]

    def reading(self) -> str:
        """The query string with which a transcript marks what this question finds in it."""
        return replace(self, sort="relevance", limit=DEFAULT_LIMIT, page=1, open=(), context=0).query_string()

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Which values of a facet are chosen."""
        return self.only.get(facet, ())

    def excluded(self, facet: str) -> tuple[str, ...]:
        """Which values of a facet are excluded."""
        return self.without.get(facet, ())

    def toggled(self, facet: str, value: str, exclude: bool = False) -> dict[str, Any]:
        """The changes that choose (or exclude) a value, or take that back."""
        name = "without" if exclude else "only"
        values: Values = getattr(self, name)
        here = values.get(facet, ())
        others = tuple(v for v in here if v != value) if value in here else (*here, value)
        changes: dict[str, Any] = {name: _with(values, facet, others)}
        other = "only" if exclude else "without"
        opposite: Values = getattr(self, other)
        if value in opposite.get(facet, ()):
            changes[other] = _with(opposite, facet, tuple(v for v in opposite[facet] if v != value))
        return changes

    def without_filter(self, name: str, value: str) -> dict[str, Any]:
        """The changes that take a filter back."""
        return {
            "filters": _with(self.filters, name, tuple(v for v in self.filters.get(name, ()) if v != value))
        }


def _with(values: Values, name: str, given: tuple[str, ...]) -> Values:
    changed = {**values, name: given}
    return {key: value for key, value in changed.items() if value}


def question_of(pairs: Iterable[tuple[str, str]], *, also: Sequence[str] = ()) -> Question:
    """The question of an address's parameters, the ones named in `also` left to others.

    Raises KaikenError for a parameter that does not exist, is given twice, or has a value that means nothing.
    """
    given: dict[str, tuple[str, ...]] = {}
    for count, (name, value) in enumerate(pairs):
        if count >= MOST_VALUES:
            raise KaikenError(f"the address has more than {MOST_VALUES} parameters: use fewer")
        if name in also:
            continue
        if name not in NAMES:
            raise KaikenError(_unknown(name, also))
        if name != "q" and not value.strip():
            continue
        if value not in given.get(name, ()):
            given[name] = (*given.get(name, ()), value)
    for name in _SINGLE:
        if len(given.get(name, ())) > 1:
            raise KaikenError(f'"{name}" is given more than once: give it once')

    def single(name: str) -> str | None:
        return given.get(name, (None,))[0]

    query = (single("q") or "").strip()
    if len(query) > LONGEST_QUERY:
        raise KaikenError(f"the query has {len(query):,} characters: at most {LONGEST_QUERY:,} are read")
    made = Question(
        q=query,
        filters={name: given[name] for name in FILTERS if name in given},
        only={facet: given[f"is.{facet}"] for facet in CHOOSABLE if f"is.{facet}" in given},
        without={facet: given[f"not.{facet}"] for facet in CHOOSABLE if f"not.{facet}" in given},
        date_from=_stripped(single("from")),
        date_to=_stripped(single("to")),
        quoted=_yes("quoted", single("quoted"), True),
        exact=_yes("exact", single("exact"), False),
        leave_out=given.get("leave_out", ()),
        sort=_one_of("sort", single("sort") or "relevance", SORTS),
        limit=_number("limit", single("limit"), DEFAULT_LIMIT, 0, MOST_HITS),
        page=_number("page", single("page"), 1, 1, DEEPEST),
        context=_number("context", single("context"), 0, 0, MOST_CONTEXT),
        facets=tuple(_one_of("facets", name, COUNTABLE) for name in given.get("facets", ())),
        open=given.get("open", ()),
        cursor=single("cursor"),
    )
    if made.page * max(made.limit, 1) > DEEPEST + made.limit:
        raise KaikenError(
            f"pages go to the passage {DEEPEST:,}: narrow the search, or take all of it as CSV or JSON Lines"
        )
    return made


def _unknown(name: str, also: Sequence[str]) -> str:
    close = get_close_matches(name, (*NAMES, *also), n=1)
    hint = f'did you mean "{close[0]}"?' if close else "the description of the API lists them"
    return f'there is no parameter "{name[:60]}": {hint}'


def _stripped(value: str | None) -> str | None:
    return value.strip() if value else None


def _yes(name: str, value: str | None, usual: bool) -> bool:
    if value is None:
        return usual
    return _one_of(name, value.lower(), ("yes", "no")) == "yes"


def _one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise KaikenError(f'"{name}" can\'t be "{value[:60]}": use {", ".join(allowed)}')
    return value


def _number(name: str, value: str | None, usual: int, least: int, most: int) -> int:
    if value is None:
        return usual
    text = value.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise KaikenError(f'"{name}" can\'t be "{value[:60]}": use a number from {least} to {most:,}')
    return int(text)


@lru_cache(maxsize=10_000)
def quoted_value(value: str) -> str:
    """A value as it stands in an address; the same values come again and again."""
    return quote_plus(value)
