"""Failing calls: each step that touches the disk fails once, with "I/O error" or "no space left".

    python tests/faults/failing_calls.py --count 2000

A step fails once, or it and all later ones fail, as on a full disk. The change has to end with an error that
says so (or with none, where only tidying up failed), the index has to hold the old or the new state, and once
the disk works again the next change has to succeed.
"""

from __future__ import annotations

import errno
import os
import random
import sys
import tempfile
from pathlib import Path

from faults_world import Figures, State, World, arguments, changes, is_usable
from faulty import Step, Watched

from index_store.basics import KaikenError

ERRORS = (errno.EIO, errno.ENOSPC)

Point = tuple[int, int, int, bool]
"""The number of a change, of a step of it, the error, and whether all later steps fail, too."""


class Failing:
    """Lets a step fail, and all after it where it is `lasting`."""

    def __init__(self, step: int, error: int, lasting: bool) -> None:
        self._left = step
        self._error = error
        self._lasting = lasting

    def __call__(self, step: Step) -> None:
        self._left -= 1
        # On a full disk files can still be deleted.
        full = self._error == errno.ENOSPC and step.kind in ("unlink", "rmdir")
        if (self._left == 0 or (self._lasting and self._left < 0)) and not full:
            raise OSError(self._error, os.strerror(self._error), step.path)


def main() -> int:
    """Run the trials and print the figures."""
    options = arguments("let calls of a writer fail", 2000)
    figures = Figures("unreadable", "lost", "mixed", "unusable", "unclear", "wrong report")
    with tempfile.TemporaryDirectory() as folder:
        run_all(Path(folder), options.count, figures, random.Random(options.seed))
    return figures.finish()


def run_all(folder: Path, count: int, figures: Figures, chance: random.Random) -> None:
    """Let each step of each change fail in each way, or as many of these as `count`."""
    world = World(folder / "world")
    points: list[Point] = []
    states: list[tuple[State, State]] = []
    for number, (_, prepare, run) in enumerate(changes()):
        prepare(world)
        world.save(folder / f"before{number}")
        old = world.state() if number else frozenset()
        steps: list[Step] = []
        with Watched(world.index, steps.append):
            run(world)
        points += [
            (number, step, error, lasting)
            for step in range(1, len(steps) + 1)
            for error in ERRORS
            for lasting in (False, True)
        ]
        states.append((old, world.state()))
    figures["points"] = len(points)
    for point in chance.sample(points, min(count, len(points))):
        world.restore(folder / f"before{point[0]}")
        trial(world, point, states[point[0]], figures)


def trial(world: World, point: Point, states: tuple[State, State], figures: Figures) -> None:
    """One failure, and what is left of the index."""
    number, step, error, lasting = point
    where = f"change {number}, step {step}, {errno.errorcode[error]}{' and on' if lasting else ''}"
    run = [run for _, _, run in changes()][number]
    reported = None
    with Watched(world.index, Failing(step, error, lasting)):
        try:
            run(world)
        except (OSError, KaikenError) as failure:
            reported = str(failure)
        except Exception as failure:
            figures.note("unclear", f"{where}: {type(failure).__name__}: {failure}")
            return
    figures.note("reported" if reported else "survived")
    if reported is not None and os.strerror(error) not in reported:
        figures.note("unclear", f"{where}: {reported}")
    try:
        state = world.state()
    except KaikenError as failure:
        if number or "no index" not in str(failure):
            figures.note("unreadable", f"{where}: {failure}")
            return
        state = frozenset()
    if state not in states:
        figures.note("lost" if any(state < one for one in states) else "mixed", where)
        return
    if reported is None and state != states[1]:
        figures.note("wrong report", f"{where}: nothing was reported, and the old state is there")
    try:
        problem = is_usable(world)
    except (KaikenError, OSError) as failure:
        problem = str(failure)
    if problem:
        figures.note("unusable", f"{where}: {problem}")


if __name__ == "__main__":
    sys.exit(main())
