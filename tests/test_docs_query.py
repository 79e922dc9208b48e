"""docs/query.md: every query in its tables finds as many passages of the corpus as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index_store import update
from search import Searcher
from search.query.lexer import FIELDS
from search.query.variants import KINDS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")


def examples() -> Iterator[tuple[str, str]]:
    """The queries of the tables, each with its count."""
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not cells or not re.fullmatch("[0-9]+|some|none", cells[-1]):
            continue
        typed = cells[1] if cells[0].strip("`") in KINDS else cells[0]
        for query in re.findall(r"`([^`]+)`", typed):
            yield query.replace(r"\|", "|"), cells[-1]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("index")
    update([ROOT / "corpus"], folder)
    with Searcher(folder) as opened:
        yield opened


@pytest.mark.parametrize(("query", "count"), list(examples()))
def test_every_example_finds_what_it_says(searcher: Searcher, query: str, count: str) -> None:
    found = searcher.search(query)
    total = 0 if found.relaxed else found.total
    assert str(total) == count if count.isdigit() else bool(total) == (count == "some")


def test_every_field_and_kind_of_variant_has_an_example() -> None:
    queries = " ".join(query for query, _ in examples())
    assert len(list(examples())) > 60
    for field in set(FIELDS.values()):
        assert any(f"{name}:" in queries for name, meant in FIELDS.items() if meant == field), field
    for kind in KINDS:
        assert f"| `{kind}` |" in TEXT


def test_the_variants_of_the_table_are_those_that_are_found(searcher: Searcher) -> None:
    for kind, query in re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", TEXT, re.MULTILINE):
        assert kind in {one.kind for one in searcher.search(query).expansions}
        assert not searcher.search(query, leave_out=[kind]).expansions
