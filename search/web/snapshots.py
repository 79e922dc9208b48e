"""One searcher for many requests, and the newest commit for each of them.

    folder --use--> Held: the searcher of the newest generation, and what was worked out from it

A searcher reads one generation. Where a writer has published another, the first request that notices opens
it and makes it ready while others go on with the one before; a searcher is closed when the last request that
uses it is done. An export holds on to its generation for a while, so that its pages are of one piece.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from index_store.basics import KaikenError
from index_store.header import file_name
from index_store.snapshot import missing
from index_store.storage import latest_generation
from search.searcher import Searcher

KEPT_SECONDS = 600.0
"""How long an older generation is kept after an export last read it."""
MOST_KEPT = 3
"""How many older generations are kept at most."""

_T = TypeVar("_T")


class NoIndex(KaikenError):
    """There is no index in the folder yet."""


class Unreadable(KaikenError):
    """There is an index, and it cannot be read."""


class Gone(KaikenError):
    """The generation that an export began with is not there any more."""


class Key(NamedTuple):
    """Which state of which index: an index that was made anew has other times than the one before."""

    generation: int
    made: int
    """When its catalogue was written, in nanoseconds."""
    size: int

    def __str__(self) -> str:
        return f"{self.generation}-{self.made:x}-{self.size:x}"


@dataclass(slots=True)
class Held:
    """A searcher that is in use, and values that were computed from it."""

    key: Key
    searcher: Searcher
    users: int = 0
    retired: bool = False
    kept_until: float = 0.0
    _values: dict[object, Any] = field(default_factory=dict)
    _locks: defaultdict[object, Lock] = field(default_factory=lambda: defaultdict(Lock))

    def once(self, name: object, compute: Callable[[Searcher], _T]) -> _T:
        """The value of that name, computed when it is first asked for in this generation.

        Others that want it wait; values of other names do not.
        """
        if name not in self._values:
            with self._locks[name]:
                if name not in self._values:
                    self._values[name] = compute(self.searcher)
        value: _T = self._values[name]
        return value


class Snapshots:
    """The searchers of one folder. Threads share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._opening = Lock()
        self._current: Held | None = None
        self._kept: dict[str, Held] = {}
        self._closed = False

    def key(self) -> Key | None:
        """The newest state of the index; None where there is none."""
        generation = latest_generation(self.folder)
        if generation is None:
            return None
        try:
            stat = (self.folder / file_name(generation)).stat()
        except OSError:
            return Key(generation, 0, 0)  # opening it will say what is wrong
        return Key(generation, stat.st_mtime_ns, stat.st_size)

    @contextlib.contextmanager
    def use(self, pinned: str | None = None) -> Iterator[Held]:
        """The newest state, or the one whose key is `pinned`, for as long as the block runs.

        Raises NoIndex where there is none, Unreadable where it can't be opened, Gone where the pinned state
        is not kept any more.
        """
        held = self._take(pinned)
        try:
            yield held
        finally:
            self._give_back(held)

    def keep(self, held: Held) -> None:
        """Keep this state for exports, also when newer ones come."""
        with self._lock:
            held.kept_until = monotonic() + KEPT_SECONDS
            self._kept[str(held.key)] = held

    def close(self) -> None:
        """Close what is open; requests that are running keep theirs until they are done."""
        with self._lock:
            self._closed = True
            everything = [*self._kept.values(), *([self._current] if self._current else [])]
            self._current = None
            self._kept.clear()
            for held in everything:
                held.retired = True
            done = [held for held in everything if held.users == 0]
        _close(done)

    def _take(self, pinned: str | None) -> Held:
        key = self.key()
        if pinned is not None and (key is None or pinned != str(key)):
            return self._take_kept(pinned)
        if key is None:
            raise NoIndex(str(missing(self.folder)))
        held = self._borrow(key)
        if held is not None:
            return held
        if not self._opening.acquire(blocking=False):
            # Another request is opening the new state. Until it has, the one before will do.
            held = self._borrow(None)
            if held is not None:
                return held
            self._opening.acquire()
        try:
            held = self._borrow(key)
            return held if held is not None else self._open(key)
        finally:
            self._opening.release()

    def _take_kept(self, pinned: str) -> Held:
        with self._lock:
            held = self._kept.get(pinned)
            if held is None:
                raise Gone("the index has changed since this export began: begin it again")
            held.users += 1
            held.kept_until = monotonic() + KEPT_SECONDS
            return held

    def _borrow(self, key: Key | None) -> Held | None:
        """The current searcher, if it reads that state (None: any)."""
        with self._lock:
            held = self._current
            if held is None or (key is not None and held.key != key):
                return None
            held.users += 1
            return held

    def _open(self, key: Key) -> Held:
        try:
            searcher = Searcher(self.folder)
        except KaikenError as error:
            raise Unreadable(str(error)) from error
        if searcher.generation != key.generation:
            # A commit came in between: what was opened is newer than the key.
            key = self.key() or key
            if searcher.generation != key.generation:
                key = Key(searcher.generation, 0, 0)
        held = Held(key, searcher, users=1)
        searcher.facets("", fields=True)  # reads the columns, so that no visitor waits for them
        with self._lock:
            done = self._replace(held)
        _close(done)
        return held

    def _replace(self, held: Held) -> list[Held]:
        """Make this the current one; what nobody uses any more is returned, to be closed."""
        before, self._current = self._current, held
        held.retired = self._closed
        now = monotonic()
        kept = sorted(self._kept.items(), key=lambda item: -item[1].kept_until)
        dropped = [h for at, (_, h) in enumerate(kept) if at >= MOST_KEPT or h.kept_until < now]
        self._kept = {name: h for name, h in kept if h not in dropped}
        for one in [*([before] if before else []), *dropped]:
            one.retired = one is not held and str(one.key) not in self._kept
        return [one for one in {id(o): o for o in (before, *dropped) if o}.values() if _is_done(one)]

    def _give_back(self, held: Held) -> None:
        with self._lock:
            held.users -= 1
            done = [held] if _is_done(held) else []
        _close(done)


def _is_done(held: Held) -> bool:
    return held.retired and held.users == 0


def _close(done: list[Held]) -> None:
    for held in done:
        held.searcher.close()
