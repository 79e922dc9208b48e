"""`/search`: a question in, the page of its results out; the same as JSON, JSON Lines, CSV and a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response, StreamingResponse

from index_store.basics import KaikenError
from search import citing, safe
from search.encode import hit_to_json, results_to_json
from search.formats import csv_text
from search.query.asked import ask
from search.results import Hit, PassageView, Results
from search.searcher import Searcher
from search.web import answers, links, words
from search.web.app import Visit
from search.web.facets import SHOWN, listed
from search.web.feed import feed
from search.web.negotiate import MEDIA
from search.web.question import Question, question_of, quoted_value
from search.web.snapshots import Snapshots
from search.web.timeline import Timeline, by_days, timeline

EXCERPT = 560
"""About how many characters of a passage the page shows."""
AROUND = 2
"""Passages before and after a hit that is opened."""
BATCH = 1000
"""Hits that an export reads at a time."""
LOOSENED = 6
"""Conditions whose absence is tried when nothing is found."""


def search_page(visit: Visit) -> Response:
    """The results of a search in the form that was asked for."""
    question = question_of(visit.parameters)
    if visit.form == "html":
        if any(not value.strip() for _, value in visit.parameters):
            raise answers.Redirect(question.address())  # a form sends its empty fields, too
        return _html(visit, question)
    if visit.form == "atom":
        return feed(visit, question)
    limited = any(name in ("limit", "page", "cursor") for name, _ in visit.parameters)
    if visit.form in ("csv", "jsonl") and not limited:
        return _everything(visit, question)
    return _one_page(visit, question)


def run(searcher: Searcher, question: Question, **options: Any) -> Results:
    """The search that a question asks for."""
    given = {
        "sort": question.sort,
        "limit": question.limit,
        "page": question.page,
        "context": question.context,
        "facets": question.facets,
    }
    return searcher.search(question.q, **question.arguments(), **{**given, **options})


def _one_page(visit: Visit, question: Question) -> Response:
    page = _page_of(question)
    results = run(visit.held.searcher, question, page=page, fill=visit.form != "csv")
    headers = {}
    if page * question.limit < results.total and results.hits:
        visit.site.snapshots.keep(visit.held)
        cursor = f"{visit.held.key}:{page + 1}"
        address = question.address(visit.request.url.path) + f"&cursor={cursor}"
        headers["link"] = answers.page_link(address.replace("?&", "?"), "next")
    if visit.form == "json":
        return answers.json(results_to_json(results), headers)
    if visit.form == "jsonl":
        lines = "".join(safe.dumps(hit_to_json(hit)) + "\n" for hit in results)
        return answers.text(lines, MEDIA["jsonl"], headers=headers)
    return answers.text(csv_text(results), MEDIA["csv"], headers={**headers, **_as_file("csv")})


def _page_of(question: Question) -> int:
    """Which page is asked for, by its number or by the cursor that an earlier answer gave."""
    if question.cursor is None:
        return question.page
    number = question.cursor.partition(":")[2]
    if question.page != 1 or not (number.isascii() and number.isdigit() and int(number[:12]) > 0):
        raise KaikenError("this cursor is not one that an answer gave: begin without it")
    return int(number[:12])


def _everything(visit: Visit, question: Question) -> Response:
    """All hits, streamed; the export reads one state of the index to its end."""
    visit.site.snapshots.keep(visit.held)
    parts = _batches(visit.site.snapshots, str(visit.held.key), question, visit.form)
    first = next(parts)  # what is wrong with the question is said before anything is sent
    return StreamingResponse(
        _chain(first, parts), headers=_as_file(visit.form), media_type=f"{MEDIA[visit.form]}; charset=utf-8"
    )


def _chain(first: str, rest: Iterator[str]) -> Iterator[bytes]:
    yield first.encode("utf-8", "replace")
    for part in rest:
        yield part.encode("utf-8", "replace")


def _batches(snapshots: Snapshots, key: str, question: Question, form: str) -> Iterator[str]:
    page = 1
    while True:
        with snapshots.use(key) as held:
            results = run(held.searcher, question, limit=BATCH, page=page, facets=())
        if form == "csv":
            yield csv_text(results, header=page == 1)
        else:
            yield "".join(safe.dumps(hit_to_json(hit)) + "\n" for hit in results)
        if page * BATCH >= results.total:
            return
        page += 1


def _as_file(form: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="kaiken.{form}"'}


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition that holds."""

    name: str
    value: str
    rest: Question
    """The question without it."""
    excludes: bool = False

    @property
    def href(self) -> str:
        """The address without it."""
        return self.rest.address()


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as the page shows it."""

    hit: Hit
    number: int
    """Among all hits, from 1."""
    window: tuple[int, int]
    opened: bool
    toggle: str
    """The address that opens or closes its context."""
    flags: tuple[str, ...]
    language: str
    source: str | None
    """The address at which the passage is published, to be found and marked there."""
    quoted: str | None
    """Who is quoted with every match, in a text that is nobody's speech."""
    quoting: tuple[str, ...]
    """Whom such a text quotes otherwise."""
    before: tuple[PassageView, ...] = ()
    after: tuple[PassageView, ...] = ()


@dataclass(frozen=True, slots=True)
class Loosened:
    """What would be found without one of the conditions."""

    label: str
    total: int
    href: str


def _html(visit: Visit, question: Question) -> Response:
    searcher = visit.held.searcher
    results = run(searcher, question, snippet_chars=EXCERPT, facets=(*SHOWN, "month"), fill=True)
    first = (question.page - 1) * question.limit
    base = question.changed(page=question.page).query_string()
    shown = [_shown(searcher, question, base, hit, first + n) for n, hit in enumerate(results.hits, 1)]
    conditions = chips(question)
    pages = max(1, -(-results.total // question.limit)) if question.limit else 1
    return visit.render(
        "search.html",
        question=question,
        reading=question.reading(),
        results=results,
        hits=shown,
        chips=conditions,
        facets=listed(question, results.facets),
        chart=_chart(searcher, question, results),
        pages=pages,
        loosened=() if results.total and not results.relaxed else _loosened(searcher, conditions),
        understood=_understood(question, results),
        others=_others(question, results),
        corrections=_corrections(question, results),
    )


def _chart(searcher: Searcher, question: Question, results: Results) -> Timeline | None:
    """When the passages were said: by days where they are few, which are counted only then."""
    counts = results.facets["month"]
    if by_days(counts) and not results.relaxed:
        counts = searcher.facets(question.q, **question.arguments(), fields=("day",))["day"]
    return timeline(counts, question.date_from, question.date_to)


def _shown(searcher: Searcher, question: Question, base: str, hit: Hit, number: int) -> Shown:
    """`base` is the question without what is open, as a query string."""
    passage = hit.passage
    opened = passage.id in question.open
    others = [id for id in question.open if id != passage.id] + ([] if opened else [passage.id])
    record = searcher.document(passage.document)
    before, after = around(searcher, passage) if opened else ((), ())
    return Shown(
        hit=hit,
        number=number,
        window=(0, len(passage.text)) if opened else hit.snippet,
        opened=opened,
        toggle="/search?"
        + "&".join([part for part in (base, *(f"open={quoted_value(id)}" for id in others)) if part])
        + f"#hit-{number}",
        flags=record.flags,
        language=words.language(record.language),
        source=links.text_fragment(record.source_url, passage),
        quoted=citing.quoted_speaker(hit),
        quoting=words.quoting(passage),
        before=before,
        after=after,
    )


def around(
    searcher: Searcher, passage: PassageView, count: int = AROUND
) -> tuple[tuple[PassageView, ...], tuple[PassageView, ...]]:
    """The passages right before and right after one, in their order."""
    last = searcher.document(passage.document).passages
    before = range(max(1, passage.ordinal - count), passage.ordinal)
    after = range(passage.ordinal + 1, min(last, passage.ordinal + count) + 1)
    found = [
        tuple(searcher.passage(f"{passage.document}/{ordinal}") for ordinal in ordinals)
        for ordinals in (before, after)
    ]
    return found[0], found[1]


def chips(question: Question) -> tuple[Chip, ...]:
    """Every condition beside the words."""
    found: list[Chip] = []
    for name, values in question.filters.items():
        for value in values:
            rest = question.changed(**question.without_filter(name, value))
            found.append(Chip(words.FACET_TITLES[name], value, rest))
    for excludes, chosen in ((False, question.only), (True, question.without)):
        for facet, values in chosen.items():
            for value in values:
                rest = question.changed(**question.toggled(facet, value, excludes))
                label = words.value_label(facet, value)
                found.append(Chip(words.FACET_TITLES[facet], label, rest, excludes))
    if question.date_from:
        found.append(Chip("From", words.day(question.date_from), question.changed(date_from=None)))
    if question.date_to:
        found.append(Chip("To", words.day(question.date_to), question.changed(date_to=None)))
    if question.exact:
        found.append(Chip("Words", "exactly as typed", question.changed(exact=False)))
    for name in question.leave_out:
        rest = question.changed(leave_out=tuple(n for n in question.leave_out if n != name))
        found.append(Chip("Left out", name, rest))
    if not question.quoted:
        found.append(Chip("Quoted people", "left out", question.changed(quoted=True)))
    return tuple(found)


def _loosened(searcher: Searcher, conditions: Sequence[Chip]) -> tuple[Loosened, ...]:
    """What there would be without each of the first conditions, where that is anything."""
    found = []
    for chip in conditions[:LOOSENED]:
        results = run(searcher, chip.rest, limit=0, page=1, facets=())
        if results.total and not results.relaxed:
            label = f"{'not ' if chip.excludes else ''}{chip.name}: {chip.value}"
            found.append(Loosened(label, results.total, chip.href))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Other:
    """Another form of words that was looked for, too."""

    typed: str
    form: str
    href: str
    """The address without it."""


def _others(question: Question, results: Results) -> tuple[Other, ...]:
    return tuple(
        Other(one.typed, form, question.address(leave_out=(*question.leave_out, form)))
        for one in results.expansions
        for form in one.variants
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no passage holds, and queries with a word in its place that passages do hold."""

    word: str
    instead: tuple[tuple[str, str], ...]
    """Words, each with the address of the query that has it."""


def _corrections(question: Question, results: Results) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            one.word,
            tuple((word, question.address(q=instead(question.q, one.word, word))) for word in one.nearest),
        )
        for one in results.unknown
    )


def instead(query: str, word: str, other: str) -> str:
    """The query with another word in the place of one, wherever that stands by itself."""
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: other, query, flags=re.IGNORECASE)


def _understood(question: Question, results: Results) -> str:
    """How the words were understood, where that is not just what was typed."""
    if not question.q:
        return ""
    # Filters are shown as conditions that can be removed, so here only the words.
    understood = ask(question.q).interpreted if question.narrows else results.interpreted
    return safe.line(understood) if _plain(understood) != _plain(question.q) else ""


def _plain(query: str) -> list[str]:
    return [word for word in query.casefold().split() if word != "and"]
