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
from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder, loads
from json.decoder import scanstring  # type: ignore[attr-defined]  # undocumented, but gives where a string ends
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from ..model import Ready, ReadyPassage, Source, SourceMap
from ..table import Table
from .decoding import decode, digest
from .errors import Problem, ReadError
from .layout import plain_blocks
from .mapping import MapBuilder
from .registry import BY_NAME, CERTAIN, LIKELY, NO, Candidate, Format

if TYPE_CHECKING:
    from .jsonl_lines import Record

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

_MEMBER = re.compile(r'[\s]*+(?:"([^"\\\x00-\x1f]*+)"|(?="))\s*+')
_SPACE = re.compile(r"\s*+")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_decode_value = JSONDecoder().scan_once  # type: ignore[attr-defined]  # gives where a value ends

Member = tuple[object, int, int]
"""A value, and where it stands: for a string, what is between its quotation marks."""


@dataclass(frozen=True, slots=True)
class _Context:
    path: str
    encoding: str
    sha256: str
    stored: str


_OTHERS = ("speaker", "role", "outlet", "kind", "section")

Row = tuple[int, int, str | None, str | None, str | None, str | None, str | None]


class _Ready:
    """The passages of a document so far. Of a text only the place is kept: it is read again when the document
    is complete. Rows are tuples of plain values, which the garbage collector need not visit."""

    __slots__ = ("_described", "metadata", "rows")

    def __init__(self, part: str) -> None:
        self.metadata = {"doc_id": part}
        self.rows: list[Row] = []
        self._described: tuple[object, ...] = ()

    def add(self, record: Record) -> None:
        """Add a passage, and what its record says of the document and none before it said."""
        line, described, start, end = record
        if described != self._described:
            self._described = described
            self.metadata = _metadata(described) | self.metadata
        role, outlet = _string(line.role), _string(line.outlet)
        kind, section = _string(line.kind), _string(line.section)
        self.rows.append((start, end, _string(line.speaker), role, outlet, kind, section))


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
    stored, encoding = decode(data, path)
    context = _Context(path, encoding, digest(data), stored)
    del data
    from .jsonl_lines import (
        is_passage,
        reader,
        scanned,
    )  # not before there is something to read: it brings msgspec along

    names = tuple(METADATA)
    read = reader(names)
    ready: dict[str, _Ready] = {}
    untitled = _name(path)
    good = 0
    first_problem: Problem | None = None
    for number, start, end in _records(stored, path):
        record = read(stored, start, end)
        if record is None or not is_passage(record):
            try:
                members = _members(stored, start, end)
            except (ValueError, RecursionError) as error:
                problem = Problem(path, number, _message(error))
                first_problem = first_problem or problem
                yield problem
                continue
            if "speaker" not in members:
                good += 1
                yield _source(context, members)
                continue
            values = {name: value for name, (value, _, _) in members.items()}
            record = scanned(values, names, *members["text"][1:])
        good += 1
        part = _string(record[0].doc_id) or untitled
        document = ready.get(part)
        if document is None:
            document = ready[part] = _Ready(part)
        document.add(record)
    if not good:
        why = f" (line {first_problem.line}: {first_problem.message})" if first_problem else ""
        raise ReadError(f'{path}: holds no record with a "text"{why}')
    while ready:
        part = next(iter(ready))
        yield _ready(context, part, ready.pop(part))


def _records(stored: str, path: str) -> Iterator[tuple[int, int, int]]:
    """Line number and range of each record: a line, or an object of a JSON file."""
    begin = _after_space(stored, 0)
    if PurePath(path).suffix.lower() == ".json" and (objects := _objects(stored, begin)):
        yield from objects
        return
    start, line = 0, 0
    length = len(stored)
    while start < length:
        line += 1
        end = stored.find("\n", start)
        end = length if end < 0 else end
        first = start if stored.startswith("{", start) else _after_space(stored, start)
        if first < end:
            yield line, first, end
        start = end + 1


def _objects(stored: str, begin: int) -> list[tuple[int, int, int]]:
    """The objects of a JSON file that holds one or an array of them; none where it is no valid JSON."""
    found: list[tuple[int, int, int]] = []
    array = stored.startswith("[", begin)
    at = _after_space(stored, begin + 1) if array else begin
    counted, lines = 0, 1
    try:
        while stored.startswith("{", at):
            end = _decode_value(stored, at)[1]
            lines += stored.count("\n", counted, at)
            counted = at
            found.append((lines, at, end))
            at = _after_space(stored, end)
            if not (array and stored.startswith(",", at)):
                break
            at = _after_space(stored, at + 1)
    except (StopIteration, ValueError, RecursionError):
        return []
    if array:
        if not stored.startswith("]", at):
            return []
        at = _after_space(stored, at + 1)
    return found if at == len(stored) else []


def _after_space(stored: str, at: int) -> int:
    if at == 0 and stored.startswith("\ufeff"):
        at = 1
    match = _SPACE.match(stored, at)
    return match.end() if match else at


def scan_object(stored: str, at: int, end: int) -> dict[str, Member]:
    """The members of the JSON object that fills stored[at:end], with where their values stand.

    Of two members with one name the last counts. Raises ValueError where it is no JSON object.
    """
    members: dict[str, Member] = {}
    if stored[at] != "{":
        raise ValueError("is no JSON object")
    at += 1
    member = _MEMBER.match
    while True:
        match = member(stored, at, end)
        if match is None:
            at = _after_space(stored, at)
            if not members and stored.startswith("}", at):
                break
            raise ValueError("no valid JSON: expected a name in quotation marks")
        at = match.end()
        name = match[1]
        if name is None:
            name, at = scanstring(stored, at + 1)
            at = _after_space(stored, at)
        if stored[at : at + 1] != ":":
            raise ValueError(f'no valid JSON: expected ":" after "{name}"')
        at += 1
        if stored[at : at + 1] == " ":
            at += 1
        if stored[at : at + 1] != '"':
            at = _after_space(stored, at)
        if stored[at : at + 1] == '"':
            first = at + 1
            value, at = scanstring(stored, first)
            members[name] = (value, first, at - 1)
        else:
            first = at
            try:
                value, at = _decode_value(stored, at)
            except StopIteration:
                raise ValueError(f'no valid JSON: no value after "{name}"') from None
            members[name] = (value, first, at)
        if stored[at : at + 1] != ",":
            at = _after_space(stored, at)
        if stored[at : at + 1] == ",":
            at += 1
            continue
        if stored[at : at + 1] == "}":
            break
        raise ValueError(f'no valid JSON: expected "," or "}}" after "{name}"')
    if at >= end or (at + 1 != end and stored[at + 1 : end].strip()):
        raise ValueError("more than one object on the line" if at < end else "the object does not end")
    return members


def _members(stored: str, start: int, end: int) -> dict[str, Member]:
    """The members of a record, which has a text. Raises ValueError or RecursionError."""
    members = scan_object(stored, start, end)
    text = members.get("text", (None, 0, 0))[0]
    if not isinstance(text, str):
        raise ValueError('has no "text" that is a string')
    if not text.isascii():
        _check_unicode(text)
    return members


def _message(error: Exception) -> str:
    if isinstance(error, JSONDecodeError):
        return f"no valid JSON: {error.msg}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"half a surrogate pair at character {error.start} of the text") from None


def _string(value: object) -> str | None:
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


def _metadata(described: tuple[object, ...]) -> dict[str, str]:
    """The metadata that these values of the members METADATA are."""
    found: dict[str, str] = {}
    for key, value in zip(METADATA.values(), described, strict=True):
        if key not in found and (text := _string(value)) is not None:
            found[key] = text
    return found


def _name(path: str) -> str:
    return PurePath(path).stem


def _ready(context: _Context, part: str, document: _Ready) -> Ready:
    """A document of ready passages; what describes it is taken from the first record that says it."""
    stored = context.stored
    starts, ends, *others = zip(*document.rows, strict=True)
    texts = [stored[start:end] for start, end in zip(starts, ends, strict=True)]
    texts = [
        cast(str, scanstring(stored, start)[0]) if "\\" in text else text
        for start, text in zip(starts, texts, strict=True)
    ]
    columns = {"text": texts, "start": starts, "end": ends, **dict(zip(_OTHERS, others, strict=True))}
    return Ready(
        path=context.path,
        media_type="application/jsonl",
        encoding=context.encoding,
        sha256=context.sha256,
        part=part,
        metadata=document.metadata,
        passages=Table(ReadyPassage, columns),
    )


def _source(context: _Context, members: dict[str, Member]) -> Source:
    """A document whose text is to be segmented."""
    value, start, end = members["text"]
    text = cast(str, value)
    described = tuple(members[name][0] if name in members else None for name in METADATA)
    metadata = _metadata(described)
    part = _string(members["doc_id"][0]) if "doc_id" in members else None
    if part is not None:
        metadata["doc_id"] = part
    if "kind" in members and (kind := _string(members["kind"][0])) is not None:
        metadata["kind"] = kind
    return Source(
        path=context.path,
        media_type="application/jsonl",
        encoding=context.encoding,
        sha256=context.sha256,
        stored=context.stored,
        text=text,
        map=string_map(context.stored, start, end),
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
