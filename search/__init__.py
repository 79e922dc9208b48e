"""Search: ask for passages, and get them with why they match.

    with Searcher() as searcher:
        for hit in searcher.search("taiwan strait", speaker=["Hayashi"]):
            print(hit.passage.text)

What a Python user needs is here; it is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.encode import results_to_json
    from search.query.errors import QueryError
    from search.results import (
        FACETS,
        SORTS,
        FacetCount,
        Hit,
        IndexInfo,
        PassageView,
        Quotation,
        Results,
        SourceSpan,
    )
    from search.searcher import Searcher

__all__ = [
    "FACETS",
    "SORTS",
    "FacetCount",
    "Hit",
    "IndexInfo",
    "PassageView",
    "QueryError",
    "Quotation",
    "Results",
    "Searcher",
    "SourceSpan",
    "results_to_json",
]

_HOMES = {
    "QueryError": "search.query.errors",
    "Searcher": "search.searcher",
    "results_to_json": "search.encode",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES.get(name, "search.results")), name)
    globals()[name] = value
    return value
