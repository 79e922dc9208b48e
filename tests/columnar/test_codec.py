"""Whoosh's own searcher and writer over columnar segments give what they give over Whoosh's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from codec_corpora import WORDS, History, histories, living, reference
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.writing import MERGE_SMALL, NO_MERGE, OPTIMIZE

from index_store.analysis import tokens
from index_store.whoosh_index import WhooshIndex
from index_store.writer import create

# Texts of hundreds of words: what hypothesis says of an example is long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

TERMS = [
    *sorted({form for word in WORDS for token in tokens(word) for form in (token.exact, token.stem)}),
    "none",
]
POLICIES = {"none": NO_MERGE, "some": MERGE_SMALL, "all": OPTIMIZE}

words = st.sampled_from(TERMS)
fields = st.sampled_from(("text", "exact", "text", "exact", "title", "section", "speaker_name"))
leaves = st.one_of(
    st.builds(wq.Term, fields, words),
    st.builds(wq.Phrase, fields, st.lists(words, min_size=2, max_size=3), st.integers(1, 3)),
    st.builds(wq.Prefix, fields, st.sampled_from(("a", "m", "min", "u", "k"))),
    st.builds(wq.Wildcard, fields, st.sampled_from(("a*", "*s", "min?ster*"))),
    st.builds(wq.FuzzyTerm, fields, words, st.just(1.0), st.just(1)),
    st.builds(wq.TermRange, fields, st.just("a"), st.just("m")),
    st.builds(wq.Term, st.just("speaker"), st.sampled_from(("Ana Silva", "Kōno Tarō", "nobody"))),
    st.builds(wq.Term, st.just("kind"), st.sampled_from(("answer", "statement"))),
    st.builds(wq.Term, st.just("ordinal"), st.integers(0, 4)),
    st.builds(wq.NumericRange, st.just("date"), st.just(202101010000), st.sampled_from((202401120000, None))),
    st.just(wq.Every()),
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(wq.And, st.lists(inner, min_size=1, max_size=3)),
        st.builds(wq.Or, st.lists(inner, min_size=1, max_size=3)),
        st.builds(wq.AndMaybe, inner, inner),
    ),
    max_leaves=5,
)


def build(folder: Path, history: History, policy: Any) -> WhooshIndex:
    create(folder)
    index = WhooshIndex(folder)
    for documents, gone in history:
        writer = index.writer()
        for name in gone:
            writer.delete_by_term("document", name)
        for rows in documents:
            for row in rows:
                writer.add_document(**row)
        writer.commit(mergetype=policy)
    return index


def found(searcher: Any, query: Any, scored: bool = True) -> dict[str, float]:
    hits = searcher.search(query, limit=None)
    return {hit["id"]: pytest.approx(hit.score if scored else 0, rel=1e-5) for hit in hits}


def compared(folder: Path, history: History, policy: str) -> tuple[WhooshIndex, Any]:
    """An index of ours, merged by a policy, and one of Whoosh's with the same statistics."""
    index = build(folder, history, POLICIES[policy])
    if policy == "none" or not any(gone for _, gone in history):
        return index, reference(history)
    index.optimize()  # deleted passages count in statistics until a merge drops them
    return index, reference(living(history))


@given(histories(), st.sampled_from(sorted(POLICIES)), st.lists(queries, min_size=5, max_size=12))
def test_whooshs_searcher_finds_the_same_with_the_same_scores(
    tmp_path_factory: pytest.TempPathFactory, history: History, policy: str, asked: list[Any]
) -> None:
    ours, theirs = compared(tmp_path_factory.mktemp("index"), history, policy)
    with theirs.searcher() as expected, ours.searcher() as actual:
        for query in asked:
            # What Whoosh gives for several terms at once depends on how many of them a segment has.
            scored = policy == "none" or not any(isinstance(leaf, wq.MultiTerm) for leaf in query.leaves())
            assert found(actual, query, scored) == found(expected, query, scored), query
