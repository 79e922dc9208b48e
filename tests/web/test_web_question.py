"""Addresses: what is written is read again, and what means nothing is refused."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.basics import KaikenError
from search.choices import CHOOSABLE
from search.results import SORTS
from search.searcher import COUNTABLE
from search.web.question import FILTERS, Question, question_of

value = st.text(min_size=1, max_size=12).filter(
    lambda text: text.strip() and text.isprintable() and text == text.strip()
)
values = st.lists(value, min_size=1, max_size=3, unique=True).map(tuple)
questions = st.builds(
    Question,
    q=st.just("") | value,
    filters=st.dictionaries(st.sampled_from(FILTERS), values, max_size=2),
    only=st.dictionaries(st.sampled_from(CHOOSABLE), values, max_size=2),
    without=st.dictionaries(st.sampled_from(CHOOSABLE), values, max_size=2),
    date_from=st.none() | value,
    date_to=st.none() | value,
    quoted=st.booleans(),
    exact=st.booleans(),
    leave_out=st.just(()) | values,
    sort=st.sampled_from(SORTS),
    limit=st.integers(0, 200),
    page=st.integers(1, 400),
    context=st.integers(0, 10),
    facets=st.lists(st.sampled_from(COUNTABLE), unique=True).map(tuple),
    open=st.just(()) | values,
)


def read(address: str) -> Question:
    return question_of(parse_qsl(urlsplit(address).query, keep_blank_values=True))


@given(questions)
def test_an_address_says_what_the_question_was(question: Question) -> None:
    assert read(question.address()) == question


@given(questions, st.sampled_from(CHOOSABLE), value, st.booleans())
def test_a_choice_taken_twice_is_taken_back(
    question: Question, facet: str, chosen: str, exclude: bool
) -> None:
    once = question.changed(**question.toggled(facet, chosen, exclude))
    opposite = question.without if not exclude else question.only
    was = chosen in (question.without if exclude else question.only).get(facet, ())
    assert (chosen in (once.excluded(facet) if exclude else once.chosen(facet))) is not was
    assert not (chosen in once.chosen(facet) and chosen in once.excluded(facet)) or was
    twice = once.changed(**once.toggled(facet, chosen, exclude))
    if chosen not in opposite.get(facet, ()) and not was:
        assert twice.only == question.only and twice.without == question.without
    assert once.page == 1


def test_new_words_keep_every_other_condition() -> None:
    question = read(
        "/search?q=a&speaker=b&is.kind=answer&not.year=2020&from=2021&sort=newest&page=3&open=x/1"
    )
    carried = dict(question.carried())
    assert carried == {"speaker": "b", "is.kind": "answer", "not.year": "2020", "sort": "newest"}


@pytest.mark.parametrize(
    "address",
    [
        "?spekaer=a",
        "?q=a&q=b",
        "?sort=best",
        "?limit=x",
        "?limit=100000",
        "?page=0",
        "?page=-1",
        "?page=999999999999",
        "?quoted=maybe",
        "?is.mood=bad",
        "?facets=mood",
        "?context=99",
        "?q=" + "a" * 5000,
        "?" + "&".join(f"speaker=a{n}" for n in range(300)),
        "?page=100000&limit=200",
    ],
)
def test_what_means_nothing_is_refused(address: str) -> None:
    with pytest.raises(KaikenError):
        read(address)


def test_an_unknown_parameter_gets_a_hint() -> None:
    with pytest.raises(KaikenError, match="speaker"):
        read("?spekaer=a")


def test_parameters_without_a_value_are_absent() -> None:
    assert read("?q=&from=&to=+&speaker=&sort=") == Question()
