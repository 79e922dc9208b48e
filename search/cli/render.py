"""Results as a reader sees them: `Results` and a `Style` in, lines of text out.

On a terminal the text is wrapped and coloured; anywhere else a passage is one line, word for word, so that
it can be searched and counted by other programs. Matches are bold, or between ** and ** where there is no
colour. An ellipsis only ever stands outside of the words that it stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search import citing, safe
from search.cli.wrapping import wrap
from search.results import FacetCount, Hit, PassageView, Results

MARK = "**"
QUESTION_LENGTH = 300
"""How many characters of a question are shown with its answer."""
FACET_VALUES = 8
"""How many values of a facet are shown beside results."""

_BOLD, _DIM, _HIT, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Style:
    """How text is laid out: in colour or not, with marks or not, for a line of so many columns."""

    color: bool = False
    mark: bool = True
    width: int | None = None
    """None where lines are not wrapped."""

    def bold(self, value: str) -> str:
        return f"{_BOLD}{value}{_PLAIN}" if self.color and value else value

    def dim(self, value: str) -> str:
        return f"{_DIM}{value}{_PLAIN}" if self.color and value else value

    def hit(self, value: str) -> str:
        return f"{_HIT}{value}{_PLAIN}" if self.color and value else value


def search_results(results: Results, style: Style, *, page: int = 1, limit: int = 10) -> Iterator[str]:
    """Everything that a search shows, line by line."""
    yield from head(results, style, page=page, limit=limit)
    marked = results.relaxed
    for hit in results.hits:
        yield ""
        if hit.relaxed and not marked:
            marked = True
            yield from flow("With some of the words:", style, paint=style.bold)
            yield ""
        yield from hit_lines(hit, style)
    if results.facets:
        yield ""
        yield from facet_lines(results.facets, style)


def head(results: Results, style: Style, *, page: int = 1, limit: int = 10) -> Iterator[str]:
    """How many passages match what, and how the query was understood."""
    typed = " ".join(results.query.split())
    count = f"{results.total:,} {'passage' if results.total == 1 else 'passages'}"
    if results.relaxed:
        yield from flow(
            "No passage holds all of these words; these hold most of them:", style, paint=style.bold
        )
    verb = "matches" if results.total == 1 else "match"
    what = "" if results.relaxed else f" {verb} {typed or 'the filters'}"
    shown = safe.line(count + what) + f" (page {page:,} of {pages(results.total, limit):,})"
    yield from flow(shown, style)
    if typed and _words(results.interpreted) != _words(typed):
        yield from flow(safe.line(f"Understood as: {results.interpreted}"), style, paint=style.dim)
    for one in results.expansions:
        also = f"Also for {one.typed}: {', '.join(one.variants)} (-x {one.kind} leaves that out)"
        yield from flow(safe.line(also), style, paint=style.dim)
    for line in unknown_words(results):
        yield from flow(safe.line(line), style)


def unknown_words(results: Results) -> Iterator[str]:
    """The words that no passage holds, and the nearest that passages do hold."""
    for one in results.unknown:
        nearest = f"; the nearest: {', '.join(one.nearest)}" if one.nearest else ""
        yield f"No passage holds {one.word}{nearest}."


def what_was_searched(results: Results) -> str:
    """How much was searched, and from when to when."""
    searched = results.searched
    if searched is None:
        return ""
    said = f"Searched {searched.passages:,} passages of {searched.documents:,} documents"
    if searched.first_date:
        said += f", {searched.first_date} to {searched.last_date}"
    return said + "."


def _words(query: str) -> list[str]:
    """The words of a query, without the AND that stands between words anyway."""
    return [word for word in query.casefold().split() if word != "and"]


def pages(total: int, limit: int) -> int:
    """How many pages a number of hits makes."""
    return max(1, -(-total // limit))


def hit_lines(hit: Hit, style: Style) -> Iterator[str]:
    """A hit: its citation, section, question and context, and the passage or the part that matches best."""
    passage = hit.passage
    yield from flow(safe.line(" · ".join(citing.citation(hit))), style, paint=style.bold, hang="  ")
    if passage.section:
        yield from flow(safe.line(f"Section: {passage.section}"), style, indent="  ", paint=style.dim)
    near = {view.id for view in (*hit.before, *hit.after)}
    for question in hit.questions:
        if question.id not in near:
            yield from question_lines(question, style)
    for view in hit.before:
        yield from context_lines(view, passage, style)
    yield from passage_text(passage.text, style, hit.highlights, hit.snippet)
    for view in hit.after:
        yield from context_lines(view, passage, style)


def question_lines(question: PassageView, style: Style) -> Iterator[str]:
    """The question that a passage answers: who asked, and its beginning where it is long."""
    end = cut(question.text, QUESTION_LENGTH)
    shown = question.text[:end] + (" …" if end < len(question.text) else "")
    yield from flow(
        f"{safe.line(citing.asker(question))} asked: {shown}", style, indent="  ", paint=style.dim
    )


def context_lines(view: PassageView, beside: PassageView, style: Style) -> Iterator[str]:
    """A passage before or after a hit, with who speaks where that is another voice."""
    voice = citing.voice(view)
    label = f"¶{view.ordinal} " + (f"{safe.line(voice)}: " if voice != citing.voice(beside) else "")
    yield from flow(label + view.text, style, indent="  ", paint=style.dim)


def cut(text: str, length: int) -> int:
    """Where to end a text of at most `length` characters, before a word if one begins in its last half."""
    if len(text) <= length:
        return len(text)
    space = text.rfind(" ", length // 2, length + 1)
    return len(text[: space if space >= 0 else length].rstrip())


def passage_text(
    text: str,
    style: Style,
    highlights: Sequence[tuple[int, int]] = (),
    window: tuple[int, int] | None = None,
    indent: str = "  ",
) -> Iterator[str]:
    """The characters of a passage within the window, its matches painted, with … for what is left out."""
    start, end = window or (0, len(text))
    body = safe.text(text[start:end])
    ranges = _within(body, [(a - start, b - start) for a, b in highlights])
    before, after = "… " if start > 0 else "", " …" if end < len(text) else ""
    marks = sorted(at for a, b in ranges for at in (a, a, b - 1, b - 1)) if style.mark else []
    lines = [(0, 0)]
    if style.width is not None:
        width = max(1, style.width - len(indent) - len(after))
        lines = wrap(body, width, first=width - len(before), extra=marks)
    else:
        lines = list(_line_ranges(body))
    for i, (a, b) in enumerate(lines):
        lead, tail = before if i == 0 else "", after if i == len(lines) - 1 else ""
        yield f"{indent}{lead}{paint_ranges(body, ranges, style, a, b)}{tail}"


def _within(text: str, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of the ranges that lie in the text, without white space at their ends.

    So they begin and end with a character that is printed, wherever the lines are broken.
    """
    found = []
    for start, end in ranges:
        part = text[max(start, 0) : max(end, 0)]
        if part.strip():
            first = max(start, 0) + len(part) - len(part.lstrip())
            found.append((first, first + len(part.strip())))
    return found


def _line_ranges(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def paint_ranges(text: str, ranges: Iterable[tuple[int, int]], style: Style, start: int, end: int) -> str:
    """The characters [start, end) of a text with the ranges painted, marked where a range begins and ends."""
    parts: list[str] = []
    at = start
    for a, b in ranges:
        if b <= start or a >= end:
            continue
        first, last = max(a, start), min(b, end)
        opening = MARK if style.mark and a >= start else ""
        closing = MARK if style.mark and b <= end else ""
        parts += [text[at:first], opening, style.hit(text[first:last]), closing]
        at = last
    return "".join([*parts, text[at:end]])


def flow(
    value: str,
    style: Style,
    *,
    indent: str = "",
    hang: str = "",
    paint: Callable[[str], str] | None = None,
) -> Iterator[str]:
    """A text of one colour made safe and wrapped; lines after the first are indented by `hang` more."""
    body = safe.text(value)
    if style.width is None:
        lines = list(_line_ranges(body))
    else:
        lines = wrap(
            body, max(1, style.width - len(indent) - len(hang)), first=max(1, style.width - len(indent))
        )
    for i, (a, b) in enumerate(lines):
        shown = body[a:b]
        yield indent + (hang if i else "") + (paint(shown) if paint else shown)


def facet_lines(facets: Mapping[str, Sequence[FacetCount]], style: Style) -> Iterator[str]:
    """One line a facet with its most frequent values: a table small enough to stand below results."""
    names = [name for name in facets if facets[name]]
    gutter = max((len(name) for name in names), default=0) + 2
    for name in names:
        values = [f"{safe.line(one.value)} {one.count:,}" for one in facets[name][:FACET_VALUES]]
        more = len(facets[name]) - len(values)
        if more > 0:
            values.append(f"and {more:,} more")
        label = name.ljust(gutter)
        for i, line in enumerate(flow(" · ".join(values), replace_width(style, gutter))):
            yield (style.bold(label) if i == 0 else " " * gutter) + line


def facet_table(facets: Mapping[str, Sequence[FacetCount]], style: Style) -> Iterator[str]:
    """Every value of every facet on a line of its own, counts aligned."""
    digits = max((len(f"{one.count:,}") for counts in facets.values() for one in counts), default=1)
    first = True
    for name, counts in facets.items():
        if not counts:
            continue
        if not first:
            yield ""
        first = False
        yield style.bold(name)
        for one in counts:
            yield f"  {one.count:>{digits},}  {safe.line(one.value)}"


def replace_width(style: Style, gutter: int) -> Style:
    """The style for what stands to the right of a gutter."""
    return style if style.width is None else replace(style, width=max(1, style.width - gutter))
