"""Several processes: the same index as one makes, whatever is wrong with the files; nobody is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from test_index_update import contents

from index_store import finding, large, run, team, update
from index_store.indexing import Report
from index_store.model import KaikenError
from index_store.reading import jsonl_large
from index_store.snapshot import open_snapshot

ROOT = Path(__file__).resolve().parents[2]

WORDS = ("Taiwan Strait", "the U.S. — and Japan’s", "US", "peace and “stability”", "東京", "Q What?")


def records(count: int) -> list[dict[str, Any]]:
    """Passages of several documents, mixed."""
    return [
        {
            "doc_id": f"d{number % 7}",
            "speaker": [None, "MS. PSAKI", "Q", "Kōno Tarō"][number % 4],
            "text": f'{WORDS[number % 6]} {number} "é"\n{WORDS[number % 5]}',
            **({"title": f"T{number % 7}"} if number > 20 else {}),
            **({"date": "2024-01-12"} if number % 7 == 3 else {}),
        }
        for number in range(count)
    ]


def write(path: Path, lines: list[Any], ascii_only: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=ascii_only) for one in lines)
    path.write_text("\n".join(shown), "utf-8", newline="")
    return path


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large files are those that a test can write."""
    monkeypatch.setattr(finding, "LARGE_FILE", 1000)
    monkeypatch.setattr(finding, "GROUP_BYTES", 300)
    monkeypatch.setattr(jsonl_large, "RANGE", 400)
    monkeypatch.setattr(jsonl_large, "SHARE", 200)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Files of many kinds, some of which cannot be read."""
    folder = tmp_path / "source"
    write(folder / "a.txt", ["PRESS CONFERENCE", "", "MS. PSAKI: Good evening.", "", "Q    Why?"])
    write(folder / "b.jsonl", [*records(60), "broken", "", *records(3), "\u00a0"])
    write(folder / "c.jsonl", ["nothing", "here"] * 200)
    write(folder / "d.jsonl", [{"doc_id": "e", "text": "MS. X: Yes.\n\nMR. Y: No — no."}, *records(30)])
    write(folder / "e.md", ["# Title", "", "**MS. PSAKI:** The same words."])
    write(folder / "f.txt", [])
    write(
        folder / "g.jsonl",
        [{"doc_id": f"x{n}", "text": f"MS. X: Yes {n}.\n\nQ Why?"} for n in range(40)],
        True,
    )
    write(folder / "h.jsonl", [*records(40), {"doc_id": "d3", "text": "MS. X: Another document."}])
    write(folder / "i.jsonl", [{"doc_id": "u", "text": "MS. X: Twice."}] * 40)
    write(
        folder / "j.json", ["[", ",\n".join(json.dumps({**one, "doc_id": "j"}) for one in records(30)), "]"]
    )
    write(folder / "k.jsonl", [{**one, "doc_id": "bad", "date": "yesterday"} for one in records(30)])
    (folder / "l.jsonl").write_bytes("\n".join(map(json.dumps, records(40))).encode("utf-16"))
    (folder / "m.jsonl").write_bytes(b"\xef\xbb\xbf" + json.dumps(records(9)[8]).encode() + b"\r\n" * 600)
    (folder / "n.bin.txt").write_bytes(b"\0\0\1")
    return folder


def without_time(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in report.__slots__ if name != "seconds"}


def made(folder: Path) -> dict[str, Any]:
    with open_snapshot(folder) as snapshot:
        return {**contents(snapshot), "order": list(snapshot.documents)}


def test_the_index_does_not_depend_on_the_number_of_processes(
    source: Path, tmp_path: Path, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = {}
    for name, jobs in (("one", 1), ("two", 2), ("whole", 1)):
        if name == "whole":
            monkeypatch.setattr(finding, "LARGE_FILE", 1 << 30)
        reports[name] = without_time(update([source], tmp_path / name, jobs=jobs))
    assert reports["one"] == reports["two"] == reports["whole"]
    failed = {Path(path).name for path, _ in reports["one"]["failed"]}
    assert failed == {"b.jsonl", "c.jsonl", "f.txt", "h.jsonl", "k.jsonl", "n.bin.txt"}
    assert reports["one"]["added"] > 50
    assert made(tmp_path / "one") == made(tmp_path / "two") == made(tmp_path / "whole")


def test_changes_are_the_same_with_several_processes(
    source: Path, tmp_path: Path, small_pieces: None
) -> None:
    folders = {1: tmp_path / "one", 2: tmp_path / "two"}
    for jobs, folder in folders.items():
        update([source], folder, jobs=jobs)
    write(source / "a.txt", ["MS. PSAKI: Another evening."])
    write(source / "b.jsonl", records(50))
    write(source / "g.jsonl", ["nothing any more"] * 100)
    (source / "e.md").unlink()
    reports = [without_time(update([source], folder, jobs=jobs)) for jobs, folder in folders.items()]
    assert reports[0] == reports[1]
    assert (reports[0]["updated"], reports[0]["removed"]) == (8, 41)
    assert made(folders[1]) == made(folders[2])
    assert update([source], folders[2], jobs=2).added == 0


def test_several_processes_are_for_those_who_have_much_to_read(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    class Noted(team.Team):
        def __init__(self, size: int, authority: Any) -> None:
            sizes.append(size)
            super().__init__(size, authority)

    monkeypatch.setattr(run, "Team", Noted)
    monkeypatch.setattr(run, "cores", lambda: 3)
    update([source], tmp_path / "index")
    assert sizes == []
    monkeypatch.setattr(run, "WORTH_A_TEAM", 1)
    update([source / "a.txt"], tmp_path / "index")
    assert sizes == []
    update([source], tmp_path / "other")
    assert sizes == [3]


def test_a_worker_that_dies_is_an_error_and_changes_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    update([source / "a.txt"], index)
    start = team._Process.__init__

    def dying(self: Any, authority: bytes) -> None:
        start(self, authority)
        self._process.kill()

    monkeypatch.setattr(team._Process, "__init__", dying)
    with pytest.raises(KaikenError, match=r"process that reads files has ended.*--jobs 1"):
        update([source], index, jobs=2)
    monkeypatch.undo()
    with open_snapshot(index) as snapshot:
        assert list(snapshot.documents) == ["a.txt"]
    assert update([source], index, jobs=2).added > 50


def test_a_file_that_changes_while_it_is_read_is_not_indexed(
    tmp_path: Path, small_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.jsonl", records(60))
    joined = jsonl_large.LargeFile.shares

    def changing(self: Any, found: Any) -> Any:
        os.utime(path, ns=(1, 1))
        return joined(self, found)

    monkeypatch.setattr(jsonl_large.LargeFile, "shares", changing)
    report = update([path], tmp_path / "index")
    assert report.failed == ((str(path), "has changed while it was read: index it again"),)
    assert report.added == 0

    def shorter(self: Any, found: Any) -> Any:
        path.write_bytes(path.read_bytes()[:200])
        return joined(self, found)

    monkeypatch.setattr(jsonl_large.LargeFile, "shares", shorter)
    [(_, message)] = update([path], tmp_path / "index").failed
    assert "became shorter" in message


def test_an_interrupted_run_keeps_what_was_committed_and_leaves_nobody_behind(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for number in range(40):
        write(source / f"{number:02}.jsonl", [{**one, "doc_id": f"n{number}"} for one in records(20)])
    code = """
import sys, os, time
from index_store import finding, indexing, team
finding.GROUP_BYTES = 1
shown = 0
def progress(at):
    global shown
    shown += 1
    if shown == 10:
        print(*(p._process.pid for p in running._processes), flush=True)
        time.sleep(60)
start = team.Team.__init__
def noted(self, *a):
    global running
    running = self
    start(self, *a)
team.Team.__init__ = noted
indexing.update([sys.argv[1]], sys.argv[2], jobs=2, batch=60, progress=progress)
"""
    index = tmp_path / "index"
    program = subprocess.Popen(
        [sys.executable, "-c", code, str(source), str(index)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout and program.stderr
    workers = list(map(int, program.stdout.readline().split()))
    assert len(workers) == 2
    program.send_signal(signal.SIGINT)
    error = program.stderr.read().decode()
    assert program.wait(30) != 0 and error.count("Traceback") == 1 and "KeyboardInterrupt" in error
    program.stdout.close()
    program.stderr.close()
    _gone(workers)
    with open_snapshot(index) as snapshot:
        assert list(snapshot.documents) == [f"n{number}" for number in range(9)]
    assert (report := update([source], index, jobs=2)).added == 31 and report.unchanged == 9


def _gone(workers: list[int]) -> None:
    for _ in range(100):
        if not any(Path(f"/proc/{pid}").exists() for pid in workers) or not Path("/proc").exists():
            return
        time.sleep(0.1)
    raise AssertionError("a worker is still there")


def test_a_killed_run_leaves_nobody_behind(tmp_path: Path) -> None:
    code = """
import sys, time
from index_store.team import Team
from index_store.authority import Authority
with Team(2, Authority()) as team:
    list(team.results([("take", [])] * 4))
    print(*(p._process.pid for p in team._processes), flush=True)
    time.sleep(60)
"""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE)
    assert program.stdout
    workers = list(map(int, program.stdout.readline().split()))
    program.kill()
    program.wait()
    program.stdout.close()
    _gone(workers)


def test_results_that_nobody_asked_for(tmp_path: Path) -> None:
    from index_store.authority import Authority
    from index_store.columnar.layout import PAD

    paths = [
        write(tmp_path / f"{n}.jsonl", [{"speaker": None, "text": f"word{n} and more"}]) for n in range(6)
    ]
    with team.Team(1, Authority()) as one:
        for given_up, kept in ((paths[:4], paths[4:5]), (paths[1:3], paths[5:])):
            next(one.results(("take", [path]) for path in given_up))
            [(batch, vocabulary)] = one.results([("take", kept)])
            said = [vocabulary.terms[n] for n in batch.piece.stream.fwd.tolist() if n != PAD]
            assert said == [f"word{kept[0].stem}", "and", "more"]
            assert len(vocabulary.terms) == len(vocabulary.stems) == batch.known


def test_what_a_worker_raises_is_raised_here() -> None:
    from index_store.authority import Authority

    with team.Team(1, Authority()) as one:
        with pytest.raises(AttributeError):
            list(one.results([("nothing",)]))
        assert len(list(one.results([("take", [])]))) == 1
    assert large.Again
