"""Which label-like strings of a document are its speaker labels.

In: the lines of a document and what its head says about people. Out: an `Inventory`: for each line the
accepted label, a refusal, or doubt. Every document teaches its own labels: generic voices and full forms are
clear by themselves; a bare name counts where the head of the document introduces it, where another label
does, or where it returns as a label and nothing in the text speaks against its being a name.

    candidates -> tally -> clear labels -> evidence -> judgement -> settling
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .candidates import find_candidates, with_attributes
from .evidence import gather
from .judgement import judge, may_be_label
from .label import Label
from .lines import Line
from .people import People
from .settling import settle
from .wording import is_capitals

_LONGEST_SHOWN = 60
"""Characters of a line that is reported as a doubtful label."""


@dataclass(frozen=True, slots=True)
class Found:
    """A label-like string at the head of a line, judged."""

    label: Label
    accepted: bool
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Inventory:
    """The judgement of every line that begins like a label, by index of the line."""

    at: dict[int, Found]
    absorbed: frozenset[int]
    """Lines that belong to a label on a line of its own: a constituency, a party, an office, a time."""
    refused: Counter[str]
    """Label-like strings that were refused, for reports."""
    length: dict[int, int]
    """Length of the lines with a label."""

    @property
    def apart(self) -> bool:
        """Labels stand in a column of their own, apart from what was said, as in a bad scan: many are
        followed by the next label at once."""
        order = sorted(i for i, f in self.at.items() if f.accepted)
        empty = [i for i in order if self.at[i].label.end >= self.length.get(i, 0)]
        in_a_row = sum(i + 1 in self.at and self.at[i + 1].accepted for i in empty)
        return in_a_row >= 4 and 5 * in_a_row >= len(order)

    @property
    def accepted(self) -> dict[int, Label]:
        return {i: f.label for i, f in self.at.items() if f.accepted}


def take_inventory(
    lines: Sequence[Line],
    body: Sequence[int],
    people: People,
    initials: Mapping[str, str] | None = None,
    title: str = "",
    publication: str | None = None,
) -> Inventory:
    """Judge the label-like strings of the lines at the indices `body`.

    `initials` holds the people whom the document's own key abbreviates ("TJ"), `title` is its title,
    `publication` the outlet that publishes it.
    """
    candidates = find_candidates(lines, body, initials, publication)
    evidence = gather(lines, body, people, candidates, title)
    at: dict[int, Found] = {}
    refused: Counter[str] = Counter()
    absorbed: set[int] = set()
    for i in body:
        label = candidates.labels.get(i)
        if label is None:
            if may_be_label(evidence, i):
                at[i] = Found(Label(0, 0, lines[i].text[:_LONGEST_SHOWN], "person"), False, True)
            continue
        verdict = judge(evidence, i, label)
        if verdict == "refuse":
            refused[label.printed] += 1
            continue
        below = candidates.attributes.get(i) if label.terminator == "line" else None
        if verdict == "accept" and below:
            absorbed.update(below)
            at[i] = Found(with_attributes(label, [lines[k].text for k in below]), True)
        else:
            at[i] = Found(settle(evidence, label), verdict == "accept", verdict == "doubt")
    if not any(f.accepted for f in at.values()):
        at, absorbed = {}, set()
    return Inventory(at, frozenset(absorbed), refused, {i: len(lines[i].text.rstrip()) for i in at})


def inline_labels(inventory: Inventory) -> re.Pattern[str] | None:
    """The labels in capitals that a document uses, as they may stand inside a line behind the end of a
    sentence, where paragraphs were run together. None where it uses none."""
    printed = {
        x.printed
        for x in inventory.accepted.values()
        if x.terminator == ":" and is_capitals(x.printed) and len(x.printed) > 2
    }
    if not printed:
        return None
    forms = "|".join(sorted(map(re.escape, printed), key=len, reverse=True))
    return re.compile(rf"(?<=[.?!…\"”’)\]])\s*(?P<label>(?:{forms})\s*[:：])(?=\s*\S)")
