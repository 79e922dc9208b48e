"""Names: what the documents of an index are called.

A document of its own file is called by the path of the file within the indexed folder (`2024/kamikawa.txt`),
one of several in a file by its own id. Where that is taken, the name is made longer until nothing has it: the
file is put before the id (`briefings.jsonl#id`), then the folders above it, one by one. A name once given
stays.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import PurePath


def document_id(path: PurePath, root: PurePath, part: str | None, taken: Container[str]) -> str:
    """A name for a document that is not among `taken`.

    `path` is the absolute path of its file, `root` the folder above it that was indexed, `part` which
    document of the file it is (None where the file is one document). The same arguments always give the same
    name.
    """
    for name in _candidates(path, root, part):
        if name not in taken:
            return name
    # Only a part that is the full name of another document can get here.
    number = 2
    while (name := f"{path.as_posix()}#{part or ''}({number})") in taken:
        number += 1
    return name


def _candidates(path: PurePath, root: PurePath, part: str | None) -> Iterator[str]:
    if part:
        yield part
    suffix = f"#{part}" if part else ""
    folder = root
    while True:
        yield path.relative_to(folder).as_posix() + suffix
        if folder == folder.parent:
            break
        folder = folder.parent
    yield path.as_posix() + suffix
