"""The commands on an index of the shipped documents: what they print agrees with the facade."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from cli_running import CORPUS, ROOT, Run

from search import Searcher, formats, safe
from search.results import FACETS

QUERIES: list[tuple[str, dict[str, Any]]] = [
    ("Taiwan Strait", {}),
    ('"peace and stability"', {}),
    ("alliance OR extraordinary", {"limit": 3, "page": 2}),
    ("alliance -korea", {"sort": "oldest"}),
    ("indo*", {"sort": "newest"}),
    ("taiwan xyzzy", {}),
    ("", {"kind": ("question",)}),
    ("", {"speaker": ("Kamikawa",), "date_from": "2024"}),
    ("the", {"date_to": "2022", "context": 1}),
    ("minister", {"kind": ("answer", "statement"), "quoted": False}),
]
FLAGS = {"limit": "-n", "date_from": "--from", "date_to": "--to"}


def arguments(query: str, options: dict[str, Any]) -> list[str]:
    """The command line of a search."""
    given = []
    for name, value in options.items():
        if name == "quoted":
            given.append("--quoted" if value else "--no-quoted")
        else:
            values = value if isinstance(value, tuple) else (value,)
            given += [part for one in values for part in (FLAGS.get(name, f"--{name}"), str(one))]
    return [*given, "--", *query.split(" ")] if query else given


@pytest.mark.parametrize(("query", "options"), QUERIES)
def test_all_outputs_agree_with_the_facade(
    index: Path, run: Run, query: str, options: dict[str, Any]
) -> None:
    with Searcher(index) as searcher:
        expected = searcher.search(query, **options)
    assert expected.hits
    ids = [hit.passage.id for hit in expected.hits]
    args = arguments(query, options)

    one = json.loads(run("search", "--json", *args).stdout)
    assert [hit["id"] for hit in one["hits"]] == ids
    assert [one[key] for key in ("query", "interpreted", "total", "relaxed")] == [
        *(expected.query, expected.interpreted, expected.total, expected.relaxed)
    ]
    assert [hit["highlights"] for hit in one["hits"]] == [
        [[*r] for r in hit.highlights] for hit in expected.hits
    ]
    assert [hit["text"] for hit in one["hits"]] == [hit.passage.text for hit in expected.hits]

    lines = run("search", "--jsonl", *args).stdout.splitlines()
    assert [json.loads(line) for line in lines] == one["hits"]

    rows = list(csv.DictReader(io.StringIO(run("search", "--csv", *args).stdout, newline="")))
    assert [row["id"] for row in rows] == ids
    assert [row["text"] for row in rows] == [formats.harmless(hit.passage.text) for hit in expected.hits]

    references = [f"{hit.passage.document} ¶{hit.passage.ordinal}" for hit in expected.hits]
    text = run("search", "--no-mark", *args).stdout
    assert re.findall(r"^\S.* · (.+? ¶\d+)$", text, re.MULTILINE) == references
    for hit in expected.hits:
        assert safe.text(hit.passage.text[slice(*hit.snippet)]) in text
    assert f"{expected.total:,} passage" in text
    assert ("No passage holds all of these words" in text) == expected.relaxed

    markdown = run("search", "--md", *args).stdout
    cited = [formats.escape(f"({reference})") for reference in references]
    assert [line.endswith(end) for line, end in zip(re.findall("^— .*$", markdown, re.M), cited, strict=True)]


@pytest.mark.parametrize("form", ["--jsonl", "--csv", "--md"])
def test_a_relaxed_search_is_said_on_stderr_where_the_format_has_no_place(run: Run, form: str) -> None:
    result = run("search", form, "taiwan", "xyzzy")
    assert result.exit_code == 0
    assert "hold most of them" in result.stderr
    assert "hold most of them" not in result.stdout
    assert run("search", form, "taiwan").stderr == ""


@pytest.mark.parametrize("form", [[], ["--jsonl"], ["--csv"], ["--md"]])
def test_nothing_found_is_status_1(run: Run, form: list[str]) -> None:
    result = run("search", "xyzzy", *form)
    assert result.exit_code == 1
    assert "No passage matches xyzzy." in result.stderr
    assert result.stdout == (",".join(formats.COLUMNS) + "\n" if form == ["--csv"] else "")


def test_nothing_found_as_json(run: Run) -> None:
    result = run("search", "xyzzy", "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout)["hits"] == []


def test_a_page_past_the_last(run: Run) -> None:
    result = run("search", "Taiwan", "--page", "999")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Page 999 is past the last one: " in result.stderr


def test_a_query_that_cannot_be_honoured(run: Run) -> None:
    result = run("search", 'taiwan "strait')
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0].startswith("kaiken: ")
    assert lines[2].index("^") == lines[1].index('"')


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_date_that_is_none(run: Run, option: str) -> None:
    result = run("search", "taiwan", option, "yesterday-ish")
    assert result.exit_code == 2
    assert "yesterday-ish" in result.stderr


def test_marks(run: Run) -> None:
    assert "**Taiwan**" in run("search", "taiwan").stdout
    assert "**" not in run("search", "taiwan", "--no-mark").stdout
    assert "**" not in run("search", "taiwan", "--md").stdout
    assert "**Taiwan**" in run("search", "taiwan", "--md", "--mark").stdout
    coloured = run("search", "taiwan", "--color").stdout
    assert "\x1b[1;31mTaiwan\x1b[0m" in coloured
    assert "**" not in coloured


def test_the_question_stands_above_its_answer(run: Run) -> None:
    lines = run("search", '"Taiwan Strait"', "--kind", "answer", "--no-mark").stdout.splitlines()
    asked = [i for i, line in enumerate(lines) if line.startswith("  ") and " asked: " in line]
    assert asked
    for i in asked:
        assert any("Taiwan Strait" in line for line in lines[i + 1 : i + 4])


def test_context_comes_in_order(run: Run) -> None:
    hit = json.loads(run("search", "Taiwan", "-C", "2", "--json", "-n", "1").stdout)["hits"][0]
    near = [*hit.get("before", ()), hit, *hit.get("after", ())]
    assert len(near) > 1
    text = run("search", "Taiwan", "-C", "2", "-n", "1", "--no-mark").stdout
    places = [text.index(one["snippet"] if one is hit else one["text"], text.index("¶")) for one in near]
    assert places == sorted(places)


def test_facets_beside_results_and_alone_agree_with_the_facade(index: Path, run: Run) -> None:
    with Searcher(index) as searcher:
        expected = {
            name: [{"value": one.value, "count": one.count} for one in counts]
            for name, counts in searcher.facets("minister", speaker=["Kamikawa"]).items()
        }
    args = ("minister", "--speaker", "Kamikawa", "--json")
    assert json.loads(run("search", "--facets", *args).stdout)["facets"] == expected
    assert json.loads(run("facets", *args).stdout) == {"query": "minister", "facets": expected}
    table = run("facets", *args[:-1]).stdout
    for name, counts in expected.items():
        assert counts == [] or f"{name}\n" in table
        for one in counts:
            assert re.search(rf"^ +{one['count']}  {re.escape(one['value'])}$", table, re.MULTILINE)
    assert json.loads(run("search", "--json", "minister").stdout)["facets"] == {}


def test_facets_of_everything(run: Run) -> None:
    facets = json.loads(run("facets", "--json").stdout)["facets"]
    assert set(facets) == set(FACETS)
    assert {one["value"] for one in facets["document"]} >= {path.name for path in CORPUS}
    result = run("facets", "xyzzy")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No passage matches xyzzy." in result.stderr


def test_info(index: Path, run: Run) -> None:
    with Searcher(index) as searcher:
        info = searcher.info()
    told = json.loads(run("info", "--json").stdout)
    assert (told["folder"], told["documents"], told["passages"]) == (
        info.folder,
        info.documents,
        info.passages,
    )
    text = run("info").stdout
    assert re.search(rf"^passages +{info.passages:,}$", text, re.MULTILINE)
    assert str(info.folder) in text


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_show_prints_every_passage(index: Path, run: Run, path: Path) -> None:
    with Searcher(index) as searcher:
        passages = searcher.passages(path.name)
    result = run("show", path.stem)
    assert result.exit_code == 0
    for passage in passages:
        assert f"{passage.ordinal:>4}  {passage.text}\n" in result.stdout
    told = json.loads(run("show", path.name, "--json").stdout)
    assert [one["id"] for one in told["passages"]] == [passage.id for passage in passages]
    assert told["marked"] is None


def test_show_marks_the_passage(run: Run) -> None:
    name = CORPUS[0].name
    for wanted in (f"{name}/2", f"{name} ¶2", f"{CORPUS[0].stem}/2"):
        marked = [line for line in run("show", wanted).stdout.splitlines() if line.startswith(">")]
        assert len(marked) == 1
        assert marked[0].startswith(">   2  ")
    assert json.loads(run("show", f"{name}/2", "--json").stdout)["marked"] == f"{name}/2"


@pytest.mark.parametrize("name", ["nothing-of-this-name", "nothing/7", f"{CORPUS[0].name}/99999", "/", "/7"])
def test_show_of_what_is_not_there(run: Run, name: str) -> None:
    result = run("show", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("kaiken: ")


@pytest.mark.parametrize("command", [["search", "x"], ["facets"], ["info"], ["show", "x"]])
def test_without_an_index(bare: Run, tmp_path: Path, command: list[str]) -> None:
    result = bare(*command, "--index", str(tmp_path / "none"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "kaiken index" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_environment_names_the_index(index: Path, bare: Run) -> None:
    result = bare("info", "--json", env={"KAIKEN_INDEX": str(index)})
    assert json.loads(result.stdout)["folder"] == str(index)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_names_are_completed_from_the_index(index: Path, bare: Run, shell: str) -> None:
    def complete(*words: str) -> str:
        env = {"_KAIKEN_COMPLETE": f"{shell}_complete", "KAIKEN_INDEX": str(index)}
        env |= {"COMP_WORDS": " ".join(["kaiken", *words]), "COMP_CWORD": str(len(words))}
        return bare(env=env).stdout

    assert "Kamikawa" in complete("search", "--speaker", "Kami").replace("KAMIKAWA", "Kamikawa")
    assert CORPUS[0].name in complete("show", CORPUS[0].name[:6])
    assert complete("search", "--speaker", "xyzzy").strip() == ""
    if shell == "bash":
        assert "\\\\ " in complete("search", "--speaker", "Kami")
    assert "facets" in complete("fac")


# Indexing


def corpus_in(folder: Path) -> Path:
    folder.mkdir()
    for path in CORPUS:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def test_index_adds_updates_removes_and_reports(bare: Run, tmp_path: Path) -> None:
    files, target = corpus_in(tmp_path / "files"), str(tmp_path / "index")

    def first_line() -> str:
        result = bare("index", str(files), "--index", target)
        assert result.exit_code == 0
        assert f"Index: {target}" in result.stdout
        return result.stdout.splitlines()[0]

    count = len(CORPUS)
    assert first_line().startswith(f"{count} documents added, 0 updated, 0 removed, 0 unchanged; ")
    assert first_line().startswith(f"0 documents added, 0 updated, 0 removed, {count} unchanged; 0 passages")
    (files / CORPUS[0].name).unlink()
    with (files / CORPUS[1].name).open("ab") as file:
        file.write(b"\n\nOne more line.\n")
    assert first_line().startswith(f"0 documents added, 1 updated, 1 removed, {count - 2} unchanged; ")


def test_a_file_that_fails_does_not_stop_the_others(bare: Run, tmp_path: Path) -> None:
    files = corpus_in(tmp_path / "files")
    (files / "bad\x1b[31m.jsonl").write_text('{"doc_id": \n', encoding="utf-8")
    result = bare("index", str(files), "--index", str(tmp_path / "index"))
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{len(CORPUS)} documents added")
    assert "bad␛[31m.jsonl" in result.stderr
    assert "\x1b" not in result.stdout + result.stderr


def test_a_path_that_does_not_exist_is_status_2_and_the_others_are_indexed(bare: Run, tmp_path: Path) -> None:
    target = str(tmp_path / "index")
    result = bare("index", str(tmp_path / "gone"), str(CORPUS[0]), "--index", target)
    assert result.exit_code == 2
    assert str(tmp_path / "gone") in result.stderr
    assert result.stdout.startswith("1 document added")


# Files without an index


def test_passages_as_json_lines(bare: Run) -> None:
    result = bare("passages", *map(str, CORPUS), "--jsonl")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["doc"] for row in rows} == {path.name for path in CORPUS}
    keys = (
        "doc ordinal text speaker role outlet kind date section title place start end answers_to quotes spans"
    )
    stored = {path.name: path.read_bytes().decode() for path in CORPUS}
    for row in rows:
        assert list(row) == [*keys.split(), "how", "label"]
        assert all(list(quote) == ["text", "speaker"] for quote in row["quotes"])
        if len(row["spans"]) == 1:
            assert stored[row["doc"]][row["start"] : row["end"]] == row["text"]


def test_passages_for_a_reader_hold_every_word(bare: Run) -> None:
    rows = [json.loads(line) for line in bare("passages", str(CORPUS[1]), "--jsonl").stdout.splitlines()]
    plain, how = (bare("passages", str(CORPUS[1]), *flags).stdout for flags in ([], ["--how"]))
    for row in rows:
        assert f"{row['ordinal']:>4}  {row['text']}\n" in plain
        assert f"characters {row['start']}-" in how
        assert f"characters {row['start']}-" not in plain


def test_a_bad_file_is_reported_and_the_others_come(bare: Run, tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.txt")
    result = bare("passages", gone, str(CORPUS[0]), str(tmp_path), "--jsonl")
    assert result.exit_code == 2
    assert result.stdout.count("\n") == bare("passages", str(CORPUS[0]), "--jsonl").stdout.count("\n") > 0
    assert result.stderr.count("\n") == 2
    assert all(line.startswith("kaiken: ") for line in result.stderr.splitlines())
    assert gone in result.stderr


def test_the_examples_of_the_help_name_shipped_documents() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "search" / "cli").glob("*.py"))
    names = set(re.findall(r"mofa-\d{4}-\d\d-\d\d-\w+", text))
    assert names
    assert names <= {path.stem for path in CORPUS}


EXAMPLES = sorted(
    line.strip().removesuffix('"""').partition(" > ")[0]
    for path in (ROOT / "search" / "cli").glob("*.py")
    for line in path.read_text(encoding="utf-8").splitlines()
    if re.match(r"  kaiken (search|show|facets|info) ", line)
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(run: Run, example: str) -> None:
    result = run(*shlex.split(example)[1:])
    assert result.exit_code == (1 if "NHK" in example else 0)


def test_what_the_help_says_of_queries_holds(run: Run) -> None:
    listed = re.search(r"What to type:\n(.*?)\n\n", run("search", "--help").stdout, re.DOTALL)
    assert listed
    typed = [re.split("   +", line.strip())[0] for line in listed[1].splitlines()]
    assert len(typed) == 5
    for query in typed:
        assert run("search", *shlex.split(query)).exit_code in (0, 1)
