"""Quotations and their styles: verbatim, one speaker each, and read by the programs they are for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import bibtexparser
import pytest
import rispy
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from starlette.testclient import TestClient
from web_reading import page

from index_store.basics import KaikenError
from index_store.catalogue import DocumentRecord
from search import PassageView, Quotation, Searcher, safe
from search.cli import main
from search.quoting import Quoted, _quotations, locate, quotations
from search.styles import STYLES, bibtex, csl_json, html, markdown, plain, ris

KAMIKAWA = "mofa-2024-01-12-kamikawa.txt"
ARTICLE = "article-2025-01-07-blinken-iwaya.txt"


@pytest.fixture(scope="module")
def searcher(corpus_index: Path) -> Iterator[Searcher]:
    with Searcher(corpus_index) as made:
        yield made


def test_words_of_two_speakers_are_never_one_quotation(searcher: Searcher) -> None:
    for document in (KAMIKAWA, ARTICLE):
        passages = searcher.passages(document)
        for first in range(0, len(passages), 3):
            for last in range(first, min(first + 6, len(passages))):
                found = quotations(searcher, passages[first].id, passages[last].id)
                voices = [{(p.speaker, p.kind) for p in quoted.passages} for quoted in found]
                assert all(len(voice) == 1 for voice in voices)
                assert all(len(q.passages) == 1 or q.speaker for q in found)
                cited = [p.id for quoted in found for p in quoted.passages]
                assert cited == [p.id for p in passages[first : last + 1]]
                for quoted in found:
                    assert quoted.paragraphs == tuple(p.text.strip() for p in quoted.passages)


RECORD = DocumentRecord("talks.txt", "/there/talks.txt", "0" * 64, "text/plain", "utf-8", 9)
speakers = st.sampled_from([None, "Otori Keiko", "Mori Ren"])


@st.composite
def turns(draw: st.DrawFn) -> tuple[list[PassageView], int, int]:
    from web_samples import VIEW

    views = [
        replace(
            VIEW,
            id=f"talks.txt/{n}",
            ordinal=n,
            text=draw(st.text("ab \n", min_size=1, max_size=8)),
            speaker=draw(speakers),
            role=draw(st.sampled_from([None, "Minister"])),
            kind=draw(st.sampled_from(["answer", "question"])),
        )
        for n in range(1, draw(st.integers(1, 5)) + 1)
    ]
    return views, draw(st.integers(0, len(views[0].text))), draw(st.integers(0, len(views[-1].text)))


@given(turns())
def test_every_word_that_was_chosen_is_in_one_quotation(
    case: tuple[list[PassageView], int, int],
) -> None:
    views, start, end = case
    texts = [view.text for view in views]
    texts[-1] = texts[-1][:end]
    texts[0] = texts[0][start:] if len(views) > 1 else views[0].text[start:end]
    if not "".join(texts).strip():
        with pytest.raises(KaikenError):
            list(_quotations(RECORD, views, start, end))
        return
    found = list(_quotations(RECORD, views, start, end))
    assert [text for quoted in found for text in quoted.paragraphs] == [t.strip() for t in texts if t.strip()]
    for quoted in found:
        assert len({(p.speaker, p.role, p.kind) for p in quoted.passages}) == 1
        assert quoted.speaker == quoted.passages[0].speaker
        for a, b in pairwise(quoted.passages):
            assert b.ordinal == a.ordinal + 1 and a.speaker


def test_words_in_quotation_marks_are_given_to_who_is_quoted(searcher: Searcher) -> None:
    (passage,) = [p for p in searcher.passages(ARTICLE) if "Such acts of violence" in p.text]
    start, end = locate(passage, "Such acts of violence can never be justified")
    (quoted,) = quotations(searcher, passage.id, start=start, end=end)
    assert (quoted.speaker, quoted.relayed, quoted.whole) == ("Iwaya Takeshi", True, False)
    assert quoted.who.startswith("Iwaya Takeshi, quoted in Secretary")
    (whole,) = quotations(searcher, passage.id)
    assert (whole.speaker, whole.relayed) == (None, False)
    assert "(speaker not named)" in whole.who
    for style in STYLES.values():
        assert "Iwaya" in style.write([quoted])
    item = json.loads(csl_json([quoted]))[0]
    assert "author" not in item  # the article's author is not named, and Iwaya did not write it


@pytest.mark.parametrize(
    ("first", "last", "more"),
    [
        (f"{KAMIKAWA}/5", f"{KAMIKAWA}/4", {}),
        (f"{KAMIKAWA}/5", f"{ARTICLE}/6", {}),
        (f"{KAMIKAWA}/999", None, {}),
        (f"{KAMIKAWA}/5", None, {"start": 10**6}),
        (f"{KAMIKAWA}/5", None, {"end": -1}),
        (f"{KAMIKAWA}/5", None, {"start": 7, "end": 7}),
        ("nothing", None, {}),
    ],
)
def test_what_cannot_be_quoted(
    searcher: Searcher, first: str, last: str | None, more: dict[str, int]
) -> None:
    with pytest.raises(KaikenError):
        quotations(searcher, first, last, **more)


NASTY = "a\\b {c} $d$ #e & f_g 100% ~h^ <i> *j* [k](l) `m` “n” \"o\" 'p' @q - r -- s, t; u | v"


def nasty() -> Quoted:
    from web_samples import VIEW

    view = replace(VIEW, text=NASTY, speaker=NASTY, role=NASTY, place=NASTY, title=NASTY)
    record = replace(
        RECORD,
        title=NASTY,
        place=NASTY,
        issuer=NASTY,
        event="press conference",
        date="2024-01-12T15:47",
        translation_note="Provisional translation <b>&",
        source_url="https://example.org/a_b?c=%20&d={e}#f",
        flags=("a flag_1",),
        sha256="ab" * 32,
    )
    return Quoted((NASTY, NASTY), (view, replace(view, ordinal=8)), record, NASTY, False, True)


def test_plain_text_and_html_hold_the_words_as_they_are() -> None:
    text = plain([nasty()])
    assert text.startswith(f"“{NASTY}\n\n“{NASTY}”\n")
    for part in (
        "Provisional translation",
        "SHA-256 " + "ab" * 32,
        "Beware: a flag_1",
        "12 January 2024, 15:47",
    ):
        assert part in text
    root = page(html([nasty()]))
    assert [p.text for p in root.one("blockquote").all("p")] == [NASTY, NASTY]
    assert root.one("blockquote")["cite"] == "https://example.org/a_b?c=%20&d={e}#f"
    assert (
        NASTY in root.one("figcaption").text and "Provisional translation <b>&" in root.one("figcaption").text
    )


def test_markdown_shows_the_words_as_they_are() -> None:
    rendered = MarkdownIt().render(markdown([nasty()]))
    plain_text = unescape(re.sub("<[^>]*>", "", rendered))
    assert plain_text.count(NASTY) >= 3
    assert 'href="https://example.org/a_b?c=%20&amp;d=' in rendered


def detexed(value: str) -> str:
    for escaped, char in (("textbackslash{}", "\0"), ("textasciitilde{}", "~"), ("textasciicircum{}", "^")):
        value = value.replace("\\" + escaped, char)
    return re.sub(r"\\([#$%&_{}])", r"\1", value).replace("\0", "\\")


def test_bibtex_is_read_by_a_bibtex_reader() -> None:
    library = bibtexparser.parse_string(bibtex([nasty(), nasty()]).replace("talks-7-8,", "talks-9,", 1))
    assert not library.failed_blocks
    for entry in library.entries:
        fields = {field.key: field.value for field in entry.fields}
        assert detexed(fields["abstract"]) == f"{NASTY}\n\n{NASTY}"
        assert detexed(fields["author"]).strip("{}") == NASTY
        assert detexed(fields["title"]).strip("{}") == NASTY
        assert (fields["year"], fields["month"], fields["date"]) == ("2024", "jan", "2024-01-12")
        assert "{" not in fields["url"]
        assert "Provisional translation" in fields["note"]


def test_ris_is_read_by_a_ris_reader() -> None:
    first, second = rispy.loads(ris([nasty(), nasty()]))
    assert first == second
    assert first["authors"] == [NASTY]
    assert first["title"] == NASTY
    assert first["abstract"] == f"{NASTY} {NASTY}"
    assert first["year"] == "2024" and first["date"] == "2024/01/12/"
    assert first["urls"] == ["https://example.org/a_b?c=%20&d={e}#f"]


def test_csl_json_is_what_citation_processors_take() -> None:
    (item,) = json.loads(csl_json([nasty()]))
    assert item["type"] == "speech" and item["author"] == [{"literal": NASTY}]
    assert item["issued"] == {"date-parts": [[2024, 1, 12]]}
    assert item["abstract"] == f"{NASTY}\n\n{NASTY}"
    known = "id type title author issued genre event-place publisher language URL note abstract"
    assert set(item) <= set(known.split())


@pytest.mark.parametrize("date", [None, "", "2024", "2024-01", "x", "2024-13-01"])
def test_dates_that_tell_less(date: str | None) -> None:
    quoted = replace(nasty(), document=replace(nasty().document, date=date))
    for style in STYLES.values():
        assert style.write([quoted])
    assert not bibtexparser.parse_string(bibtex([quoted])).failed_blocks
    rispy.loads(ris([quoted]))


def test_no_local_path_is_cited(searcher: Searcher, corpus_index: Path) -> None:
    found = quotations(searcher, f"{KAMIKAWA}/6")
    for style in STYLES.values():
        assert "/corpus/" not in style.write(found)


def test_the_page_cites_in_every_style(client: TestClient, searcher: Searcher) -> None:
    root = page(client.get("/cite", params={"id": f"{KAMIKAWA}/6"}).text)
    found = quotations(searcher, f"{KAMIKAWA}/6")
    for name, style in STYLES.items():
        assert root.one("pre", id=f"style-{name}").text == safe.text(style.write(found))
        answer = client.get("/cite", params={"id": f"{KAMIKAWA}/6", "style": name})
        assert answer.text == style.write(found)
        assert answer.headers["content-type"].startswith(style.media_type)
        assert "attachment" in answer.headers["content-disposition"]
    made = client.get("/cite.json", params={"id": f"{KAMIKAWA}/13", "to": f"{KAMIKAWA}/14"}).json()
    assert [quoted["speaker"] for quoted in made["quotations"]] == ["Kamikawa Yoko", None]


def test_a_selection_across_two_speakers_is_two_quotations_on_the_page(client: TestClient) -> None:
    given = {"id": f"{KAMIKAWA}/13", "start": 4, "to": f"{KAMIKAWA}/14", "end": 30}
    root = page(client.get("/cite", params=given).text)
    assert root.one("h1").text == "2 quotations"
    assert len(list(root.all("figure"))) == 2


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 400),
        ({"id": "x"}, 404),
        ({"id": f"{KAMIKAWA}/6", "style": "chicago"}, 400),
        ({"id": f"{KAMIKAWA}/6", "start": "x"}, 400),
        ({"id": f"{KAMIKAWA}/6", "end": "99999"}, 400),
        ({"id": f"{KAMIKAWA}/6", "colour": "red"}, 400),
        ({"id": f"{KAMIKAWA}/6", "to": f"{ARTICLE}/7"}, 400),
    ],
)
def test_what_cannot_be_cited(client: TestClient, given: dict[str, str], status: int) -> None:
    assert client.get("/cite", params=given).status_code == status


def kaiken(index: Path, *args: str) -> tuple[int, str]:
    result = CliRunner(env={"KAIKEN_INDEX": str(index)}).invoke(main, args)
    return result.exit_code, result.output


@pytest.mark.parametrize("style", STYLES)
def test_the_command_line_prints_the_same(corpus_index: Path, searcher: Searcher, style: str) -> None:
    status, printed = kaiken(corpus_index, "cite", "mofa-2024-01-12-kamikawa/13-14", "--style", style)
    found = quotations(searcher, f"{KAMIKAWA}/13", f"{KAMIKAWA}/14")
    assert (status, printed) == (0, STYLES[style].write(found))


def test_the_command_line_checks_words(corpus_index: Path) -> None:
    name = f"{KAMIKAWA} ¶6"
    status, printed = kaiken(
        corpus_index, "cite", name, "--words", "peace and stability across the Taiwan Strait"
    )
    assert status == 0 and printed.startswith("“peace and stability across the Taiwan Strait”")
    assert kaiken(corpus_index, "cite", name, "--words", "peace and stability across the Strait")[0] == 2
    assert kaiken(corpus_index, "cite", name, "--words", "the")[0] == 2
    assert kaiken(corpus_index, "cite", name, name, "--words", "peace")[0] == 2
    assert kaiken(corpus_index, "cite", KAMIKAWA)[0] == 2
    assert kaiken(corpus_index, "cite", f"{KAMIKAWA}/999")[0] == 2


def test_quotes_of_two_people_are_nobodys() -> None:
    from web_samples import VIEW

    text = '"We agree," Iwaya said. "So do we," Blinken said.'
    view = replace(
        VIEW,
        speaker=None,
        role=None,
        text=text,
        quotes=(Quotation(1, 10, "Iwaya"), Quotation(25, 33, "Blinken")),
    )
    (whole,) = _quotations(RECORD, [view], 0, len(text))
    assert whole.speaker is None
    (first,) = _quotations(RECORD, [view], 1, 10)
    assert first.speaker == "Iwaya"
    (across,) = _quotations(RECORD, [view], 1, 30)
    assert across.speaker is None
