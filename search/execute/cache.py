"""A cache bounded in bytes that threads may share without a lock.

Each operation on the dictionary is atomic, and nothing else has to be: threads that race may compute a value
twice, or take one for older than it is, and neither changes an answer. When the values have outgrown the
bound, those that were not used for longest are dropped until a quarter of it is free, so that this is rare.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, Protocol, TypeVar


class Kept(Protocol):
    """What a cache can hold."""

    used: int
    """When it was asked for last, set by the cache."""

    @property
    def nbytes(self) -> int:
        """Bytes that it takes; may grow."""
        ...


Value = TypeVar("Value", bound=Kept)


class Cache(Generic[Value]):
    """Values by key; `limit` in bytes."""

    __slots__ = ("_limit", "_now", "_spent", "_values")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: dict[Hashable, Value] = {}
        self._spent = 0
        self._now = 0

    def get(self, key: Hashable) -> Value | None:
        """The value of a key; None where there is none (any more)."""
        value = self._values.get(key)
        if value is not None:
            value.used = self._now
        return value

    def put(self, key: Hashable, value: Value) -> Value:
        """Keep a value; gives it back."""
        self._now += 1
        value.used = self._now
        self._values[key] = value
        self.grew(value.nbytes)
        return value

    def grew(self, size: int) -> None:
        """Tell that a value has grown by so many bytes."""
        self._now += 1
        self._spent += size
        if self._spent > self._limit:
            self._drop()

    def _drop(self) -> None:
        found = sorted(self._values.copy().items(), key=lambda item: item[1].used)
        sizes = [value.nbytes for _, value in found]
        left = sum(sizes)
        for (key, _), size in zip(found, sizes, strict=True):
            if left <= self._limit * 3 // 4:
                break
            self._values.pop(key, None)
            left -= size
        self._spent = left
