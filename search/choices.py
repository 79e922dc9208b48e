"""What is ticked in a list of facets: exact values in, conditions on their fields out.

A filter such as `speaker=["Kamikawa"]` means a name's words, as somebody types them; what is chosen from a
list of counts means that value and no other, so that as many passages are shown as the list promised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from index_store.basics import KaikenError

if TYPE_CHECKING:
    from whoosh.query import Query

CHOOSABLE = ("speaker", "role", "outlet", "kind", "year", "place", "issuer", "language", "document")
"""Facets whose values can be chosen or excluded."""

Values = Mapping[str, Sequence[str]]


def conditions(only: Values | None, without: Values | None) -> dict[str, Query]:
    """One condition a facet that `only` or `without` names: any of the first values, none of the others.

    Conditions score nothing. Raises KaikenError for a facet that is not one of CHOOSABLE.
    """
    from whoosh.query import And, ConstantScoreQuery, Not, Or, Term

    found: dict[str, list[Query]] = {}
    for values, excluded in ((only or {}, False), (without or {}, True)):
        for facet, wanted in values.items():
            if facet not in CHOOSABLE:
                raise KaikenError(
                    f'there is no facet "{facet}" to choose from: the facets are {", ".join(CHOOSABLE)}'
                )
            terms = [Term(facet, value) for value in dict.fromkeys(wanted)]
            if terms:
                any_of = terms[0] if len(terms) == 1 else Or(terms)
                found.setdefault(facet, []).append(
                    Not(any_of) if excluded else ConstantScoreQuery(any_of, 0.0)
                )
    return {facet: trees[0] if len(trees) == 1 else And(trees) for facet, trees in found.items()}


def both(selections: Mapping[str, Query], chosen: Mapping[str, Query]) -> dict[str, Query]:
    """The conditions of a query's own filters and those that were chosen, by facet."""
    from whoosh.query import And

    return {**selections, **chosen} | {
        facet: And([selections[facet], tree]) for facet, tree in chosen.items() if facet in selections
    }
