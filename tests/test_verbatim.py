"""Whatever a file holds: a passage is a span of it, character for character, or the file is refused."""

from __future__ import annotations

import contextlib
import html
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading.docx_files import plain
from reading.pdf_files import pdf, set_in_pages
from transcript.composing import (
    Said,
    Someone,
    Style,
    as_html,
    as_lines,
    as_markdown,
    as_text,
    as_wrapped,
    events,
)

from index_store.model import KINDS, Document, KaikenError, Ready, Source, Turn
from index_store.passages import documents, from_ready, from_transcript
from index_store.reading import read_bytes
from index_store.transcript import parse

HERE = Path(__file__).parent
FILES = [
    p
    for folder in (HERE / "transcript" / "documents", HERE.parent / "corpus")
    for p in sorted(folder.iterdir())
    if p.suffix not in (".json", "") and p.name != "README.md"
]
FEW = settings(max_examples=max(15, settings().max_examples // 2))

# ---------------------------------------------------------------- what holds


def check_source(source: Source) -> Document:
    """Understand a source and check every passage against what is stored."""
    transcript = parse(source)
    document = from_transcript(source, transcript)
    check_document(document)
    paragraphs = [p for t in transcript.turns for p in t.paragraphs]
    assert len(paragraphs) == len(document.passages)
    for paragraph, passage in zip(paragraphs, document.passages, strict=True):
        assert all(0 <= a < b <= len(source.text) for a, b in paragraph.spans)
        assert all(a[1] <= b[0] for a, b in pairwise(paragraph.spans))
        assert all(g in ("", " ") for g in paragraph.glue)
        shown = [source.text[a:b] for a, b in paragraph.spans]
        glue = [*paragraph.glue, ""]
        assert passage.text == "".join(s + g for s, g in zip(shown, glue, strict=True))
        assert passage.spans == tuple(source.map.stored(a, b) for a, b in paragraph.spans)
        for text, (start, end) in zip(shown, paragraph.spans, strict=True):
            assert same_as_stored(source, start, end), text
        if source.media_type == "text/plain":
            assert shown == [source.stored[a:b] for a, b in passage.spans]
    labels_are_not_said(source, transcript.turns)
    return document


def same_as_stored(source: Source, start: int, end: int) -> bool:
    """Each character of the text [start, end) is what is stored for it: the same, white space for white
    space, or what an entity or escape there stands for."""
    at = start
    while at < end:
        a, b = source.map.stored(at, at + 1)
        until = at + 1
        while until < end and source.map.stored(until, until + 1) == (a, b):
            until += 1  # an indivisible piece
        if not means(source.stored[a:b], source.text[at:until]):
            return False
        at = until
    return True


def means(stored: str, shown: str) -> bool:
    """A piece of a file may be shown so."""
    if stored == shown or (not shown.strip() and (not stored.strip() or "<" in stored or len(stored) < 9)):
        return True
    forms = {html.unescape(stored), html.unescape(html.unescape(stored)), stored.removeprefix("\\")}
    with contextlib.suppress(ValueError):
        forms.add(json.loads(f'"{stored}"'))
    return shown in forms or shown in {html.unescape(f) for f in forms} or shown == "\ufffd"


def labels_are_not_said(source: Source, turns: Sequence[Turn]) -> None:
    """The label of a turn stands outside its paragraphs."""
    for turn in turns:
        if turn.label is not None:
            a, b = turn.label
            assert all(b <= x or y <= a for p in turn.paragraphs for x, y in p.spans), source.text[a:b]


def check_document(document: Document) -> None:
    """What holds for every document, whoever made its passages."""
    passages = document.passages
    assert [p.ordinal for p in passages] == list(range(1, len(passages) + 1))
    spans = [s for p in passages for s in p.spans]
    assert all(a < b for a, b in spans) or document.media_type == "application/jsonl"
    assert all(x[1] <= y[0] for x, y in pairwise(spans))
    for p in passages:
        assert p.text.strip() and p.text == p.text.strip()
        assert p.kind in KINDS
        assert p.spans and p.start < p.end
        assert (p.speaker is None) or p.speaker.strip()
        assert all(passages[o - 1].kind == "question" for o in p.answers_to)
        assert list(p.answers_to) == sorted(set(p.answers_to))
        assert not p.answers_to or p.kind == "answer"
        assert all(p.text[q.start : q.end] == q.text for q in p.quotes)
        assert all(x.end <= y.start for x, y in pairwise(p.quotes))


def check_ready(ready: Ready, stored: str) -> None:
    """Passages that somebody else made are the inside of a JSON string."""
    document = from_ready(ready)
    for p in document.passages:
        assert json.loads(f'"{stored[p.start : p.end]}"', strict=False) == p.text
    assert [p.ordinal for p in document.passages] == list(range(1, len(document.passages) + 1))


def check_bytes(data: bytes, name: str) -> int:
    """Read whatever it is; how many documents it made."""
    try:
        found = list(read_bytes(data, name))
    except KaikenError as error:
        assert name in str(error)
        return 0
    for item in found:
        if isinstance(item, Source):
            check_source(item)
        elif isinstance(item, Ready):
            check_ready(item, data.decode(item.encoding))
    return len(found)


# ---------------------------------------------------------------- files of the tree


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_files(path: Path) -> None:
    assert check_bytes(path.read_bytes(), path.name) >= 1


@pytest.mark.parametrize("path", FILES[::5], ids=lambda p: p.name)
def test_what_is_stored_does_not_change_what_is_said(path: Path) -> None:
    """Line ends and a byte order mark move offsets, and nothing else."""
    data = path.read_bytes()
    if b"\r" in data or data.startswith(b"\xef\xbb\xbf"):
        return
    (a,) = read_bytes(data, path.name)
    (b,) = read_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"), path.name)
    assert isinstance(a, Source) and isinstance(b, Source)
    plain, moved = check_source(a), check_source(b)
    assert [(p.text, p.speaker, p.kind, p.answers_to) for p in plain.passages] == [
        (p.text, p.speaker, p.kind, p.answers_to) for p in moved.passages
    ]
    assert (plain.title, plain.date, plain.place) == (moved.title, moved.date, moved.place)


# ---------------------------------------------------------------- random text

WORDS = [
    *("the", "bridge", "MR. VANCE:", "Q", "Q.", "A:", "QUESTION:", "Reporter:", "Minister", "Kyodo, ITO:"),
    *("Foreign Minister OTORI Keiko:", "said", "he", "she", "“Yes,”", "‘no’", "„Ja“", "«non»", '"', "'", ":"),
    *("：", "\u3000", "\u00a0", "\n", "\n\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"),
    *(
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\x00",
        "\x1c",
        "e\u0301",
        "ﬁ",
        "İ",
        "ß",
        "𝔘",
        "会見",
        "記者：",
        "【大臣】",
    ),
    *("Вопрос:", "س:", "\u202e", "(Laughter.)", "[Music]", "- 2 -", "MORE", "END", "# # #", "* * *", ">>"),
    *("Tuesday, June 4, 2030, 1:22 p.m.", "15 May 202921:30", "(00:41)", "00:00:45", "P R O C E E D I N G S"),
    *("inter-", "-", "—", "--", "…", ".", "?", "!", "http://a.b/c:d", "2:1", "12", "(1)", "•", "1.", "**"),
    *(
        "Press Conference by Foreign Minister Keiko Otori",
        "By Jane Doe",
        "Main topics:",
        "Dr.",
        "J.",
        "O’Mara",
    ),
]
PROSE = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=60).map(" ".join)


@given(PROSE, st.sampled_from(["a.txt", "a.md", "a.html", "a.vtt", "a.xml", "a.jsonl", "a"]))
def test_random_words(text: str, name: str) -> None:
    check_bytes(text.encode("utf-8", "replace"), name)


@given(st.lists(st.sampled_from(WORDS), min_size=10, max_size=60), st.sampled_from(["", " ", "\n"]))
def test_random_lines(found: list[str], glue: str) -> None:
    check_bytes(glue.join(found).encode(), "a.txt")


@FEW
@given(
    st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.vtt", "a.xml", "a.jsonl", "a"])
)
def test_random_bytes(data: bytes, name: str) -> None:
    check_bytes(data, name)


# ---------------------------------------------------------------- random markup

TAGS = [
    *(
        "<p>",
        "</p>",
        "<p class=x>",
        "<b>",
        "</b>",
        "<strong>",
        "</strong>",
        "<i>",
        "<br>",
        "<br><br>",
        "<br/>",
    ),
    *(
        "<h1>",
        "</h1>",
        "<h2>",
        "</h2>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
    ),
    *("<dl>", "<dt>", "<dd>", "</dl>", "<div>", "</div>", "<main>", "</main>", "<nav>", "</nav>", "<footer>"),
    *("<a href='x'>", "</a>", "<pre>", "</pre>", "<blockquote>", "<!--", "-->", "<script>", "</script>", "<"),
    *(
        "&amp;",
        "&rsquo;",
        "&nbsp;",
        "&#8217;",
        "&#x200B;",
        "&lt;b&gt;",
        "&bogus;",
        "&#0;",
        "&ldquo;",
        "&",
        ">",
    ),
    *("<title>Press Conference by Minister Otori</title>", "<span hidden>", "</span>", "<![CDATA[", "]]>"),
]
MARKUP = st.lists(st.sampled_from(TAGS) | st.sampled_from(WORDS), min_size=3, max_size=60)


@given(MARKUP, st.sampled_from(["", " ", "\n"]))
def test_random_pages(found: list[str], glue: str) -> None:
    check_bytes(("<!DOCTYPE html><html><body>" + glue.join(found)).encode(), "a.html")


@given(
    st.lists(
        st.sampled_from(
            [
                *WORDS,
                *TAGS[:12],
                "#",
                "##",
                "- ",
                "1. ",
                "> ",
                "---",
                "\n\n",
                "`",
                "[a](b:c)",
                "![x](y)",
                "\\*",
                "&amp;",
                "  \n",
                "```",
                "| a | b |\n|---|---|\n| c | d |",
                "~~",
            ]
        ),
        min_size=3,
        max_size=60,
    ),
    st.booleans(),
)
def test_random_markdown(found: list[str], front: bool) -> None:
    head = "---\ntitle: A: b\ndate: 2030-01-02\n---\n" if front else ""
    check_bytes((head + " ".join(found)).encode(), "a.md")


@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": PROSE},
            optional={
                "speaker": st.none() | st.sampled_from(["Q", "MS. X", "Jane Doe", "", "Reporter"]),
                "doc_id": st.sampled_from(["a", "b", "ü"]),
                "kind": st.sampled_from(["question", "answer", "statement", "note", "odd"]),
                "outlet": st.sampled_from(["NHK", ""]),
                "title": PROSE,
                "date": st.sampled_from(["2030-01-02", "never", ""]),
            },
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_json_lines(rows: list[dict[str, str | None]], plain: bool) -> None:
    text = "\n".join(json.dumps(r, ensure_ascii=plain) for r in rows)
    check_bytes(text.encode("utf-8", "replace"), "a.jsonl")


@given(
    st.lists(st.tuples(st.sampled_from(["", "<v Ann Roe>", "- ", ">> ", "MAN: ", "<i>"]), PROSE), max_size=8),
    st.booleans(),
)
def test_captions(cues: list[tuple[str, str]], web: bool) -> None:
    mark = "." if web else ","
    body = [
        f"{n}\n00:00:{n:02d}{mark}000 --> 00:00:{n + 1:02d}{mark}000\n{lead}{text}"
        for n, (lead, text) in enumerate(cues, 1)
    ]
    text = "\n\n".join((["WEBVTT"] if web else []) + body)
    check_bytes(text.encode("utf-8", "replace"), "a.vtt" if web else "a.srt")


XML = st.lists(
    st.sampled_from(
        [
            *("<speech speakername='Ann Roe'>", "</speech>", "<p>", "</p>", "<u who='#A'>", "</u>", "<head>"),
            *(
                "</head>",
                "<sp>",
                "<speaker>Ann Roe</speaker>",
                "</sp>",
                "<stage>",
                "</stage>",
                "<lb/>",
                "<div>",
            ),
            *(
                "</div>",
                "&amp;",
                "&#8217;",
                "<![CDATA[<p>a & b</p>]]>",
                "<!-- c -->",
                "&lt;p&gt;It&amp;rsquo;s",
            ),
        ]
    )
    | st.sampled_from(WORDS),
    max_size=40,
)


@given(XML, st.sampled_from(["TEI", "debate", "akomaNtoso", "publicwhip"]))
def test_random_xml(found: list[str], root: str) -> None:
    check_bytes(f"<?xml version='1.0'?><{root}>{' '.join(found)}</{root}>".encode(), "a.xml")


# ---------------------------------------------------------------- composed transcripts


@given(events(), st.sampled_from(["text", "page", "breaks", "markdown", "wrapped", "crlf"]))
def test_composed(event: tuple[Style, Someone, list[Said]], form: str) -> None:
    lines = as_lines(*event)
    made = {
        "text": lambda: as_text(lines, True, False),
        "crlf": lambda: as_text(lines, False, True),
        "page": lambda: as_html(lines, False),
        "breaks": lambda: as_html(lines, True),
        "markdown": lambda: as_markdown(lines),
        "wrapped": lambda: as_wrapped(lines, 66),
    }[form]()
    suffix = {"page": "html", "breaks": "html", "markdown": "md"}.get(form, "txt")
    assert check_bytes(made.encode(), f"event.{suffix}") == 1


@FEW
@given(events(), st.integers(60, 90), st.booleans())
def test_printed_events(event: tuple[Style, Someone, list[Said]], width: int, word: bool) -> None:
    """PDF and Word files: what is shown is a span of the text that was taken out of them."""
    lines = as_lines(*event)
    if word:
        assert check_bytes(plain(lines), "event.docx") == 1
    else:
        assert check_bytes(pdf(set_in_pages(lines, width, 12, "Official Record", 4)), "event.pdf") == 1


@FEW
@given(events(), st.data())
def test_a_file_that_breaks_off(event: tuple[Style, Someone, list[Said]], data: st.DataObject) -> None:
    """A file that was cut anywhere, even within a character, is still read or refused."""
    whole = as_html(as_lines(*event), data.draw(st.booleans())).encode()
    check_bytes(whole[: data.draw(st.integers(1, len(whole)))], "event.html")


# ---------------------------------------------------------------- through the file system


@FEW
@given(
    data=PROSE.map(lambda t: t.encode("utf-8", "replace")) | st.binary(max_size=200),
    name=st.sampled_from(["a.txt", "a.md", "a.html", "a.jsonl", "a.xml", "a.srt", "a.pdf"]),
)
def test_documents_of_a_file(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data)
    try:
        for item in documents(path):
            if isinstance(item, Document):
                check_document(item)
    except KaikenError as error:
        assert name in str(error)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.txt", tmp_path / "nul\0.txt"):
        with pytest.raises(KaikenError):
            list(documents(path))
