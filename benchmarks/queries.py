"""Hostile queries: how long the parser takes on the worst of them, and that nothing but QueryError is raised.

usage: python benchmarks/queries.py [--count N] [--seed N]

Queries are made of operators, fields, dates and words put together at random, of good queries with characters
changed, and of random characters (control characters, half surrogate pairs, other scripts). Each either
parses, and then its plainest form parses to the same tree, or raises QueryError. Times are the best of three.
"""

from __future__ import annotations

import argparse
import random
from contextlib import suppress
from time import perf_counter

from search.query.asked import ask
from search.query.errors import QueryError

_PIECES = """
taiwan Strait, the U.S. US Indo-Pacific 3:30 G-7 2+2 Japan's 台湾海峡 Iwāya 5% $5 C++ AND OR NOT and | ||
- – -- ( ) （ ） " “ ” « » 「 」 ~ ~2 ~5 * ta* t* wom?n w?* taiw~ strait~2 NEAR NEAR/5 w/2 PRE/3 /s pre/s /p
speaker: kind: in: title: doc: date: from: to: before: quoted: lang: note: 2024 2024-01-12 2023..2024 2024-13
January last week question q https://a.b/c?d=e ? ... & ' ’
"""
PIECES = _PIECES.split()
GOOD = (
    "taiwan strait",
    '"peace and stability"',
    'speaker:(a OR "b c") date:2023..2024',
    'a NEAR/5 (b | c) PRE/2 "d e"~3',
    "wom?n AND -kamikava~2 in:q|a",
    "date:last week ROK missile IndoPacific Article V",
)


def made(chance: random.Random) -> str:
    """A query."""
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.randint(0, 20)))
    if kind < 0.8:
        query = list(chance.choice(GOOD))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(query) + 1)
            if chance.random() < 0.4:
                del query[at : at + 1]
            else:
                query[at:at] = chance.choice((character(chance), chance.choice(PIECES)))
        return "".join(query)
    if kind < 0.95:
        return "".join(character(chance) for _ in range(chance.randint(0, 80)))
    return chance.choice(PIECES) * chance.randint(1, 20_000)


def character(chance: random.Random) -> str:
    """Any character, ASCII and operators more often than others."""
    return chance.choice(
        (
            chr(chance.randrange(0x20, 0x7F)),
            chr(chance.randrange(0x20)),
            chr(chance.randrange(0x300, 0x3100)),
            chr(chance.randrange(0x110000)),
            chance.choice('"(*~|-:/?'),
        )
    )


def seconds(query: str, times: int = 3) -> float:
    """How long a query takes to parse, at best."""
    best = float("inf")
    for _ in range(times):
        began = perf_counter()
        with suppress(QueryError):
            ask(query)
        best = min(best, perf_counter() - began)
    return best


def per_kilobyte(query: str, times: int = 3) -> float:
    """Milliseconds for each kilobyte of the query's UTF-8, or for all of a shorter one."""
    return seconds(query, times) * 1000 / max(1.0, len(query.encode("utf-8", "surrogatepass")) / 1024)


def main() -> None:
    """Tries and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    parsed = refused = 0
    slowest: list[tuple[float, str]] = []
    for _ in range(args.count):
        query = made(chance)
        try:
            asked = ask(query)
        except QueryError as error:
            refused += 1
            assert 0 <= error.position <= len(query) and str(error)
        else:
            parsed += 1
            again = ask(asked.interpreted)
            assert (again.node, again.tree, again.interpreted) == (asked.node, asked.tree, asked.interpreted)
        slowest = sorted([*slowest, (per_kilobyte(query, 1), query)], key=lambda one: one[0])[-50:]
    worst, query = max((per_kilobyte(query), query) for _, query in slowest)
    print(f"{args.count:,} queries: {parsed:,} parsed, {refused:,} refused with a message")
    print(f"slowest: {worst:.2f} ms a kilobyte, {query[:40]!r} ({len(query):,} characters)")


if __name__ == "__main__":
    main()
