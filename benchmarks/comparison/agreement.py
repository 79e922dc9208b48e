"""Whether the engines find the same: their totals beside those of the first engine that has any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comparison.questions import CLASSES
from comparison.timing import Outcome, Outcomes

TOLERANCE = 0.02
"""What is taken for the same: possessives and versions of a stemmer make totals differ a little."""

OUTLIERS = 0.1
"""The share of questions that may lie outside of it, where two stemmers disagree about a frequent word."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one engine with a reference, in one class."""

    reference: str
    """The engine whose totals are compared with."""
    compared: int
    equal: int
    near: int
    """How many differ by TOLERANCE at most, or by one passage."""
    largest: float
    """The largest difference, as a share of the larger total."""
    worst: int
    """The number of the question that has it."""
    short: int
    """Pages with another number of hits than their total promises."""

    @property
    def fails(self) -> bool:
        return self.near < self.compared * (1 - OUTLIERS) or self.short > 0


def compare(reference: str, first: Outcome, other: Outcome) -> Agreement | None:
    """None where there is no question that both were asked."""
    both = sorted(first.checks.keys() & other.checks.keys())
    if not both:
        return None
    pairs = {at: (first.checks[at].total, other.checks[at].total) for at in both}
    apart = {at: abs(one - two) / max(one, two, 1) for at, (one, two) in pairs.items()}
    worst = max(apart, key=lambda at: apart[at])
    return Agreement(
        reference=reference,
        compared=len(both),
        equal=sum(one == two for one, two in pairs.values()),
        near=sum(apart[at] <= TOLERANCE or abs(one - two) == 1 for at, (one, two) in pairs.items()),
        largest=apart[worst],
        worst=worst,
        short=sum(not check.complete for check in other.checks.values()),
    )


def agreements(engines: Sequence[str], outcomes: Outcomes) -> dict[tuple[str, str], Agreement]:
    """By engine and class, for those that were asked."""
    found = {}
    for name in CLASSES:
        asked = [engine for engine in engines if (engine, name) in outcomes and outcomes[engine, name].checks]
        for engine in asked:
            one = compare(asked[0], outcomes[asked[0], name], outcomes[engine, name])
            if one is not None:
                found[engine, name] = one
    return found
