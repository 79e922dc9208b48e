"""The search page and its other forms, over the corpus."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import urlencode

import feedparser
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from web_reading import page

from search import FACETS, Searcher
from search.cli import main
from search.web.search_page import instead


def get(client: TestClient, path: str, **parameters: object) -> str:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_results_show_who_said_what_when_and_where(client: TestClient) -> None:
    html = page(get(client, "/search", q="taiwan strait"))
    assert html.one("h1").text == "3 passages"
    hits = list(html.all("article", "hit"))
    assert len(hits) == 3
    answer = next(hit for hit in hits if "Secretary Blinken and I shared" in hit.text)
    assert answer.one("h2").text == "Hayashi Yoshimasa, Minister for Foreign Affairs"
    assert "13 November 2021, 09:25" in answer.one("p", "where").text
    assert "Did you discuss the Strait of Taiwan" in answer.one("p", "question").text
    assert [mark.text for mark in answer.one("blockquote").all("mark")] == ["Taiwan", "Strait"]
    question = next(hit for hit in hits if hit.one("h2").text == "Reporter")
    assert not list(question.one("h2").all("a"))


def test_words_in_an_article_are_given_to_who_is_quoted_with_them(client: TestClient) -> None:
    (hit,) = page(get(client, "/search", q='"such acts of violence"')).all("article", "hit")
    assert hit.one("h2").text == "Iwaya Takeshi, quoted in the text"
    (hit,) = page(get(client, "/search", q='"further extended the message"')).all("article", "hit")
    assert hit.one("h2").text == "(speaker not named), quoting Iwaya Takeshi"


def test_passages_are_verbatim(client: TestClient, corpus_index: Path) -> None:
    html = page(get(client, "/search", q="japan", limit=100))
    with Searcher(str(corpus_index)) as searcher:
        texts = {hit.passage.text for hit in searcher.search("japan", limit=100)}
    for quote in html.all("blockquote"):
        shown = quote.text
        whole = shown.removeprefix("… ").removesuffix(" …")
        assert any(whole in text for text in texts)
        assert shown in texts or shown != whole


def test_facets_count_and_choose(client: TestClient) -> None:
    html = page(get(client, "/search", q="taiwan"))
    total = int(html.one("h1").text.split()[0])
    assert total > 3
    for line in html.all("li"):
        values = list(line.all("a", "value"))
        if not values:
            continue
        count = int(values[0].one("span", "count").text.replace(",", ""))
        chosen = page(get_address(client, values[0]["href"]))
        assert int(chosen.one("h1").text.split()[0]) == count, values[0].text
        left = page(get_address(client, line.one("a", "exclude")["href"]))
        assert left.one("h1").text.split()[0] in (str(total - count), "No")


def get_address(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_conditions_can_be_removed(client: TestClient) -> None:
    asked = [
        ("q", "taiwan"),
        ("speaker", "Kamikawa"),
        ("is.kind", "answer"),
        ("not.year", "2021"),
        ("from", "2022"),
    ]
    html = page(get_address(client, f"/search?{urlencode(asked)}"))
    chips = list(html.all("a", "chip"))
    assert len(chips) == 4
    for chip in chips:
        rest = page(get_address(client, chip["href"]))
        assert len(list(rest.all("a", "chip"))) == 3
    clear = html.one("a", "clear")
    assert not list(page(get_address(client, clear["href"])).all("a", "chip"))


def test_nothing_found_is_said_and_what_would_be(client: TestClient) -> None:
    html = page(get(client, "/search", q="zebra"))
    assert html.one("h1").text == "No passage matches"
    assert not list(html.all("article", "hit"))
    html = page(get(client, "/search", q="taiwan", **{"is.speaker": "Iwaya Takeshi", "from": "2099"}))
    assert html.one("h1").text == "No passage matches"
    html = page(get(client, "/search", q="taiwan", **{"is.speaker": "Hayashi Yoshimasa", "is.year": "2024"}))
    without = html.one("section", "loosened")
    for line in without.all("li"):
        promised = int(line.text.split()[-2])
        there = page(get_address(client, line.one("a")["href"]))
        assert int(there.one("h1").text.split()[0]) == promised


def test_most_of_the_words_is_said_to_be_most_of_the_words(client: TestClient) -> None:
    html = page(get(client, "/search", q="taiwan strait zebra"))
    assert html.one("h1").text == "No passage holds all of these words"
    assert "most of them" in html.one("p", "relaxed").text
    assert list(html.all("article", "hit"))


def test_a_query_that_cannot_be_understood_points_at_the_character(client: TestClient) -> None:
    answer = client.get("/search", params={"q": 'taiwan "strait'})
    assert answer.status_code == 400
    html = page(answer.text)
    assert html.one("mark", "wrong").text == '"'
    assert html.one("input", id="q")["value"] == 'taiwan "strait'
    problem = client.get("/search.json", params={"q": 'taiwan "strait'})
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["position"] == 7


def test_pages_follow_each_other(client: TestClient) -> None:
    seen = []
    address = "/search?q=japan&limit=4"
    while True:
        html = page(get_address(client, address))
        seen += [hit.one("p", "where").text for hit in html.all("article", "hit")]
        following = [a for a in html.all("a") if "rel" in a and a["rel"] == "next"]
        if not following:
            break
        address = following[0]["href"]
    assert len(seen) == len(set(seen)) == client.get("/search.json?q=japan").json()["total"]


def test_context_opens_in_place(client: TestClient) -> None:
    html = page(get(client, "/search", q="taiwan strait"))
    link = next(html.all("p", "actions")).one("a", id="open-1")
    opened = page(get_address(client, link["href"].partition("#")[0]))
    hit = opened.one("article", id="hit-1")
    assert list(hit.all("div", "neighbour"))
    closed = page(get_address(client, hit.one("a", id="open-1")["href"].partition("#")[0]))
    assert not list(closed.all("div", "neighbour"))


def test_a_form_with_empty_fields_is_sent_to_its_plain_address(client: TestClient) -> None:
    answer = client.get("/search?q=taiwan&from=&to=", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/search?q=taiwan"


QUERIES = [
    ({"q": "taiwan strait"}, ["taiwan strait"]),
    ({"q": '"peace and stability"'}, ['"peace and stability"']),
    ({"q": "condolences -haneda", "sort": "newest"}, ["condolences -haneda", "--sort", "newest"]),
    ({"q": "indo*", "limit": "3", "page": "2"}, ["indo*", "-n", "3", "--page", "2"]),
    ({"speaker": "Kamikawa", "kind": "answer"}, ["--speaker", "Kamikawa", "--kind", "answer"]),
    (
        {"q": "japan", "from": "2023", "to": "2024-01", "context": "1"},
        ["japan", "--from", "2023", "--to", "2024-01", "-C", "1"],
    ),
    ({"q": "(noto OR haneda) condolences"}, ["(noto OR haneda) condolences"]),
    ({"q": "speaker:hayashi from:2021", "quoted": "no"}, ["speaker:hayashi from:2021", "--no-quoted"]),
    ({"q": "ROK", "leave_out": "synonyms"}, ["ROK", "-x", "synonyms"]),
    ({"q": "ministers", "exact": "yes"}, ["ministers", "--exact"]),
    ({"q": "taiwan strait zebra crossing"}, ["taiwan strait zebra crossing"]),
    ({"q": "zebra"}, ["zebra"]),
]


@pytest.mark.parametrize(("parameters", "args"), QUERIES, ids=lambda value: str(value)[:40])
def test_json_is_what_the_command_line_prints(
    client: TestClient, corpus_index: Path, parameters: dict[str, str], args: list[str]
) -> None:
    env = {"KAIKEN_INDEX": str(corpus_index)}
    counting = ["--facets"] if parameters.get("q") else []
    facets = [("facets", name) for name in FACETS if counting]
    printed = json.loads(CliRunner(env=env).invoke(main, ["search", *args, "--json", *counting]).output)
    printed.pop("took_ms")
    query = urlencode([*parameters.items(), *facets])
    for address, headers in (("/search.json", {}), ("/search", {"accept": "application/json"})):
        made = client.get(f"{address}?{query}", headers=headers).json()
        made.pop("took_ms")
        assert made == printed


def test_other_forms_can_be_left_out(client: TestClient) -> None:
    html = page(get(client, "/search", q="ROK"))
    others = html.one("div", "others")
    forms = list(others.all("a", "chip"))
    assert any("South Korea" in form.text for form in forms)
    for form in forms:
        rest = page(get_address(client, form["href"]))
        assert form.text not in [a.text for a in rest.all("a", "chip")]
        (chip,) = [a for a in rest.all("a", "chip") if "Left out" in a.text]
        back = page(get_address(client, chip["href"]))
        assert [a.text for a in back.one("div", "others").all("a", "chip")] == [a.text for a in forms]
    typed = page(get_address(client, others.one("a", "clear")["href"]))
    assert not list(typed.all("div", "others"))
    assert "exactly as typed" in typed.one("ul", "chips").text


def test_a_word_that_no_passage_holds_gets_its_nearest(client: TestClient) -> None:
    html = page(get(client, "/search", q="tawian strait", **{"is.kind": "answer"}))
    correction = html.one("p", "correction")
    assert "No passage holds tawian" in correction.text
    link = next(correction.all("a"))
    assert link.text == "taiwan"
    there = page(get_address(client, link["href"]))
    assert there.one("input", id="q")["value"] == "taiwan strait"
    assert there.one("h1").text == "1 passage"


@pytest.mark.parametrize(
    ("query", "word", "other", "expected"),
    [
        ("tawian strait", "tawian", "taiwan", "taiwan strait"),
        ("Tawian OR tawianese", "tawian", "taiwan", "taiwan OR tawianese"),
        ("a.b* c", "a.b", r"x\\1", r"x\\1* c"),
    ],
)
def test_a_word_is_replaced_where_it_stands_by_itself(
    query: str, word: str, other: str, expected: str
) -> None:
    assert instead(query, word, other) == expected


def test_nothing_found_says_what_was_searched(client: TestClient) -> None:
    html = page(get(client, "/search", q='"zebra crossing"'))
    said = " ".join(p.text for p in html.all("p", "hint"))
    assert "69 passages of 5 transcripts, 13 November 2021 to 7 January 2025" in said


def test_facets_of_the_json(client: TestClient) -> None:
    query = urlencode([("q", "taiwan"), *(("facets", name) for name in FACETS)])
    made = client.get(f"/search.json?{query}").json()
    assert list(made["facets"]) == list(FACETS)


def test_exports_hold_everything_in_order(client: TestClient) -> None:
    total = client.get("/search.json?q=japan").json()["total"]
    rows = list(csv.DictReader(io.StringIO(get(client, "/search.csv", q="japan"))))
    lines = [json.loads(line) for line in get(client, "/search.jsonl", q="japan").splitlines()]
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert len(rows) == total > 10
    assert len(list(csv.DictReader(io.StringIO(get(client, "/search.csv", q="japan", limit=3))))) == 3


def test_cursors_lead_through_all_hits(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/search.json?q=japan&limit=5"
    while address:
        answer = client.get(address)
        seen += [hit["id"] for hit in answer.json()["hits"]]
        address = answer.links.get("next", {}).get("url")
    assert len(seen) == len(set(seen)) == client.get("/search.json?q=japan").json()["total"]
    assert client.get("/search.json?q=japan&cursor=nonsense").status_code == 410
    assert client.get("/search.json?q=japan&cursor=1-2-3:4").status_code == 410


def test_the_feed_is_read_by_a_feed_reader(client: TestClient) -> None:
    feed = feedparser.parse(
        client.get("/search.atom", params={"q": '"peace & <stability>" OR taiwan'}).content
    )
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.title and feed.feed.id
    assert feed.entries
    dates = [entry.updated for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)
    for entry in feed.entries:
        path = entry.link.partition("localhost")[2].partition("#")[0]
        assert client.get(path).status_code == 200
        assert entry.author and entry.content[0].value


def test_the_same_address_has_the_same_tag_until_the_index_changes(client: TestClient) -> None:
    first = client.get("/search?q=taiwan")
    tag = first.headers["etag"]
    again = client.get("/search?q=taiwan", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/search?q=strait").headers["etag"] != tag
    assert client.get("/search.json?q=taiwan").headers["etag"] != tag
