"""Transcripts as passages: what the index holds and a reader is shown.

In: a file, or what a reader made of it. Out: `Document` values whose passages carry their text, their
speaker and the stored offsets from which the text can be read again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from .model import Document, Paragraph, Passage, Ready, ReadyPassage, Source, Transcript, Turn
from .reading import Problem, read
from .table import Table
from .transcript import parse
from .transcript.label import Label
from .transcript.labels import read_label

if TYPE_CHECKING:
    from .authority import Authority

__all__ = ["documents", "from_ready", "from_transcript", "understood"]


def documents(
    path: str | os.PathLike[str], authority: Authority | None = None
) -> Iterator[Document | Problem]:
    """The documents of a file, and the parts of it that could not be read.

    With an authority, people are called as it calls them; without one, as each document prints them. Raises
    ReadError where the file as a whole cannot be read.
    """
    for item in read(path):
        yield item if isinstance(item, Problem) else understood(item, authority)


def understood(item: Source | Ready, authority: Authority | None = None) -> Document:
    """The document that a reader found, with people called as in `documents`."""
    document = from_ready(item) if isinstance(item, Ready) else from_transcript(item, parse(item))
    return authority.apply(document) if authority else document


def from_transcript(source: Source, transcript: Transcript) -> Document:
    """The passages of a transcript, one a paragraph."""
    ordinals: list[list[int]] = []
    n = 0
    for turn in transcript.turns:
        ordinals.append(list(range(n + 1, n + 1 + len(turn.paragraphs))))
        n += len(turn.paragraphs)
    passages: list[Passage] = []
    for turn, own in zip(transcript.turns, ordinals, strict=True):
        answers = tuple(o for t in turn.answers for o in ordinals[t])
        for k, (paragraph, ordinal) in enumerate(zip(turn.paragraphs, own, strict=True)):
            passages.append(_passage(source, turn, paragraph, k, ordinal, answers))
    return Document(
        path=source.path,
        part=source.part,
        sha256=source.sha256,
        media_type=source.media_type,
        encoding=source.encoding,
        title=transcript.title,
        event=transcript.event,
        date=transcript.date,
        place=transcript.place,
        issuer=transcript.issuer,
        language=transcript.language,
        translation_note=transcript.translation_note,
        author=transcript.author,
        source_url=source.metadata.get("source_url"),
        passages=tuple(passages),
        people=transcript.people,
        flags=transcript.flags,
    )


def _passage(
    source: Source, turn: Turn, paragraph: Paragraph, k: int, ordinal: int, answers: tuple[int, ...]
) -> Passage:
    how = turn.how
    if k > 0 and how in ("label", "voice"):
        how = "continuation"
    return Passage(
        ordinal=ordinal,
        text=paragraph.text(source.text),
        spans=tuple(source.map.stored(a, b) for a, b in paragraph.spans),
        speaker=turn.speaker,
        role=turn.role,
        outlet=turn.outlet,
        kind=turn.kind,
        section=" > ".join(turn.section) or None,
        how=how,
        label=source.text[turn.label[0] : turn.label[1]].strip() if turn.label and k == 0 else None,
        answers_to=answers,
        quotes=turn.quotes[k] if turn.quotes else (),
    )


@lru_cache(maxsize=1 << 12)
def _voice(speaker: str) -> Label | None:
    """What a speaker would mean as a label; documents of one file share most of theirs."""
    return read_label(f"{speaker}:")


def from_ready(ready: Ready) -> Document:
    """Passages that somebody else made. A speaker that is only a generic label ("Q") names nobody: it makes
    the passage a question."""
    meta = ready.metadata
    given = Table.of(ReadyPassage, ready.passages)
    speakers, outlets = given.column("speaker"), given.column("outlet")
    voices = {name: _voice(name) for name in set(speakers) if name}
    generic = {n for n, voice in voices.items() if voice and voice.voice == "questioner" and not voice.name}
    printed = {name: voice.outlet for name, voice in voices.items() if voice}
    asks = [name in generic for name in speakers]
    columns = {
        "ordinal": range(1, len(given) + 1),
        "text": given.column("text"),
        "spans": [(span,) for span in zip(given.column("start"), given.column("end"), strict=True)],
        "speaker": [None if q else name for q, name in zip(asks, speakers, strict=True)],
        "role": [
            role or ("reporter" if q else None) for q, role in zip(asks, given.column("role"), strict=True)
        ],
        "outlet": [outlet or printed.get(name) for outlet, name in zip(outlets, speakers, strict=True)],
        "kind": [
            kind or ("question" if q else "statement")
            for q, kind in zip(asks, given.column("kind"), strict=True)
        ],
        "section": given.column("section"),
        "how": ["given" if name and not q else None for q, name in zip(asks, speakers, strict=True)],
    }
    return Document(
        path=ready.path,
        part=ready.part,
        sha256=ready.sha256,
        media_type=ready.media_type,
        encoding=ready.encoding,
        title=meta.get("title"),
        event=meta.get("kind"),
        date=meta.get("date"),
        place=meta.get("place"),
        issuer=meta.get("issuer"),
        language=meta.get("language"),
        translation_note=None,
        author=meta.get("author"),
        source_url=meta.get("source_url"),
        passages=Table(Passage, columns),
    )
