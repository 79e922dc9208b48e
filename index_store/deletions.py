"""Deleted rows of a segment: a container with one array, `rows` u32, ascending.

segment-GENERATION-LATER.del --read--> u32 array, or None where nothing is deleted
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index_store import manifest
from index_store.columnar.container import Container, write
from index_store.manifest import SegmentEntry

if TYPE_CHECKING:
    import numpy.typing as npt

    Rows = npt.NDArray[np.uint32]


def read_deletions(folder: Path, entry: SegmentEntry) -> Rows | None:
    """The deleted rows of a segment, ascending; None where there are none.

    Raises KaikenError where the file is not what the manifest says, FileNotFoundError where it is missing.
    """
    if entry.deletions is None:
        return None
    stored = Container.open(folder / entry.deletions)
    if "rows" not in stored:
        raise manifest.damaged(folder, entry.deletions, "it holds no rows")
    rows = np.array(stored.array("rows"), np.uint32)
    ascending = bool((rows[1:] > rows[:-1]).all())
    if len(rows) != entry.deleted or not ascending or int(rows[-1]) >= entry.rows:
        raise manifest.damaged(folder, entry.deletions, "its rows are not those of the segment")
    return rows


def write_deletions(path: Path, rows: Rows) -> None:
    """Write the deleted rows of a segment (ascending) and wait until they are on disk. Raises OSError."""
    write(path, {"rows": rows.astype(np.uint32)}, {})
