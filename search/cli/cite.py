"""`kaiken cite`: names of passages in, their words with a citation out."""

from __future__ import annotations

import re

import click

from index_store.basics import KaikenError
from search.cli import options
from search.cli.show import split

STYLES = ("plain", "markdown", "html", "bibtex", "csl-json", "ris")

EPILOG = """\b
Examples:
  kaiken cite mofa-2024-01-12-kamikawa/6
  kaiken cite mofa-2024-01-12-kamikawa/14-15 --style markdown
  kaiken cite mofa-2024-01-12-kamikawa/6 --words "peace and stability"
  kaiken cite mofa-2024-01-12-kamikawa/6 --style bibtex >> sources.bib

Words of two speakers are never one quotation: a range that several people
speak gives several. With --words, the passage must hold exactly these words,
so that this also tells whether a quotation is right.

Exit status: 0 cited, 2 there is no such passage, or it lacks the words."""

_RANGE = re.compile(r"(?P<name>.*[/¶])(?P<first>[0-9]{1,9})-(?P<last>[0-9]{1,9})", re.DOTALL)


@click.command(epilog=EPILOG)
@click.argument("names", nargs=-1, required=True, metavar="DOCUMENT/ORDINAL...")
@click.option(
    "--style", type=click.Choice(STYLES), default="plain", show_default=True, help="How to write it."
)
@click.option("--words", metavar="TEXT", help="Only these words of the passage, character for character.")
@options.index_option
def command(names: tuple[str, ...], style: str, words: str | None, index: str | None) -> None:
    """Print passages as quotations, with speaker, role, event, date, place and source.

    A passage is named as a search does it: DOCUMENT ¶7 or DOCUMENT/7. DOCUMENT/7-9 names three.
    """
    from search import quoting
    from search.styles import STYLES as WRITTEN

    if words is not None and len(names) > 1:
        raise click.UsageError("--words is for one passage")
    found: list[quoting.Quoted] = []
    with options.open_searcher(index) as searcher:
        for name in names:
            first, last = _ends(name)
            start, end = 0, None
            if words is not None:
                if last is not None:
                    raise click.UsageError("--words is for one passage")
                start, end = quoting.locate(searcher.passage(first), words)
            found += quoting.quotations(searcher, first, last, start=start, end=end)
    options.emit([WRITTEN[style].write(found).removesuffix("\n")])


def _ends(name: str) -> tuple[str, str | None]:
    """The first passage that is named, and the last one of a range."""
    match = _RANGE.fullmatch(name)
    if match:
        return _id(f"{match['name']}{match['first']}"), _id(f"{match['name']}{match['last']}")
    return _id(name), None


def _id(name: str) -> str:
    document, ordinal = split(name)
    if ordinal is None:
        raise KaikenError(f'"{name}" names no passage: write DOCUMENT/ORDINAL, as a search shows it')
    return f"{document}/{ordinal}"
