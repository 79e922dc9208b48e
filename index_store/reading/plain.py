"""Plain text: the text is the file as it is stored, one block for every line that is not blank.

bytes --decode--> stored == text --plain_blocks--> Source
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Source, SourceMap
from .decoding import decode, digest
from .layout import plain_blocks
from .registry import BY_NAME, FALLBACK, NO, Candidate, Format


def sniff(candidate: Candidate) -> float:
    """Anything that is text may be plain text, unless it says that it is XML."""
    if candidate.head is None:
        return NO
    if candidate.suffix in FORMAT.suffixes:
        return BY_NAME
    if candidate.head.lstrip("\ufeff \t\r\n").startswith("<?xml") or candidate.suffix == ".json":
        return NO
    return FALLBACK


def parse(data: bytes, path: str) -> Iterator[Source]:
    """The one document of a text file. Raises ReadError where its bytes are no text."""
    stored, encoding = decode(data, path)
    yield Source(
        path=path,
        media_type="text/plain",
        encoding=encoding,
        sha256=digest(data),
        stored=stored,
        text=stored,
        map=SourceMap.identity(len(stored)),
        blocks=plain_blocks(stored),
    )


FORMAT = Format("plain text", ("text/plain",), (".txt", ".text"), sniff, parse)
