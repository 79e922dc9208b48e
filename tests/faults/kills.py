"""Kills: a process that changes an index is ended at every step that touches the disk, and at any moment.

    python tests/faults/kills.py --count 1000

Half of the trials end the process before one of its steps, one after the other through all changes of a
`World`; the other half send SIGKILL from outside after a random time, while it commits again and again. Then
the index has to hold one of two states, whole, and nothing that was acknowledged may be missing.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from faults_world import Figures, State, World, arguments, changes, is_usable, text
from faulty import Step, Watched

from index_store.basics import KaikenError


def main() -> int:
    """Run the trials and print the figures."""
    options = arguments("kill writers of an index", 1000)
    figures = Figures("unreadable", "lost", "mixed", "unusable")
    with tempfile.TemporaryDirectory() as folder:
        at_steps(Path(folder), options.count // 2, figures, random.Random(options.seed))
        at_random(Path(folder), options.count - options.count // 2, figures, random.Random(options.seed))
    return figures.finish()


def at_steps(folder: Path, count: int, figures: Figures, chance: random.Random) -> None:
    """End the process before each step of each change; before randomly chosen ones where `count` is less."""
    points = []
    world = World(folder / "world")
    states: list[tuple[State, State]] = []
    for number, (_, prepare, run) in enumerate(changes()):
        prepare(world)
        world.save(folder / f"before{number}")
        old = world.state() if number else frozenset()
        points += [(number, step) for step in range(1, counted(world, run) + 1)]
        states.append((old, world.state()))
    figures["steps"] = len(points)
    chosen = points * (count // len(points)) + chance.sample(points, count % len(points))
    runs = [run for _, _, run in changes()]
    for number, step in chosen:
        world.restore(folder / f"before{number}")
        pid = os.fork()
        if pid == 0:
            with Watched(world.index, Until(step)):
                runs[number](world)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        figures.note("killed" if os.WIFSIGNALED(status) else "finished")
        judge(world, set(states[number]), number == 0, figures, f"change {number}, step {step}")


class Until:
    """Ends the process before a step."""

    def __init__(self, step: int) -> None:
        self._left = step

    def __call__(self, step: Step) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def counted(world: World, run: object) -> int:
    """Make a change, and count its steps."""
    steps: list[Step] = []
    with Watched(world.index, steps.append):
        run(world)  # type: ignore[operator]
    return len(steps)


def at_random(folder: Path, count: int, figures: Figures, chance: random.Random) -> None:
    """Kill a process that commits again and again; it acknowledges each commit through a pipe."""
    for number in range(count):
        shutil.rmtree(folder / "random", ignore_errors=True)
        world = World(folder / "random")
        seen, acknowledged = os.pipe()
        pid = os.fork()
        if pid == 0:
            commit_forever(world, acknowledged)
        os.close(acknowledged)
        time.sleep(chance.uniform(0.01, 0.4))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        done = os.read(seen, 1 << 16)
        os.close(seen)
        figures.note("killed")
        judge_series(world, len(done), figures, f"random {number}")


SERIES = 40


def commit_forever(world: World, acknowledged: int) -> None:
    """Commit n = 0, 1, ...: files n and n + 1 say n, and say so to the pipe."""
    for n in range(SERIES):
        world.write("counter.txt", n)
        world.write(f"keep{n}.txt", n, n + 1)
        world.update()
        os.write(acknowledged, b".")
    time.sleep(60)
    os._exit(0)


def judge_series(world: World, done: int, figures: Figures, where: str) -> None:
    """Whether the index holds `done` commits of the series, or one more."""
    old, new = series(done), series(done + 1)
    judge(world, {old, new}, done == 0, figures, where)


def series(commits: int) -> State:
    """The state after so many commits of the series."""
    held = {(f"keep{n}.txt/{k}", text(n + k - 1)) for n in range(commits) for k in (1, 2)}
    return frozenset(held | ({("counter.txt/1", text(commits - 1))} if commits else set()))


def judge(world: World, allowed: set[State], may_be_missing: bool, figures: Figures, where: str) -> None:
    """Count what is wrong with an index after a kill."""
    try:
        state = world.state()
    except KaikenError as error:
        if not (may_be_missing and "no index" in str(error)):
            figures.note("unreadable", f"{where}: {error}")
            return
    else:
        if state not in allowed:
            fewer = any(state < one for one in allowed)
            figures.note("lost" if fewer else "mixed", f"{where}: {len(state)} passages")
            return
    try:
        problem = is_usable(world)
    except KaikenError as error:
        problem = str(error)
    if problem:
        figures.note("unusable", f"{where}: {problem}")


if __name__ == "__main__":
    sys.exit(main())
