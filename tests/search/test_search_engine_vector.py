"""The vectorised engine against the oracle, which tries every tree on every passage."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_oracle import Oracle
from search_segments import Renumbered
from test_search_engine import Corpus, corpora, leaves, queries, relaxable, thorough, trees_of

from search.query.asked import ask
from search.results import FACETS, SORTS


def both(corpus: Corpus) -> tuple[Oracle, Renumbered]:
    segments, deleted = corpus
    return Oracle([row for segment in segments for row in segment], deleted), Renumbered(segments, deleted)


@thorough
@given(corpora(), st.lists(queries | relaxable, min_size=1, max_size=6), st.booleans())
def test_the_same_passages_with_the_same_scores_in_the_same_order(
    corpus: Corpus, asked: list[str], quoted: bool
) -> None:
    oracle, engine = both(corpus)
    for tree in [tree for query in asked for tree in trees_of(query, quoted)]:
        expected = oracle.matches(tree)
        assert engine.count(tree) == len(expected)
        for sort in SORTS:
            found = engine.run(tree, sort, len(oracle.rows) + 1, 0)
            assert found.total == len(found.docnums) == len(expected)
            assert dict(zip(found.docnums, found.scores, strict=True)) == pytest.approx(
                expected, rel=1e-4, abs=1e-6
            )
            if sort != "relevance":
                assert list(found.docnums) == oracle.order(tree, sort)
            else:
                assert list(found.scores) == sorted(found.scores, reverse=True)
                place = {number: at for at, number in enumerate(oracle.order(tree, "newest"))}
                for one, other in pairwise(zip(found.scores, found.docnums, strict=True)):
                    assert one[0] > other[0] or place[one[1]] < place[other[1]]


@thorough
@given(corpora(), queries | relaxable, st.sampled_from(SORTS), st.integers(1, 4))
def test_pages_are_windows_of_one_order(corpus: Corpus, query: str, sort: str, size: int) -> None:
    _, engine = both(corpus)
    for tree in trees_of(query):
        whole = engine.run(tree, sort, 1000, 0)
        paged = [engine.run(tree, sort, size, at) for at in range(0, whole.total + size, size)]
        assert [n for page in paged for n in page.docnums] == list(whole.docnums)
        assert [s for page in paged for s in page.scores] == list(whole.scores)
        assert {page.total for page in paged} == {whole.total}
        if sort == "relevance":
            assert engine.top(tree, size) == (whole.docnums[:size], whole.scores[:size])


@thorough
@given(corpora(), st.lists(leaves, min_size=1, max_size=5))
def test_each_facet_counts_as_if_its_own_selection_were_off(corpus: Corpus, parts: list[str]) -> None:
    oracle, engine = both(corpus)
    asked = ask(" ".join(parts))
    counted = engine.counts(asked.base, FACETS, asked.selections)
    assert list(counted) == list(FACETS)
    for field in FACETS:
        expected = oracle.counts(asked.base, field, asked.selections)
        assert [(count.value, count.count) for count in counted[field]] == expected
        ascending = engine.histogram(asked.base, field, asked.selections)
        assert [(count.value, count.count) for count in ascending] == sorted(expected)


@thorough
@given(corpora(), queries | relaxable)
def test_highlights_are_what_matches(corpus: Corpus, query: str) -> None:
    oracle, engine = both(corpus)
    for tree in trees_of(query):
        expected = [oracle.highlights(tree, number) for number in oracle.alive]
        assert [list(ranges) for ranges in engine.marks(tree, oracle.alive)] == expected
        assert [list(engine.highlights(tree, number)) for number in oracle.alive[:2]] == expected[:2]


def test_an_empty_index_answers() -> None:
    engine: Any = Renumbered([])
    for query in ("", "peace", '"a b"', "pe*", "-peace", "from:2020", "a OR b"):
        assert engine.run(ask(query).tree).total == 0
        assert engine.top(ask(query).tree) == ((), ())
    assert engine.counts(ask().tree, ("speaker",)) == {"speaker": ()}
