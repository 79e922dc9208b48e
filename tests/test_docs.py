"""What the documentation says is so: commands, options, keys, the README's output, queries and Python."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from index_store import update
from search import Searcher
from search.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OUTPUT = (ROOT / "docs" / "output.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    update([ROOT / "corpus"], folder)
    return folder


def kaiken(index: Path, *args: str) -> Result:
    env = {"KAIKEN_INDEX": str(index), "NO_COLOR": "1", "KAIKEN_PEOPLE": None}
    options = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}
    return CliRunner(env=env, **options).invoke(main, args)


def commands(
    command: click.Command = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield " ".join(path), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from commands(found, (*path, name))


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_explains_itself(name: str, command: click.Command) -> None:
    assert command.help, name
    assert "Example" in (command.epilog or "") or name == "completion"
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help, f"kaiken {name} {param.opts}"


def test_the_documents_name_every_command() -> None:
    text = README + OUTPUT
    for name, _ in commands():
        assert f"kaiken {name}" in text or f"`{name}`" in text, name


def test_the_documents_name_only_options_that_exist() -> None:
    known = {opt for _, command in commands() for p in command.params for opt in (*p.opts, *p.secondary_opts)}
    for text in (README, OUTPUT, (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), ARCHITECTURE):
        for line in re.findall(r"kaiken [^`\n]*|`--?[^`]*`", text):
            for option in re.findall(r"(?<![\w-])--?[A-Za-z][a-z-]*", line):
                assert option in known or option == "-tokyo", (option, line)


def test_the_options_that_users_look_for_are_in_the_readme() -> None:
    search = dict(commands())["search"]
    explained = {
        "--quoted",
        "--page",
        "--limit",
        "--mark",
        "--color",
        "--context",
        "--help",
    }  # --help has them
    for param in search.params:
        if isinstance(param, click.Option) and param.opts[-1] not in explained:
            assert param.opts[-1] in README + OUTPUT, param.opts


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_readme_shows_what_a_search_prints(index: Path) -> None:
    shown = re.search(r"```text\n\$ kaiken (search .*?)\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    result = kaiken(index, "search", "Taiwan Strait", "--facets")
    assert shown[1] == 'search "Taiwan Strait" --facets'
    assert squeezed(result.stdout) == squeezed(shown[2])


def test_the_queries_of_the_readme_are_understood(index: Path) -> None:
    table = README[README.index("| you type |") :].split("\n\n")[0]
    queries = [
        query for line in table.splitlines()[2:] for query in re.findall(r"`([^`]+)`", line.split("|")[1])
    ]
    assert len(queries) > 15
    found = 0
    with Searcher(index) as searcher:
        for query in queries:
            found += bool(searcher.search(query).total)
    assert found > 10


def test_the_python_of_the_readme_runs(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.setenv("KAIKEN_INDEX", str(index))
    exec(code, {})
    printed = capsys.readouterr().out
    assert "Kamikawa Yoko Minister for Foreign Affairs 2024-01-12" in printed
    assert re.search(r"peace and stability at \d+ of .*mofa-2024-01-12-kamikawa\.txt", printed)


def section(heading: str) -> str:
    """A section of docs/output.md."""
    (text,) = [one for one in re.split(r"^## ", OUTPUT, flags=re.MULTILINE) if one.startswith(heading)]
    return text


def table(heading: str) -> set[str]:
    """The keys in the tables of a section of docs/output.md."""
    first_cells = re.findall(r"^\| (`.*?) \|", section(heading), re.MULTILINE)
    return {key for cell in first_cells for key in re.findall(r"`(\w+)`", cell)}


def test_the_keys_of_a_search(index: Path) -> None:
    made = json.loads(kaiken(index, "search", "Taiwan", "--json", "--facets", "-C", "1").stdout)
    passage, listed = table("A passage"), table("`kaiken search --json`")
    top = {
        "query",
        "interpreted",
        "total",
        "relaxed",
        "hits",
        "facets",
        "took_ms",
        "expansions",
        "unknown",
        "searched",
    }
    assert set(made) == top <= listed
    assert set().union(*made["hits"]) == passage | (listed - top) | {"relaxed"}
    assert set(made["hits"][1]["before"][0]) == passage
    for name in made["facets"]:
        assert f"`{name}`" in OUTPUT


def test_the_keys_of_passages(index: Path) -> None:
    path = str(ROOT / "corpus" / "article-2025-01-07-blinken-iwaya.txt")
    made = [json.loads(line) for line in kaiken(index, "passages", path, "--jsonl").stdout.splitlines()]
    named = set(re.findall(r"`(\w+)`", section("`kaiken passages --jsonl`")))
    for one in made:
        assert set(one) <= named and set(one) | {"part"} >= table("`kaiken passages --jsonl`")
    assert {key for one in made for quote in one["quotes"] for key in quote} == {"text", "speaker"}


@pytest.mark.parametrize(
    ("args", "heading"),
    [
        (("show", "mofa-2024-01-12-kamikawa/3", "--json"), "`kaiken show --json`"),
        (("facets", "--json"), "`kaiken facets --json`"),
        (("info", "--json"), "`kaiken info --json`"),
        (("people", "list", "--json"), "`kaiken people --json`"),
        (("people", "show", "Kamikawa", "--json"), "`kaiken people --json`"),
    ],
)
def test_the_keys_of_other_commands(index: Path, args: tuple[str, ...], heading: str) -> None:
    made = json.loads(kaiken(index, *args).stdout)
    for key in made | (made["people"][0] if "people" in made else {}):
        assert f"`{key}`" in section(heading), key


def test_the_columns_of_csv(index: Path) -> None:
    header = next(csv.reader(io.StringIO(kaiken(index, "search", "Taiwan", "--csv").stdout)))
    named = re.findall(r"`([a-z_0-9]+)`", section("`kaiken search --csv`"))
    assert named == header


def test_the_architecture_names_files_that_exist() -> None:
    below = {
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/**/*") if path.suffix in (".py", ".toml")
    }
    for name in re.findall(r"`?([\w/]+\.py|[\w/]+/[\w]+\.toml)", ARCHITECTURE):
        assert any(path == name or path.endswith(f"/{name}") for path in below), name
