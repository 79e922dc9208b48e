"""Damage: bits flip, files are cut short, files of an index change places.

    python tests/faults/flips.py --count 2000

Each trial damages one file of a sound index. `verify` has to find it. A search has to give what it gave
before, or an error that says the index is damaged; never something else, and never another kind of failure.
In half of the trials the file gets its old time of change back.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

from faults_world import Figures, World, arguments, changes

from index_store.basics import KaikenError
from index_store.manifest import latest_generation, read
from index_store.verifying import verify
from search import Searcher

QUERIES = ("alliance", '"alliance minister"', "talks OR trade", "vie*", "speaker:1", "kind:answer peace", "")


def answers(index: Path) -> list[object]:
    """What an index says to some questions: passages, scores, marked words, counts, a whole document."""
    found: list[object] = []
    with Searcher(index) as searcher:
        for query in QUERIES:
            results = searcher.search(query, limit=50, facets=True, context=1)
            hits = [(hit.passage, round(hit.score, 4), hit.highlights, hit.before) for hit in results.hits]
            found.append((results.total, hits, sorted(results.facets.items())))
        found.append(searcher.passages("b.txt"))
        found.append([record.id for record in searcher.documents()])
    return found


def main() -> int:
    """Run the trials and print the figures."""
    options = arguments("damage files of an index", 2000)
    figures = Figures("not detected", "wrong answer", "traceback")
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder, "world"))
        for name, prepare, run in changes():
            if name == "merge":
                break
            prepare(world)
            run(world)
        expected = answers(world.index)
        world.save(Path(folder, "sound"))
        for number in range(options.count):
            what = damage(world.index, chance, kept_time=number % 2 == 1)
            judge(world.index, expected, figures, f"trial {number}: {what}")
            shutil.rmtree(world.index)
            shutil.copytree(Path(folder, "sound", "index"), world.index)
    return figures.finish()


def damage(index: Path, chance: random.Random, kept_time: bool) -> str:
    """Damage a file of the newest generation; what was done."""
    newest = latest_generation(index)
    assert newest is not None
    names = [f"manifest-{newest}.json", *sorted(read(index, newest).files)]
    sizes = [(index / name).stat().st_size for name in names]
    # Every file as often as its size says, and small ones more often than that.
    name = chance.choice(names) if chance.random() < 0.5 else chance.choices(names, sizes)[0]
    path, content = index / name, bytearray((index / name).read_bytes())
    before = path.stat()
    kind = chance.choice(("flip", "flip", "flip", "cut", "exchange"))
    where = chance.randrange(len(content))
    if kind == "flip":
        content[where] ^= 1 << chance.randrange(8)
    elif kind == "cut":
        del content[where:]
    else:
        other = chance.choice([one for one in names if one != name])
        content = bytearray((index / other).read_bytes())
    path.write_bytes(content)
    if kept_time:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return f"{kind} {name} at {where}"


def judge(index: Path, expected: list[object], figures: Figures, where: str) -> None:
    """Verify and search."""
    try:
        detected = not verify(index, sources=False).sound
    except KaikenError:
        detected = True
    figures.note("detected" if detected else "not detected", where)
    try:
        same = answers(index) == expected
    except KaikenError:
        figures.note("refused")
    except Exception as error:
        figures.note("traceback", f"{where}: {type(error).__name__}: {error}")
    else:
        figures.note("answered" if same else "wrong answer", where)


if __name__ == "__main__":
    sys.exit(main())
