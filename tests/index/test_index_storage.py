"""The index folder: published whole or not at all, by one writer at a time, and never read when damaged."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_desk import Desk
from whoosh.fields import ID, Schema
from whoosh.index import create_in

from index_store import catalogue, generation, manifest, writer
from index_store.catalogue import Catalogue, DocumentRecord, FileRecord
from index_store.model import KaikenError, Person
from index_store.snapshot import open_snapshot, read_catalogue
from index_store.storage import default_folder, latest_generation, write_lock

ROOT = Path(__file__).parents[2]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
OPTIONAL = st.one_of(st.none(), TEXTS)
PEOPLE = st.builds(Person, TEXTS, OPTIONAL, OPTIONAL, st.lists(TEXTS, max_size=2).map(tuple))
DOCUMENTS = st.builds(
    DocumentRecord,
    *(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, st.integers(0, 9)),
    part=OPTIONAL,
    title=OPTIONAL,
    date=OPTIONAL,
    people=st.lists(PEOPLE, max_size=2).map(tuple),
    flags=st.lists(TEXTS, max_size=2).map(tuple),
)
FILES = st.builds(
    FileRecord,
    TEXTS,
    TEXTS,
    st.integers(0),
    st.integers(0),
    TEXTS,
    st.lists(DOCUMENTS, max_size=2).map(tuple),
)
CATALOGUES = st.builds(Catalogue, st.lists(TEXTS).map(tuple), st.lists(FILES, max_size=3).map(tuple))


@given(CATALOGUES)
def test_a_catalogue_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, known: Catalogue) -> None:
    folder = tmp_path_factory.mktemp("index")
    (folder / catalogue.file_name(3)).write_bytes(catalogue.encode(known, 3))
    assert read_catalogue(folder, 3) == known


@given(st.data())
def test_any_changed_byte_of_a_catalogue_is_noticed(data: st.DataObject) -> None:
    import io

    known = Catalogue(("/in",), (FileRecord("/in/a.txt", "/in", 3, 4, "00ff"),))
    content = bytearray(catalogue.encode(known, 7))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    file = io.BytesIO(content)
    try:
        read = catalogue.read_body(file, catalogue.read_header(file, "index", 7), "index", 7)
    except KaikenError as error:
        assert str(error).startswith("index: ") and "build it again" in str(error)
    else:
        assert read == known, "white space at the most"


def damage(name: str, change: Callable[[bytes], bytes] | None) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = max(folder.glob(name), key=lambda path: int(path.stem.rpartition("-")[2]))
        if change is None:
            path.unlink()
        else:
            path.write_bytes(change(path.read_bytes()))

    return apply


def header(**values: object) -> Callable[[bytes], bytes]:
    """Change values of a manifest's first line."""

    def apply(content: bytes) -> bytes:
        first, _, rest = content.partition(b"\n")
        return json.dumps({**json.loads(first), **values}).encode() + b"\n" + rest

    return apply


def body(**values: object) -> Callable[[bytes], bytes]:
    """Change values of a manifest's second line, the checksum with them, as no accident would."""

    def apply(content: bytes) -> bytes:
        first, _, rest = content.partition(b"\n")
        changed = json.dumps({**json.loads(rest), **values}, separators=(",", ":")).encode()
        return header(length=len(changed), crc32=f"{zlib.crc32(changed):08x}")(
            first + b"\n" + changed + b"\n"
        )

    return apply


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    ("apply", "message"),
    [
        (damage("documents-*.json", None), "documents-1.json: it is missing"),
        (damage("documents-*.json", flip), "documents-1.json: its checksum is wrong"),
        (damage("documents-*.json", lambda c: c[:-9]), r"documents-1.json: it has [0-9,]+ bytes instead of"),
        (damage("segment-*.seg", None), "segment-1.seg: it is missing"),
        (damage("segment-*.seg", flip), "segment-1.seg: its checksum is wrong"),
        (damage("segment-*.seg", lambda c: c[:-9]), "segment-1.seg: it has"),
        (damage("segment-*.seg", lambda c: b""), "segment-1.seg: it has 0 bytes"),
        (damage("manifest-*.json", flip), "manifest-1.json: its checksum is wrong"),
        (damage("manifest-*.json", lambda c: c[:-1]), "manifest-1.json: its checksum is wrong"),
        (damage("manifest-*.json", lambda c: c[:40]), "manifest-1.json: its first line cannot be read"),
        (damage("manifest-*.json", lambda c: b""), "manifest-1.json: its first line cannot be read"),
        (damage("manifest-*.json", lambda c: b"[1]\n[]\n"), "manifest-1.json: its first line cannot be read"),
        (damage("manifest-*.json", lambda c: b"[" * 9999), "manifest-1.json: its first line cannot be read"),
        (
            damage("manifest-*.json", header(kaiken=99)),
            "a newer version of kaiken .* install that version, or",
        ),
        (damage("manifest-*.json", header(kaiken=1)), "an older version of kaiken"),
        (damage("manifest-*.json", header(schema=0)), "an older version of kaiken"),
        (damage("manifest-*.json", header(generation=5)), "its checksum is wrong"),
        (damage("manifest-*.json", body(catalogue="../secret")), "its content is not understood"),
        (
            damage("manifest-*.json", body(files={"/etc/passwd": [1, "0", 1, 1]})),
            "its content is not understood",
        ),
        (damage("manifest-*.json", body(segments=[])), "its content is not understood"),
        (damage("manifest-*.json", body(segments=[{"file": "lock"}])), "its content is not understood"),
    ],
)
def test_a_damaged_index_is_an_error_for_readers_and_writers(
    desk: Desk, apply: Callable[[Path], None], message: str
) -> None:
    desk.write("a.txt", "text")
    desk.update()
    (desk.index / "manifest-0.json").unlink()
    (desk.index / "documents-0.json").unlink()
    apply(desk.index)
    with pytest.raises(KaikenError, match=message) as caught, desk.open() as snapshot:
        _ = snapshot.documents
    assert str(desk.index) in str(caught.value)
    desk.write("b.txt", "more")
    with pytest.raises(KaikenError, match=str(desk.index)):
        desk.update()


def test_a_lost_manifest_is_no_empty_index(desk: Desk) -> None:
    desk.write("a.txt", "text")
    desk.update()
    for path in desk.index.glob("manifest-*.json"):
        path.unlink()
    for _ in range(2):
        with pytest.raises(KaikenError, match="its manifest is missing; build it again with"):
            desk.open()
        with pytest.raises(KaikenError, match="its manifest is missing"):
            desk.update()


def test_files_that_are_no_files_are_not_followed(desk: Desk, tmp_path: Path) -> None:
    desk.write("a.txt", "text")
    desk.update()
    segment = desk.index / "segment-1.seg"
    moved = segment.rename(tmp_path / "elsewhere")
    segment.symlink_to(moved)
    with pytest.raises(KaikenError, match="it is no ordinary file"):
        desk.open()
    segment.unlink()
    os.mkfifo(segment)
    with pytest.raises(KaikenError, match="it is no ordinary file"):
        desk.open()
    manifest = desk.index / "manifest-1.json"
    manifest.unlink()
    os.mkfifo(manifest)
    with pytest.raises(KaikenError, match="it is no ordinary file"):
        desk.open()


def test_a_copied_index_is_read_and_compared_before_it_is_used(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.txt", "text")
    desk.update()
    compared: list[str] = []
    genuine = manifest.describe
    monkeypatch.setattr(
        manifest, "describe", lambda folder, name: compared.append(name) or genuine(folder, name)
    )
    assert desk.found("text") == ["a.txt/1"]
    assert not compared
    os.utime(desk.index / "segment-1.seg")
    assert desk.found("text") == ["a.txt/1"]
    assert compared == ["segment-1.seg"]


def test_an_index_of_an_older_version_says_what_to_do(desk: Desk) -> None:
    desk.index.mkdir()
    for name in ("_MAIN_7.toc", "MAIN_0123456789abcdef.seg", "documents-7.json", "lock"):
        (desk.index / name).write_bytes(b"of the older version")
    with pytest.raises(KaikenError, match=r"older version of kaiken .*kaiken index --rebuild"):
        desk.open()
    with pytest.raises(KaikenError, match="older version of kaiken"):
        desk.update()


def test_what_is_no_index_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KaikenError, match="there is no index yet: make it with `kaiken index PATH`"):
        open_snapshot(tmp_path / "missing")
    with pytest.raises(KaikenError, match="holds no index"):
        open_snapshot(tmp_path)
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(KaikenError, match="is a file"):
        open_snapshot(file)


def test_an_index_of_another_program_is_left_alone(desk: Desk) -> None:
    desk.index.mkdir()
    create_in(desk.index, Schema(id=ID))
    before = sorted((p.name, p.read_bytes()) for p in desk.index.iterdir())
    with pytest.raises(KaikenError, match="another program"):
        desk.open()
    with pytest.raises(KaikenError, match="another program"):
        desk.update()
    assert sorted((p.name, p.read_bytes()) for p in desk.index.iterdir()) == before


def test_everything_is_on_disk_before_a_generation_is_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.txt", "first", "more")
    desk.update()
    synced: set[str] = set()
    published: list[str] = []
    sync, rename = os.fsync, Path.replace

    def note_sync(descriptor: int) -> None:
        synced.add(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        sync(descriptor)

    def note_rename(self: Path, target: Path) -> Path:
        if target.name.startswith("manifest-"):
            published.append(target.name)
            assert {"segment-2.seg", "documents-2.json.new", self.name, desk.index.name} <= synced
            assert (desk.index / "documents-2.json").exists()
            assert latest_generation(desk.index) == 1
            synced.clear()
        return rename(self, target)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc to see which file a descriptor is")
    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_rename)
    desk.write("b.txt", "second")
    desk.update()
    assert published == ["manifest-2.json"]
    assert desk.index.name in synced, "the folder again, after the new name"


def test_the_generation_before_is_kept_whole(desk: Desk) -> None:
    for text in ("first", "second", "third"):
        desk.write("a.txt", text)
        desk.write(f"{text}.txt", text)
        desk.update()
    assert manifest.generations(desk.index) == [2, 3]
    (desk.index / "manifest-3.json").unlink()
    with desk.open() as before:
        assert {before.passage(number).text for number in before.docnums()} == {"first", "second"}
        before.check()


def test_leftovers_of_killed_writers_are_swept(desk: Desk) -> None:
    desk.write("a.txt", "text")
    desk.update()
    (desk.index / "mine.txt").write_text("kept")
    leftovers = ("documents-9.json", "documents-2.json.new", "manifest-2.json.new", "segment-2.seg")
    for name in (*leftovers, "segment-2.seg.new", "segment-1-2.del"):
        (desk.index / name).write_text("half")
    desk.write("b.txt", "text")
    desk.update()
    names = sorted(p.name for p in desk.index.iterdir())
    assert names == [
        *("documents-1.json", "documents-2.json", "lock", "manifest-1.json", "manifest-2.json"),
        *("mine.txt", "segment-1.seg", "segment-2.seg"),
    ]
    assert desk.found("text") == ["a.txt/1", "b.txt/1"]


def test_a_first_run_that_was_killed_does_no_harm(desk: Desk) -> None:
    desk.index.mkdir()
    for name in ("documents-0.json", "manifest-0.json.new", "lock"):
        (desk.index / name).write_text("")
    desk.write("a.txt", "text")
    desk.update()
    assert desk.found("text") == ["a.txt/1"]


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(Path(__file__).parent)))},
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD = """
import sys
from pathlib import Path
from index_store.storage import write_lock
with write_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read() if len(sys.argv) > 2 else __import__("time").sleep(600)
"""


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with run(HOLD, tmp_path) as holder:
        try:
            assert holder.stdout is not None and holder.stdout.readline() == "held\n"
            message = rf"another process \(pid {holder.pid}\) is writing"
            with pytest.raises(KaikenError, match=message), write_lock(tmp_path, timeout=0.1):
                pytest.fail("two writers")
        finally:
            holder.kill()
    with write_lock(tmp_path, timeout=5):
        assert (tmp_path / "lock").read_text() == str(os.getpid())
    assert (tmp_path / "lock").exists(), "deleting it would admit two writers"


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    import threading

    with write_lock(tmp_path):
        waiting = threading.Thread(target=lambda: write_lock(tmp_path, timeout=10).__enter__() and None)
        waiting.start()
        time.sleep(0.1)
        assert waiting.is_alive()
    waiting.join(10)
    assert not waiting.is_alive()


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KaikenError, match="cannot write to this index"), write_lock(tmp_path / "missing"):
        pytest.fail("locked what does not exist")


INDEX = """
import sys
from pathlib import Path
import index_fakes
from index_store.indexing import update
print("begun", flush=True)
update([Path(sys.argv[1])], Path(sys.argv[2]), parse=index_fakes.parse, wanted=index_fakes.wanted, batch=3)
print("done", flush=True)
"""


def test_two_processes_that_index_at_once_both_succeed(desk: Desk) -> None:
    for n in range(20):
        desk.write(f"{n}.txt", "some words", "and more")
    with run(INDEX, desk.source, desk.index) as one, run(INDEX, desk.source, desk.index) as two:
        assert (one.wait(60), two.wait(60)) == (0, 0)
    assert len(desk.found("words")) == 20
    assert desk.update().unchanged == 20


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_a_killed_writer_leaves_an_index_that_opens(desk: Desk, delay: float) -> None:
    desk.write("old.txt", "kept")
    desk.update()
    for n in range(120):
        desk.write(f"{n}.txt", f"words of {n}", "common ground")
    with run(INDEX, desk.source, desk.index) as process:
        assert process.stdout is not None and process.stdout.readline() == "begun\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    with desk.open() as snapshot:
        ids = [snapshot.passage(number).id for number in snapshot.docnums()]
        assert len(ids) == sum(record.passages for record in snapshot.documents.values())
        assert len(set(ids)) == len(ids)
    assert desk.found("kept") == ["old.txt/1"]
    desk.update()
    assert len(desk.found("common")) == 120


def test_a_reader_keeps_its_generation(desk: Desk) -> None:
    desk.write("a.txt", "first")
    desk.update()
    with desk.open() as before:
        desk.write("a.txt", "second")
        desk.update()
        assert before.generation == 1 and latest_generation(desk.index) == 2
        assert [before.passage(n).text for n in before.docnums()] == ["first"]
        assert list(before.documents) == ["a.txt"]
        assert ("exact", "first") in before.searcher.reader()


def test_a_reader_that_is_overtaken_opens_the_next_generation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index_store import snapshot

    desk.write("a.txt", "first")
    desk.update()
    overtaken = []
    genuine = latest_generation

    def stale(folder: Path) -> int | None:
        number = genuine(folder)
        if not overtaken:
            overtaken.append(number)
            for text in ("second", "third"):
                desk.write("a.txt", text)
                desk.update()
        return number

    monkeypatch.setattr(snapshot, "latest_generation", stale)
    with desk.open() as opened:
        assert (overtaken, opened.generation) == ([1], 3)


def test_documents_are_found_by_what_people_call_them(desk: Desk) -> None:
    for name in (
        "2024/hayashi.txt",
        "2025/hayashi.txt",
        "2025/iwaya-1.txt",
        "2025/iwaya-12.txt",
        "notes.v2.txt",
    ):
        desk.write(name, "text")
    desk.update()
    with desk.open() as snapshot:
        for name, id in {
            "2024/hayashi.txt": "2024/hayashi.txt",
            "2024/hayashi": "2024/hayashi.txt",
            "iwaya-12": "2025/iwaya-12.txt",
            "iwaya-1": "2025/iwaya-1.txt",
            "iwaya-1.txt": "2025/iwaya-1.txt",
            "notes.v2": "notes.v2.txt",
        }.items():
            assert snapshot.document(name).id == id
        with pytest.raises(KaikenError, match=r"any of 2 documents: 2024/hayashi\.txt, 2025/hayashi\.txt"):
            snapshot.document("hayashi")
        with pytest.raises(
            KaikenError, match=r"no document is called '2025/hayasi\.txt'; there is 2025/hayashi\.txt"
        ):
            snapshot.document("2025/hayasi.txt")
        with pytest.raises(KaikenError, match="`kaiken facets` lists those there are"):
            snapshot.document("")
        assert snapshot.docnum("notes.v2.txt", 1) is not None
        assert snapshot.docnum("notes.v2.txt", 2) is None
        assert snapshot.docnum("nothing", 1) is None


def test_the_default_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAIKEN_INDEX", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.setenv("KAIKEN_INDEX", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_folder().name == "index" and default_folder().parent.name == "kaiken"


def test_cancelling_never_raises(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("a.txt", "text")
    desk.update()

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with write_lock(desk.index):
        pending = writer.IndexWriter(desk.index)
        monkeypatch.setattr(generation, "sweep", fail)
        pending.cancel()
    monkeypatch.undo()
    assert desk.found("text") == ["a.txt/1"]


def test_a_disk_that_cannot_be_written_is_an_error_that_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("a.txt", "first")
    desk.update()
    desk.write("a.txt", "second")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(KaikenError, match=r"could not be written \(No space left on device\): what was"):
            desk.update()
    assert (desk.found("first"), desk.found("second")) == (["a.txt/1"], [])
    desk.update()
    assert desk.found("second") == ["a.txt/1"]
