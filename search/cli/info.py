"""`kaiken info`: a folder in, what its index holds out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice

import click

from search import citing, safe
from search.cli import options
from search.cli.render import Style, flow
from search.results import IndexInfo

EPILOG = """\b
Examples:
  kaiken info
  kaiken info --json"""

FLAGGED = 20
"""How many documents to be careful with are listed."""


@click.command(epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@options.color_option
@options.index_option
def command(as_json: bool, color: bool | None, index: str | None) -> None:
    """Tell what the index holds: how much, from when to when, where, and what to be careful with."""
    with options.open_searcher(index) as searcher:
        info = searcher.info()
    from index_store import open_snapshot

    with open_snapshot(info.folder) as snapshot:
        flagged = {name: record.flags for name, record in snapshot.documents.items() if record.flags}
    if as_json:
        listed = [{"document": name, "flags": list(flags)} for name, flags in flagged.items()]
        options.emit_json({**asdict(info), "flagged": listed})
        return
    style = options.style(color)
    options.emit(info_lines(info, flagged, style), color=style.color)


def info_lines(info: IndexInfo, flagged: Mapping[str, Sequence[str]], style: Style) -> Iterator[str]:
    """The same for a reader; `flagged` are the documents to be careful with."""
    dates = [citing.day(date) for date in (info.first_date, info.last_date) if date]
    rows = {
        "folder": info.folder,
        "documents": f"{info.documents:,}",
        "passages": f"{info.passages:,}",
        "speakers": f"{info.speakers:,}",
        "dates": " to ".join(dict.fromkeys(dates)) or "none known",
        "size": size(info.bytes),
    }
    for name, value in rows.items():
        yield from flow(f"{name:<11}{safe.line(value)}", style, hang=" " * 11)
    if flagged:
        yield ""
        yield style.bold("Beware:")
    for name, flags in islice(flagged.items(), FLAGGED):
        yield from flow(safe.line(f"{name}: {'; '.join(flags)}"), style, indent="  ", hang="  ")
    if len(flagged) > FLAGGED:
        yield f"  and {len(flagged) - FLAGGED:,} more (--json lists all)"


def size(count: int) -> str:
    """A number of bytes in the unit that suits it (powers of 1000)."""
    if count < 1000:
        return f"{count} bytes"
    power = min((len(str(count)) - 1) // 3, 4)
    return f"{count / 1000**power:.1f} {' kMGT'[power]}B"
