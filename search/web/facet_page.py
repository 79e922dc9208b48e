"""`/facets` and `/facets/FIELD`: every value of the lists beside the results, with counts."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from search.encode import facet_to_json
from search.results import FACETS, FacetCount
from search.searcher import COUNTABLE
from search.web import answers
from search.web.app import Visit
from search.web.facets import all_lines
from search.web.question import Question, question_of
from search.web.words import FACET_TITLES

LISTED = 500
"""Values on a page."""


def facets_page(visit: Visit) -> Response:
    """Counts of several facets: `facets` names them. The JSON of `kaiken facets --json`."""
    question = question_of(visit.parameters)
    names = question.facets or FACETS
    counts = visit.held.searcher.facets(question.q, **question.arguments(), fields=names)
    if visit.form == "csv":
        rows = [(name, one) for name, values in counts.items() for one in values]
        return _csv(rows)
    encoded = {name: facet_to_json(values) for name, values in counts.items()}
    return answers.json({"query": question.q, "facets": encoded})


def facet_page(visit: Visit) -> Response:
    """Every value of one facet, as a page of links, JSON or CSV."""
    name, form = visit.request.path_params["name"], visit.form
    for suffix in ("json", "csv"):
        if name.endswith(f".{suffix}"):
            name, form = name.removesuffix(f".{suffix}"), suffix
    if name not in COUNTABLE or (form == "html" and name not in FACET_TITLES):
        raise answers.NotFound(f'there is no facet "{name[:60]}": the facets are {", ".join(COUNTABLE)}')
    question = question_of(visit.parameters)
    counts = visit.held.searcher.facets(question.q, **question.arguments(), fields=(name,))[name]
    if form == "json":
        return answers.json({"query": question.q, "facets": {name: facet_to_json(counts)}})
    if form == "csv":
        return _csv([(name, one) for one in counts])
    page = question.page
    return visit.render(
        "facet.html",
        title=FACET_TITLES[name],
        question=question,
        lines=list(all_lines(question, name, _window(question, name, counts))),
        total=len(counts),
        page=page,
        pages=max(1, -(-len(counts) // LISTED)),
        path=f"/facets/{name}",
    )


def _window(question: Question, name: str, counts: Sequence[FacetCount]) -> Sequence[FacetCount]:
    return counts[(question.page - 1) * LISTED : question.page * LISTED]


def _csv(rows: Sequence[tuple[str, FacetCount]]) -> Response:
    import csv
    import io

    from search.formats import harmless

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("facet", "value", "count"))
    writer.writerows((name, harmless(one.value), one.count) for name, one in rows)
    return answers.text(
        out.getvalue(), "text/csv", headers={"content-disposition": 'attachment; filename="facets.csv"'}
    )
