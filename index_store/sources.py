"""Passages against the files they were taken from.

    path, stored passages --differing--> sentences about passages that do not stand there

A file is read again: a passage's text has to be what the reader of its format shows for the stored offsets,
whoever is said to speak. Lines in between (running heads, page numbers) may be left out. Where that is not so
simple the file is understood again, as it would be for indexing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index_store.model import Document, KaikenError, Ready, Source, SourceMap
from index_store.reading import Problem, read

HYPHENS = "-\u00ad\u2010"
"""What a word may be broken by at the end of a line."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage as the index holds it."""

    id: str
    text: str
    start: int
    end: int


Passages = Mapping[str | None, Sequence[Stored]]
"""Of the documents of a file, by `part`."""


def differing(path: Path, passages: Passages) -> Iterator[str]:
    """What is wrong with the passages of a file."""
    try:
        suspects = {part: list(wrong) for part, wrong in _suspects(path, passages).items() if wrong}
        if suspects:
            understood = _understood(path)
    except KaikenError as error:
        yield str(error)
        return
    for part, wrong in suspects.items():
        for passage in wrong:
            if (part, passage.start, passage.end, passage.text) not in understood:
                yield f"{passage.id}: is not what stands in {path} at {passage.start}:{passage.end}"


def _suspects(path: Path, passages: Passages) -> dict[str | None, list[Stored]]:
    """The passages that the lines of the file do not show in the simplest way."""
    suspects = {part: list(stored) for part, stored in passages.items()}
    for item in read(path):
        if not isinstance(item, Problem) and item.part in suspects:
            stands = _given(item) if isinstance(item, Ready) else partial(_shown, item)
            suspects[item.part] = [one for one in suspects[item.part] if not stands(one)]
    return suspects


def _understood(path: Path) -> set[tuple[str | None, int, int, str]]:
    """The passages as they would be indexed now: pieces of lines may be left out, too."""
    from index_store.passages import documents

    return {
        (document.part, passage.start, passage.end, passage.text)
        for document in documents(path)
        if isinstance(document, Document)
        for passage in document.passages
    }


def _given(item: Ready) -> Callable[[Stored], bool]:
    given = {(passage.start, passage.end, passage.text) for passage in item.passages}
    return lambda stored: (stored.start, stored.end, stored.text) in given


def _shown(item: Source, passage: Stored) -> bool:
    start, end = _text_at(item.map, passage.start), _text_until(item.map, passage.end)
    shown = item.text[start:end]
    return shown == passage.text or _is_wrapped(shown.splitlines(), passage.text)


def _text_at(map_: SourceMap, stored: int) -> int:
    """Where the text that comes from the stored characters from `stored` on begins."""
    return _within(map_, bisect_right(map_.start, stored) - 1, stored)


def _text_until(map_: SourceMap, stored: int) -> int:
    """Where the text that comes from the stored characters before `stored` ends."""
    return _within(map_, bisect_left(map_.start, stored) - 1, stored)


def _within(map_: SourceMap, piece: int, stored: int) -> int:
    if piece < 0:
        return 0
    first = map_.text[piece]
    width = (map_.text[piece + 1] if piece + 1 < len(map_.text) else map_.length) - first
    inside = stored - map_.start[piece]
    if map_.end[piece] - map_.start[piece] == width:
        return first + min(inside, width)
    return first + width if inside else first


def _is_wrapped(lines: Sequence[str], text: str) -> bool:
    """Whether the text is these lines, joined by spaces or at hyphens, inner ones perhaps left out."""
    places = {0}
    for number, line in enumerate(lines):
        line = line.strip()
        inner = 0 < number < len(lines) - 1
        after = set(places) if inner or not line else set()
        for place in places:
            if text.startswith(line, place):
                after |= {place + len(line), place + len(line) + text.startswith(" ", place + len(line))}
            elif line[-1:] in HYPHENS and text.startswith(line[:-1], place):
                after.add(place + len(line) - 1)
        places = after
    return len(text) in places
