"""SQLite FTS5 by the `sqlite3` of the standard library."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from comparison.peers import fts5
from comparison.peers.fts5 import DIFFERS, STORE, layout

__all__ = ["DIFFERS", "NAME", "REMARKS", "STORE", "build", "layout", "open_index", "version"]

NAME = "SQLite FTS5"
REMARKS = (
    "FTS5 has two tables over one table of passages, `stems` (porter) and `words` (as printed), both "
    "optimised.",
)


def version() -> str:
    return f"SQLite {sqlite3.sqlite_version}"


def build(source: Path, folder: Path) -> None:
    fts5.build(source, _connect(folder))


def open_index(folder: Path) -> fts5.Fts5Engine:
    return fts5.Fts5Engine(_connect(folder))


def _connect(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / fts5.DATABASE, isolation_level=None)
