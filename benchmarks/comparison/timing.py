"""Questions in turn: round after round, question after question, class after class, engine after engine.

    sessions + questions --check--> totals, refusals --rounds--> nanoseconds of every call

The engines take turns at every single question, in an order that is random each time, so that what else the
machine does falls on all of them. A first round, which is not timed, reads files, compiles what is compiled
when first used, and looks at the answers.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import perf_counter

from comparison.engine import Question, Unsupported
from comparison.session import Check, Session


@dataclass(slots=True)
class Outcome:
    """What one engine did with one class of questions."""

    checks: dict[int, Check] = field(default_factory=dict)
    """By the number of the question."""
    refused: str | None = None
    """Why it can't be asked such questions."""
    calls: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Nanoseconds of every call, by the number of the question."""

    def latencies(self) -> list[float]:
        """Milliseconds that each question takes: the median of its calls; ascending."""
        return sorted(median(calls) / 1e6 for calls in self.calls.values())

    def first_latencies(self) -> list[float]:
        """Milliseconds that each question took when it was asked for the first time; ascending."""
        return sorted(check.first / 1e6 for check in self.checks.values())


Outcomes = dict[tuple[str, str], Outcome]
"""By engine and class."""


def measure(
    sessions: Mapping[str, Session],
    questions: Mapping[str, Sequence[Question]],
    rounds: int,
    budget: float,
) -> Outcomes:
    """Ask everything once to check it, then `rounds` times with the clock running.

    An engine is asked no more questions of a class when those it was asked took `budget` seconds, once for
    checking and once for all rounds; the questions are in random order, so that the first are a fair sample.
    """
    outcomes: Outcomes = {(engine, name): Outcome() for engine in sessions for name in questions}
    spent: defaultdict[tuple[str, str], float] = defaultdict(float)
    random = Random(1)
    for engine, name, at in _turns(sessions, questions, random):
        outcome = outcomes[engine, name]
        if outcome.refused is not None or spent[engine, name] > budget:
            continue
        began = perf_counter()
        try:
            outcome.checks[at] = sessions[engine].check(name, at)
        except Unsupported as error:
            outcome.refused = str(error)
            outcome.checks.clear()
        if len(outcome.checks) > 1:  # the first may compile the engine
            spent[engine, name] += perf_counter() - began
    gc.collect()
    gc.freeze()  # what is open stays; nobody's call has to visit it
    spent.clear()
    for _ in range(rounds):
        for engine, name, at in _turns(sessions, questions, random):
            outcome = outcomes[engine, name]
            if at in outcome.checks and spent[engine, name] <= budget:
                began = perf_counter()
                outcome.calls[at].append(sessions[engine].time(name, at))
                spent[engine, name] += perf_counter() - began
    gc.unfreeze()
    return outcomes


def _turns(
    sessions: Mapping[str, Session], questions: Mapping[str, Sequence[Question]], random: Random
) -> Iterator[tuple[str, str, int]]:
    """Engine, class and number of question, in the order in which they are asked."""
    engines = list(sessions)
    for at in range(max(map(len, questions.values()), default=0)):
        for name, asked in questions.items():
            if at < len(asked):
                for engine in random.sample(engines, len(engines)):
                    yield engine, name, at
