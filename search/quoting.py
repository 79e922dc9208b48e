"""What is cited: a passage, several, or a part of one -> quotations, each the words of one speaker.

    DOCUMENT/7                              one passage
    DOCUMENT/7 ... DOCUMENT/9               from one to another
    the same with characters start and end  a part of the first and the last

Words of two speakers are never one quotation, and neither are the words of somebody whom the document does
not name, unless they stand in one passage: two such passages may be two people's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index_store.basics import KaikenError
from search import citing
from search.results import PassageView

if TYPE_CHECKING:
    from index_store.catalogue import DocumentRecord
    from search.searcher import Searcher

MOST = 200
"""Passages that are cited at once."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of one speaker, verbatim, with everything that a citation tells."""

    paragraphs: tuple[str, ...]
    """The words, one string a passage."""
    passages: tuple[PassageView, ...]
    """Where they stand: as many."""
    document: DocumentRecord
    speaker: str | None
    """Who used the words; None where the document does not say."""
    relayed: bool
    """The document quotes the speaker; it is not a record of their speech."""
    whole: bool
    """All of the passages, not a part of them."""

    @property
    def who(self) -> str:
        """The speaker in words, with role and outlet; or what is known instead of a name."""
        if self.relayed and self.speaker:
            return f"{self.speaker}, quoted in {self.document.title or 'this text'}"
        others = dict.fromkeys(q.speaker for q in self.passages[0].quotes if q.speaker)
        about = f", quoting {' and '.join(others)}" if others and not self.speaker else ""
        return citing.voice(self.passages[0]) + about

    @property
    def where(self) -> tuple[str, ...]:
        """Event, date and place, as far as they are known; the event once."""
        parts = citing.where(self.passages[0])
        titled = self.relayed and bool(self.speaker) and bool(self.document.title)
        return tuple(parts[1:] if titled else parts)

    @property
    def paragraphs_named(self) -> str:
        """Which paragraphs of the document, counted from 1: 7, or 7-9."""
        first, last = self.passages[0].ordinal, self.passages[-1].ordinal
        return str(first) if first == last else f"{first}-{last}"

    @property
    def characters(self) -> tuple[int, int]:
        """The range of the source file, in characters as stored, in which the words stand."""
        return self.passages[0].source.start, self.passages[-1].source.end


def quotations(
    searcher: Searcher, first: str, last: str | None = None, *, start: int = 0, end: int | None = None
) -> tuple[Quoted, ...]:
    """What is quoted from the passage `first` to the passage `last` of the same document, both included.

    `start` is the character of the first passage's text where it begins, `end` the one of the last passage's
    text before which it ends. Raises KaikenError for passages that do not exist, are of two documents or too
    many, and for characters that the texts do not have.
    """
    begin = searcher.passage(first)
    stop = searcher.passage(last) if last else begin
    if begin.document != stop.document:
        raise KaikenError(f"{first} and {last} are of two documents: cite them one by one")
    if stop.ordinal < begin.ordinal:
        raise KaikenError(f"{last} comes before {first}: exchange the two")
    if stop.ordinal - begin.ordinal >= MOST:
        raise KaikenError(f"at most {MOST} passages are cited at once")
    between = range(begin.ordinal + 1, stop.ordinal)
    passages = [begin, *(searcher.passage(f"{begin.document}/{n}") for n in between)]
    if stop.ordinal != begin.ordinal:
        passages.append(stop)
    finish = len(stop.text) if end is None else end
    if not 0 <= start <= len(begin.text) or not 0 <= finish <= len(stop.text):
        raise KaikenError(f"{first} has {len(begin.text)} characters, {stop.id} {len(stop.text)}")
    record = searcher.document(begin.document)
    return tuple(_quotations(record, passages, start, finish))


def locate(passage: PassageView, words: str) -> tuple[int, int]:
    """The range of the passage's text that is exactly `words`. Raises KaikenError where there is none, or
    more than one."""
    at = passage.text.find(words)
    if at < 0 or not words:
        raise KaikenError(f'{passage.id} does not hold "{words}", character for character')
    if passage.text.find(words, at + 1) >= 0:
        raise KaikenError(f'{passage.id} holds "{words}" more than once: give more of the words around it')
    return at, at + len(words)


def _quotations(
    record: DocumentRecord, passages: Sequence[PassageView], start: int, end: int
) -> Iterator[Quoted]:
    pieces = []
    for n, passage in enumerate(passages):
        low = start if n == 0 else 0
        high = end if n == len(passages) - 1 else len(passage.text)
        low, high = _without_space(passage.text, low, high)
        if low < high:
            pieces.append((passage, low, high))
    if not pieces:
        raise KaikenError("there is no word in what was chosen: choose more")
    group: list[tuple[PassageView, int, int]] = []
    for piece in pieces:
        if group and not _one_speaker(group[-1][0], piece[0]):
            yield _quoted(record, group)
            group = []
        group.append(piece)
    yield _quoted(record, group)


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _one_speaker(a: PassageView, b: PassageView) -> bool:
    """Whether two passages, one right after the other, are one named person's speech in one capacity."""
    same = (a.speaker, a.role, a.outlet, a.kind) == (b.speaker, b.role, b.outlet, b.kind)
    return same and a.speaker is not None and b.ordinal == a.ordinal + 1


def _quoted(record: DocumentRecord, pieces: Sequence[tuple[PassageView, int, int]]) -> Quoted:
    passage, start, end = pieces[0]
    relayed = None
    if len(pieces) == 1 and not passage.speaker:
        within = [q for q in passage.quotes if q.start <= start and end <= q.end]
        relayed = within[0].speaker if within else None
    return Quoted(
        paragraphs=tuple(view.text[low:high] for view, low, high in pieces),
        passages=tuple(view for view, _, _ in pieces),
        document=record,
        speaker=passage.speaker or relayed,
        relayed=relayed is not None,
        whole=all(high - low == len(view.text.strip()) for view, low, high in pieces),
    )
