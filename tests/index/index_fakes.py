"""A parser as simple as can be, so that these tests speak of the index alone.

A document is paragraphs, one a line: `Speaker: text`, `? text` for a question, `TEXT` for a statement nobody
is named for. Lines that begin with `@` set the document's values (`@date 2024-01-12`). A line `# NAME` begins
another document of the same file. `!` is what no parser can read, `!!` stops it in another way, and `?!` is a
line that only costs itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index_store.model import Document, KaikenError, Passage, Quote


@dataclass(frozen=True)
class Trouble:
    """A line that could not be read."""

    line: int
    message: str


def parse(path: Path) -> Iterator[Document | Trouble]:
    data = path.read_bytes()
    empty = Document(
        path=str(path),
        part=None,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/x-fake",
        encoding="utf-8",
        title=None,
        event="press conference",
        date=None,
        place=None,
        issuer=None,
        language="en",
        translation_note=None,
        author=None,
        source_url=None,
        passages=(),
    )
    document, at = empty, 0
    for number, line in enumerate(data.decode().splitlines(), 1):
        if line == "!":
            raise KaikenError(f"{path}: line {number} cannot be read")
        if line == "!!":
            raise ZeroDivisionError("a mistake in the parser")
        if line == "?!":
            yield Trouble(number, "no such thing")
        elif line.startswith("# "):
            if document.passages:
                yield document
            document = replace(empty, part=line[2:])
        elif line.startswith("@"):
            name, _, value = line[1:].partition(" ")
            document = replace(document, **{name: (value,) if name == "flags" else value})
        elif line.strip():
            document = replace(document, passages=(*document.passages, _passage(document, line, at)))
        at += len(line) + 1
    if document.passages or document.part is None:
        yield document


def _passage(document: Document, line: str, at: int) -> Passage:
    ordinal = len(document.passages) + 1
    speaker, colon, text = line.partition(": ")
    if not colon:
        speaker, text = "", line
    kind = "question" if line.startswith("? ") else "answer" if speaker else "statement"
    start = at + len(line) - len(text)
    before = document.passages[-1] if document.passages else None
    quotes = ()
    if '"' in text:
        first = text.index('"') + 1
        last = text.rindex('"')
        quotes = (Quote(first, last, text[first:last], speaker or None),) if last > first else ()
    return Passage(
        ordinal,
        text,
        ((start, start + len(text)),),
        speaker=speaker or None,
        role="Minister" if speaker else None,
        kind=kind,
        how="label" if speaker else None,
        answers_to=(before.ordinal,) if kind == "answer" and before and before.kind == "question" else (),
        quotes=quotes,
    )


def wanted(path: Path) -> bool:
    return path.suffix == ".txt"
