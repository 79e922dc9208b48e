"""The vectorised engine and the one over Whoosh's readers give the same over the same segments.

KAIKEN_EXAMPLES is how many corpora are made up for each test, with several queries each.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search_segments import names_of, segment_of
from test_search_engine import Corpus, corpora, leaves, queries, relaxable, trees_of
from whoosh import query as wq
from whoosh.query.spans import SpanNear

from index_store.columnar.codec import open_reader
from index_store.columnar.segment import Segment
from search.execute.stock import StockEngine
from search.execute.vector import VectorEngine
from search.query.asked import ask
from search.results import FACETS, SORTS

thorough = settings(
    max_examples=int(os.environ.get("KAIKEN_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
odd = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["", "word " * 3000, "peace " * 700, "é́ ﬁ Ⅷ ½ 𐐀 ", "a\0b", "台湾海峡の平和" * 50]
)


@dataclass(frozen=True, slots=True)
class Live:
    segment: Segment
    deleted: Any


def engines(corpus: Corpus) -> tuple[StockEngine, VectorEngine]:
    segments, deleted = corpus
    live = []
    for segment in map(segment_of, segments):
        dead = [row for row, name in enumerate(names_of(segment)) if name in deleted]
        live.append(Live(segment, np.array(dead, np.uint32) if dead else None))
    return StockEngine(open_reader(live, 1)), VectorEngine([(one.segment, one.deleted) for one in live])


@st.composite
def odd_corpora(draw: st.DrawFn) -> Corpus:
    """Corpora some of whose texts are empty, huge or of strange characters."""
    segments, deleted = draw(corpora())
    for rows in segments:
        for row in rows:
            if draw(st.integers(0, 5)) == 0:
                text = draw(odd)
                row["text"] = row["exact"] = text
    return segments, deleted


words = st.sampled_from(["peace", "strait", "taiwan", "the", "minist", "台", "word", "absent"])
trees = st.recursive(
    st.one_of(
        st.builds(wq.Term, st.sampled_from(["text", "exact"]), words, st.sampled_from([1.0, 0.5, 3.0])),
        st.builds(wq.Term, st.sampled_from(["title", "section", "speaker_name", "quoted_name"]), words),
        st.builds(wq.Term, st.sampled_from(["kind", "year", "speaker"]), st.sampled_from(["answer", "2024"])),
        st.builds(
            wq.Phrase,
            st.sampled_from(["text", "title"]),
            st.lists(words, min_size=1, max_size=3),
            st.integers(1, 20),
        ),
        st.builds(wq.Prefix, st.just("exact"), st.sampled_from(["p", "st", "mini", ""])),
        st.builds(wq.NumericRange, st.just("date"), st.just(202101010000), st.just(202401120000)),
        st.just(wq.Every()),
    ),
    lambda inner: st.one_of(
        st.builds(wq.And, st.lists(inner, min_size=1, max_size=3), st.sampled_from([1.0, 2.0])),
        st.builds(
            lambda parts, boost, least: wq.Or(parts, boost=boost, minmatch=least),
            st.lists(inner, min_size=1, max_size=4),
            st.sampled_from([1.0, 0.5]),
            st.integers(0, 3),
        ),
        st.builds(wq.AndMaybe, inner, inner),
        st.builds(wq.Not, inner),
        st.builds(wq.ConstantScoreQuery, inner, st.sampled_from([0.0, 1.5])),
    ),
    max_leaves=6,
)


def same(stock: StockEngine, vector: VectorEngine, tree: Any) -> None:
    for sort in SORTS:
        one, other = stock.run(tree, sort, 1000), vector.run(tree, sort, 1000)
        assert one.total == other.total == vector.count(tree)
        scores = dict(zip(one.docnums, one.scores, strict=True))
        assert dict(zip(other.docnums, other.scores, strict=True)) == pytest.approx(
            scores, rel=1e-4, abs=1e-6
        )
        if sort != "relevance":
            assert one.docnums == other.docnums
    for k in (1, 3):
        docnums, best = vector.top(tree, k)
        whole = vector.run(tree, "relevance", 1000)
        assert (docnums, best) == (whole.docnums[:k], whole.scores[:k])


@thorough
@given(odd_corpora(), st.lists(queries | relaxable, min_size=1, max_size=8))
def test_queries_that_are_typed(corpus: Corpus, asked: list[str]) -> None:
    stock, vector = engines(corpus)
    for tree in (tree for query in asked for tree in trees_of(query)):
        same(stock, vector, tree)


@thorough
@given(odd_corpora(), st.lists(trees, min_size=1, max_size=8))
def test_trees_that_nobody_types(corpus: Corpus, made: list[Any]) -> None:
    stock, vector = engines(corpus)
    for tree in made:
        same(stock, vector, tree)


@thorough
@given(odd_corpora(), st.lists(leaves, min_size=1, max_size=5))
def test_counts(corpus: Corpus, parts: list[str]) -> None:
    stock, vector = engines(corpus)
    asked = ask(" ".join(parts))
    fields = (*FACETS, "month", "day", "place", "issuer", "language")
    counted = vector.counts(asked.base, fields, asked.selections)
    assert counted == stock.counts(asked.base, fields, asked.selections)


@thorough
@given(odd_corpora(), queries | relaxable)
def test_highlights(corpus: Corpus, query: str) -> None:
    stock, vector = engines(corpus)
    size = sum(map(len, corpus[0]))
    for tree in trees_of(query):
        found = vector.run(tree, "newest", size).docnums
        assert vector.marks(tree, found) == tuple(stock.highlights(tree, docnum) for docnum in found)


def test_what_only_the_other_engine_runs_goes_there() -> None:
    rows = [{"id": "d/1", "document": "d", "ordinal": 1, "text": "peace now", "exact": "peace now"}]
    segment = segment_of(rows)
    stock = StockEngine(open_reader([Live(segment, None)], 1))
    alone, helped = VectorEngine([(segment, None)]), VectorEngine([(segment, None)], stock)
    tree = wq.And([wq.Prefix("text", "pea"), wq.Term("exact", "now")])
    with pytest.raises(TypeError, match="Prefix"):
        alone.run(tree)
    with pytest.raises(TypeError, match="Prefix"):
        alone.marks(tree, (0,))
    assert helped.run(tree) == stock.run(tree)
    assert helped.count(tree) == 1
    assert helped.top(tree)[0] == (0,)
    assert helped.counts(tree, ("document",)) == stock.counts(tree, ("document",))
    assert helped.histogram(tree, "document") == stock.counts(tree, ("document",))["document"]
    assert helped.highlights(tree, 0) == stock.highlights(tree, 0)
    with pytest.raises(TypeError, match="no positions"):
        alone.run(SpanNear(wq.Every(), wq.Term("text", "peac")))
