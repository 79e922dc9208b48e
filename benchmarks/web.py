"""The page under load: how long it takes to make, how heavy it is, and what many readers at once get.

usage: python benchmarks/web.py DATA.jsonl[.gz] [--passages N] [--readers N] [--rate N] [--seconds N]

DATA holds a passage a line: {"doc_id", "title", "date", "speaker", "text"}. The first N are indexed in a
temporary folder and `kaiken serve` is started on it. Then

1. one reader asks for pages of results, one after the other, and for their files; the server's own time comes
   from the Server-Timing header (snapshot, search, facets, chart and template; not the network);
2. many readers ask at a steady rate, whether or not the answers before have come, while another process adds
   documents and commits. Every answer is compared with what the facade finds: a query that no new document
   matches has the same number of passages in every answer, and the word that each new document holds is found
   as often as there are new documents in the generation that the answer's ETag names.

Prints Markdown. On a machine that does something else as well, the minimum and the median say more than the
high percentiles.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from index_store import update
from search import Searcher

ROOT = Path(__file__).resolve().parents[1]
QUERIES = (
    {"q": "taiwan"},
    {"q": "ukraine aid"},
    {"q": '"peace and stability"'},
    {"q": "president", "sort": "newest"},
    {"q": "climate change", "from": "2022-03", "to": "2023"},
    {"q": "vaccine OR covid"},
    {"q": "border -mexico", "page": "3"},
    {"q": "inflation", "is.year": "2022"},
    {"q": "nato allies", "not.year": "2021"},
    {"q": "infra*"},
    {"q": "the economy"},
    {"q": "zelenskyy"},
)
"""What readers look for."""
MARK = "zyzzyvaword"
"""A word that only new documents hold."""


def main() -> None:
    """Index, serve, ask, report."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("data", type=Path, metavar="DATA")
    options.add_argument("--passages", type=int, default=100_000, metavar="N")
    options.add_argument("--readers", type=int, default=50, metavar="N")
    options.add_argument(
        "--rate", type=float, default=150, metavar="N", help="requests a second, of all readers"
    )
    options.add_argument("--seconds", type=float, default=20, metavar="N")
    options.add_argument("--repeat", type=int, default=20, metavar="N", help="how often one reader asks each")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        source = Path(folder, "passages.jsonl")
        with source.open("w", encoding="utf-8") as out:
            out.writelines(islice(lines(args.data), args.passages))
        began = time.perf_counter()
        update([source], index)
        with Searcher(index) as searcher:
            size = searcher.info().passages
            expected = {urlencode(query): found(searcher, query) for query in QUERIES}
        print(f"{size:,} passages, indexed in {time.perf_counter() - began:.0f} s\n")
        with Served(index) as served:
            asyncio.run(alone(served.port, args.repeat))
            asyncio.run(together(served.port, index, folder, expected, args))


def lines(path: Path) -> Iterator[str]:
    """The lines of a file, compressed or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as file
    ):
        yield from file


def found(searcher: Searcher, query: Mapping[str, str]) -> int:
    """How many passages the facade finds."""
    return searcher.search(
        query["q"],
        date_from=query.get("from"),
        date_to=query.get("to"),
        only={"year": [query["is.year"]]} if "is.year" in query else {},
        without={"year": [query["not.year"]]} if "not.year" in query else {},
        limit=0,
    ).total


class Served:
    """`kaiken serve` as a process of its own."""

    def __init__(self, index: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "search.cli",
            "serve",
            "--no-open",
            "--port",
            "0",
            "--index",
            str(index),
        ]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        told = re.search(r":([0-9]+)/", self.process.stdout.readline())
        if told is None:
            raise SystemExit("the server did not start")
        self.port = int(told[1])

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    """From sending the request to the last byte."""

    @property
    def server_ms(self) -> float:
        """What the server says it took."""
        told = re.search(r"dur=([0-9.]+)", self.headers.get("server-timing", ""))
        return float(told[1]) if told else 0.0

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Client:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None

    async def get(self, address: str) -> Answer:
        """Ask for an address."""
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        began = time.perf_counter()
        self.writer.write(
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
        }
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), headers, body, time.perf_counter() - began)


async def alone(port: int, repeat: int) -> None:
    """One reader: time and weight of each page."""
    client = Client(port)
    addresses = [f"/search?{urlencode(query)}" for query in QUERIES]
    for address in addresses:
        await client.get(address)
    print("| page | server ms: median | least | page and files, as sent | requests |")
    print("|---|---:|---:|---:|---:|")
    medians = []
    for query, address in zip(QUERIES, addresses, strict=True):
        answers = [await client.get(address) for _ in range(repeat)]
        times = [answer.server_ms for answer in answers]
        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', answers[0].text)
        weight = len(answers[0].body) + sum([len((await client.get(file)).body) for file in files])
        medians.append(median(times))
        name = " ".join(f"{k}={v}" if k != "q" else v for k, v in query.items())
        cells = (f"{median(times):.1f}", f"{min(times):.1f}", f"{weight / 1000:.0f} kB", str(1 + len(files)))
        print(f"| `{name}` | {' | '.join(cells)} |")
    print(f"| median of all | {median(medians):.1f} | | | |\n")


@dataclass(slots=True)
class Tally:
    """What many readers were answered."""

    times: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    generations: set[int] = field(default_factory=set)
    late: int = 0
    """Requests that were sent more than a second after their time, for want of a free reader."""


async def together(
    port: int, index: Path, folder: str, expected: Mapping[str, int], args: argparse.Namespace
) -> None:
    """Many readers and a writer."""
    first = int((await Client(port).get("/.json")).text.partition('"generation": ')[2].partition(",")[0])
    writer = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WRITER,
        str(Path(folder, "new")),
        str(index),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    tally = Tally()
    due: asyncio.Queue[float | None] = asyncio.Queue()
    readers = [asyncio.create_task(read(port, n, due, expected, first, tally)) for n in range(args.readers)]
    began = time.perf_counter()
    total = int(args.rate * args.seconds)
    for n in range(total):
        at = began + n / args.rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        due.put_nowait(at)
    for _ in readers:
        due.put_nowait(None)
    await asyncio.gather(*readers)
    took = time.perf_counter() - began
    writer.terminate()
    await writer.wait()
    report(tally, total, took, args)


async def read(
    port: int,
    number: int,
    due: asyncio.Queue[float | None],
    expected: Mapping[str, int],
    first: int,
    tally: Tally,
) -> None:
    client = Client(port)
    queries = list(expected)
    turn = number
    while (at := await due.get()) is not None:
        tally.late += time.perf_counter() - at > 1
        turn += 7
        query = queries[turn % len(queries)] if turn % 4 else urlencode({"q": MARK})
        address = f"/search?{query}" if turn % 3 else f"/search.json?{query}"
        try:
            answer = await client.get(address)
        except (OSError, asyncio.IncompleteReadError) as error:
            tally.faults[type(error).__name__] += 1
            client = Client(port)
            continue
        tally.times.append(time.perf_counter() - at)
        tally.server.append(answer.server_ms)
        check(answer, query, expected, first, tally)


def check(answer: Answer, query: str, expected: Mapping[str, int], first: int, tally: Tally) -> None:
    """Whether the answer is the one of its generation."""
    if answer.status != 200:
        tally.faults[f"status {answer.status}"] += 1
        return
    told = re.match(r'W/"([0-9]+)-', answer.headers.get("etag", ""))
    generation = int(told[1]) if told else -1
    tally.generations.add(generation)
    if answer.headers["content-type"].startswith("application/json"):
        total = json.loads(answer.text)["total"]
    else:
        head = re.search(r'<(?:h1 id="count"|p class="relaxed")>([0-9,]+) passage', answer.text)
        total = int(head[1].replace(",", "")) if head else 0
    right = expected.get(query, generation - first)
    if total != right:
        tally.faults[f"{query}: {total} instead of {right}"] += 1


WRITER = f"""
import sys, time
from pathlib import Path
from index_store import update
folder, index = map(Path, sys.argv[1:])
folder.mkdir()
n = 0
while True:
    n += 1
    (folder / f"{{n}}.txt").write_text("The {MARK} is here, and nowhere else in all these transcripts.")
    update([folder], index)
    time.sleep(0.5)
"""


def report(tally: Tally, total: int, took: float, args: argparse.Namespace) -> None:
    """What came of it."""
    times = sorted(1000 * one for one in tally.times)
    cuts = quantiles(times, n=100)
    print(f"{args.readers} readers, {args.rate:g} requests a second for {args.seconds:g} s, beside a writer:")
    print(f"{len(times):,} of {total:,} answered, {len(times) / took:.0f} a second,")
    print(f"in {len(tally.generations)} generations of the index\n")
    print("| ms | median | 90 % | 99 % | most |\n|---|---:|---:|---:|---:|")
    for name, values in (("from its time to the last byte", times), ("server", sorted(tally.server))):
        cuts = quantiles(values, n=100)
        print(f"| {name} | {cuts[49]:.1f} | {cuts[89]:.1f} | {cuts[98]:.1f} | {values[-1]:.0f} |")
    print(f"\nwrong answers and errors: {sum(tally.faults.values())}; sent late: {tally.late}")
    for fault, count in tally.faults.most_common(10):
        print(f"* {count} times {fault}")


if __name__ == "__main__":
    main()
