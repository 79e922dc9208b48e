"""What is ticked in a list of facets: exact values in, conditions on their fields out.

A filter such as `speaker=["Kamikawa"]` means a name's words, as somebody types them; what is chosen from a
list of counts means that value and no other, so that as many passages are shown as the list promised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from index_store.basics import KaikenError

if TYPE_CHECKING:
    from whoosh.query import Query

_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")

CHOOSABLE = ("speaker", "role", "outlet", "kind", "place", "issuer", "language", "document", "year", "month")
"""Facets whose values can be chosen or excluded; months (YYYY-MM) are chosen beside years."""

Values = Mapping[str, Sequence[str]]


def conditions(only: Values | None, without: Values | None) -> dict[str, Query]:
    """One condition a facet that `only` or `without` names: any of the first values, none of the others.

    Conditions score nothing. Raises KaikenError for a facet that is not one of CHOOSABLE, or a month that is
    not YYYY-MM.
    """
    from whoosh.query import And, ConstantScoreQuery, Not, Or

    found: dict[str, list[Query]] = {}
    for values, excluded in ((only or {}, False), (without or {}, True)):
        for facet, alternatives in _alternatives(values).items():
            any_of = alternatives[0] if len(alternatives) == 1 else Or(alternatives)
            condition = Not(any_of) if excluded else ConstantScoreQuery(any_of, 0.0)
            found.setdefault(facet, []).append(condition)
    return {facet: trees[0] if len(trees) == 1 else And(trees) for facet, trees in found.items()}


def _alternatives(values: Values) -> dict[str, list[Query]]:
    """What each facet's values ask for, under the facet whose selection they are."""
    from search.execute.engine import OWN

    found: dict[str, list[Query]] = {}
    for facet, wanted in values.items():
        if facet not in CHOOSABLE:
            raise KaikenError(
                f'there is no facet "{facet}" to choose from: the facets are {", ".join(CHOOSABLE)}'
            )
        for value in dict.fromkeys(wanted):
            found.setdefault(OWN.get(facet, facet), []).append(_has(facet, value))
    return found


def _has(facet: str, value: str) -> Query:
    from whoosh.query import Term

    if facet != "month":
        return Term(facet, value)
    from index_store.schema import date_range

    if not _MONTH.fullmatch(value):
        raise KaikenError(f'"{value}" is not a month: write it as 2024-01')
    first = int(value.replace("-", "")) * 1_000_000
    return date_range(first, first + 999_999)


def both(selections: Mapping[str, Query], chosen: Mapping[str, Query]) -> dict[str, Query]:
    """The conditions of a query's own filters and those that were chosen, by facet."""
    from whoosh.query import And

    return {**selections, **chosen} | {
        facet: And([selections[facet], tree]) for facet, tree in chosen.items() if facet in selections
    }
