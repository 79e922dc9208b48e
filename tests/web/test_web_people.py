"""People, lists of values, completion, collocations, documents and the first page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_reading import page

from search import Searcher
from search.cli import main
from search.collocations import collocations
from search.completion import Names, completions
from search.results import FacetCount
from search.web.people_page import posts


def printed(index: Path, *args: str) -> object:
    return json.loads(CliRunner(env={"KAIKEN_INDEX": str(index)}).invoke(main, args).output)


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/people.json", ("people", "list", "--json")),
        ("/person.json?name=Kamikawa+Yoko", ("people", "show", "Kamikawa", "--json")),
        ("/documents/mofa-2024-01-12-kamikawa.txt.json", ("show", "mofa-2024-01-12-kamikawa", "--json")),
        (
            "/documents/mofa-2024-01-12-kamikawa.txt.json?marked=6",
            ("show", "mofa-2024-01-12-kamikawa/6", "--json"),
        ),
        ("/facets.json?q=taiwan", ("facets", "taiwan", "--json")),
        ("/.json", ("info", "--json")),
    ],
)
def test_json_is_what_the_command_line_prints(
    client: TestClient, corpus_index: Path, address: str, command: tuple[str, ...]
) -> None:
    assert client.get(address).json() == printed(corpus_index, *command)


def test_a_speakers_page(client: TestClient, corpus_index: Path) -> None:
    root = page(client.get("/person?name=Kamikawa+Yoko").text)
    assert root.one("h1").text == "Kamikawa Yoko"
    with Searcher(corpus_index) as searcher:
        person = searcher.people()["Kamikawa Yoko"]
    (post,) = posts(person)
    assert (post.role, post.first, post.last) == ("Minister for Foreign Affairs", "2023-09-14", "2024-01-12")
    assert post.passages == person.passages
    table = root.one("table")
    assert "14 September 2023" in table.text and "12 January 2024" in table.text
    questions = [one.text for one in root.one("ol", "asked").all("p", "question")]
    assert len(questions) == len(set(questions)) > 3
    for phrase in root.one("ul", "phrases").all("a"):
        hits = page(client.get(phrase["href"]).text)
        assert int(hits.one("h1").text.split()[0]) > 0, phrase.text


def test_part_of_a_name_leads_to_the_person(client: TestClient) -> None:
    answer = client.get("/person?name=Kamikawa", follow_redirects=False)
    assert answer.status_code == 302 and answer.headers["location"] == "/person?name=Kamikawa+Yoko"
    assert client.get("/person?name=Nobody").status_code == 404
    assert client.get("/person").status_code == 400


def test_people_are_found_by_part_of_a_name(client: TestClient) -> None:
    root = page(client.get("/people?q=yoko").text)
    assert [a.text for a in root.one("ol", "records").all("a")] == ["Kamikawa Yoko"]


def test_every_value_of_a_list(client: TestClient) -> None:
    root = page(client.get("/facets/speaker?q=japan").text)
    for line in root.all("a", "value"):
        count = line.one("span", "count").text
        assert page(client.get(line["href"]).text).one("h1").text.split()[0] == count
    assert client.get("/facets/mood").status_code == 404
    assert client.get("/facets/speaker.csv?q=japan").text.startswith("facet,value,count\n")


def test_the_first_page_says_what_there_is(client: TestClient) -> None:
    root = page(client.get("/").text)
    assert "5 transcripts" in root.text
    for link in root.all("a"):
        if link["href"].startswith("/"):
            assert client.get(link["href"]).status_code == 200, link["href"]


def test_a_transcript_is_complete_and_marked(client: TestClient, corpus_index: Path) -> None:
    address = "/documents/mofa-2024-01-12-kamikawa.txt"
    root = page(client.get(f"{address}?q=taiwan+strait").text)
    with Searcher(corpus_index) as searcher:
        passages = searcher.passages("mofa-2024-01-12-kamikawa")
        matching = searcher.search("taiwan strait", document=["mofa-2024-01-12-kamikawa"], limit=50)
    said = [p.one("p", "said").text for p in root.all("div", "paragraph")]
    assert said == [passage.text for passage in passages]
    marked = {p["id"] for p in root.all("div", "match")}
    assert marked == {f"p{hit.passage.ordinal}" for hit in matching}
    sections = [h.text for h in root.all("h2", "section")]
    assert sections == ["Opening Remarks", "Question-and-Answer Session"]
    speakers = [p.text for p in root.all("p", "speaker")]
    assert set(speakers) == {"Kamikawa Yoko, Minister for Foreign Affairs", "Reporter"}
    assert client.get(address.removesuffix(".txt"), follow_redirects=False).headers["location"] == address


NAMES = Names(
    {
        "speaker": [FacetCount("Kamikawa Yoko", 9), FacetCount('Karl "K" Mori', 3)],
        "outlet": [FacetCount("Kyodo News", 5), FacetCount("Kansai TV", 1)],
        "place": [FacetCount("Kyoto", 2)],
        "role": [FacetCount("Kanzler", 2)],
        "document": [FacetCount("kami.txt", 2)],
    }
)
WORDS = {"sta": [FacetCount("stability", 30), FacetCount("state", 20)], "kam": [FacetCount("kamikaze", 1)]}


def offered(query: str) -> list[tuple[str, str]]:
    cursor = query.index("|")
    typed = query.replace("|", "", 1)
    found = completions(typed, cursor, NAMES, lambda word: WORDS.get(word, ()))
    return [(one.what, typed[: one.start] + one.insert + typed[one.end :]) for one in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kam|", [("speaker", 'speaker:"Kamikawa Yoko"'), ("word", "kamikaze")]),
        ("yok|", [("speaker", 'speaker:"Kamikawa Yoko"')]),
        ("taiwan kamikawa y|", [("speaker", 'taiwan speaker:"Kamikawa Yoko"')]),
        ("sta| peace", [("word", "stability peace"), ("word", "state peace")]),
        ("speaker:ka|", [("speaker", 'speaker:"Kamikawa Yoko"'), ("speaker", 'speaker:"Karl ""K"" Mori"')]),
        ('speaker:"kamikawa y|', [("speaker", 'speaker:"Kamikawa Yoko"')]),
        ("outlet:ky|", [("outlet", 'outlet:"Kyodo News"')]),
        ("outlet:|", [("outlet", 'outlet:"Kyodo News"'), ("outlet", 'outlet:"Kansai TV"')]),
        ("role:kan|", [("role", 'role:"Kanzler"')]),
        ("doc:kam|", [("document", 'doc:"kami.txt"')]),
        ("kyo|", [("outlet", 'outlet:"Kyodo News"'), ("place", 'place:"Kyoto"')]),
        ('"kam|', []),
        ("mood:kam|", []),
        ("-kam|", []),
        ("kam |", []),
        ("|", []),
    ],
)
def test_what_could_stand_at_the_cursor(query: str, expected: list[tuple[str, str]]) -> None:
    assert offered(query) == expected


@given(st.text('ab "(|:-', max_size=20), st.integers(0, 20))
def test_completion_takes_any_query(query: str, cursor: int) -> None:
    for one in completions(query, min(cursor, len(query)), NAMES, lambda word: ()):
        assert 0 <= one.start <= one.end <= len(query)


def test_completions_over_the_wire(client: TestClient) -> None:
    made = client.get("/complete", params={"q": "condo", "at": 5}).json()["completions"]
    assert made[0]["value"] == "condolences" and made[0]["what"] == "word"
    names = client.get("/complete", params={"q": "hay"}).json()["completions"]
    assert names[0]["insert"] == 'speaker:"Hayashi Yoshimasa"'
    with_query = client.get("/search.json", params={"q": names[0]["insert"]}).json()
    assert with_query["total"] > 0


def test_what_is_said_again_and_again() -> None:
    texts = [
        "We seek peace in the Taiwan Strait.",
        "The Taiwan strait, again.",
        "Taiwan Strait and peace; we seek",
    ] * 2
    (first, *_) = collocations(texts)
    assert (first.text, first.count) == ("Taiwan Strait", 6)
    assert collocations([]) == ()
    assert collocations(["one two three four"]) == ()
    assert collocations(["a like-minded country, a country-wide plan"] * 9) == ()
    assert all("in the" not in one.text for one in collocations(["in the house"] * 9))
