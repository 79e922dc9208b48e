"""The authority and the index: a changed one reads everything again, and aliases find people."""

from __future__ import annotations

from pathlib import Path

import pytest

from index_store import KaikenError, open_snapshot, update
from index_store.people_files import FILE
from search import Searcher

TALK = """Press Conference by Mayor {name}

Friday, January 12, 2024

{name}, Mayor: We will build a harbour for all of us.

Reporter: When will that be?

{name}: Next year, and not one day later.
"""
ALIAS = '[[person]]\nname = "Keiko Otori"\naliases = ["Keiko Toba", "鳳景子"]\n'


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "first.txt").write_text(TALK.format(name="Keiko Otori"))
    (folder / "second.txt").write_text(TALK.format(name="Keiko Toba"))
    return folder


def counts(index: Path, speaker: str) -> int:
    with Searcher(index) as searcher:
        return searcher.search(speaker=[speaker]).total


def names(index: Path) -> dict[str, int]:
    with Searcher(index) as searcher:
        return {one.value: one.count for one in searcher.facets("", fields=("speaker",))["speaker"]}


def test_a_changed_authority_reads_every_file_again(talks: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert update([talks], index).added == 2
    assert names(index) == {"Keiko Otori": 2, "Keiko Toba": 2}
    assert update([talks], index).unchanged == 2

    (index / FILE).write_text(ALIAS, "utf-8")
    other = tmp_path / "other.txt"
    other.write_text(TALK.format(name="Jane Doe"))
    report = update([other], index)
    assert (report.added, report.updated, report.unchanged) == (1, 2, 0), "also what was not asked for"
    assert names(index) == {"Keiko Otori": 4, "Jane Doe": 2}
    report = update([talks], index)
    assert (report.updated, report.unchanged) == (0, 2)

    (index / FILE).write_text(ALIAS + "# a comment changes nothing\n", "utf-8")
    assert update([talks], index).unchanged == 2
    (index / FILE).unlink()
    assert update([talks], index).updated == 3
    assert names(index) == {"Keiko Otori": 2, "Keiko Toba": 2, "Jane Doe": 2}


def test_a_file_that_is_gone_and_was_not_asked_for_stays(talks: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    other = tmp_path / "other.txt"
    other.write_text(TALK.format(name="Jane Doe"))
    update([talks, other], index)
    other.unlink()
    (index / FILE).write_text(ALIAS, "utf-8")
    report = update([talks], index)
    assert (report.updated, report.removed, report.failed) == (2, 0, ())
    assert names(index) == {"Keiko Otori": 4, "Jane Doe": 2}


def test_people_are_found_by_every_form(talks: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    mine = tmp_path / "mine.toml"
    mine.write_text(ALIAS, "utf-8")
    update([talks], index, people=mine)
    for form in ("Otori", "Otori Keiko", "Toba", "keiko toba", "鳳景子", "鳳"):
        assert counts(index, form) == 4, form
    assert counts(index, "Otori Toba") == 0, "words of two forms are no name"
    assert update([talks], index).updated == 2, "the file is not given any more"


def test_a_folder_with_nothing_but_a_file_of_people_may_become_an_index(talks: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir()
    (index / FILE).write_text(ALIAS, "utf-8")
    assert update([talks], index).added == 2
    assert names(index) == {"Keiko Otori": 4}


def test_a_bad_file_stops_the_run_before_anything_is_done(talks: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    update([talks], index)
    (index / FILE).write_text("[[person]]\nnam = 1\n")
    with pytest.raises(KaikenError, match=r"people\.toml, line 1: there is no 'nam': did you mean 'name'\?"):
        update([talks], index)
    assert names(index) == {"Keiko Otori": 2, "Keiko Toba": 2}


def test_an_index_from_before_is_read_again(talks: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    from msgspec.structs import replace as renewed

    from index_store.storage import write_lock
    from index_store.writer import IndexWriter

    index = tmp_path / "index"
    update([talks], index)
    with open_snapshot(index) as snapshot:
        old = snapshot.catalogue
    bare = replace(old, files=tuple(renewed(file, authority="") for file in old.files))
    with write_lock(index):
        IndexWriter(index).commit(bare)
    assert update([talks], index).updated == 2
