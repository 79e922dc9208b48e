"""Updates: whatever the history, the index is what a new index of the same files would be."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import index_fakes
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from index_desk import Desk
from whoosh.query import Term

from index_store import finding, merging, writer
from index_store.indexing import Progress, Report, update
from index_store.model import KaikenError
from index_store.schema import FACET_FIELDS
from index_store.snapshot import Snapshot, open_snapshot
from index_store.storage import latest_generation


def contents(snapshot: Snapshot) -> dict[str, Any]:
    """Everything a reader can see, without what depends on the order of things."""
    reader = snapshot.reader
    passages = {}
    numbers = {}
    for number in reader.all_doc_ids():
        passage = snapshot.passage(number)
        assert passage.id not in passages, "twice in the index"
        assert snapshot.docnum(passage.document, passage.ordinal) == number
        passages[passage.id] = asdict(passage)
        numbers[number] = passage.id
    postings: dict[tuple[str, bytes], Any] = {}
    for field, term in reader.all_terms():
        matcher = reader.postings(field, term)
        places = {}
        while matcher.is_active():
            as_what = "characters" if matcher.supports("characters") else "frequency"
            places[numbers[matcher.id()]] = matcher.value_as(as_what)
            matcher.next()
        if places:
            postings[field, term] = places
    columns: dict[str, dict[str, Any]] = {}
    for leaf, offset in reader.leaf_readers():
        for field in ("document", "ordinal", "date", *FACET_FIELDS):
            column = leaf.column_reader(field)
            at = ((number, numbers.get(number + offset)) for number in range(leaf.doc_count_all()))
            columns.setdefault(field, {}).update({id: column[number] for number, id in at if id})
    return {
        "passages": passages,
        "postings": postings,
        "columns": columns,
        "documents": {id: asdict(record) for id, record in snapshot.documents.items()},
        "counts": {id: record.passages for id, record in snapshot.documents.items()},
    }


LINES = st.sampled_from(
    [
        *("Hayashi: Peace and stability across the Taiwan Strait.", "? What about the U.S. and Japan?"),
        *(
            "Kamikawa: The Indo-Pacific is vast.",
            "A statement by nobody.",
            'Blinken: He said "no comment" to us.',
        ),
        *("Iwaya: We agreed on 1,000 things.", "# part one", "# part two", "?!"),
    ]
)
HEADS = st.sampled_from(
    [(), ("@date 2024-01-12",), ("@date 2021-11-13T14:05", "@place Tokyo"), ("@title Ōsaka",)]
)
FILES = st.sampled_from(["a.txt", "b.txt", "deep/a.txt", "deep/er/c.txt"])
CONTENT = st.builds(lambda head, lines: [*head, *lines], HEADS, st.lists(LINES, min_size=1, max_size=5))


class History(RuleBasedStateMachine):
    """Files come, change and go; now and then the index is brought up to date."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="kaiken-test-"))
        self.desk = Desk(self.folder)
        self.current = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(name=FILES, lines=CONTENT)
    def write(self, name: str, lines: list[str]) -> None:
        # Parts are named after the file: names that clash have their own tests.
        self.desk.write(name, *(f"{x} of {name}" if x.startswith("# ") else x for x in lines))
        self.current = False

    @rule(name=FILES)
    def spoil(self, name: str) -> None:
        self.desk.write(name, "Hayashi: Half of a document", "!", "and the other half")
        self.current = False

    @rule(name=FILES)
    def delete(self, name: str) -> None:
        (self.desk.source / name).unlink(missing_ok=True)
        self.current = False

    @rule(batch=st.sampled_from([1, 3, 1000]), large=st.booleans())
    def update(self, batch: int, large: bool) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(finding, "LARGE_FILE", 0 if large else 1 << 24)
            report = self.desk.update(batch=batch)
        spoiled = {path for path, _ in report.failed}
        bad = {str(p) for p in self.desk.source.rglob("*.txt") if "!" in p.read_text().splitlines()}
        assert bad <= spoiled
        self.current = True

    @invariant()
    def is_what_a_new_index_would_be(self) -> None:
        if not self.current:
            return
        other = self.folder / "other"
        shutil.rmtree(other, ignore_errors=True)
        update([self.desk.source], other, parse=index_fakes.parse, wanted=index_fakes.wanted)
        with self.desk.open() as old, open_snapshot(other) as new:
            assert contents(old) == contents(new)
        before = latest_generation(self.desk.index)
        again = self.desk.update()
        assert (again.added, again.updated, again.removed, again.passages) == (0, 0, 0, 0)
        assert latest_generation(self.desk.index) == before, "nothing changed, so nothing was written"


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)


def test_a_run_says_what_it_did(desk: Desk) -> None:
    desk.write("a.txt", "@flags layout not understood", "Hayashi: One.", "Two.")
    desk.write("b.txt", "Three.")
    desk.write("c.png", "unknown")
    desk.write(".hidden.txt", "hidden")
    desk.write(".git/d.txt", "hidden")
    report = desk.update()
    assert (report.added, report.updated, report.removed, report.unchanged) == (2, 0, 0, 0)
    assert (report.skipped, report.passages, report.failed) == (1, 3, ())
    assert report.flagged == (("a.txt", ("layout not understood",)),)
    assert report.seconds > 0
    desk.write("a.txt", "One more.")
    (desk.source / "b.txt").unlink()
    desk.write("e.txt", "Four.")
    report = desk.update()
    assert (report.added, report.updated, report.removed, report.unchanged) == (1, 1, 1, 0)
    assert desk.update().unchanged == 2


def test_progress_is_told_before_each_file_and_at_the_end(desk: Desk) -> None:
    desk.write("a.txt", "One.", "Two.")
    desk.write("b.txt", "Three.")
    seen: list[Progress] = []
    desk.update(progress=seen.append)
    assert [(p.path.name, p.done, p.total, p.passages) for p in seen] == [
        ("a.txt", 0, 2, 0),
        ("b.txt", 1, 2, 2),
        ("b.txt", 2, 2, 3),
    ]


@given(st.integers(1, 4), st.sampled_from(["!", "!!"]), st.booleans())
@settings(max_examples=20, deadline=None)
def test_a_file_that_fails_at_any_document_leaves_no_half(k: int, how: str, large: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "LARGE_FILE", 0 if large else 1 << 24)
        desk = Desk(Path(folder))
        desk.write("good.txt", "before")
        desk.write("worse.txt", "# kept", "was there")
        desk.update()
        lines = [line for n in range(4) for line in (f"# d{n}", f"word{n} common")]
        lines.insert(2 * k, how)
        desk.write("bad.txt", *lines)
        desk.write("worse.txt", *lines)
        desk.write("zoo.txt", "after")
        report = desk.update()
        assert sorted(Path(path).name for path, _ in report.failed) == ["bad.txt", "worse.txt"]
        assert (report.added, report.removed, report.unchanged) == (1, 1, 1)
        assert desk.found("common") == []
        assert desk.found("before") == ["good.txt/1"] and desk.found("after") == ["zoo.txt/1"]
        assert desk.found("there") == []
        with desk.open() as snapshot:
            assert list(snapshot.documents) == ["good.txt", "zoo.txt"]


def test_messages_say_what_is_wrong_with_a_file(desk: Desk) -> None:
    desk.write("a.txt", "fine", "!")
    desk.write("b.txt", "!!")
    desk.write("c.txt", "@date yesterday", "text")
    desk.write("d.txt", "# x", "one", "# x", "another")
    desk.write("e.txt", "fine", "?!", "fine too")
    messages = {Path(path).name: message for path, message in desk.update().failed}
    assert messages == {
        "a.txt": "line 2 cannot be read",
        "b.txt": "cannot be understood (ZeroDivisionError: a mistake in the parser)",
        "c.txt": "'yesterday' is not a date: expected YYYY-MM-DD or YYYY-MM-DDTHH:MM",
        "d.txt": "document 'x': the file holds another document of that name",
        "e.txt": "line 2: no such thing",
    }
    assert desk.found("fine") == ["e.txt/1", "e.txt/2"]


def test_the_same_document_twice_is_one(desk: Desk) -> None:
    path = desk.write("a.txt", "# x", "same words", "# x", "same words")
    report = desk.update(desk.source, path, desk.source / ".." / "source" / "a.txt")
    assert (report.added, report.passages, report.failed) == (1, 1, ())
    assert desk.found("same") == ["x/1"]


def test_only_what_was_asked_for_is_removed(desk: Desk) -> None:
    one = desk.write("one/a.txt", "first")
    two = desk.write("two/b.txt", "second")
    desk.update(one.parent, two.parent)
    one.unlink()
    two.unlink()
    assert desk.update(one.parent).removed == 1
    assert desk.found("second") == ["b.txt/1"]
    assert desk.update(two).removed == 1
    assert desk.found("second") == []
    report = desk.update(two)
    assert report.removed == 0
    assert [(Path(path).name, message) for path, message in report.failed] == [
        ("b.txt", "there is no such file or folder")
    ]


def test_a_folder_that_is_gone_takes_its_documents_along(desk: Desk) -> None:
    for name in ("one/a.txt", "one/deep/b.txt", "two/c.txt"):
        desk.write(name, "text")
    desk.update(desk.source / "one", desk.source / "two")
    shutil.rmtree(desk.source / "one")
    report = desk.update(desk.source / "one")
    assert (report.removed, report.failed) == (2, ())
    with desk.open() as snapshot:
        assert list(snapshot.documents) == ["c.txt"]
        assert snapshot.catalogue.roots == (str(desk.source / "two"),)


def test_a_folder_that_cannot_be_listed_keeps_its_documents(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    desk.write("open/a.txt", "first")
    desk.write("shut/b.txt", "second")
    desk.update()
    listing = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return listing(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = desk.update()
    monkeypatch.undo()
    assert report.removed == 0
    assert report.failed == ((str(desk.source / "shut"), "Permission denied"),)
    assert desk.found("second") == ["shut/b.txt/1"]


def test_a_file_that_cannot_be_read_keeps_its_documents(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", "first")
    desk.update()
    desk.write("a.txt", "second")

    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(finding, "file_digest", refuse)
    report = desk.update()
    assert report.failed == ((str(desk.source / "a.txt"), "cannot be read: Permission denied"),)
    assert desk.found("first") == ["a.txt/1"]


def test_a_file_that_vanishes_during_the_run_is_gone(desk: Desk) -> None:
    desk.write("a.txt", "first")
    late = desk.write("b.txt", "second")
    desk.update()

    def vanish(progress: Progress) -> None:
        late.unlink(missing_ok=True)

    assert desk.update(progress=vanish).removed == 1
    assert desk.found("second") == []


def test_links_are_not_followed_and_the_index_is_not_indexed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    desk.write("a.txt", "open")
    (desk.source / "link").symlink_to(outside)
    (desk.source / "link.txt").symlink_to(outside / "secret.txt")
    (desk.source / "loop").symlink_to(desk.source)
    inside = desk.source / "index"
    options = {"parse": index_fakes.parse, "wanted": lambda path: True}
    update([desk.source], inside, **options)
    report = update([desk.source], inside, **options)
    assert (report.added, report.unchanged) == (0, 1)
    with open_snapshot(inside) as snapshot:
        assert list(snapshot.documents) == ["a.txt"]


@pytest.mark.parametrize("name", ["notes.log", ".hidden.txt"])
def test_a_given_file_is_read_whatever_it_is_called(desk: Desk, name: str) -> None:
    path = desk.write(name, "given")
    assert desk.update().added == 0
    assert desk.update(path).added == 1
    report = desk.update()
    assert (report.unchanged, report.skipped) == (1, 0), "from then on its folder has it"
    desk.write(name, "changed")
    assert desk.update().updated == 1
    assert desk.found("changed") == [f"{name}/1"]
    path.unlink()
    assert desk.update().removed == 1


def test_a_file_that_became_a_link_is_gone(desk: Desk, tmp_path: Path) -> None:
    path = desk.write("a.txt", "inside")
    desk.write("deep/b.txt", "inside")
    desk.update()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.txt").write_text("outside")
    path.unlink()
    path.symlink_to(outside / "b.txt")
    shutil.rmtree(desk.source / "deep")
    (desk.source / "deep").symlink_to(outside)
    assert desk.update().removed == 2


def test_names_stay_when_a_wider_folder_is_indexed(desk: Desk) -> None:
    inner = desk.write("inner/a.txt", "first")
    desk.update(inner.parent)
    desk.write("a.txt", "second")
    desk.update()
    desk.write("inner/a.txt", "first again")
    desk.update()
    assert desk.found("first") == ["a.txt/1"]
    assert desk.found("second") == ["source/a.txt/1"]


def test_interrupted_runs_keep_their_batches_and_go_on(desk: Desk) -> None:
    for n in range(6):
        desk.write(f"{n}.txt", "one", "two")

    def interrupt(progress: Progress) -> None:
        if progress.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.update(batch=4, progress=interrupt)
    with desk.open() as snapshot:
        assert list(snapshot.documents) == ["0.txt", "1.txt", "2.txt", "3.txt"]
        assert snapshot.reader.doc_count() == 8
    report = desk.update()
    assert (report.added, report.unchanged) == (2, 4)


def test_an_error_while_writing_cancels_and_is_raised(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", "first")
    desk.update()
    desk.write("a.txt", "second")
    desk.write("b.txt", "third")
    add = writer.IndexWriter.add

    def fail(self: writer.IndexWriter, rows: Any) -> None:
        add(self, rows)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer.IndexWriter, "add", fail)
    with pytest.raises(OSError, match="No space left"):
        desk.update()
    monkeypatch.undo()
    assert desk.found("first") == ["a.txt/1"]
    report = desk.update()
    assert (report.updated, report.added) == (1, 1)
    assert desk.found("first") == []


def test_a_file_that_changes_between_digest_and_parsing_is_read_again(desk: Desk) -> None:
    path = desk.write("a.txt", "first")

    def change_first(given: Path) -> Any:
        path.write_text("second")
        return list(index_fakes.parse(given))

    desk.update(parse=change_first)
    assert desk.update().unchanged == 1
    path.write_text("first")
    assert desk.update().updated == 1


def test_many_small_runs_leave_few_segments(desk: Desk) -> None:
    for n in range(30):
        desk.write(f"{n}.txt", "some words", "and more")
        desk.update()
    with desk.open() as snapshot:
        assert len(snapshot.segments) <= merging.MOST
        assert snapshot.reader.doc_count() == 60
    assert len(desk.found("words")) == 30


def test_waste_is_written_anew(desk: Desk) -> None:
    for n in range(8):
        desk.write(f"{n}.txt", "some words")
    desk.update()
    for n in range(7):
        (desk.source / f"{n}.txt").unlink()
    desk.update()
    with desk.open() as snapshot:
        assert snapshot.reader.doc_count_all() == snapshot.reader.doc_count() == 1
    (desk.source / "7.txt").unlink()
    desk.update()
    with desk.open() as snapshot:
        assert snapshot.reader.doc_count_all() == 0
        assert list(snapshot.searcher.docs_for_query(Term("exact", "words"))) == []
        assert not snapshot.documents
    desk.write("new.txt", "some words")
    desk.update()
    assert desk.found("words") == ["new.txt/1"]


def test_an_index_is_only_made_in_an_empty_folder(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", "text")
    with pytest.raises(KaikenError, match=r"holds other files \(a.txt\)"):
        update([desk.source], desk.source, parse=index_fakes.parse)
    assert sorted(p.name for p in desk.source.iterdir()) == ["a.txt"]
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(KaikenError, match="an index is a folder"):
        update([desk.source], file, parse=index_fakes.parse)


def test_an_index_of_nothing_can_be_opened(desk: Desk) -> None:
    report = desk.update()
    assert report == Report(seconds=report.seconds)
    assert desk.found("words") == []


def test_names_of_documents_that_clash(desks: Callable[[], Desk]) -> None:
    desk = desks()
    desk.write("one/a.txt", "# same", "first")
    desk.write("two/a.txt", "# same", "second", "# own", "third")
    desk.update()
    with desk.open() as snapshot:
        assert list(snapshot.documents) == ["same", "two/a.txt#same", "own"]
    (desk.source / "one/a.txt").unlink()
    desk.write("two/a.txt", "# same", "second", "# own", "third", "# new", "fourth")
    desk.update()
    with desk.open() as snapshot:
        assert list(snapshot.documents) == ["two/a.txt#same", "own", "new"]
