"""What `kaiken people merge` would write, and writing it.

NAME, INTO, index, authority --plan--> Merge: lines to add, what speaks against it --write--> people.toml
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index_store import people_files
from index_store.authority import Authority, Entry
from index_store.model import KaikenError
from index_store.person_names import name_key
from index_store.storage import sync_folder, write_durably, write_lock
from search.people import find, objections

if TYPE_CHECKING:
    from search.people import IndexPerson


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that was thought through and not yet done."""

    name: str
    into: Entry
    file: Path
    before: bytes
    """The file as it is; empty where there is none."""
    added: str
    """What will stand at its end; empty where the name is understood so already."""
    against: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What it will do, for a reader."""
        if not self.added:
            yield f'Nothing to do: "{self.name}" is understood as {self.into.name} already,'
            yield "in whatever `kaiken index` reads from now on."
            return
        yield f'"{self.name}" will be another form of the name of {self.into.name}.'
        for objection in self.against:
            yield f"Against it: {objection}."
        yield f"Added to {self.file}:"
        for line in self.added.strip().splitlines():
            yield f"    {line}"

    def encoded(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "name": self.name,
            "into": self.into.name,
            "file": os.fspath(self.file),
            "added": self.added,
            "against": list(self.against),
        }

    def write(self) -> None:
        """Write the file. Raises KaikenError where it changed since, or cannot be written."""
        with write_lock(self.file.parent):
            if _read(self.file) != self.before:
                raise KaikenError(f"{self.file}: changed in the meantime: try again")
            target = self.file.resolve()  # where it is a link, the file that it leads to
            try:
                write_durably(target, self.before + self.added.encode())
                sync_folder(target.parent)
            except OSError as error:
                raise KaikenError(f"{self.file}: cannot be written: {error.strerror}") from error


def plan(
    name: str, into: str, folder: Path, people: Mapping[str, IndexPerson], authority: Authority
) -> Merge:
    """What merging one name into another takes.

    Raises KaikenError where it cannot be done, or should not: a name that nobody has, a surname alone, two
    people of the files of people, names that are listed as those of two.
    """
    entry = _target(into, people, authority)
    printed = _source(name, people, authority)
    file = folder / people_files.FILE
    before = _read(file)
    key = name_key(printed)
    found = tuple(other for other in authority.people(printed) if other != entry)
    exact = any(name_key(form) == key for form in entry.forms)
    if not found and authority.person(printed) == entry and (exact or printed not in people):
        return Merge(printed, entry, file, before, "", ())
    if entry.is_not(key):
        raise KaikenError(
            f'"{printed}" is listed as somebody else than {entry.name}: take it out of distinct_from first'
        )
    if found:
        raise KaikenError(
            f'"{printed}" already is a form of the name of {" and of ".join(e.name for e in found)}: '
            "take it out of the files of people first"
        )
    speaker = people.get(printed)
    if speaker and speaker.outlets and entry.roles:
        raise KaikenError(
            f"{printed} speaks for {speaker.outlets[0]}: a name with an outlet is never taken for somebody "
            f"who holds an office ({entry.roles[0].role})"
        )
    text = people_files.decode(before, os.fspath(file))
    after = people_files.with_alias(text, os.fspath(file), entry, printed, date.today())
    _check(after, file, folder, printed, entry)
    other = people.get(entry.name)
    against = tuple(objections(other, speaker)) if speaker and other else ()
    return Merge(printed, entry, file, before, after[len(text) :], against)


def _target(into: str, people: Mapping[str, IndexPerson], authority: Authority) -> Entry:
    """The entry of the authority that gets the alias; a new one for somebody whom only the index knows."""
    known = authority.people(into)
    if len(known) == 1:
        return known[0]
    found = find(into, people, authority)
    if len(known) > 1 or len(found) > 1:
        which = ", ".join(e.name for e in known) or ", ".join(found[:5])
        raise KaikenError(f'"{into}" could be any of several people: {which}')
    if not found:
        raise KaikenError(
            f'nobody in the index or the files of people is called "{into}": '
            "`kaiken people list` says who there is"
        )
    if not name_key(found[0]).full:
        raise KaikenError(f'"{found[0]}" is a surname alone: merge into a full name')
    return authority.person(found[0]) or Entry(found[0])


def _source(name: str, people: Mapping[str, IndexPerson], authority: Authority) -> str:
    """The name as the index prints it. Raises KaikenError where it has none such, or it is no full name."""
    if name_key(name).words and not name_key(name).full:
        raise KaikenError(
            f'"{name}" is a surname alone, which may be somebody else\'s elsewhere: give a full name'
        )
    found = [other for other in people if other == name] or [
        other for other in people if name_key(other) == name_key(name)
    ]
    if len(found) == 1:
        return found[0]
    if authority.people(name):
        return " ".join(name.split())
    raise KaikenError(f'nobody in the index is called "{name}": `kaiken people list` says who there is')


def _check(after: str, file: Path, folder: Path, name: str, entry: Entry) -> None:
    """Raise KaikenError unless the file, once written, says what was meant."""
    tables = people_files.parse(after, os.fspath(file))
    merged = Authority(people_files.extend(people_files.shipped(), tables))
    meant = merged.person(name)
    same = meant is not None and (meant.id == entry.id if entry.id else meant.name == entry.name)
    if not same:
        raise KaikenError(
            f'"{name}" would not be understood as {entry.name}: another form in {file} contradicts it'
        )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise KaikenError(f"{file}: the file of people cannot be read: {error.strerror}") from error
