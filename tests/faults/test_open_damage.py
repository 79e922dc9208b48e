"""A file that changes while it is open: a search that stumbles over it says that the index is damaged."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from faults_world import World

from index_store.basics import KaikenError
from index_store.snapshot import open_snapshot
from search import Searcher


def overwrite(path: Path, name: str, byte: int) -> None:
    """Fill an array of a segment with one byte, in place."""
    with open_snapshot(path.parent) as snapshot:
        container = snapshot.segments[0].segment.container
        _, _, offset, _ = container._entries[name]
        start, size = container._body + offset, container.size(name)
    with path.open("r+b") as file:
        file.seek(start)
        file.write(bytes([byte]) * size)


@pytest.mark.parametrize("name", ["col.document", "col.kind", "text.docs", "text.ptr"])
def test_a_search_that_stumbles_says_why(tmp_path: Path, name: str) -> None:
    world = World(tmp_path / "world")
    world.write("a.txt", *range(30))
    world.update()
    with Searcher(world.index) as searcher:
        overwrite(world.index / "segment-1.seg", name, 0xFE)
        with pytest.raises(KaikenError, match=r"damaged: segment-1\.seg: the checksum of"):
            for query in ("alliance", '"alliance minister"', "kind:answer"):
                searcher.search(query, facets=True)
                searcher.passages("a.txt")


def test_a_failure_of_another_kind_is_not_blamed_on_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "world")
    world.write("a.txt", 1)
    world.update()
    with Searcher(world.index) as searcher:

        def fail(*_: object, **__: object) -> None:
            raise ZeroDivisionError("a mistake in the program")

        monkeypatch.setattr(searcher._engine, "counts", fail)
        with pytest.raises(ZeroDivisionError):
            searcher.facets("alliance")
