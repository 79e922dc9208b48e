"""Positions of the words of a phrase in one passage -> where the phrase stands."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def occurrences(positions: Sequence[Sequence[int]], slop: int = 1) -> list[tuple[int, int]]:
    """Where the words stand in order, each 1 to `slop` positions after the one before.

    `positions` are those of each word, ascending. Gives the positions of first and last word, ascending, for
    each last word the nearest first one.
    """
    if slop == 1:
        return _side_by_side(positions)
    reached = {at: at for at in positions[0]}  # last word so far -> nearest first word
    for word in positions[1:]:
        ends = sorted(reached)
        following = {}
        for at in word:
            near = ends[bisect_left(ends, at - slop) : bisect_left(ends, at)]
            if near:
                following[at] = max(reached[end] for end in near)
        reached = following
    return sorted((first, last) for last, first in reached.items())


def _side_by_side(positions: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    starts = set(positions[0])
    for distance, word in enumerate(positions[1:], 1):
        starts &= {at - distance for at in word}
        if not starts:
            break
    length = len(positions) - 1
    return [(start, start + length) for start in sorted(starts)]
