"""A team: processes that take files in, beside the one that decides and writes.

    Team.take, .scan, .take_share --a pickle on a pipe--> worker: intake, tokeniser
                         results  <--a pickle on a pipe-- Taken, Piece, terms that are new

A worker is a Python of its own that runs `main`: nothing is forked, and a program that calls the index needs
no `if __name__ == "__main__"`. It ignores Ctrl-C, which is for the process that writes, and ends when its
pipe does: however that process ends, no worker stays behind. Results come in the order of the calls, so that
the index is the same whatever the number of workers.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

from index_store.basics import KaikenError

if TYPE_CHECKING:
    from index_store.authority import Authority
    from index_store.columnar.piece import Piece
    from index_store.intake import Taken

AHEAD = 2
"""How many calls for each worker are under way or wait for their turn to be used."""

Call = tuple[Any, ...]
"""The name of a method of `_Worker`, and its arguments."""


@dataclass(slots=True)
class Vocabulary:
    """What the numbers in a worker's pieces mean; it grows with each of them."""

    terms: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a worker took in."""

    taken: list[Taken]
    """Without rows."""
    piece: Piece
    """The passages of all documents, in order; the names of the documents are their numbers."""
    known: int
    """How many terms the worker's pieces have had up to this one."""
    terms: list[str]
    """Those that the pieces before did not have, and their stems."""
    stems: list[str]


def cores() -> int:
    """How many processes can run at the same time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Team:
    """Some workers. To be used by one thread, with `with`: whatever ends the block ends them."""

    def __init__(self, size: int, authority: Authority) -> None:
        """Start `size` workers, which call people as `authority` does."""
        self._size = size
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._processes: list[_Process] = []
        self._threads = ThreadPoolExecutor(size)
        content = pickle.dumps(authority, pickle.HIGHEST_PROTOCOL)
        for _ in range(size):
            process = _Process(content)
            self._processes.append(process)
            self._idle.put(process)

    def results(self, calls: Iterable[Call]) -> Iterator[tuple[Any, Vocabulary]]:
        """What each of the calls returns, in order, with the vocabulary of pieces in it.

        Calls are made some time before their result is asked for. Raises what a call raises, and KaikenError
        where a worker has ended.
        """
        waiting: deque[Future[tuple[Any, _Process]]] = deque()
        try:
            for call in calls:
                waiting.append(self._threads.submit(self._made, call))
                while len(waiting) >= AHEAD * self._size:
                    yield _received(waiting.popleft())
            while waiting:
                yield _received(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

    def _made(self, call: Call) -> tuple[Any, _Process]:
        process = self._idle.get()
        try:
            return process.call(call), process
        finally:
            self._idle.put(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.end()
        self._threads.shutdown(cancel_futures=True)


def _received(future: Future[tuple[Any, _Process]]) -> tuple[Any, Vocabulary]:
    result, process = future.result()
    vocabulary = process.vocabulary
    if isinstance(result, Batch):
        # There may be results before this one that nobody asked for.
        while len(vocabulary.terms) < result.known:
            terms, stems = process.learnt.popleft()
            vocabulary.terms += terms
            vocabulary.stems += stems
    return result, vocabulary


class _Process:
    """A worker, as the process that writes sees it."""

    def __init__(self, authority: bytes) -> None:
        self.vocabulary = Vocabulary()
        self.learnt: deque[tuple[list[str], list[str]]] = deque()
        """Terms and stems of pieces that are not in the vocabulary yet."""
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
        environment["PYTHONHASHSEED"] = "0"  # equal documents have equal numbers in all workers
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from index_store.team import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        self._authority: bytes | None = authority

    def call(self, call: Call) -> Any:
        """What the call returns, or raises."""
        writing, reading = self._process.stdin, self._process.stdout
        assert writing and reading
        try:
            if self._authority is not None:
                writing.write(self._authority)
                self._authority = None
            pickle.dump(call, writing, pickle.HIGHEST_PROTOCOL)
            writing.flush()
            done, result = pickle.load(reading)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as error:
            status = self._process.poll()
            raise KaikenError(
                f"a process that reads files has ended (status {status}): "
                "free some memory, or index with one process: --jobs 1"
            ) from error
        if not done:
            raise result
        if isinstance(result, Batch):
            self.learnt.append((result.terms, result.stems))
        return result

    def end(self) -> None:
        """End it, whatever it is doing. Never raises."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):  # something was still to be written
                    pipe.close()


class _Worker:
    """The other side: what a call may name."""

    def __init__(self, authority: Authority) -> None:
        from index_store.columnar.tokens import BatchTokeniser

        self._authority = authority
        self._tokeniser = BatchTokeniser()
        self._told = 0

    def take(self, paths: Sequence[Path]) -> Batch:
        """Whole files."""
        from index_store.intake import take
        from index_store.passages import documents

        return self._batch([take(path, lambda path: documents(path, self._authority)) for path in paths])

    def scan(self, file: Any, begin: int, end: int) -> Any:
        """A range of a large file."""
        return file.scan(begin, end)

    def take_share(self, file: Any, share: Any) -> Batch:
        """Some documents of a large file."""
        from index_store.intake import take_share

        return self._batch([take_share(file, share, self._authority)])

    def _batch(self, taken: list[Taken]) -> Batch:
        from index_store.columnar.piece import from_documents
        from index_store.intake import named

        rows = [one for several in taken for one in several.rows]
        piece = from_documents([named(one, str(number)) for number, one in enumerate(rows)], self._tokeniser)
        told, self._told = self._told, len(self._tokeniser.terms)
        return Batch(
            [replace(one, rows=[]) for one in taken],
            piece,
            self._told,
            self._tokeniser.terms[told:],
            self._tokeniser.stems[told:],
        )


def main() -> None:
    """Be a worker: make the calls that come in on standard input, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reading = sys.stdin.buffer
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as writing:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what is printed must not come between
        try:
            worker = _Worker(pickle.load(reading))
            while True:
                name, *arguments = pickle.load(reading)
                _answer(worker, name, arguments, writing)
        except (EOFError, OSError):
            return


def _answer(worker: _Worker, name: str, arguments: Sequence[Any], writing: IO[bytes]) -> None:
    try:
        answer = True, getattr(worker, name)(*arguments)
        content = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        content = pickle.dumps((False, _sendable(error)), pickle.HIGHEST_PROTOCOL)
    writing.write(content)
    writing.flush()


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
