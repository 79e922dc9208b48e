"""A process of an engine's own: python -m comparison.worker TASK ENGINE ...

about ENGINE                           what the module says of itself
build ENGINE SOURCE FOLDER             index; how long it took and how much memory
serve ENGINE FOLDER QUESTIONS          answer requests, lines of JSON, until standard input ends
memory ENGINE FOLDER QUESTIONS SECONDS open, ask every question once, and say what is in memory
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from comparison import peers
from comparison.engine import Unsupported
from comparison.session import LocalSession, read_questions


def main(task: str, *rest: str) -> None:
    """Do a task; the answer is the last line of standard output."""
    name, paths = rest[0], [Path(path) for path in rest[1:3]]
    if task == "about":
        try:
            _say(about(name))
        except ImportError as error:
            _say({"missing": str(error)})
    elif task == "build":
        _say(build(name, *paths))
    elif task == "serve":
        serve(_open(name, *paths))
    elif task == "memory":
        _say(memory(_open(name, *paths), float(rest[3])))
    else:
        raise SystemExit(f"there is no task {task}")


def about(name: str) -> dict[str, Any]:
    peer = peers.load(name)
    return {
        "title": peer.NAME,
        "version": peer.version(),
        "store": peer.STORE,
        "layout": peer.layout(),
        "remarks": peer.REMARKS,
        "differs": dict(peer.DIFFERS),
    }


def build(name: str, source: Path, folder: Path) -> dict[str, float | None]:
    peer = peers.load(name)
    began = perf_counter()
    peer.build(source, folder)
    return {"seconds": perf_counter() - began, "processor": sum(os.times()[:4]), "peak": _peak()}


def serve(session: LocalSession) -> None:
    for line in sys.stdin:
        do, name, at = json.loads(line)
        if do == "time":
            _say({"nanoseconds": session.time(name, at)})
            continue
        try:
            _say(asdict(session.check(name, at)))
        except Unsupported as error:
            _say({"unsupported": str(error)})


def memory(session: LocalSession, seconds: float) -> dict[str, int | None]:
    """Bytes that are resident after the questions of all classes in turn, as many as fit in the time."""
    ends = perf_counter() + seconds
    refused: set[str] = set()
    for name, at in _in_turn(session):
        if perf_counter() > ends:
            break
        if name in refused:
            continue
        try:
            session.engine.prepare(session.questions[name][at])()
        except Unsupported:
            refused.add(name)
    return _resident()


def _in_turn(session: LocalSession) -> Iterator[tuple[str, int]]:
    longest = max(map(len, session.questions.values()))
    return (
        (name, at) for at in range(longest) for name, asked in session.questions.items() if at < len(asked)
    )


def _open(name: str, folder: Path, questions: Path) -> LocalSession:
    return LocalSession(peers.load(name).open_index(folder), read_questions(questions))


def _resident() -> dict[str, int | None]:
    """Resident bytes of anonymous memory and of mapped files, libraries included, as Linux knows them."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    except OSError:
        return {"anonymous": None, "mapped": None}
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}
    return {"anonymous": sizes["Anonymous"], "mapped": sizes["Rss"] - sizes["Anonymous"]}


def _peak() -> int | None:
    """The most bytes that were ever resident. (`ru_maxrss` would count the process that started this one.)"""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
