"""Power cuts: what was not synced may be on disk or not, in any order, and torn.

    python tests/faults/power_cuts.py --count 200
    python tests/faults/power_cuts.py --count 200 --no-sync     # has to fail: shows that the harness sees it

The changes of a `World` are made once, and each step is recorded with what it writes. A trial cuts the record
somewhere and makes up a disk: a file has what it had at its last sync, and of the writes since then any
512-byte pieces; a folder has the names of its last sync, and of the changes since then any. From that disk
the index has to hold what the last acknowledged commit left, or what the one under way would have left.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from faults_world import Figures, State, World, arguments, changes, is_usable
from faulty import Step, Watched

from index_store.basics import KaikenError

SECTOR = 512


@dataclass
class File:
    """A file on the disk that is made up."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Since the last sync: what was written where; None for a cut to that length."""

    def put(self, at: int, data: bytes | None) -> None:
        """Remember a change."""
        self.pending.append((at, data))

    def sync(self) -> None:
        """Everything is durable now."""
        for at, data in self.pending:
            apply(self.durable, at, data)
        self.pending.clear()

    def survivor(self, chance: random.Random) -> bytes:
        """What a power cut leaves."""
        content = bytearray(self.durable)
        changes_ = list(self.pending)
        if chance.random() < 0.3:
            chance.shuffle(changes_)
        survival = chance.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for at, data in changes_:
            if data is None:
                if chance.random() < survival:
                    apply(content, at, None)
                continue
            first = at // SECTOR
            for sector in range(first, (at + len(data) - 1) // SECTOR + 1):
                begin, end = max(at, sector * SECTOR), min(at + len(data), (sector + 1) * SECTOR)
                if chance.random() < survival:
                    apply(content, begin, data[begin - at : end - at])
        return bytes(content)


def apply(content: bytearray, at: int, data: bytes | None) -> None:
    """Write `data` at a place, or cut there."""
    if data is None:
        del content[at:]
        content.extend(bytes(max(0, at - len(content))))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(data)] = data


class Disk:
    """Files and names, as they are and as they would be after a power cut."""

    def __init__(self, sync: bool) -> None:
        self._sync = sync
        self.names: dict[str, File] = {}
        self.durable: dict[str, File] = {}
        self.pending: list[tuple[str, str, File | None]] = []
        """Changes of folders since their last sync: folder, path, what it names now (None: nothing)."""

    def do(self, step: Step) -> None:
        """Make a step."""
        name = step.path
        if step.kind == "open":
            if name not in self.names:
                self._link(name, File())
            elif step.at == 0:
                self.names[name].put(0, None)
        elif step.kind == "write":
            self.names[name].put(step.at, step.data)
        elif step.kind == "truncate":
            self.names[name].put(step.at, None)
        elif step.kind == "rename":
            file = self.names[name]
            self._unlink(name)
            self._link(step.to, file)
        elif step.kind == "unlink":
            self._unlink(name)
        elif step.kind == "sync" and self._sync:
            self.names[name].sync()
        elif step.kind == "sync folder" and self._sync:
            self._sync_folder(name)

    def _link(self, name: str, file: File) -> None:
        self.names[name] = file
        self.pending.append((folder_of(name), name, file))

    def _unlink(self, name: str) -> None:
        self.names.pop(name, None)
        self.pending.append((folder_of(name), name, None))

    def _sync_folder(self, folder: str) -> None:
        for _, name, file in [change for change in self.pending if change[0] == folder]:
            self._settle(self.durable, name, file)
        self.pending = [change for change in self.pending if change[0] != folder]

    def _settle(self, names: dict[str, File], name: str, file: File | None) -> None:
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file

    def survivor(self, chance: random.Random) -> dict[str, bytes]:
        """The files that a power cut leaves."""
        names = dict(self.durable)
        survival = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for _, name, file in self.pending:
            if chance.random() < survival:
                self._settle(names, name, file)
        return {name: file.survivor(chance) for name, file in names.items()}


def folder_of(name: str) -> str:
    """The folder of a path."""
    return name.rpartition("/")[0]


def main() -> int:
    """Record once, then cut the power many times."""
    options = arguments("cut the power while an index is changed", 200)
    figures = Figures("unreadable", "lost", "mixed", "unusable")
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder, "world"))
        steps, states = record(world)
        figures["steps"] = len(steps)
        chance = random.Random(options.seed)
        world.save(Path(folder, "last"))
        for number in range(options.count):
            cut = chance.randrange(1, len(steps))
            where = f"cut {number} at step {cut}"
            trial(world, steps, states, cut, chance, figures, not options.no_sync, where)
            world.restore(Path(folder, "last"))
    return figures.finish()


def record(world: World) -> tuple[list[Step], list[tuple[int, State]]]:
    """All steps of all changes, and the state after each change with the number of steps until then."""
    steps: list[Step] = []
    states: list[tuple[int, State]] = [(0, frozenset())]
    for _, prepare, run in changes():
        prepare(world)
        with Watched(world.index, steps.append):
            run(world)
        states.append((len(steps), world.state()))
    return steps, states


def trial(
    world: World,
    steps: list[Step],
    states: list[tuple[int, State]],
    cut: int,
    chance: random.Random,
    figures: Figures,
    sync: bool,
    where: str,
) -> None:
    """Make up a disk and look at it."""
    disk = Disk(sync)
    for step in steps[:cut]:
        disk.do(step)
    shutil.rmtree(world.index)
    world.index.mkdir()
    for name, content in disk.survivor(chance).items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = max(number for number, (until, _) in enumerate(states) if until <= cut)
    figures.note("cuts")
    allowed = [state for _, state in states[done : done + 2]]
    try:
        state = world.state()
    except KaikenError as error:
        if done or "no index" not in str(error):
            figures.note("unreadable", f"{where}: {error}")
            return
    else:
        if state not in allowed:
            earlier = any(state == one for _, one in states[:done])
            figures.note("lost" if earlier else "mixed", f"{where}: {len(state)} passages")
            return
    try:
        problem = is_usable(world)
    except KaikenError as error:
        problem = str(error)
    if problem:
        figures.note("unusable", f"{where}: {problem}")


if __name__ == "__main__":
    sys.exit(main())
