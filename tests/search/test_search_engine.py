"""The engine against an oracle: the same passages, totals, scores, orders, counts and highlights."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_oracle import Oracle
from search_samples import Row, all_rows, document, passage, reader_of
from whoosh import query as wq
from whoosh.query.qcore import NullQuery
from whoosh.query.spans import SpanNear
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from index_store.schema import date_range
from search.execute.highlight import _merged
from search.execute.phrases import occurrences
from search.execute.stock import StockEngine
from search.query.asked import ask, most_of
from search.results import FACETS, SORTS

WORDS = [
    "the",
    "of",
    "strait",
    "straits",
    "taiwan",
    "minister",
    "ministers",
    "peace",
    "agreed",
    "agreeing",
    "came.",
    "U.S.",
    "US",
    "Indo-Pacific",
    "G7",
    "é",
    "台湾",
]
NAMES = ["Hayashi Yoshimasa", "Kamikawa Yoko", "Iwaya Takeshi", "Takeshi Hayashi", "Blinken"]
ROLES = ["Minister for Foreign Affairs", "Press Secretary"]
OUTLETS = ["Kyodo News", "Jiji Press"]

Corpus = tuple[list[list[Row]], list[str]]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
dates = st.none() | st.sampled_from(
    ["2021-11-13", "2021-11-13T09:25", "2023-01-01", "2024-02-29T23:59", "2024-12-31"]
)


@st.composite
def documents(draw: st.DrawFn, name: str) -> Any:
    passages = [
        passage(
            ordinal,
            draw(texts),
            speaker=draw(st.none() | st.sampled_from(NAMES)),
            role=draw(st.none() | st.sampled_from(ROLES)),
            outlet=draw(st.none() | st.sampled_from(OUTLETS)),
            kind=draw(st.sampled_from(["statement", "question", "answer", "note"])),
            section=draw(st.none() | texts),
            quotes=draw(st.lists(st.sampled_from(NAMES), max_size=2)),
        )
        for ordinal in range(1, draw(st.integers(1, 12)) + 1)
    ]
    return document(
        name,
        passages,
        title=draw(st.none() | texts),
        date=draw(dates),
        place=draw(st.none() | st.just("Tokyo")),
    )


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """The rows of one to three segments, and the ids of those that are deleted."""
    segments = [
        all_rows([draw(documents(f"d{i}-{j}")) for j in range(draw(st.integers(1, 2)))])
        for i in range(draw(st.integers(1, 3)))
    ]
    ids = [row["id"] for segment in segments for row in segment]
    return segments, draw(st.lists(st.sampled_from(ids), max_size=2))


def both(corpus: Corpus) -> tuple[Oracle, StockEngine]:
    segments, deleted = corpus
    return Oracle([row for segment in segments for row in segment], deleted), StockEngine(
        reader_of(segments, deleted)
    )


leaves = st.one_of(
    st.sampled_from([*WORDS, "absent", "Taiwans", "台", "湾"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.sampled_from(["mini*", "ta*", "agree*", "zz*", "st?ait", "mi*er*", "pe*e", "agr??d"]),
    st.sampled_from(["strat~", "taiwna~", "minster~2", "peaec~1", "zzz~", "agreed~2"]),
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.integers(1, 6)).map(
        lambda given: f'"{" ".join(given[0])}"~{given[1]}'
    ),
    st.sampled_from(
        [
            "speaker:hayashi",
            'speaker:"Takeshi Iwaya"',
            'speaker:"Hayashi Takeshi"',
            "speaker:(kamikawa OR blinken)",
            "role:minister",
            "outlet:(kyodo OR jiji)",
            "kind:question",
            "kind:(answer | statement)",
            "place:tokyo",
            "title:taiwan",
            'title:"taiwan strait"',
            "section:peace",
            "from:2023",
            "to:2021-11-13",
            "date:2024",
            "date:2021-11-13..2023",
            "doc:d0-0",
        ]
    ),
)
placed = st.one_of(
    st.sampled_from([*WORDS, "mini*", "strat~", "pe*e", "(taiwan OR peace*)", '(the OR "of the")']),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
)
nearness = st.sampled_from(["NEAR/1", "w/2", "NEAR/4", "PRE/1", "pre/3", "/9", "/s", "PRE/s"])
near = st.recursive(
    placed,
    lambda inner: st.tuples(inner, nearness, inner).map(lambda one: f"({one[0]}) {one[1]} ({one[2]})"),
    max_leaves=4,
)
queries = st.recursive(
    leaves | near,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        inner.map(lambda part: f"-({part})"),
    ),
    max_leaves=8,
)
relaxable = st.lists(st.sampled_from([*WORDS, "absent"]), min_size=2, max_size=6).map(" ".join)

thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def trees_of(query: str, quoted: bool = True) -> list[Any]:
    asked = ask(query, quoted=quoted)
    weaker = [asked.relaxed_base(most_of(len(asked.units)))] if len(asked.units) > 1 else []
    return [asked.tree, *weaker]


@thorough
@given(corpora(), st.lists(queries | relaxable, min_size=1, max_size=6), st.booleans())
def test_the_same_passages_with_the_same_scores_in_the_same_order(
    corpus: Corpus, asked: list[str], quoted: bool
) -> None:
    oracle, engine = both(corpus)
    for tree in [tree for query in asked for tree in trees_of(query, quoted)]:
        expected = oracle.matches(tree)
        for sort in SORTS:
            found = engine.run(tree, sort, len(oracle.rows) + 1, 0)
            assert found.total == len(found.docnums) == len(expected)
            assert dict(zip(found.docnums, found.scores, strict=True)) == pytest.approx(
                expected, rel=1e-6, abs=1e-9
            )
            if sort != "relevance":
                assert list(found.docnums) == oracle.order(tree, sort)
            else:
                assert list(found.scores) == sorted(found.scores, reverse=True)
                place = {number: at for at, number in enumerate(oracle.order(tree, "newest"))}
                for one, other in pairwise(zip(found.scores, found.docnums, strict=True)):
                    assert one[0] > other[0] or place[one[1]] < place[other[1]]


@thorough
@given(corpora(), queries, st.sampled_from(SORTS), st.integers(1, 4))
def test_pages_are_windows_of_one_order(corpus: Corpus, query: str, sort: str, size: int) -> None:
    _oracle, engine = both(corpus)
    tree = ask(query).tree
    whole = engine.run(tree, sort, 1000, 0)
    paged = [engine.run(tree, sort, size, at) for at in range(0, whole.total + size, size)]
    assert [n for page in paged for n in page.docnums] == list(whole.docnums)
    assert [s for page in paged for s in page.scores] == list(whole.scores)
    assert {page.total for page in paged} == {whole.total}


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
    together = wq.And([asked.base, *asked.selections.values()])
    assert oracle.matches(together).keys() == oracle.matches(asked.tree).keys()


@thorough
@given(corpora(), queries | relaxable)
def test_highlights_are_what_matches(corpus: Corpus, query: str) -> None:
    oracle, engine = both(corpus)
    for tree in trees_of(query):
        for number in oracle.alive:
            assert list(engine.highlights(tree, number)) == oracle.highlights(tree, number)


@given(
    st.lists(st.sets(st.integers(0, 12), min_size=1, max_size=6).map(sorted), min_size=1, max_size=4),
    st.integers(1, 4),
)
def test_phrases_stand_where_a_search_of_all_combinations_finds_them(
    words: list[list[int]], slop: int
) -> None:
    def runs(at: int, rest: list[list[int]]) -> set[int]:
        if not rest:
            return {at}
        return {last for after in rest[0] if 1 <= after - at <= slop for last in runs(after, rest[1:])}

    expected = {(first, last) for first in words[0] for last in runs(first, words[1:])}
    found = occurrences(words, slop)
    assert set(found) <= expected
    nearest = {last: max(first for first, end in expected if end == last) for _, last in expected}
    assert {last: first for first, last in found} == nearest


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda r: (r[0], r[0] + r[1]))))
def test_merged_ranges_cover_the_same_characters(ranges: list[tuple[int, int]]) -> None:
    merged = _merged(ranges)
    assert {c for r in merged for c in range(*r)} == {c for r in ranges for c in range(*r)}
    assert all(a[1] <= b[0] for a, b in pairwise(merged))
    assert {r[0] for r in merged} <= {r[0] for r in ranges}


def test_words_side_by_side_stay_two_ranges() -> None:
    assert _merged([(2, 4), (0, 2), (3, 6)]) == ((0, 2), (2, 6))


# -- meanings that random corpora reach only now and then


def engine_of(*texts_of: str, **values: Any) -> StockEngine:
    return StockEngine(
        reader_of([all_rows([document("d", [passage(i, t) for i, t in enumerate(texts_of, 1)], **values)])])
    )


def test_a_phrase_is_one_range_and_its_words_alone_are_not_marked() -> None:
    text = "the strait, the Taiwan Strait, and Taiwan"
    engine = engine_of(text)
    (only,) = engine.highlights(ask('"taiwan strait"').tree, 0)
    assert text[slice(*only)] == "Taiwan Strait"


def test_an_alternative_that_does_not_match_is_not_marked() -> None:
    engine = engine_of("Taiwan and China")
    tree = ask("(taiwan strait) OR china").tree
    assert engine.highlights(tree, 0) == ((11, 16),)


def test_filters_and_exclusions_add_nothing_to_scores() -> None:
    engine = engine_of("peace now", "peace later", "war now", date="2024-01-12")
    plain = engine.run(ask("peace -later").tree)
    filtered = engine.run(ask("peace -later date:2024 kind:statement doc:d").tree)
    assert plain.docnums == filtered.docnums == (0,)
    assert plain.scores == pytest.approx(filtered.scores)


def test_most_frequent_words_and_huge_windows() -> None:
    engine = engine_of(*["peace " * 400] * 5)
    found = engine.run(ask("peace").tree, "relevance", 10**9, 2)
    assert (found.total, found.docnums) == (5, (2, 3, 4))
    assert engine.run(ask("peace").tree, "relevance", 0, 0).docnums == ()


def test_an_empty_index_answers() -> None:
    engine = StockEngine(reader_of([]))
    for query in ("", "peace", '"a b"', "pe*", "-peace", "from:2020", "a OR b"):
        assert engine.run(ask(query).tree).total == 0
    assert engine.counts(ask().tree, ("speaker",)) == {"speaker": ()}


def test_trees_that_no_engine_knows_are_refused() -> None:
    engine = engine_of("peace")
    with pytest.raises(TypeError, match="Regex"):
        engine.run(wq.And([wq.Term("text", "peac"), wq.Regex("text", "peace")]))
    with pytest.raises(TypeError, match="no positions"):
        engine.run(SpanNear(wq.Every(), wq.Term("text", "peac")))


def test_the_empty_tree_and_an_impossible_range_match_nothing() -> None:
    engine = engine_of("peace", date="2024-01-12")
    assert engine.run(NullQuery).total == 0
    assert engine.run(date_range(5, 4)).total == 0
    assert engine.run(date_range(None, None)).total == 1


def test_two_quoted_people_do_not_make_a_third() -> None:
    rows = all_rows([document("d", [passage(1, "said so", quotes=("Iwaya Takeshi", "Hayashi Yoshimasa"))])])
    engine = StockEngine(reader_of([rows]))
    assert engine.run(ask('speaker:"Hayashi Takeshi"').tree).total == 0
    assert engine.run(ask('speaker:"Takeshi Iwaya"').tree).total == 1
    assert engine.run(ask("speaker:iwaya").tree).total == 1
    assert engine.run(ask("speaker:iwaya", quoted=False).tree).total == 0


exact_queries = st.recursive(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
    ),
    max_leaves=5,
)


@thorough
@given(st.data(), exact_queries)
def test_whoosh_itself_agrees_where_it_is_right(data: st.DataObject, query: str) -> None:
    """Its scores are `whoosh.scoring.BM25F`; it is right on one segment, with And, Or, Term and Phrase."""
    reader = reader_of([all_rows([data.draw(documents("a")), data.draw(documents("b"))])])
    tree = ask(query).tree
    found = StockEngine(reader).run(tree, "relevance", 1000, 0)
    stock = Searcher(reader, weighting=BM25F(B=0.75, K1=1.2)).search(tree, limit=None, optimize=False)
    expected = {hit.docnum: hit.score for hit in stock}
    assert dict(zip(found.docnums, found.scores, strict=True)) == pytest.approx(expected, rel=1e-6, abs=1e-9)
