"""SQLite FTS5 by apsw, which brings a newer SQLite; the database is that of `fts5_stdlib`."""

from __future__ import annotations

from pathlib import Path

import apsw

from comparison.peers import fts5
from comparison.peers.fts5 import DIFFERS, STORE, layout

__all__ = ["DIFFERS", "NAME", "REMARKS", "STORE", "build", "layout", "open_index", "version"]

NAME = "FTS5 (apsw)"
REMARKS: tuple[str, ...] = ()


def version() -> str:
    return f"{apsw.apsw_version()}, SQLite {apsw.sqlite_lib_version()}"


def build(source: Path, folder: Path) -> None:
    fts5.build(source, apsw.Connection(str(folder / fts5.DATABASE)))


def open_index(folder: Path) -> fts5.Fts5Engine:
    return fts5.Fts5Engine(apsw.Connection(str(folder / fts5.DATABASE)))
