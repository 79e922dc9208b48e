"""kaiken beside other search engines: builds, checks, times and prints Markdown. See docs/benchmarks.md.

usage: python benchmarks/peers.py DATA.jsonl[.gz] [--passages N,N,...] [--engines NAME,...] ...

DATA holds a passage a line: {"doc_id", "title", "date", "speaker", "text"}. The engines other than kaiken and
Whoosh come with `pip install '.[bench]'`; those that are not installed are left out, and the report says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from comparison import peers
from comparison.agreement import agreements
from comparison.building import Bench, Built, Contender, find
from comparison.questions import CLASSES
from comparison.report import Footprint, Size, disagree, markdown
from comparison.session import (
    LocalSession,
    RemoteSession,
    Session,
    environment,
    log,
    read_questions,
    run_worker,
)
from comparison.timing import Outcomes, measure


@dataclass(frozen=True, slots=True)
class Options:
    data: Path
    passages: list[int]
    engines: list[str]
    classes: list[str]
    questions: int
    rounds: int
    seed: int
    budget: float
    starts: int
    work: Path
    rebuild: list[str]
    xapian_python: str
    at_most: dict[str, int]
    output: Path | None

    def takes_part(self, name: str, passages: int) -> bool:
        """Whether an engine is compared at this size."""
        return passages <= self.at_most.get(name, passages)


def main() -> None:
    """Find, build, measure, report. Exit status 1 where totals differ that should not."""
    options = _options()
    found = {name: find(name, _pythons(name, options)) for name in options.engines}
    contenders = [one for one in found.values() if isinstance(one, Contender)]
    left_out = {name: reason for name, reason in found.items() if isinstance(reason, str)}
    if not contenders:
        raise SystemExit(f"no engine is installed: {left_out}")
    began = time.monotonic()
    sizes = []
    for passages in options.passages:
        asked = [one for one in contenders if options.takes_part(one.name, passages)]
        if asked:
            sizes.append(_size(passages, asked, options))
    report = markdown(sizes, left_out, _conditions(options, time.monotonic() - began))
    print(report)
    if options.output is not None:
        options.output.write_text(report, encoding="utf-8")
    raise SystemExit(disagree(sizes))


def _size(passages: int, contenders: Sequence[Contender], options: Options) -> Size:
    bench = Bench(options.work / str(passages), passages)
    bench.prepare(options.data, options.questions, options.seed)
    built = _build(bench, contenders, set(options.rebuild))
    log(f"{passages:,} passages: questions")
    outcomes = _outcomes(bench, contenders, built, options)
    log(f"{passages:,} passages: starts and memory")
    footprints, bare = _footprints(bench, contenders, built, outcomes, options)
    return Size(
        passages=passages,
        text=bench.passages.stat().st_size,
        contenders=contenders,
        built=built,
        footprints=footprints,
        bare=bare,
        outcomes=outcomes,
        agreements=agreements([one.name for one in contenders], outcomes),
    )


def _build(bench: Bench, contenders: Sequence[Contender], rebuild: set[str]) -> dict[str, Built]:
    """An index an engine; engines that share one have it built once."""
    built = {}
    for contender in contenders:
        built[contender.name] = bench.index(contender, contender.store in rebuild)
        rebuild.discard(contender.store)
    return built


def _outcomes(
    bench: Bench, contenders: Sequence[Contender], built: Mapping[str, Built], options: Options
) -> Outcomes:
    questions = {
        name: asked for name, asked in read_questions(bench.questions).items() if name in options.classes
    }
    sessions: dict[str, Session] = {}
    try:
        for one in contenders:
            folder = built[one.name].folder
            if one.local:
                sessions[one.name] = LocalSession(peers.load(one.name).open_index(folder), questions)
            else:
                sessions[one.name] = RemoteSession(one.python, one.name, folder, bench.questions)
        return measure(sessions, questions, options.rounds, options.budget)
    finally:
        for session in sessions.values():
            session.close()


def _footprints(
    bench: Bench,
    contenders: Sequence[Contender],
    built: Mapping[str, Built],
    outcomes: Outcomes,
    options: Options,
) -> tuple[dict[str, Footprint], float]:
    """Starts of all engines in turn with a process that does nothing, and what each engine has in memory.

    An engine that shows no page answers a rare term.
    """
    asked = read_questions(bench.questions)
    commands = {"": [sys.executable, "-m", "comparison.first"]}
    for one in contenders:
        page = outcomes.get((one.name, "page"))
        question = asked["rare" if page is not None and page.refused else "page"][0]
        arguments = (one.name, str(built[one.name].folder), json.dumps(asdict(question)))
        commands[one.name] = [one.python, "-m", "comparison.first", *arguments]
    starts = _start(commands, options.starts)
    found = {}
    for one in contenders:
        paths = (built[one.name].folder, bench.questions)
        memory = run_worker(one.python, "memory", one.name, *paths, options.budget)
        found[one.name] = Footprint(starts[one.name], memory["anonymous"], memory["mapped"])
    return found, starts[""]


def _start(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, float]:
    """Milliseconds from start to end of each command: the median of its runs, the first not counted."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, env=environment(), check=True)
            if run:
                taken[name].append((time.perf_counter() - began) * 1000)
    return {name: median(times) for name, times in taken.items()}


def _pythons(name: str, options: Options) -> list[str]:
    return [sys.executable, options.xapian_python] if name == "xapian" else [sys.executable]


def _conditions(options: Options, seconds: float) -> str:
    machine = f"{os.cpu_count()} processors ({_processor()}), Python {platform.python_version()}"
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"`{options.data.name}`, {options.questions} questions a class, the median of {options.rounds} calls "
        f"each, engines in turn in one process; {machine}{load}; {seconds / 60:.0f} minutes in all."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":")[1].strip() for line in lines if "model name" in line), platform.machine())


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA.jsonl[.gz]")
    parser.add_argument("--passages", type=_numbers, default=[10_000, 100_000], metavar="N,N,...")
    parser.add_argument("--engines", type=_names_of(peers.MODULES), default=list(peers.MODULES))
    parser.add_argument("--classes", type=_names_of(CLASSES), default=list(CLASSES))
    parser.add_argument("--questions", type=_positive, default=60, metavar="N", help="a class")
    parser.add_argument("--rounds", type=_positive, default=5, metavar="N", help="timed calls of a question")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--budget", type=float, default=20.0, metavar="SECONDS", help="an engine and class may take"
    )
    parser.add_argument("--starts", type=int, default=5, metavar="N", help="new processes an engine")
    parser.add_argument("--work", type=Path, default=_cache(), metavar="DIR", help="keeps what is built")
    parser.add_argument(
        "--rebuild", type=_names, default=[], metavar="STORE,...", help="indexes to build again"
    )
    parser.add_argument(
        "--xapian-python", default="/usr/bin/python3", metavar="PATH", help="an interpreter that has xapian"
    )
    parser.add_argument(
        "--at-most",
        type=_limits,
        default={},
        metavar="ENGINE=N,...",
        help="leave an engine out with more passages",
    )
    parser.add_argument("--output", type=Path, metavar="FILE.md")
    return Options(**vars(parser.parse_args()))


def _cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("kaiken") / "benchmarks"


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


def _numbers(text: str) -> list[int]:
    return sorted({_positive(number) for number in _names(text)})


def _limits(text: str) -> dict[str, int]:
    pairs = [name.partition("=") for name in _names(text)]
    return {_Names(peers.MODULES)(name)[0]: _positive(number) for name, _, number in pairs}


def _names_of(known: Mapping[str, str]) -> _Names:
    return _Names(known)


class _Names:
    """Reads names, in the order of those that are known."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known

    def __call__(self, text: str) -> list[str]:
        names = _names(text)
        for name in names:
            if name not in self.known:
                raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(self.known)}")
        return [name for name in self.known if name in names]


if __name__ == "__main__":
    main()
