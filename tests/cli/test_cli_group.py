from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from cli_running import ROOT, Run, cli_runner
from click.testing import Result

from search.cli import COMMANDS, main
from search.cli.group import LazyGroup

HEAVY = {
    *("nltk", "markdown_it", "yaml", "charset_normalizer", "lxml", "platformdirs"),
    *("whoosh.qparser", "index_store.reading", "index_store.transcript", "index_store.indexing"),
}


def fail(how: str, **env: str) -> Result:
    group = LazyGroup("kaiken", table={"fail": ("cli_failing", "Fail.")})
    return cli_runner(env).invoke(group, ["fail", how])


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    yield "kaiken", main
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        yield name, command


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help
    assert command.epilog
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help, f"{name} {param.opts}"
            assert param.help[0].isupper() or param.help[0].isdigit(), f"{name} {param.opts}"
            assert param.help.endswith((".", ").")), f"{name} {param.opts}"
        else:
            assert (
                param.human_readable_name.split("[")[0].rstrip(".") in command.help
                or param.metavar is not None
            )


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_every_option(bare: Run, name: str) -> None:
    command = dict(commands())[name]
    for flag in ("--help", "-h"):
        result = bare(name, flag)
        assert result.exit_code == 0
        for param in command.params:
            if isinstance(param, click.Option):
                assert all(option in result.stdout for option in param.opts)


def test_the_group_lists_its_commands(bare: Run) -> None:
    for result in (bare("--help"), bare("-h"), bare()):
        assert result.exit_code == 0
        for name, (_, line) in COMMANDS.items():
            assert f"  {name}" in result.stdout
            assert line in result.stdout


def test_the_installed_command_is_this_one() -> None:
    found = [entry for entry in entry_points(group="console_scripts") if entry.name == "kaiken"]
    assert all(entry.load() is main for entry in found)


def test_version(bare: Run) -> None:
    result = bare("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("kaiken ")


def imported_by(*args: str) -> set[str]:
    code = "import sys\ntry:\n    import search.cli; search.cli.main(sys.argv[1:])\n"
    code += "finally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, *args], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return set(done.stderr.splitlines()[-1].split())


def test_help_imports_no_command() -> None:
    assert not {module for module, _ in COMMANDS.values()} & imported_by("--help")


def test_a_search_imports_nothing_of_reading_and_indexing(index: Path) -> None:
    for args in (["Taiwan", "Strait"], ["Taiwan", "--facets", "--json"]):
        imported = imported_by("search", *args, "--index", str(index))
        assert "search.searcher" in imported
        assert not {name for name in imported if any(f"{name}.".startswith(f"{heavy}.") for heavy in HEAVY)}


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("kaiken", "kaiken: notes.txt: is empty: give a file with text\n"),
        ("file", "kaiken: gone.txt: No such file or directory\n"),
        ("usage", "kaiken: Could not open file 'other.txt': no\n"),
        ("escape", "kaiken: ␛[31mred\ufffd.txt: is empty\n"),
    ],
)
def test_a_failure_is_one_line_and_status_2(how: str, message: str) -> None:
    result = fail(how)
    assert result.exit_code == 2
    assert result.stderr == message


def test_a_query_error_points_at_the_place() -> None:
    lines = fail("query").stderr.splitlines()
    assert lines[0] == "kaiken: a quotation mark is missing"
    assert lines[2].index("^") == lines[1].index('"yes')


def test_an_unforeseen_failure_is_status_2_and_shows_where_only_when_asked() -> None:
    result = fail("fault")
    assert result.exit_code == 2
    assert result.stderr == (
        "kaiken: ZeroDivisionError: division by zero "
        "(this is a fault in kaiken; KAIKEN_DEBUG=1 shows where)\n"
    )
    assert isinstance(fail("fault", KAIKEN_DEBUG="1").exception, ZeroDivisionError)


def test_ctrl_c_is_status_130() -> None:
    result = fail("interrupt")
    assert result.exit_code == 130
    assert "Traceback" not in result.stdout + result.stderr


def test_a_closed_pipe_is_no_failure() -> None:
    result = fail("pipe")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["serach"], 'kaiken: there is no command "serach"; did you mean "search"? (see kaiken --help)'),
        (["search"], "kaiken: nothing to search for: give words, or a filter such as --speaker"),
        (["search", "-taiwan"], 'words that begin with "-" go after -- or inside of quotes'),
        (["search", "x", "-n", "0"], "'-n' / '--limit'"),
        (["completion", "tcsh"], "'tcsh'"),
        (["index"], "give a PATH"),
    ],
)
def test_usage_errors_are_one_line(bare: Run, args: list[str], message: str) -> None:
    result = bare(*args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(bare: Run, shell: str) -> None:
    result = bare("completion", shell)
    assert result.exit_code == 0
    assert f"kaiken completion {shell} >" in result.stdout
    assert f"_KAIKEN_COMPLETE={shell}_complete" in result.stdout
    assert (result.stdout.splitlines()[0] == "#compdef kaiken") == (shell == "zsh")


def test_a_closed_pipe_in_a_shell(index: Path) -> None:
    """The reader closes at once: no traceback, no message, status 0."""
    command = [sys.executable, "-m", "search.cli", "search", "the", "-n", "50", "--index", str(index)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert errors == b""


def test_an_unforeseen_failure_in_one_file_does_not_stop_the_others(
    bare: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import index_store.passages

    documents = index_store.passages.documents

    def fail_once(path: str, *others: object) -> object:
        if path == "first.txt":
            raise ZeroDivisionError("division by zero")
        return documents(path, *others)

    monkeypatch.setattr(index_store.passages, "documents", fail_once)
    result = bare("passages", "first.txt", str(next((ROOT / "corpus").glob("*.txt"))), "--jsonl")
    assert result.exit_code == 2
    assert result.stderr.startswith("kaiken: first.txt: ZeroDivisionError: division by zero (this is a fault")
    assert result.stdout.count("\n") > 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252"])
@pytest.mark.parametrize("args", [["Strait"], ["Strait", "--json"], ["Strait", "--md"], ["’会見\u202e"]])
def test_any_encoding_of_the_output_will_do(index: Path, encoding: str, args: list[str]) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "search.cli", "search", *args, "--index", str(index)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr + done.stdout
    assert done.returncode == (1 if args[0] != "Strait" else 0)
    if "--json" in args:
        assert json.loads(done.stdout)["total"] > 0
