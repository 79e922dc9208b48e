"""tantivy, ids out of the stored documents, as its documentation shows."""

from __future__ import annotations

from pathlib import Path

import tantivy

from comparison.peers import tantivy_index
from comparison.peers.tantivy_index import DIFFERS, REMARKS, STORE, build, layout, version

__all__ = ["DIFFERS", "NAME", "REMARKS", "STORE", "build", "layout", "open_index", "version"]

NAME = "tantivy-py"


class StoredIds(tantivy_index.TantivyEngine):
    def ids(self, found: list[tuple[float, tantivy.DocAddress]]) -> list[str]:
        return [str(self.searcher.doc(address).get_first("id")) for _, address in found]


def open_index(folder: Path) -> StoredIds:
    return StoredIds(folder)
