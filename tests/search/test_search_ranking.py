"""The second phase of ranking: what is looked at closely, and what it does to the order."""

from __future__ import annotations

import dataclasses
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_samples import all_rows, document, passage, reader_of
from search_segments import Renumbered
from test_search_engine import Corpus, corpora, thorough

from search.answering import ranked
from search.execute.stock import StockEngine
from search.query.asked import ask
from search.ranking import WINDOW, Evidence, Sought, order, proximity, rescored


def engine_of(*texts: str, **values: Any) -> StockEngine:
    passages = [passage(n, text) for n, text in enumerate(texts, 1)]
    return StockEngine(reader_of([all_rows([document("d", passages, **values)])]))


def best(engine: Any, query: str, limit: int = 10, offset: int = 0) -> tuple[int, ...]:
    asked = ask(query)
    return ranked(engine, asked.tree, asked.words, "relevance", limit, offset).docnums


def test_the_exact_form_comes_before_another_form_of_the_word() -> None:
    engine = engine_of("many ministers came", "many minister came", "many others came")
    assert best(engine, "minister") == (1, 0)
    assert best(engine, "ministers") == (0, 1)


def test_words_that_stand_together_come_first() -> None:
    engine = engine_of(
        "peace was one matter, said the minister, and another was stability",
        "the minister said that one matter was peace and stability, and another",
        "stability peace said the minister was one matter and another",
    )
    assert best(engine, "peace stability")[-1] == 0
    assert best(engine, "stability peace")[-1] == 0


def test_a_title_adds_to_the_score_and_never_matches_by_itself() -> None:
    documents = [
        document("a", [passage(1, "peace in our time")], title="Remarks"),
        document("b", [passage(1, "peace in our time")], title="On peace"),
        document("c", [passage(1, "war in our time")], title="On peace"),
    ]
    assert best(StockEngine(reader_of([all_rows(documents)])), "peace") == (1, 0)


@given(st.integers(1, 60), st.integers(0, 400))
def test_pages_of_a_ranked_list_are_windows_of_one_order(limit: int, offset: int) -> None:
    whole, _ = _many()
    assert best(_many()[1], "peace minister", limit, offset) == whole[offset : offset + limit]


@cache
def _many() -> tuple[tuple[int, ...], Renumbered]:
    """An engine with more matches than are looked at closely, and all of them in order."""
    texts = [f"{'the ministers ' * (n % 5)} peace {'of ' * (n % 7)} minister" for n in range(2 * WINDOW)]
    passages = [passage(n, text) for n, text in enumerate(texts, 1)]
    engine = Renumbered([all_rows([document("d", passages)])])
    return best(engine, "peace minister", 10_000), engine


def test_scores_descend() -> None:
    _, engine = _many()
    asked = ask("peace minister")
    found = ranked(engine, asked.tree, asked.words, "relevance", 10_000, 0)
    assert found.total == len(found.docnums) == len(set(found.docnums)) == 2 * WINDOW
    assert all(a >= b for a, b in pairwise(found.scores))


def evidence_of(places: list[tuple[int, int, int]], passages: int, words: int, **values: Any) -> Evidence:
    table = np.array(sorted(places), np.int64).reshape(-1, 3)
    flags = np.zeros((passages, words), np.bool_)
    common = {
        "passage": table[:, 0],
        "position": table[:, 1],
        "word": table[:, 2],
        "typed": flags,
        "title": flags,
        "section": flags,
        "length": np.full(passages, 20.0),
        "mean_length": 20.0,
        "weight": np.arange(1.0, words + 1),
    }
    return Evidence(**{**common, **values})


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(0, 2)), max_size=30).map(
        lambda places: list({(p, at): (p, at, w) for p, at, w in places}.values())
    )
)
def test_proximity_is_what_the_formula_says(places: list[tuple[int, int, int]]) -> None:
    expected = []
    for number in range(4):
        inside = sorted((at, word) for p, at, word in places if p == number)
        gathered = [0.0, 0.0, 0.0]
        for (at, word), (after, other) in pairwise(inside):
            if word != other:
                gathered[word] += (other + 1) / (after - at) ** 2
                gathered[other] += (word + 1) / (after - at) ** 2
        expected.append(sum(g * 2.2 / (g + 1.2) for g in gathered))
    assert proximity(evidence_of(places, 4, 3)).tolist() == pytest.approx(expected)


@given(st.lists(st.floats(0, 9), min_size=2, max_size=2))
def test_everything_that_speaks_for_a_passage_raises_it(scores: list[float]) -> None:
    plain = evidence_of([(0, 1, 0), (0, 5, 1)], 2, 2)
    ones = np.ones((2, 2), np.bool_)
    base = rescored(np.array(scores), plain)
    assert (base >= np.array(scores)).all()
    for better in (
        evidence_of([(0, 1, 0), (0, 5, 1)], 2, 2, title=ones),
        evidence_of([(0, 1, 0), (0, 5, 1)], 2, 2, section=ones),
        evidence_of([(0, 1, 0), (0, 5, 1)], 2, 2, typed=ones),
        evidence_of([(0, 1, 0), (0, 2, 1)], 2, 2),
    ):
        assert rescored(np.array(scores), better)[0] > base[0]


def test_equal_scores_keep_their_order() -> None:
    assert order(np.array([1.0, 2.0, 1.0, 2.0])).tolist() == [1, 3, 0, 2]


def test_what_an_engine_says_of_a_window() -> None:
    engine = engine_of(
        "Ministers of peace, of the Indo-Pacific", "the Indo Pacific minister", title="Minister"
    )
    words = [Sought(("minist",), ("minister",)), Sought(("indo", "pacif"), ("indo", "pacific"))]
    found = engine.evidence(words, np.array([1, 0]))
    assert found.passage.tolist() == [0, 0, 1, 1]
    assert found.position.tolist() == [1, 3, 0, 5]
    assert found.word.tolist() == [1, 0, 0, 1]
    assert found.typed.tolist() == [[True, True], [False, True]]
    assert found.title.tolist() == [[True, False], [True, False]]
    assert not found.section.any()
    assert found.length.tolist() == [4.0, 7.0]


looked_for = st.lists(
    st.sampled_from(["the", "ministers", "U.S.", "Indo-Pacific", "absent", "peace"]), max_size=3
)


@thorough
@given(corpora(), looked_for)
def test_both_engines_see_the_same(corpus: Corpus, words: list[str]) -> None:
    segments, deleted = corpus
    stock, vector = StockEngine(reader_of(segments, deleted)), Renumbered(segments, deleted)
    sought = [Sought(word.stems, word.exact) for word in ask(" ".join(words)).words]
    rows = [row for segment in segments for row in segment]
    docnums = [n for n, given in enumerate(vector.given) if rows[given]["id"] not in deleted]
    one = stock.evidence(sought, np.array([vector.given[n] for n in docnums], np.int64))
    other = vector.engine.evidence(sought, np.array(docnums, np.int64))
    if len(sought) == 1 and not len(other.passage):  # its places are not needed
        one = dataclasses.replace(one, passage=other.passage, word=other.word, position=other.position)
    for field in dataclasses.fields(Evidence):
        if field.name == "length":
            continue  # Whoosh keeps it in a byte, roughly
        assert np.allclose(getattr(one, field.name), getattr(other, field.name), rtol=1e-5), field.name
    assert (np.array(other.length) >= 0).all()
