"""How fast documents are indexed, in how much memory, and how long it takes until a changed one is found.

usage: python benchmarks/indexing.py DATA.jsonl[.gz] [--passages N] [--jobs N,...] [--changes N]

Writes the documents of DATA, as many as have N passages, to a file each, and indexes them by `kaiken index`
in a new process, once for every number of jobs. Then changes one document after the other: a passage with a
word that nothing else has is added, the file indexed again, the new generation opened, and the word searched
for. Prints Markdown. Everything is in a temporary folder of TMPDIR: its file system is written to.

Memory is the most that all processes of a run had at a time, pages of mapped files included and shared ones
counted once, by a look every 50 ms at what Linux says of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
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


class Run(NamedTuple):
    jobs: int
    seconds: float
    peak: int | None
    """Bytes; None where the system does not tell."""
    size: int
    """Of the index, in bytes."""


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
    options.add_argument("--jobs", type=_numbers, default=[1, os.cpu_count() or 1], metavar="N,...")
    options.add_argument("--changes", type=int, default=30, metavar="N")
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    if min(args.passages, args.changes, *args.jobs) < 1:
        options.error("at least one passage, one change and one job are needed")
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder, "documents")
        documents.mkdir()
        files = write(args.data, args.passages, documents, args.seed)
        text = sum(file.stat().st_size for file in files)
        runs = [index(documents, Path(folder, f"index-{jobs}"), jobs) for jobs in dict.fromkeys(args.jobs)]
        made = list(changes(files, Path(folder, f"index-{runs[0].jobs}"), args.changes, Random(args.seed)))
    print(f"{args.passages:,} passages in {len(files):,} files of {text / 1e6:,.1f} MB\n")
    print_runs(runs, args.passages, text)
    print(f"\n{len(made)} changes, one after the other:\n")
    print_stages(made)


def index(documents: Path, folder: Path, jobs: int) -> Run:
    """Run `kaiken index` from nothing."""
    command = [sys.executable, "-m", "search.cli", "index", documents, "--index", folder, "--jobs", jobs]
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stdout=said, stderr=subprocess.STDOUT)
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(0.05)
        seconds = time.perf_counter() - began
        if process.returncode:
            said.seek(0)
            message = said.read().decode(errors="replace")
            raise SystemExit(f"kaiken index ended with {process.returncode}: {message}")
    return Run(jobs, seconds, peak or None, sum(file.stat().st_size for file in folder.iterdir()))


def resident(pid: int) -> int:
    """Bytes of a process and those it started; 0 where nobody tells or it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return own + sum(resident(int(child)) for child in children)


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


def print_runs(runs: list[Run], passages: int, text: int) -> None:
    print("| jobs | seconds | passages a second | memory, MB | index, MB | times the files |")
    print("|---:|---:|---:|---:|---:|---:|")
    for one in runs:
        peak = "–" if one.peak is None else f"{one.peak / 1e6:,.0f}"
        print(
            f"| {one.jobs} | {one.seconds:.2f} | {passages / one.seconds:,.0f} | {peak} "
            f"| {one.size / 1e6:,.1f} | {one.size / text:.2f} |"
        )


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


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    main()
