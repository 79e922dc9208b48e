"""An engine with its questions, in this process or in one of its own: check an answer, time a call.

A worker is driven by lines of JSON, one request and one answer at a time, and times its calls itself, so that
an engine that cannot live in this interpreter takes its turns among the others all the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any, Protocol

from comparison.engine import PAGE, Answer, Engine, Question, Unsupported

HOME = Path(__file__).resolve().parents[1]
"""benchmarks/"""


@dataclass(frozen=True, slots=True)
class Check:
    """What an engine answers, reduced to what engines can be compared by."""

    total: int
    """How many passages match; of facets the sum of all counts."""
    complete: bool
    """Whether a page has as many hits as it should have."""
    first: int
    """Nanoseconds that the question took when it was asked for the first time."""


class Session(Protocol):
    def check(self, name: str, at: int) -> Check:
        """Ask question `at` of class `name` and look at the answer. Raises Unsupported."""
        ...

    def time(self, name: str, at: int) -> int:
        """Ask it again, after another question of its class: nanoseconds from query string to answer."""
        ...

    def close(self) -> None: ...


class LocalSession:
    """In this process."""

    def __init__(self, engine: Engine, questions: Mapping[str, Sequence[Question]]) -> None:
        self.engine = engine
        self.questions = questions
        self.calls: dict[tuple[str, int], Callable[[], Answer]] = {}

    def check(self, name: str, at: int) -> Check:
        question = self.questions[name][at]
        call = self.calls[name, at] = self.engine.prepare(question)
        began = perf_counter_ns()
        answer = call()
        first = perf_counter_ns() - began
        if isinstance(answer, int):
            return Check(answer, True, first)
        if isinstance(answer, dict):
            return Check(sum(sum(counts.values()) for counts in answer.values()), True, first)
        total = self.engine.total(question)
        return Check(total, len(answer) == min(PAGE, total), first)

    def time(self, name: str, at: int) -> int:
        call = self.calls[name, at]
        self._another(name, at)()
        began = perf_counter_ns()
        call()
        return perf_counter_ns() - began

    def _another(self, name: str, at: int) -> Callable[[], Answer]:
        """The call of another question of the class, where there is one.

        It brings the engine's code back into the processor's caches, which the others have filled with
        theirs: whoever searches with one engine does not pay for that.
        """
        number = len(self.questions[name])
        others = (self.calls.get((name, (at + step) % number)) for step in range(1, number + 1))
        return next(call for call in others if call is not None)

    def close(self) -> None:
        self.calls.clear()
        self.engine.close()


class RemoteSession:
    """In a worker of its own."""

    def __init__(self, python: str, name: str, folder: Path, questions: Path) -> None:
        self.process = subprocess.Popen(
            worker(python, "serve", name, folder, questions),
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def check(self, name: str, at: int) -> Check:
        answer = self._ask("check", name, at)
        if "unsupported" in answer:
            raise Unsupported(answer["unsupported"])
        return Check(**answer)

    def time(self, name: str, at: int) -> int:
        return int(self._ask("time", name, at)["nanoseconds"])

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def _ask(self, *request: object) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        print(json.dumps(request), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"a worker ended at {request}: its message is above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def worker(python: str, *arguments: object) -> list[str]:
    """The command of a worker."""
    return [python, "-m", "comparison.worker", *map(str, arguments)]


def environment() -> dict[str, str]:
    """The environment of a worker: it finds these modules and those of the repository."""
    before = os.environ.get("PYTHONPATH")
    path = [str(HOME), str(HOME.parent), *([before] if before else [])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def run_worker(python: str, *arguments: object) -> dict[str, Any]:
    """What a worker that only does one thing has to say. Raises SystemExit where it fails."""
    done = subprocess.run(
        worker(python, *arguments), env=environment(), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments[:2]))} failed: its message is above")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def write_questions(questions: Mapping[str, Sequence[Question]], file: Path) -> None:
    record = {name: [asdict(question) for question in asked] for name, asked in questions.items()}
    file.write_text(json.dumps(record, indent=1), encoding="utf-8")


def read_questions(file: Path) -> dict[str, list[Question]]:
    record = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: [Question(**{**one, "words": tuple(one["words"])}) for one in asked]
        for name, asked in record.items()
    }


def log(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
