"""Lines of JSON, read fast: the members of a record that matter, and where its text stands.

    line --msgspec--> Line, checked against the line --> Record, or None

msgspec reads a line several times faster than `jsonl_objects` scans it, but does not say where in the line a
value stood. That is found by looking for the name, and believed only where nothing else in the line can be
meant. Whatever is out of the ordinary (no JSON, a text within a nested object, a name spelt with escapes)
gives None, and the caller scans the line: a line that is read here says what scanning it would say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import UNSET, DecodeError, Raw, Struct, defstruct
from msgspec.json import Decoder
from msgspec.structs import astuple


class Line(Struct):
    """The members of a record. A value may be anything that JSON has; UNSET is a member that is not there."""

    text: Raw
    """As it stands in the line."""
    speaker: Any = UNSET
    doc_id: Any = None
    role: Any = None
    outlet: Any = None
    kind: Any = None
    section: Any = None


OWN = Line.__struct_fields__[1:]
"""The names of these members but for the text."""

Record = tuple[Line, tuple[Any, ...], int, int]
"""The members of a record, the values of other members that were asked for, and the range of the line, in
bytes, that the quotation marks of its text enclose."""


def is_passage(record: Record) -> bool:
    """Whether it has a speaker, even if that is null."""
    return record[0].speaker is not UNSET


def scanned(values: Mapping[str, Any], names: Sequence[str], start: int, end: int) -> Record:
    """The record of members that were read otherwise; see `reader`."""
    own = {name: values[name] for name in OWN if name in values}
    return Line(Raw(), **own), tuple(map(values.get, names)), start, end


def reader(names: Sequence[str]) -> Callable[[bytes], Record | None]:
    """A function that reads a line, which is UTF-8.

    `names` are the other members that are asked for; one that is not there counts as null.
    """
    kind = defstruct("DescribedLine", [(name, Any, None) for name in names], bases=(Line,), gc=False)
    decode: Callable[[bytes], Any] = Decoder(kind).decode
    others = len(OWN) + 1

    def read(line: bytes) -> Record | None:
        try:
            found = decode(line)
        except (DecodeError, RecursionError, UnicodeError):
            return None
        value = bytes(found.text)
        name = line.find(b'"text"')
        at = line.find(b'"', name + 6)
        if (
            not line.startswith(value, at)
            or line[name + 6 : at].strip(b" ") != b":"
            or line.count(b"{", 0, name) != 1
            or line[name - 1 : name] == b"\\"
        ):
            return None
        return found, astuple(found)[others:], at + 1, at + len(value) - 1

    return read
