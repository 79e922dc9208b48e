"""Word documents: paragraphs, what their styles say, what is not shown, and files that cannot be read."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcript.composing import Said, Someone, Style, as_lines, events
from transcript.test_composed import check as check_event

from index_store.passages import from_transcript
from index_store.reading import ReadError, read_bytes
from index_store.transcript import parse

from .checks import read_one, read_or_refuse, shown
from .docx_files import docx, paragraph, plain, run


def test_paragraphs_are_lines() -> None:
    source = read_one(plain(["Good evening.", "", "We agree."]), "a.docx")
    assert source.stored == source.text == "Good evening.\n\nWe agree."
    assert [b.gap for b in source.blocks] == [2, 2]


def test_runs_and_bold_print() -> None:
    body = paragraph(run("Reporter:", bold=True), run(" Who "), run("pays", bold=True), run("?"))
    source = read_one(docx(body), "a.docx")
    (block,) = source.blocks
    assert source.text == "Reporter: Who pays?"
    assert block.bold == ((0, 9), (14, 18))


def test_bold_print_by_a_style() -> None:
    strong = '<w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>Q:</w:t></w:r>'
    body = f"<w:p>{strong}<w:r><w:t> Who?</w:t></w:r></w:p>"
    assert read_one(docx(body), "a.docx").blocks[0].bold == ((0, 2),)
    off = body.replace("<w:rStyle", '<w:b w:val="0"/><w:rStyle')
    assert read_one(docx(off), "a.docx").blocks[0].bold == ()


def test_headings_and_contents() -> None:
    body = (
        paragraph(run("Press Conference"), style="Heading1")
        + paragraph(run("Opening Remarks"), style="TOC1")
        + paragraph(run("Opening Remarks"), style="Topic")
        + paragraph(run("Thank you."), style="Loop")
    )
    source = read_one(docx(body), "a.docx")
    assert [(b.kind, b.level, b.region) for b in source.blocks] == [
        ("heading", 1, "main"),
        ("text", 0, "nav"),
        ("heading", 1, "main"),
        ("text", 0, "main"),
    ]


def test_breaks_and_tabs() -> None:
    body = "<w:p><w:r><w:t>Q</w:t><w:tab/><w:t>Who?</w:t><w:br/><w:t>And why?</w:t></w:r></w:p>"
    source = read_one(docx(body), "a.docx")
    assert source.text == "Q\tWho?\nAnd why?"
    assert [b.gap for b in source.blocks] == [2, 0]


def test_lists_tables_and_links() -> None:
    item = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/></w:numPr></w:pPr><w:r><w:t>One</w:t></w:r></w:p>"
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in ("Minister", "Yes."))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    link = f"<w:p><w:hyperlink>{run('Video')}</w:hyperlink></w:p>"
    source = read_one(docx(item + table + link), "a.docx")
    assert [b.kind for b in source.blocks] == ["item", "cell", "cell", "text"]
    assert shown(source) == ["One", "Minister", "Yes.", "Video"]
    assert source.blocks[-1].links == ((source.blocks[-1].start, source.blocks[-1].end),)


@pytest.mark.parametrize(
    "hidden",
    [
        "<w:del><w:r><w:delText>no </w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>no </w:t></w:r></w:moveFrom>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>no </w:t></w:r>",
        "<w:r><w:instrText>PAGE </w:instrText></w:r>",
    ],
)
def test_what_is_not_shown(hidden: str) -> None:
    source = read_one(docx(f"<w:p>{hidden}<w:ins>{run('We agree.')}</w:ins></w:p>"), "a.docx")
    assert source.text == "We agree."


def test_text_boxes_follow_their_paragraph() -> None:
    inner = f"<w:txbxContent>{paragraph(run('In a box.'))}</w:txbxContent>"
    body = (
        "<w:p><w:r><AlternateContent><Choice>"
        + inner
        + "</Choice><Fallback>"
        + inner
        + "</Fallback></AlternateContent>"
        "<w:t>Outside.</w:t></w:r></w:p>"
    )
    assert read_one(docx(body), "a.docx").text == "Outside.\nIn a box."


@given(events())
def test_an_event_comes_out_as_composed(event: tuple[Style, Someone, list[Said]]) -> None:
    style, principal, said = event
    source = read_one(plain(as_lines(style, principal, said)), "event.docx")
    check_event(from_transcript(source, parse(source)), style, principal, said)


# ---------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (docx(""), "holds no text"),
        (docx("<w:p>")[:-40], "is damaged and cannot be opened as a Word document"),
        (docx("<w:p>"), "word/document.xml is damaged"),
    ],
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=r"^a\.docx: ") as caught:
        list(read_bytes(data, "a.docx"))
    assert words in str(caught.value)


def test_entities_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    with pytest.raises(ReadError, match="declares entities"):
        list(read_bytes(out.getvalue(), "a.docx"))


def test_another_archive_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(ReadError, match="application/zip"):
        list(read_bytes(out.getvalue(), "a.odt"))


def test_deep_nesting() -> None:
    deep = 3000
    data = docx("<w:sdt>" * deep + paragraph(run("Here.")) + "</w:sdt>" * deep)
    assert shown(read_one(data, "a.docx")) == ["Here."]


@given(st.data())
def test_any_damage(data: st.DataObject) -> None:
    """Whatever happens to its bytes, a file is read soundly or refused."""
    whole = bytearray(plain(["Good evening.", "We agree on the canal."]))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(whole), "a.docx")
