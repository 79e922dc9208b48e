"""Dictionaries find what a sorted list of byte strings finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index_store.columnar import dictionary
from index_store.columnar.dictionary import Dictionary

# Few different bytes, so that strings share long beginnings and differ before, at and after the eighth byte.
_strings = st.binary(max_size=3) | st.text("a\0\xff", max_size=20).map(lambda s: s.encode("latin-1"))


@given(st.sets(_strings), st.lists(_strings), st.booleans())
def test_lookups(values: set[bytes], asked: list[bytes], keyed: bool) -> None:
    ordered = sorted(values)
    blob, off = dictionary.pack(ordered)
    keys = dictionary.keys(blob, off)
    assert keys.tolist() == [dictionary.key(value) for value in ordered]
    found = Dictionary(blob.data, off.data, keys.data if keyed else None)
    assert len(found) == len(ordered)
    assert list(found) == found.unpacked() == ordered
    for value in (*asked, *ordered):
        assert found.position(value) == sum(other < value for other in ordered)
        assert found.find(value) == (ordered.index(value) if value in values else -1)
        low, high = found.range(value)
        assert ordered[low:high] == [other for other in ordered if other.startswith(value)]


def test_more_than_four_gigabytes_need_wider_offsets() -> None:
    from index_store.columnar.arrays import shrink, unsigned

    assert shrink(np.array([2**32 - 1]), least=4).dtype == np.uint32
    assert shrink(np.array([2**32]), least=4).dtype == np.uint64
    assert [unsigned(n).itemsize for n in (0, 255, 256, 65535, 65536, 2**32, 2**64 - 1)] == [
        *(1, 1, 2, 2, 4, 8, 8)
    ]
