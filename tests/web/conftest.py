"""Fixtures: the corpus and hostile documents in an index, a client and a server over each, a browser."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
import web_payloads
from starlette.testclient import TestClient

from index_store import update
from search.web import make_app

CORPUS = Path(__file__).parents[2] / "corpus"


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


def client_of(folder: Path) -> TestClient:
    return TestClient(make_app(folder), base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="session")
def client(corpus_index: Path) -> Iterator[TestClient]:
    with client_of(corpus_index) as made:
        yield made


class Server:
    """The page, served in a thread on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        config = uvicorn.Config(make_app(folder), log_level="error", access_log=False)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})

    def __enter__(self) -> Server:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()


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


ARGUMENTS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-default-browser-check"),
]


def browser_path() -> str | None:
    """An installed Chromium or Chrome: KAIKEN_BROWSER, or one of the usual names."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("KAIKEN_BROWSER") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
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
