"""`kaiken show`: the name of a document, and perhaps of a passage, in; the transcript as read out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from index_store.basics import KaikenError
from search import citing
from search.cli import options, transcript
from search.cli.render import Style
from search.results import PassageView

if TYPE_CHECKING:
    from index_store.catalogue import DocumentRecord
    from search import Searcher

EPILOG = """\b
Examples:
  kaiken show mofa-2024-01-12-kamikawa
  kaiken show mofa-2024-01-12-kamikawa/7
  kaiken show mofa-2024-01-12-kamikawa/7 --json

On a terminal, a long transcript is shown page by page; q ends it."""


@click.command(epilog=EPILOG)
@click.argument("name", metavar="DOCUMENT[/ORDINAL]", shell_complete=options.complete_facet("document"))
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every passage.")
@options.color_option
@options.index_option
def command(name: str, as_json: bool, color: bool | None, index: str | None) -> None:
    """Print a transcript as it was read; with an ordinal, that passage is marked.

    A search names the document and the ordinal of each hit at the end of its first line: DOCUMENT ¶ORDINAL.
    """
    with options.open_searcher(index) as searcher:
        document, ordinal = _find(searcher, name)
        passages = searcher.passages(document.id)
    if ordinal is not None and all(passage.ordinal != ordinal for passage in passages):
        raise KaikenError(f"{document.id} has no passage {ordinal}: it has 1 to {len(passages)}")
    if as_json:
        from search.encode import document_to_json

        options.emit_json(document_to_json(document, passages, ordinal))
        return
    style = options.style(color)
    lines = list(document_lines(document, ordinal, passages, style))
    if sys.stdout.isatty() and len(lines) >= shutil.get_terminal_size().lines:
        click.echo_via_pager("\n".join(lines) + "\n", color=style.color)
    else:
        options.emit(lines, color=style.color)


def split(name: str) -> tuple[str, int | None]:
    """A document and perhaps an ordinal, from `DOCUMENT`, `DOCUMENT/7` or `DOCUMENT ¶7`."""
    for separator in (" ¶", "¶", "/"):
        document, found, ordinal = name.rpartition(separator)
        if found and document and len(ordinal) < 10 and ordinal.isascii() and ordinal.isdigit():
            return document, int(ordinal)
    return name, None


def _find(searcher: Searcher, name: str) -> tuple[DocumentRecord, int | None]:
    document, ordinal = split(name)
    try:
        return searcher.document(document), ordinal
    except KaikenError:
        if ordinal is None:
            raise
        try:
            # The name of a document may itself end in a slash and a number.
            return searcher.document(name), None
        except KaikenError:
            pass
        raise


def document_lines(
    document: DocumentRecord, ordinal: int | None, passages: Sequence[PassageView], style: Style
) -> Iterator[str]:
    """The transcript for a reader."""
    date = citing.day(document.date) if document.date else "(no date)"
    details = [
        " · ".join(filter(None, [date, document.place, document.event, document.issuer])),
        f"By {document.author}" if document.author else None,
        document.translation_note,
        document.source_url,
        f"{document.id}: {document.path}",
        *(f"Beware: {flag}" for flag in document.flags),
    ]
    yield from transcript.heading(document.title, details, style)
    yield from transcript.paragraphs(passages, style, marked=ordinal)
