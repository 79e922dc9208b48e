"""A scan of JSON Lines: which documents some lines hold, and where the text of each passage stands.

    lines --scan--> Scan  ...  --joined--> Scan of the file --parts--> Part --ready_passages--> Table

Texts are not kept: the passages of a document may stand anywhere in its file, and a file may be larger than
memory. Of each passage there is a row of numbers; its text is read again when its document is complete. Lines
can be scanned in ranges, in any order and by several processes; `joined` puts them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from json import loads
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..model import ReadyPassage
from ..table import Table
from .jsonl_lines import Record, is_passage, reader, scanned
from .jsonl_objects import after_space, message, record_members

METADATA = {
    "title": "title",
    "date": "date",
    "published": "published",
    "published_time": "published",
    "modified": "modified",
    "modified_time": "modified",
    "author": "author",
    "site_name": "site_name",
    "source_url": "source_url",
    "url": "source_url",
    "language": "language",
    "lang": "language",
    "place": "place",
    "issuer": "issuer",
    "event": "kind",
    "tags": "tags",
}
"""Keys of a record that describe its document, and the key of the metadata that they fill. "kind" is the kind
of the document in a record without a speaker, and that of the passage in one with a speaker."""

OWN = ("speaker", "role", "outlet", "kind", "section")
"""Keys that describe a passage."""

Places = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]


class RecordLine(NamedTuple):
    """A line as it stands in its file."""

    number: int
    """From 1, or from 1 in a range of lines."""
    at: int
    """Byte at which it begins."""
    skipped: int
    """Characters between the end of the line before, or the begin of all, and this line."""
    content: bytes
    """UTF-8, without its line break."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What some lines hold."""

    lines: int
    """How many there are."""
    characters: int
    """How many they have, line breaks included."""
    places: Places
    """[passages, 4] Where the text stands between its quotation marks: first and last byte, first and last
    character (last: the one after)."""
    numbers: Numbers
    """[passages, 1 + len(OWN)] The document, a number in `documents`, and the values of OWN, numbers in
    `strings`."""
    documents: tuple[str | None, ...]
    """Distinct; None is the document of records that name none."""
    metadata: tuple[dict[str, str], ...]
    """Of each document."""
    strings: tuple[str | None, ...]
    """The first is None."""
    others: tuple[tuple[int, int, int, int], ...]
    """Number, first byte, first character and bytes of each line that is a document still to be segmented."""
    problems: tuple[tuple[int, str], ...]
    """Number of each line that cannot be read, and why."""


def split(data: bytes, at: int = 0) -> Iterator[RecordLine]:
    """The lines of UTF-8 that begins at byte `at` of its file."""
    start = number = 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        yield RecordLine(number, at + start, int(number > 1), data[start:end])
        start = end + 1


def scan(lines: Iterable[RecordLine]) -> Scan:
    """What the lines hold. Lines of white space hold nothing."""
    read = reader(tuple(METADATA))
    found = _Found()
    number = character = 0
    for number, at, skipped, content in lines:
        character += skipped
        record = read(content)
        if record is None or not is_passage(record):
            found.add_scanned(number, at, character, content)
            character += len(content.decode())
            continue
        _, _, start, end = record
        text, before, after = content[start:end], content[:start], content[end:]
        first = start if before.isascii() else len(before.decode())
        last = first + (end - start if text.isascii() else len(text.decode()))
        found.add(record, at, character + first, character + last)
        character += last + (len(after) if after.isascii() else len(after.decode()))
    return found.finish(number, character + 1)


class _Found:
    """A scan in the making."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._documents: dict[str | None, int] = {}
        self._metadata: list[dict[str, str]] = []
        self._described: list[tuple[Any, ...]] = []
        self._strings: dict[str | None, int] = {None: 0}
        self._others: list[tuple[int, int, int, int]] = []
        self._problems: list[tuple[int, str]] = []

    def add(self, record: Record, at: int, first: int, last: int) -> None:
        """A passage: its line begins at byte `at`, its text has the characters `first` to `last`."""
        values, described, start, end = record
        name = string(values.doc_id)
        document = self._documents.setdefault(name, len(self._documents))
        if document == len(self._metadata):
            self._metadata.append({})
            self._described.append(())
        if described != self._described[document]:
            self._described[document] = described
            self._metadata[document] = described_as(described) | self._metadata[document]
        number = self._number
        self._rows += (
            *(at + start, at + end, first, last, document),
            0 if values.speaker is None else number(values.speaker),
            0 if values.role is None else number(values.role),
            0 if values.outlet is None else number(values.outlet),
            0 if values.kind is None else number(values.kind),
            0 if values.section is None else number(values.section),
        )

    def _number(self, value: object) -> int:
        return self._strings.setdefault(string(value), len(self._strings))

    def add_scanned(self, number: int, at: int, character: int, content: bytes) -> None:
        """A line that is not read fast."""
        text = content.decode()
        begin = after_space(text, 0, mark=at == 0)
        if begin == len(text):
            return
        try:
            members = record_members(text, begin, len(text))
        except (ValueError, RecursionError) as error:
            self._problems.append((number, message(error)))
            return
        if "speaker" not in members:
            self._others.append((number, at, character, len(content)))
            return
        _, first, last = members["text"]
        start = len(text[:first].encode())
        values = {name: value for name, (value, _, _) in members.items()}
        record = scanned(values, tuple(METADATA), start, start + len(text[first:last].encode()))
        self.add(record, at, character + first, character + last)

    def finish(self, lines: int, characters: int) -> Scan:
        """The scan of so many lines."""
        rows = np.array(self._rows, np.int64).reshape(-1, 5 + len(OWN))
        return Scan(
            lines,
            characters,
            places=np.ascontiguousarray(rows[:, :4]),
            numbers=rows[:, 4:].astype(np.int32),
            documents=tuple(self._documents),
            metadata=tuple(self._metadata),
            strings=tuple(self._strings),
            others=tuple(self._others),
            problems=tuple(self._problems),
        )


def joined(scans: Iterable[Scan]) -> Scan:
    """The scan of ranges of lines that follow one another, the first of which begins its file."""
    documents: dict[str | None, int] = {}
    metadata: list[dict[str, str]] = []
    strings: dict[str | None, int] = {None: 0}
    places, numbers = [np.empty((0, 4), np.int64)], [np.empty((0, 1 + len(OWN)), np.int32)]
    others: list[tuple[int, int, int, int]] = []
    problems: list[tuple[int, str]] = []
    lines = characters = 0
    for one in scans:
        for name, described in zip(one.documents, one.metadata, strict=True):
            if documents.setdefault(name, len(documents)) == len(metadata):
                metadata.append(described)
            else:
                metadata[documents[name]] = described | metadata[documents[name]]
        document_numbers = np.array([documents[name] for name in one.documents], np.int32)
        string_numbers = np.array([strings.setdefault(s, len(strings)) for s in one.strings], np.int32)
        places.append(one.places + np.array([0, 0, characters, characters]))
        numbers.append(string_numbers[np.minimum(one.numbers, len(string_numbers) - 1)])
        numbers[-1][:, 0] = document_numbers[one.numbers[:, 0]]
        others += ((number + lines, at, first + characters, size) for number, at, first, size in one.others)
        problems += ((number + lines, why) for number, why in one.problems)
        lines += one.lines
        characters += one.characters
    return Scan(
        lines,
        characters,
        np.concatenate(places),
        np.concatenate(numbers),
        tuple(documents),
        tuple(metadata),
        tuple(strings),
        tuple(others),
        tuple(problems),
    )


class Part(NamedTuple):
    """A document of ready passages, without their texts."""

    name: str | None
    metadata: dict[str, str]
    places: Places
    """As in `Scan`."""
    own: tuple[list[str | None], ...]
    """The values of OWN, a column each."""


def parts(scan: Scan) -> Iterator[Part]:
    """The documents of ready passages, in the order in which they begin."""
    order = np.argsort(scan.numbers[:, 0], kind="stable")
    bounds = np.searchsorted(scan.numbers[order, 0], np.arange(len(scan.documents) + 1))
    strings = np.array(scan.strings, object)
    for document, name in enumerate(scan.documents):
        rows = order[bounds[document] : bounds[document + 1]]
        own = tuple(strings[column].tolist() for column in scan.numbers[rows, 1:].T)
        yield Part(name, scan.metadata[document], scan.places[rows], own)


def ready_passages(part: Part, read: Callable[[int, int], bytes]) -> Table[ReadyPassage]:
    """The passages of a document. `read` gives the bytes of the file from one place to another."""
    texts = list(map(_text, _stored(part.places, read)))
    first, last = part.places[:, 2].tolist(), part.places[:, 3].tolist()
    return Table(
        ReadyPassage, {"text": texts, "start": first, "end": last, **dict(zip(OWN, part.own, strict=True))}
    )


_APART = 1 << 16


def _stored(places: Places, read: Callable[[int, int], bytes]) -> Iterator[bytes]:
    """What stands between the quotation marks of each text."""
    starts, ends = places[:, 0].tolist(), places[:, 1].tolist()
    begin, end = min(starts), max(ends)
    if end - begin > 4 * sum(ends) - 4 * sum(starts) + _APART:
        yield from map(read, starts, ends)
        return
    stored = read(begin, end)
    for start, stop in zip(starts, ends, strict=True):
        yield stored[start - begin : stop - begin]


def _text(stored: bytes) -> str:
    text = stored.decode()
    return str(loads(f'"{text}"')) if "\\" in text else text


def string(value: object) -> str | None:
    """A value as a string; None where it is null, empty, or neither string nor number."""
    if value is None:
        return None
    if isinstance(value, str):
        return (value if value.isascii() else value.encode("utf-8", "replace").decode()) or None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return ", ".join(one for one in value if isinstance(one, str)) or None
    return None


def described_as(values: Iterable[object]) -> dict[str, str]:
    """The metadata that values of the members METADATA are."""
    found: dict[str, str] = {}
    for key, value in zip(METADATA.values(), values, strict=True):
        if key not in found and (text := string(value)) is not None:
            found[key] = text
    return found
