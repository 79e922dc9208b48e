"""Rebuilding: an index is made anew beside the old one, verified, and only then takes its place.

    catalogue, or paths --update--> folder/rebuild.new --verify--> files moved --publish--> next generation

Until the last step the old index is what it was, whether it could be read or not; so is it after a failure or
a crash, and what was begun is thrown away by the next rebuild.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from index_store import header, manifest
from index_store.basics import KaikenError
from index_store.catalogue import Catalogue, encode, read_body
from index_store.durable import listed, remove, sync_folder, write_durably
from index_store.indexing import Progress, Report, update
from index_store.intake import Parse
from index_store.manifest import Manifest
from index_store.reading import is_readable_name
from index_store.snapshot import missing
from index_store.storage import (
    PEOPLE_FILE,
    default_folder,
    is_of_an_older_version,
    is_ours,
    sweep,
    write_lock,
)
from index_store.verifying import verify

ASIDE = "rebuild.new"
"""The folder, within that of the index, where the new one is made."""

_NUMBER = re.compile(r"[0-9]+")


def rebuild(
    paths: Sequence[str | os.PathLike[str]] = (),
    folder: str | os.PathLike[str] | None = None,
    *,
    people: str | os.PathLike[str] | None = None,
    parse: Parse | None = None,
    progress: Callable[[Progress], None] | None = None,
    jobs: int | None = None,
) -> Report:
    """Make the index in `folder` anew of `paths`, or of what was indexed before.

    Arguments are those of `update`. Raises KaikenError where there is no index, where nobody can tell what
    was in it, or where a file that was in it is gone and no paths are given; and where the new index is not
    sound.
    """
    target = (default_folder() if folder is None else Path(folder).expanduser()).resolve()
    if not target.is_dir() or not any(map(is_ours, listed(target))):
        raise missing(target)
    with write_lock(target):
        sources = [Path(path) for path in paths] or _indexed_before(target)
        aside = target / ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        try:
            aside.mkdir()
            if (target / PEOPLE_FILE).exists():
                write_durably(aside / PEOPLE_FILE, (target / PEOPLE_FILE).read_bytes())
            report = update(
                sources,
                aside,
                people=people,
                parse=parse,
                wanted=lambda path: is_readable_name(path) and not path.is_relative_to(target),
                progress=progress,
                jobs=jobs,
            )
            verdict = verify(aside, sources=False)
            if not verdict.sound:
                raise KaikenError(
                    f"{target}: the new index is not sound ({verdict.damage[0]}): kept the old one"
                )
            _swap(target, aside)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        for name in filter(is_of_an_older_version, listed(target)):
            remove(target / name)
    return report


def _indexed_before(folder: Path) -> list[Path]:
    """The folders and files that the newest readable catalogue lists. Raises KaikenError."""
    catalogue = _newest_catalogue(folder)
    gone = [file.path for file in catalogue.files if not Path(file.path).is_file()]
    if gone:
        raise KaikenError(
            f"{folder}: {len(gone):,} of the files in this index are not there ({gone[0]}): put them back, "
            "or say what to index: `kaiken index --rebuild PATH`"
        )
    roots = [Path(root) for root in catalogue.roots]
    others = [Path(file.path) for file in catalogue.files]
    return [*roots, *(path for path in others if not any(path.is_relative_to(root) for root in roots))]


def _newest_catalogue(folder: Path) -> Catalogue:
    numbers = sorted(int(m[1]) for name in listed(folder) if (m := manifest.CATALOGUE.fullmatch(name)))
    for number in reversed(numbers):
        try:
            with manifest.open_regular(folder, header.file_name(number)) as file:
                digest = header.read_header(file, os.fspath(folder), number, any_schema=True)
                return read_body(file, digest, os.fspath(folder), number)
        except (KaikenError, OSError):
            continue
    raise KaikenError(
        f"{folder}: nothing in it tells any more what was indexed: say it with `kaiken index --rebuild PATH`"
    )


def _swap(target: Path, aside: Path) -> None:
    """Move the files of the index `aside` into `target` and publish them there. Raises OSError."""
    newest = manifest.latest_generation(aside)
    assert newest is not None
    made = manifest.read(aside, newest)
    # Above every number in the folder, so that nothing is overwritten and this is the newest.
    first = 1 + max(
        (int(n) for name in listed(target) if is_ours(name) for n in _NUMBER.findall(name)), default=0
    )
    files, segments = {}, []
    for number, entry in enumerate(made.segments, first):
        name = f"segment-{number}.seg"
        (aside / entry.file).replace(target / name)
        files[name] = manifest.describe(target, name)
        segments.append(replace(entry, file=name))
    generation = first + len(segments)
    with manifest.open_regular(aside, made.catalogue) as file:
        digest = header.read_header(file, os.fspath(aside), newest)
        catalogue = read_body(file, digest, os.fspath(aside), newest)
    name = header.file_name(generation)
    write_durably(target / name, encode(catalogue, generation))
    files[name] = manifest.describe(target, name)
    sync_folder(target)
    manifest.publish(target, Manifest(generation, name, tuple(segments), files))
    sweep(target, previous=False)
