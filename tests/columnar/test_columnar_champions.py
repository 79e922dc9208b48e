"""Whatever the parameters of BM25 and the statistics, the best postings of a term are among its champions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from columnar_making import build
from hypothesis import given
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length

from index_store.columnar import champions
from index_store.columnar.champions import skyband
from search.execute.scoring import bm25

_LENGTHS = [float(byte_to_length(byte)) for byte in range(256)]


@st.composite
def _postings(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Frequencies and length bytes of up to some hundred postings, with few or with many that are equal."""
    count = draw(st.integers(0, 300))
    most, longest = draw(st.sampled_from((1, 2, 9, 255, 300, 70_000))), draw(st.sampled_from((1, 9, 255)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return rng.integers(1, most + 1, count).tolist(), rng.integers(0, longest + 1, count).tolist()


def _skyband(tf: list[int], length: list[int], best: int) -> list[int]:
    code = np.minimum(np.array(tf, np.int64), 255) << 8 | np.array(length, np.int64)
    return skyband(np.array(tf, np.uint32), code.astype(np.uint16), best).tolist()


@given(_postings(), st.sampled_from((1, 2, 7, 50)))
def test_the_skyband_is_what_few_dominate(postings: tuple[list[int], list[int]], best: int) -> None:
    tf, length = postings
    kept = []
    for n, (f, m) in enumerate(zip(tf, length, strict=True)):
        others = sum(
            (g >= f and o <= m and (g, o) != (f, m)) or ((g, o) == (f, m) and k < n)
            for k, (g, o) in enumerate(zip(tf, length, strict=True))
        )
        if others < best:
            kept.append(n)
    assert _skyband(tf, length, best) == kept


@given(
    _postings(),
    st.sampled_from((1, 2, 7, 50)),
    st.floats(0, 10),
    st.floats(0, 1),
    st.floats(0.1, 1000),
)
def test_the_best_are_inside(
    postings: tuple[list[int], list[int]], best: int, k1: float, b: float, mean: float
) -> None:
    tf, length = postings
    # As an engine computes it, in single precision.
    scores = [
        np.float32(f * (k1 + 1) / (f + k1 * (1 - b + b * _LENGTHS[m] / mean)))
        for f, m in zip(tf, length, strict=True)
    ]
    ranking = sorted(range(len(tf)), key=lambda n: (-scores[n], n))
    kept = set(_skyband(tf, length, best))
    # Rounding may make postings equal that are not; then another one may stand for one of the best.
    top = sorted((scores[n] for n in kept), reverse=True)[:best]
    assert top == [scores[n] for n in ranking[:best]]


def test_a_segment_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(champions, "FREQUENT", 20)
    monkeypatch.setattr(champions, "BEST", 5)
    rng = np.random.default_rng(7)
    rows: list[dict[str, Any]] = [
        {
            "document": "d",
            "ordinal": n + 1,
            "text": " ".join(
                ["talk"] * rng.integers(0, 4) + ["of"] * rng.integers(0, 9) + ["Taiwan"] * (n < 20)
            ),
        }
        for n in range(200)
    ]
    index = build(tmp_path / "one.seg", rows).tokens["text"]
    assert index.champions(index.stem("taiwan")) is None
    mean = index.exact_cf.sum() / 200
    for word in ("talk", "of"):
        stem = index.stem(word)
        found = index.champions(stem)
        assert found is not None
        assert 5 <= len(found) < len(index.docs(stem)) / 2
        tf = index.tf(stem).tolist()
        scores = [
            bm25(1, f, byte_to_length(code & 255), mean)
            for f, code in zip(tf, index.codes(stem).tolist(), strict=True)
        ]
        ranking = sorted(range(len(tf)), key=lambda n: (-scores[n], n))
        assert set(ranking[:5]) <= set(found.tolist())
