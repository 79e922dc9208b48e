"""`kaiken verify`: a folder in, whether its index can be trusted out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search import safe
from search.cli import options
from search.cli.group import FAILED, NOTHING_FOUND

if TYPE_CHECKING:
    from index_store.verifying import Verdict

EPILOG = """\b
All files of the index are compared with their checksums, its parts with each
other, and every passage with the file that it was taken from.

\b
Examples:
  kaiken verify
  kaiken verify --no-sources --index ~/indexes/ministry

The exit status is 0 when all is well, 1 when the index is sound but files have changed or are gone since they
were indexed, and 2 when the index is damaged."""

SHOWN = 20
"""How many files or passages of a kind are listed."""


@click.command(epilog=EPILOG)
@click.option("--sources/--no-sources", default=True, help="Compare passages with their files, or do not.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@options.index_option
@click.pass_context
def command(ctx: click.Context, sources: bool, as_json: bool, index: str | None) -> None:
    """Check that the index is whole, and that every passage stands in its file as it is shown."""
    from index_store.indexing import Progress
    from index_store.verifying import verify
    from search.cli.index import Meter

    folder = options.folder(index)
    with Meter(sys.stderr) as meter:

        def show(path: Path, done: int, total: int) -> None:
            meter.show(Progress(path, done, total, 0))

        verdict = verify(folder, sources, show)
    if as_json:
        options.emit_json(as_dict(verdict, folder))
    else:
        options.emit(map(safe.line, lines(verdict, folder, sources)))
    if not verdict.sound:
        ctx.exit(FAILED)
    if verdict.changed or verdict.gone:
        ctx.exit(NOTHING_FOUND)


def as_dict(verdict: Verdict, folder: Path) -> dict[str, Any]:
    """The verdict for programs."""
    from dataclasses import asdict

    return {"folder": str(folder), "sound": verdict.sound, **asdict(verdict)}


def lines(verdict: Verdict, folder: Path, sources: bool) -> Iterator[str]:
    """The verdict for a reader."""
    if verdict.damage:
        yield f"The index is damaged: {folder}"
        yield from _listed(verdict.damage)
        yield "Make it anew with `kaiken index --rebuild`; the sources are not touched."
        return
    yield f"{folder}: whole, {verdict.passages:,} passages of {verdict.documents:,} documents"
    if sources:
        yield f"{verdict.sources:,} of the files they were taken from were read and compared"
    for heading, found in (
        ("Passages that do not stand in their file:", verdict.differing),
        ("Changed since they were indexed (run `kaiken index` again):", verdict.changed),
        ("Not there any more:", verdict.gone),
    ):
        if found:
            yield heading
            yield from _listed(found)


def _listed(found: list[str]) -> Iterator[str]:
    yield from (f"  {one}" for one in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  and {len(found) - SHOWN:,} more (--json lists all)"
