"""The description of the API: valid, complete, and true of what is answered."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from search.web.openapi import description
from search.web.pages import PAGES

KAMIKAWA = "mofa-2024-01-12-kamikawa.txt"


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": description()["components"]})


def test_the_description_is_valid(client: TestClient) -> None:
    made = client.get("/openapi.json").json()
    assert made == description()
    validate(made)


def test_every_page_for_programs_is_described() -> None:
    described = set(description()["paths"])
    for path, _, forms in PAGES:
        for form in forms:
            name = f"{path}.{form}"
            elsewhere = {"/documents/{name:path}.json", "/help.json", "/facets/{name}.csv"}
            assert form == "html" or name in described or name in elsewhere, name


ANSWERS = [
    "/search.json?q=taiwan&facets=speaker&facets=month&context=1",
    "/search.json?q=zebra",
    "/search.json?q=%22",
    "/search.json?limit=1&sort=oldest&is.kind=answer&not.year=2021",
    "/facets.json?q=japan",
    "/facets/place.json?q=japan",
    "/documents.json",
    f"/document.json?id={KAMIKAWA}&marked=6",
    "/document.json?id=nothing",
    "/people.json",
    "/person.json?name=Kamikawa+Yoko",
    "/person.json?name=nobody",
    f"/cite.json?id={KAMIKAWA}/6",
    f"/cite.json?id={KAMIKAWA}/13&to={KAMIKAWA}/14&start=3",
    "/cite.json?id=article-2025-01-07-blinken-iwaya.txt/3",
    "/complete.json?q=kami",
    "/.json",
]


@pytest.mark.parametrize("address", ANSWERS)
def test_answers_are_as_described(client: TestClient, address: str) -> None:
    answer = client.get(address)
    path = address.partition("?")[0].replace("/facets/place", "/facets/{name}")
    response = description()["paths"][path]["get"]["responses"][str(answer.status_code)]
    if "$ref" in response:
        response = description()["components"]["responses"]["Problem"]
    media, *_ = response["content"]
    assert answer.headers["content-type"] == media
    validator(response["content"][media]["schema"]).validate(answer.json())


def test_no_key_is_left_undescribed(client: TestClient) -> None:
    schemas = description()["components"]["schemas"]
    results = client.get("/search.json?q=taiwan&context=1").json()
    assert set(results) == set(schemas["Results"]["properties"])
    keys = set().union(*results["hits"])
    assert keys == set(schemas["Hit"]["properties"])
    transcript = client.get(f"/document.json?id={KAMIKAWA}").json()
    assert set(transcript) == set(schemas["Transcript"]["properties"])
    assert set(transcript["passages"][0]) == set(schemas["Passage"]["properties"])
    assert set(client.get("/.json").json()) == set(schemas["Info"]["properties"])
    person = client.get("/person.json?name=Kamikawa+Yoko").json()
    assert set(person) == set(schemas["PersonDetails"]["properties"])


@pytest.mark.parametrize("path", description()["paths"])
def test_whatever_is_asked_the_answer_is_as_described(server: str, path: str) -> None:
    operation = schemathesis.openapi.from_url(f"{server}/openapi.json")[path]["GET"]
    left_out = [
        schemathesis.checks.unsupported_method,
        schemathesis.checks.positive_data_acceptance,  # a valid string may name nothing
        schemathesis.checks.negative_data_rejection,  # a parameter without a value counts as absent
    ]
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]

    @settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)))
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=left_out)

    ask()
