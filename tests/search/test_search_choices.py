"""Values that are chosen and excluded, and counts of months and days, against a scan of all passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.basics import KaikenError
from search import PassageView, Searcher

Values = Mapping[str, Sequence[str]]
OWN = {"month": "year", "day": "year"}
DATES = ("year", "month")
"""Years and months are alternatives of one selection."""


def value(view: PassageView, facet: str) -> str | None:
    lengths = {"year": 4, "month": 7, "day": 10}
    if facet in lengths:
        return view.date and view.date[: lengths[facet]]
    found = getattr(view, facet)
    assert found is None or isinstance(found, str)
    return found


def passes(view: PassageView, only: Values, without: Values, but: str = "") -> bool:
    facets = {*only, *without} - ({but} if but != "year" else set(DATES))
    dates = [facet for facet in DATES if facet in facets and facet in only]
    if dates and not any(value(view, facet) in only[facet] for facet in dates):
        return False
    others = [facet for facet in facets if facet in only and facet not in DATES]
    return all(value(view, facet) in only[facet] for facet in others) and not any(
        value(view, facet) in without.get(facet, ()) for facet in facets
    )


CHOICES = {
    "speaker": ["Hayashi Yoshimasa", "Kamikawa Yoko", "Takatori", "Hayashi"],
    "role": ["Minister"],
    "kind": ["question", "answer", "statement", "note"],
    "year": ["2021", "2024", "1999"],
    "month": ["2021-11", "2024-01", "2024-02"],
    "place": ["Tokyo", "Washington D.C."],
    "document": ["talks-2021.txt", "article.txt"],
    "outlet": ["Kyodo News", "Jiji Press"],
}
choices = st.fixed_dictionaries(
    {}, optional={name: st.lists(st.sampled_from(values), min_size=1) for name, values in CHOICES.items()}
)


@pytest.fixture(scope="module")
def shared(folder: Path) -> Iterator[Searcher]:
    with Searcher(folder) as opened:
        yield opened


@given(only=choices, without=choices, query=st.sampled_from(["", "taiwan", "speaker:hayashi", "-kind:note"]))
def test_choosing_is_what_a_scan_chooses(shared: Searcher, only: Values, without: Values, query: str) -> None:
    everything = [hit.passage for hit in shared.search(query, limit=100)]
    found = shared.search(query, only=only, without=without, limit=100, facets=(*CHOICES, "day"))
    assert {hit.passage.id for hit in found} == {v.id for v in everything if passes(v, only, without)}
    if query != "speaker:hayashi":  # that is a selection of its own
        for facet in (*CHOICES, "day"):
            own = OWN.get(facet, facet)
            expected = Counter(value(v, facet) for v in everything if passes(v, only, without, own))
            del expected[None]
            assert {one.value: one.count for one in found.facets[facet]} == expected
    counted = shared.facets(query, only=only, without=without, fields=("speaker", "month"))
    assert counted == {name: found.facets[name] for name in ("speaker", "month")}


def test_a_choice_is_one_value_where_a_filter_is_its_words(searcher: Searcher) -> None:
    assert searcher.search(speaker=["Hayashi"]).total == 3
    assert searcher.search(only={"speaker": ["Hayashi"]}).total == 0
    assert searcher.search(only={"speaker": ["Hayashi Yoshimasa"]}).total == 2


def test_choices_hold_when_words_are_relaxed(searcher: Searcher) -> None:
    found = searcher.search("taiwan elephants", only={"kind": ["answer"]}, facets=["kind"])
    assert found.relaxed
    assert {hit.passage.kind for hit in found} == {"answer"}
    assert len(found.facets["kind"]) > 1


def test_choices_change_no_score(searcher: Searcher) -> None:
    plain = {hit.passage.id: hit.score for hit in searcher.search("taiwan")}
    for hit in searcher.search("taiwan", only={"kind": ["answer"]}, without={"place": ["Tokyo"]}):
        assert hit.score == pytest.approx(plain[hit.passage.id])


@pytest.mark.parametrize("argument", ["only", "without"])
def test_what_cannot_be_chosen_from_is_an_error(searcher: Searcher, argument: str) -> None:
    with pytest.raises(KaikenError, match="no facet"):
        searcher.search("taiwan", **{argument: {"mood": ["bad"]}})
    with pytest.raises(KaikenError, match="2024-01"):
        searcher.search("taiwan", **{argument: {"month": ["2024-13"]}})


def test_documents_people_and_generation(searcher: Searcher) -> None:
    names = [record.id for record in searcher.documents()]
    assert names == ["talks-2021.txt", "talks-2024.txt", "article.txt"]
    people = searcher.people()
    assert people["Hayashi Yoshimasa"].passages == 2
    assert people["Iwaya Takeshi"].quoted == 1
    assert searcher.generation == searcher.info().generation
