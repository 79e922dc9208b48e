"""`kaiken verify` and `kaiken index --rebuild`, as somebody types them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import cli_runner
from click.testing import Result

from search.cli import main

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    shutil.copytree(CORPUS, folder)
    return folder


@pytest.fixture
def kaiken(tmp_path: Path, source: Path) -> Callable[..., Result]:
    def run(*args: str) -> Result:
        return cli_runner({"KAIKEN_INDEX": str(tmp_path / "index")}).invoke(main, args)

    assert run("index", str(source)).exit_code == 0
    return run


def test_a_sound_index(kaiken: Callable[..., Result]) -> None:
    result = kaiken("verify")
    assert result.exit_code == 0
    assert "whole, 69 passages of 5 documents" in result.stdout
    assert "5 of the files they were taken from were read and compared" in result.stdout
    without = kaiken("verify", "--no-sources")
    assert without.exit_code == 0 and "compared" not in without.stdout


def test_sources_that_changed_or_went_away(kaiken: Callable[..., Result], source: Path) -> None:
    changed, gone, *_ = sorted(source.glob("*.txt"))
    changed.write_text(changed.read_text() + "\n\nMore.\n")
    gone.unlink()
    result = kaiken("verify")
    assert result.exit_code == 1
    assert f"{changed}: has changed" in result.stdout and f"{gone}: No such file" in result.stdout
    told = json.loads(kaiken("verify", "--json").stdout)
    assert told["sound"] and len(told["changed"]) == len(told["gone"]) == 1 and not told["damage"]


def test_a_damaged_index_and_what_to_do(kaiken: Callable[..., Result], tmp_path: Path) -> None:
    (segment,) = (tmp_path / "index").glob("segment-*.seg")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 4
    segment.write_bytes(content)
    result = kaiken("verify")
    assert result.exit_code == 2
    assert "its checksum is wrong" in result.stdout and "kaiken index --rebuild" in result.stdout
    assert json.loads(kaiken("verify", "--json").stdout)["sound"] is False
    search = kaiken("search", "Taiwan")
    assert search.exit_code == 2 and "the index is damaged" in search.stderr
    rebuilt = kaiken("index", "--rebuild")
    assert rebuilt.exit_code == 0 and "5 documents added" in rebuilt.stdout
    assert kaiken("verify").exit_code == 0
    assert kaiken("search", "Taiwan").exit_code == 0


def test_a_rebuild_without_its_sources_keeps_the_index(kaiken: Callable[..., Result], source: Path) -> None:
    shutil.rmtree(source)
    result = kaiken("index", "--rebuild")
    assert result.exit_code == 2
    assert "5 of the files in this index are not there" in result.stderr
    assert kaiken("search", "Taiwan").exit_code == 0


def test_names_of_files_cannot_command_a_terminal(kaiken: Callable[..., Result], source: Path) -> None:
    evil = source / "a\x1b[31mb.txt"
    evil.write_text("Press Conference\n\nMINISTER: We agreed.\n\nQ: On what?\n\nMINISTER: On trade.\n")
    assert kaiken("index", str(source)).exit_code == 0
    evil.unlink()
    for args in (("verify",), ("verify", "--json")):
        result = kaiken(*args)
        assert result.exit_code == 1 and "\x1b" not in result.stdout
