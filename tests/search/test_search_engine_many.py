"""The vectorised engine over some thousand passages, where it prunes: champions, columns, upper bounds, bits.

Scores are added up here from counts of words, one passage after the other.
"""

from __future__ import annotations

import random
from collections import Counter
from functools import lru_cache
from math import log
from typing import Any

import pytest
from search_segments import Renumbered
from whoosh import query as wq
from whoosh.util.numeric import byte_to_length, length_to_byte

from search.execute.vector import VectorEngine

Row = dict[str, Any]

WORDS = [f"w{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(120)]
"""Words that are their own stems, the frequent ones first."""
SPEAKERS = ["Abe", "Baba", "Chiba", "Date"]
NEVER = wq.Term("exact", "nowhere")


class Counted:
    """Rows of some segments, with what a brute evaluation needs."""

    def __init__(self, seed: int, segments: int, size: int, deleted: float) -> None:
        draw = random.Random(seed)
        weights = [1 / (i + 1) for i in range(len(WORDS))]
        self.segments: list[list[Row]] = []
        for part in range(segments):
            rows = []
            for number in range(size // segments):
                words = draw.choices(WORDS, weights, k=draw.choice((1, 3, 8, 8, 20, 40)))
                if number % 977 == 0:
                    words = words + [WORDS[5]] * 300
                rows.append(
                    {
                        "id": f"d{part}-{number // 7}/{number}",
                        "document": f"d{part}-{number // 7}",
                        "ordinal": number,
                        "text": " ".join(words),
                        "speaker": draw.choice(SPEAKERS),
                        "speaker_name": draw.choice(SPEAKERS),
                        "date": 202001010000 + number // 7 % 9 * 10**8,
                    }
                )
            self.segments.append(rows)
        self.rows = [row for rows in self.segments for row in rows]
        dead = draw.sample(range(len(self.rows)), int(len(self.rows) * deleted))
        self.dead = frozenset(dead)
        self.engine = Renumbered(self.segments, [self.rows[n]["id"] for n in dead])
        self.words = [row["text"].split() for row in self.rows]
        self.counts = [Counter(words) for words in self.words]
        self.df = Counter(word for counts in self.counts for word in counts)
        self.mean = sum(map(len, self.words)) / len(self.rows)
        lengths = [byte_to_length(length_to_byte(len(words))) for words in self.words]
        self.norms = [1.2 * (0.25 + 0.75 * length / self.mean) for length in lengths]

    def bm25(self, n: int, word: str) -> float | None:
        times = self.counts[n].get(word)
        if not times:
            return None
        idf = log(len(self.rows) / (self.df[word] + 1)) + 1
        return idf * times * 2.2 / (times + self.norms[n])

    def score(self, tree: Any, n: int) -> float | None:
        if isinstance(tree, wq.Term):
            if tree.fieldname == "speaker":
                return 1.0 if self.rows[n]["speaker"] == tree.text else None
            score = self.bm25(n, tree.text)
            return None if score is None else score * tree.boost
        if isinstance(tree, wq.Phrase):
            words, asked = self.words[n], tree.words
            if not any(words[i : i + len(asked)] == asked for i in range(len(words))):
                return None
            return sum(self.bm25(n, word) or 0.0 for word in asked)
        if isinstance(tree, wq.NumericRange):
            return 1.0 if tree.start <= self.rows[n]["date"] <= tree.end else None
        if isinstance(tree, wq.ConstantScoreQuery):
            return None if self.score(tree.child, n) is None else tree.score
        if isinstance(tree, wq.Not):
            return 0.0 if self.score(tree.query, n) is None else None
        scores = [self.score(part, n) for part in tree.subqueries]
        found = [score for score in scores if score is not None]
        least = len(scores) if isinstance(tree, wq.And) else max(1, tree.minmatch)
        return sum(found) if len(found) >= least else None

    def matches(self, tree: Any) -> dict[int, float]:
        alive = (n for n in range(len(self.rows)) if n not in self.dead)
        return {n: score for n in alive if (score := self.score(tree, n)) is not None}


@lru_cache
def corpus(name: str) -> Counted:
    segments, deleted = {"one": (1, 0.0), "deletions": (1, 0.3), "several": (3, 0.05)}[name]
    return Counted(len(name), segments, 6000, deleted)


def random_tree(draw: random.Random) -> Any:
    def word() -> wq.Query:
        at = min(int(draw.expovariate(0.06)), len(WORDS) - 1)
        return wq.Term(draw.choice(("text", "exact")), WORDS[at], boost=draw.choice((1.0, 1.0, 0.5, 2.0)))

    def condition() -> wq.Query:
        made = draw.choice(
            [
                wq.Term("speaker", draw.choice(SPEAKERS)),
                wq.NumericRange("date", 202001010000, 202001010000 + draw.randrange(9) * 10**8),
            ]
        )
        return wq.ConstantScoreQuery(made, 0.0)

    def phrase() -> wq.Query:
        return wq.Phrase("exact", draw.choices(WORDS[:12], k=draw.randint(2, 3)))

    def several(least: int, most: int) -> list[wq.Query]:
        return [word() for _ in range(draw.randint(least, most))]

    return draw.choice(
        [
            word,
            lambda: wq.Or(several(2, 8)),
            lambda: wq.Or(several(2, 8)),
            lambda: wq.Or(several(2, 6), minmatch=2),
            lambda: wq.And(several(2, 3)),
            lambda: wq.And([word(), condition()]),
            lambda: wq.And([wq.Or(several(2, 5)), condition(), condition()]),
            lambda: wq.And([word(), wq.Not(word())]),
            lambda: wq.Or([word(), phrase(), wq.And(several(2, 2))]),
            phrase,
            lambda: wq.And([phrase(), condition()]),
            lambda: wq.Or([word(), NEVER]),
        ]
    )()


@pytest.mark.parametrize("name", ["one", "deletions", "several"])
@pytest.mark.parametrize("seed", range(4))
def test_the_best_few_are_the_first_of_all(name: str, seed: int) -> None:
    counted = corpus(name)
    draw = random.Random(f"{name}{seed}")
    for _ in range(12):
        tree = random_tree(draw)
        expected = counted.matches(tree)
        whole = counted.engine.run(tree, "relevance", len(counted.rows) + 1, 0)
        assert whole.total == len(expected) == counted.engine.count(tree)
        assert dict(zip(whole.docnums, whole.scores, strict=True)) == pytest.approx(
            expected, rel=1e-4, abs=1e-6
        )
        for k in (1, 10, 128, 129, 700):
            assert counted.engine.top(tree, k) == (whole.docnums[:k], whole.scores[:k]), (tree, k)
        page = counted.engine.run(tree, "relevance", 10, 20)
        assert (page.total, page.docnums) == (whole.total, whole.docnums[20:30])
        newest = counted.engine.run(tree, "newest", 30, 0)
        scores = dict(zip(whole.docnums, whole.scores, strict=True))
        assert newest.scores == tuple(scores[n] for n in newest.docnums)


def test_many_small_segments_answer_as_one() -> None:
    one, many = corpus("one"), Counted(3, 8, 4000, 0.0)
    assert len(one.segments) == 1
    again = Renumbered([many.rows])
    draw = random.Random(5)
    for _ in range(20):
        tree = random_tree(draw)
        apart, together = many.engine.run(tree, "relevance", 50, 0), again.run(tree, "relevance", 50, 0)
        assert apart.total == together.total
        assert apart.scores == pytest.approx(together.scores, rel=1e-5)


def test_threads_share_an_engine() -> None:
    from concurrent.futures import ThreadPoolExecutor

    counted = corpus("several")
    fresh = VectorEngine([(leaf.segment, leaf.dead) for leaf in counted.engine.engine._collection.leaves])
    draw = random.Random(9)
    trees = [random_tree(draw) for _ in range(60)] * 3
    expected = [counted.engine.engine.run(tree) for tree in trees]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(fresh.run, trees)) == expected


def test_a_full_cache_changes_no_answer() -> None:
    counted = corpus("several")
    small = VectorEngine([(leaf.segment, leaf.dead) for leaf in counted.engine.engine._collection.leaves])
    small._collection.cache._limit = 50_000
    draw = random.Random(11)
    for tree in [random_tree(draw) for _ in range(60)]:
        assert small.run(tree) == counted.engine.engine.run(tree)
        assert small._collection.cache._spent <= 50_000
