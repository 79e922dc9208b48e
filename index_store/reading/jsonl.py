"""JSON Lines: one object a line, a ready passage or a whole document. A `.json` file with one object, or an
array of them, is read as well.

    {"doc_id": "a", "title": "T", "date": "2024-01-12", "speaker": "MS. X", "text": "Yes."}   a passage
    {"doc_id": "b", "title": "T", "text": "MS. X: Yes.\\n\\nQ Why?"}                           a document

A record with the key "speaker", even if it is null, is a passage; all passages of one doc_id make one `Ready`
document, in the order of the file. A record without it is a document whose text is still to be segmented: a
`Source` whose `part` is its doc_id. A line that cannot be read is yielded as a `Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from json import loads
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from ..model import Ready, Source, SourceMap
from .decoding import decode, digest
from .errors import Problem, ReadError
from .jsonl_objects import after_space, file_objects, record_members
from .layout import plain_blocks
from .mapping import MapBuilder
from .registry import BY_NAME, CERTAIN, LIKELY, NO, Candidate, Format

if TYPE_CHECKING:
    from .jsonl_scan import Part, RecordLine

_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")


@dataclass(frozen=True, slots=True)
class File:
    """A file that is read."""

    path: str
    encoding: str
    sha256: str


def sniff(candidate: Candidate) -> float:
    """By name, anything that begins like an object; by content, a first line that is a record."""
    head = candidate.head
    if head is None:
        return NO
    begin = head.lstrip("\ufeff \t\r\n")
    named = candidate.suffix in FORMAT.suffixes
    if not begin.startswith(("{", "[") if candidate.suffix == ".json" else "{"):
        return BY_NAME if candidate.suffix in (".jsonl", ".ndjson") and begin else NO
    if named:
        return CERTAIN
    try:
        record = loads(begin.split("\n", 1)[0])
    except (ValueError, RecursionError):
        return NO
    return LIKELY if isinstance(record, dict) and "text" in record else NO


def parse(data: bytes, path: str) -> Iterator[Source | Ready | Problem]:
    """The documents of the file, in the order in which they begin; those of ready passages come last.

    Raises ReadError where no line holds a document.
    """
    # Here, because they bring msgspec along, which no other format needs.
    from .jsonl_scan import parts, scan

    stored, encoding = decode(data, path)
    file = File(path, encoding, digest(data))
    encoded = data if encoding == "utf-8" else stored.encode()
    del data
    found = scan(_records(stored, encoded, path))
    if not len(found.places) and not found.others:
        raise ReadError(f"{path}: {nothing_found(found.problems)}")
    problems = dict(found.problems)
    others = {number: place for number, *place in found.others}
    for number in sorted({*problems, *others}):
        if number in problems:
            yield Problem(path, number, problems[number])
        else:
            at, character, size = others[number]
            yield source(file, stored, encoded[at : at + size], character)
    for part in parts(found):
        yield ready(file, part, lambda a, b: encoded[a:b])


def nothing_found(problems: Sequence[tuple[int, str]]) -> str:
    """What is wrong with a file without documents; `problems` are lines that cannot be read, and why."""
    why = "".join(f" (line {line}: {message})" for line, message in problems[:1])
    return f'holds no record with a "text"{why}'


def _records(stored: str, encoded: bytes, path: str) -> Iterator[RecordLine]:
    """The records of a file: lines, or the objects of a JSON file."""
    from .jsonl_scan import RecordLine, split

    if PurePath(path).suffix.lower() != ".json" or not (objects := file_objects(stored)):
        yield from split(encoded)
        return
    at = before = 0
    for number, start, end in objects:
        at += len(stored[before:start].encode())
        content = stored[start:end].encode()
        yield RecordLine(number, at, start - before, content)
        at += len(content)
        before = end


def ready(file: File, part: Part, read: Callable[[int, int], bytes]) -> Ready:
    """A document of ready passages; `read` gives the bytes of the file, as UTF-8, between two places."""
    from .jsonl_scan import ready_passages

    name = part.name or PurePath(file.path).stem
    return Ready(
        path=file.path,
        media_type="application/jsonl",
        encoding=file.encoding,
        sha256=file.sha256,
        part=name,
        metadata={"doc_id": name, **part.metadata},
        passages=ready_passages(part, read),
    )


def source(file: File, stored: str, line: bytes, character: int) -> Source:
    """A document whose text is to be segmented, from a line that begins at this character of its file."""
    from .jsonl_scan import METADATA, described_as, string

    text_of_line = line.decode()
    members = record_members(text_of_line, after_space(text_of_line, 0), len(text_of_line))
    value, start, end = members["text"]
    text = cast(str, value)
    part = string(members["doc_id"][0]) if "doc_id" in members else None
    metadata = described_as(members[name][0] if name in members else None for name in METADATA)
    if part is not None:
        metadata["doc_id"] = part
    if "kind" in members and (kind := string(members["kind"][0])) is not None:
        metadata["kind"] = kind
    places = string_map(text_of_line, start, end)
    return Source(
        path=file.path,
        media_type="application/jsonl",
        encoding=file.encoding,
        sha256=file.sha256,
        stored=stored,
        text=text,
        map=replace(
            places,
            start=tuple(at + character for at in places.start),
            end=tuple(at + character for at in places.end),
        ),
        blocks=plain_blocks(text),
        metadata=metadata,
        part=part,
    )


def string_map(stored: str, start: int, end: int) -> SourceMap:
    """The map of what a JSON string says to its characters as stored; an escape is indivisible."""
    builder = MapBuilder()
    at = start
    for match in _ESCAPE.finditer(stored, start, end):
        first, last = match.span()
        if first > at:
            builder.add(stored[at:first], at, first)
        builder.add("?", first, last)
        at = last
    if end > at:
        builder.add(stored[at:end], at, end)
    return builder.finish()[1]


FORMAT = Format(
    "JSON Lines",
    ("application/jsonl", "application/x-ndjson", "application/json"),
    (".jsonl", ".ndjson", ".json"),
    sniff,
    parse,
)
