"""Readers beside writers: what is read is one commit, whole, and nobody runs out of files or memory.

    python tests/faults/readers.py --count 120          # seconds, half with threads and half with processes

Two writers contend for the lock; each replaces its own documents again and again, all of them in one commit
that says a number. Eight readers open the newest generation, or keep one, and search. What they find of a
writer has to be all of its documents, all with one number, no smaller than what was acknowledged before they
opened it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faults_world import Figures, arguments, index_fakes, update

from index_store.basics import KaikenError
from search import Searcher

DOCUMENTS = 12
WRITERS = 2
READERS = 8
BAD = ("torn", "wrong", "stale", "lost", "error", "files", "memory")


def main() -> int:
    """Run both kinds for half of the time each and print the figures."""
    options = arguments("read an index while it is written", 60)
    figures = Figures(*BAD)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("threads", "processes"):
            run(kind, Path(folder, kind), options.count / 2, figures)
    return figures.finish()


def run(kind: str, folder: Path, seconds: float, figures: Figures) -> None:
    """Let readers and writers work until the time is over; then look at the whole once more."""
    folder.mkdir()
    for number in range(WRITERS):
        write(folder, number, 0)
    end = time.monotonic() + seconds
    work: list[Callable[[Any], None]] = []
    work += [lambda put, n=n: writer(folder, n, end, put) for n in range(WRITERS)]
    work += [lambda put, n=n: reader(folder, n % 2 == 0, end, put) for n in range(READERS)]
    notes: Any
    if kind == "threads":
        notes = []
        before = opened()
        workers: list[Any] = [threading.Thread(target=one, args=(notes.append,)) for one in work]
    else:
        context = multiprocessing.get_context("fork")
        notes = context.SimpleQueue()
        workers = [context.Process(target=one, args=(notes.put,)) for one in work]
    for one in workers:
        one.start()
    if kind == "processes":
        drained: list[tuple[str, str]] = []
        while any(one.is_alive() for one in workers) or not notes.empty():
            while not notes.empty():
                drained.append(notes.get())
            time.sleep(0.01)
        notes = drained
    for one in workers:
        one.join()
    for what, example in notes:
        figures.note(what, f"{kind}: {example}")
    if kind == "threads":
        gc.collect()
        if opened() > before + 3:
            figures.note("files", f"{opened()} open, {before} before")
    check(folder, figures, kind)


def opened() -> int:
    """How many files this process has open."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # as short as it gets


def resident() -> int:
    """How much memory that is no file's this process holds, in bytes."""
    pages = Path("/proc/self/statm").read_text().split()
    return (int(pages[1]) - int(pages[2])) * resource.getpagesize()


def write(folder: Path, number: int, batch: int) -> None:
    """Replace the documents of a writer: one commit."""
    source = folder / f"source{number}"
    source.mkdir(exist_ok=True)
    for n in range(DOCUMENTS):
        (source / f"{number}-{n}.txt").write_text(f"Speaker: document{number} batch {batch} alliance")
    update([source], folder / "index", parse=index_fakes.parse, wanted=index_fakes.wanted, jobs=1)
    (folder / f"said{number}").write_text(str(batch).rjust(9))


def writer(folder: Path, number: int, end: float, put: Callable[[tuple[str, str]], None]) -> None:
    """Commit until the time is over."""
    batch = 0
    while time.monotonic() < end:
        batch += 1
        try:
            write(folder, number, batch)
        except Exception as error:
            put(("error", f"writer: {type(error).__name__}: {error}"))
            return
        put(("commits", ""))


def reader(folder: Path, fresh: bool, end: float, put: Callable[[tuple[str, str]], None]) -> None:
    """Search until the time is over, in a new Searcher each time or in one for a while."""
    reads, memory = 0, 0
    while time.monotonic() < end:
        said = [int((folder / f"said{n}").read_text() or 0) for n in range(WRITERS)]
        try:
            with Searcher(folder / "index") as searcher:
                for _ in range(1 if fresh else 20):
                    problem = look(searcher, said)
                    reads += 1
                    if problem:
                        put(problem)
        except Exception as error:
            put(("error", f"reader: {type(error).__name__}: {error}"))
            return
        if reads > 100 and not memory:
            memory = resident()
    put(("readers", ""))
    if memory and resident() > memory + (64 << 20):
        put(("memory", f"{resident() >> 20} MB after {memory >> 20} MB"))
    for _ in range(reads):
        put(("reads", ""))


def look(searcher: Searcher, said: list[int]) -> tuple[str, str] | None:
    """Search once; what is wrong with the answer."""
    for number in range(WRITERS):
        results = searcher.search(f"document{number} alliance", limit=100)
        texts = [hit.passage.text for hit in results.hits]
        batches = {text.split()[2] for text in texts}
        if (
            len(batches) != 1
            or len(texts) != DOCUMENTS
            or len({hit.passage.id for hit in results.hits}) != DOCUMENTS
        ):
            return "torn", f"{len(texts)} passages of {batches}"
        if results.total != DOCUMENTS or any(f"document{number}" not in text for text in texts):
            return "wrong", f"{results.total} in all"
        if int(batches.pop()) < said[number]:
            return "stale", f"less than {said[number]}"
    return None


def check(folder: Path, figures: Figures, kind: str) -> None:
    """Whether the index holds the last commit of every writer, and nothing else."""
    said = [int((folder / f"said{n}").read_text()) for n in range(WRITERS)]
    try:
        with Searcher(folder / "index") as searcher:
            problem = look(searcher, said)
            if problem or searcher.info().passages != WRITERS * DOCUMENTS:
                figures.note("lost", f"{kind}: {problem}, {searcher.info().passages} passages")
    except KaikenError as error:
        figures.note("error", f"{kind}: {error}")


if __name__ == "__main__":
    sys.exit(main())
