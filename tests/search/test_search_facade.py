"""The facade: filters, sorting, paging, facets, relaxing, context, errors, threads, JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index_store.model import KaikenError
from search import FACETS, QueryError, Results, Searcher, results_to_json


def ids(results: Results) -> list[str]:
    return [hit.passage.id for hit in results]


def test_a_search_gives_passages_with_why_they_match(searcher: Searcher) -> None:
    results = searcher.search("taiwan strait")
    assert set(ids(results)) == {"talks-2021.txt/2", "talks-2021.txt/3"}
    assert (results.total, results.relaxed, len(results)) == (2, False, 2)
    assert results.query == "taiwan strait"
    assert results.interpreted == "taiwan AND strait"
    for hit in results:
        words = [hit.passage.text[start:end].lower() for start, end in hit.highlights]
        assert words == ["taiwan", "strait"]
        assert hit.score > 0
        assert hit.snippet == (0, len(hit.passage.text))


def test_an_answer_comes_with_its_question(searcher: Searcher) -> None:
    (hit,) = searcher.search("stability", kind=["answer"])
    assert hit.passage.answers_to == ("talks-2021.txt/2",)
    assert [question.text for question in hit.questions] == [searcher.passage("talks-2021.txt/2").text]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"speaker": ["hayashi"]}, {"talks-2021.txt/1", "talks-2021.txt/3", "article.txt/2"}),
        ({"speaker": ["Yoshimasa HAYASHI"], "quoted": False}, {"talks-2021.txt/1", "talks-2021.txt/3"}),
        ({"speaker": "Iwaya"}, {"article.txt/1"}),
        ({"speaker": ["kamikawa", "takatori"]}, {"talks-2021.txt/2", "talks-2024.txt/1", "talks-2024.txt/3"}),
        ({"speaker": ["hayashi"], "kind": ["answer"]}, {"talks-2021.txt/3"}),
        ({"role": ["minister"], "place": ["washington"]}, {"talks-2024.txt/1"}),
        ({"outlet": ["kyodo", "Jiji Press"]}, {"talks-2021.txt/2", "talks-2024.txt/2"}),
        ({"kind": ["q"]}, {"talks-2021.txt/2", "talks-2024.txt/2"}),
        ({"document": ["article"]}, {"article.txt/1", "article.txt/2"}),
        ({"date_from": "2024"}, {"talks-2024.txt/1", "talks-2024.txt/2", "talks-2024.txt/3"}),
        (
            {"date_from": date(2021, 11, 13), "date_to": date(2021, 11, 13), "kind": ["note"]},
            {"talks-2021.txt/4"},
        ),
        ({"date_to": "2021-11-12"}, set()),
    ],
)
def test_filters_choose(searcher: Searcher, filters: dict[str, Any], expected: set[str]) -> None:
    results = searcher.search(**filters)
    assert set(ids(results)) == expected
    assert results.total == len(expected)
    assert not results.relaxed
    again = searcher.search(results.interpreted, quoted=filters.get("quoted", True))
    assert ids(again) == ids(results)
    assert again.interpreted == results.interpreted


def test_nothing_asked_for_lists_everything_newest_first(searcher: Searcher) -> None:
    results = searcher.search(limit=100)
    assert results.interpreted == ""
    assert [id.rpartition("/")[0] for id in ids(results)] == ["talks-2024.txt"] * 3 + [
        "talks-2021.txt"
    ] * 4 + ["article.txt"] * 2
    oldest = searcher.search(sort="oldest", limit=100)
    assert ids(oldest)[:4] == [f"talks-2021.txt/{n}" for n in range(1, 5)]
    assert ids(oldest)[-2:] == ["article.txt/1", "article.txt/2"]


def test_pages(searcher: Searcher) -> None:
    whole = ids(searcher.search(limit=100))
    assert [id for page in range(1, 6) for id in ids(searcher.search(limit=2, page=page))] == whole
    beyond = searcher.search(limit=2, page=99)
    assert (beyond.total, beyond.hits) == (len(whole), ())


def test_context_stays_in_the_document(searcher: Searcher) -> None:
    (hit,) = searcher.search("stability", context=2)
    assert [view.ordinal for view in hit.before] == [1, 2]
    assert [view.ordinal for view in hit.after] == [4]
    (first,) = searcher.search("telephone", context=1)
    assert [view.ordinal for view in first.before] == []
    assert [view.id for view in first.after] == ["talks-2021.txt/2"]


def test_facets_are_counted_as_if_their_own_selection_were_off(searcher: Searcher) -> None:
    results = searcher.search("taiwan", kind=["question"], facets=True)
    assert list(results.facets) == list(FACETS)
    kinds = {count.value: count.count for count in results.facets["kind"]}
    assert kinds == {"question": 2, "answer": 2}
    assert {count.value: count.count for count in results.facets["outlet"]} == {
        "Kyodo News": 1,
        "Jiji Press": 1,
    }
    assert searcher.facets("taiwan kind:question") == results.facets
    assert searcher.facets("taiwan", kind=["question"], fields=("place",)).keys() == {"place"}
    years = searcher.facets("taiwan", date_from="2024", fields=("year",))["year"]
    assert {count.value for count in years} == {"2021", "2024"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("taiwan nonsense", {"talks-2021.txt/2", "talks-2021.txt/3", "talks-2024.txt/2", "talks-2024.txt/3"}),
        ("the peace of nonsense", {"talks-2021.txt/3", "article.txt/2"}),
        ("peace stability taiwan nonsense nonsense", {"talks-2021.txt/3"}),
        ("peace stability nonsense rubbish", {"talks-2021.txt/3"}),
        ('"peace and quiet" nonsense', set()),
        ("nonsense", set()),
        ("taiwan nonsense -strait", {"talks-2024.txt/2", "talks-2024.txt/3"}),
        ("taiwan nonsense kind:question", {"talks-2021.txt/2", "talks-2024.txt/2"}),
        ('taiwan nonsense "important partner"', {"talks-2024.txt/3"}),
        ("peace stability (nonsense OR rubbish)", set()),
    ],
)
def test_most_of_the_words_where_nothing_holds_all(
    searcher: Searcher, query: str, expected: set[str]
) -> None:
    results = searcher.search(query, facets=["document"])
    assert set(ids(results)) == expected
    assert results.relaxed == bool(expected)
    assert sum(count.count for count in results.facets["document"]) == results.total == len(expected)
    if expected:
        assert all(hit.highlights for hit in results)


def test_a_passage_and_a_document_by_name(searcher: Searcher) -> None:
    passage = searcher.passage("talks-2021.txt/3")
    assert (passage.speaker, passage.kind, passage.date) == (
        "Hayashi Yoshimasa",
        "answer",
        "2021-11-13T09:25",
    )
    assert searcher.passage("talks-2021/3") == passage
    assert searcher.document("talks-2021.txt").title == "Press Conference on Taiwan"
    passages = searcher.passages("talks-2021")
    assert [one.ordinal for one in passages] == [1, 2, 3, 4]
    assert passages[2] == passage


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda s: s.passage("talks-2021.txt"), "DOCUMENT/ORDINAL"),
        (lambda s: s.passage("talks-2021.txt/99"), "has 4"),
        (lambda s: s.passage("talks-2021.txt/" + "9" * 5000), "has 4"),
        (lambda s: s.passage("talks-2021.txt/²"), "DOCUMENT/ORDINAL"),
        (lambda s: s.passage("talk-2021.txt/1"), "talks-2021.txt"),
        (lambda s: s.passages("nowhere"), "nowhere"),
        (lambda s: s.search(document=["nowhere"]), "nowhere"),
        (lambda s: s.search("-(a doc:nowhere)"), "nowhere"),
        (lambda s: s.search("a", sort="best"), "best"),
        (lambda s: s.search("a", page=0), "page 0"),
        (lambda s: s.search("a", limit=-1), "-1"),
        (lambda s: s.search("a", context=-1), "-1"),
        (lambda s: s.search("a", snippet_chars=0), "snippet"),
        (lambda s: s.search("a", facets=["colour"]), "colour"),
        (lambda s: s.search("a", kind=["speech"]), "speech"),
        (lambda s: s.search("a", speaker=["?"]), "speaker"),
        (lambda s: s.search("a", date_from="soon"), "soon"),
        (lambda s: s.search("a", date_from="2024", date_to="2023"), "before"),
    ],
)
def test_what_cannot_be_done_is_said(searcher: Searcher, call: Callable[[Searcher], Any], says: str) -> None:
    with pytest.raises(KaikenError, match=says):
        call(searcher)


def test_a_broken_query_points_at_the_place(searcher: Searcher) -> None:
    with pytest.raises(QueryError) as caught:
        searcher.search('taiwan "strait')
    assert caught.value.position == 7
    _message, query, caret, *_ = str(caught.value).splitlines()
    assert query[caret.index("^")] == '"'


def test_info(searcher: Searcher, folder: Path) -> None:
    info = searcher.info()
    assert (info.documents, info.passages, info.speakers) == (3, 9, 3)
    assert (info.first_date, info.last_date) == ("2021-11-13", "2024-01-12")
    assert info.folder == str(folder)
    assert info.generation >= 1
    assert info.bytes > 0


def test_a_closed_searcher_and_a_missing_index(folder: Path, tmp_path: Path) -> None:
    searcher = Searcher(folder)
    searcher.close()
    searcher.close()
    with pytest.raises(KaikenError, match="closed"):
        searcher.search("taiwan")
    with pytest.raises(KaikenError):
        Searcher(tmp_path / "nowhere")


def test_threads_share_a_searcher(searcher: Searcher) -> None:
    queries = [
        "taiwan",
        "peace OR violence",
        '"taiwan strait"',
        "mini*",
        "-taiwan",
        "speaker:hayashi",
        "",
    ] * 12
    alone = [
        (ids(found), found.facets) for query in queries for found in [searcher.search(query, facets=True)]
    ]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: searcher.search(query, facets=True), queries))
    assert [(ids(found), found.facets) for found in together] == alone


def test_json_says_what_the_results_say(searcher: Searcher) -> None:
    results = searcher.search("taiwan stability", context=1, facets=True, snippet_chars=30)
    encoded = json.loads(json.dumps(results_to_json(results), ensure_ascii=False))
    assert list(encoded) == [
        *("query", "interpreted", "total", "relaxed", "hits", "facets", "took_ms"),
        *("expansions", "unknown", "searched"),
    ]
    assert (encoded["query"], encoded["interpreted"]) == (results.query, results.interpreted)
    assert (encoded["total"], encoded["relaxed"]) == (results.total, results.relaxed)
    assert encoded["took_ms"] == results.took_ms >= 0
    assert encoded["facets"] == {
        name: [{"value": one.value, "count": one.count} for one in counts]
        for name, counts in results.facets.items()
    }
    (hit,), (made,) = results.hits, encoded["hits"]
    same = [
        "id",
        "document",
        "ordinal",
        "text",
        "speaker",
        "role",
        "outlet",
        "kind",
        "section",
        "date",
        "place",
        "title",
        "event",
        "how",
    ]
    others = [
        "highlights",
        "snippet",
        "source",
        "answers_to",
        "score",
        "questions",
        "before",
        "after",
        "quotes",
        "relaxed",
    ]
    assert set(made) == {*same, *others}
    for name in same:
        assert made[name] == getattr(hit.passage, name)
    assert made["highlights"] == [list(one) for one in hit.highlights]
    assert made["snippet"] == hit.passage.text[slice(*hit.snippet)]
    assert len(made["snippet"]) <= 30
    assert made["source"] == {
        "path": "/there/talks-2021.txt",
        "start": 0,
        "end": len(hit.passage.text),
        "sha256": "0" * 64,
    }
    assert made["answers_to"] == ["talks-2021.txt/2"]
    assert made["quotes"] == [
        {
            "start": one.start,
            "end": one.end,
            "text": hit.passage.text[one.start : one.end],
            "speaker": one.speaker,
        }
        for one in hit.passage.quotes
    ]
    assert made["score"] == hit.score
    assert [one["id"] for one in made["questions"]] == ["talks-2021.txt/2"]
    assert [one["id"] for one in made["before"] + made["after"]] == ["talks-2021.txt/2", "talks-2021.txt/4"]
    (bare,) = results_to_json(searcher.search("telephone"))["hits"]
    assert not bare.keys() & {"questions", "before", "after"}


def test_a_search_imports_nothing_heavy(folder: Path) -> None:
    script = (
        "import sys; from search import Searcher\n"
        "with Searcher(sys.argv[1]) as searcher: searcher.search('taiwan strait', facets=True)\n"
        "print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script, folder], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    heavy = "nltk markdown_it yaml charset_normalizer lxml asyncio whoosh.qparser whoosh.searching"
    assert "search.execute.vector" in loaded and "search.execute.stock" not in loaded
    assert not loaded & set(heavy.split())


def test_ids_are_those_of_the_first_page(searcher: Searcher) -> None:
    for query, filters in (
        ("taiwan", {}),
        ("taiwan strait OR peace", {}),
        ("peace", {"speaker": ["hayashi"]}),
        ("", {"document": ["talks-2024"]}),
        ("nowhere", {}),
    ):
        hits = searcher.search(query, limit=3, **filters).hits
        assert searcher.ids(query, limit=3, **filters) == tuple((hit.passage.id, hit.score) for hit in hits)
    assert searcher.ids("taiwan", limit=0) == ()
    with pytest.raises(KaikenError, match="-1 hits"):
        searcher.ids("taiwan", limit=-1)
