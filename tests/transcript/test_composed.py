"""Composed transcripts come out as they were composed, whatever the style and the format."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index_store.model import Document, Source
from index_store.passages import from_transcript
from index_store.reading import read_bytes
from index_store.transcript import parse

from .composing import (
    Said,
    Someone,
    Style,
    as_html,
    as_lines,
    as_markdown,
    as_text,
    as_wrapped,
    events,
    expected,
)


def understand(text: str, name: str) -> Document:
    (source,) = read_bytes(text.encode(), name)
    assert isinstance(source, Source)
    return from_transcript(source, parse(source))


def same_name(shown: str | None, name: str | None) -> bool:
    if shown is None or name is None:
        return shown == name
    return sorted(shown.lower().split()) == sorted(name.lower().split())


def check(document: Document, style: Style, principal: Someone, said: list[Said]) -> None:
    want = expected(style, principal, said)
    got = [(p.text, p.speaker, p.outlet, p.kind) for p in document.passages]
    assert [g[0] for g in got] == [w[0] for w in want]
    for g, w in zip(got, want, strict=True):
        known = {principal.name.lower(), principal.family.lower()}
        if style.name.startswith("periods") and g[1] and g[1].lower() in known and w[1] == principal.name:
            continue  # the document never prints the chair's given name
        assert same_name(g[1], w[1]), (g, w)
        assert g[2] == w[2], (g, w)
        assert g[3] in w[3].split("/"), (g, w)


@given(events(), st.booleans(), st.booleans())
def test_text_comes_out_as_composed(
    event: tuple[Style, Someone, list[Said]], blank: bool, crlf: bool
) -> None:
    style, principal, said = event
    text = as_text(as_lines(style, principal, said), blank, crlf)
    check(understand(text, "event.txt"), style, principal, said)


@given(events(), st.booleans())
def test_a_page_comes_out_as_composed(event: tuple[Style, Someone, list[Said]], breaks: bool) -> None:
    style, principal, said = event
    check(understand(as_html(as_lines(style, principal, said), breaks), "event.html"), style, principal, said)


@given(events())
def test_markdown_comes_out_as_composed(event: tuple[Style, Someone, list[Said]]) -> None:
    style, principal, said = event
    check(understand(as_markdown(as_lines(style, principal, said)), "event.md"), style, principal, said)


@given(events(), st.integers(60, 90))
def test_wrapped_text_comes_out_as_composed(event: tuple[Style, Someone, list[Said]], width: int) -> None:
    style, principal, said = event
    check(
        understand(as_wrapped(as_lines(style, principal, said), width), "event.txt"), style, principal, said
    )


@given(events())
def test_answers_belong_to_the_questions_before_them(event: tuple[Style, Someone, list[Said]]) -> None:
    style, principal, said = event
    document = understand(as_text(as_lines(style, principal, said), True, False), "event.txt")
    questions: list[int] = []
    answering = False
    for p in document.passages:
        if p.kind == "question":
            questions = [*questions, p.ordinal] if not answering else [p.ordinal]
            answering = False
        elif p.kind == "answer":
            answering = True
            assert list(p.answers_to) == questions
        else:
            assert p.answers_to == ()
