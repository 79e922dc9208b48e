"""Quotations in articles, and who is quoted.

In: the paragraphs of an article and the people it introduces. Out: for each paragraph its quotations with
offsets and, where the text says so, the speaker. The evidence is a verb of saying beside the quotation whose
subject is one known person. Whatever is left open has no speaker; words in quotation marks that nobody is
said to say (titles, scare quotes) are no quotations.

    quotation_marks -> quoted_text -> pronouns -> subjects -> attribution -> this
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Quote
from .attribution import (
    Speaker,
    attribute,
    goes_on_behind_source,
    has_source_behind,
    has_verb_beside,
)
from .people import Known, People
from .quotation_marks import Mark, find_marks, in_single_marks, is_all, is_speech, stands_alone
from .quoted_text import QuotedText, forms_of, names_kin, only, read_text, unnamed_kinds
from .sentences import ends_in
from .subjects import subject_of_lead

_SOURCE = 110
"""Characters of the longest source between two quotations of one speaker."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation, and who says it."""

    mark: Mark
    person: Known | None


def reported(paragraphs: Sequence[str]) -> int:
    """How many quotations have a verb of saying beside them: the mark of a report."""
    single = in_single_marks(paragraphs)
    return sum(has_verb_beside(text, m) for text in paragraphs for m in find_marks(text, single))


def quotations(
    paragraphs: Sequence[str], people: People, canonical: Sequence[str]
) -> list[tuple[Quote, ...]]:
    """The quotations of each paragraph. `canonical` holds the name of every person of the register."""
    names = {id(k): name for k, name in zip(people.known, canonical, strict=True)}
    single, kin = in_single_marks(paragraphs), names_kin(paragraphs)
    unnamed, forms = unnamed_kinds(paragraphs), forms_of(people, kin)
    out: list[tuple[Quote, ...]] = []
    carried: Speaker | None = None
    last: Known | None = None
    for paragraph in paragraphs:
        text = read_text(paragraph, people, forms, last, single, unnamed)
        said = _read(text, carried)
        out.append(tuple(_quote(paragraph, s, names) for s in said))
        carried = next((Speaker(s.person) for s in reversed(said) if s.mark.open), None)
        last = _subject_for_next(text, said)
    return out


def _quote(paragraph: str, said: _Said, names: dict[int, str]) -> Quote:
    m = said.mark
    return Quote(m.start, m.end, paragraph[m.start : m.end], names[id(said.person)] if said.person else None)


def _read(text: QuotedText, carried: Speaker | None) -> list[_Said]:
    """The quotations of one paragraph. `carried` is who says the one that the paragraph before left open."""
    found: list[_Said] = []
    for n, m in enumerate(text.marks):
        speaker = attribute(text, n)
        if found and found[-1].mark is text.marks[n - 1] and goes_on_behind_source(text, n):
            speaker = Speaker(found[-1].person)
        if speaker is None and n == 0 and m.start <= 1:
            speaker = carried
        if speaker is None and found and _goes_on(text, found[-1].mark, m):
            speaker = Speaker(found[-1].person)
        if speaker is None and stands_alone(text.text, m):
            speaker = _speaker_of_lone(text, m)
            if speaker is None:
                continue
        if speaker is None and not is_speech(text.text, m):
            continue
        found.append(_Said(m, speaker.person if speaker else None))
    return found


def _speaker_of_lone(text: QuotedText, m: Mark) -> Speaker | None:
    """Who says a quotation that is a sentence of its own; None where it is no quotation."""
    speech = is_speech(text.text, m)
    if not speech and len(text.marks) > 1:
        return None
    person = subject_of_lead(text, m.start, m.end)
    return Speaker(person) if person or speech or is_all(text.text, m) else None


def _goes_on(text: QuotedText, before: Mark, m: Mark) -> bool:
    """Nobody else comes in between two quotations of one paragraph, and the first asks nothing that the
    second may answer."""
    if text.text[before.start : before.end].rstrip().endswith("?"):
        return False
    short = not is_speech(text.text, m) and len(text.text[m.start : m.end].split()) < 4
    if short and not (stands_alone(text.text, m) and has_source_behind(text, before)):
        return False
    between = text.around[before.end + 1 : m.start - 1]
    others = {id(x.person) for x in text.mentions if before.end < x.start < m.start}
    return len(others) <= 1 and len(ends_in(between)) <= 1 and len(between) <= _SOURCE


def _subject_for_next(text: QuotedText, said: Sequence[_Said]) -> Known | None:
    """Whom a pronoun at the head of the next paragraph can mean: the only person of this one."""
    together = {id(x.person): x.person for x in text.mentions}
    together |= {id(s.person): s.person for s in said if s.person is not None}
    if together:
        return only(together.values())
    return None if said else text.before
