"""XML: what its elements hold comes back with its places, whichever way it is wrapped."""

from __future__ import annotations

from html import unescape
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.model import Source, SourceMap
from index_store.reading import ReadError, read_bytes
from index_store.reading.mapping import MapBuilder
from index_store.reading.xml_mapping import compose

from .checks import check, read_one, read_or_refuse, shown

WORD = st.sampled_from(
    ["water", "R&D", "a<b", "5>4", "it’s", "会見", "Why?", "&amp;", "x", "…", "&rsquo;", "]]"]
)
SAID = st.lists(WORD, min_size=3, max_size=8).map(" ".join)
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def document(body: str, head: str = "") -> str:
    return (
        f"{DECLARED}<doc><title>A title</title><date>2014-01-02</date>{head}<content>{body}</content></doc>\n"
    )


def metadata(head: str, body: str = "<p>Some words are here.</p>") -> dict[str, str]:
    return dict(read_one(document(body, head), "a.xml").metadata)


def voices(stored: str) -> list[tuple[str | None, str]]:
    source = read_one(stored, "a.xml")
    return [(block.voice, text) for block, text in zip(source.blocks, shown(source), strict=True)]


def as_elements(said: list[str]) -> str:
    return "".join(f"<p>{escape(one)}</p>\n" for one in said)


def as_cdata(said: list[str]) -> str:
    return f"<![CDATA[{as_elements(said).replace(']]>', ']]&gt;')}]]>"


def as_escaped_html(said: list[str]) -> str:
    return escape(as_elements(said))


def as_escaped_cdata(said: list[str]) -> str:
    return f"<![CDATA[{escape(as_elements(said))}]]>"


def as_lines(said: list[str]) -> str:
    return "\n\n".join(escape(one) for one in said)


@pytest.mark.parametrize(
    ("wrap", "levels"),
    [(as_elements, 1), (as_cdata, 1), (as_escaped_html, 2), (as_escaped_cdata, 2), (as_lines, 1)],
)
@given(said=st.lists(SAID, min_size=1, max_size=5))
def test_what_is_said_comes_back(wrap: object, levels: int, said: list[str]) -> None:
    assert callable(wrap)
    source = read_one(document(wrap(said)), "a.xml")
    assert shown(source) == said
    assert source.metadata["title"] == "A title"
    for block, one in zip(source.blocks, said, strict=True):
        first, last = source.map.stored(block.start, block.end)
        written = source.stored[first:last]
        for _ in range(levels):
            written = unescape(written)
        assert written == one


@given(st.lists(st.tuples(st.sampled_from(["Ann Roe", "Bo & Co", None]), SAID), min_size=1, max_size=6))
def test_voices_come_back(said: list[tuple[str | None, str]]) -> None:
    parts = []
    for voice, one in said:
        given = f' speakername="{escape(voice)}"' if voice else ""
        parts.append(f"<speech{given}><p>{escape(one)}</p></speech>")
    assert voices(document("".join(parts))) == said


SOUP = st.lists(
    st.sampled_from(
        [
            *[
                "<p>",
                "</p>",
                "<u who='#A'>",
                "</u>",
                "<speaker>",
                "</speaker>",
                "<title>",
                "</title>",
                "<x/>",
            ],
            *[
                "<a:b c:d='e'>",
                "</a:b>",
                "<teiHeader>",
                "</teiHeader>",
                "<date>01/02/2013</date>",
                "<person id='A'>",
            ],
            *[
                "<![CDATA[",
                "]]>",
                "<!--",
                "-->",
                "<?x",
                "?>",
                "<!DOCTYPE a [",
                "]>",
                "<",
                ">",
                "&",
                "&lt;p&gt;",
            ],
            *[
                "&lt;br/&gt;",
                "&amp;nbsp;",
                "&amp;",
                "&#10;",
                "&#x2028;",
                "&lt;",
                "<br>",
                "<b>",
                "</b>",
                "<q",
                '"',
            ],
            *[
                "'",
                " ",
                "\n",
                "\n\n",
                "\r\n",
                "\u2028",
                "\xa0",
                "word",
                "Some words are here. ",
                "<minister>X, Y",
            ],
            *["</minister>", "<item>", "<list>", "</list>", "<lb/>", "<note>", "</note>", "]"],
        ]
    ),
    max_size=50,
).map("".join)


@given(SOUP, st.sampled_from(["a.xml", "a.txt", "a.html"]))
def test_any_soup(text: str, name: str) -> None:
    read_or_refuse(text.encode(), name)
    read_or_refuse(f"{DECLARED}<doc>{text}".encode(), name)
    read_or_refuse(f"{DECLARED}<doc><title>T</title><text>{text}</text></doc>".encode(), name)


@given(st.binary(max_size=150), st.booleans())
def test_any_bytes(data: bytes, inside: bool) -> None:
    read_or_refuse(b"<?xml version='1.0'?><a>Some words are here. " + data if inside else data, "a.xml")


@given(st.integers(0, 600))
def test_a_file_that_breaks_off(length: int) -> None:
    said = ["One & two, three <four>.", "It’s here."]
    whole = document(
        as_elements(said) + as_cdata(said) + as_escaped_html(said), "<premier>Roe, Ann</premier>"
    )
    read_or_refuse(whole.encode()[:length], "a.xml")


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 2)), max_size=8), st.data())
def test_a_composed_map(pieces: list[tuple[int, bool, int]], data: st.DataObject) -> None:
    """Each character comes from what its intermediate characters come from."""
    inner = MapBuilder()
    at = 0
    for width, same, skipped in pieces:
        at += skipped
        end = at + (width if same else width + 2)
        inner.add("x" * width if same else "x", at, end)
        at = end
    between, below = inner.finish()
    outer = MapBuilder()
    at = 0
    while at < len(between):
        at += data.draw(st.integers(0, 1))
        end = min(len(between), at + data.draw(st.integers(1, 4)))
        outer.add("y" * (end - at) if data.draw(st.booleans()) else "y", at, end)
        at = end
    shown_text, above = outer.finish()
    composed = compose(shown_text, above, below)
    assert composed.length == above.length
    for i in range(above.length):
        assert composed.stored(i, i + 1) == below.stored(*above.stored(i, i + 1))


def test_white_space_stands_for_what_was_left_out() -> None:
    between = SourceMap((0, 3), (0, 10), (3, 13), 6)
    composed = compose("abc\ndef", SourceMap((0, 3, 4), (0, 3, 3), (3, 3, 6), 7), between)
    assert [composed.stored(i, i + 1) for i in (2, 3, 4)] == [(2, 3), (3, 10), (10, 11)]


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ('<u who="#R">Good <hi>day</hi> all.</u>', [("Ann Roe", "Good day all.")]),
        ('<u who="#Q9">One.</u><u who="#QUINN">Two.</u>', [(None, "One."), ("QUINN", "Two.")]),
        ('<u who="Bo Doe">One.</u>', [("Bo Doe", "One.")]),
        ('<sp who="#R"><speaker>ROE.</speaker><p>One.</p></sp>', [("Ann Roe", "One.")]),
        ("<sp><speaker>Roe:</speaker><p>One.</p></sp>", [("Roe", "One.")]),
        ('<speech by="#z1"><from>The Chair:</from><p>One.</p></speech>', [("The Chair", "One.")]),
        ('<speech by="#R"><p>One.</p></speech><p>Two.</p>', [("Ann Roe", "One."), (None, "Two.")]),
        (
            "<div><speaker>A</speaker><p>One.</p><p>Two.</p><speaker>B</speaker><p>Three.</p></div><p>Four</p>",
            [("A", "One."), ("A", "Two."), ("B", "Three."), (None, "Four")],
        ),
        (
            "<speech><talk.start><talker><name>X, Mr</name><name>Mr X</name></talker><para>One.</para>"
            "</talk.start><para>Two.</para></speech>",
            [("Mr X", "One."), ("Mr X", "Two.")],
        ),
        ("<p><member>Mr. A</member><text> asked why.</text></p>", [("Mr. A", "asked why.")]),
        ("<p><member>Mr. A</member>: One.</p>", [(None, "Mr. A: One.")]),
        ("<p>It came <from>from</from> there.</p>", [(None, "It came from there.")]),
        ('<speech speakername="A"><p>One.</p><speech><p>Two.</p></speech><p>Three.</p></speech>',
         [("A", "One."), (None, "Two."), ("A", "Three.")]),
    ],
)  # fmt: skip
def test_who_speaks(stored: str, expected: list[tuple[str | None, str]]) -> None:
    people = '<teiHeader><person xml:id="R"><persName>Ann Roe</persName></person></teiHeader>'
    padding = [(None, "Padding of several words.")]
    assert voices(f"<TEI>{people}<p>Padding of several words.</p>{stored}</TEI>") == padding + expected


def test_a_speaker_explained_by_an_attribute() -> None:
    meta = '<meta><TLCPerson eId="r" showAs="Ann Roe"/></meta>'
    stored = f'<debate>{meta}<speech by="#r"><p>One.</p></speech></debate>'
    assert voices(stored) == [("Ann Roe", "One.")]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<prime-minister>Roe, Ann</prime-minister>", "Prime Minister: Ann Roe"),
        ("<primeMinister>Ann Roe</primeMinister>", "Prime Minister: Ann Roe"),
        ("<president>Roe, Ann; Doe, Bo</president>", "President: Ann Roe; President: Bo Doe"),
        ("<premier>Roe, Ann</premier><premier>Doe, Bo</premier>", "Premier: Ann Roe; Premier: Bo Doe"),
        ("<premier>Roe, Ann, Jr.</premier>", "Premier: Roe, Ann, Jr."),
        ("<premier>van der Roe, Ann M.</premier>", "Premier: Ann M. van der Roe"),
        ("<premier></premier>", None),
    ],
)
def test_office_holders(head: str, expected: str | None) -> None:
    assert metadata(head).get("people") == expected


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        ("27/06/2007", "", "2007-06-27"),
        ("06/27/2007", "", "2007-06-27"),
        ("05/05/2007", "", "2007-05-05"),
        ("12.03.1959", "", "1959-03-12"),
        ("2007/06/05", "", "2007-06-05"),
        ("20070605", "", "2007-06-05"),
        ("2007-06-05T10:00", "", "2007-06-05T10:00"),
        ("5 June 2007", "", "5 June 2007"),
        ("31/31/2007", "", "31/31/2007"),
        ("20079999", "", "20079999"),
        ("12/03/1959", "", "12/03/1959"),
        ("12/03/1959", "<url>https://a.gov.au/x.pdf</url>", "1959-03-12"),
        ("12/03/1959", "<url>https://a.gov/x.pdf</url>", "1959-12-03"),
        ("12/03/1959", "<url>https://a.gov/x.pdf</url><b>www.a.uk</b>", "12/03/1959"),
        ("12/03/1959", "<language>en-AU</language>", "1959-03-12"),
        ("12/03/1959", "<language>en-US</language>", "1959-12-03"),
        ("12/03/1959", "<language>en</language>", "12/03/1959"),
        ("12/03/1959", "<modified>13/03/1959</modified>", "1959-03-12"),
        ("12/03/1959", "<modified>03/13/1959</modified>", "1959-12-03"),
        ("12/03/1959", "<p>Given on Thursday, 12th March, 1959</p>", "1959-03-12"),
        ("12/03/1959", "<p>Given on December 3, 1959</p>", "1959-12-03"),
        ("12/03/1959", "<p>They organised and recognised it.</p>", "1959-03-12"),
    ],
)
def test_dates_are_read_where_they_are_clear(value: str, more: str, expected: str) -> None:
    assert metadata(f"<release-date>{value}</release-date>{more}")["published"] == expected


def test_a_record() -> None:
    stored = document(
        "<![CDATA[<p>Good <strong>day</strong>.<br />Two</p>]]>",
        "<id>7</id><release-type>Interview</release-type><period>1996 - 2007</period>"
        "<document>x.pdf</document>"
        "<place>Oslo</place><subjects>Water; <i>fire</i></subjects>"
        "<summary>It was said that it is.</summary>",
    )
    source = read_one(stored, "a.xml")
    assert source.metadata == {
        "title": "A title",
        "date": "2014-01-02",
        "doc_id": "7",
        "kind": "Interview",
        "place": "Oslo",
        "tags": "Water; fire",
    }
    assert shown(source) == ["It was said that it is.", "Good day.", "Two"]
    assert [block.gap for block in source.blocks] == [2, 1, 0]
    assert source.part is None and source.media_type == "application/xml"


def test_records_of_one_file() -> None:
    one = "<r><title>A</title><id>1</id><p>One is here.</p></r>"
    two = "<r><title>B</title><id>2</id><p>Two is here.</p></r>"
    found = [one for one in read_bytes(f"<rs>{one}{two}</rs>".encode(), "a.xml") if isinstance(one, Source)]
    for source in found:
        check(source)
    assert [(source.part, source.text) for source in found] == [("1", "One is here."), ("2", "Two is here.")]
    assert found[0].stored is found[1].stored


def test_a_header() -> None:
    source = read_one(
        '<TEI xml:lang="en-GB"><teiHeader><titleStmt><title>On <hi>water</hi></title></titleStmt>'
        '<publicationStmt><date when="2015-03-01">March</date></publicationStmt><sourceDesc>'
        "<title>Other</title><date>12 May 2014</date></sourceDesc></teiHeader><text><div>"
        "<head>One</head><list><item>Two words</item></list>"
        "<p>a <choice><sic>teh</sic><corr>the</corr></choice> b<note>c</note></p></div></text>"
        "</TEI>",
        "a.tei",
    )
    assert source.metadata == {
        "language": "en-GB",
        "title": "On water",
        "published": "2015-03-01",
        "date": "12 May 2014",
    }
    assert [(b.kind, b.region, t) for b, t in zip(source.blocks, shown(source), strict=True)] == [
        ("heading", "main", "One"),
        ("item", "main", "Two words"),
        ("text", "main", "a teh b"),
        ("text", "aside", "c"),
    ]


def test_no_entity_is_expanded_and_no_file_is_opened() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    stored = (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "/etc/passwd">{laughs}]>'
        "<a><p>Some words &l9; and &f; are here.</p></a>"
    )
    assert shown(read_one(stored, "a.xml")) == ["Some words &l9; and &f; are here."]


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("<?xml version='1.0'?><rss><channel><title>T</title></channel></rss>", "news feed"),
        ("<?xml version='1.0'?><feed xmlns='x'><entry/></feed>", "news feed"),
        ("<?xml version='1.0'?><a><b>1</b><c>2</c></a>", "without running text"),
        ("<?xml version='1.0'?>", "no element"),
        ("<?xml version='1.0'?>\n<a>\n<!-- x", "line 3: damaged application/xml: a comment has no end"),
        ("<?xml version='1.0'?><a><![CDATA[ x", "line 1: damaged"),
        ("<?xml version='1.0'?><!DOCTYPE a [ <a>x</a>", "document type has no end"),
    ],
)
def test_what_is_refused(stored: str, words: str) -> None:
    with pytest.raises(ReadError, match=r"^a\.xml: ") as caught:
        list(read_bytes(stored.encode(), "a.xml"))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("stored", "name", "expected"),
    [
        ("<?xml version='1.0'?><a>One two three.</a>", "a.txt", "application/xml"),
        ("<doc>One two three.</doc>", "a.xml", "application/xml"),
        ("<!-- x --><!DOCTYPE a><doc>One two three.</doc>", "a.xml", "application/xml"),
        ("<?xml version='1.0'?><html xmlns='x'><p>One.</p></html>", "a.xml", "text/html"),
        ("<?xml version='1.0'?><?y x?><!-- z --><x:html><p>One.</p></x:html>", "a.xml", "text/html"),
        ("One two three.", "a.xml", "text/plain"),
        ("<p>One.</p><p>Two.</p>", "a.html", "text/html"),
    ],
)
def test_recognised_by_content(stored: str, name: str, expected: str) -> None:
    [source] = read_bytes(stored.encode(), name)
    assert isinstance(source, Source) and source.media_type == expected


def test_the_declared_encoding_counts() -> None:
    stored = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Æ is a letter.</a>'
    [source] = read_bytes(stored.encode("latin-1"), "a.xml")
    assert isinstance(source, Source) and source.text == "Æ is a letter."


@pytest.mark.parametrize(
    "text",
    [
        "<a>" * 20_000 + "Some words are here.",
        "<a>" * 20_000 + "</b>" * 20_000,
        "<title>" * 10_000,
        "<speaker>" * 10_000 + "x",
        "<u who='A'>" * 10_000 + "x",
        "<" * 200_000,
        "<a b='" * 20_000,
        '<a b="' * 20_000 + ">",
        "&" * 200_000,
        "&lt;p " * 20_000,
        "&lt;p &x;" * 40_000,
        "<![CDATA[x]]>" * 20_000,
        "<![CDATA[<p>]]>" * 10_000,
        "<teiHeader><title>" * 20_000,
        "<x>\n\n" * 20_000,
        "\n \n" * 20_000,
        "01/02/2013 www." * 20_000,
        "<p>x</p>" * 8_000,
        "<r><title>A</title><id>1</id>words words words</r>" * 1_500,
    ],
    ids=lambda text: text[:10],
)
def test_xml_of_any_shape_is_read_in_one_pass(text: str) -> None:
    read_or_refuse(f"<?xml version='1.0'?><!DOCTYPE x [{'[' * 999}]><doc>{text}".encode(), "a.xml")
    read_or_refuse(f"<d><date>01/02/2003</date><id>1</id><c>{text}</c></d>".encode(), "a.xml")
