from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from cli_samples import QUESTION, VIEW, any_text, hit_of, unhurried
from hypothesis import given
from hypothesis import strategies as st

from search import citing
from search.results import Quotation

ARTICLE = replace(
    VIEW,
    speaker=None,
    role=None,
    kind="statement",
    text='"We agree," Iwaya said. "So do we," Blinken said.',
    quotes=(Quotation(1, 10, "Iwaya Takeshi"), Quotation(25, 33, "Antony Blinken")),
)


@unhurried
@given(st.dates(), st.times())
def test_a_day_is_read_back_as_the_same_day(when: date, at: time) -> None:
    number, month, year = citing.day(when.isoformat()).split(" ")
    assert date(int(year), citing.MONTHS.index(month) + 1, int(number)) == when
    clock = at.isoformat("minutes")
    assert citing.day(f"{when.isoformat()}T{clock}") == f"{number} {month} {year}, {clock}"


@unhurried
@given(any_text)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    if not any(c.isdigit() for c in text):
        assert citing.day(text) == text


@pytest.mark.parametrize(
    ("iso", "words"), [("2024", "2024"), ("2024-01", "January 2024"), ("2024-13-01", "2024-13-01"), ("", "")]
)
def test_parts_of_dates(iso: str, words: str) -> None:
    assert citing.day(iso) == words


def test_a_citation_has_its_parts_in_order() -> None:
    assert citing.citation(hit_of()) == [
        "Otori Keiko, Minister for Foreign Affairs",
        "Press Conference by Foreign Minister OTORI Keiko",
        "12 January 2024, 15:47",
        "Washington D.C.",
        "talks ¶7",
    ]


def test_nobody_is_named_where_the_document_names_nobody() -> None:
    assert citing.voice(QUESTION) == "Reporter, Kyodo News"
    assert citing.voice(replace(VIEW, speaker=None)) == "Minister for Foreign Affairs (not named)"
    assert citing.voice(replace(VIEW, speaker=None, role=None)) == citing.NOT_NAMED
    assert citing.voice(replace(VIEW, speaker=None, kind="note")) == "(transcript note)"


def test_who_asks() -> None:
    assert citing.asker(QUESTION) == "Kyodo News"
    for role in (None, "reporter", "Reporter"):
        assert citing.asker(replace(QUESTION, outlet=None, role=role)) == "Reporter"
    assert citing.asker(replace(QUESTION, speaker="Mori")) == "Mori (Kyodo News)"


def test_only_words_within_quotation_marks_are_given_to_who_is_quoted() -> None:
    first = citing.citation(hit_of(ARTICLE, (4, 9)))[0]
    assert first == "Iwaya Takeshi, quoted in Press Conference by Foreign Minister OTORI Keiko"
    for highlights in ([(12, 17)], [(4, 9), (28, 30)], [(4, 17)], []):
        hit = hit_of(ARTICLE, *highlights)
        assert citing.quoted_speaker(hit) is None
        assert citing.citation(hit)[0] == f"{citing.NOT_NAMED}, quoting Iwaya Takeshi and Antony Blinken"


def test_a_speaker_who_quotes_others_stays_the_speaker() -> None:
    hit = hit_of(replace(ARTICLE, speaker="Otori Keiko"), (4, 9))
    assert citing.citation(hit)[0] == "Otori Keiko"
