"""Markdown: markdown-it renders the same words, and nothing but markup is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index_store.model import Block, Source
from index_store.reading import Problem, read_bytes
from index_store.reading.markdown_inline import inline_marks

from .checks import read_one, shown

INLINE = st.lists(
    st.sampled_from(
        [
            "*",
            "**",
            "***",
            "_",
            "__",
            "`",
            "``",
            "~~",
            "[",
            "](/u)",
            "](/u 't')",
            "]",
            "\\",
            "\\*",
            "&amp;",
            "&nosuch;",
            "<b>",
            "</b>",
            "<https://e.org>",
            "a",
            "b ",
            " c",
            "word",
            "会",
            "(",
            ")",
            ".",
            "’",
            "1988",
            " ",
        ]
    ),
    max_size=14,
).map(lambda parts: re.sub("~~~+", "~~", "".join(parts)))  # a longer run is no strikethrough to GitHub
RENDER = MarkdownIt("commonmark").enable("strikethrough").disable("image")


def rendered(text: str) -> str:
    return unescape(re.sub(r"</?(?:b|em|strong|a|code|s)\b[^>]*>", "", RENDER.renderInline(text)))


def applied(text: str) -> str:
    parts: list[str] = []
    at = 0
    for start, end, instead in inline_marks(text, frozenset()).edits:
        assert at <= start <= end
        parts += [text[at:start], instead]
        at = end
    return "".join(parts) + text[at:]


@given(INLINE)
def test_inline_markup_against_markdown_it(text: str) -> None:
    assert applied(text).split() == rendered(text).split()


@given(INLINE)
def test_bold_against_markdown_it(text: str) -> None:
    rendering = RENDER.renderInline(text)
    assert len(inline_marks(text, frozenset()).bold) == rendering.count("<strong>")


WORDS = st.text("abcdé会’.,:1", min_size=1, max_size=7)
LINE = st.lists(WORDS, min_size=1, max_size=6).map("  ".join).filter(lambda line: line[0] not in "1.:")


@given(
    st.lists(st.lists(LINE, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_plain_paragraphs_come_back(paragraphs: list[list[str]], newline: str) -> None:
    indents = ["", "  ", "    ", "\t\t", "        "]
    text = (newline * 2).join(
        newline.join(indents[(i + j) % 5] + line for j, line in enumerate(lines))
        for i, lines in enumerate(paragraphs)
    )
    source = read_one(text, "a.md")
    assert [(source.text[b.start : b.end], b.gap) for b in source.blocks] == [
        (line, 2 if j == 0 else 0) for lines in paragraphs for j, line in enumerate(lines)
    ]
    for block in source.blocks:
        assert (
            source.stored[slice(*source.map.stored(block.start, block.end))]
            == source.text[block.start : block.end]
        )


@given(
    st.lists(
        st.sampled_from(["# ", "- ", "1. ", "> ", "2) ", "* ", "    ", "\t", "", "### ", "| ", "+ "]),
        max_size=4,
    ),
    st.integers(1, 5),
)
def test_no_word_is_lost_in_any_nesting(markers: list[str], times: int) -> None:
    text = "\n".join("".join(markers[i:]) + f"Word{i} of it" for i in range(len(markers))) + "\nlast word\n"
    source = read_one(text * times, "a.md")
    found = "".join(re.findall("[A-Za-z]+[0-9]*", source.text))
    assert found == "".join(re.findall("[A-Za-z]+[0-9]*", text * times))


@given(
    st.lists(
        st.sampled_from(
            [
                "word",
                "**",
                "*",
                "_",
                "\n",
                "\n\n",
                "- ",
                "> ",
                "1. ",
                "    ",
                "|",
                "#",
                " ",
                "---",
                "```",
                "=",
                "|-|",
                "[x]: y",
                "<b>",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_no_word_is_lost_in_soup(text: str) -> None:
    source = read_one("begin\n\n" + text, "a.md")
    fences = re.compile(
        r"^[ \t>*+-]*(?:\d[.)])?[ \t>*+-]*```.*$", re.MULTILINE
    )  # the rest of such a line is no text
    assert source.text.count("word") >= fences.sub("", text).count("word")


def find(source: Source, words: str) -> Block:
    return next(b for b in source.blocks if words in source.text[b.start : b.end])


def test_kinds() -> None:
    source = read_one(
        "# One #\ntext\n\n- two\n  - three\n\n1988. "
        "Was it?\n\n> four\n> five\n\n| six | a\\|b |\n|---|---|\n| **c** | d | e |\n"
        "\n```py\nseven *x*\n```\n\nEight\n=====\n\n<div>\nnine "
        "<b>x</b><br>y\n<!-- no\nno -->\n</div>\n\n***\n\n1. one\n2.\n",
        "a.md",
    )
    assert [(source.text[b.start : b.end], b.kind, b.level) for b in source.blocks] == [
        ("One", "heading", 1),
        ("text", "text", 0),
        ("two", "item", 1),
        ("three", "item", 2),
        ("1988. Was it?", "item", 1),
        ("four", "quote", 0),
        ("five", "quote", 0),
        ("six", "cell", 0),
        ("a|b", "cell", 0),
        ("c", "cell", 0),
        ("d", "cell", 0),
        ("e", "cell", 0),
        ("seven *x*", "pre", 0),
        ("Eight", "heading", 1),
        ("nine x", "text", 0),
        ("y", "text", 0),
        ("1. one", "item", 1),
        ("2.", "text", 0),
    ]


def test_a_briefing() -> None:
    source = read_one(
        "MS. X:  Good **after-\nnoon**, [all](http://e.org/a_(b)). "
        " \n   \nQ    Thank you.\n\n[Reporter]: Yes. <inaudible> &mdash; x\\[y\\]\n"
        "[1]: http://e.org\n",
        "a.md",
    )
    assert shown(source) == [
        "MS. X:  Good after-",
        "noon, all.",
        "Q    Thank you.",
        "[Reporter]: Yes. <inaudible> — x[y]",
    ]
    assert [b.gap for b in source.blocks] == [2, 0, 2, 2]
    first, second = source.blocks[:2]
    assert [source.text[a:b] for a, b in first.bold + second.bold] == ["after-", "noon"]
    assert [source.text[a:b] for a, b in second.links] == ["all"]


def test_references() -> None:
    source = read_one("See [one][A b], [a  B] and [c].\n\n[a b]: https://e.org 'T'\n", "a.md")
    assert shown(source) == ["See one, a  B and [c]."]
    assert len(source.blocks[0].links) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter(newline: str) -> None:
    text = (
        "---\ntags: [a, 'b c']\ndate: '2021-01-20'\nmodified_time: 2021-01-21 19:32:28-05:00\nsource_url: https://e.org/\n"
        'published_time: 2021-1-2\ntitle: "Jen\\_Psaki"\nauthor:\n '
        " name: A\nunknown: x\nlanguage: no\n---\n\nText\n"
    )
    source = read_one(text.replace("\n", newline), "a.md")
    assert source.metadata == {
        "tags": "a, b c",
        "date": "2021-01-20",
        "modified": "2021-01-21T19:32:28-05:00",
        "published": "2021-1-2",
        "source_url": "https://e.org/",
        "title": "Jen\xa0Psaki",
        "author": "A",
        "language": "no",
    }
    assert shown(source) == ["Text"]
    assert source.stored == text.replace("\n", newline)


@pytest.mark.parametrize(
    "broken",
    [
        "title: Briefing: the 20th\ndate: 2021-01-20",
        "date: 2021-01-20\ntitle: &a [*a, *a]",
        "date: 2021-01-20\nx: {",
        "date: 2021-01-20\nx: " + "[" * 5000,
        "date: 2021-01-20\n? [a]\n: b\n!!python/object:os.x y: z",
    ],
)
def test_broken_front_matter_is_reported_and_never_shown(broken: str) -> None:
    problem, source = read_bytes(f"---\n{broken}\n---\nText".encode(), "a.md")
    assert isinstance(problem, Problem) and problem.line == 1 and "front matter" in str(problem)
    assert isinstance(source, Source)
    assert source.metadata["date"] == "2021-01-20"
    assert shown(source) == ["Text"]


@pytest.mark.parametrize(
    "text", ["---\nWords.\n---\nMore", "---\n\n---\nMore", "---\ntitle: never ends\n\nMore"]
)
def test_what_is_no_front_matter(text: str) -> None:
    source = read_one(text, "a.md")
    assert not source.metadata
    assert shown(source)[-1] == "More"
