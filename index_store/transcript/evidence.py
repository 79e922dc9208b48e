"""What a document's lines say for and against its label-like strings.

In: the lines, the candidates, what the head says about people. Out: `Tally`, which counts how the candidates
are printed, and `Evidence`, which adds what follows from the clear ones: the names they give and the habits
of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .candidates import Candidates
from .clear_labels import clear_labels
from .label import Label
from .lines import Line
from .names import part_of
from .people import People
from .tally import Tally, tally_of
from .usage import Usage
from .vocabulary import words
from .wording import fold, is_capitals, is_caseless, reads_as_said


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the judgement of one label rests on."""

    lines: Sequence[Line]
    people: People
    candidates: Candidates
    tally: Tally
    usage: Usage
    clear: frozenset[int]
    """Lines whose label needs no other evidence than its own form."""
    names: tuple[str, ...]
    """Names that clear labels and the head of the document give."""
    first_names: frozenset[str]
    """Keys of single names that belong to reporters who are called by their first names."""
    pair_order: str | None
    """Whether two-part labels print the "name" or the "outlet" first."""
    pairs: int
    """How many different two-part labels there are that the grammar can't read by itself."""
    capitals: int
    """How many labels stand in capitals, where capitals tell anything."""
    bare: int
    """How many different names without an office return."""
    own_line: bool
    """At least two labels stand alone on their lines in an unmistakable form."""
    bold_names: bool
    """Names alone on bold lines return: at least two of them."""
    period: bool
    """Two speakers at least are printed with a period, again and again."""
    period_capitals: bool
    """A surname in capitals with a period returns ("Mr. DOE."), where capitals tell anything."""
    period_names: int
    """How many different names of several words in capitals stand with a period, where capitals tell."""
    initials: bool
    """Somebody who returns is printed with initials ("K. Panin")."""
    asked: dict[str, bool] = field(default_factory=dict)
    """Answers of `knows`, so that a name that returns is compared with all names once."""

    @property
    def labels(self) -> dict[int, Label]:
        """The candidates by index of the line."""
        return self.candidates.labels

    def clear_ones(self) -> Iterator[Label]:
        """The clear labels, in no order."""
        return (self.labels[i] for i in self.clear)

    def knows(self, name: str) -> bool:
        """The head of the document or a clear label gives this name, or part of it, or more of it."""
        if name not in self.asked:
            self.asked[name] = _is_known(name, self.names)
        return self.asked[name]


def gather(
    lines: Sequence[Line], body: Sequence[int], people: People, found: Candidates, title: str
) -> Evidence:
    """The evidence of a document. `title` is its title; `people` holds whom its head names."""
    tally = tally_of(lines, body, found)
    labels = found.labels
    usage = Usage("\n".join(lines[i].text[labels[i].end if i in labels else 0 :] for i in body))
    clear = clear_labels(lines, labels, tally)
    bold_names = _has_bold_names(lines, labels, tally)
    own_line = _has_own_line_style(lines, found, tally, clear, bold_names)
    names = _names(labels, people, clear, fold(title), own_line)
    return Evidence(
        lines,
        people,
        found,
        tally,
        usage,
        clear,
        names,
        _first_names(lines, labels, usage, clear),
        _pair_order(labels[i] for i in clear),
        len({c.key for c in labels.values() if c.pair is not None}),
        _capitals(labels, tally, clear),
        _returning_names(labels, tally, usage, names),
        own_line,
        bold_names,
        _has_period_style(labels, tally),
        not tally.shouted and any(_is_capital_period(c, tally) for c in labels.values()),
        0 if tally.shouted else len({c.key for c in labels.values() if _is_full_capital_period(c)}),
        any(c.bare and has_initials(c.name or "") and tally.hard[c.key] >= 2 for c in labels.values()),
    )


def has_initials(name: str) -> bool:
    """Initials stand before the surname ("K. Panin")."""
    return bool(re.match(r"(?:[^\W\d_]\.\s?){1,3}[^\W\d_]{2,}", name))


# ---------------------------------------------------------------- names


def _names(
    labels: dict[int, Label], people: People, clear: frozenset[int], title: str, own_line: bool
) -> tuple[str, ...]:
    given = [k.printed for k in people.known]
    # A name of two words that the title prints as it stands is somebody's, whatever the language.
    titled = [c.name for c in labels.values() if c.bare and c.name and _is_in_title(c.name, title)]
    certain = [c.name for i in sorted(clear) if (c := labels[i]).name]
    alone = [c.name for c in labels.values() if c.terminator == "line" and c.name and "(" in c.printed]
    return tuple(dict.fromkeys([*given, *titled, *certain, *(alone if own_line else ())]))


def _is_in_title(name: str, title: str) -> bool:
    folded = fold(name)
    long = len(folded.split()) > 1 or (is_caseless(name) and len(folded) >= 3)
    return long and folded in title and folded not in words("labels", "place.names")


def _is_known(name: str, names: Sequence[str]) -> bool:
    if len(fold(name)) < 2:
        return False
    return any(part_of(name, n) or (part_of(n, name) and len(fold(n).split()) > 1) for n in names)


def _first_names(
    lines: Sequence[Line], labels: dict[int, Label], usage: Usage, clear: frozenset[int]
) -> frozenset[str]:
    """Single names that nothing introduces, in a document where at least two such names ask questions."""
    asking = {
        c.key
        for i, c in labels.items()
        if c.bare
        and c.terminator == ":"
        and i not in clear
        and len((c.name or "").split()) == 1
        and "?" in lines[i].text
        and fold(c.name or "") not in words("labels", "place.names")
        and not usage.speaks_against(c.name or "")
    }
    return frozenset(asking if len(asking) >= 2 and clear else ())


# ---------------------------------------------------------------- habits of the document


def _pair_order(clear: Iterator[Label]) -> str | None:
    order: Counter[str] = Counter()
    for c in clear:
        if c.voice == "questioner" and c.name and c.outlet and "," in c.printed:
            order["name" if c.printed.find(c.name) < c.printed.find(c.outlet) else "outlet"] += 1
    return order.most_common(1)[0][0] if order else None


def _capitals(labels: dict[int, Label], tally: Tally, clear: frozenset[int]) -> int:
    if tally.shouted:
        return 0
    shouted = [c for c in labels.values() if c.terminator == ":" and is_capitals(c.printed)]
    returning = {c.key for c in shouted if tally.count[c.key] >= 2}
    return max(len(returning), sum(is_capitals(labels[i].printed) for i in clear))


def _returning_names(labels: dict[int, Label], tally: Tally, usage: Usage, names: Sequence[str]) -> int:
    def returns(label: Label) -> bool:
        name = label.name or ""
        again = tally.hard[label.key] >= 2 and len(name.split()) > 1
        return (again and not usage.speaks_against(name)) or _is_known(name, names)

    return len({c.key for c in labels.values() if c.bare and returns(c)})


def _has_period_style(labels: dict[int, Label], tally: Tally) -> bool:
    found = {c.key for c in labels.values() if c.terminator == "." and c.name and tally.count[c.key] >= 2}
    return len(found) >= 2


def _is_capital_period(label: Label, tally: Tally) -> bool:
    named = label.terminator == "." and label.name is not None and is_capitals(label.name)
    return named and tally.count[label.key] >= 2


def _is_full_capital_period(label: Label) -> bool:
    full = label.terminator == "." and label.name is not None and len(label.name.split()) > 1
    return full and is_capitals(label.name or "")


def _has_bold_names(lines: Sequence[Line], labels: dict[int, Label], tally: Tally) -> bool:
    alone = [c for i, c in labels.items() if c.terminator == "line" and c.bare and lines[i].bold]
    return len({c.key for c in alone if tally.hard[c.key] >= 2 and len((c.name or "").split()) > 1}) >= 2


def _has_own_line_style(
    lines: Sequence[Line], found: Candidates, tally: Tally, clear: frozenset[int], bold_names: bool
) -> bool:
    """Unmistakable are a name with brackets or with an office that returns, an office, and a generic voice,
    with something said below."""
    telling = 0
    for i, c in found.labels.items():
        behind = found.behind(i) if c.terminator == "line" else None
        if behind is None or not reads_as_said(lines[behind].text):
            continue
        printed = "(" in c.printed or (" -" in c.printed and c.role) or bool(found.attributes.get(i))
        printed = printed or bool(c.role and c.name and tally.hard[c.key] >= 2)
        telling += bool(printed or c.voice != "person" or c.name is None or c.honorific)
    with_colon = sum(found.labels[i].terminator == ":" for i in clear)
    plain = telling >= 2 and telling > 2 * with_colon
    return plain or (bold_names and not with_colon)
