"""An index that somebody else made can neither run code, nor have other files read or written."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

sys.path.append(str(Path(__file__).parent))

from faults_world import World

from index_store import manifest
from index_store.basics import KaikenError
from index_store.catalogue import encode, file_name
from index_store.columnar import container
from index_store.durable import write_durably
from index_store.snapshot import open_snapshot
from index_store.storage import write_lock
from index_store.verifying import verify
from search import Searcher

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "world")
    made.write("a.txt", 1)
    made.write("b.txt", *range(10, 30))
    made.update()
    made.write("a.txt", 2, 3)
    made.update()
    assert {"segment-1.seg", "segment-1-2.del"} <= set(manifest.read(made.index, 2).files)
    return made


class Marker:
    """A pickle of this makes a folder when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.path),)


def everything(world: World) -> None:
    """Whatever reads or writes an index. Errors that it cannot be read are as good as answers."""

    def search() -> None:
        with Searcher(world.index) as searcher:
            searcher.search("alliance", facets=True)
            searcher.info()

    for step in (search, lambda: verify(world.index), world.update, world.rebuild):
        try:
            step()
        except (KaikenError, OSError):
            continue


def test_no_pickle_in_an_index_is_ever_read(world: World, tmp_path: Path) -> None:
    evil = pickle.dumps(Marker(tmp_path / "ran"))
    names = [path.name for path in world.index.iterdir()]
    for name in (*names, "_MAIN_9.toc", "MAIN_0123456789abcdef.seg", "MAIN_WRITELOCK"):
        for wrap in (evil, json.dumps({"kaiken": 1}).encode() + b"\n" + evil):
            world.save(tmp_path / "kept")
            (world.index / name).write_bytes(wrap)
            everything(world)
            world.restore(tmp_path / "kept")
    assert not (tmp_path / "ran").exists()


def test_an_index_holds_no_pickle(world: World) -> None:
    for path in world.index.iterdir():
        content = path.read_bytes()
        assert not content.startswith(b"\x80") and b"cwhoosh" not in content and b"index_store" not in content


def forged(index: Path, **changed: Any) -> None:
    """Give the newest manifest other content, its checksum with it."""
    newest = manifest.latest_generation(index)
    assert newest is not None
    path = index / manifest.file_name(newest)
    first, _, rest = path.read_bytes().partition(b"\n")
    body = json.dumps({**json.loads(rest), **changed}, separators=(",", ":")).encode()
    head = {**json.loads(first), "length": len(body), "crc32": f"{zlib.crc32(body):08x}"}
    path.write_bytes(json.dumps(head).encode() + b"\n" + body + b"\n")


SECRET = "the outside says nothing of this"


@pytest.mark.parametrize(
    "name", ["../secret", "/etc/passwd", "segment-1.seg/../../secret", "sub/segment-1.seg", "", "."]
)
def test_a_manifest_names_nothing_outside_of_its_folder(world: World, tmp_path: Path, name: str) -> None:
    (world.index.parent / "secret").write_text(SECRET)
    newest = manifest.read(world.index, 2)
    files = {key: [e.length, e.crc32, e.mtime_ns, e.ctime_ns] for key, e in newest.files.items()}
    for changed in (
        {"catalogue": name, "files": {**files, name: [1, "0" * 8, 1, 1]}},
        {"segments": [{"file": name, "rows": 1, "deletions": None, "deleted": 0}]},
        {"segments": [{"file": "segment-1.seg", "rows": 1, "deletions": name, "deleted": 1}]},
    ):
        world.save(tmp_path / "kept")
        forged(world.index, **changed)
        with pytest.raises(KaikenError, match="not understood"):
            open_snapshot(world.index)
        everything(world)
        world.restore(tmp_path / "kept")
    assert (world.index.parent / "secret").read_text() == SECRET


@pytest.mark.parametrize("name", ["segment-1.seg", "documents-2.json", "manifest-2.json", "segment-1-2.del"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_is_neither_followed_nor_waited_for(
    world: World, tmp_path: Path, name: str, kind: str
) -> None:
    path = world.index / name
    moved = path.rename(tmp_path / "elsewhere")
    before = moved.read_bytes()
    if kind == "link":
        path.symlink_to(moved)
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(KaikenError, match=r"no ordinary file|cannot be read"):
        open_snapshot(world.index)
    everything(world)
    assert moved.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["lock", "documents-3.json", "documents-3.json.new", "manifest-3.json.new", "segment-3.seg"]
)
def test_a_link_that_waits_for_a_writer_is_not_written_through(
    world: World, tmp_path: Path, name: str
) -> None:
    precious = tmp_path / "precious"
    precious.write_text(SECRET)
    (world.index / name).unlink(missing_ok=True)
    (world.index / name).symlink_to(precious)
    world.write("c.txt", 7)
    everything(world)
    assert precious.read_text() == SECRET
    if name == "lock":
        with pytest.raises(KaikenError, match="cannot write"), write_lock(world.index):
            pytest.fail("locked something else")
    else:
        assert ("c.txt/1" in {id for id, _ in world.state()}) and verify(world.index).sound


def test_files_are_not_written_through_links(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text(SECRET)
    (tmp_path / "people.toml.new").symlink_to(precious)
    (tmp_path / "people.toml").symlink_to(precious)
    write_durably(tmp_path / "people.toml", b"mine")
    assert precious.read_text() == SECRET
    assert (tmp_path / "people.toml").read_bytes() == b"mine"
    assert not (tmp_path / "people.toml").is_symlink()


def recorded(index: Path, content: bytes) -> None:
    """Give the newest generation, number 2, another catalogue, and the manifest its checksum."""
    (index / file_name(2)).write_bytes(content)
    newest = manifest.read(index, 2)
    entries = {**newest.files, file_name(2): manifest.describe(index, file_name(2))}
    (index / "manifest-2.json").write_bytes(manifest.encode(replace(newest, files=entries)))


@pytest.mark.parametrize("documents", ['[{"id":7}]', '[{"id":"a.txt"}]', '"many"', "[[]]", "[" * 9999])
def test_a_catalogue_of_nonsense_is_refused(world: World, documents: str) -> None:
    first, _, rest = (world.index / file_name(2)).read_bytes().partition(b"\n")
    plain = json.loads(rest)
    plain["files"][0]["documents"] = "@"
    text = json.dumps(plain).replace('"@"', documents).encode()
    head = {**json.loads(first), "sha256": hashlib.sha256(text).hexdigest()}
    recorded(world.index, json.dumps(head).encode() + b"\n" + text + b"\n")
    with pytest.raises(KaikenError, match="damaged"), open_snapshot(world.index) as snapshot:
        _ = [*snapshot.documents.values()]
    assert not verify(world.index).sound
    with Searcher(world.index) as searcher:
        assert searcher.search("alliance").total
    with pytest.raises(KaikenError):
        world.update()


def test_a_catalogue_that_names_devices_does_not_hang(world: World, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with open_snapshot(world.index) as snapshot:
        known = snapshot.catalogue
    for path in (str(pipe), "/dev/zero", "\0", "/" + "x" * 5000):
        files = tuple(msgspec.structs.replace(file, path=path) for file in known.files)
        recorded(world.index, encode(replace(known, files=files), 2))
        verdict = verify(world.index)
        assert len(verdict.gone) == len(known.files)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["arrays"]["ordinal"].__setitem__(1, 2**40),
        lambda d: d["arrays"]["ordinal"].__setitem__(1, 2**62),
        lambda d: d["arrays"]["ordinal"].__setitem__(1, -1),
        lambda d: d["arrays"]["ordinal"].__setitem__(2, -64),
        lambda d: d["arrays"]["ordinal"].__setitem__(2, 2**50),
        lambda d: d["arrays"]["ordinal"].__setitem__(0, "|O"),
        lambda d: d["arrays"]["ordinal"].__setitem__(0, "<U9999"),
        lambda d: d["meta"].__setitem__("passages", 2**40),
        lambda d: d["meta"].__setitem__("passages", "many"),
        lambda d: d.__setitem__("meta", []),
        lambda d: d.__setitem__("arrays", [[]]),
        lambda d: d["arrays"].pop("ordinal"),
    ],
)
def test_a_segment_that_lies_about_its_arrays_is_refused(
    world: World, change: Callable[[dict[str, Any]], Any]
) -> None:
    path = world.index / "segment-1.seg"
    content = path.read_bytes()
    length = int.from_bytes(content[12:16], "little")
    directory = json.loads(content[24 : 24 + length])
    change(directory)
    body = -(-(24 + length) // 64) * 64
    encoded = json.dumps(directory, separators=(",", ":")).encode().ljust(body - 24)
    header = content[:12] + np.array([len(encoded), zlib.crc32(encoded), 0], "<u4").tobytes()
    path.write_bytes(header + encoded + content[-(-(24 + len(encoded)) // 64) * 64 :])
    newest = manifest.read(world.index, 2)
    entries = {**newest.files, path.name: manifest.describe(world.index, path.name)}
    (world.index / "manifest-2.json").write_bytes(manifest.encode(replace(newest, files=entries)))
    with pytest.raises(KaikenError, match=r"damaged|segment"):
        open_snapshot(world.index)
    assert not verify(world.index).sound


def test_deep_and_endless_json_is_refused(world: World) -> None:
    for content in (b"[" * 100_000, b'{"kaiken":' * 50_000, b"9" * 100_000, b"\xff" * 100):
        (world.index / "manifest-2.json").write_bytes(content)
        with pytest.raises(KaikenError, match=r"manifest-2\.json"):
            open_snapshot(world.index)
    shutil.rmtree(world.index)
    assert container.MAGIC == b"kaikenCS"
