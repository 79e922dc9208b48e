"""The builder: passages in, the arrays of one segment out.

    rows --add_rows--> pieces: columns, texts, token streams --finish--> Material --assemble--> (arrays, meta)

Rows are taken in pieces of PIECE_ROWS: their texts are analysed together, then kept as bytes and as a stream
of 16 bits a word, which go to a temporary file when they become too many.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from index_store.analysis import VALUE_GAP, VALUE_SEPARATOR
from index_store.basics import KaikenError
from index_store.columnar import layout
from index_store.columnar.arrays import Array, offsets
from index_store.columnar.assemble import Arrays, assemble, part_order, whole
from index_store.columnar.material import Column, Material, Ragged, Words
from index_store.columnar.plain_tokens import PlainTokeniser, Tokeniser
from index_store.columnar.spill import Spill
from index_store.columnar.stream import Far, Stream, encode
from index_store.schema import NO_DATE

PIECE_ROWS = 25_000
"""Rows of a piece, unless one call of `add_rows` brings fewer."""

Row = Mapping[str, Any]

_LIMITS = (("ordinal", 0, 2**32), ("start", 0, 2**63), ("end", 0, 2**63), ("date", -NO_DATE, NO_DATE))

_KNOWN = frozenset(
    {"id", "exact", "text", "date", "ordinal"}
    | {*layout.COLUMNS, *layout.VALUE_FIELDS, *layout.NUMBERS, *layout.JSON_FIELDS}
)


class SegmentBuilder:
    """Collects rows for one segment. After an exception only throwing it away is left."""

    def __init__(self, schema_version: int, folder: Path | None = None) -> None:
        """`folder` is where temporary files may be; by default the system's folder for them."""
        self._schema_version = schema_version
        self._spill = Spill(folder)
        self._tokeniser: Tokeniser = PlainTokeniser()
        self._columns = {name: _Values() for name in (*layout.COLUMNS, *layout.VALUE_FIELDS)}
        self._numbers: dict[str, list[Array]] = {name: [] for name in ("date", "ordinal", *layout.NUMBERS)}
        self._body: list[Ragged] = []
        self._extra: list[Ragged] = []
        self._streams: list[Stream] = []
        self.rows = 0
        """Rows added so far."""

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Add passages, as `index_store.rows` makes them.

        Only `document` and `ordinal` have to be there. Raises KaikenError for a value that a segment cannot
        hold.
        """
        for first in range(0, len(rows), PIECE_ROWS):
            self._add(rows[first : first + PIECE_ROWS])

    def _add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            _check(row)
        texts = [row.get("text") or "" for row in rows]
        body = _ragged(_encoded(texts, "text"))
        for name, values in self._columns.items():
            values.add([row.get(name) for row in rows], name)
        found = self._tokeniser.add(texts)
        self._streams.append(self._kept(encode(found.ids, found.counts, found.gaps, found.lengths)))
        self._body.append(self._kept_strings(body))
        self._extra.append(self._kept_strings(_ragged([_extra(row) for row in rows])))
        for name, arrays in self._numbers.items():
            missing, dtype = (NO_DATE, np.int64) if name == "date" else (0, np.uint64)
            arrays.append(np.array([row.get(name, missing) for row in rows], dtype))
        self.rows += len(rows)
        self._spill.release()

    def _kept(self, stream: Stream) -> Stream:
        keep, far = self._spill.keep, stream.far
        return Stream(
            keep(stream.fwd),
            keep(stream.base),
            keep(stream.rare_at),
            keep(stream.rare),
            None if stream.step is None else keep(stream.step),
            None if far is None else Far(keep(far.at), keep(far.gap), keep(far.length)),
        )

    def _kept_strings(self, strings: Ragged) -> Ragged:
        return Ragged(self._spill.keep(strings.blob), strings.off)

    def finish(self) -> tuple[Arrays, dict[str, Any]]:
        """The arrays and the meta of the segment, for `container.write`. Nothing can be added afterwards."""
        tokeniser = self._tokeniser
        terms = [term.encode() for term in tokeniser.terms]
        stems = [stem.encode() for stem in tokeniser.stems]
        parts = len(self._streams)
        material = Material(
            part_order([stream.texts for stream in self._streams]),
            {name: values.column() for name, values in self._columns.items()},
            {name: _joined(arrays) for name, arrays in self._numbers.items()},
            self._body,
            self._extra,
            Words(self._streams, [terms] * parts, [stems] * parts),
            {},
        )
        for name in layout.VALUE_FIELDS:
            values = self._columns[name].values
            material.values[name] = whole(len(values)), _value_words(name, values)
        return assemble(material, self._schema_version, self._spill)


class _Values:
    """A column in the making."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._encoded: list[bytes] = []
        self._rows: list[Array] = []

    @property
    def values(self) -> list[str]:
        """The distinct values in the order of their first appearance."""
        return list(self._numbers)

    def add(self, values: Sequence[str | None], name: str) -> None:
        """The values of more rows; None and "" mean none. Raises KaikenError, which says the `name`."""
        known = self._numbers
        try:
            numbers = [known.setdefault(value, len(known)) + 1 if value else 0 for value in values]
        except TypeError as error:  # not hashable
            raise KaikenError(f"{name}: {error}") from error
        self._encoded += _encoded(islice(known, len(self._encoded), None), name)
        self._rows.append(np.array(numbers, np.uint32))

    def column(self) -> Column:
        return Column(_joined(self._rows, np.uint32), self._encoded)


def _encoded(values: Iterable[str], name: str) -> list[bytes]:
    found = []
    for value in values:
        try:
            found.append(value.encode())
        except (UnicodeEncodeError, AttributeError) as error:
            raise KaikenError(f"{name}: {value!r} is not text: {error}") from error
    return found


def _joined(arrays: Sequence[Array], dtype: Any = np.int64) -> Array:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)


def _ragged(values: Sequence[bytes]) -> Ragged:
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    return Ragged(np.frombuffer(b"".join(values), np.uint8), offsets(lengths))


def _check(row: Row) -> None:
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
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode() if found else b""


def _value_words(name: str, values: Sequence[str]) -> Words:
    """The tokens of the values of a field; see `layout` for those of several names."""
    tokeniser = PlainTokeniser()
    names = [value.split(VALUE_SEPARATOR) if name in layout.WORD_VALUES else [value] for value in values]
    found = tokeniser.add([one for several in names for one in several])
    # Each name is encoded as a text, with PADs after it; then a value is made of its names' texts.
    bounds = offsets(np.array([len(several) for several in names], np.int64))
    pads = np.full(len(found.counts), VALUE_GAP)
    pads[bounds[1:] - 1] = 1
    stream = encode(found.ids, found.counts, pads=pads)
    stream = replace(stream, base=stream.base[bounds])
    words = tokeniser.stems if name in layout.STEMMED_VALUES else tokeniser.terms
    return Words([stream], [[word.encode() for word in words]], None)
