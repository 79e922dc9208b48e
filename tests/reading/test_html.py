"""HTML: what a browser shows, in the order of the page, each character with its place in the file."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.model import Block, Source
from index_store.reading.html_hints import region_of_label

from .checks import read_one, shown

WORDS = st.text("abcdeÉ会’&<>\"'1.:\xa0", min_size=1, max_size=8).filter(
    lambda word: word.strip("\xa0") != ""
)
INNER = st.lists(WORDS, min_size=1, max_size=8)
TAGS = ("i", "span", "font", "em", "u", "unknown-tag")


def page(body: str, head: str = "") -> Source:
    return read_one(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", "a.html")


def the_block(source: Source, words: str) -> Block:
    return next(b for b in source.blocks if words in source.text[b.start : b.end])


@st.composite
def dressed(draw: st.DrawFn) -> tuple[str, str]:
    """A paragraph as shown, and one of the many ways of writing it."""
    words = draw(INNER)
    written: list[str] = []
    for word in words:
        if draw(st.booleans()):
            code = "".join(
                draw(st.sampled_from([escape(c), f"&#{ord(c)};", f"&#x{ord(c):X};"])) for c in word
            )
        else:
            code = escape(word)
            if draw(st.booleans()):
                tag = draw(st.sampled_from(TAGS))
                cut = len(re.match(r"&\w+;|&#\w+;|.", code, re.DOTALL)[0])  # type: ignore[index]
                code = f"{code[:cut]}<{tag} title='a > b'>{code[cut:]}</{tag.upper()}>"
            if draw(st.booleans()):
                code += "<!-- > -->"
        written.append(code)
    space = draw(st.sampled_from([" ", "\n  ", "\r\n", "\t", "&#32;", " <i> </i>", " <!--x--> "]))
    return " ".join(words).strip("\xa0"), space.join(written)


@given(
    st.lists(dressed(), min_size=1, max_size=6), st.sampled_from(["p", "div", "h2", "blockquote", "li", "td"])
)
def test_paragraphs_come_back(paragraphs: list[tuple[str, str]], tag: str) -> None:
    body = "\n".join(f"<{tag}> {written}</{tag}>" for _, written in paragraphs)
    source = page(body)
    assert shown(source) == [text for text, _ in paragraphs]


@given(st.lists(dressed(), min_size=1, max_size=6))
def test_the_stored_characters_of_a_block_show_its_text(paragraphs: list[tuple[str, str]]) -> None:
    source = page("".join(f"<p>{written}<br>" for _, written in paragraphs))
    for block in source.blocks:
        start, end = source.map.stored(block.start, block.end)
        stored = re.sub(r"<!--.*?-->|<(?:\"[^\"]*\"|'[^']*'|[^>])*>", "", source.stored[start:end])
        assert re.sub("[ \t\r\n]+", " ", unescape(stored)) == source.text[block.start : block.end]


@given(st.lists(INNER, min_size=2, max_size=6), st.sampled_from(["<p>", "<li>", "<td>", "<tr><td>", "<dd>"]))
def test_end_tags_that_are_left_out(paragraphs: list[list[str]], tag: str) -> None:
    source = page("".join(tag + escape(" ".join(words)) for words in paragraphs))
    assert shown(source) == [" ".join(words).strip("\xa0") for words in paragraphs]


def test_gaps() -> None:
    source = page(
        "<p>a<br>b<br><br>c</p><p>d</p><p>&nbsp;</p><p>e</p><p></p><div><div>f</div></div><hr>g<p><br>h"
    )
    assert [(source.text[b.start : b.end], b.gap) for b in source.blocks] == [
        ("a", 2),
        ("b", 0),
        ("c", 2),
        ("d", 1),
        ("e", 2),
        ("f", 2),
        ("g", 2),
        ("h", 2),
    ]
    assert source.text.replace("\xa0", "") == "a\nb\n\nc\nd\n\ne\n\nf\n\ng\n\nh"


def test_kinds() -> None:
    source = page(
        "<h3>h</h3><ul><li>one<ol><li>two</ul><table><tr><th>c<td><p>para</table><blockquote><p>q</blockquote>"
        "<pre>\n  x &lt;\n\ny</pre><dl><dt>t<dd>d</dl><figure><figcaption>f</figcaption></figure>"
    )
    found = [(source.text[b.start : b.end], b.kind, b.level) for b in source.blocks]
    assert found == [
        ("h", "heading", 3),
        ("one", "item", 1),
        ("two", "item", 2),
        ("c", "cell", 0),
        ("para", "text", 0),
        ("q", "quote", 0),
        ("x <", "pre", 0),
        ("y", "pre", 0),
        ("t", "text", 0),
        ("d", "text", 0),
        ("f", "text", 0),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>if (a < b) '<p>x</p>'</SCRIPT >",
        "<style>p > b {}</style>",
        "<template><p>x</p></template>",
        "<noscript><p>x</noscript>",
        "<svg><title>x</title><text>x</text></svg>",
        "<p hidden>x</p>",
        '<div aria-hidden="true"><p>x<p>x</div>',
        '<p style="color:red; DISPLAY : none">x</p>',
        "<!-- <p>x</p> -->",
        "<textarea><p>x</textarea>",
        "<iframe><p>x</iframe>",
        "<span hidden>x<b>x</b></span>",
        "<? x ?>",
        "<!-->",
        "<ruby><rp>x</rp></ruby>",
    ],
)
def test_what_is_not_shown(hidden: str) -> None:
    assert shown(page(f"<p>before, with a few words</p>{hidden}<p>after")) == [
        "before, with a few words",
        "after",
    ]


@pytest.mark.parametrize(
    "damage",
    [
        "<script>",
        "<style>",
        "<!--",
        "<svg>",
        "<template>",
        "<p hidden>",
        "<nav>",
        "<aside>",
        '<div class="cookie">',
        "<div hidden>",
        '<a href="',
        "<footer>",
        "<b>",
        "<h2>",
        "<blockquote>",
        "<ul>",
        "<table>",
        "</div></p></td>",
        "<form>",
        "<title>",
        "<select>",
        "<button>",
        "<noscript>",
    ],
)
def test_one_missing_end_tag_swallows_nothing(damage: str) -> None:
    words = [f"Paragraph {n} of the document has this many words." for n in range(20)]
    source = page(f"<p>Begin.</p>{damage}" + "".join(f"<p>{one}</p>" for one in words))
    main = shown(source, "main")
    assert main[-19:] == words[1:]
    assert all(
        block.kind == "text" for block in source.blocks[-19:] if damage not in ("<blockquote>", "<ul>")
    )


@pytest.mark.parametrize(
    ("markup", "region"),
    [
        ("<nav><p>X</nav>", "nav"),
        ("<aside>X</aside>", "aside"),
        ("<footer><p>X</footer>", "footer"),
        ("<header><p>X</header>", "header"),
        ("<form><label>X</label></form>", "form"),
        ('<div id="comments"><p>X</div>', "comments"),
        ('<div class="a cookie-banner">X</div>', "notice"),
        ("<div class='shareButtons'>X</div>", "notice"),
        ("<div role=navigation>X</div>", "nav"),
        ("<ul class=breadcrumb><li>X</ul>", "nav"),
        ("<div class='site-footer'>X</div>", "footer"),
        ("<div class='no-comment'>X</div>", "main"),
        ("<div class='shareholders'>X</div>", "main"),
        ("<article><header><p>X</header></article>", "main"),
        ("<header><h1>X</h1></header>", "main"),
        ("<div class=sidebar><main>X</main></div>", "main"),
        ("<blockquote><p>q</p><footer>X</footer></blockquote>", "main"),
        ("<p class='category-social'>X</p>", "main"),
        ("<h2 class=share>X</h2>", "main"),
        ("<nav><main>X</main></nav>", "main"),
        ("<form><h1>X</h1></form>", "main"),
    ],
)
def test_regions(markup: str, region: str) -> None:
    source = page(f"<p>{'A long paragraph of the document. ' * 20}</p>{markup}<p>And an end.")
    assert the_block(source, "X").region == region
    assert source.blocks[-1].region == "main"


@pytest.mark.parametrize(
    "label", ["has-sidebar", "with-comments", "nocomment", "commentary", "sharepoint", "navy", "x1"]
)
def test_labels_that_only_look_like_furniture(label: str) -> None:
    assert region_of_label(label) is None


def test_a_page_that_is_furniture_by_its_names_alone_is_read() -> None:
    words = "".join(f"<p>Q. {'a real paragraph ' * 8}</p><p>Yes.</p>" for _ in range(9))
    source = page(f"<nav>Home</nav><div class='widget'>{words}</div>")
    assert len(shown(source, "main")) == 18
    assert shown(source, "nav") == ["Home"]


def test_a_page_that_a_script_would_show_is_read() -> None:
    assert shown(page(f"<div style='display:none'><p>{'words ' * 30}</p></div>")) == [("words " * 30).strip()]


def test_bold_and_links() -> None:
    source = page('<p> <b>Q: </b><strong>&amp; A</strong> x <a href="/u"> link <b>b</b></a><p><b>un<p>closed')
    first, second, third = source.blocks
    text = source.text
    assert [text[a:b].strip() for a, b in first.bold] == ["Q: & A", "b"]
    assert [text[a:b].strip() for a, b in first.links] == ["link b"]
    assert [text[a:b] for a, b in second.bold] == ["un"]
    assert third.bold == ()
    [bold] = page("<p>a <span style='font-weight: bold'>Q</span> b").blocks[0].bold
    assert bold == (2, 3)


def test_bold_over_several_lines() -> None:
    source = page("<p>x <b>one<br>two</b> three")
    assert [[source.text[a:b] for a, b in block.bold] for block in source.blocks] == [["one"], ["two"]]


def test_entities() -> None:
    source = page("<p>AT&T &copy 2024 &amp;amp; &notit; &nosuch; &#150; &#xD800; R&D; &hellip;&nbsp;x &lt")
    assert shown(source) == [
        unescape("AT&T &copy 2024 &amp;amp; &notit; &nosuch; &#150; &#xD800; R&D; &hellip;&nbsp;x &lt")
    ]


@given(st.text("&abcltgsmpno;#x0123 ", max_size=30))
def test_entities_as_the_standard_library_resolves_them(text: str) -> None:
    source = page(f"<pre>.{text}.</pre>")
    want = unescape(f".{text}.")
    if set(want) & set("\n\v\f\r\x00"):
        return
    assert shown(source) == [want]


def test_metadata() -> None:
    source = page(
        "<p>x",
        '<title>T &amp;\n U</title><meta property="og:site_name" '
        'content="S"><meta name="Date" content="2024-01-12">'
        '<link rel="canonical" href="https://e.org/a"><meta '
        'property="article:published_time" content="2024-01-13">'
        '<script type="application/ld+json">{"@graph": [{"@type": ["X", "NewsArticle"], "headline": "H",'
        ' "author": [{"name": "A"}, {"name": "B"}], "dateModified": "2024-01-14"}]}</script>',
    )
    assert source.metadata == {
        "title": "H",
        "site_name": "S",
        "date": "2024-01-12",
        "source_url": "https://e.org/a",
        "author": "A, B",
        "published": "2024-01-13",
        "modified": "2024-01-14",
        "kind": "NewsArticle",
    }
    assert read_one('<!doctype html><html lang="ja"><p>x', "a").metadata == {"language": "ja"}
