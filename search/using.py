"""Something that threads use together and one of them closes: it ends when the last use does."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from types import TracebackType

from index_store.basics import KaikenError


class Using:
    """`with` it for each use. Uses may overlap and be nested; after `close` there are no new ones."""

    __slots__ = ("_closed", "_end", "_lock", "_users")

    def __init__(self, end: Callable[[], None]) -> None:
        """`end` is called once, when it is closed and nobody uses it any more."""
        self._end = end
        self._lock = Lock()
        self._users = 0
        self._closed = False

    def __enter__(self) -> None:
        """Raises KaikenError where it is closed."""
        with self._lock:
            if self._closed:
                raise KaikenError("this searcher is closed: open a new one")
            self._users += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._users -= 1
            last = self._closed and not self._users
        if last:
            self._end()

    def close(self) -> None:
        """No new uses; closing twice is harmless."""
        with self._lock:
            last = not self._closed and not self._users
            self._closed = True
        if last:
            self._end()
