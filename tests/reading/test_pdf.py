"""PDF: lines, paragraphs, what pages print around them, and files that cannot be read."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from transcript.composing import Said, Someone, Style, as_lines, events
from transcript.test_composed import check as check_event

from index_store.model import Source
from index_store.passages import from_transcript
from index_store.reading import Problem, ReadError, read_bytes
from index_store.transcript import parse

from .checks import read_one, read_or_refuse, shown
from .pdf_files import Printed, pdf, set_in_pages

SENTENCE = (
    "The canal is open again, and the ferries will run as they did before the winter came to the harbour."
)


def paragraphs(source: Source) -> list[str]:
    """The text of the region "main", lines that were wrapped joined by a space."""
    out: list[str] = []
    for block in source.blocks:
        if block.region != "main":
            continue
        text = source.text[block.start : block.end]
        if block.wraps:
            out[-1] += " " + text
        else:
            out.append(text)
    return out


def test_lines_are_stored_as_they_are_printed() -> None:
    source = read_one(
        pdf([[Printed("Good  evening.", 72, 700), Printed("We (both) agree.", 72, 660)]]), "a.pdf"
    )
    assert source.media_type == "application/pdf"
    assert source.stored == source.text == "Good evening.\nWe (both) agree."


def test_pages_are_parted_by_form_feeds() -> None:
    source = read_one(pdf([[Printed("One.", 72, 700)], [], [Printed("Three.", 72, 700)]]), "a.pdf")
    assert source.stored == "One.\f\fThree."


@pytest.mark.parametrize("indent", [0, 6])
@pytest.mark.parametrize("apart", [0.0, 1.0])
def test_paragraphs(indent: int, apart: float) -> None:
    if not indent and not apart:
        return  # nothing shows where a full last line ends a paragraph
    texts = [SENTENCE * n for n in (1, 2, 1, 3, 1)]
    source = read_one(pdf(set_in_pages(texts, 70, 200, None, indent, apart)), "a.pdf")
    assert paragraphs(source) == texts


def test_a_paragraph_goes_on_over_a_page() -> None:
    texts = [
        f"{SENTENCE} And so it went on, day after day, until nobody counted. {SENTENCE}" for _ in range(9)
    ]
    source = read_one(
        pdf(set_in_pages(texts, 70, 10, "Chair Doe’s Press Conference  FINAL", 6, 0.0)), "a.pdf"
    )
    assert paragraphs(source) == texts
    heads = shown(source, "page")
    assert len(heads) == 2 * heads.count("Chair Doe’s Press Conference FINAL") > 4
    assert heads[1].startswith("Page 1 of ")


def test_footnotes_stand_apart() -> None:
    page = [Printed(f"Line {n} of the text of this page.", 72, 700 - 12 * n) for n in range(10)]
    notes = [Printed("1 The figure was corrected later.", 72, 60, 7), Printed("See the annex.", 72, 52, 7)]
    source = read_one(pdf([[*page, *notes]]), "a.pdf")
    assert shown(source, "footer") == ["1 The figure was corrected later.", "See the annex."]


def test_bold_print_and_headings() -> None:
    source = read_one(
        pdf(
            [
                [
                    Printed("Press Conference", 72, 740, 18),
                    Printed("Minister:", 72, 700, bold=True),
                    *[Printed(SENTENCE[:60], 72, 680 - 12 * n) for n in range(5)],
                ]
            ]
        ),
        "a.pdf",
    )
    title, label, *_ = source.blocks
    assert (title.kind, title.level) == ("heading", 1)
    assert label.bold == ((label.start, label.end),)


def test_a_line_that_the_program_prints_last_stands_where_it_is_seen() -> None:
    page = [Printed(f"{n}. {SENTENCE[:40]}", 72, 700 - 24 * n) for n in range(4)]
    source = read_one(pdf([[*page, Printed("The title of all this", 72, 730)]]), "a.pdf")
    assert shown(source)[0] == "The title of all this"


def test_two_columns_stay_columns() -> None:
    left = [Printed(f"Left {n} is here", 72, 700 - 12 * n) for n in range(8)]
    right = [Printed(f"Right {n} is here", 330, 700 - 12 * n) for n in range(8)]
    source = read_one(pdf([[*left, *right]]), "a.pdf")
    assert " ".join(shown(source)).index("Left 7") < " ".join(shown(source)).index("Right 0")


# ---------------------------------------------------------------- a transcript


@given(events(), st.integers(74, 88), st.integers(12, 40), st.booleans())
def test_a_printed_event_comes_out_as_composed(
    event: tuple[Style, Someone, list[Said]], width: int, rows: int, indent: bool
) -> None:
    """Wrapped, over pages with running heads and numbers: the same passages as from plain text."""
    style, principal, said = event
    lines = [" ".join(x.split()) for x in as_lines(style, principal, said)]
    if style.name.startswith("Q and spaces"):
        return  # the spaces that set the letter off are one in a PDF
    if indent:
        pages = set_in_pages(lines, width, rows, "Harbour Press Room  Official Record", 4)
        # A paragraph that a page divides right behind a sentence may as well be two in a short document.
        ends = [(a[-2].text, b[1].x) for a, b in pairwise(pages)]
        assume(not any(text.endswith((".", "?", "!", "”")) and x == 72 for text, x in ends))
    else:  # a page that ends with a full last line would not show that a paragraph ends there
        pages = set_in_pages(lines, width, 400, None)
    data = pdf(pages)
    source = read_one(data, "event.pdf")
    check_event(from_transcript(source, parse(source)), style, principal, said)


# ---------------------------------------------------------------- what cannot be read


def test_a_page_that_is_an_image() -> None:
    found = list(read_bytes(pdf([[Printed("One.", 72, 700)], [], []], image=[2]), "mofa.pdf"))
    assert [type(x) for x in found] == [Source, Problem]
    assert str(found[1]) == "mofa.pdf: page 3 holds no text (scanned?)"


def test_a_file_of_images() -> None:
    with pytest.raises(ReadError, match=r"^mofa\.pdf: page 1 holds no text \(scanned\?\)$"):
        list(read_bytes(pdf([[], []], image=[0, 1]), "mofa.pdf"))


def test_a_damaged_file() -> None:
    whole = pdf([[Printed(SENTENCE, 72, 700)]])
    with pytest.raises(ReadError, match=r"^a\.pdf: is damaged and cannot be opened as a PDF$"):
        list(read_bytes(b"%PDF-1.7\nnothing else", "a.pdf"))
    for end in range(0, len(whole), 37):
        if end:
            read_or_refuse(whole[:end], "a.pdf")


def test_a_file_with_a_password() -> None:
    whole = pdf([[Printed(SENTENCE, 72, 700)]])
    locked = whole.replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >>",
    )
    with pytest.raises(ReadError, match=r"^a\.pdf: is protected by a password; save a copy without one$"):
        list(read_bytes(locked, "a.pdf"))


@given(st.data())
def test_any_damage(data: st.DataObject) -> None:
    """Whatever happens to its bytes, a file is read soundly or refused."""
    whole = bytearray(pdf(set_in_pages([SENTENCE, SENTENCE], 60, 4, "Head")))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(whole), "a.pdf")


def test_the_library_is_imported_when_a_pdf_is_read() -> None:
    code = "import sys, index_store.reading.pdf; print('pypdfium2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
