"""Containers give back what was written, and notice what was not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.basics import KaikenError
from index_store.columnar import container
from index_store.columnar.arrays import Chunks
from index_store.columnar.container import Container

DTYPES = ("u1", "<u2", "<u4", "<u8", "<i4", "<i8", "<f4", ">u4")
_arrays = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    st.tuples(st.sampled_from(DTYPES), st.lists(st.integers(0, 100), max_size=70)),
    max_size=5,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("containers") / "one.seg"


def _made(arrays: dict[str, tuple[str, list[int]]]) -> dict[str, Any]:
    return {name: np.array(numbers, dtype) for name, (dtype, numbers) in arrays.items()}


@given(_arrays, st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers()))
def test_what_is_written_is_read(
    path: Path, arrays: dict[str, tuple[str, list[int]]], meta: dict[str, int]
) -> None:
    container.write(path, _made(arrays), meta)
    found = Container.open(path)
    assert found.meta == meta
    assert list(found) == list(arrays)
    assert found.damaged() == ()
    for name, (dtype, numbers) in arrays.items():
        array = found.array(name)
        assert array.tolist() == numbers
        assert array.dtype == np.dtype(dtype).newbyteorder("<")
        assert not array.flags.writeable or not len(array)
        assert found.size(name) == array.nbytes
        if "f" not in dtype:
            assert found.memory(name).tolist() == numbers
    assert "no such array" not in found


@given(st.lists(st.lists(st.integers(0, 65535)), max_size=4))
def test_chunks_are_one_array(path: Path, pieces: list[list[int]]) -> None:
    chunks = Chunks("<u2", [np.array(piece, np.uint16) for piece in pieces], lambda: None)
    container.write(path, {"a": chunks, "b": np.ones(3, np.uint8)}, {})
    found = Container.open(path)
    assert found.array("a").tolist() == [number for piece in pieces for number in piece]
    assert found.array("b").tolist() == [1, 1, 1]
    assert not found.damaged()


@given(st.data())
def test_damage_is_noticed(path: Path, data: st.DataObject) -> None:
    arrays = {"a": np.arange(50, dtype=np.uint32), "b": np.arange(9, dtype=np.uint64)}
    container.write(path, arrays, {"x": 1})
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    try:
        found = Container.open(path)
    except KaikenError as error:
        assert str(path) in str(error)
        return
    changed = [name for name in arrays if found.array(name).tolist() != arrays[name].tolist()]
    assert list(found.damaged()) == changed
    assert changed or content[at] == 1 << (content[at].bit_length() - 1)  # else a byte between arrays


@given(st.data())
def test_a_cut_is_noticed(path: Path, data: st.DataObject) -> None:
    container.write(path, {"a": np.arange(50, dtype=np.uint32)}, {"x": 1})
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(KaikenError, match=r"damaged|not a segment"):
        Container.open(path)


def test_what_no_container_can_hold(path: Path) -> None:
    for array in (np.array(["text"]), np.array([None]), np.array([1j])):
        with pytest.raises(TypeError):
            container.write(path, {"a": array}, {})
    with pytest.raises(TypeError):
        container.write(path, {"a": np.zeros((2, 2), np.uint8)}, {})
    with pytest.raises(KeyError):
        container.write(path, {"a": np.zeros(1, np.uint8)}, {})
        Container.open(path).array("b")


def test_another_version_is_refused(path: Path) -> None:
    container.write(path, {}, {})
    content = bytearray(path.read_bytes())
    content[8] = 2
    path.write_bytes(content)
    with pytest.raises(KaikenError, match="of format 2"):
        Container.open(path)
