"""`kaiken serve` as a process, and what the documentation says of the page."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient

from search.web.pages import PAGES
from search.web.question import NAMES

ROOT = Path(__file__).parents[2]
DOCUMENTATION = (ROOT / "docs" / "web.md").read_text(encoding="utf-8")


def serve(index: Path, *args: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "search.cli", "serve", "--no-open", "--index", str(index), *args]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_server_says_where_it_is_and_ends_when_it_is_told(corpus_index: Path) -> None:
    with serve(corpus_index, "--port", "0") as process:
        assert process.stdout is not None and process.stderr is not None
        said = process.stdout.readline()
        told = re.search(r"http://127\.0\.0\.1:[0-9]+/", said)
        assert told is not None, said
        with urlopen(f"{told[0]}search.json?q=taiwan", timeout=20) as answer:
            assert answer.status == 200
            assert "server" not in answer.headers
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, 130, -signal.SIGINT)
        assert process.stderr.read().strip() == ""


def test_a_port_that_is_taken_is_an_error_that_says_so(corpus_index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serve(corpus_index, "--port", str(port)) as process:
            _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert str(port) in said and "--port" in said and "Traceback" not in said


def test_a_host_that_is_none_is_an_error(corpus_index: Path) -> None:
    with serve(corpus_index, "--host", "no.such.host.invalid") as process:
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2 and "no.such.host.invalid" in said and "Traceback" not in said


def rows(heading: str) -> list[str]:
    """The first cells of a table of the documentation."""
    table = DOCUMENTATION[DOCUMENTATION.index(heading) :].split("\n\n")[0]
    return [line.split("|")[1] for line in table.splitlines()[2:]]


def test_the_documentation_names_parameters_that_exist() -> None:
    named = {name for cell in rows("| parameter |") for name in re.findall("`([^`]+)`", cell)}
    assert named - {"is.FIELD", "not.FIELD"} <= set(NAMES)
    assert set(NAMES) - named - {"open", "cursor"} == {n for n in NAMES if n.startswith(("is.", "not."))}


def test_the_documentation_names_every_address(client: TestClient) -> None:
    cells = " ".join(rows("| address |"))
    for path, _, _ in PAGES:
        begin = path.partition("{")[0]
        assert begin in cells or path in ("/help", "/openapi", "/document"), path
    for command in re.findall(r"curl 'http://127\.0\.0\.1:8620([^']+)'", DOCUMENTATION):
        assert client.get(command).status_code == 200, command
    assert client.get("/openapi.json").status_code == 200


def test_the_pictures_of_the_documentation_are_there() -> None:
    for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", DOCUMENTATION):
        picture = ROOT / "docs" / name
        assert picture.stat().st_size < 300_000
        assert picture.read_bytes().startswith(b"\x89PNG")
