"""The builder: passages in, the arrays of one segment out.

    rows, documents --piece--> pieces: columns, texts, token streams
                               pieces --finish--> Material --assemble--> (arrays, meta)

Passages are taken in pieces of PIECE_ROWS: their texts are analysed together, then kept as bytes and as a
stream of 16 bits a word, which go to a temporary file when they become too many. Pieces may also come from
elsewhere, made with another tokeniser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index_store.analysis import VALUE_GAP, VALUE_SEPARATOR
from index_store.columnar import layout
from index_store.columnar.arrays import Array, joined, offsets, shrink
from index_store.columnar.assemble import Arrays, assemble, part_order, whole
from index_store.columnar.material import Column, Material, Ragged, Words
from index_store.columnar.piece import DocumentRows, Piece, Row, Values, from_documents, from_rows
from index_store.columnar.spill import Spill
from index_store.columnar.stream import Far, Stream, encode
from index_store.columnar.texts import Texts
from index_store.columnar.tokens import BatchTokeniser

PIECE_ROWS = 25_000
"""Rows of a piece, unless one call of `add_rows` brings fewer, or one document has more."""


class Vocabulary(Protocol):
    """What the numbers in the streams of pieces mean. It may grow from piece to piece."""

    @property
    def terms(self) -> list[str]:
        """The exact term of each number."""

    @property
    def stems(self) -> list[str]:
        """The stem of each number."""


class SegmentBuilder:
    """Collects passages for one segment. After an exception only throwing it away is left."""

    def __init__(self, schema_version: int, folder: Path | None = None) -> None:
        """`folder` is where temporary files may be; by default the system's folder for them."""
        self._schema_version = schema_version
        self._spill = Spill(folder)
        self._tokeniser = BatchTokeniser()
        self._columns = {name: _Values() for name in (*layout.COLUMNS, *layout.VALUE_FIELDS)}
        self._numbers: dict[str, list[Array]] = {name: [] for name in ("date", "ordinal", *layout.NUMBERS)}
        self._body: list[Texts] = []
        self._extra: list[Ragged] = []
        self._streams: list[Stream] = []
        self._vocabularies: list[Vocabulary] = []
        self._waiting: list[DocumentRows] = []
        self._put = 0
        self.rows = 0
        """Rows added so far, those that wait for others to make a piece with included."""

    def add_rows(self, rows: Sequence[Row]) -> None:
        """Add passages one by one, as `index_store.rows` makes them.

        Only `document` and `ordinal` have to be there. Raises KaikenError for a value that a segment cannot
        hold.
        """
        for first in range(0, len(rows), PIECE_ROWS):
            self.add_piece(from_rows(rows[first : first + PIECE_ROWS], self._tokeniser), self._tokeniser)

    def add_document(self, document: DocumentRows) -> None:
        """Add the passages of a document, whose values were checked (`index_store.rows.check`)."""
        self._waiting.append(document)
        self.rows += len(document)
        if self.rows - self._put >= PIECE_ROWS:
            self._put_waiting()

    def _put_waiting(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._put_piece(from_documents(waiting, self._tokeniser), self._tokeniser)

    def add_piece(self, piece: Piece, vocabulary: Vocabulary) -> None:
        """Add passages that were analysed elsewhere. The vocabulary is read when the segment is finished."""
        self.rows += piece.rows
        self._put_piece(piece, vocabulary)

    def _put_piece(self, piece: Piece, vocabulary: Vocabulary) -> None:
        for name, values in self._columns.items():
            values.add(piece.columns[name])
        for name, arrays in self._numbers.items():
            mine = piece.numbers[name]
            arrays.append(mine if name == "date" else shrink(mine))
        body = self._kept_strings(piece.body)
        self._body.append(Texts(body.blob, body.off))
        self._extra.append(self._kept_strings(piece.extra))
        self._streams.append(self._kept(piece.stream))
        self._vocabularies.append(vocabulary)
        self._put += piece.rows
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
        return Ragged(self._spill.keep(strings.blob), shrink(strings.off))

    def finish(self) -> tuple[Arrays, dict[str, Any]]:
        """The arrays and the meta of the segment, for `container.write`. Nothing can be added afterwards."""
        self._put_waiting()
        values = {name: self._columns[name].values for name in layout.VALUE_FIELDS}
        streams = {name: self._value_words(name, mine) for name, mine in values.items()}
        # Pieces of one vocabulary share their lists of terms: `assemble` counts on that.
        distinct = {id(one): one for one in (*self._vocabularies, self._tokeniser)}
        terms = {key: [term.encode() for term in one.terms] for key, one in distinct.items()}
        stems = {key: [stem.encode() for stem in one.stems] for key, one in distinct.items()}
        parts, own = list(map(id, self._vocabularies)), id(self._tokeniser)
        # What they have learned takes up room that the assembly needs.
        self._vocabularies, self._tokeniser = [], BatchTokeniser()
        del distinct
        material = Material(
            part_order([stream.texts for stream in self._streams]),
            {name: column.column() for name, column in self._columns.items()},
            {name: joined(arrays, np.int64) for name, arrays in self._numbers.items()},
            self._body,
            self._extra,
            Words(self._streams, [terms[key] for key in parts], [stems[key] for key in parts]),
            {
                name: (
                    whole(stream.texts),
                    Words([stream], [(stems if name in layout.STEMMED_VALUES else terms)[own]], None),
                )
                for name, stream in streams.items()
            },
        )
        return assemble(material, self._schema_version, self._spill)

    def _value_words(self, name: str, values: Sequence[str]) -> Stream:
        """The tokens of the values of a field; see `layout` for those of several names."""
        names = [value.split(VALUE_SEPARATOR) if name in layout.WORD_VALUES else [value] for value in values]
        found = self._tokeniser.add([one for several in names for one in several])
        # Each name is encoded as a text, with PADs after it; then a value is made of its names' texts.
        bounds = offsets(np.array([len(several) for several in names], np.int64))
        pads = np.full(len(found.counts), VALUE_GAP)
        pads[bounds[1:] - 1] = 1
        stream = encode(found.ids, found.counts, pads=pads)
        return replace(stream, base=stream.base[bounds])


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

    def add(self, more: Values) -> None:
        """The values of more rows."""
        known = self._numbers
        numbers = [0, *(known.setdefault(value, len(known)) + 1 for value in more.values)]
        self._encoded += (value.encode() for value in islice(known, len(self._encoded), None))
        self._rows.append(shrink(np.array(numbers, np.uint32))[more.numbers])

    def column(self) -> Column:
        return Column(joined(self._rows, np.uint8), self._encoded)
