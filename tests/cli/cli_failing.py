"""A command that fails in the way that it is told to."""

from __future__ import annotations

import errno
import os

import click

from index_store.model import KaikenError
from search.query.errors import QueryError

FAILURES: dict[str, BaseException] = {
    "kaiken": KaikenError("notes.txt: is empty: give a file with text"),
    "escape": KaikenError("\x1b[31mred\u202e.txt: is empty"),
    "query": QueryError("a quotation mark is missing", 'say "yes', 4, "put one at the end"),
    "file": FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "gone.txt"),
    "pipe": BrokenPipeError(errno.EPIPE, "Broken pipe"),
    "interrupt": KeyboardInterrupt(),
    "fault": ZeroDivisionError("division by zero"),
    "usage": click.FileError("other.txt", "no"),
}


@click.command()
@click.argument("how")
def command(how: str) -> None:
    """Fail."""
    click.echo("before")
    raise FAILURES[how]
