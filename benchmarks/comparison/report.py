"""Outcomes -> Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from comparison.agreement import Agreement
from comparison.building import Built, Contender
from comparison.questions import CLASSES
from comparison.timing import Outcome, Outcomes

NONE = "–"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What an engine takes when it is searched, in a process of its own."""

    start: float
    """Milliseconds from nothing to the first page, the end of the process included; the median."""
    anonymous: int | None
    mapped: int | None
    """Bytes that are resident after questions of all classes."""


@dataclass(frozen=True, slots=True)
class Size:
    """Everything that was measured at one number of passages."""

    passages: int
    text: int
    """Bytes of the passages' file."""
    contenders: Sequence[Contender]
    built: Mapping[str, Built]
    footprints: Mapping[str, Footprint]
    bare: float
    """Milliseconds of a process that does nothing."""
    outcomes: Outcomes
    agreements: Mapping[tuple[str, str], Agreement]

    def outcome(self, contender: Contender, name: str) -> Outcome:
        return self.outcomes[contender.name, name]

    @property
    def classes(self) -> list[str]:
        return [name for name in CLASSES if any(asked == name for _, asked in self.outcomes)]


def markdown(sizes: Sequence[Size], left_out: Mapping[str, str], conditions: str) -> str:
    """The whole report."""
    parts = [conditions]
    for size in sizes:
        first = size.contenders[0].title
        parts += [f"## {size.passages:,} passages", "### Milliseconds: median (95th percentile)"]
        parts += [latencies(size), f"### Times as long as {first}, by medians", ratios(size)]
        parts += ["### The same when a question is asked for the first time", first_latencies(size)]
        parts += ["### Building, starting and holding an index", resources(size)]
        parts += [f"### Totals: for how many questions they are those of {first}", totals(size)]
        if disagreements := "\n".join(_disagreements(size)):
            parts += ["Larger differences than analysers explain:", disagreements]
    if len(sizes) > 1:
        parts += ["## Growth: milliseconds by medians, and the fastest of the others", growth(sizes)]
    parts += ["## What is compared", "\n".join(_remarks(sizes, left_out))]
    return "\n\n".join(parts) + "\n"


def latencies(size: Size) -> str:
    return _by_class(size, lambda contender, name: _spread(size.outcome(contender, name).latencies()))


def first_latencies(size: Size) -> str:
    return _by_class(size, lambda contender, name: _spread(size.outcome(contender, name).first_latencies()))


def ratios(size: Size) -> str:
    def cell(contender: Contender, name: str) -> str:
        first = size.outcome(size.contenders[0], name).latencies()
        found = size.outcome(contender, name).latencies()
        return _times(median(found) / median(first)) if first and found else NONE

    return _by_class(size, cell, skip_first=True)


def totals(size: Size) -> str:
    def cell(contender: Contender, name: str) -> str:
        found = size.agreements.get((contender.name, name))
        if found is None or found.reference == contender.name:
            return NONE
        apart = f", {found.largest:.1%} at most" if found.largest else ""
        mark = "*" if name in contender.differs else ""
        return f"{found.equal} of {found.compared}{apart}{mark}"

    return _by_class(size, cell, skip_first=True)


def resources(size: Size) -> str:
    head = (
        *("engine", "passages a second", "a processor second", "memory to build, MB"),
        *("index, MB", "times the text"),
        *("first page of a new process, ms", "anonymous, MB", "mapped, MB"),
    )
    rows: list[Sequence[str]] = []
    for contender in size.contenders:
        built, found = size.built[contender.name], size.footprints[contender.name]
        rows.append(
            (
                contender.title,
                f"{size.passages / built.seconds:,.0f}",
                f"{size.passages / built.processor:,.0f}",
                _mb(built.peak),
                _mb(built.size),
                f"{built.size / size.text:.2f}",
                f"{found.start:.0f}",
                _mb(found.anonymous),
                _mb(found.mapped),
            )
        )
    rows.append(("a process that does nothing", *[NONE] * 5, f"{size.bare:.0f}", NONE, NONE))
    return _table(head, rows)


def growth(sizes: Sequence[Size]) -> str:
    """The first engine at each size, and beside it the fastest of the others."""
    first = sizes[0].contenders[0]
    head = ["", *(f"{size.passages:,} {who}" for size in sizes for who in (first.title, "next"))]
    rows = []
    for name in CLASSES:
        cells: list[str] = []
        for size in sizes:
            found = {
                contender.title: median(times)
                for contender in size.contenders
                if (contender.name, name) in size.outcomes
                and (times := size.outcome(contender, name).latencies())
            }
            own = found.pop(first.title, None)
            cells.append(NONE if own is None else _ms(own))
            best = min(found, key=lambda title: found[title], default=None)
            cells.append(NONE if best is None else f"{_ms(found[best])} {best}")
        if any(cell != NONE for cell in cells):
            rows.append((CLASSES[name], *cells))
    return _table(head, rows)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest of the ascending values that so many per cent of them do not exceed."""
    return values[max(0, -(-len(values) * percent // 100) - 1)]


def _disagreements(size: Size) -> Iterator[str]:
    titles = {one.name: one.title for one in size.contenders}
    for contender in size.contenders:
        for name in size.classes:
            found = size.agreements.get((contender.name, name))
            if found is None or not found.fails or name in contender.differs:
                continue
            own = (
                f"{titles[found.reference]} {size.outcomes[found.reference, name].checks[found.worst].total}"
            )
            other = f"{contender.title} {size.outcome(contender, name).checks[found.worst].total}"
            short = f"; {found.short} pages of another length than the total says" if found.short else ""
            yield (
                f"* {contender.title}, {CLASSES[name]}: {found.near} of {found.compared} near enough; the "
                f"furthest is question {found.worst}: {own}, {other}{short}"
            )


def disagree(sizes: Sequence[Size]) -> bool:
    """Whether an engine finds something else where it should find the same."""
    return any(True for size in sizes for _ in _disagreements(size))


def _remarks(sizes: Sequence[Size], left_out: Mapping[str, str]) -> Iterator[str]:
    contenders = {one.name: one for size in sizes for one in size.contenders}.values()
    for contender in contenders:
        where = "" if contender.local else f", in a process of {contender.python}"
        yield f"* {contender.title}: {contender.version}{where}. {' '.join(contender.remarks)}".rstrip()
    for reason in dict.fromkeys(
        f"{contender.title}*: {reason}" for contender in contenders for reason in contender.differs.values()
    ):
        yield f"* {reason}."
    refused: dict[tuple[str, str], dict[str, None]] = {}
    for size in sizes:
        for contender in size.contenders:
            for name in size.classes:
                if (why := size.outcome(contender, name).refused) is not None:
                    refused.setdefault((contender.title, why), {})[CLASSES[name]] = None
    for (title, why), names in refused.items():
        yield f"* {title} is not asked {', '.join(names)}: {why}."
    for name, reason in left_out.items():
        yield f"* {name} is left out: {reason}."


def _by_class(size: Size, cell: Callable[[Contender, str], str], skip_first: bool = False) -> str:
    shown = size.contenders[1:] if skip_first else size.contenders
    rows = [(CLASSES[name], *(cell(one, name) for one in shown)) for name in size.classes]
    return _table(("", *(one.title for one in shown)), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _spread(ascending: Sequence[float]) -> str:
    return f"{_ms(median(ascending))} ({_ms(percentile(ascending, 95))})" if ascending else NONE


def _ms(value: float) -> str:
    return f"{value:.3f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _times(value: float) -> str:
    return f"{value:.2g}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _mb(size: int | None) -> str:
    return NONE if size is None else f"{size / 1e6:,.1f}"
