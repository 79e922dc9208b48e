"""Segments stay few, and no passage is copied often."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_desk import Desk

from index_store import writer
from index_store.merging import FEW, MOST, WASTE, is_unsettled, to_merge
from index_store.storage import write_lock

SIZES = st.lists(
    st.integers(1, 10_000).flatmap(lambda rows: st.tuples(st.just(rows), st.integers(0, rows - 1))),
    max_size=12,
)


@given(SIZES, st.integers(0, 5000))
def test_a_commit_leaves_few_segments_without_much_waste(sizes: list[tuple[int, int]], added: int) -> None:
    merged = to_merge(sizes, added)
    assert merged == sorted(set(merged)) and all(0 <= at < len(sizes) for at in merged)
    kept = [size for at, size in enumerate(sizes) if at not in merged]
    assert len(kept) + bool(merged or added) <= MOST
    assert all(deleted <= WASTE * rows for rows, deleted in kept)
    if len(sizes) + bool(added) <= MOST and all(deleted <= WASTE * rows for rows, deleted in sizes):
        assert not merged


@pytest.mark.parametrize("first", [0, 100_000])
def test_small_commits_copy_each_passage_rarely(first: int) -> None:
    sizes, copied, most, chance = [first] if first else [], 0, 0, random.Random(1)
    commits = 3000
    added = 0
    for _ in range(commits):
        fresh = chance.randrange(1, 4)
        merged = to_merge([(size, 0) for size in sizes], fresh)
        moved = sum(sizes[at] for at in merged)
        copied += moved
        added += fresh
        sizes = [size for at, size in enumerate(sizes) if at not in merged] + [moved + fresh]
        most = max(most, len(sizes))
    assert most <= MOST and sum(sizes) == first + added
    assert copied < 150 * commits, "a commit copies less than a fiftieth of what came in small commits"
    assert not first or first in sizes


def test_a_long_run_is_settled_and_a_short_one_is_not() -> None:
    assert is_unsettled([(20_000, 0)] * 5)
    assert is_unsettled([(100_000, 0), (20_000, 100)])
    assert not is_unsettled([(100_000, 0), (5_000, 0)])
    assert not is_unsettled([(500, 0), (FEW, 0)])
    assert not is_unsettled([(20_000, 0)]) and not is_unsettled([])


def held(desk: Desk) -> tuple[int, set[str], list[str]]:
    with desk.open() as snapshot:
        ids = {snapshot.passage(number).id for number in snapshot.docnums()}
        return len(snapshot.segments), ids, [*snapshot.documents]


def test_settling_changes_nothing_but_the_number_of_segments(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        desk.write(f"{n}.txt", *(f"words of {k}" for k in range(20 + n)))
        desk.update()
    (desk.source / "0.txt").write_text("another")
    desk.update()
    count, ids, documents = held(desk)
    assert count > 1
    with write_lock(desk.index):
        writer.settle(desk.index)
        assert held(desk)[0] == count, "few passages are left where they are"
        monkeypatch.setattr("index_store.merging.FEW", 5)
        writer.settle(desk.index)
    assert held(desk) == (1, ids, documents)
    assert len([*desk.index.glob("segment-*")]) == len([*desk.index.glob("manifest-*")]) == 1


def test_a_merge_needs_room_on_the_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def usage(folder: Path) -> Any:
        return SimpleNamespace(free=free)

    monkeypatch.setattr(writer, "UNCHECKED", 0)
    monkeypatch.setattr("shutil.disk_usage", usage)
    free = 0
    for n in range(MOST + 3):
        desk.write(f"{n}.txt", "words")
        desk.update()
    assert held(desk)[0] == MOST + 3
    free = 1 << 40
    desk.write("last.txt", "words")
    desk.update()
    count, ids, _ = held(desk)
    assert count <= MOST and len(ids) == MOST + 4
