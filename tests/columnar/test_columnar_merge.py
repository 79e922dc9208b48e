"""A merged segment is, array by array, the segment of the rows that are left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from columnar_making import Row, build, many_rows
from columnar_oracle import check, newest_first
from hypothesis import given
from hypothesis import strategies as st

from index_store.columnar import container, layout, postings, spill, token_arrays
from index_store.columnar.merge import merge
from index_store.columnar.segment import Segment


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("segments")


@st.composite
def _segments(draw: st.DrawFn) -> list[tuple[list[Row], list[bool]]]:
    """The rows of segments, with documents of their own each, and which of them are living."""
    found = []
    for number in range(draw(st.integers(0, 3))):
        # One letter a segment, so that documents of different segments interleave by their dates alone.
        rows = newest_first(draw(many_rows(max_documents=3, prefix="acb"[number])))
        alive = draw(
            st.just([True] * len(rows)) | st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))
        )
        found.append((rows, alive))
    return found


def _merged(folder: Path, made: Sequence[tuple[list[Row], list[bool]]]) -> tuple[Segment, list[Row]]:
    """The merged segment, and the rows that should be in it."""
    segments = [build(folder / f"{number}.seg", rows) for number, (rows, _) in enumerate(made)]
    living = [None if all(alive) else np.flatnonzero(alive).astype(np.uint32) for _, alive in made]
    arrays, meta = merge(segments, living, 1)
    container.write(folder / "merged.seg", arrays, meta)
    left = [row for rows, alive in made for row, kept in zip(rows, alive, strict=True) if kept]
    return Segment.open(folder / "merged.seg"), left


def _assert_same(one: Segment, other: Segment) -> None:
    assert list(one.container) == list(other.container)
    assert [one.text(row) for row in range(one.rows)] == [other.text(row) for row in range(other.rows)]
    for name in set(one.container) - {"body.blob", "body.off", "body.dict"}:  # dictionaries differ
        a, b = one.array(name), other.array(name)
        assert (a.dtype, a.tolist()) == (b.dtype, b.tolist()), name
    assert {**one.meta, "created": ""} == {**other.meta, "created": ""}


@given(_segments())
def test_a_merge_is_a_build(folder: Path, made: list[tuple[list[Row], list[bool]]]) -> None:
    merged, left = _merged(folder, made)
    _assert_same(merged, build(folder / "built.seg", left))


@given(_segments(), st.integers(1, 40), st.integers(1, 40))
def test_limits_make_no_difference(
    folder: Path, made: list[tuple[list[Row], list[bool]]], slots: int, positions: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(token_arrays, "PIECE", slots)
        patch.setattr(postings, "RANGE", positions)
        patch.setattr(layout, "BLOCK", 4)
        patch.setattr(spill, "ROOM", 0)
        patch.setattr(spill, "_SMALL", 0)
        merged, left = _merged(folder, made)
        _assert_same(merged, build(folder / "built.seg", left))
        check(merged, left)


def test_rare_terms_and_their_deletion(folder: Path) -> None:
    """More terms than 16 bits tell apart, in either segment or only in both, and fewer once rows are gone."""

    def rows(document: str, first: int) -> list[Row]:
        words = [f"w{number}" for number in range(first, first + 45_000)]
        return [
            {"document": document, "ordinal": n, "text": " ".join(words[n::4] + words[:n])} for n in range(4)
        ]

    made = [
        (rows("a", 0), [True, True, True, True]),
        (rows("b", 40_000), [True, False, True, True]),
        (rows("c", 0), [False, False, True, False]),
    ]
    for count in (1, 2, 3):
        merged, left = _merged(folder, made[:count])
        assert bool(len(merged.tokens["text"].rare_at)) == (count > 1)
        _assert_same(merged, build(folder / "built.seg", left))
    again, left = _merged(folder, [(newest_first(left), [n == 5 for n in range(len(left))])])
    assert not len(again.tokens["text"].rare_at)
    _assert_same(again, build(folder / "built.seg", left))


def test_many_values_and_rows(folder: Path) -> None:
    made = []
    for number in range(2):
        rows = [
            {"document": f"d{n % 11}x{number}", "ordinal": n, "text": f"talk {n % 5}", "speaker": f"s{n * 3}"}
            for n in range(35_000)
        ]
        ordered = newest_first(rows)
        made.append((ordered, [n % 50 != 7 for n in range(len(rows))]))
    merged, left = _merged(folder, made)
    assert merged.tokens["text"].has_runs
    _assert_same(merged, build(folder / "built.seg", left))
