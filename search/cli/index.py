"""`kaiken index`: files and folders in, an index that is up to date, and a report of what was done.

The report goes to stdout; progress and failures go to stderr.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from search import safe
from search.cli import options
from search.cli.group import FAILED

if TYPE_CHECKING:
    from index_store.indexing import Progress, Report

EPILOG = """\b
Run it again at any time: only what is new or has changed is read, and what is
gone from an indexed folder is removed from the index. Where the people that
kaiken knows have changed (kaiken people --help), all files are read again.

\b
Examples:
  kaiken index transcripts/
  kaiken index transcripts/ more/today.html
  kaiken index transcripts/ --index ~/indexes/ministry
  kaiken index --rebuild

A file that cannot be read is reported and the others are indexed. The exit status is 0 when the work was
done, and 2 when a PATH does not exist or not one document could be read."""

_BAR = 24
_EVERY = 0.1
_EVERY_PLAIN = 10.0


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "--rebuild",
    is_flag=True,
    help="Make the index anew beside the old one, verify it, and only then replace the old one. "
    "Without PATH, of all that was indexed before.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many processes read files; by default one for each processor core, and one where "
    "there is little to read.",
)
@options.people_option
@options.index_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    rebuild: bool,
    jobs: int | None,
    people: str | None,
    index: str | None,
) -> None:
    """Read the transcripts in PATH (files and folders) into the index, or bring it up to date.

    Plain text, Markdown, HTML, PDF, Word (.docx), JSON Lines, captions (WebVTT,
    SubRip) and XML are read, in any encoding.
    """
    if not paths and not rebuild:
        raise click.UsageError("give a PATH: a file or a folder with transcripts", ctx)
    folder = options.folder(index)
    with Meter(sys.stderr) as meter:
        if rebuild:
            from index_store.rebuilding import rebuild as anew

            report = anew(paths, folder, people=people, progress=meter.show, jobs=jobs)
        else:
            from index_store import update

            report = update(paths, folder, people=people, progress=meter.show, jobs=jobs)
    for path, message in report.failed:
        options.note(f"kaiken: {message if message.startswith(path) else f'{path}: {message}'}")
    options.emit(report_lines(report, folder))
    if not_done(report, paths):
        ctx.exit(FAILED)


def not_done(report: Report, paths: Sequence[str]) -> bool:
    """Whether a path does not exist, or nothing could be read of all that was found."""
    failed = {path for path, _ in report.failed}
    missing = [Path(path).expanduser() for path in paths]
    if any(str(path.resolve()) in failed and not path.exists() for path in missing):
        return True
    return bool(failed) and not (report.added + report.updated + report.removed + report.unchanged)


def report_lines(report: Report, folder: Path) -> Iterator[str]:
    """What was done, and what a reader should know of the documents."""
    documents = f"{report.added:,} {'document' if report.added == 1 else 'documents'} added"
    others = f"{report.updated:,} updated, {report.removed:,} removed, {report.unchanged:,} unchanged"
    yield f"{documents}, {others}; {report.passages:,} passages added in {report.seconds:.1f} s"
    if report.failed:
        yield f"{len(report.failed):,} not read (see above)"
    if report.skipped:
        files = "1 file" if report.skipped == 1 else f"{report.skipped:,} files"
        yield f"{files} of no known format passed over"
    yield safe.line(f"Index: {folder}")
    if report.flagged:
        yield "Beware:"
    for document, flags in report.flagged:
        yield safe.line(f"  {document}: {'; '.join(flags)}")


class Meter:
    """Progress on a stream: a bar that is redrawn on a terminal, elsewhere a line now and then."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._shown = 0.0 if self._terminal else time.monotonic()
        self._drawn = False

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def show(self, progress: Progress) -> None:
        """Called before each file."""
        now = time.monotonic()
        if now - self._shown < (_EVERY if self._terminal else _EVERY_PLAIN):
            return
        self._shown = now
        if self._terminal:
            self._drawn = True
            self._stream.write(f"\r{bar(progress)}\x1b[K")
        else:
            self._stream.write(f"{counts(progress)}\n")
        self._stream.flush()


def bar(progress: Progress) -> str:
    """One line of progress that fits on a terminal of 80 columns."""
    filled = _BAR * progress.done // max(1, progress.total)
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {counts(progress)}"


def counts(progress: Progress) -> str:
    """How far the work is, in words."""
    return f"{progress.done:,} of {progress.total:,} files, {progress.passages:,} passages"
