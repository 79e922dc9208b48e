"""`kaiken search`: a query and filters in, passages out, for a reader or for another program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from search.cli import options, render
from search.cli.group import NOTHING_FOUND
from search.results import FACETS, SORTS, Results

EPILOG = """\b
What to type:
  taiwan strait              both words, in any form (strait, straits)
  '"peace and stability"'    these words in this order (note the outer quotes)
  tariffs OR duties          either word
  'summit -tokyo'            the first word without the second
  indo*                      words that begin so

\b
A shell takes one pair of quotes away, so a phrase needs two, as above. Words
that begin with "-" go inside of quotes, or after --, as in:
  kaiken search -- -tokyo summit

\b
Examples:
  kaiken search Taiwan Strait
  kaiken search '"free and open"' --speaker Kamikawa --from 2023-09
  kaiken search --kind question --outlet NHK --sort newest
  kaiken search missile -n 100 --csv > missile.csv

\b
Where there is no colour, matching words stand between ** and **; nothing else
is added to the words of a passage, and an ellipsis stands outside of them.
In CSV, a cell that a spreadsheet would run as a formula begins with '.
Exit status: 0 found, 1 nothing found, 2 error."""


@click.command(epilog=EPILOG)
@click.argument("query", nargs=-1)
@options.filter_options
@click.option(
    "--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="Which come first."
)
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Hits on a page."
)
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True, help="Which page of hits.")
@click.option(
    "--exact", is_flag=True, help="Every word exactly as typed: no other forms of it, no other names for it."
)
@click.option(
    "-x",
    "--leave-out",
    multiple=True,
    metavar="NAME",
    help="Leave out other names and spellings: synonyms, acronyms, compounds, numerals, order, a word as "
    "typed, or one of its other forms. Repeatable.",
)
@click.option(
    "-C",
    "--context",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Also show N passages before and after each hit.",
)
@click.option(
    "--facets", is_flag=True, help="Also count speakers, roles, outlets, kinds, years and documents."
)
@click.option("--json", "form", flag_value="json", help="One JSON object with everything.")
@click.option("--jsonl", "form", flag_value="jsonl", help="JSON Lines: one hit a line.")
@click.option("--csv", "form", flag_value="csv", help="CSV with a header, for spreadsheets.")
@click.option("--md", "form", flag_value="md", help="Markdown: a block quote and a citation for each hit.")
@click.option(
    "--mark/--no-mark",
    default=None,
    help="Put ** around matching words. Without it: only in text without colour.",
)
@options.color_option
@options.index_option
@click.pass_context
def command(
    ctx: click.Context,
    query: tuple[str, ...],
    filters: Mapping[str, Any],
    sort: str,
    limit: int,
    page: int,
    exact: bool,
    leave_out: tuple[str, ...],
    context: int,
    facets: bool,
    form: str | None,
    mark: bool | None,
    color: bool | None,
    index: str | None,
) -> None:
    """Find passages that hold all the words of QUERY, and show who said them, when and where.

    QUERY may be left out if there is a filter such as --speaker or --from.
    """
    words = options.typed_query(query)
    if not words and not options.narrows(filters):
        raise click.UsageError("nothing to search for: give words, or a filter such as --speaker", ctx)
    with options.open_searcher(index) as searcher:
        results = searcher.search(
            words,
            **filters,
            exact=exact,
            leave_out=leave_out,
            fill=form not in ("csv", "md"),
            sort=sort,
            limit=limit,
            page=page,
            context=context,
            facets=FACETS if facets else (),
        )
    if form != "json":
        _notes(results, page, limit, form)
    if form or results.hits:
        _print(results, form, page, limit, mark, color)
    if not results.hits:
        ctx.exit(NOTHING_FOUND)


def _notes(results: Results, page: int, limit: int, form: str | None) -> None:
    """What a reader must know and the chosen format has no place for."""
    if results.total and not results.hits:
        options.note(f"Page {page} is past the last one: {render.pages(results.total, limit)}.")
    elif not results.hits:
        options.note(f"No passage matches {results.query or 'the filters'}.")
        for line in (*render.unknown_words(results), render.what_was_searched(results)):
            if line:
                options.note(line)
    elif results.relaxed and form:
        options.note("No passage holds all of these words; these hold most of them.")


def _print(
    results: Results, form: str | None, page: int, limit: int, mark: bool | None, color: bool | None
) -> None:
    if form in ("json", "jsonl"):
        from search.encode import results_to_json

        encoded = results_to_json(results)
        for value in [encoded] if form == "json" else encoded["hits"]:
            options.emit_json(value)
    elif form == "csv":
        from search.formats import csv_text

        options.emit([csv_text(results).removesuffix("\n")])
    elif form == "md":
        from search.formats import markdown

        options.emit(markdown(results, mark=bool(mark)))
    else:
        style = options.style(color, mark)
        options.emit(render.search_results(results, style, page=page, limit=limit), color=style.color)
