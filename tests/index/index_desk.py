"""A folder of sources with an index beside it, which most tests of the index begin with."""

from __future__ import annotations

from pathlib import Path

import index_fakes

from index_store.indexing import Report, update
from index_store.snapshot import Snapshot, open_snapshot


class Desk:
    """A folder of sources with an index beside it."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source"
        self.index = folder / "index"
        self.source.mkdir(parents=True)

    def write(self, name: str, *lines: str) -> Path:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines), "utf-8")
        return path

    def update(self, *paths: Path, **options: object) -> Report:
        settings = {"parse": index_fakes.parse, "wanted": index_fakes.wanted, **options}
        return update(paths or (self.source,), self.index, **settings)

    def open(self) -> Snapshot:
        return open_snapshot(self.index)

    def found(self, *terms: str, field: str = "exact") -> list[str]:
        """The ids of the passages that hold all these terms."""
        from whoosh.query import And, Term

        with self.open() as snapshot:
            numbers = snapshot.searcher.docs_for_query(And([Term(field, term) for term in terms]))
            return sorted(snapshot.passage(number).id for number in numbers)
