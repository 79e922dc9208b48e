"""Files of people: people.toml in, entries of the authority out; and an alias appended to a user's file.

    shipped people.toml -> people.toml of the index folder -> file given by the user -> Authority

Each adds to those before it: a table with a known id, or else with the name of one known person, extends that
person (aliases and distinct_from are added, other values replaced); any other table is a new person. The
format is drawn at the head of the shipped file, `data/people.toml`.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from index_store.authority import Authority, Entry, Office
from index_store.model import KaikenError
from index_store.person_names import name_key

FILE = "people.toml"
"""The name of the file in an index folder."""

LARGEST = 16 << 20
"""Bytes; more than that is no list that somebody wrote."""

_TEXTS = ("id", "name", "family", "given", "note")
_LISTS = ("aliases", "distinct_from")
_KEYS = (*_TEXTS, *_LISTS, "roles")
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*person[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a file: what it gives, and where it stands."""

    entry: Entry
    given: frozenset[str]
    """The keys that it has."""
    where: str
    """For messages: file and line."""


def load(
    folder: str | os.PathLike[str] | None = None, extra: str | os.PathLike[str] | None = None
) -> Authority:
    """The authority that holds for an index folder (its own file may be missing) and a further file.

    Raises KaikenError, saying where and what to do, for a file that cannot be read or understood, and for
    `extra` where it does not exist.
    """
    entries = shipped()
    own = Path(folder, FILE) if folder is not None else None
    if own is not None and own.is_file():
        entries = extend(entries, read(own))
    if extra is not None:
        entries = extend(entries, read(Path(extra).expanduser()))
    return Authority(entries)


@cache
def shipped() -> tuple[Entry, ...]:
    """The people that come with the program."""
    text = files("index_store").joinpath("data", FILE).read_text(encoding="utf-8")
    return extend((), parse(text, FILE))


def read(path: Path) -> list[Table]:
    """The tables of a file. Raises KaikenError."""
    try:
        if path.stat().st_size > LARGEST:
            raise KaikenError(f"{path}: larger than {LARGEST >> 20} MiB: this is no file of people")
        data = path.read_bytes()
    except OSError as error:
        raise KaikenError(f"{path}: the file of people cannot be read: {error.strerror}") from error
    return parse(decode(data, os.fspath(path)), os.fspath(path))


def decode(data: bytes, where: str) -> str:
    """The text of a file. Raises KaikenError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise KaikenError(f"{where}, line {line}: not UTF-8: save the file as UTF-8") from None


def parse(text: str, where: str) -> list[Table]:
    """The tables of a file's text; `where` is its name for messages. Raises KaikenError."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KaikenError(f"{where}: {_toml_error(error, text)}") from None
    except RecursionError:
        raise KaikenError(f"{where}: brackets too deep to read: write one table a person") from None
    for key in content:
        if key != "person":
            raise KaikenError(
                f"{where}{_line_of(text, key)}: there is no {key!r} here: every table begins with [[person]]"
            )
    tables = content.get("person", [])
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise KaikenError(f"{where}: a person is a table: begin each with [[person]], in double brackets")
    lines = [text.count("\n", 0, m.start()) + 1 for m in _HEADER.finditer(text)]
    # A header within a string of several lines would be counted too.
    places = (
        [f"{where}, line {line}" for line in lines]
        if len(lines) == len(tables)
        else [f"{where}, person {n}" for n in range(1, len(tables) + 1)]
    )
    return [_table(table, place) for table, place in zip(tables, places, strict=True)]


def _toml_error(error: tomllib.TOMLDecodeError, text: str) -> str:
    found = re.search(r"\(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
    what = str(error)[: found.start()].strip() if found else str(error)
    line = found[1] if found and found[1] else str(text.count("\n") + 1)
    column = f", column {found[2]}" if found and found[2] else ""
    what = what[:1].lower() + what[1:]
    return f"line {line}{column}: {what}: put texts between quotation marks, lists in [ ], roles in {{ }}"


def _line_of(text: str, key: str) -> str:
    found = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return f", line {text.count(chr(10), 0, found.start()) + 1}" if found else ""


def _table(table: dict[str, Any], where: str) -> Table:
    _known_keys(table, _KEYS, where)
    texts = {key: _text(table[key], f"{where}: {key}") for key in _TEXTS if key in table}
    if "name" not in texts and "id" not in texts:
        raise KaikenError(f'{where}: the person has no name: write name = "..."')
    lists = {key: _texts(table[key], f"{where}: {key}") for key in _LISTS if key in table}
    roles = table.get("roles", [])
    if not isinstance(roles, list):
        raise KaikenError(f'{where}: roles is a list: write roles = [{{ role = "..." }}]')
    offices = tuple(_office(role, f"{where}: role {n}") for n, role in enumerate(roles, 1))
    entry = Entry(
        texts.get("name", ""),
        texts.get("family"),
        texts.get("given"),
        texts.get("id"),
        lists.get("aliases", ()),
        offices,
        lists.get("distinct_from", ()),
        texts.get("note"),
    )
    return Table(entry, frozenset(table), where)


def _office(value: object, where: str) -> Office:
    if not isinstance(value, dict):
        raise KaikenError(f'{where}: a role is a table: write {{ role = "...", from = 2024-10-01 }}')
    _known_keys(value, ("role", "from", "to"), where)
    if "role" not in value:
        raise KaikenError(f'{where}: the role itself is missing: write role = "..."')
    start, end = _day(value.get("from"), f"{where}: from"), _day(value.get("to"), f"{where}: to")
    if start and end and start > end:
        raise KaikenError(f"{where}: it ends ({end}) before it begins ({start}): exchange the two dates")
    return Office(_text(value["role"], f"{where}: role"), start, end)


def _day(value: object, where: str) -> Date | None:
    if value is None:
        return None
    if isinstance(value, Date) and not isinstance(value, datetime):
        return value
    shown = json.dumps(value, default=str, ensure_ascii=False)
    raise KaikenError(f"{where}: {shown[:40]} is not a day: write 2024-10-01, without quotation marks")


def _known_keys(table: dict[str, Any], known: Sequence[str], where: str) -> None:
    for key in table:
        if key not in known:
            from difflib import get_close_matches

            close = get_close_matches(key, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"use {', '.join(known)}"
            raise KaikenError(f"{where}: there is no {key!r}: {hint}")


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise KaikenError(f'{where}: is a list: write ["...", "..."]')
    return tuple(dict.fromkeys(_text(item, f"{where}, item {n}") for n, item in enumerate(value, 1)))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise KaikenError(f"{where}: is not text: put it between quotation marks")
    text = " ".join(value.split())
    if not text:
        raise KaikenError(f"{where}: is empty: write something, or leave it out")
    if not text.isprintable():
        raise KaikenError(f"{where}: holds a control character: leave it out")
    return text


def extend(entries: Sequence[Entry], tables: Sequence[Table]) -> tuple[Entry, ...]:
    """The entries with what the tables say. Raises KaikenError where a table cannot be placed."""
    found = list(entries)
    by_id = {e.id: n for n, e in enumerate(found) if e.id}
    by_name: dict[tuple[str, ...], list[int]] = {}
    for n, entry in enumerate(found):
        by_name.setdefault(_name(entry.name), []).append(n)
    for table in tables:
        new = table.entry
        at = by_id.get(new.id) if new.id else None
        if at is None and not new.name:
            raise KaikenError(f"{table.where}: nobody has the id {new.id!r}: give a name too, or correct it")
        if at is None and not new.id:
            same = by_name.get(_name(new.name), [])
            if len(same) > 1:
                ids = " or ".join(repr(found[n].id) for n in same if found[n].id) or "(an id for each)"
                raise KaikenError(f"{table.where}: {len(same)} people are called {new.name}: add id = {ids}")
            at = same[0] if same else None
        if at is None:
            _must_be_a_name(new.name, table.where)
            at = len(found)
            found.append(new)
        else:
            found[at] = _extended(found[at], table)
        if id := found[at].id:
            by_id[id] = at
        places = by_name.setdefault(_name(found[at].name), [])
        if at not in places:
            places.append(at)
    return tuple(found)


def _extended(old: Entry, table: Table) -> Entry:
    new = table.entry
    # A table that is found by name may print it in another order or in capitals: what is shown stays.
    name = new.name if new.id and new.name else old.name
    return Entry(
        name,
        new.family or old.family,
        new.given or old.given,
        old.id or new.id,
        tuple(dict.fromkeys((*old.aliases, *new.aliases))),
        new.roles if "roles" in table.given else old.roles,
        tuple(dict.fromkeys((*old.distinct_from, *new.distinct_from))),
        new.note or old.note,
    )


def _must_be_a_name(name: str, where: str) -> None:
    if not name_key(name).words:
        raise KaikenError(f"{where}: {name!r} is not a name: it has no letters")


def _name(name: str) -> tuple[str, ...]:
    key = name_key(name)
    return tuple(sorted((*key.words, *key.initials)))


def with_alias(text: str, where: str, into: Entry, alias: str, day: Date) -> str:
    """The text of a user's file with a table at its end that gives somebody an alias.

    Everything that was there stays as it is. `day` is when this is done, for the comment; `where` names the
    file for messages. Raises KaikenError where the result is no file of people.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = [
        f"# kaiken people merge, {day.isoformat()}",
        "[[person]]",
        *([f"id = {_quoted(into.id)}"] if into.id else []),
        f"name = {_quoted(into.name)}",
        f"aliases = [{_quoted(alias)}]",
    ]
    gap = "" if not text else newline if text.endswith("\n") else newline * 2
    result = text + gap + newline.join(lines) + newline
    parse(result, where)
    return result


def _quoted(text: str) -> str:
    # JSON's escapes are among TOML's, and the text holds no control characters.
    return json.dumps(text, ensure_ascii=False)
