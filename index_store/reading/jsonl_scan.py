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
    character: int
    """The same in characters."""
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
    """The lines of UTF-8, which begins at byte `at` of its file; characters count from its begin."""
    start = number = character = 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        content = data[start:end]
        yield RecordLine(number, at + start, character, content)
        character += (len(content) if content.isascii() else len(content.decode())) + 1
        start = end + 1


def scan(lines: Iterable[RecordLine]) -> Scan:
    """What the lines hold. Lines of white space hold nothing."""
    read = reader(tuple(METADATA))
    found = _Found()
    line = RecordLine(0, 0, 0, b"")
    for line in lines:
        record = read(line.content)
        if record is None or not is_passage(record):
            found.add_scanned(line)
            continue
        content, start, end = line.content, *record[2:]
        if content.isascii():
            found.add(record, line, start, end)
        else:
            first = len(content[:start].decode())
            found.add(record, line, first, first + len(content[start:end].decode()))
    return found.finish(line)


class _Found:
    """A scan in the making."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, ...]] = []
        self._documents: dict[str | None, int] = {}
        self._metadata: list[dict[str, str]] = []
        self._described: list[tuple[Any, ...]] = []
        self._strings: dict[str | None, int] = {None: 0}
        self._others: list[tuple[int, int, int, int]] = []
        self._problems: list[tuple[int, str]] = []

    def add(self, record: Record, line: RecordLine, first: int, last: int) -> None:
        """A passage whose text has the characters `first` to `last` of its line."""
        values, described, start, end = record
        name = string(values.doc_id)
        document = self._documents.setdefault(name, len(self._documents))
        if document == len(self._metadata):
            self._metadata.append({})
            self._described.append(())
        if described != self._described[document]:
            self._described[document] = described
            self._metadata[document] = described_as(described) | self._metadata[document]
        strings = self._strings
        speaker, role, outlet, kind, section = (
            0 if value is None else strings.setdefault(string(value), len(strings))
            for value in (values.speaker, values.role, values.outlet, values.kind, values.section)
        )
        at, character = line.at, line.character
        self._rows.append(
            (
                *(at + start, at + end, character + first, character + last),
                *(document, speaker, role, outlet, kind, section),
            )
        )

    def add_scanned(self, line: RecordLine) -> None:
        """A line that is not read fast."""
        text = line.content.decode()
        begin = after_space(text, 0, mark=line.at == 0)
        if begin == len(text):
            return
        try:
            members = record_members(text, begin, len(text))
        except (ValueError, RecursionError) as error:
            self._problems.append((line.number, message(error)))
            return
        if "speaker" not in members:
            self._others.append((line.number, line.at, line.character, len(line.content)))
            return
        _, first, last = members["text"]
        start = len(text[:first].encode())
        values = {name: value for name, (value, _, _) in members.items()}
        end = start + len(text[first:last].encode())
        self.add(scanned(values, tuple(METADATA), start, end), line, first, last)

    def finish(self, last: RecordLine) -> Scan:
        """The scan of lines of which this is the last one."""
        rows = np.array(self._rows, np.int64).reshape(-1, 5 + len(OWN))
        return Scan(
            lines=last.number,
            characters=last.character + len(last.content.decode()) + 1,
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
