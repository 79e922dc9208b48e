"""`kaiken people` and --people on the shipped documents."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from index_store import open_snapshot, update
from index_store.people_files import FILE, load
from search import safe
from search.cli import main, people
from search.people import people_of

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]
TALK = """Press Conference by Mayor {name}

Friday, January 12, 2024

{name}, Mayor: We will build a harbour for all of us.

Reporter: When will that be?

{name}: Next year, and not one day later.
"""


def runner() -> CliRunner:
    """Keeps stdout and stderr apart (Click before 8.2 has to be told)."""
    if "mix_stderr" in inspect.signature(CliRunner).parameters:
        return CliRunner(mix_stderr=False)
    return CliRunner()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    update([ROOT / "corpus"], folder)
    return folder


@pytest.fixture
def run(corpus: Path) -> Run:
    return lambda *args, **options: runner().invoke(main, args, env={"KAIKEN_INDEX": str(corpus)}, **options)


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    for n, name in enumerate(("Keiko Otori", "Keiko Ohtori", "Jane Doe")):
        (folder / f"{n}.txt").write_text(TALK.format(name=name))
    return folder


@pytest.fixture
def index(talks: Path, tmp_path: Path) -> Path:
    update([talks], tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def on(index: Path) -> Run:
    return lambda *args, **options: runner().invoke(main, args, env={"KAIKEN_INDEX": str(index)}, **options)


def test_list_agrees_with_the_index(corpus: Path, run: Run) -> None:
    with open_snapshot(corpus) as snapshot:
        known = people_of(snapshot)
    result = run("people", "list", "--json")
    assert result.exit_code == 0
    listed = json.loads(result.stdout)["people"]
    assert [(one["name"], one["passages"], one["quoted"]) for one in listed] == [
        (p.name, p.passages, p.quoted) for p in known.values()
    ]
    kamikawa = next(one for one in listed if one["name"] == "Kamikawa Yoko")
    assert kamikawa == {
        "name": "Kamikawa Yoko",
        "passages": 26,
        "quoted": 0,
        "documents": 2,
        "first_date": "2023-09-14",
        "last_date": "2024-01-12",
        "roles": ["Minister for Foreign Affairs"],
        "outlets": [],
        "known": "kamikawa-yoko",
    }
    text = run("people", "list").stdout
    assert all(one["name"] in text.splitlines() for one in listed)
    assert "26 passages, 2 documents · 14 September 2023 to 12 January 2024" in text


@pytest.mark.parametrize("name", ["Kamikawa", "yoko KAMIKAWA", "Kamikawa Yoko", "上川陽子"])
def test_show_takes_every_form_of_a_name(run: Run, name: str) -> None:
    shown = json.loads(run("people", "show", name, "--json").stdout)
    assert shown["name"] == "Kamikawa Yoko"
    assert "KAMIKAWA Yoko" in shown["forms"]
    assert shown["entry"]["roles"] == [
        {"role": "Minister for Foreign Affairs of Japan", "from": "2023-09-13", "to": "2024-10-01"}
    ]
    assert [(one["date"], one["quoted"]) for one in shown["appearances"]] == [
        ("2023-09-14", 0),
        ("2024-01-12", 0),
    ]
    assert sum(one["passages"] for one in shown["appearances"]) == shown["passages"] == 26
    text = run("people", "show", name).stdout
    assert text.startswith("Kamikawa Yoko\nAlso: ")
    assert "Minister for Foreign Affairs of Japan, 13 September 2023 to 1 October 2024" in text
    assert "mofa-2024-01-12-kamikawa" in text


def test_show_somebody_whom_only_the_files_of_people_know(run: Run) -> None:
    result = run("people", "show", "Gina Raimondo")
    assert result.exit_code == 0
    assert "Not in the index." in result.stdout


def test_show_nobody(run: Run, on: Run) -> None:
    result = run("people", "show", "Kamikava Yoko")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(
        'kaiken: nobody in the index is called "Kamikava Yoko"; there is Kamikawa Yoko'
    )
    result = on("people", "show", "Keiko")
    assert result.exit_code == 2
    assert '"Keiko" could be any of 2 people: ' in result.stderr


def test_an_index_that_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A harbour is a fine thing to have, and so is a boat in it.\n")
    update([tmp_path / "a.txt"], tmp_path / "index")
    for command in ("list", "suggest"):
        result = runner().invoke(main, ["people", command, "--index", str(tmp_path / "index")])
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr
    result = runner().invoke(main, ["people", "list", "--json", "--index", str(tmp_path / "index")])
    assert (result.exit_code, json.loads(result.stdout)) == (1, {"people": []})


def test_no_index(tmp_path: Path) -> None:
    for args in (["list"], ["show", "x"], ["suggest"], ["merge", "a b", "c d"]):
        result = runner().invoke(main, ["people", *args, "--index", str(tmp_path / "none")])
        assert result.exit_code == 2
        assert "there is no index yet" in result.stderr


def test_suggest(on: Run) -> None:
    result = on("people", "suggest", "--json")
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)["suggestions"]
    assert {found["name"], found["other"]} == {"Keiko Otori", "Keiko Ohtori"}
    assert found["reasons"][0] == "the same sounds, spelt in another way"
    assert "both are Mayor" in found["reasons"]
    text = on("people", "suggest").stdout
    assert f"{found['other']} = {found['name']}? (similarity {found['similarity']:.2f})" in text
    assert "  for: the same sounds" in text


MERGE = ("people", "merge", "Keiko Ohtori", "Keiko Otori")


def speakers(index: Path) -> list[str]:
    with open_snapshot(index) as snapshot:
        return sorted(people_of(snapshot))


def test_merge_writes_an_alias_that_the_next_index_run_applies(index: Path, on: Run, talks: Path) -> None:
    before = b"# mine\r\n[[person]] # she\r\nname = 'Jane Doe'\r\nnote = \"\xc3\xa4\"\r\n"
    (index / FILE).write_bytes(before)
    result = on(*MERGE, "--yes")
    assert result.exit_code == 0, result.stderr
    written = (index / FILE).read_bytes()
    assert written.startswith(before)
    assert written.count(b"\n") == written.count(b"\r\n")
    assert 'aliases = ["Keiko Ohtori"]' in result.stdout
    assert f"kaiken index {talks}" in result.stdout
    assert speakers(index) == ["Jane Doe", "Keiko Ohtori", "Keiko Otori"]
    assert on("index", str(talks)).exit_code == 0
    assert speakers(index) == ["Jane Doe", "Keiko Otori"]
    assert on("people", "suggest").exit_code == 1

    again = on(*MERGE, "--yes", "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["added"] == ""
    assert (index / FILE).read_bytes() == written


def test_merge_asks_first(index: Path, on: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    result = on(*MERGE)
    assert result.exit_code == 2
    assert "add --yes" in result.stderr
    monkeypatch.setattr(people, "_somebody_is_there", lambda: True)
    result = on(*MERGE, input="n\n")
    assert result.exit_code == 1
    assert '"Keiko Ohtori" will be another form of the name of Keiko Otori.' in result.stdout
    assert not (index / FILE).exists()
    result = on(*MERGE, input="y\n")
    assert result.exit_code == 0
    assert load(index).person("Keiko Ohtori") is not None


def test_merge_into_somebody_whom_kaiken_knows(corpus: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TALK.format(name="Antony Blinkin"))
    index = tmp_path / "index"
    update([tmp_path / "a.txt"], index)
    result = runner().invoke(
        main,
        ["people", "merge", "Antony Blinkin", "tony BLINKEN", "--yes", "--json", "--index", str(index)],
    )
    assert result.exit_code == 0, result.stderr
    merged = json.loads(result.stdout)
    assert (merged["into"], merged["done"]) == ("Antony J. Blinken", True)
    assert merged["file"] == str(index / FILE)
    assert load().person("Antony Blinkin") is None, "the shipped file is as it was"
    entry = load(index).person("Antony Blinkin")
    assert entry is not None and entry.id == "antony-blinken" and entry.roles


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("Ohtori", "Keiko Otori"), '"Ohtori" is a surname alone'),
        (("Keiko Ohtori", "Otory"), 'nobody in the index or the files of people is called "Otory"'),
        (("Keiko Toba", "Keiko Otori"), 'nobody in the index is called "Keiko Toba"'),
        (("Jane Doe", "Keiko"), '"Keiko" could be any of several people'),
        (("Kamikawa Yoko", "Jane Doe"), "already is a form of the name of Kamikawa Yoko"),
    ],
)
def test_merges_that_are_refused(index: Path, on: Run, args: tuple[str, str], message: str) -> None:
    result = on("people", "merge", *args, "--yes")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert not (index / FILE).exists()


def test_a_merge_that_the_file_forbids(index: Path, on: Run) -> None:
    text = '[[person]]\nname = "Keiko Otori"\ndistinct_from = ["Keiko Ohtori"]\n'
    (index / FILE).write_text(text)
    result = on(*MERGE, "--yes")
    assert result.exit_code == 2
    assert "take it out of distinct_from first" in result.stderr
    assert (index / FILE).read_text() == text


def test_a_merge_shows_what_speaks_against_it(tmp_path: Path) -> None:
    both = TALK.format(name="Keiko Otori") + "\nKeiko Ohtori, Deputy Mayor: I doubt that very much.\n"
    (tmp_path / "a.txt").write_text(both)
    index = tmp_path / "index"
    update([tmp_path / "a.txt"], index)
    result = runner().invoke(main, [*MERGE, "--yes", "--json", "--index", str(index)])
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["against"][0] == "a.txt has both names"


def test_a_malformed_file_is_one_clear_line(index: Path, on: Run, tmp_path: Path) -> None:
    (index / FILE).write_text("[[person]]\nname = 'Jane Doe'\nalias = []\n")
    for args in (("people", "list"), (*MERGE, "--yes"), ("index", str(tmp_path))):
        result = on(*args)
        assert result.exit_code == 2
        assert result.stderr.strip().endswith(f"{FILE}, line 1: there is no 'alias': did you mean 'aliases'?")


def test_passages_and_index_take_a_file_of_people(talks: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[[person]]\nname = "Keiko Otori"\naliases = ["Keiko Ohtori"]\n')
    file = str(talks / "1.txt")

    def spoken(*args: str, **env: str) -> set[str]:
        result = runner().invoke(main, ["passages", file, "--jsonl", *args], env=env)
        assert result.exit_code == 0, result.stderr
        return {json.loads(line)["speaker"] for line in result.stdout.splitlines()} - {None}

    assert spoken() == {"Keiko Ohtori"}
    assert spoken("--people", str(mine)) == spoken(KAIKEN_PEOPLE=str(mine)) == {"Keiko Otori"}
    result = runner().invoke(main, ["passages", file, "--people", str(tmp_path / "gone.toml")])
    assert result.exit_code == 2
    assert "gone.toml: the file of people cannot be read" in result.stderr
    index = tmp_path / "index"
    args = ["index", str(talks), "--index", str(index), "--people", str(mine)]
    assert runner().invoke(main, args).exit_code == 0
    assert speakers(index) == ["Jane Doe", "Keiko Otori"]


def test_every_subcommand_and_option_has_help() -> None:
    assert set(people.command.commands) == {"list", "show", "merge", "suggest"}
    for args in (["people"], ["people", "--help"], ["people", "-h"]):
        result = runner().invoke(main, args)
        assert result.exit_code == 0
        assert all(f"  {name}" in result.stdout for name in people.command.commands)
    for name, command in people.command.commands.items():
        shown = runner().invoke(main, ["people", name, "-h"])
        assert shown.exit_code == 0 and command.help and command.epilog
        for param in command.params:
            if isinstance(param, click.Option):
                assert param.help and param.help.endswith((".", ")"))
                assert all(option in shown.stdout for option in param.opts)
    result = runner().invoke(main, ["people", "lst"])
    assert result.exit_code == 2
    assert "lst" in result.stderr and "Traceback" not in result.stderr


HOSTILE = "\x1b[2J\x9b31m\u202eevil\x7f"


@pytest.mark.parametrize("args", [["list"], ["list", "--json"], ["show", "Jane"], ["suggest"]])
def test_no_control_character_reaches_a_terminal(tmp_path: Path, args: list[str]) -> None:
    from authority_making import document

    found = document(f"Jane {HOSTILE} Doe", f"Doe Jane {HOSTILE}", role=HOSTILE, outlet=HOSTILE, date=None)
    (tmp_path / "a.txt").write_text("a")
    index = tmp_path / "index"
    assert update([tmp_path / "a.txt"], index, parse=lambda path: [found]).failed == ()
    result = runner().invoke(main, ["people", *args, "--index", str(index)])
    output = result.stdout + result.stderr
    assert output and safe.text(output) == output
    assert "Traceback" not in output and "fault in kaiken" not in output


def test_a_search_does_not_load_the_authority(corpus: Path) -> None:
    code = "import sys\ntry:\n    import search.cli; search.cli.main(sys.argv[1:])\n"
    code += "finally:\n    print(*sys.modules, file=sys.stderr)"

    def imported(*args: str) -> set[str]:
        command = [sys.executable, "-c", code, *args, "--index", str(corpus)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        return set(done.stderr.splitlines()[-1].split())

    assert not {"index_store.authority", "index_store.people_files", "tomllib"} & imported("search", "strait")
    assert not {"nltk", "index_store.reading"} & imported("people", "list")
