"""Options that several commands share, and what to offer when a shell completes them.

@index_option      --index            where the index is
@filter_options    --speaker ... --to which passages count; the command gets them as one dict, `filters`
@people_option     --people           who is who, beside what kaiken knows
@color_option      --color            colour on or off
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index_store.basics import KINDS
from search import safe
from search.cli.render import Style

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from search import Searcher

MAX_WIDTH = 100
"""Text is not set wider than this, however wide the terminal."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def complete_facet(field: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Completion with the values that a facet has in the index; a word anywhere in a value is enough."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        try:
            with open_searcher(ctx.params.get("index")) as searcher:
                counts = searcher.facets("", fields=(field,))[field]
        except Exception:
            return []  # there is nobody to tell: the shell is waiting in the middle of a line
        sought = incomplete.casefold()
        values = [count.value for count in counts]
        starting = [value for value in values if value.casefold().startswith(sought)]
        inside = [value for value in values if f" {sought}" in value.casefold() and value not in starting]
        return [CompletionItem(_for_shell(value)) for value in (starting or inside) if value.isprintable()]

    return complete


def _for_shell(value: str) -> str:
    """A value as its shell needs it: bash takes a completion literally, other shells quote it themselves."""
    typed = os.environ.get("COMP_WORDS", "")
    if not os.environ.get("_KAIKEN_COMPLETE", "").startswith("bash") or typed.count('"') % 2:
        return value
    # Twice: click's script has `read` take one backslash away.
    return re.sub(r"([^\w@%+=:,./-])", r"\\\\\1", value)


def index_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--index`, passed on as `index`: a folder, or None for the user's own."""
    return click.option(
        "--index",
        type=click.Path(file_okay=False, path_type=str),
        metavar="DIR",
        envvar="KAIKEN_INDEX",
        show_envvar=True,
        help="Folder of the index. Without it, a folder of your own (`kaiken info` tells which).",
    )(command)


def people_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--people`, passed on as `people`: a file of people, or None."""
    return click.option(
        "--people",
        type=click.Path(dir_okay=False, path_type=str),
        metavar="FILE",
        envvar="KAIKEN_PEOPLE",
        show_envvar=True,
        help="A file of people (people.toml) that tells who is who, beside those that kaiken knows.",
    )(command)


_FILTERS: tuple[Decorator, ...] = (
    click.option(
        "--speaker",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_facet("speaker"),
        help="Only what this person said: surname or full name. Repeat it for more people.",
    ),
    click.option(
        "--role",
        multiple=True,
        metavar="ROLE",
        shell_complete=complete_facet("role"),
        help='Only speakers with this role, such as "Minister for Foreign Affairs". Repeatable.',
    ),
    click.option(
        "--kind",
        multiple=True,
        type=click.Choice(KINDS),
        help="Only questions, answers, statements or notes. Repeatable.",
    ),
    click.option(
        "--outlet",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_facet("outlet"),
        help="Only speakers of this newspaper, agency or broadcaster. Repeatable.",
    ),
    click.option("--place", multiple=True, metavar="PLACE", help="Only events in this place. Repeatable."),
    click.option(
        "--document",
        multiple=True,
        metavar="NAME",
        shell_complete=complete_facet("document"),
        help="Only this document. Repeatable.",
    ),
    click.option(
        "--from",
        "date_from",
        metavar="DATE",
        help="Only from this day on: 2024-01-12, 2024-01 or 2024.",
    ),
    click.option("--to", "date_to", metavar="DATE", help="Only up to this day, month or year, inclusive."),
    click.option(
        "--quoted/--no-quoted",
        default=True,
        help="With --speaker: also find articles that quote the person (the default), or only what the "
        "person said in a transcript.",
    ),
)
_NARROWING = ("speaker", "role", "kind", "outlet", "place", "document", "date_from", "date_to")


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which passages count; the command gets them together as `filters`."""

    @functools.wraps(command)
    def collected(*args: Any, **kwargs: Any) -> Any:
        filters = {name: kwargs.pop(name) for name in (*_NARROWING, "quoted")}
        return command(*args, filters=filters, **kwargs)

    for option in reversed(_FILTERS):
        option(collected)
    return collected


def narrows(filters: Mapping[str, object]) -> bool:
    """Whether any filter is set."""
    return any(filters[name] for name in _NARROWING)


def color_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--color`, passed on as `color`: yes, no, or None for the terminal to decide."""
    return click.option(
        "--color/--no-color",
        default=None,
        help="Colour or none. Without it: colour on a terminal, unless NO_COLOR is set.",
    )(command)


def typed_query(words: Iterable[str]) -> str:
    """The query of a command line: its arguments, joined by spaces."""
    return " ".join(words).strip()


def style(color: bool | None, mark: bool | None = None) -> Style:
    """How to print on stdout: wrapped on a terminal; matches are marked where they are not coloured."""
    terminal = sys.stdout.isatty()
    if color is None:
        color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = max(20, min(MAX_WIDTH, _columns())) if terminal else None
    return Style(color=color, mark=not color if mark is None else mark, width=width)


def _columns() -> int:
    from shutil import get_terminal_size  # shutil loads every compression format

    return get_terminal_size().columns


def emit(lines: Iterable[str], *, color: bool = False) -> None:
    """Print lines on stdout. Whoever makes them has made them safe (`search.safe`)."""
    printed = "\n".join(lines)
    if printed:
        click.echo(printed, color=color)


def emit_json(value: object, *, indent: int | None = None) -> None:
    """Print one JSON value on stdout, in ASCII where stdout is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").replace("-", "").lower()
    click.echo(safe.dumps(value, ascii_only=encoding != "utf8", indent=indent))


def note(message: str) -> None:
    """Tell the user something beside the data: on stderr."""
    click.echo(safe.text(message), err=True)


def open_searcher(index: str | None) -> Searcher:
    """The facade over the index in a folder. Raises KaikenError where there is none."""
    from search.cli.lean import import_whoosh

    import_whoosh()
    from search import Searcher

    return Searcher(folder(index))


def folder(index: str | None) -> Path:
    """The folder that `--index` means."""
    from index_store import default_folder

    return Path(index).expanduser() if index else default_folder()
