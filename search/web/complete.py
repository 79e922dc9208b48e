"""`/complete`: a query with a cursor in, what could stand there out, for the box of every page."""

from __future__ import annotations

from dataclasses import asdict

from starlette.responses import Response

from index_store.basics import KaikenError
from search.completion import FIELDS, Names, completions
from search.searcher import Searcher
from search.web import answers
from search.web.app import Visit
from search.web.question import LONGEST_QUERY


def complete(visit: Visit) -> Response:
    """{"completions": [{value, what, insert, start, end, count}]}."""
    query, cursor = "", None
    for name, value in visit.parameters:
        if name == "q":
            query = value
        elif name == "at":
            if not (value.isascii() and value.isdigit() and len(value) < 10):
                raise KaikenError(f'"at" can\'t be "{value[:60]}": use a number of characters')
            cursor = int(value)
        else:
            raise KaikenError(f'there is no parameter "{name[:60]}": there are q and at')
    if len(query) > LONGEST_QUERY:
        raise KaikenError(f"the query has {len(query):,} characters: at most {LONGEST_QUERY:,} are read")
    at = len(query) if cursor is None else min(cursor, len(query))
    names = visit.held.once("names", _names)
    found = completions(query, at, names, visit.held.searcher.words)
    return answers.json({"completions": [asdict(one) for one in found]})


def _names(searcher: Searcher) -> Names:
    return Names(searcher.facets("", fields=tuple(FIELDS.values())))
