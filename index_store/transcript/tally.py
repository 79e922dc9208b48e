"""How a document prints its label-like strings: what is counted before any of them is judged.

In: the lines and the candidates. Out: a `Tally`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .candidates import Candidates
from .label import Label
from .lines import PAGE_REGIONS, Line
from .wording import ends_open, ends_sentence, is_shouted, starts_lower

_DASH_STOP = re.compile(r"[^\W\d_][^.]{2,120}\.\s?[–—-]+\s")
"""`Jane Doe, on behalf of the Group. – Madam President`"""
_BEGINNING = 12
"""Characters by which texts behind a label are told apart."""
_FIRST_LINES = 400
"""Lines that show whether a document is in capitals throughout."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over the candidates of a document."""

    count: Counter[str]
    """With how many different texts behind it each label stands, by its key: a line that comes back as it is
    shows nothing."""
    hard: Counter[str]
    """The same without those at the head of a line that goes on with the one before, and without names whose
    sentence goes on behind them."""
    terminators: Counter[str]
    with_colon: Counter[str]
    """How often each label stands with a colon, by its key."""
    lone_letters: bool
    """Both "Q" and "A" stand alone on lines."""
    dash_stops: int
    """How many candidates end in a period and a dash."""
    asked_with_dash: bool
    """A word for who asks ends in a dash."""
    shouted: bool
    """The document is in capitals throughout, so that capitals tell nothing."""
    bold_leads: frozenset[int]
    """Lines whose label is in bold and whose text is not."""
    running_on: frozenset[int]
    """Lines of the body at whose head the line before goes on."""


def tally_of(lines: Sequence[Line], body: Sequence[int], found: Candidates) -> Tally:
    """Count."""
    labels = found.labels
    return Tally(
        Counter(key for key, _ in {(c.key, _behind(lines, found, i)) for i, c in labels.items()}),
        Counter(
            key
            for key, _ in {
                (c.key, _behind(lines, found, i))
                for i, c in labels.items()
                if not lines[i].soft and not (c.bare and starts_lower(lines[i].text[c.end :]))
            }
        ),
        Counter(c.terminator for c in labels.values()),
        Counter(c.key for c in labels.values() if c.terminator == ":"),
        {c.printed for c in labels.values() if c.terminator == "line"} >= {"Q", "A"},
        sum(has_dash_stop(lines[i]) for i in labels),
        any(c.terminator == "-" and c.voice == "questioner" for c in labels.values()),
        is_shouted("".join(lines[i].text for i in body[:_FIRST_LINES])),
        frozenset(i for i, c in labels.items() if _is_bold_lead(lines[i], c)),
        _running_on(lines, body),
    )


def _behind(lines: Sequence[Line], found: Candidates, i: int) -> str:
    """How what is said under the label on line i begins."""
    said = lines[i].text[found.labels[i].end :].strip()
    behind = found.behind(i) if not said else None
    return (lines[behind].text.strip() if behind is not None else said)[:_BEGINNING]


def has_dash_stop(line: Line) -> bool:
    """The line begins with words that end in a period and a dash."""
    return bool(_DASH_STOP.match(line.text))


def _is_bold_lead(line: Line, label: Label) -> bool:
    printed = line.text[: line.lead].rstrip(" :：.\u00a0")
    ends = label.start + len(label.printed)
    apart = line.lead > 0 and not line.bold and abs(len(printed) - ends) <= 1
    return apart and label.terminator in (":", "time", ".")


def _running_on(lines: Sequence[Line], body: Sequence[int]) -> frozenset[int]:
    """Lines wrapped off one that stops inside a sentence. A line of the masthead or a page number before
    them does not count: only what belongs to the body goes on."""
    inside = frozenset(body)
    return frozenset(
        i
        for before, i in pairwise([-1, *body])
        if lines[i].soft
        and (i - 1 in inside or (before >= 0 and _parted_by_page(lines[before + 1 : i])))
        and (not ends_sentence(lines[before].text) or ends_open(lines[before].text))
    )


def _parted_by_page(between: Sequence[Line]) -> bool:
    return all(x.region in PAGE_REGIONS for x in between)
