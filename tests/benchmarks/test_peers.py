"""The comparison with other engines: its corpus, its questions, its arithmetic, and the command itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparison import corpus, peers
from comparison.agreement import agreements, compare
from comparison.engine import Question, read_passages
from comparison.questions import CLASSES, Survey, draw
from comparison.report import percentile
from comparison.session import Check, LocalSession, Session, read_questions, write_questions
from comparison.timing import Outcome, measure

ROOT = Path(__file__).parents[2]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPEAKERS = ("MS. ABLE", "MR. BAKER", "THE PRESIDENT", "Q", None)


def passage_lines(number: int, seed: int = 1) -> list[str]:
    """Passages of made-up words, some of them frequent and most of them rare, 12 a document."""
    random = Random(seed)
    words = ["".join(random.choices(LETTERS, k=random.randint(4, 9))) for _ in range(3000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    lines = []
    for n in range(number):
        sentences = (
            " ".join(random.choices(words, weights, k=random.randint(4, 14))).capitalize() + "."
            for _ in range(random.randint(1, 5))
        )
        record = {
            "doc_id": f"talk-{n // 12}",
            "title": f"Talk {n // 12}",
            "date": f"{2020 + n // 12 % 4}-{n // 12 % 12 + 1:02}-09",
            "speaker": random.choice(SPEAKERS),
            "text": " ".join(sentences),
        }
        lines.append(json.dumps(record))
    return lines


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("data") / "talks.jsonl"
    file.write_text("\n".join(passage_lines(360)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def passages(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("corpus") / "passages.jsonl"
    corpus.write(data, 300, file, seed=1)
    return file


def test_a_corpus_has_as_many_passages_as_asked_and_begins_like_a_larger_one(
    data: Path, tmp_path: Path
) -> None:
    lines = {}
    for size in (50, 300, 360, 900):
        corpus.write(data, size, tmp_path / "corpus.jsonl", seed=1)
        lines[size] = (tmp_path / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
        assert len(lines[size]) == size
    assert lines[900][:300] == lines[300]
    assert lines[300][:50] == lines[50]
    ids = [passage.id for passage in read_passages(tmp_path / "corpus.jsonl")]
    assert len(set(ids)) == 900


def test_labels_that_name_nobody_are_no_speakers(passages: Path) -> None:
    speakers = Counter(passage.speaker for passage in read_passages(passages))
    assert speakers.keys() == {"MS. ABLE", "MR. BAKER", "THE PRESIDENT", ""}


def test_a_copy_deals_out_the_sentences_and_lets_the_vocabulary_grow_as_the_data_does(data: Path) -> None:
    documents = corpus.read(data)
    made = corpus.endless(documents, 7)
    copies = [[next(made) for _ in documents] for _ in range(3)]

    def shape(copy: list[corpus.SpokenDocument]) -> dict[str, tuple[tuple[str | None, int], ...]]:
        return {
            one.id.split("~")[0]: tuple((speaker, text.count(".")) for speaker, text in one.passages)
            for one in copy
        }

    def vocabulary(texts: list[corpus.SpokenDocument]) -> set[str]:
        return {
            word for one in texts for _, text in one.passages for word in re.findall("[a-z]+", text.lower())
        }

    assert shape(copies[0]) == shape(copies[1]) == shape(copies[2])
    assert sorted(one.id for one in copies[0]) == sorted(one.id for one in documents)
    texts = [{text for one in copy for _, text in one.passages} for copy in copies]
    assert len(texts[0] & texts[1]) < len(texts[0]) / 4
    known = vocabulary(documents)
    exponent = corpus.heaps_exponent(documents, 7)
    assert 0.2 < exponent < 0.9
    for number in (2, 3):
        grown = len(vocabulary([one for copy in copies[:number] for one in copy]))
        assert grown == pytest.approx(len(known) * number**exponent, rel=0.03)


@given(
    st.lists(st.text("abcde", min_size=1, max_size=4), min_size=1, max_size=30, unique=True), st.integers()
)
def test_coined_words_are_new_and_different(words: list[str], seed: int) -> None:
    coined = corpus.coin(words, words, dict.fromkeys(words, 1), Random(seed))
    assert coined.keys() <= set(words)
    assert not set(coined.values()) & set(words)
    assert len(set(coined.values())) == len(coined)


def test_there_are_different_questions_of_every_class(passages: Path, tmp_path: Path) -> None:
    asked = draw(read_passages(passages), 20, seed=3)
    assert asked == draw(read_passages(passages), 20, seed=3)
    assert asked.keys() == CLASSES.keys()
    for name, questions in asked.items():
        assert len(questions) == len(set(questions)) == 20, name
    write_questions(asked, tmp_path / "questions.json")
    assert read_questions(tmp_path / "questions.json") == asked


def test_words_that_tokenisers_cut_differently_are_not_asked_for(passages: Path) -> None:
    first = next(read_passages(passages))
    odd = replace(first, text="We don’t, the nation's U.S. team, it's GREAT.")
    survey = Survey.of([odd], Random(1))
    plain = {
        word for word in ("we", "don", "the", "nation", "team", "it", "great", "s") if survey.plain(word)
    }
    assert plain == {"we", "the", "nation", "team", "great"}
    assert not survey.ends_plain("nation")
    assert survey.ends_plain("team")


@pytest.mark.parametrize("engine", ["kaiken", "whoosh"])
def test_an_engine_finds_what_a_scan_of_the_passages_finds(
    engine: str, passages: Path, tmp_path: Path
) -> None:
    peer = peers.load(engine)
    peer.build(passages, tmp_path)
    opened = peer.open_index(tmp_path)
    said = [(one, re.findall("[a-z]+", one.text.lower())) for one in read_passages(passages)]

    def in_a_row(words: list[str], run: tuple[str, ...]) -> bool:
        return any(tuple(words[i : i + len(run)]) == run for i in range(len(words)))

    asked = draw(read_passages(passages), 8, seed=5)
    for question in (*asked["phrase2"], *asked["phrase4"], *asked["common_phrase"]):
        expected = [one.id for one, words in said if in_a_row(words, question.words)]
        answer = opened.prepare(question)()
        assert isinstance(answer, list)
        assert opened.total(question) == len(expected) >= 1
        assert set(answer) <= set(expected)
    for question in asked["prefix"]:
        expected = [one.id for one, words in said if any(w.startswith(question.words[0]) for w in words)]
        assert opened.total(question) == len(expected)
    for question in asked["sideways"]:
        alone = Question("facets", question.words)
        chosen, everybody = opened.prepare(question)(), opened.prepare(alone)()
        assert isinstance(chosen, dict) and isinstance(everybody, dict)
        assert chosen["speaker"] == everybody["speaker"]
        assert sum(chosen["year"].values()) == opened.total(replace(question, kind="all"))
    opened.close()


def test_kaiken_and_stock_whoosh_agree(passages: Path, tmp_path: Path) -> None:
    questions = draw(read_passages(passages), 6, seed=9)
    sessions: dict[str, Session] = {}
    for name in ("kaiken", "whoosh"):
        (tmp_path / name).mkdir()
        peers.load(name).build(passages, tmp_path / name)
        sessions[name] = LocalSession(peers.load(name).open_index(tmp_path / name), questions)
    outcomes = measure(sessions, questions, rounds=2, budget=60)
    for session in sessions.values():
        session.close()
    for name in CLASSES:
        assert len(outcomes["whoosh", name].latencies()) == 6
        assert min(outcomes["whoosh", name].latencies()) > 0
    found = agreements(["kaiken", "whoosh"], outcomes)
    for name in CLASSES:
        assert found["whoosh", name].equal == 6, name
        assert not found["whoosh", name].fails


def outcome(*totals: int, complete: bool = True) -> Outcome:
    return Outcome(checks={at: Check(total, complete, 1) for at, total in enumerate(totals)})


def test_agreement() -> None:
    def fails(first: Outcome, other: Outcome) -> bool:
        found = compare("a", first, other)
        assert found is not None
        return found.fails

    assert not fails(outcome(100, 200), outcome(100, 200))
    assert not fails(outcome(100, 3), outcome(102, 4))
    assert fails(outcome(100, 200), outcome(103, 200))
    assert not fails(outcome(*[100] * 10), outcome(*[100] * 9, 50))
    assert fails(outcome(*[100] * 10), outcome(*[100] * 8, 50, 50))
    assert fails(outcome(100), outcome(100, complete=False))
    assert compare("a", outcome(1), Outcome()) is None
    found = compare("a", outcome(10, 100), outcome(10, 80))
    assert found is not None
    assert (found.compared, found.equal, found.near, found.worst) == (2, 1, 1, 1)
    assert found.largest == pytest.approx(0.2)


@given(st.lists(st.floats(0, 100), min_size=1), st.integers(1, 100))
def test_a_percentile_is_not_exceeded_by_so_many(values: list[float], percent: int) -> None:
    ascending = sorted(values)
    found = percentile(ascending, percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "peers.py", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command(data: Path, tmp_path: Path) -> None:
    arguments = (
        *(data, "--passages", "60,120", "--engines", "kaiken,whoosh", "--at-most", "whoosh=100"),
        *("--classes", "rare,facets,page"),
        *("--questions", 3, "--rounds", 1, "--starts", 1, "--work", tmp_path / "work"),
        *("--output", tmp_path / "report.md"),
    )
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (tmp_path / "report.md").read_text(encoding="utf-8") + "\n"
    smaller, larger, growth, _ = re.split("^## ", done.stdout, flags=re.MULTILINE)[1:]
    assert smaller.startswith("60 passages") and "stock Whoosh" in smaller
    assert larger.startswith("120 passages") and "stock Whoosh" not in larger
    assert growth.startswith("Growth") and "stock Whoosh" in growth
    tables = re.findall(r"(?:^\|.*\n)+", done.stdout, re.MULTILINE)
    assert len(tables) == 2 * 5 + 1
    assert re.search(r"\| rare term \| [0-9.]+ \([0-9.]+\) \| [0-9.]+ \([0-9.]+\) \|", tables[0])
    assert re.search(r"\| kaiken \| [0-9,]+ \|.*[0-9.]+ \| [0-9.]+ \|", tables[3])
    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1
    assert "builds its index" in done.stderr
    again = run(*(60 if one == "60,120" else one for one in arguments))
    assert again.returncode == 0
    assert "builds its index" not in again.stderr


def test_the_command_refuses_what_it_does_not_know(data: Path) -> None:
    done = run(data, "--engines", "kaiken,lucene")
    assert done.returncode == 2
    assert "'lucene' is none of kaiken, whoosh" in done.stderr
    assert run(data, "--at-most", "kaiken").returncode == 2
    assert run(data, "--passages", "0").returncode == 2


def test_the_documentation_names_options_classes_and_engines() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    shown = run("--help").stdout
    for option in set(re.findall(r"--[a-z-]+", shown)) - {"--help"}:
        assert f"| `{option}` |" in text
    for name in (*CLASSES, *peers.MODULES):
        assert f"`{name}`" in text, name
