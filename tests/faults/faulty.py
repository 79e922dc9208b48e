"""A layer between the index and the file system: every change of a folder is a step that somebody watches.

    with Watched(folder, watch): ...     watch(Step) before each open for writing, write, sync, rename ...

The watcher may let a step pass, raise an OSError in its place, or end the process. Python's own functions are
replaced, not the kernel's: everything that the index does to its folder goes through them.
"""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Step:
    """Something that is about to be done."""

    kind: str
    """open, write, truncate, sync, sync folder, rename, unlink, mkdir or rmdir"""
    path: str
    data: bytes = b""
    """What is written."""
    at: int = 0
    """Where it is written, or the length that a file is cut to."""
    to: str = ""
    """What the file is renamed to."""


Watch = Callable[[Step], None]


def opened(descriptor: int) -> Path:
    """What a descriptor is open for."""
    return Path(f"/proc/self/fd/{descriptor}").readlink()


class _File(io.FileIO):
    """A file whose writes are watched."""

    def __init__(self, path: str, mode: str, watch: Watch) -> None:
        self.watch = watch
        self.path = path
        watch(Step("open", path, at=0 if "w" in mode or "x" in mode else -1))
        super().__init__(path, mode)

    def write(self, data: Any) -> int:
        content = bytes(data)
        self.watch(Step("write", self.path, content, self.tell()))
        return super().write(content)

    def truncate(self, size: int | None = None) -> int:
        self.watch(Step("truncate", self.path, at=self.tell() if size is None else size))
        return super().truncate(size)


class Watched:
    """While it is entered, changes below `folder` are watched."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self._folder = os.path.realpath(folder)
        self._watch = watch
        self._saved: list[tuple[Any, str, Any]] = []

    def __enter__(self) -> Watched:
        self._open, self._os_open = io.open, os.open
        self._replace_all(io, "open", self._opened)
        self._replace_all(builtins, "open", self._opened)
        for name in ("fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir"):
            self._replace_all(os, name, getattr(self, f"_{name}")(getattr(os, name)))
        return self

    def __exit__(self, *_: object) -> None:
        for module, name, genuine in reversed(self._saved):
            setattr(module, name, genuine)

    def _replace_all(self, module: Any, name: str, ours: Any) -> None:
        self._saved.append((module, name, getattr(module, name)))
        setattr(module, name, ours)

    def _inside(self, path: Any, descriptor: int | None = None) -> str | None:
        if isinstance(path, int):
            return None
        text = os.fsdecode(path)
        if descriptor is not None:
            text = f"{opened(descriptor)}/{text}"
        absolute = os.path.abspath(text)  # noqa: PTH100  # Path.resolve would follow links
        return absolute if absolute.startswith(self._folder + os.sep) else None

    def _opened(self, file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **options: Any) -> Any:
        path = self._inside(file)
        if path is None or not set(mode) & set("wax+"):
            return self._open(file, mode, buffering, *rest, **options)
        raw = _File(path, mode.replace("b", "").replace("t", ""), self._watch)
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *rest, **options)

    def _fsync(self, genuine: Callable[[int], None]) -> Callable[[int], None]:
        def fsync(descriptor: int) -> None:
            path = opened(descriptor)
            if f"{path}/".startswith(f"{self._folder}/"):
                self._watch(Step("sync folder" if path.is_dir() else "sync", str(path)))
            genuine(descriptor)

        return fsync

    def _replace(self, genuine: Callable[..., None]) -> Callable[..., None]:
        def replace(source: Any, target: Any, **options: Any) -> None:
            path = self._inside(source)
            if path is not None:
                self._watch(Step("rename", path, to=self._inside(target) or os.fsdecode(target)))
            genuine(source, target, **options)

        return replace

    _rename = _replace

    def _removing(self, kind: str, genuine: Callable[..., None]) -> Callable[..., None]:
        def remove(path: Any, *rest: Any, dir_fd: int | None = None, **options: Any) -> None:
            inside = self._inside(path, dir_fd)
            if inside is not None:
                self._watch(Step(kind, inside))
            given = {} if dir_fd is None else {"dir_fd": dir_fd}
            genuine(path, *rest, **given, **options)

        return remove

    def _unlink(self, genuine: Callable[..., None]) -> Callable[..., None]:
        return self._removing("unlink", genuine)

    _remove = _unlink

    def _mkdir(self, genuine: Callable[..., None]) -> Callable[..., None]:
        return self._removing("mkdir", genuine)

    def _rmdir(self, genuine: Callable[..., None]) -> Callable[..., None]:
        return self._removing("rmdir", genuine)
