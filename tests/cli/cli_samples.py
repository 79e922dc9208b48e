"""Values for tests: views, hits and results made by hand or by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from search.results import Hit, PassageView, Quotation, Results, SourceSpan

SHA = "0" * 64

VIEW = PassageView(
    id="talks/7",
    document="talks",
    ordinal=7,
    text="The peace and stability of the Taiwan Strait matter to all of us.",
    speaker="Otori Keiko",
    role="Minister for Foreign Affairs",
    outlet=None,
    kind="answer",
    section="Regional issues > Taiwan Strait",
    date="2024-01-12T15:47",
    place="Washington D.C.",
    title="Press Conference by Foreign Minister OTORI Keiko",
    event="press conference",
    source=SourceSpan("talks.txt", 100, 165, SHA),
    answers_to=("talks/6",),
)
QUESTION = replace(
    VIEW,
    id="talks/6",
    ordinal=6,
    text="What do you say about the strait?",
    speaker=None,
    role=None,
    outlet="Kyodo News",
    kind="question",
    answers_to=(),
)


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For a machine that has other things to do."""


def hit_of(view: PassageView = VIEW, *highlights: tuple[int, int], **other: Any) -> Hit:
    return Hit(view, 1.5, highlights, other.pop("snippet", (0, len(view.text))), **other)


def results_of(*hits: Hit, **other: Any) -> Results:
    given = {"query": "taiwan strait", "interpreted": "taiwan strait", "total": len(hits), "relaxed": False}
    return Results(**{**given, "hits": hits, **other})


NASTY = "\x00\x07\x08\t\n\r\x1b[31m\x7f\x85\x9b1m\u202e\u2066\u2028\ud800"
"""Characters that must not reach a terminal as they are (and the line feed and tab, which may)."""

any_text = st.text(
    st.one_of(st.characters(), st.sampled_from(NASTY), st.sampled_from(" \n*_-#\"',;=")), max_size=80
)
passage_text = any_text.filter(lambda text: bool(text.strip()))
maybe = st.none() | any_text


@st.composite
def ranges(draw: st.DrawFn, length: int) -> tuple[tuple[int, int], ...]:
    """Ascending ranges of a text that do not overlap."""
    ends = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    return tuple(zip(ends[::2], ends[1::2], strict=False))


@st.composite
def views(draw: st.DrawFn) -> PassageView:
    text = draw(passage_text)
    quotes = tuple(Quotation(a, b, draw(maybe)) for a, b in draw(ranges(len(text))))
    return PassageView(
        id=draw(any_text),
        document=draw(any_text),
        ordinal=draw(st.integers(1, 10**6)),
        text=text,
        speaker=draw(maybe),
        role=draw(maybe),
        outlet=draw(maybe),
        kind=draw(st.sampled_from(["question", "answer", "statement", "note"])),
        section=draw(maybe),
        date=draw(maybe),
        place=draw(maybe),
        title=draw(maybe),
        event=draw(maybe),
        source=SourceSpan(draw(any_text), 0, len(text), SHA),
        answers_to=tuple(draw(st.lists(any_text, max_size=2))),
        quotes=quotes,
    )


@st.composite
def hits(draw: st.DrawFn) -> Hit:
    view = draw(views())
    marks = draw(ranges(len(view.text)))
    start = draw(st.integers(0, len(view.text) - 1))
    snippet = (
        (start, draw(st.integers(start + 1, len(view.text)))) if draw(st.booleans()) else (0, len(view.text))
    )
    near = st.lists(views(), max_size=1).map(tuple)
    return Hit(view, 1.0, marks, snippet, draw(near), draw(near), draw(near))


results = st.builds(
    Results,
    query=any_text,
    interpreted=any_text,
    total=st.integers(0, 10**7),
    relaxed=st.booleans(),
    hits=st.lists(hits(), max_size=2).map(tuple),
)
