"""Pieces: documents and their rows make the same segment, however they are cut and whoever analyses them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index_store.basics import KaikenError
from index_store.columnar import builder as module
from index_store.columnar.arrays import Chunks
from index_store.columnar.builder import SegmentBuilder
from index_store.columnar.piece import from_documents
from index_store.columnar.tokens import BatchTokeniser
from index_store.rows import DocumentRows

NAME = st.sampled_from([None, "", "Hayashi Yoshimasa", "Kōno Tarō", "Q"])
WORDS = st.sampled_from(["the", "US", "U.S.", "Taiwan", "—", "Japan's", "WHO", "a-b", "東京", "1,000"])
TEXT = st.lists(WORDS, min_size=1).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[DocumentRows]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        size = draw(st.integers(0, 4))
        columns: dict[str, list[Any]] = {
            "ordinal": draw(st.permutations(range(1, size + 1))),
            "text": draw(st.lists(TEXT, min_size=size, max_size=size)),
            "start": [7 * n for n in range(size)],
            "end": [7 * n + 3 for n in range(size)],
            "kind": ["statement"] * size,
        }
        if draw(st.booleans()):
            columns["speaker"] = draw(st.lists(NAME, min_size=size, max_size=size))
            columns["speaker_name"] = columns["speaker"]
        if draw(st.booleans()):
            columns["answers_to"] = draw(st.lists(st.none() | st.just([1]), min_size=size, max_size=size))
        shared: dict[str, Any] = {"document": f"d{number}", "title": draw(NAME)}
        if draw(st.booleans()):
            shared["date"] = draw(st.sampled_from([202401120000, 202111130925]))
        made.append(DocumentRows(shared, columns))
    return made


def built(builder: SegmentBuilder) -> dict[str, Any]:
    """Everything in the segment but the time when it was made."""
    arrays, meta = builder.finish()
    assert meta.pop("created")
    plain = {
        name: [number for one in array for number in one.tolist()]
        if isinstance(array, Chunks)
        else (str(array.dtype), array.tolist())
        for name, array in arrays.items()
    }
    return {**plain, "meta": meta}


@given(documents(), st.integers(1, 5), st.integers(0, 4))
@settings(max_examples=60)
def test_documents_make_the_segment_of_their_rows(
    given: list[DocumentRows], size: int, elsewhere: int
) -> None:
    one = SegmentBuilder(1)
    one.add_rows([row for document in given for row in document])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE_ROWS", size)
        other = SegmentBuilder(1)
        for number, document in enumerate(given):
            if number == elsewhere:
                tokeniser = BatchTokeniser()
                tokeniser.add(["other words come first"])
                piece = copy.deepcopy(from_documents([document], tokeniser))
                other.add_piece(piece, tokeniser)
            else:
                other.add_document(document)
        assert other.rows == one.rows == sum(map(len, given))
        assert built(other) == built(one)


def test_values_that_no_segment_can_hold() -> None:
    for name, value, message in (
        ("ordinal", -1, "ordinal"),
        ("start", 2**64, "start"),
        ("text", "half \ud83d", "text: .* is not text"),
        ("speaker", 3, "speaker: 3 is not text"),
        ("speaker", ["a"], "speaker: unhashable"),
    ):
        columns = {"ordinal": [1], "text": ["a"], "start": [0], "end": [1], name: [value]}
        with pytest.raises(KaikenError, match=message):
            from_documents([DocumentRows({"document": "d"}, columns)], BatchTokeniser())
