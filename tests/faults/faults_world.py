"""What the scripts of this folder do to an index: a series of changes, and how to tell what state it is in.

World(folder): sources and an index; World.changes: functions that each end in one published generation
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "index")]

import index_fakes  # noqa: E402  # found by the line above

from index_store.indexing import update  # noqa: E402
from index_store.rebuilding import rebuild  # noqa: E402
from index_store.snapshot import open_snapshot  # noqa: E402
from index_store.verifying import verify  # noqa: E402

State = frozenset[tuple[str, str]]
"""Of an index: the ids and texts of its passages."""

WORDS = (
    *("alliance", "minister", "Geneva", "talks", "peace", "stability"),
    *("question", "answer", "island", "partner", "view", "trade"),
)


def text(seed: int) -> str:
    """A sentence, the same each time."""
    digits = hashlib.sha256(str(seed).encode()).digest()
    return f"said{seed} " + " ".join(WORDS[digit % len(WORDS)] for digit in digits[:14])


class World:
    """A folder of sources with an index beside it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.index = folder / "source", folder / "index"
        self.source.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, *seeds: int) -> None:
        """Write a source of some paragraphs."""
        (self.source / name).write_text("\n".join(f"Speaker {s % 3}: {text(s)}" for s in seeds))

    def update(self) -> None:
        """Bring the index up to date: one commit where something has changed."""
        update([self.source], self.index, parse=index_fakes.parse, wanted=index_fakes.wanted, jobs=1)

    def rebuild(self) -> None:
        """Make the index anew."""
        rebuild([self.source], self.index, parse=index_fakes.parse, jobs=1)

    def state(self) -> State:
        """What the index holds now. Raises KaikenError where it cannot be read."""
        with open_snapshot(self.index) as snapshot:
            held = [snapshot.passage(number) for number in snapshot.docnums()]
            listed = sum(record.passages for record in snapshot.documents.values())
            if listed != len(held) or len({one.id for one in held}) != len(held):
                return frozenset({("mixed", str(len(held)))})
            return frozenset((one.id, one.text) for one in held)

    def save(self, folder: Path) -> None:
        """Keep a copy."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.index.parent, folder)

    def restore(self, folder: Path) -> None:
        """Become what was kept. (An index knows its sources by their paths: worlds cannot move.)"""
        shutil.rmtree(self.index.parent)
        shutil.copytree(folder, self.index.parent)


def changes() -> Iterator[tuple[str, Callable[[World], None], Callable[[World], None]]]:
    """The changes of a world in order: a name, what happens to the sources, and what then is run."""

    def write(name: str, *seeds: int) -> Callable[[World], None]:
        return lambda world: world.write(name, *seeds)

    def remove(world: World) -> None:
        (world.source / "a.txt").unlink()

    def nothing(world: World) -> None:
        pass

    yield "first", write("a.txt", *range(8)), World.update
    yield "add", write("b.txt", *range(10, 60)), World.update
    yield "change", write("a.txt", *range(3, 9)), World.update
    for n in range(4):
        yield f"small {n}", write(f"small{n}.txt", 100 + n), World.update
    yield "remove", remove, World.update
    yield "merge", write("b.txt", *range(20, 50)), World.update
    yield "rebuild", nothing, World.rebuild


def is_usable(world: World) -> str | None:
    """Change a world once more; what went wrong, or None. Says whether the next writer finds its way."""
    began = time.monotonic()
    world.write("after.txt", 999)
    world.update()
    if time.monotonic() - began > 5:
        return "the next writer had to wait"
    after = world.state()
    expected = {(f"{p.name}/{n + 1}", line) for p in world.source.glob("*.txt") for n, line in _paragraphs(p)}
    if after != expected:
        return f"the next commit holds {len(after)} passages instead of {len(expected)}"
    verdict = verify(world.index, sources=False)
    return verdict.damage[0] if verdict.damage else None


def _paragraphs(path: Path) -> Iterator[tuple[int, str]]:
    return enumerate(line.partition(": ")[2] for line in path.read_text().splitlines())


class Figures(Counter[str]):
    """Counts of what happened; those named in `bad` have to be zero."""

    def __init__(self, *bad: str) -> None:
        super().__init__(dict.fromkeys(bad, 0))
        self.bad = bad
        self.examples: list[str] = []

    def note(self, what: str, example: str = "") -> None:
        """Count something."""
        self[what] += 1
        if what in self.bad and len(self.examples) < 5:
            self.examples.append(f"{what}: {example}")

    def finish(self) -> int:
        """Print the figures; the exit status."""
        print(json.dumps(self))
        for example in self.examples:
            print(f"  {example}", file=sys.stderr)
        return int(any(self[name] for name in self.bad))


def arguments(what: str, count: int) -> argparse.Namespace:
    """The options that all scripts have."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--count", type=int, default=count, help="how many trials (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of what is random (default: %(default)s)")
    parser.add_argument("--no-sync", action="store_true", help="as if nothing were ever synced (power cuts)")
    return parser.parse_args()
