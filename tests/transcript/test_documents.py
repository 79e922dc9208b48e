"""Whole documents in the house styles of many issuers: nobody says what somebody else said, and how much
comes out right does not get worse."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from .scoring import DOCUMENTS, Reading, Score, faults, names, score, total

ROOT = Path(__file__).parents[2]


@cache
def reading(name: str) -> Reading:
    return Reading.of(name)


@cache
def overall() -> Score:
    return total([score(reading(name)) for name in names()])


@pytest.mark.parametrize("name", names())
def test_no_words_in_the_wrong_mouth(name: str) -> None:
    assert faults(reading(name)) == []


@pytest.mark.parametrize("name", names())
def test_passages_are_what_is_shown_at_their_offsets(name: str) -> None:
    read = reading(name)
    text = "".join(read.source.text.split())
    for passage, places in read.found:
        shown = [read.source.text[i] for i in sorted(places)]
        # A hyphen that broke a word at the end of a line is the one character that joining may take away.
        assert "".join(passage.text.split()).replace("-", "") == "".join(shown).replace("-", "")
        assert read.source.stored[passage.start : passage.end].strip() != ""
    ordered = [min(places) for _, places in read.found]
    assert ordered == sorted(ordered)
    assert sum(len(places) for _, places in read.found) <= len(text)


@pytest.mark.parametrize("name", names())
def test_quotations_are_where_they_say(name: str) -> None:
    for passage in reading(name).document.passages:
        for quote in passage.quotes:
            assert passage.text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    ("part", "whole", "least"),
    [
        ("exact", "paragraphs", 0.965),
        ("exact", "passages", 0.945),
        ("right", "paragraphs", 0.97),
        ("kind", "placed", 0.95),
        ("link", "answers", 0.92),
        ("date", "documents", 0.965),
        ("time", "times", 0.85),
        ("title", "titles", 0.955),
        ("place", "places", 0.67),
        ("section", "sections", 0.855),
        ("outlet", "outlets", 0.715),
        ("quote", "quotes", 0.61),
    ],
)
def test_at_least(part: str, whole: str, least: float) -> None:
    assert overall().rate(part, whole) >= least, "\n".join(overall().errors)


@pytest.mark.parametrize(
    ("part", "whole", "most"),
    [
        ("missed", "paragraphs", 0.0115),
        ("blank", "placed", 0.0125),
        ("spurious", "passages", 0.027),
        ("spurious with a speaker", "passages", 0.009),
        ("furniture leaked", "furniture", 0.029),
        ("head leaked", "head", 0.033),
        ("outlets invented", "placed", 0.03),
    ],
)
def test_at_most(part: str, whole: str, most: float) -> None:
    assert overall().rate(part, whole) <= most, "\n".join(overall().errors)


def test_the_order_of_sets_decides_nothing() -> None:
    """Python orders sets anew in every process; what is understood has to be the same."""
    files = sorted(str(path) for path in DOCUMENTS.iterdir() if path.suffix not in (".json", ""))
    command = [sys.executable, "-m", "search.cli", "passages", "--jsonl", *files]
    outputs = [
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert len(outputs[0].splitlines()) > 1000
    assert outputs[0] == outputs[1]
