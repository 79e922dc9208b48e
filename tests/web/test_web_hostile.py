"""Hostile documents, hostile queries, hostile requests: nothing of them becomes part of a page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_payloads import PAYLOADS
from web_reading import Element, page

from search import Searcher, safe
from search.web import links, make_app

ATTRIBUTES = {"href", "src", "action", "formaction", "data", "hx-get", "cite"}


def check(html: str) -> Element:
    """The page, on which nothing runs but the two scripts and nothing leads to a strange place."""
    root = page(html)
    scripts = list(root.all("script"))
    assert all(script["src"].startswith("/static/") and not script.text for script in scripts)
    assert len(scripts) == 2
    assert not list(root.all("style")) and not list(root.all("iframe")) and not list(root.all("object"))
    for element in root.all():
        for name, value in element.attributes.items():
            assert not name.startswith("on") and name != "style", (element.tag, name)
            assert (not name.startswith("hx-on") and "js:" not in (value or "")) or name not in ("hx-vals",)
            if name in ATTRIBUTES and value and element.tag != "link":
                scheme = urlsplit(value.strip()).scheme.lower()
                assert scheme in ("", "http", "https"), value
    return root


def test_there_are_a_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == 100


@pytest.mark.parametrize("n", range(100))
def test_a_hostile_document_is_only_text(hostile: httpx2.Client, hostile_index: Path, n: int) -> None:
    with Searcher(hostile_index) as searcher:
        (hit,) = searcher.search(f'"wicked answer {n}"', limit=3)
    passage = hit.passage
    root = check(hostile.get("/search", params={"q": f'"wicked answer {n}"'}).text)
    shown = root.one("blockquote").text
    assert shown == safe.text(passage.text)
    assert safe.line(passage.speaker or "").strip() in root.one("h2", "who").text
    for address in (
        links.document(passage.document, 2, "q=wicked"),
        links.person(passage.speaker or ""),
        links.citation(passage.id),
        f"/search?is.speaker={quote(passage.speaker or '')}&not.place=x&q=wicked",
    ):
        answer = hostile.get(address.partition("#")[0])
        assert answer.status_code == 200, (address, answer.text[:200])
        check(answer.text)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_query_is_only_text(client: TestClient, payload: str) -> None:
    for address in ("/search", "/people"):
        answer = client.get(address, params={"q": payload})
        assert answer.status_code in (200, 400)
        root = check(answer.text)
        box = root.one("input", id="q" if address == "/search" else "name")
        assert box["value"].strip() == payload.strip()
    for parameters in ({"is.speaker": payload}, {"speaker": payload}, {"from": payload}, {payload: "x"}):
        answer = client.get("/search", params=parameters)
        assert answer.status_code in (200, 400)
        check(answer.text)
    for address in (f"/documents/{quote(payload, safe='')}", f"/{quote(payload, safe='')}"):
        answer = client.get(address)
        assert answer.status_code in (400, 404), answer.status_code
        check(answer.text)


def test_lists_of_hostile_names(hostile: httpx2.Client) -> None:
    for address in (
        "/",
        "/documents",
        "/people",
        "/facets/speaker",
        "/facets/place",
        "/search?q=wicked&limit=100",
    ):
        check(hostile.get(address).text)


def test_every_answer_has_the_headers_that_protect_a_reader(client: TestClient) -> None:
    for address in ("/", "/search.json?q=a", "/search?q=%22", "/nothing", "/search.atom", "/help"):
        headers = client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8620", 200),
        ("[::1]:8620", 200),
        ("evil.example", 421),
        ("evil.example:8620", 421),
        ("localhost.evil.example", 421),
        ("", 421),
        ("127.0.0.1.evil.example:8620", 421),
    ],
)
def test_only_names_of_this_machine_are_served(client: TestClient, host: str, status: int) -> None:
    assert client.get("/", headers={"host": host}).status_code == status


def test_other_names_are_served_where_that_was_said(corpus_index: Path) -> None:
    with TestClient(make_app(corpus_index, {"desk.example"}), base_url="http://desk.example:80") as made:
        assert made.get("/").status_code == 200
        assert made.get("/", headers={"host": "localhost"}).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_but_reading_is_possible(client: TestClient, method: str) -> None:
    for address in ("/", "/search", "/documents/x", "/cite"):
        assert client.request(method, address).status_code == 405


@given(
    st.sampled_from(
        ["/search", "/search.json", "/search.csv", "/search.atom", "/facets.json", "/cite", "/person"]
    )
    | st.sampled_from(
        ["/complete", "/people", "/documents", "/facets/speaker", "/document", "/", "/search.jsonl"]
    ),
    st.dictionaries(
        st.sampled_from(
            ["q", "id", "name", "at", "page", "limit", "from", "is.month", "not.year", "cursor", "style"]
        )
        | st.text(max_size=4),
        st.text(max_size=20),
        max_size=3,
    ),
)
def test_no_address_makes_the_server_fail(client: TestClient, path: str, parameters: dict[str, str]) -> None:
    encodable = {k: v for k, v in parameters.items() if not re.search("[\ud800-\udfff]", k + v)}
    answer = client.get(path, params=encodable)
    assert answer.status_code < 500, answer.text
    if answer.headers["content-type"].startswith("text/html"):
        check(answer.text)


def test_a_document_that_is_not_there(client: TestClient) -> None:
    answer = client.get("/documents/nothing.txt")
    assert answer.status_code == 404
    assert (
        client.get("/documents/nothing.txt", headers={"accept": "application/json"}).json()["status"] == 404
    )
