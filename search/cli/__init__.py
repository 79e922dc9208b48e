"""The command line: `kaiken` and its commands, thin over the same facade that a Python user imports.

    __init__   the list of commands             group      lazy loading, errors, exit status
    options    options that commands share      render     results as lines of text
    wrapping   lines of a given width           merging    what `kaiken people merge` writes

Every other module is one command. A command's module is imported when it is used, and what indexing needs is
imported by `kaiken index`, `kaiken passages` and `kaiken people` alone.
"""

from __future__ import annotations

import click

from search.cli.group import LazyGroup

__all__ = ["main"]

COMMANDS = {
    "index": ("search.cli.index", "Read transcripts into the index, or bring it up to date."),
    "search": ("search.cli.search", "Find passages: what was said, by whom, when and where."),
    "serve": ("search.cli.serve", "Open the page: search, read and cite in a browser."),
    "show": ("search.cli.show", "Print a transcript as it was read, a passage marked in it."),
    "cite": ("search.cli.cite", "Print a passage as a quotation, in the style of your choice."),
    "facets": ("search.cli.facets", "Count speakers, roles, outlets, kinds, years and documents."),
    "verify": ("search.cli.verify", "Check that the index is whole and says what its sources say."),
    "info": ("search.cli.info", "Tell what the index holds, and where it is."),
    "people": ("search.cli.people", "Tell who is who, and make two names one person's."),
    "passages": ("search.cli.passages", "Show how a file is understood, without an index."),
    "completion": ("search.cli.completion", "Print the script that completes commands in your shell."),
}


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("kaiken")
    except PackageNotFoundError:
        number = "(not installed: running from a folder)"
    click.echo(f"kaiken {number}")
    ctx.exit()


@click.group(
    name="kaiken",
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  kaiken index transcripts/
  kaiken search Taiwan Strait
  kaiken search '"peace and stability"' --speaker Kamikawa --from 2023
  kaiken show mofa-2024-01-12-kamikawa/7

Each command explains itself: kaiken search --help""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Find what officials said, word for word.

    kaiken reads transcripts of press conferences and finds the passages in which something was said, with
    who said it, when and where, and the question that was asked.
    """
