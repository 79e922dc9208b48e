"""Threads for the work of requests: so many at a time, so many waiting, each only so long.

A search cannot be stopped half-way. When it takes too long its visitor is told so and it runs on by itself,
in its own thread, which is why there is a fixed number of them: more work than they can do is refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from index_store.basics import KaikenError

_T = TypeVar("_T")

THREADS = 4
WAITING = 400
"""How many requests may wait for a thread."""
DEADLINE = 15.0
"""Seconds until a request is given up."""


class TooBusy(KaikenError):
    """More requests than can be worked on."""


class TooSlow(KaikenError):
    """A request that took too long."""


class Workers:
    """A pool of threads with a deadline. Its methods are called in the event loop."""

    def __init__(self, threads: int = THREADS, waiting: int = WAITING, deadline: float = DEADLINE) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="kaiken")
        self._most = threads + waiting
        self._pending = 0
        self.deadline = deadline

    async def run(self, work: Callable[[], _T]) -> _T:
        """What `work` returns or raises. Raises TooBusy at once, or TooSlow after `deadline` seconds."""
        if self._pending >= self._most:
            raise TooBusy("more is asked than can be answered at the moment: try again in a few seconds")
        self._pending += 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        future.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self.deadline)
        except TimeoutError:
            raise TooSlow(
                f"this took more than {self.deadline:g} seconds: ask for something narrower, or try again"
            ) from None

    def _done(self, future: asyncio.Future[_T]) -> None:
        self._pending -= 1
        if not future.cancelled():
            future.exception()  # seen by whoever waits; if nobody does any more, it needs no mention

    def close(self) -> None:
        """Take no more work; what runs is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)
