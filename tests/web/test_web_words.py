"""Text on a page: marks, escapes, and nothing lost; forms, hosts, timelines."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import safe
from search.results import FacetCount
from search.web import links, words
from search.web.guard import host_name
from search.web.negotiate import MEDIA, accepted
from search.web.timeline import HEIGHT, WIDTH, timeline

text = st.text(st.characters() | st.sampled_from("<>&\"'\u202e\x1b\n "), max_size=60)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]], tuple[int, int]]:
    body = draw(text)
    ends = sorted(draw(st.sets(st.integers(0, len(body)), max_size=8)))
    start = draw(st.integers(0, len(body)))
    return body, list(zip(ends[::2], ends[1::2], strict=False)), (start, draw(st.integers(start, len(body))))


@given(marked())
def test_marks_change_no_character(case: tuple[str, list[tuple[int, int]], tuple[int, int]]) -> None:
    body, ranges, (start, end) = case
    shown = str(words.marked(body, ranges, (start, end)))
    plain = re.sub("</?mark>", "", shown)
    assert unescape_once(plain) == safe.text(body)[start:end]
    assert "<" not in plain and '"' not in plain
    inside = [unescape_once(part) for part in re.findall("<mark>(.*?)</mark>", shown, re.DOTALL)]
    assert inside == [
        safe.text(body)[max(a, start) : min(b, end)] for a, b in ranges if max(a, start) < min(b, end)
    ]


def unescape_once(value: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        value = value.replace(entity, char)
    return value


@pytest.mark.parametrize(
    ("header", "form"),
    [
        (None, "html"),
        ("*/*", "html"),
        ("application/json", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/json;q=0.5, text/csv", "csv"),
        ("text/*;q=0.1, application/json;q=0.2", "json"),
        ("application/*", "json"),
        ("image/png", "html"),
        ("application/json;q=x", "html"),
        ("application/json;q=0, */*", "html"),
    ],
)
def test_the_form_that_is_liked_best(header: str | None, form: str) -> None:
    assert accepted(header, ("html", "json", "csv")) == form


@given(st.text(max_size=80))
def test_any_accept_header_gets_a_form(header: str) -> None:
    assert accepted(header, tuple(MEDIA)) in MEDIA


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST:8620", "localhost"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("[::1]:8620", "::1"),
        ("[::1]", "::1"),
        ("evil.example:8620", "evil.example"),
    ],
)
def test_the_name_in_a_host_header(header: str, name: str) -> None:
    assert host_name(header) == name


@given(
    st.dictionaries(st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.integers(1, 50), min_size=1, max_size=40)
)
def test_a_timeline_shows_every_passage_once(counts: dict[date, int]) -> None:
    days = [FacetCount(day.isoformat(), count) for day, count in counts.items()]
    chart = timeline(days)
    if chart is None:
        assert len({day.isoformat()[:10] for day in counts}) == 1 or max(counts) > min(counts)
        return
    length = len(chart.bars[0].value)
    expected = Counter[str]()
    for day, count in counts.items():
        expected[day.isoformat()[:length]] += count
    assert {bar.value: bar.count for bar in chart.bars if bar.count} == expected
    values = [bar.value for bar in chart.bars]
    assert values == sorted(set(values)) and len(values) <= 132
    assert max(bar.height for bar in chart.bars) == HEIGHT
    assert all(bar.height > 0 for bar in chart.bars if bar.count)
    assert chart.bars[-1].x + chart.bars[-1].width <= WIDTH + 0.1
    assert all(0 <= tick.x < 100 for tick in chart.ticks)
    assert all(bar.within for bar in chart.bars)


def test_bars_outside_of_the_dates_are_told_apart() -> None:
    days = [FacetCount(f"2024-{month:02}-03", 1) for month in range(1, 13)]
    chart = timeline(days, "2024-03", "2024-04-15")
    assert chart is not None
    assert [bar.value for bar in chart.bars if bar.within] == ["2024-03", "2024-04"]
    assert str(chart.rectangles).count('class="bar out"') == 10


def test_dates_that_are_none_make_no_chart() -> None:
    assert timeline([FacetCount("0000-00-00", 3), FacetCount("2024-13-45", 1)]) is None
    assert timeline([]) is None


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//x", "http:///x", "http://a b", "", None, "http://[", "\n"],
)
def test_only_safe_addresses_are_links(url: str | None) -> None:
    assert links.source(url) is None


def test_text_fragments_escape_what_has_a_meaning_in_them() -> None:
    from dataclasses import replace

    from web_samples import VIEW

    view = replace(VIEW, text="Japan-U.S. ties, & more")
    made = links.text_fragment("https://example.org/a", view)
    assert made == "https://example.org/a#:~:text=Japan%2DU.S.%20ties%2C%20%26%20more"
    long = replace(VIEW, text=" ".join(f"w-{n}" for n in range(40)))
    made = links.text_fragment("https://example.org/a#top", long)
    assert made is not None
    start, end = made.partition("#top:~:text=")[2].split(",")
    assert start.startswith("w%2D0%20") and end.endswith("w%2D39") and "-" not in start + end
    assert links.text_fragment("javascript:alert(1)", view) is None


@pytest.mark.parametrize("id", ["a.txt", "a/b c.txt", "x#1?y&z", "../x", "a//b", "會見/一.txt", "100%.txt"])
def test_addresses_of_documents_lead_back_to_them(id: str) -> None:
    from urllib.parse import parse_qs, unquote, urlsplit

    parts = urlsplit(links.document(id, 7, "q=a"))
    assert parts.fragment == "p7"
    named = parse_qs(parts.query).get("id")
    assert named == [id] if named else unquote(parts.path) == f"/documents/{id}"
    assert parse_qs(parts.query)["q"] == ["a"]
    assert not any(part in (".", "..") for part in parts.path.split("/"))


def test_unescaping_is_what_a_browser_does() -> None:
    assert unescape("&#34;&#39;&amp;lt;") == unescape_once("&#34;&#39;&amp;lt;")
