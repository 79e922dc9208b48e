from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from cli_samples import QUESTION, VIEW, hit_of, hits, passage_text, ranges, results_of, unhurried
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from search import formats, safe
from search.results import Hit

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@unhurried
@given(st.lists(hits(), max_size=3))
def test_csv_is_read_back_cell_by_cell(found: list[Hit]) -> None:
    rows = list(csv.DictReader(io.StringIO(formats.csv_text(results_of(*found)), newline="")))
    assert len(rows) == len(found)
    for row, hit in zip(rows, found, strict=True):
        assert tuple(row) == formats.COLUMNS
        assert row["text"] == formats.harmless(hit.passage.text)
        assert row["speaker"] == formats.harmless(hit.passage.speaker or "")
        assert row["ordinal"] == str(hit.passage.ordinal)
        assert row["source_sha256"] == hit.passage.source.sha256


@unhurried
@given(st.lists(hits(), max_size=3))
def test_no_cell_is_a_formula_and_none_controls_a_terminal(found: list[Hit]) -> None:
    text = formats.csv_text(results_of(*found))
    assert safe.text(text) == text
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(re.match("[=+\\-@\t\r\n]", cell) for cell in row)


@unhurried
@given(passage_text)
def test_a_harmless_cell_differs_by_an_apostrophe_alone(cell: str) -> None:
    assert formats.harmless(cell).removeprefix("'") == safe.text(cell).removeprefix("'")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_formulas_get_an_apostrophe(cell: str) -> None:
    assert formats.harmless(cell) == "'" + safe.text(cell)


def words(text: str) -> list[str]:
    return text.split()


def shown(tokens: list[Token]) -> str:
    """What a CommonMark renderer shows: the text of all inline content, without any markup."""
    parts: list[str] = []
    for token in tokens:
        assert token.type in {
            *("blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close"),
            *("inline", "text", "text_special", "softbreak", "hardbreak", "strong_open", "strong_close"),
        }, token
        if token.type == "inline":
            parts += [shown(token.children or []), "\n"]
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            parts.append(token.content)
    return "".join(parts)


def quoted(markdown: str) -> str:
    """The text that is shown within block quotes."""
    tokens = MARKDOWN.parse(markdown)
    opened = [i for i, token in enumerate(tokens) if token.type == "blockquote_open"]
    closed = [i for i, token in enumerate(tokens) if token.type == "blockquote_close"]
    assert len(opened) == len(closed) == 1
    return shown(tokens[opened[0] : closed[0]])


@unhurried
@given(passage_text)
def test_markdown_shows_the_text_as_it_is(text: str) -> None:
    markdown = "\n".join(formats.markdown_hit(hit_of(replace(VIEW, text=text))))
    assert words(quoted(markdown)) == words(safe.text(text))


@unhurried
@given(hits())
def test_markdown_is_a_quotation_and_a_citation_and_nothing_else(hit: Hit) -> None:
    shown(MARKDOWN.parse("\n".join(formats.markdown_hit(hit))))


@unhurried
@given(passage_text, st.data())
def test_marks_in_markdown_add_asterisks_alone(text: str, data: st.DataObject) -> None:
    marks = data.draw(ranges(len(text)))
    expected, at = "", 0
    for start, end in marks:
        expected += f"{text[at:start]}<{text[start:end]}>"
        at = end
    expected += text[at:]
    assert with_marks(formats.escape(text, marks)) == expected


def with_marks(escaped: str) -> str:
    """The text again, with < and > where a bold range begins and ends."""
    parts, inside, chars = [], False, iter(escaped)
    for char in chars:
        if char == "\\":
            parts.append(next(chars))
        elif char == "*":
            assert next(chars) == "*"
            inside = not inside
            parts.append("<" if inside else ">")
        else:
            parts.append(char)
    return "".join(parts)


def test_markdown_of_a_hit() -> None:
    hit = hit_of(VIEW, (31, 44), questions=(QUESTION,))
    assert list(formats.markdown_hit(hit, mark=True)) == [
        "> Kyodo News asked: What do you say about the strait?",
        ">",
        "> The peace and stability of the **Taiwan Strait** matter to all of us.",
        "",
        "— Otori Keiko, Minister for Foreign Affairs, Press Conference by Foreign Minister OTORI Keiko,"
        " 12 January 2024, 15:47, Washington D.C. (talks ¶7)",
    ]
