"""tantivy, ids as numbers out of a fast column, the quickest way it has, and names by number from a list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tantivy

from comparison.peers import tantivy_index
from comparison.peers.tantivy_index import DIFFERS, STORE, build, layout, version

__all__ = ["DIFFERS", "NAME", "REMARKS", "STORE", "build", "layout", "open_index", "version"]

NAME = "tantivy-py (fast ids)"
REMARKS = (
    "tantivy-py (fast ids) reads the numbers of the ten best from a fast column and their ids from a list in "
    "memory, instead of the stored documents; only queries that give ids differ from tantivy-py.",
)


class ColumnIds(tantivy_index.TantivyEngine):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.names = (folder / "names.txt").read_text(encoding="utf-8").split("\n")

    def ids(self, found: list[tuple[float, tantivy.DocAddress]]) -> list[str]:
        numbers: list[Any] = self.searcher.fast_field_values("number", [address for _, address in found])
        return [self.names[number] for number in numbers]


def open_index(folder: Path) -> ColumnIds:
    return ColumnIds(folder)
