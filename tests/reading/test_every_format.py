"""Properties of all readers: whatever a file holds, it is refused with a ReadError or read soundly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.model import KaikenError, Source
from index_store.reading import ReadError, is_readable_name, known_suffixes, read, read_bytes
from index_store.reading.registry import formats

from .checks import read_or_refuse

NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a.jsonl", "a.json", "a", "a.weird"])
SOUP = st.lists(
    st.sampled_from(
        [
            *[
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "</a>",
                "</div>",
                "<div>",
                "<li>",
                "<ul>",
                "</ul>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<pre>",
                "</pre>",
                "<nav>",
            ],
            *[
                "</nav>",
                "<br>",
                "<br><br>",
                "<hr>",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                "<svg>",
                "</svg>",
                "<h1>",
                "</h1>",
                "<h2",
                "</span>",
            ],
            *[
                "<![CDATA[",
                "]]>",
                "&",
                "&amp;",
                "&nbsp;",
                "&#10;",
                "&#x2028;",
                "&ampx",
                "**",
                "*",
                "_",
                "`",
                "``",
                "~~",
                "[",
                "]",
                "(",
                ")",
                "![",
                "](u)",
                "\\",
                ">",
                "#",
                "-",
            ],
            *["1.", "---", "```", "|", "|--|--|", "{", "}", '"', "'", "=", "x", "Ж", "会見", "word"],
            *(
                "<a href='x'>",
                "<div class=share>",
                "<span hidden>",
                '{"text": "x"}',
                '{"text":"x","speaker":null}',
            ),
            *("\u200b", "\ufeff", "\xa0", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "\f", "\v", "\u2028"),
            *("    ", "\\\n", "  \n", "a b", "\x85"),
        ]
    ),
    max_size=60,
).map("".join)


@given(st.binary(max_size=200), NAMES)
def test_any_bytes(data: bytes, name: str) -> None:
    read_or_refuse(data, name)


@given(st.text(max_size=200), NAMES)
def test_any_text(text: str, name: str) -> None:
    read_or_refuse(text.encode("utf-8", "replace"), name)


@given(SOUP, NAMES)
def test_any_soup_of_markup(text: str, name: str) -> None:
    read_or_refuse(text.encode(), name)


@given(SOUP)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read_or_refuse(text.encode(), "a.html") == read_or_refuse(text.encode(), "a.html")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"<!DOCTYPE html><p>x</p>", "a.txt", "text/html"),
        (b"\xef\xbb\xbf<html><p>x</p>", "a.md", "text/html"),
        (b"<p>One.</p>\n<p>Two.</p>", "a", "text/html"),
        (b"Only words, 3 < 4.", "a.html", "text/plain"),
        (b"One &amp; two", "a.html", "text/html"),
        (b"# Words", "a.md", "text/markdown"),
        (b"# Words", "a.txt", "text/plain"),
        (b"---\ntitle: T\n---\nWords", "a", "text/markdown"),
        (b"<b> is a tag, he said", "a.txt", "text/plain"),
        (b'{"text": "x"}\n', "a", "application/jsonl"),
        (b'{"text": "x"}\n', "a.txt", "text/plain"),
        (b"{Laughter}", "a.txt", "text/plain"),
        ("Words".encode("utf-16"), "a.txt", "text/plain"),
        ("<html><p>x</p>".encode("utf-16-le"), "a.txt", "text/html"),
    ],
)
def test_content_beats_the_name(data: bytes, name: str, expected: str) -> None:
    [source] = read_bytes(data, name)
    assert isinstance(source, Source)
    if name == "a.txt" and data.startswith(b'{"text"'):
        assert source.media_type in ("text/plain", "application/jsonl")
    else:
        assert source.media_type == expected


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "empty file"),
        (b"PK\x03\x04....", "notes.zip", "cannot read this kind of file (application/zip"),
        (b"PK\x03\x04....", "notes.docx", "is damaged and cannot be opened as a Word document"),
        (b"%PDF-1.7 x", "a.txt", "is damaged and cannot be opened as a PDF"),
        (b"\x00\x01\x02" * 30, "a.txt", "binary data, not text"),
        (b"<?xml version='1.0'?><a>x</a>", "a.xml", "application/xml"),
        (b"[1, 2]", "a.json", "holds no record"),
        (b'"x"', "a.json", "cannot read this kind of file"),
    ],
)
def test_what_is_refused(data: bytes, name: str, words: str) -> None:
    with pytest.raises(ReadError, match=r"^" + name) as caught:
        list(read_bytes(data, name))
    assert words in str(caught.value)
    assert isinstance(caught.value, KaikenError)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(ReadError, match=str(path)):
            list(read(path))


def test_a_file_is_read_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfOne\r\nTwo")
    assert list(read(path)) == list(read_bytes(path.read_bytes(), str(path)))


def test_names() -> None:
    assert (
        is_readable_name("folder/README.MD") and not is_readable_name("a.odt") and not is_readable_name("txt")
    )
    assert known_suffixes() == {suffix for format in formats() for suffix in format.suffixes}


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 100_000 + b"x" + b"</div>" * 100_000,
        b"<div>" * 100_000 + b"<p>x",
        b"<b><i>" * 50_000 + b"x",
        b"<ul><li>" * 50_000 + b"x",
        b"<p>" + b"<" * 300_000,
        b"<p>" + b"<a x='" * 50_001,
        b"<p>" + b"<!--" * 100_000,
        b"<p>" + b"<script>" * 50_000,
        b"<p>" + b'<a =">" ' * 50_000,
        b"<div>" * 3000 + b"</p><li><td></li>" * 20_000,
        b"<p>" + b"&" * 300_000 + b"</p>",
        b"<p>" + b"word " * 200_000 + b"</p>",
        b"<h1>x</h1><header><main></main></header>" * 5_000,
    ],
    ids=lambda data: data[:20].decode(),
)
def test_html_of_any_shape_is_read_in_one_pass(data: bytes) -> None:
    read_or_refuse(b"<!doctype html>" + data, "a.html")


@pytest.mark.parametrize(
    "data",
    [
        b"*" * 100_000,
        b"**a " * 30_000,
        b"a** " * 30_000,
        b"*a_ " * 30_000,
        b"*a **b " * 10_000 + b"c* d** " * 10_000,
        b"[" * 100_000,
        b"[a](" * 30_000,
        b"![a" * 30_000 + b"](b)" * 30_000,
        b"`a``" * 30_000,
        b"<a" * 50_000,
        b"<!--" * 50_000,
        b"> " * 20_000 + b"x",
        b"- " * 20_000 + b"x",
        b"\\" * 100_000,
        b"word " * 200_000,
        b"---\na: " + b"[" * 20_000 + b"\n---\nx",
        b"|a|b|\n|-|-|\n" + b"|x" * 50_000,
        b"[a]: /u\n" * 10_000,
    ],
    ids=lambda data: data[:12].decode(),
)
def test_markdown_of_any_shape_is_read_in_one_pass(data: bytes) -> None:
    read_or_refuse(data, "a.md")


def test_the_reader_of_plain_text_imports_nothing_heavy() -> None:
    code = (
        "import sys; from index_store.reading import read_bytes, is_readable_name;"
        "list(read_bytes(b'One', 'a.txt')); list(read_bytes(b'<p>One</p>', "
        "'a.html')); is_readable_name('a.md');"
        "print([m for m in ('markdown_it', 'yaml', "
        "'charset_normalizer', 'nltk', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
