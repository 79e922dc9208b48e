"""How long the engine takes from a tree to document numbers, by class of query, in one thread.

usage: python benchmarks/engine.py SEGMENT [SEGMENT ...] [--queries N] [--rounds N] [--seed N] [--only CLASS]

A SEGMENT is a file of an index; several are searched as one. For each class N different queries are made up
from words and passages of the segments, and all of them run once for each round, in turn, so that what is hot
is what is asked for by many queries and not one query repeated. Prints Markdown, in microseconds: the median
of the first round (postings are read and decoded); median and 95th percentile of the other rounds; and the
same of each query's fastest round, which says more on a machine that does something else as well.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from whoosh import query as wq

from index_store.analysis import tokens
from index_store.columnar.segment import Segment
from search.execute.vector import VectorEngine

Run = Callable[[], object]


def main() -> None:
    """Make up queries, run them, report."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("segments", nargs="+", type=Path, metavar="SEGMENT")
    options.add_argument("--queries", type=int, default=200, metavar="N")
    options.add_argument("--rounds", type=int, default=6, metavar="N")
    options.add_argument("--seed", type=int, default=1, metavar="N")
    options.add_argument("--only", metavar="CLASS", help="classes whose name contains this")
    args = options.parse_args()
    if args.queries < 1 or args.rounds < 2:
        options.error("at least one query and two rounds are needed")
    segments = [Segment.open(path) for path in args.segments]
    engine = VectorEngine([(segment, None) for segment in segments])
    classes = {name: made for name, made in workload(engine, segments, args) if (args.only or "") in name}
    first: dict[str, list[float]] = {name: [] for name in classes}
    later: dict[str, list[list[float]]] = {name: [[] for _ in runs] for name, runs in classes.items()}
    for turn in range(args.rounds):
        for name, runs in classes.items():
            for at, run in enumerate(runs):
                began = time.perf_counter_ns()
                run()
                took = (time.perf_counter_ns() - began) / 1000
                (later[name][at] if turn else first[name]).append(took)
    passages = sum(segment.rows for segment in segments)
    print(f"{passages:,} passages in {len(segments)} segments, {args.queries} queries of each class\n")
    print("| class | first | median | p95 | fastest: median | p95 |\n|---|---:|---:|---:|---:|---:|")
    for name, times in later.items():
        every = sorted(one for query in times for one in query)
        best = sorted(min(query) for query in times)
        cells = (median(first[name]), *spread(every), *spread(best))
        print(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")


def spread(ascending: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return median(ascending), ascending[int(len(ascending) * 0.95)]


class Words:
    """Words of the segments by how frequent they are, and passages to make queries of."""

    def __init__(self, segments: Sequence[Segment], seed: int) -> None:
        self.random = random.Random(seed)
        self.segments = segments
        index = segments[0].tokens["text"]
        self.index = index
        self.stems = [(df, index.stems[i].decode()) for i, df in enumerate(index.df.tolist())]
        self.rows = segments[0].rows

    def stem(self, low: float, high: float) -> str:
        """A stem that stands in so large a part of the passages."""
        found = self.__dict__.setdefault(f"_{low}_{high}", None)
        if found is None:
            found = [stem for df, stem in self.stems if low * self.rows <= df <= high * self.rows]
            self.__dict__[f"_{low}_{high}"] = found
        return self.random.choice(found)

    def passage(self, least: int) -> list[Any]:
        """The words of some passage that has at least so many."""
        while True:
            segment = self.random.choice(self.segments)
            found = list(tokens(segment.text(self.random.randrange(segment.rows))))
            if len(found) >= least:
                return found

    def run_of(self, count: int, common: bool = False) -> list[str]:
        """Words that stand side by side; `common`: each of them in at least one passage of twenty."""
        while True:
            words = self.passage(count)
            at = self.random.randrange(len(words) - count + 1)
            found = words[at : at + count]
            if not common or all(self.share(word.stem) > 0.05 for word in found):
                return [word.exact for word in found]

    def share(self, stem: str) -> float:
        """The part of the passages with a stem."""
        id = self.index.stem(stem)
        return 0.0 if id < 0 else (self.index.ptr_[id + 1] - self.index.ptr_[id]) / self.rows

    def together(self, count: int, low: float = 0.0005, high: float = 0.3) -> list[str]:
        """Different stems of one passage, neither very rare nor very common."""
        while True:
            stems = {word.stem for word in self.passage(count)}
            found = sorted(stem for stem in stems if low < self.share(stem) < high)
            if len(found) >= count:
                return self.random.sample(found, count)

    def sentence(self) -> list[str]:
        """The stems of about a sentence."""
        words = self.passage(12)
        at = self.random.randrange(len(words) - 11)
        return list(dict.fromkeys(word.stem for word in words[at : at + self.random.randint(8, 12)]))


def workload(
    engine: VectorEngine, segments: Sequence[Segment], args: argparse.Namespace
) -> Iterator[tuple[str, list[Run]]]:
    """Each class with its queries."""
    words = Words(segments, args.seed)
    choice = words.random
    text = "text"

    def term(stem: str) -> wq.Query:
        return wq.Term(text, stem)

    def any_of(stems: Sequence[str]) -> wq.Query:
        return wq.Or([term(stem) for stem in stems])

    def phrase(exact: Sequence[str]) -> wq.Query:
        return wq.Phrase("exact", list(exact))

    def year() -> wq.Query:
        first = choice.randint(2021, 2023)
        dates = wq.NumericRange("date", first * 10**8, (first + 1) * 10**8)
        return wq.ConstantScoreQuery(dates, 0.0)

    speakers = [value.decode() for value in segments[0].values("speaker_name")]
    sizes = segments[0].column("speaker_name")
    frequent = [speakers[at - 1] for at in {int(n) for n in sizes[::50]} if at]

    def speaker() -> wq.Query:
        name = choice.choice(frequent)
        exact = [token.exact for token in tokens(name)]
        both = [wq.Term("speaker_name", word) for word in exact[-1:]] + [
            wq.Term("quoted_name", word) for word in exact[-1:]
        ]
        return wq.ConstantScoreQuery(wq.Or(both), 0.0)

    def filtered(condition: wq.Query) -> wq.Query:
        return wq.And([term(words.stem(0.005, 0.3)), condition])

    def misspelt() -> wq.Query:
        while True:
            word = choice.choice(words.passage(5)).exact
            if len(word) > 5 and word.isalpha() and word.isascii():
                at = choice.randrange(1, len(word))
                return wq.FuzzyTerm(
                    "exact", word[:at] + choice.choice("aeinrst") + word[at + 1 :], maxdist=1, prefixlength=1
                )

    def prefix() -> wq.Query:
        while True:
            word = choice.choice(words.passage(5)).exact
            if len(word) > 5:
                return wq.Prefix("exact", word[: choice.randint(3, 5)])

    def wildcard() -> wq.Query:
        word = prefix().text
        return wq.Wildcard("exact", word[:3] + "*" + choice.choice(["ing", "ed", "s", "tion"]))

    made: dict[str, Callable[[], wq.Query]] = {
        "rare term": lambda: term(words.stem(0, 0.0005)),
        "term": lambda: term(words.stem(0.0005, 0.02)),
        "frequent term": lambda: term(words.stem(0.02, 0.2)),
        "stop word": lambda: term(words.stem(0.3, 1)),
        "AND 2": lambda: wq.And([term(stem) for stem in words.together(2)]),
        "AND 3": lambda: wq.And([term(stem) for stem in words.together(3)]),
        "OR 3-5": lambda: any_of(words.together(choice.randint(3, 5))),
        "OR of a sentence": lambda: any_of(words.sentence()),
        "phrase of 2": lambda: phrase(words.run_of(2)),
        "phrase of 4": lambda: phrase(words.run_of(4)),
        "phrase of common words": lambda: phrase(words.run_of(3, common=True)),
        "prefix": prefix,
        "wildcard": wildcard,
        "fuzzy": misspelt,
        "date + term": lambda: filtered(year()),
        "speaker + term": lambda: filtered(speaker()),
    }
    for name, make in made.items():
        trees = [make() for _ in range(args.queries)]
        yield name, [lambda tree=tree: engine.top(tree, 10) for tree in trees]
        yield f"{name}, total", [lambda tree=tree: engine.run(tree, "relevance", 10, 0) for tree in trees]
    trees = [term(words.stem(0.005, 0.1)) for _ in range(args.queries)]
    chosen = [{"speaker": speaker(), "year": year()} for _ in range(args.queries)]
    fields = ("speaker", "year")
    yield (
        "facets of two fields",
        [
            lambda tree=tree, on=on: engine.counts(tree, fields, on)
            for tree, on in zip(trees, chosen, strict=True)
        ],
    )
    trees = [wq.And([term(stem) for stem in words.together(2)]) for _ in range(args.queries)]
    pages = [(tree, engine.top(tree, 10)[0]) for tree in trees]
    yield "ten highlighted passages", [lambda t=t, n=n: engine.marks(t, n) for t, n in pages]


if __name__ == "__main__":
    main()
