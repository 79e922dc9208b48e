"""`kaiken people`: who is who in an index, and one person under two names made one.

index, files of people -> search.people -> lists for a reader, or JSON
merge NAME INTO        -> a table at the end of people.toml in the folder of the index
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index_store.model import KaikenError
from search import citing, safe
from search.cli import options
from search.cli.group import NOTHING_FOUND
from search.cli.render import Style, flow

if TYPE_CHECKING:
    from index_store.authority import Authority, Entry
    from search.people import IndexPerson, Suggestion

EPILOG = """\b
Examples:
  kaiken people list
  kaiken people show Kamikawa
  kaiken people suggest
  kaiken people merge "Antony Blinkin" "Antony J. Blinken"

kaiken comes with a list of people. Yours is the file people.toml in the
folder of the index: merge writes to it, and so may you. What it says holds
from the next "kaiken index" on."""

LIST_EPILOG = """\b
Examples:
  kaiken people list
  kaiken people list --json

With --json: an object with "people", each with name, passages, quoted (the
number of passages that quote the person), documents, first_date, last_date,
roles, outlets and known (the id or name in the files of people, or null).

Exit status: 0 found, 1 the index names nobody, 2 error."""

SHOW_EPILOG = """\b
Examples:
  kaiken people show Kamikawa
  kaiken people show 林芳正 --json

With --json: what list gives, and forms (as documents print the name), entry
(what the files of people say, or null) and appearances.

Exit status: 0 found, 2 nobody of that name, or an error."""

MERGE_EPILOG = """\b
Examples:
  kaiken people merge "Antony Blinkin" "Antony J. Blinken"
  kaiken people merge "Antony Blinkin" "Antony J. Blinken" --yes --json

What is in your people.toml stays as it is, comments included; a few lines are
added at its end. To undo it, delete them. NAME is the form of a full name: a
surname alone may always be somebody else's.

Exit status: 0 done, or there was nothing to do; 1 you said no; 2 error."""

SUGGEST_EPILOG = """\b
Examples:
  kaiken people suggest
  kaiken people suggest --json

Names are compared by their words, initials, spelling and sound. Read what
speaks against a pair before you merge it: kaiken never does so by itself.

Exit status: 0 found, 1 nothing to suggest, 2 error."""


@click.group(
    epilog=EPILOG, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Tell who is who: the people of the index, under which names they are known, and who may be one."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every subcommand works on."""

    folder: Path
    people: Mapping[str, IndexPerson]
    authority: Authority
    roots: tuple[str, ...]
    forms: Mapping[str, tuple[str, ...]]
    """The forms in which documents print each name."""


def _open(index: str | None, people: str | None) -> _Desk:
    from index_store import open_snapshot
    from index_store.people_files import load
    from search.people import people_of

    folder = options.folder(index)
    authority = load(folder, people)
    forms: dict[str, dict[str, None]] = {}
    with open_snapshot(folder) as snapshot:
        for record in snapshot.documents.values():
            for person in record.people:
                forms.setdefault(person.name, {}).update(dict.fromkeys(person.aliases))
        return _Desk(
            folder,
            people_of(snapshot),
            authority,
            snapshot.catalogue.roots,
            {name: tuple(found) for name, found in forms.items()},
        )


json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@command.command("list", epilog=LIST_EPILOG)
@json_option
@options.people_option
@options.color_option
@options.index_option
@click.pass_context
def list_(
    ctx: click.Context, as_json: bool, people: str | None, color: bool | None, index: str | None
) -> None:
    """List everybody who speaks in the index or is quoted there, with how often, when and in which roles."""
    desk = _open(index, people)
    if as_json:
        from search.encode import person_to_json

        listed = [person_to_json(person, desk.authority) for person in desk.people.values()]
        options.emit_json({"people": listed})
    elif not desk.people:
        options.note("The index names nobody who speaks.")
    else:
        options.emit(list_lines(desk.people.values(), options.style(color)))
    if not desk.people:
        ctx.exit(NOTHING_FOUND)


def list_lines(people: Iterable[IndexPerson], style: Style) -> Iterator[str]:
    """One paragraph a person: the name, then what is known."""
    for person in people:
        details = [_counts(person), _dates(person), "; ".join((*person.roles[:3], *person.outlets[:2]))]
        yield from flow(safe.line(person.name), style, paint=style.bold)
        yield from flow(safe.line(" · ".join(filter(None, details))), style, indent="  ", hang="  ")


def _counts(person: IndexPerson) -> str:
    parts = [
        _number(person.passages, "passage") if person.passages or not person.quoted else "",
        f"quoted in {_number(person.quoted, 'passage')}" if person.quoted else "",
        _number(len(person.documents), "document"),
    ]
    return ", ".join(filter(None, parts))


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _dates(person: IndexPerson) -> str:
    return " to ".join(dict.fromkeys(map(citing.day, person.dates or ())))


@command.command(epilog=SHOW_EPILOG)
@click.argument("name", shell_complete=options.complete_facet("speaker"))
@json_option
@options.people_option
@options.color_option
@options.index_option
def show(name: str, as_json: bool, people: str | None, color: bool | None, index: str | None) -> None:
    """Show one person: other forms of NAME, offices with their dates, and where the person speaks.

    NAME may be a surname, a full name in either order, or any other form that kaiken knows.
    """
    desk = _open(index, people)
    person, entry = _one(name, desk)
    if as_json:
        from search.encode import person_details_to_json

        forms = desk.forms.get(person.name, ())
        options.emit_json(person_details_to_json(person, desk.authority, entry, forms))
        return
    options.emit(show_lines(person, entry, desk, options.style(color)))


def _one(name: str, desk: _Desk) -> tuple[IndexPerson, Entry | None]:
    """The person of the index, or of the files of people alone, whom a name means. Raises KaikenError."""
    from search.people import IndexPerson, find

    found = find(name, desk.people, desk.authority)
    if len(found) > 1:
        listed = ", ".join(found[:5]) + (f" and {len(found) - 5} more" if len(found) > 5 else "")
        raise KaikenError(f'"{name}" could be any of {len(found)} people: {listed}')
    if found:
        return desk.people[found[0]], desk.authority.person(found[0])
    entries = desk.authority.people(name)
    if len(entries) == 1:
        return IndexPerson(entries[0].name, ()), entries[0]
    raise KaikenError(_nobody(name, desk))


def _nobody(name: str, desk: _Desk) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, desk.people, n=3, cutoff=0.5)
    hint = f"; there is {', '.join(close)}" if close else ": `kaiken people list` says who there is"
    return f'nobody in the index is called "{name}"{hint}'


def show_lines(person: IndexPerson, entry: Entry | None, desk: _Desk, style: Style) -> Iterator[str]:
    """The same for a reader."""
    yield from flow(safe.line(person.name), style, paint=style.bold)
    forms = dict.fromkeys((*desk.forms.get(person.name, ()), *(entry.aliases if entry else ())))
    if forms:
        yield from flow(safe.line(f"Also: {', '.join(forms)}"), style, hang="  ")
    for office in entry.roles if entry else ():
        start, end = (citing.day(d.isoformat()) if d else "" for d in (office.start, office.end))
        span = f"{start or '…'} to {end or '…'}" if start or end else "(dates not known)"
        yield from flow(safe.line(f"{office.role}, {span}"), style, hang="  ")
    if entry and entry.distinct_from:
        yield from flow(safe.line(f"Not the same as: {', '.join(entry.distinct_from)}"), style, hang="  ")
    if entry and entry.note:
        yield from flow(safe.line(entry.note), style)
    yield from flow(_counts(person) if person.appearances else "Not in the index.", style)
    for a in person.appearances:
        count = _number(a.passages, "passage") if a.passages else f"quoted in {_number(a.quoted, 'passage')}"
        parts = [citing.day(a.date) if a.date else "(no date)", a.role, a.outlet, count, a.document]
        yield from flow(safe.line(" · ".join(filter(None, parts))), style, indent="  ", hang="  ")


@command.command(epilog=SUGGEST_EPILOG)
@json_option
@options.people_option
@options.color_option
@options.index_option
@click.pass_context
def suggest(
    ctx: click.Context, as_json: bool, people: str | None, color: bool | None, index: str | None
) -> None:
    """Suggest which names of the index may be one person's, with what speaks for it and against it."""
    from search.people import suggestions

    desk = _open(index, people)
    found = suggestions(desk.people, desk.authority)
    if as_json:
        options.emit_json({"suggestions": [encode_suggestion(s) for s in found]})
    elif not found:
        options.note("No two names of the index look like one person's.")
    else:
        options.emit(suggestion_lines(found, options.style(color)))
    if not found:
        ctx.exit(NOTHING_FOUND)


def encode_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion as plain values."""
    return {
        "name": suggestion.name,
        "other": suggestion.other,
        "similarity": suggestion.similarity,
        "reasons": list(suggestion.reasons),
        "against": list(suggestion.against),
    }


def suggestion_lines(found: Sequence[Suggestion], style: Style) -> Iterator[str]:
    """Suggestions for a reader."""
    for n, one in enumerate(found):
        if n:
            yield ""
        head = f"{one.other} = {one.name}? (similarity {one.similarity:.2f})"
        yield from flow(safe.line(head), style, paint=style.bold)
        for reason in one.reasons:
            yield from flow(safe.line(f"for: {reason}"), style, indent="  ", hang="  ")
        for objection in one.against:
            yield from flow(safe.line(f"against: {objection}"), style, indent="  ", hang="  ")


@command.command(epilog=MERGE_EPILOG)
@click.argument("name", shell_complete=options.complete_facet("speaker"))
@click.argument("into", shell_complete=options.complete_facet("speaker"))
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@options.index_option
@click.pass_context
def merge(ctx: click.Context, name: str, into: str, yes: bool, as_json: bool, index: str | None) -> None:
    """Note in your people.toml that NAME is another form of the name of INTO, so that both are one person.

    Shows first what will be written, and what speaks against it, and asks.
    """
    from search.cli.merging import plan

    desk = _open(index, None)
    planned = plan(name, into, desk.folder, desk.people, desk.authority)
    if not as_json:
        options.emit(safe.line(line) for line in planned.lines())
    done = bool(planned.added) and (yes or _agreed())
    if done:
        planned.write()
    if as_json:
        options.emit_json({**planned.encoded(), "done": done})
    elif done:
        roots = " ".join(desk.roots) or "PATH"
        options.emit([safe.line(f"Done. It holds from the next `kaiken index {roots}` on.")])
    if planned.added and not done:
        ctx.exit(NOTHING_FOUND)


def _agreed() -> bool:
    if not _somebody_is_there():
        raise KaikenError("nothing was changed: there is nobody to ask; add --yes to do it")
    return click.confirm("Write this?", err=True)


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()
