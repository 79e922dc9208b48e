"""An index of the shipped documents, built once, and a way to run the command line on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_running import CORPUS, ROOT, Run, cli_runner
from click.testing import Result

from search.cli import main


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KAIKEN_INDEX", "NO_COLOR", "KAIKEN_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the shipped documents."""
    from index_store import update

    folder = tmp_path_factory.mktemp("index")
    report = update([ROOT / "corpus"], folder)
    assert report.added >= len(CORPUS)
    return folder


@pytest.fixture
def run(index: Path) -> Iterator[Run]:
    """Runs `kaiken` with these arguments on that index."""

    def runner(*args: str, **options: object) -> Result:
        return cli_runner({"KAIKEN_INDEX": str(index)}).invoke(main, args, **options)  # type: ignore[arg-type]

    yield runner


@pytest.fixture
def bare() -> Run:
    """Runs `kaiken` without an index."""

    def runner(*args: str, **options: object) -> Result:
        return cli_runner().invoke(main, args, **options)  # type: ignore[arg-type]

    return runner
