"""The start of a command: what it does not import, and what Whoosh is then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MODULES = "import sys; print(*sys.modules)"
SEARCH = """
import json, sys
from search.cli import main
try:
    main(["search", *sys.argv[1:]], "kaiken")
finally:
    sys.stdout.flush()
    print("\\n" + json.dumps(sorted(sys.modules)))
"""

READERS = {"nltk", "markdown_it", "yaml", "charset_normalizer", "lxml", "whoosh.qparser"}
PAGE = {"starlette", "uvicorn", "jinja2", "anyio", "search.web"}
WEB = {"urllib.request", "http.client", "email.message", "ssl"}
INDEXING = {
    "index_store.model",
    "index_store.reading",
    "index_store.transcript",
    "index_store.catalogue",
    "index_store.writer",
}


def fresh(code: str, *args: str) -> str:
    """What a new interpreter prints."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *args], env=env, stdout=subprocess.PIPE, timeout=120, check=False
    )
    assert done.returncode == 0
    return done.stdout.decode()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    from index_store import update

    folder = tmp_path_factory.mktemp("lean") / "index"
    update([ROOT / "corpus"], folder)
    return str(folder)


@pytest.mark.parametrize("options", [[], ["--json"], ["--csv"], ["--md"], ["--facets", "-C", "1"]])
def test_a_search_imports_neither_readers_nor_the_web(index: str, options: list[str]) -> None:
    printed = fresh(SEARCH, "Taiwan Strait", "--index", index, *options).rstrip()
    shown, _, modules = printed.rpartition("\n")
    assert "Taiwan Strait" in shown
    assert not (READERS | PAGE | WEB | INDEXING).intersection(json.loads(modules))


def test_help_imports_no_engine() -> None:
    modules = fresh(SEARCH, "--help").rpartition("\n[")[2]
    assert "whoosh" not in modules
    assert "index_store.analysis" not in modules


def test_a_query_in_letters_with_accents_needs_no_shapes() -> None:
    loaded = "from search.query.parser import parse; parse('Kōno “free and open” Đặng Владимир'); " + MODULES
    assert "index_store.shapes" not in fresh(loaded)


def test_whoosh_is_the_same_but_for_one_function() -> None:
    code = """
import builtins, sys
before = builtins.__import__
from search.cli.lean import import_whoosh
import_whoosh()
import whoosh
lean = sys.modules["whoosh.compat"]
assert whoosh.compat is lean and "urllib.request" not in sys.modules and builtins.__import__ is before
import_whoosh()
assert sys.modules["whoosh.compat"] is lean
import whoosh.analysis, whoosh.index, whoosh.query
from whoosh.compat import text_type
del sys.modules["whoosh.compat"]
import whoosh.compat as stock
assert stock is not lean and set(vars(stock)) == set(vars(lean))
for name, value in vars(stock).items():
    if callable(value) and not name.startswith("__") and name != "urlretrieve":
        found = vars(lean)[name]
        same = found is value or found.__code__.co_code == value.__code__.co_code
        assert same, name
import pathlib, tempfile
with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder, "a")
    source.write_text("found")
    target, _ = lean.urlretrieve(source.as_uri(), pathlib.Path(folder, "b"))
    assert pathlib.Path(target).read_text() == "found"
print("done")
"""
    assert fresh(code) == "done\n"


def test_a_program_that_has_urllib_or_imports_the_facade_gets_whoosh_as_it_is() -> None:
    used = "import urllib.request\nfrom search.cli.lean import import_whoosh\nimport_whoosh()\n"
    assert "whoosh.compat" not in fresh(used + MODULES).split()
    facade = "import search; search.Searcher; import whoosh.index, whoosh.compat, urllib.request\n"
    check = "assert whoosh.compat.urlretrieve is urllib.request.urlretrieve; print('same')"
    assert fresh(facade + check) == "same\n"
