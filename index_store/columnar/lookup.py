"""Where documents and passages are in a segment.

document --> its rows        document, ordinal --> the rows of that passage
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index_store.columnar.arrays import ranges
from index_store.columnar.segment import Segment

if TYPE_CHECKING:
    import numpy.typing as npt


def rows_of_document(segment: Segment, document: str) -> npt.NDArray[np.int64]:
    """The rows of a document, deleted ones included, ascending; none where the segment does not hold it."""
    try:
        number = segment.number("document", document)
    except UnicodeEncodeError:  # half a surrogate pair: no index holds it
        number = 0
    if not number:
        return np.empty(0, np.int64)
    groups = np.flatnonzero(segment.column("document") == number)
    first = segment.group_first
    return ranges(first[groups], first[groups + 1] - first[groups])


def rows_of_passage(segment: Segment, document: str, ordinal: int) -> npt.NDArray[np.int64]:
    """The rows of a passage, deleted ones included, ascending; hardly ever more than one."""
    rows = rows_of_document(segment, document)
    found: npt.NDArray[np.int64] = rows[segment.ordinal[rows] == ordinal]
    return found
