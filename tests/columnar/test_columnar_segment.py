"""A segment says of its rows what a plain evaluation of them says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from columnar_making import build, many_rows
from columnar_oracle import check
from hypothesis import given
from hypothesis import strategies as st

from index_store.basics import KaikenError
from index_store.columnar import builder, layout, postings, spill, token_arrays


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("segments") / "one.seg"


@given(many_rows(), st.integers(0, 20))
def test_all_that_a_segment_says_is_true(path: Path, rows: list[dict[str, Any]], cut: int) -> None:
    check(build(path, rows[:cut], rows[cut:]), rows)


@given(many_rows(), st.integers(1, 6), st.integers(1, 40), st.integers(1, 40))
def test_limits_make_no_difference(
    path: Path, rows: list[dict[str, Any]], piece: int, slots: int, positions: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builder, "PIECE_ROWS", piece)
        patch.setattr(token_arrays, "PIECE", slots)
        patch.setattr(postings, "RANGE", positions)
        patch.setattr(layout, "BLOCK", 4)
        patch.setattr(spill, "ROOM", 0)
        patch.setattr(spill, "_SMALL", 0)
        check(build(path, rows), rows)


def test_frequencies_over_a_byte_and_texts_over_16_bits(path: Path) -> None:
    rows = [
        {"document": "a", "ordinal": 1, "text": "talk " * 300 + "other"},
        {"document": "a", "ordinal": 2, "text": "of " + "talks " * 70_000 + "end"},
        {"document": "a", "ordinal": 3, "text": "x" * 200 + " " * 70_000 + "talking"},
        {"document": "a", "ordinal": 4},
    ]
    segment = build(path, rows)
    assert segment.tokens["text"].pos.itemsize == 4
    check(segment, rows)


@pytest.mark.parametrize(("words", "size"), [(65_535, 2), (65_536, 2), (65_537, 4)])
def test_positions_up_to_16_bits(path: Path, words: int, size: int) -> None:
    rows = [{"document": "a", "ordinal": 1, "text": "talk " * (words - 1) + "end"}]
    index = build(path, rows).tokens["text"]
    assert index.pos.itemsize == size
    assert index.positions(index.stem("end")).tolist() == [words - 1]
    assert index.positions(index.stem("talk")).tolist() == list(range(words - 1))


def test_more_terms_than_ranks_of_16_bits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"w{number}" for number in range(66_000)]
    rows = [{"document": "a", "ordinal": n + 1, "text": " ".join(words[n::3] + words[:9])} for n in range(3)]
    index = build(path, rows).tokens["text"]
    assert len(index.rare_at)
    for number, row in enumerate(rows):
        ranks, _ = index.forward(np.array([number]))
        found = [index.spelling(index.by_rank_[rank]).decode() for rank in ranks.tolist()]
        assert found == row["text"].split()


def test_more_values_and_rows_than_16_bits(path: Path) -> None:
    rows = [
        {"document": f"d{n % 7}", "ordinal": n + 1, "text": f"talk {n % 5}", "speaker": f"s{n}"}
        for n in range(66_000)
    ]
    segment = build(path, rows)
    assert segment.column("speaker").itemsize == 4
    assert segment.tokens["text"].has_runs
    ordered = sorted(rows, key=lambda row: (row["document"], row["ordinal"]))
    index = segment.tokens["text"]
    assert index.docs(index.stem("talk")).tolist() == list(range(66_000))
    for word in "01234":
        mine = [n for n, row in enumerate(ordered) if row["text"].endswith(word)]
        assert index.docs(index.stem(word)).tolist() == mine
    for number in (0, 1, 40_000, 65_535, 65_536, 65_999):
        assert segment.value_of("speaker", number) == ordered[number]["speaker"]
        assert segment.text(number) == ordered[number]["text"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"ordinal": 1}, "needs a document"),
        ({"document": "d"}, "an ordinal"),
        ({"document": "d", "ordinal": 2**32}, "ordinal"),
        ({"document": "d", "ordinal": 1, "start": -1}, "start"),
        ({"document": "d", "ordinal": 1, "date": 2**63 - 1}, "date"),
        ({"document": "d", "ordinal": 1, "date": "2024"}, "date"),
        ({"document": "d", "ordinal": 1, "id": "d/2"}, "the id is"),
        ({"document": "d", "ordinal": 1, "colour": "red"}, "unknown fields: colour"),
        ({"document": "d", "ordinal": 1, "text": "a", "exact": "b"}, "exact"),
        ({"document": "d", "ordinal": 1, "text": "\ud800"}, "surrogates"),
        ({"document": "d", "ordinal": 1, "speaker": "\ud800"}, "surrogates"),
        ({"document": "d", "ordinal": 1, "speaker": 7}, "speaker"),
    ],
)
def test_values_that_no_segment_can_hold(path: Path, row: dict[str, Any], message: str) -> None:
    with pytest.raises(KaikenError, match=message):
        build(path, [row])
