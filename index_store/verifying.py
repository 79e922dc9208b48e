"""Verification: is the index what was written, does it make sense, and does it say what its sources say?

    folder --verify--> Verdict: what is damaged, which sources have changed or are gone, which differ

Three questions, each only asked when the one before was answered well. Are all files of the newest generation
as the manifest has them, byte for byte? Do the arrays of each segment agree with each other, with the texts
and with the catalogue? And does each passage stand in its source file, at its offsets, as it is shown?
"""

from __future__ import annotations

import hashlib
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from index_store import manifest
from index_store.basics import KaikenError
from index_store.columnar.check import problems
from index_store.columnar.lookup import rows_of_document
from index_store.snapshot import Snapshot, missing, open_snapshot
from index_store.sources import Stored, differing

if TYPE_CHECKING:
    from index_store.catalogue import FileRecord


@dataclass(slots=True)
class Verdict:
    """What was found. Lists of sentences; all empty where everything is well."""

    generation: int | None = None
    passages: int = 0
    documents: int = 0
    sources: int = 0
    """Files that were read again."""
    damage: list[str] = field(default_factory=list)
    """What is wrong with the index itself. Answers cannot be trusted."""
    changed: list[str] = field(default_factory=list)
    """Sources that are not as they were when they were indexed: `kaiken index` would read them again."""
    gone: list[str] = field(default_factory=list)
    """Sources that cannot be read any more."""
    differing: list[str] = field(default_factory=list)
    """Passages that do not stand in their unchanged source."""

    @property
    def sound(self) -> bool:
        """Whether the index is whole and says what its unchanged sources say."""
        return not self.damage and not self.differing


Progress = Callable[[Path, int, int], None]
"""Called before each source with its path, how many were read and how many there are."""


def verify(folder: Path, sources: bool = True, progress: Progress | None = None) -> Verdict:
    """Verify the newest generation of an index, and with `sources` its passages against their files.

    Raises KaikenError where there is no index, or one of another version; damage is in the verdict.
    """
    verdict = Verdict(generation=manifest.latest_generation(folder))
    if verdict.generation is None:
        raise missing(folder)
    try:
        made = manifest.read(folder, verdict.generation)
    except FileNotFoundError:
        raise KaikenError(f"{folder}: the index was changed meanwhile: verify it again") from None
    except manifest.VersionError:
        raise
    except KaikenError as error:
        verdict.damage.append(str(error))
        return verdict
    verdict.damage += _damaged_files(folder, made)
    if verdict.damage:
        return verdict
    try:
        with open_snapshot(folder) as snapshot:
            _look_into(snapshot, verdict)
            if sources and not verdict.damage:
                _compare(snapshot, verdict, progress)
    except KaikenError as error:
        verdict.damage.append(str(error))
    return verdict


def _damaged_files(folder: Path, made: manifest.Manifest) -> Iterator[str]:
    for name, entry in sorted(made.files.items()):
        try:
            manifest.check_file(folder, name, entry, entire=True)
        except FileNotFoundError:
            yield str(manifest.damaged(folder, name, "it is missing"))
        except KaikenError as error:
            yield str(error)


def _look_into(snapshot: Snapshot, verdict: Verdict) -> None:
    """Arrays, and whether catalogue and segments are of the same documents."""
    found: Counter[str] = Counter()
    for live in snapshot.segments:
        name = live.segment.path.name
        verdict.damage += [
            str(manifest.damaged(snapshot.folder, name, problem)) for problem in problems(live.segment)
        ]
    if verdict.damage:
        return
    seen: set[str] = set()
    for number in snapshot.docnums():
        live, row = snapshot.place(number)
        found[live.segment.value_of("document", row)] += 1
        id = f"{live.segment.value_of('document', row)}/{live.segment.ordinal_[row]}"
        if id in seen:
            verdict.damage.append(f"{snapshot.folder}: passage {id} is there twice")
        seen.add(id)
    verdict.passages, verdict.documents = sum(found.values()), len(snapshot.documents)
    for id, record in snapshot.documents.items():
        if found[id] != record.passages:
            verdict.damage.append(
                f"{snapshot.folder}: {id} has {found[id]} passages, and the catalogue says {record.passages}"
            )
    verdict.damage += [
        f"{snapshot.folder}: {id} is not in the catalogue" for id in found.keys() - snapshot.documents.keys()
    ]


def _compare(snapshot: Snapshot, verdict: Verdict, progress: Progress | None) -> None:
    files = snapshot.catalogue.files
    for done, file in enumerate(files):
        path = Path(file.path)
        if progress:
            progress(path, done, len(files))
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                verdict.gone.append(f"{path}: is no ordinary file")
                continue
            with path.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            verdict.gone.append(f"{path}: {error.strerror}")
            continue
        except ValueError as error:  # a name that no file can have
            verdict.gone.append(f"{path!r}: {error}")
            continue
        if digest != file.sha256:
            verdict.changed.append(f"{path}: has changed since it was indexed")
            continue
        verdict.sources += 1
        verdict.differing += differing(path, _stored(snapshot, file))


def _stored(snapshot: Snapshot, file: FileRecord) -> dict[str | None, list[Stored]]:
    """The passages of a file, by document."""
    passages: dict[str | None, list[Stored]] = {}
    for record in file.documents:
        mine = passages.setdefault(record.part, [])
        for live in snapshot.segments:
            for row in rows_of_document(live.segment, record.id).tolist():
                if not live.is_deleted(row):
                    stored = live.segment.stored(row)
                    mine.append(Stored(stored["id"], stored["text"], stored["start"], stored["end"]))
    return passages
