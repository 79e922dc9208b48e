"""How long it takes until a changed document is found: indexed, committed to disk, opened, searched for.

usage: python benchmarks/changes.py DATA.jsonl[.gz] [--passages N] [--changes N]

Writes the documents of DATA, as many as have N passages, to a file each, indexes them, and then changes one
after the other: a passage with a word that nothing else has is added, the file is indexed again, the new
generation opened, and the word searched for. Prints Markdown. Everything is in a temporary folder (of TMPDIR:
its file system is what commits are written to).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

from comparison import corpus
from comparison.report import percentile
from index_store import update
from search import Searcher


class Change(NamedTuple):
    """Milliseconds that each stage took."""

    indexed: float
    """Until `update` came back, with everything synced."""
    opened: float
    found: float

    @property
    def all(self) -> float:
        return self.indexed + self.opened + self.found


def main() -> None:
    """Write, index, change, report."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("data", type=Path, metavar="DATA.jsonl[.gz]")
    options.add_argument("--passages", type=int, default=100_000, metavar="N")
    options.add_argument("--changes", type=int, default=30, metavar="N")
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    if args.passages < 1 or args.changes < 1:
        options.error("at least one passage and one change are needed")
    with tempfile.TemporaryDirectory() as folder:
        documents, index = Path(folder, "documents"), Path(folder, "index")
        documents.mkdir()
        files = write(args.data, args.passages, documents, args.seed)
        began = time.perf_counter()
        report = update([documents], index)
        seconds = time.perf_counter() - began
        if report.failed:
            raise SystemExit(f"{report.failed[0]}")
        made = list(changes(files, index, args.changes, Random(args.seed)))
        size = sum(file.stat().st_size for file in index.iterdir())
    print(
        f"{report.passages:,} passages of {len(files):,} documents, indexed in {seconds:.1f} s; "
        f"{len(made)} changes; {size / 1e6:,.1f} MB afterwards\n"
    )
    print_stages(made)


def write(data: Path, size: int, folder: Path, seed: int) -> list[Path]:
    """A file a document, until `size` passages are written."""
    known = corpus.read(data)
    if not known:
        raise SystemExit(f'{data}: holds no passage: a line is an object with "doc_id" and "text"')
    files: list[Path] = []
    for document in corpus.endless(known, seed):
        file = folder / f"{len(files)}.jsonl"
        head = {"doc_id": document.id, "title": document.title, "date": document.date}
        lines = [
            json.dumps({**head, "speaker": speaker, "text": text})
            for speaker, text in document.passages[:size]
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        files.append(file)
        size -= len(lines)
        if size <= 0:
            break
    return files


def changes(files: list[Path], index: Path, number: int, random: Random) -> Iterator[Change]:
    """Change documents one after the other, each of them found before the next is changed."""
    for at in range(number):
        file = random.choice(files)
        word = f"changed{at}"
        last = json.loads(file.read_text(encoding="utf-8").splitlines()[-1])
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({**last, "text": f"This was {word} afterwards."}) + "\n")
        clock = [time.perf_counter()]
        update([file], index)
        clock.append(time.perf_counter())
        with Searcher(index) as searcher:
            clock.append(time.perf_counter())
            found = searcher.search(word)
            clock.append(time.perf_counter())
        if found.total != 1 or word not in found.hits[0].passage.text:
            raise SystemExit(f"{word} was not found: {found.total} passages match")
        yield Change(*((after - before) * 1000 for before, after in pairwise(clock)))


def print_stages(made: list[Change]) -> None:
    stages = {
        "indexed and synced": [one.indexed for one in made],
        "opened": [one.opened for one in made],
        "found": [one.found for one in made],
        "together": [one.all for one in made],
    }
    print("| milliseconds | median | 95th percentile | most |")
    print("|---|---:|---:|---:|")
    for name, times in stages.items():
        ascending = sorted(times)
        cells = (median(ascending), percentile(ascending, 95), ascending[-1])
        print(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")


if __name__ == "__main__":
    main()
