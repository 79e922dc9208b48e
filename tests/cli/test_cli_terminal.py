"""What reaches a terminal: a real one (pty) for colour, width and progress; hostile documents everywhere."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cli_running import CORPUS, ROOT, cli_runner

from index_store import Progress, Report, update
from index_store.model import Document, Passage, Quote
from search import safe
from search.cli import main, passages
from search.cli.index import Meter, bar, not_done, report_lines
from search.cli.info import info_lines, size
from search.cli.render import Style
from search.results import IndexInfo

ESCAPE = re.compile(r"\x1b\[[0-9;]*[mK]")
HOSTILE = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202eevil\u2066\x7f\b\r"


def on_terminal(index: Path, *args: str, columns: int = 60, lines: int = 2000, **env: str) -> tuple[int, str]:
    """Exit status and output of `kaiken` on a pseudo-terminal."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    environment = {**os.environ, "KAIKEN_INDEX": str(index), "TERM": "xterm", "PYTHONUTF8": "1", **env}
    for name in ("COLUMNS", "LINES"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "search.cli", *args]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(ours)
    return process.wait(), b"".join(parts).decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_lines_that_fit(index: Path) -> None:
    status, shown = on_terminal(index, "search", "Taiwan", "Strait")
    assert status == 0
    assert "\x1b[1;31mTaiwan\x1b[0m" in shown
    assert "**" not in shown
    lines = ESCAPE.sub("", shown).splitlines()
    assert max(map(len, lines)) <= 60
    piped = (
        cli_runner().invoke(main, ["search", "Taiwan", "Strait", "--no-mark", "--index", str(index)]).stdout
    )
    assert ESCAPE.sub("", shown).split() == piped.split()


@pytest.mark.parametrize(
    ("args", "env"), [((), {"NO_COLOR": "1"}), (("--no-color",), {}), ((), {"TERM": "dumb"})]
)
def test_no_colour_where_nobody_wants_it(index: Path, args: tuple[str, ...], env: dict[str, str]) -> None:
    _, shown = on_terminal(index, "search", "Taiwan", *args, **env)
    assert "\x1b" not in shown
    assert "**Taiwan**" in shown


def test_a_long_transcript_is_paged(index: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nsed 's/^/|/'\n", encoding="utf-8")
    pager.chmod(0o700)
    name = CORPUS[-1].stem
    _, paged = on_terminal(index, "show", name, lines=10, PAGER=str(pager))
    assert all(line.startswith("|") for line in paged.splitlines())
    _, whole = on_terminal(index, "show", name, PAGER=str(pager))
    assert not any(line.startswith("|") for line in whole.splitlines())


def test_progress_on_a_terminal_is_wiped(index: Path, tmp_path: Path) -> None:
    status, shown = on_terminal(tmp_path / "new", "index", *map(str, CORPUS))
    assert status == 0
    last_redraw = shown.rpartition("\r")[2]
    assert last_redraw.startswith(f"\x1b[K{len(CORPUS)} documents added")


# Progress and reports


def test_a_bar_fills() -> None:
    for done in range(41):
        shown = bar(Progress(Path("x"), done, 40, 1234))
        assert shown.count("#") == 24 * done // 40
        assert shown.endswith(f"] {done} of 40 files, 1,234 passages")
    assert bar(Progress(Path("x"), 0, 0, 0)).count("#") == 0


def test_a_meter_writes_no_escapes_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with Meter(stream) as meter:
        meter.show(Progress(Path("x"), 1, 2, 3))
        assert stream.getvalue() == ""  # not yet: a line now and then
        meter._shown -= 3600
        meter.show(Progress(Path("x"), 1, 2, 3))
    assert stream.getvalue() == "1 of 2 files, 3 passages\n"


def test_a_report_tells_everything(tmp_path: Path) -> None:
    report = Report(
        1, 2, 3, 4, (("a.txt", "empty"),), (("b\x1b.txt", ("no date", "no title")),), 5, 678, 1.25
    )
    lines = list(report_lines(report, tmp_path))
    assert lines == [
        "1 document added, 2 updated, 3 removed, 4 unchanged; 678 passages added in 1.2 s",
        "1 not read (see above)",
        "5 files of no known format passed over",
        f"Index: {tmp_path}",
        "Beware:",
        "  b␛.txt: no date; no title",
    ]


def test_when_indexing_has_failed(tmp_path: Path) -> None:
    there, gone = tmp_path / "there", tmp_path / "gone"
    there.touch()
    bad = ((str(there), "empty"),)
    assert not not_done(Report(added=1, failed=bad), [str(there)])
    assert not not_done(Report(), [str(there)])
    assert not_done(Report(failed=bad), [str(there)])
    assert not_done(Report(added=1, failed=((str(gone), "no such file"),)), [str(there), str(gone)])
    assert not not_done(Report(removed=1), [str(gone)])


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (496_200, "496.2 kB"), (2 * 10**9, "2.0 GB")],
)
def test_sizes(count: int, words: str) -> None:
    assert size(count) == words


def test_info_for_a_reader() -> None:
    info = IndexInfo("/x\x1b", 3, 2, 1234, 5, "2021-11-13", "2025-01-07", 2_500_000)
    lines = list(info_lines(info, {f"d{i}": ("no date",) for i in range(25)}, Style()))
    assert lines[:7] == [
        "folder     /x␛",
        "documents  2",
        "passages   1,234",
        "speakers   5",
        "dates      13 November 2021 to 7 January 2025",
        "size       2.5 MB",
        "",
    ]
    assert lines[7:9] == ["Beware:", "  d0: no date"]
    assert lines[-1] == "  and 5 more (--json lists all)"
    assert "none known" in "\n".join(info_lines(replace(info, first_date=None, last_date=None), {}, Style()))


# Hostile documents

EVIL = Document(
    path="evil.txt",
    part=f"evil{HOSTILE}",
    sha256="0" * 64,
    media_type="text/plain",
    encoding="utf-8",
    title=f"Title {HOSTILE}",
    event=f"event {HOSTILE}",
    date="2024-01-12",
    place=f"Place {HOSTILE}",
    issuer=f"Issuer {HOSTILE}",
    language="en",
    translation_note=f"Note {HOSTILE}",
    author=f"Author {HOSTILE}",
    source_url=f"https://example.org/{HOSTILE}",
    passages=(
        Passage(
            1,
            f"What about the strait {HOSTILE}?",
            ((0, 30),),
            outlet=f"Outlet {HOSTILE}",
            kind="question",
        ),
        Passage(
            2,
            f"The strait {HOSTILE} is calm.",
            ((40, 70),),
            speaker=f"Otori {HOSTILE}",
            role=f"Minister {HOSTILE}",
            kind="answer",
            section=f"Section {HOSTILE}",
            how="label",
            label=f"Label {HOSTILE}:",
            answers_to=(1,),
        ),
        Passage(
            3,
            "He spoke of a strait.",
            ((80, 100),),
            quotes=(Quote(14, 20, f"strait {HOSTILE}", f"Quoted {HOSTILE}"),),
        ),
    ),
    flags=(f"flag {HOSTILE}",),
)
COMMANDS: list[tuple[int, list[str]]] = [
    *((0, ["search", "strait", "-C", "1", "--facets", *form]) for form in ([], ["--color"], ["--json"])),
    *((0, ["search", "strait", form]) for form in ("--jsonl", "--csv", "--md")),
    (0, ["search", f"xyzzy {HOSTILE}"]),  # most of the words are found
    (1, ["search", "xyzzy\x1b\x9b\u202e"]),
    (2, ["search", f'"xyzzy {HOSTILE}']),
    (2, ["search", "strait", "--from", HOSTILE]),
    (0, ["facets"]),
    (0, ["facets", "--json"]),
    (0, ["info"]),
    (0, ["info", "--json"]),
    (0, ["show", EVIL.part or ""]),
    (0, ["show", f"{EVIL.part}/2", "--color"]),
    (0, ["show", f"{EVIL.part}/2", "--json"]),
    (2, ["show", f"nothing {HOSTILE}"]),
    (2, ["passages", f"gone {HOSTILE}.txt"]),
    (2, ["passages", f"{ROOT}", "--jsonl"]),
    (2, [f"no command {HOSTILE}"]),
    (2, ["search", f"--{HOSTILE}"]),
]


@pytest.fixture(scope="module")
def evil_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("evil")
    (folder / "evil.txt").write_text("evil", encoding="utf-8")
    report = update([folder / "evil.txt"], folder / "index", parse=lambda path: [EVIL])
    assert (report.added, report.failed) == (1, ())
    yield folder / "index"


@pytest.mark.parametrize(("status", "args"), COMMANDS, ids=[ascii(" ".join(args)) for _, args in COMMANDS])
def test_no_control_character_reaches_a_terminal(evil_index: Path, status: int, args: list[str]) -> None:
    result = cli_runner({"KAIKEN_INDEX": str(evil_index)}).invoke(main, args)
    assert result.exit_code == status
    output = result.stdout + result.stderr
    assert output
    assert "Traceback" not in output and "fault in kaiken" not in output
    shown = re.sub(r"\x1b\[(?:0|1|2|1;31)m", "", output) if "--color" in args else output
    assert safe.text(shown) == shown


def test_a_listing_of_a_hostile_file() -> None:
    for how in (True, False):
        shown = "\n".join(passages.listing(EVIL, Style(), how=how))
        assert safe.text(shown) == shown
        assert "␛[2J" in shown
    encoded = passages.encode(EVIL, EVIL.passages[1])
    assert encoded["label"] == f"Label {HOSTILE}:"
    assert (encoded["doc"], encoded["part"], encoded["answers_to"]) == ("evil.txt", EVIL.part, [1])
