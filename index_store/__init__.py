"""The index side: files are read, understood, cut into passages and kept in an index; snapshots read it.

    update(paths, folder) -> Report          bring an index up to date with files and folders
    open_snapshot(folder) -> Snapshot        read it
    default_folder() -> Path                 where it is when nobody says
    KaikenError                              a failure the user can do something about

What is named here is imported when it is first used, so that a search does not load the readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index_store.basics import KaikenError
    from index_store.indexing import Progress, Report, update
    from index_store.snapshot import Snapshot, open_snapshot
    from index_store.storage import default_folder

__all__ = ["KaikenError", "Progress", "Report", "Snapshot", "default_folder", "open_snapshot", "update"]

_HOMES = {
    "KaikenError": "basics",
    "Progress": "indexing",
    "Report": "indexing",
    "Snapshot": "snapshot",
    "default_folder": "storage",
    "open_snapshot": "snapshot",
    "update": "indexing",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
