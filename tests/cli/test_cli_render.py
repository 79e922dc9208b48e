from __future__ import annotations

import re
from dataclasses import replace

import pytest
from cli_samples import QUESTION, VIEW, hit_of, hits, passage_text, ranges, results, results_of, unhurried
from hypothesis import given
from hypothesis import strategies as st

from search import safe
from search.cli import render
from search.cli.render import Style
from search.cli.wrapping import columns
from search.results import FacetCount, Hit, Results

PLAIN = Style()
BARE = Style(mark=False)
COLOUR = Style(color=True, mark=False)
ESCAPE = re.compile("\x1b\\[[0-9;]*m")


def text_of(lines: object) -> str:
    return "\n".join(lines)  # type: ignore[call-overload]


styles = st.builds(Style, color=st.booleans(), mark=st.booleans(), width=st.none() | st.integers(20, 100))


@unhurried
@given(results, styles)
def test_only_our_own_escapes_reach_a_terminal(found: Results, style: Style) -> None:
    shown = text_of(render.search_results(found, style))
    if not style.color:
        assert "\x1b" not in shown
    shown = ESCAPE.sub("", shown)
    assert safe.text(shown) == shown


@unhurried
@given(results, st.integers(20, 100))
def test_colour_and_layout_do_not_change_a_word(found: Results, width: int) -> None:
    """Whatever the style, the same characters are printed, white space and our own marks aside."""
    plain = text_of(render.search_results(found, BARE))
    coloured = text_of(render.search_results(found, replace(COLOUR, width=width)))
    assert "".join(ESCAPE.sub("", coloured).split()) == "".join(plain.split())


@unhurried
@given(passage_text, st.data())
def test_a_passage_on_one_line_is_verbatim(text: str, data: st.DataObject) -> None:
    marks = data.draw(ranges(len(text)))
    shown = text_of(render.passage_text(text, BARE, marks, indent=""))
    assert shown == safe.text(text)


@unhurried
@given(passage_text, st.data(), st.integers(20, 100))
def test_marks_stand_around_the_matches(text: str, data: st.DataObject, width: int) -> None:
    marks = data.draw(ranges(len(text)))
    expected, at = "", 0
    for start, end in marks:
        words = safe.text(text[start:end])
        if not words.strip():
            continue  # white space is not marked
        lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        expected += f"{safe.text(text[at:start])}{lead}**{words.strip()}**{tail}"
        at = end
    expected += safe.text(text[at:])
    assert text_of(render.passage_text(text, PLAIN, marks, indent="")) == expected
    wrapped = text_of(render.passage_text(text, Style(width=width), marks, indent=""))
    assert "".join(wrapped.split()) == "".join(expected.split())


@unhurried
@given(passage_text, st.data(), st.none() | st.integers(20, 100))
def test_every_match_is_coloured_and_nothing_else(text: str, data: st.DataObject, width: int | None) -> None:
    marks = data.draw(ranges(len(text)))
    shown = text_of(render.passage_text(text, replace(COLOUR, width=width), marks, indent=""))
    coloured = "".join(re.findall("\x1b\\[1;31m(.*?)\x1b\\[0m", shown))
    expected = "".join(safe.text(text[a:b]) for a, b in marks)
    assert "".join(coloured.split()) == "".join(expected.split())


@unhurried
@given(hits(), styles)
def test_lines_are_no_wider_than_the_terminal(hit: Hit, style: Style) -> None:
    if style.width is None:
        return
    for line in render.hit_lines(hit, style):
        assert sum(map(columns, ESCAPE.sub("", line).rstrip())) <= style.width


@unhurried
@given(passage_text, st.data())
def test_an_ellipsis_stands_outside_of_the_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    shown = text_of(render.passage_text(text, BARE, (), (start, end), indent=""))
    words = safe.text(text[start:end])
    assert shown == ("… " if start else "") + words + (" …" if end < len(text) else "")


@unhurried
@given(passage_text, st.integers(1, 60))
def test_a_cut_text_is_a_beginning_of_it(text: str, length: int) -> None:
    end = render.cut(text, length)
    assert end <= length or end == len(text) <= length
    assert end == len(text) or end == len(text[:end].rstrip())


def test_a_hit_shows_the_question_that_it_answers() -> None:
    shown = list(render.hit_lines(hit_of(VIEW, (31, 44), questions=(QUESTION,)), PLAIN))
    assert shown == [
        "Otori Keiko, Minister for Foreign Affairs · Press Conference by Foreign Minister OTORI Keiko"
        " · 12 January 2024, 15:47 · Washington D.C. · talks ¶7",
        "  Section: Regional issues > Taiwan Strait",
        "  Kyodo News asked: What do you say about the strait?",
        "  The peace and stability of the **Taiwan Strait** matter to all of us.",
    ]


def test_a_question_that_is_context_is_not_shown_twice() -> None:
    shown = text_of(render.hit_lines(hit_of(VIEW, questions=(QUESTION,), before=(QUESTION,)), PLAIN))
    assert shown.count(QUESTION.text) == 1
    assert "¶6 Reporter, Kyodo News: What" in shown


def test_the_head_says_how_many_and_which_page() -> None:
    found = results_of(hit_of(), total=1234)
    assert list(render.head(found, PLAIN, page=2, limit=10)) == [
        "1,234 passages match taiwan strait (page 2 of 124)"
    ]
    one = list(render.head(results_of(hit_of(), interpreted="taiwan strait speaker:otori"), PLAIN))
    assert one == [
        "1 passage matches taiwan strait (page 1 of 1)",
        "Understood as: taiwan strait speaker:otori",
    ]


def test_a_relaxed_search_says_so_first() -> None:
    assert list(render.head(results_of(hit_of(), relaxed=True), PLAIN)) == [
        "No passage holds all of these words; these hold most of them:",
        "1 passage (page 1 of 1)",
    ]


@pytest.mark.parametrize(("total", "limit", "count"), [(0, 10, 1), (10, 10, 1), (11, 10, 2), (3, 1, 3)])
def test_pages(total: int, limit: int, count: int) -> None:
    assert render.pages(total, limit) == count


@unhurried
@given(
    st.dictionaries(
        st.sampled_from(["speaker", "role", "year"]),
        st.lists(st.builds(FacetCount, passage_text, st.integers(1, 10**6)), max_size=12).map(tuple),
    )
)
def test_facets_are_counted_in_full_or_said_to_be_more(facets: dict[str, tuple[FacetCount, ...]]) -> None:
    table = text_of(render.facet_table(facets, PLAIN))
    beside = text_of(render.facet_lines(facets, PLAIN))
    assert safe.text(table) == table
    for name, counts in facets.items():
        assert (f"\n{name}\n" in f"\n{table}\n") == bool(counts) or not counts
        for one in counts:
            assert f"{one.count:,}  {safe.line(one.value)}" in table
        for one in counts[: render.FACET_VALUES]:
            assert f"{safe.line(one.value)} {one.count:,}" in beside
        if len(counts) > render.FACET_VALUES:
            assert f"and {len(counts) - render.FACET_VALUES} more" in beside
