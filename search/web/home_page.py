"""`/`: what the index holds, and where to begin."""

from __future__ import annotations

from dataclasses import asdict

from starlette.responses import Response

from search.results import IndexInfo
from search.searcher import Searcher
from search.web import answers
from search.web.app import Visit
from search.web.document_page import _by_date

NEWEST = 6
"""Documents that are named."""
PEOPLE = 10
"""People who are named."""


def home_page(visit: Visit) -> Response:
    """The first page, or what `kaiken info` tells."""
    info = visit.held.once("info", Searcher.info)
    if visit.form == "json":
        return answers.json(_encoded(visit, info))
    return visit.render(
        "home.html",
        info=info,
        newest=visit.held.once("documents", _by_date)[:NEWEST],
        people=visit.held.once("speakers", _speakers)[:PEOPLE],
    )


def _encoded(visit: Visit, info: IndexInfo) -> dict[str, object]:
    records = visit.held.once("documents", _by_date)
    flagged = [{"document": r.id, "flags": list(r.flags)} for r in records if r.flags]
    return {**asdict(info), "flagged": flagged}


def _speakers(searcher: Searcher) -> tuple[tuple[str, int], ...]:
    counts = searcher.facets("", fields=("speaker",), only={"kind": ("statement", "answer")})["speaker"]
    return tuple((one.value, one.count) for one in counts)
