"""`kaiken facets`: a query and filters in, counts by speaker, role, outlet, kind, year and document out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from search.cli import options, render
from search.cli.group import NOTHING_FOUND

EPILOG = """\b
Each list counts as if its own filter were off: with --speaker Kamikawa, the
list of speakers still tells how often the others said it.

\b
Examples:
  kaiken facets
  kaiken facets Taiwan Strait --from 2023
  kaiken facets --speaker Kamikawa --json

Exit status: 0 found, 1 nothing found, 2 error."""


@click.command(epilog=EPILOG)
@click.argument("query", nargs=-1)
@options.filter_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@options.color_option
@options.index_option
@click.pass_context
def command(
    ctx: click.Context,
    query: tuple[str, ...],
    filters: Mapping[str, Any],
    as_json: bool,
    color: bool | None,
    index: str | None,
) -> None:
    """Count the passages that match QUERY by speaker, role, outlet, kind, year and document.

    Without QUERY and filters, all passages of the index are counted.
    """
    words = options.typed_query(query)
    with options.open_searcher(index) as searcher:
        facets = searcher.facets(words, **filters)
    if as_json:
        from search.encode import facet_to_json

        counts = {name: facet_to_json(values) for name, values in facets.items()}
        options.emit_json({"query": words, "facets": counts})
    else:
        style = options.style(color)
        options.emit(render.facet_table(facets, style), color=style.color)
    if not any(facets.values()):
        if not as_json:
            options.note(f"No passage matches {words or 'the filters'}.")
        ctx.exit(NOTHING_FOUND)
