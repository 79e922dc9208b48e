"""A paragraph of an article: its quotations, the text around them, and the people named there.

In: the text of the paragraph and the register of people. Out: a `QuotedText`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .names import bare
from .people import Known, People, fits_alone
from .quotation_marks import Mark, find_marks
from .vocabulary import words
from .wording import fold

_WORD = re.compile(r"(?<![\w-])[^\W\d_]+")
_GOES_ON = re.compile(r"[\w-]")
BLOT = "\u0000"
"""Stands for every character of a quotation in the text around it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A known person, named in the text around the quotations; offsets in the paragraph."""

    start: int
    end: int
    person: Known
    possessive: bool
    """A genitive, "X's"."""


@dataclass(frozen=True, slots=True)
class QuotedText:
    """One paragraph."""

    text: str
    around: str
    """The text with its quotations blotted out; offsets are the same."""
    marks: tuple[Mark, ...]
    mentions: tuple[Mention, ...]
    """In order."""
    people: People
    before: Known | None
    """The only person of the paragraph before."""
    unnamed: frozenset[str]
    """What people are, folded, who stand in the article without a name ("a spokesman")."""

    def mentions_within(self, start: int, end: int) -> list[Mention]:
        """The mentions between two offsets."""
        return [x for x in self.mentions if start <= x.start and x.end <= end]


def read_text(
    text: str, people: People, forms: Forms, before: Known | None, single: bool, unnamed: frozenset[str]
) -> QuotedText:
    """Find quotations and people. `forms` is of `forms_of`, `unnamed` of `unnamed_kinds`; `single` says that
    the document quotes in single marks."""
    marks = find_marks(text, single)
    around = text
    for m in marks:
        around = around[: m.start] + BLOT * (m.end - m.start) + around[m.end :]
    return QuotedText(text, around, marks, _mentions(around, forms), people, before, unnamed)


def unnamed_kinds(paragraphs: Iterable[str]) -> frozenset[str]:
    """What people are of whom the article speaks without a name: "a spokesman for Doe", "two officials"."""
    some = re.compile(
        r"\b(?:an?|another|one|two|three|some|several)\s+((?:[\w-]+\s+){0,2}?[a-z][\w-]+)(?!\s*,\s+[A-Z])",
        re.I,
    )
    kinds = words("labels", "office") | words("quotations", "occupation")
    found = (m[1].split()[-1] for text in paragraphs for m in some.finditer(text))
    return frozenset(fold(w).removesuffix("s") for w in found if fold(w).removesuffix("s") in kinds)


def names_kin(paragraphs: Iterable[str]) -> bool:
    """The document names somebody as a relative, "his brother John"."""
    kin = "|".join(sorted(words("quotations", "kinship")))
    pattern = re.compile(rf"\b(?:{kin})\s+[A-Z]\w+")
    return any(pattern.search(text) for text in paragraphs)


def only_person(mentions: Iterable[Mention]) -> Known | None:
    """The one person of all these mentions, or None."""
    return only({id(x.person): x.person for x in mentions}.values())


def only(people: Iterable[Known]) -> Known | None:
    """The one person that there is, or None."""
    found = list(people)
    return found[0] if len(found) == 1 else None


Forms = Mapping[str, Sequence[tuple[str, Known]]]
"""The forms in which an article names people, by the letters they begin with, the longest first."""


def forms_of(people: People, kin: bool) -> Forms:
    """The forms of everybody. `kin` says that the article speaks of two of one family."""
    printed = [{w for n in (k.printed, *k.names) for w in bare(n).split()} for k in people.known]
    holders = Counter(w for found in printed for w in found)
    out: dict[str, dict[str, Known]] = {}
    for known in people.known:
        for form in _forms(known, holders, kin):
            if first := _WORD.match(form):
                out.setdefault(first.group(), {})[form] = known
    return {w: sorted(found.items(), key=lambda x: (-len(x[0]), x[0])) for w, found in out.items()}


def _mentions(around: str, forms: Forms) -> tuple[Mention, ...]:
    found: list[Mention] = []
    at = 0
    for m in _WORD.finditer(around):
        if m.start() < at:
            continue
        for form, known in forms.get(m.group(), ()):
            end = m.start() + len(form)
            if around.startswith(form, m.start()) and not _GOES_ON.match(around, end):
                possessive = bool(re.match(r"['’](?:s\b|(?=\s))", around[end : end + 3]))
                found.append(Mention(m.start(), end, known, possessive))
                at = end
                break
    return tuple(found)


def _forms(known: Known, holders: Counter[str], kin: bool) -> Iterable[str]:
    """The forms in which the article names a person: those seen, and any single word of the name that no
    other person's name holds."""
    if kin:
        # Two of one family are named here, so that the family name alone is neither of them.
        return [n for n in known.names if len(n.split()) > 1] + [known.printed.split()[0]]
    out = set(known.names)
    for word in known.printed.split():
        alone = len(word) > 2 and not word.endswith(".") and holders[bare(word)] == 1
        if alone and fits_alone(word, known):
            out.add(word)
    return out
