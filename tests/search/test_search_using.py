"""Closing what threads use together: nothing new begins, and what has begun ends first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index_store.basics import KaikenError
from search import Searcher
from search.using import Using


def test_it_ends_once_with_the_last_use() -> None:
    ended: list[str] = []
    using = Using(lambda: ended.append("end"))
    with using:
        with using:
            using.close()
            assert not ended
        assert not ended
        with pytest.raises(KaikenError, match="closed"), using:
            raise AssertionError("a use after the end")
    assert ended == ["end"]
    using.close()
    assert ended == ["end"]


def test_it_ends_when_a_use_fails() -> None:
    ended: list[str] = []
    using = Using(lambda: ended.append("end"))
    with pytest.raises(ValueError, match="in use"), using:
        using.close()
        raise ValueError("in use")
    assert ended == ["end"]


def test_threads_search_while_one_closes(folder: Path) -> None:
    searcher = Searcher(folder)

    def search(number: int) -> int:
        try:
            return searcher.search("taiwan OR peace", facets=True, context=1).total
        except KaikenError:
            return -1

    expected = search(0)
    with ThreadPoolExecutor(6) as pool:
        found = [pool.submit(search, number) for number in range(60)]
        found[20].result()
        searcher.close()
        totals = {one.result() for one in found}
    assert expected > 0
    assert totals <= {expected, -1}
    with pytest.raises(KaikenError, match="closed"):
        searcher.ids("taiwan")
