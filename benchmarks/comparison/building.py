"""Folders of a size: the passages, the questions and an index an engine, made once and used again while
nothing they depend on has changed.

    WORK/10000/passages.jsonl   made by corpus.write            passages.json        of what
               questions.json   made by questions.draw          questions-key.json   of what
               whoosh/          an index                        whoosh.json          of what, and how it went
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comparison import corpus
from comparison.engine import read_passages
from comparison.questions import draw
from comparison.session import log, run_worker, write_questions
from comparison.worker import about

NOTE = 1
"""Changes whenever more is noted about building."""


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine that is installed."""

    name: str
    """By which it is selected."""
    python: str
    """The interpreter that has it."""
    title: str
    version: str
    store: str
    layout: str
    remarks: tuple[str, ...]
    differs: dict[str, str]

    @property
    def local(self) -> bool:
        """Whether it can be asked in this process."""
        return self.python == sys.executable


@dataclass(frozen=True, slots=True)
class Built:
    """An index and how it was made."""

    folder: Path
    seconds: float
    processor: float
    """Seconds of all its processors, in all its threads and processes, imports included."""
    peak: int | None
    """The most memory that indexing took, in bytes."""
    size: int
    """Of the index, in bytes."""


def find(name: str, pythons: Sequence[str]) -> Contender | str:
    """An engine in the first interpreter that has it; otherwise why it is left out."""
    reason = "not installed"
    for python in pythons:
        try:
            found = about(name) if python == sys.executable else run_worker(python, "about", name)
        except ImportError as error:
            reason = str(error)
            continue
        except (OSError, SystemExit):
            reason = f"{python} can't be run"
            continue
        if "missing" not in found:
            return Contender(name=name, python=python, **{**found, "remarks": tuple(found["remarks"])})
        reason = found["missing"]
    return reason


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder of one size."""

    folder: Path
    size: int

    @property
    def passages(self) -> Path:
        return self.folder / "passages.jsonl"

    @property
    def questions(self) -> Path:
        return self.folder / "questions.json"

    def prepare(self, data: Path, number: int, seed: int) -> None:
        """Write the passages, and `number` questions a class."""
        self.folder.mkdir(parents=True, exist_ok=True)
        key = {"data": corpus.fingerprint(data), "size": self.size, "seed": seed}
        note = self.folder / "passages.json"
        if _read(note) != key:
            log(f"{self.size:,} passages: writing them")
            note.unlink(missing_ok=True)
            corpus.write(data, self.size, self.passages, seed)
            _write(note, key)
        note = self.folder / "questions-key.json"
        if _read(note) != key | {"number": number}:
            log(f"{self.size:,} passages: drawing questions")
            note.unlink(missing_ok=True)
            write_questions(draw(read_passages(self.passages), number, seed), self.questions)
            _write(note, key | {"number": number})

    def index(self, contender: Contender, again: bool) -> Built:
        """The index of an engine; `again` builds it even if there is one."""
        folder, note = self.folder / contender.store, self.folder / f"{contender.store}.json"
        key = {**_read(self.folder / "passages.json"), "layout": contender.layout, "note": NOTE}
        known = _read(note)
        if again or known.get("key") != key:
            log(f"{self.size:,} passages: {contender.title} builds its index")
            note.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            known = {
                "key": key,
                **run_worker(contender.python, "build", contender.name, self.passages, folder),
            }
            _write(note, known)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        return Built(folder, known["seconds"], known["processor"], known["peak"], size)


def _read(file: Path) -> dict[str, Any]:
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record


def _write(file: Path, record: dict[str, Any]) -> None:
    file.write_text(json.dumps(record, indent=1), encoding="utf-8")
