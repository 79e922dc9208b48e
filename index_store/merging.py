"""Which segments to merge: few segments, and every passage copied only now and then.

rows of the segments, deleted rows --to_merge--> those that go into the segment that is being written
"""

from __future__ import annotations

from collections.abc import Sequence

MOST = 4
"""Segments that a commit leaves."""

WASTE = 0.25
"""The share of deleted rows from which on a segment is written anew."""

GROWTH = 2
"""A segment is merged too when it is less than this many times what is merged already."""

UNSETTLED = 0.1
"""The share of all passages from which on those outside of the largest segment are merged into it."""

FEW = 1000
"""Passages outside of the largest segment that are always left there."""

Size = tuple[int, int]
"""Rows of a segment, and how many of them are deleted. Not all are."""


def to_merge(sizes: Sequence[Size], added: int) -> list[int]:
    """The places of the segments to merge with `added` new rows, ascending.

    Segments with much waste are. Beyond that, nothing is merged until there would be more than MOST segments;
    then the smallest are, and larger ones as long as they are not much larger than what is merged already. So
    a large segment is not copied for the sake of a few passages.
    """
    wasted = [at for at, (rows, deleted) in enumerate(sizes) if deleted > WASTE * rows]
    others = sorted((at for at in range(len(sizes)) if at not in wasted), key=lambda at: _alive(sizes[at]))
    merged = list(wasted)
    size = added + sum(_alive(sizes[at]) for at in merged)
    if len(others) + bool(size) > MOST:
        for place, at in enumerate(others):
            enough = len(others) - place + 1 <= MOST
            if enough and _alive(sizes[at]) >= GROWTH * size:
                break
            merged.append(at)
            size += _alive(sizes[at])
    return sorted(merged)


def is_unsettled(sizes: Sequence[Size]) -> bool:
    """Whether it is worthwhile to merge all segments into one, as it is after many passages were added."""
    alive = [_alive(size) for size in sizes]
    outside = sum(alive) - max(alive, default=0)
    return outside > max(FEW, UNSETTLED * sum(alive))


def _alive(size: Size) -> int:
    return size[0] - size[1]
