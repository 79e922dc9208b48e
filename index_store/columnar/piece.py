"""Pieces: some thousand passages, analysed and laid out as arrays, from which a segment is built.

    rows        --from_rows-------> Piece --SegmentBuilder.add_piece--> a part of a segment
    documents   --from_documents-->

A piece is arrays and lists of strings, so that one process can make it and another build with it. Its terms
are numbers of the tokeniser that made it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Protocol

import numpy as np

from index_store.basics import KaikenError
from index_store.columnar import layout
from index_store.columnar.arrays import Array, offsets
from index_store.columnar.material import Ragged
from index_store.columnar.stream import Stream, encode
from index_store.columnar.tokens import Tokenised
from index_store.schema import NO_DATE

Row = Mapping[str, Any]

DOCUMENT_LEVEL = frozenset({*layout.GROUP_COLUMNS, *layout.GROUP_VALUES})
"""Columns whose value is that of the document."""

_NAMES = tuple(dict.fromkeys((*layout.COLUMNS, *layout.VALUE_FIELDS)))
_LIMITS = (("ordinal", 0, 2**32), ("start", 0, 2**63), ("end", 0, 2**63), ("date", -NO_DATE, NO_DATE))
_KNOWN = frozenset({"id", "exact", "text", "date", "ordinal", *_NAMES, *layout.NUMBERS, *layout.JSON_FIELDS})


class Tokeniser(Protocol):
    """What numbers the words of texts."""

    def add(self, texts: Sequence[str], encoded: Sequence[bytes] | None = None) -> Tokenised:
        """The words of these texts; `encoded` are the same as UTF-8."""


class DocumentRows(Protocol):
    """The passages of a document, as `index_store.rows` lays them out."""

    @property
    def shared(self) -> Row: ...

    @property
    def columns(self) -> Mapping[str, Sequence[Any]]: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Values:
    """A column of exact values."""

    numbers: Array
    """u32[rows]: 0 for none, v for values[v - 1]"""
    values: list[str]
    """Distinct."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Passages."""

    rows: int
    columns: dict[str, Values]
    """Of layout.COLUMNS and layout.VALUE_FIELDS."""
    numbers: dict[str, Array]
    """date i64[rows] (NO_DATE for none), u64[rows] for the ordinal and layout.NUMBERS"""
    body: Ragged
    extra: Ragged
    stream: Stream


def from_rows(rows: Sequence[Row], tokeniser: Tokeniser) -> Piece:
    """The piece of rows, of which only `document` and `ordinal` have to be there.

    Raises KaikenError for a value that a segment cannot hold.
    """
    for row in rows:
        check_row(row)
    columns = {name: _values([[row.get(name) for row in rows]], [len(rows)], name) for name in _NAMES}
    numbers = {
        "date": np.array([row.get("date", NO_DATE) for row in rows], np.int64),
        **{
            name: np.array([row.get(name) or 0 for row in rows], np.uint64)
            for name in ("ordinal", *layout.NUMBERS)
        },
    }
    texts = [row.get("text") or "" for row in rows]
    return _piece(texts, columns, numbers, [_extra(row) for row in rows], tokeniser)


def from_documents(documents: Sequence[DocumentRows], tokeniser: Tokeniser) -> Piece:
    """The piece of documents whose values were checked (`index_store.rows.check`).

    Raises KaikenError for a value that a segment cannot hold all the same.
    """
    sizes = [len(document) for document in documents]
    columns = {}
    for name in _NAMES:
        if name in DOCUMENT_LEVEL:
            own = _values([[document.shared.get(name) for document in documents]], [len(documents)], name)
            columns[name] = Values(np.repeat(own.numbers, sizes), own.values)
        else:
            columns[name] = _values([document.columns.get(name) for document in documents], sizes, name)
    dates = np.array([document.shared.get("date", NO_DATE) for document in documents], np.int64)
    numbers = {"date": np.repeat(dates, sizes)}
    try:
        for name in ("ordinal", *layout.NUMBERS):
            own_numbers = chain.from_iterable(document.columns[name] for document in documents)
            numbers[name] = np.fromiter(own_numbers, np.uint64, sum(sizes))
    except OverflowError as error:
        raise KaikenError(f"{name}: {error}") from error
    texts = list(chain.from_iterable(document.columns["text"] for document in documents))
    extras = chain.from_iterable(map(_extras, documents))
    return _piece(texts, columns, numbers, list(extras), tokeniser)


def of_documents(piece: Piece, names: list[str]) -> Piece:
    """The same piece where its documents, in their order, have these names."""
    columns = piece.columns | {"document": Values(piece.columns["document"].numbers, names)}
    return replace(piece, columns=columns)


def _piece(
    texts: Sequence[str],
    columns: dict[str, Values],
    numbers: dict[str, Array],
    extras: Sequence[bytes],
    tokeniser: Tokeniser,
) -> Piece:
    encoded = _encoded(texts, "text")
    found = tokeniser.add(texts, encoded)
    stream = encode(found.ids, found.counts, found.gaps, found.lengths)
    return Piece(len(texts), columns, numbers, _ragged(encoded), _ragged(extras), stream)


def _values(parts: Sequence[Sequence[Any] | None], sizes: Sequence[int], name: str) -> Values:
    """A column from its parts; where there is none, none of its rows has a value."""
    known: dict[str, int] = {}
    numbers = np.zeros(sum(sizes), np.uint32)
    begin = 0
    try:
        for part, size in zip(parts, sizes, strict=True):
            if part is not None:
                numbers[begin : begin + size] = [
                    known.setdefault(value, len(known) + 1) if value else 0 for value in part
                ]
            begin += size
    except TypeError as error:  # not hashable
        raise KaikenError(f"{name}: {error}") from error
    _encoded(known, name)
    return Values(numbers, list(known))


def _encoded(values: Iterable[str], name: str) -> list[bytes]:
    """Strings as UTF-8. Raises KaikenError, which says the `name`, for one that is none."""
    found = []
    for value in values:
        try:
            found.append(value.encode())
        except (UnicodeEncodeError, AttributeError) as error:
            raise KaikenError(f"{name}: {value!r} is not text: {error}") from error
    return found


def _ragged(values: Sequence[bytes]) -> Ragged:
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    return Ragged(np.frombuffer(b"".join(values), np.uint8), offsets(lengths))


def check_row(row: Row) -> None:
    """Raise KaikenError for a row with a value that a segment cannot hold, half a surrogate pair apart."""
    where = f"{row.get('document')!r}, passage {row.get('ordinal')!r}"
    if not row.get("document") or not isinstance(row.get("ordinal"), int):
        raise KaikenError(f"{where}: a passage needs a document and an ordinal")
    if not row.keys() <= _KNOWN:
        raise KaikenError(f"{where}: unknown fields: {', '.join(sorted(row.keys() - _KNOWN))}")
    for name, low, high in _LIMITS:
        value = row.get(name, 0)
        if not isinstance(value, int) or not low <= value < high:
            raise KaikenError(f"{where}: {name} is {value!r}, not a number from {low} to {high - 1}")
    if row.get("id", _id(row)) != _id(row):
        raise KaikenError(f"{where}: the id is {row['id']!r}, not {_id(row)!r}")
    if row.get("exact", row.get("text")) != row.get("text"):
        raise KaikenError(f"{where}: the exact text is another than the text")


def _id(row: Row) -> str:
    return f"{row['document']}/{row['ordinal']}"


def _extra(row: Row) -> bytes:
    """The JSON of a row's rare values; b"" where it has none."""
    found = {name: row[name] for name in layout.JSON_FIELDS if row.get(name)}
    missing = [name for name in ("text", *layout.NUMBERS) if row.get(name) is None]
    if missing:
        found[layout.MISSING] = missing
    return _json(found)


def _extras(document: DocumentRows) -> Sequence[bytes]:
    names = [name for name in layout.JSON_FIELDS if name in document.columns]
    if not names:
        return [b""] * len(document)
    return [
        _json({name: value for name, value in zip(names, values, strict=True) if value})
        for values in zip(*(document.columns[name] for name in names), strict=True)
    ]


def _json(found: Mapping[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() if found else b""
