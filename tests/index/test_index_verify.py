"""`verify` finds whatever is wrong with an index or its sources; `rebuild` replaces an index or leaves it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store import manifest, rebuilding
from index_store.columnar import check, container, dictionary
from index_store.columnar.assemble import whole
from index_store.columnar.segment import Segment
from index_store.columnar.spill import Spill
from index_store.columnar.texts import TextReader, Texts, compressed
from index_store.indexing import update
from index_store.model import KaikenError
from index_store.rebuilding import rebuild
from index_store.snapshot import open_snapshot
from index_store.verifying import verify

ROOT = Path(__file__).parents[2]
CONFERENCE = """Press Conference by Foreign Minister KAMIKAWA Yoko

Friday, January 12, 2024, 3:05 p.m.

{0}, Foreign Minister: I begin with the visit to Finland, a partner of ours. We will go on working closely
with it, and with all who share our views on the alliance.

Reporter: What was discussed in Helsinki about the alliance?

Minister {0}: The alliance was discussed, and so was the long-
standing question of the islands.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources of several formats and an index of two segments with deletions."""
    folder = tmp_path_factory.mktemp("verify")
    source = folder / "source"
    shutil.copytree(ROOT / "corpus", source)
    (source / "extra.txt").write_text(CONFERENCE.format("KAMIKAWA"))
    update([source], folder / "index")
    (source / "extra.txt").write_text(CONFERENCE.format("Kamikawa"))
    (source / "page.html").write_text(
        f"<title>Remarks</title><p>{'</p><p>'.join(CONFERENCE.splitlines())}</p>"
    )
    update([source], folder / "index")
    return folder


@pytest.fixture
def there(built: Path, tmp_path: Path) -> Path:
    """A copy of the index, whose sources stay where they are."""
    shutil.copytree(built / "index", tmp_path / "index")
    return tmp_path / "index"


def test_a_sound_index_is_sound(there: Path, built: Path) -> None:
    with open_snapshot(there) as snapshot:
        assert len(snapshot.segments) > 1
        assert any(live.deleted is not None for live in snapshot.segments)
    verdict = verify(there)
    assert verdict.sound and not verdict.changed and not verdict.gone
    assert verdict.sources == len([*(built / "source").glob("*.*")]) - 1, "all but the README"


def test_files_that_have_changed_or_are_gone_are_told(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT / "corpus", source)
    update([source], tmp_path / "index")
    changed, gone, *_ = sorted(source.glob("*.txt"))
    changed.write_text(changed.read_text() + "more")
    gone.unlink()
    verdict = verify(tmp_path / "index")
    assert verdict.sound
    assert [line.partition(":")[0] for line in verdict.changed] == [str(changed)]
    assert [line.partition(":")[0] for line in verdict.gone] == [str(gone)]
    assert not (verdict := verify(tmp_path / "index", sources=False)).changed and verdict.sources == 0


def rewritten(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change arrays of the largest segment, all checksums with them."""
    newest = manifest.latest_generation(folder)
    assert newest is not None
    made = manifest.read(folder, newest)
    name = max(made.segments, key=lambda segment: segment.rows).file
    old = container.Container.open(folder / name)
    arrays = {array: old.array(array).copy() for array in old}
    change(arrays)
    container.write(folder / name, arrays, old.meta)
    made.files[name] = manifest.describe(folder, name)  # type: ignore[index]
    (folder / manifest.file_name(newest)).write_bytes(manifest.encode(made))


def test_a_passage_that_its_file_does_not_hold_is_told(there: Path) -> None:
    def alter(arrays: dict[str, Any], old: bytes = b"Taiwan", new: bytes = b"Teiwan") -> None:
        kept = TextReader(Texts(arrays["body.blob"], arrays["body.off"], arrays["body.dict"].tobytes()))
        texts = [kept[row].replace(old, new) for row in range(len(arrays["ordinal"]))]
        plain = Texts(*dictionary.pack(texts))
        blob, off, words = compressed([plain], whole(len(texts)), Spill())
        arrays |= {"body.blob": blob, "body.off": off.astype(np.uint32), "body.dict": words}

    rewritten(there, alter)
    assert any("other words" in line for line in verify(there).damage)

    def move(arrays: dict[str, Any]) -> None:
        alter(arrays, b"Teiwan", b"Taiwan")
        arrays["num.start"] = arrays["num.start"] + 1

    rewritten(there, move)
    verdict = verify(there)
    assert not verdict.damage
    assert verdict.differing and "is not what stands in" in verdict.differing[0]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("group.first", lambda a: a[::-1]),
        ("group", lambda a: a[::-1]),
        ("ordinal", lambda a: a[::-1]),
        ("date", lambda a: a[::-1]),
        ("date", lambda a: a[:-1]),
        ("body.off", lambda a: a[::-1]),
        ("extra.off", lambda a: a + 1),
        ("col.speaker", lambda a: a * 0),
        ("col.speaker", lambda a: a + 200),
        ("col.document.blob", lambda a: a[::-1]),
        ("text.terms.blob", lambda a: a[::-1]),
        ("text.rank", lambda a: a * 0),
        ("text.stem_of", lambda a: a[::-1]),
        ("text.stem_of", lambda a: a + 100_000),
        ("text.fwd", lambda a: a[::-1]),
        ("text.base", lambda a: a[::-1]),
        ("text.step", lambda a: a + 1),
        ("text.lenb", lambda a: a + 1),
        ("text.ptr", lambda a: a[::-1]),
        ("text.pptr", lambda a: a // 2),
        ("text.docs", lambda a: a[::-1]),
        ("text.docs", lambda a: a + 60_000),
        ("text.code", lambda a: a + 256),
        ("text.pos", lambda a: a + 1),
        ("title.pos", lambda a: a + 1),
        ("speaker_name.docs", lambda a: a + 1),
    ],
)
def test_arrays_that_do_not_agree_are_told(there: Path, name: str, change: Callable[[Any], Any]) -> None:
    def alter(arrays: dict[str, Any]) -> None:
        altered = np.ascontiguousarray(change(arrays[name])).astype(arrays[name].dtype)
        assert not np.array_equal(altered, arrays[name])
        arrays[name] = altered

    rewritten(there, alter)
    verdict = verify(there, sources=False)
    assert verdict.damage and not verdict.sound


@given(data=st.data())
def test_any_change_of_any_file_is_told(
    data: st.DataObject, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("index")
    shutil.copytree(built / "index", folder, dirs_exist_ok=True)
    newest = manifest.read(folder, manifest.latest_generation(folder) or 0)
    name = data.draw(st.sampled_from([manifest.file_name(newest.generation), *sorted(newest.files)]))
    content = bytearray((folder / name).read_bytes())
    if data.draw(st.booleans()):
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    (folder / name).write_bytes(content)
    try:
        assert not verify(folder, sources=False).sound
    except KaikenError as error:
        assert "version of kaiken" in str(error)


def contents(folder: Path) -> dict[str, tuple[str, ...]]:
    with open_snapshot(folder) as snapshot:
        return {
            passage.id: (passage.text, passage.speaker or "", str(passage.start))
            for passage in map(snapshot.passage, snapshot.docnums())
        }


@pytest.mark.parametrize("lost", ["", "manifest-*.json", "segment-*.seg", "documents-2.json"])
def test_an_index_is_rebuilt_whatever_is_lost_of_it(there: Path, lost: str) -> None:
    before = contents(there)
    (there / "people.toml").write_text("")
    for path in there.glob(lost) if lost else ():
        path.unlink()
    rebuild(folder=there)
    assert contents(there) == before
    assert verify(there).sound
    names = sorted(path.name.partition("-")[0] for path in there.iterdir())
    assert names == ["documents", "lock", "manifest", "people.toml", "segment"]


def test_an_index_of_an_older_version_is_rebuilt_from_its_catalogue(there: Path) -> None:
    before = contents(there)
    for path in [*there.glob("manifest-*"), *there.glob("segment-*")]:
        path.unlink()
    for name in ("_MAIN_7.toc", "MAIN_0123456789abcdef.seg"):
        (there / name).write_bytes(b"")
    with pytest.raises(KaikenError, match="older version"):
        verify(there)
    rebuild(folder=there)
    assert contents(there) == before
    assert not [*there.glob("*MAIN*")]


def test_what_cannot_be_rebuilt_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, index = tmp_path / "source", tmp_path / "index"
    shutil.copytree(ROOT / "corpus", source)
    with pytest.raises(KaikenError, match="there is no index yet"):
        rebuild(folder=index)
    update([source], index)
    before = {path.name: hashlib.sha256(path.read_bytes()).digest() for path in index.iterdir()}
    (moved := source / "moved.txt").hardlink_to(first := min(source.glob("*.txt")))
    first.unlink()
    with pytest.raises(KaikenError, match=r"1 of the files in this index are not there .*--rebuild PATH"):
        rebuild(folder=index)
    moved.rename(first)
    with monkeypatch.context() as patched:
        patched.setattr(check, "problems", lambda segment: iter(["bad luck"]))
        patched.setattr("index_store.verifying.problems", lambda segment: iter(["bad luck"]))
        with pytest.raises(KaikenError, match="bad luck"):
            rebuild(folder=index)

    def fail(target: Path, aside: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "_swap", fail)
        with pytest.raises(OSError, match="No space"):
            rebuild(folder=index)
    assert {path.name: hashlib.sha256(path.read_bytes()).digest() for path in index.iterdir()} == before
    for path in index.glob("documents-*"):
        path.write_bytes(b"")
    with pytest.raises(KaikenError, match="nothing in it tells any more"):
        rebuild(folder=index)
    rebuild([source], index)
    assert verify(index).sound


def test_a_segment_has_no_problems_however_it_was_made(there: Path) -> None:
    with open_snapshot(there) as snapshot:
        for live in snapshot.segments:
            assert not [*check.problems(live.segment)]
            assert isinstance(live.segment, Segment)
