"""Compressed texts are read as they were written, from one part or several, whatever their dictionaries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.basics import KaikenError
from index_store.columnar import texts
from index_store.columnar.arrays import offsets
from index_store.columnar.spill import Spill
from index_store.columnar.stream import Order
from index_store.columnar.texts import TextReader, Texts, compressed

WORDS = ("the ", "of ", "Taiwan ", "talks ", "press conference ", "国会", "\0", "\n", "é")
_texts = st.lists(st.sampled_from(WORDS), max_size=30).map(lambda words: "".join(words).encode())


def _plain(values: list[bytes]) -> Texts:
    lengths = np.array([len(value) for value in values], np.int64)
    return Texts(np.frombuffer(b"".join(values), np.uint8), offsets(lengths))


def _packed(parts: list[Texts], places: list[tuple[int, int]]) -> Texts:
    order = Order(
        np.array([part for part, _ in places], np.uint8), np.array([text for _, text in places], np.int64)
    )
    blob, off, dictionary = compressed(parts, order, Spill())
    pieces = [*blob, np.empty(0, np.uint8)]
    return Texts(np.concatenate(pieces), off, dictionary.tobytes())


def _sample() -> list[bytes]:
    rng = np.random.default_rng(5)
    return [" ".join(rng.choice(WORDS, 40)).encode() + str(n).encode() for n in range(300)]


@given(st.lists(st.tuples(st.lists(_texts, max_size=8), st.booleans()), min_size=1, max_size=3), st.randoms())
def test_texts_are_kept(made: list[tuple[list[bytes], bool]], random: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "SAMPLE", 100)
        trained = _packed([_plain(_sample())], [(0, n) for n in range(300)])
        assert trained.dictionary
        parts, places, expected = [trained], [(0, 7), (0, 8)], _sample()[7:9]
        for number, (values, packed) in enumerate(made, 1):
            part = _plain(values)
            parts.append(_packed([part], [(0, n) for n in range(len(values))]) if packed else part)
            places += [(number, n) for n in reversed(range(len(values)))]
            expected += reversed(values)
        order = list(range(len(places)))
        random.shuffle(order)  # type: ignore[attr-defined]
        merged = TextReader(_packed(parts, [places[n] for n in order]))
        assert [merged[n] for n in range(len(order))] == [expected[n] for n in order]


def test_a_dictionary_makes_texts_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "SAMPLE", 100)
    plain = _plain(_sample())
    packed = _packed([plain], [(0, n) for n in range(300)])
    assert len(packed.blob) < len(plain.blob) / 2
    again = _packed([packed, _plain([b"Taiwan"])], [(1, 0), *((0, n) for n in range(300))])
    assert again.dictionary == packed.dictionary
    assert bytes(again.blob[again.off[1] :]) == bytes(packed.blob)  # copied


def test_threads_may_share_a_reader() -> None:
    values = [(f"text {n} " * (n % 50)).encode() for n in range(400)]
    reader = TextReader(_packed([_plain(values)], [(0, n) for n in range(400)]))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(reader.__getitem__, list(range(400)) * 5)) == values * 5


def test_damage_is_an_error() -> None:
    packed = _packed([_plain([b"text " * 50])], [(0, 0)])
    blob = packed.blob.copy()
    blob[:4] = 0
    with pytest.raises(KaikenError, match=r"text 0 .* is damaged"):
        TextReader(Texts(blob, packed.off, b""))[0]
