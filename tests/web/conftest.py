"""Fixtures: the corpus and hostile documents in an index, a client and a server over each, a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import web_payloads
from starlette.testclient import TestClient
from web_serving import ARGUMENTS, CORPUS, Server, browser_path, client_of

from index_store import update


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "index"
    update([CORPUS], folder)
    return folder


@pytest.fixture(scope="session")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    web_payloads.write(folder / "hostile.jsonl")
    report = update([folder / "hostile.jsonl"], folder / "index")
    assert not report.failed
    return folder / "index"


@pytest.fixture(scope="session")
def client(corpus_index: Path) -> Iterator[TestClient]:
    with client_of(corpus_index) as made:
        yield made


@pytest.fixture(scope="session")
def server(corpus_index: Path) -> Iterator[str]:
    with Server(corpus_index) as made:
        yield made.url


@pytest.fixture(scope="session")
def hostile_server(hostile_index: Path) -> Iterator[str]:
    with Server(hostile_index) as made:
        yield made.url


@pytest.fixture(scope="session")
def hostile(hostile_server: str) -> Iterator[httpx2.Client]:
    """Over the wire: starlette's own test client takes the escapes out of a path twice."""
    with httpx2.Client(base_url=hostile_server) as made:
        yield made


@pytest.fixture(scope="module")  # Playwright runs an event loop for as long as it is open
def browser() -> Iterator[Any]:
    found = browser_path()
    if found is None:
        pytest.skip(
            "no browser is installed: tests in a browser need chromium, or KAIKEN_BROWSER with its path"
        )
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, *sandbox])
        yield started
        started.close()
