"""Fixtures: the corpus and some hostile documents in an index, and a client of the page over each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index_store import update
from search.web import make_app

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "index"
    update([CORPUS], folder)
    return folder


def client_of(folder: Path) -> TestClient:
    return TestClient(make_app(folder), base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="session")
def client(corpus_index: Path) -> Iterator[TestClient]:
    with client_of(corpus_index) as made:
        yield made
