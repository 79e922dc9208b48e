"""The `kaiken` command itself: finds the module of a subcommand, and turns every failure into one clear line.

    arguments -> LazyGroup -> the one command module that is needed -> exit status

Exit status: 0 for success, 1 where a search found nothing, 2 for an error, 130 after Ctrl-C.
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from index_store.basics import KaikenError
from search import safe

NOTHING_FOUND = 1
FAILED = 2
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group that imports a command's module when that command is used.

    `table` maps the name of each command, in the order of the help, to its module and its one line of help.
    The module's attribute `command` is the click command.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        command = import_module(self.table[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], self.table, n=1)
            hint = f'; did you mean "{close[0]}"?' if close else ""
            raise click.UsageError(f'there is no command "{args[0]}"{hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, where a closed pipe is still told apart from a failure
            return result
        except BrokenPipeError:
            # The reader (`| head`) has seen enough: nothing failed.
            _discard_output()
            raise click.exceptions.Exit(0) from None

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line. Ends in SystemExit with the exit status unless `standalone_mode` is off."""
        prog_name = prog_name or "kaiken"
        if not (sys.argv[1:] if args is None else args):
            args = ["--help"]
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        for stream in (sys.stdout, sys.stderr):
            # What the locale's encoding lacks is shown as \xe9, not as a traceback.
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        # Whoosh's escapes in docstrings are warned about when Python 3.12 and later first compile it.
        warnings.filterwarnings("ignore", category=SyntaxWarning, module=".*whoosh")
        try:
            result = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            status = result if isinstance(result, int) else 0
        except (click.Abort, KeyboardInterrupt):
            status = INTERRUPTED
        except Exception as error:
            status = FAILED
            _report(error)
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _discard_output()
        sys.exit(status)


def _report(error: Exception) -> None:
    """Say on stderr what failed."""
    message = safe.text(f"kaiken: {explain(error)}")
    with contextlib.suppress(BrokenPipeError):
        click.echo(message, err=True)


def explain(error: Exception) -> str:
    """What went wrong and what to do, without the name of the program.

    A failure that nobody foresaw is raised again where KAIKEN_DEBUG is set.
    """
    if isinstance(error, KaikenError):
        return str(error)
    if isinstance(error, click.UsageError):
        message = error.format_message().rstrip(".")
        message = message[:1].lower() + message[1:]
        path = error.ctx.command_path if error.ctx else "kaiken"
        hint = f"see {path} --help"
        if isinstance(error, click.NoSuchOption) and path.endswith((" search", " facets")):
            hint += '; words that begin with "-" go after -- or inside of quotes'
        return f"{message} ({hint})"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror:
        return f"{os.fsdecode(error.filename)}: {error.strerror}" if error.filename else error.strerror
    if os.environ.get("KAIKEN_DEBUG"):
        raise error
    return f"{type(error).__name__}: {error} (this is a fault in kaiken; KAIKEN_DEBUG=1 shows where)"


def _discard_output() -> None:
    """Send what is still buffered for stdout nowhere, so that the interpreter's last flush cannot fail."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
