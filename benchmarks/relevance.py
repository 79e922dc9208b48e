"""How good the order of results is: MAP, nDCG@10 and P@10 on a test collection, beside plain BM25.

usage: python benchmarks/relevance.py DOCUMENTS.jsonl QUERIES.jsonl QRELS.txt [--depth N]

    DOCUMENTS   a document a line: {"id": "d1", "text": "...", "title": "..."}  (title may be left out)
    QUERIES     a query a line: {"id": "q1", "text": "..."}
    QRELS       TREC's format: QUERY 0 DOCUMENT GRADE, grades above 0 are relevant

Three runs of the same words, common ones (of, the) left out:

    bm25s       BM25 over the stems of kaiken's analysis (k1 1.2, b 0.75, Lucene's inverse document frequency)
    kaiken      any of the words (word OR word OR ...): what its ranking makes of the same candidates
    as typed    the query as somebody would type it, and what kaiken makes of it if no text holds all words

bm25s comes with `pip install bm25s`. Measures are as trec_eval has them: average precision over all relevant
documents; nDCG with gains 2^grade - 1 and a logarithmic discount; a query without results counts 0.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index_store import update
from index_store.analysis import tokens
from search import Searcher
from search.query.stopwords import STOP_WORDS

Run = Mapping[str, Sequence[str]]
Judgements = Mapping[str, Mapping[str, int]]


def average_precision(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """The mean of the precision at each relevant document, those not found counting 0."""
    relevant = sum(grade > 0 for grade in grades.values())
    hits, total = 0, 0.0
    for rank, document in enumerate(found, 1):
        if grades.get(document, 0) > 0:
            hits += 1
            total += hits / rank
    return total / relevant if relevant else 0.0


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Discounted gain of the first documents, as a share of the best that is possible."""

    def gain(ordered: Sequence[int]) -> float:
        return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(ordered[:depth], 1))

    best = gain(sorted((grade for grade in grades.values() if grade > 0), reverse=True))
    return gain([max(grades.get(document, 0), 0) for document in found]) / best if best else 0.0


def precision(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """The share of relevant documents among the first."""
    return sum(grades.get(document, 0) > 0 for document in found[:depth]) / depth


def measured(run: Run, judgements: Judgements) -> dict[str, float]:
    """The means over all queries with a relevant document."""
    judged = {id: grades for id, grades in judgements.items() if any(grade > 0 for grade in grades.values())}
    count = len(judged) or 1
    return {
        "MAP": sum(average_precision(run.get(id, ()), grades) for id, grades in judged.items()) / count,
        "nDCG@10": sum(ndcg(run.get(id, ()), grades) for id, grades in judged.items()) / count,
        "P@10": sum(precision(run.get(id, ()), grades) for id, grades in judged.items()) / count,
    }


def words(text: str) -> list[tuple[str, str]]:
    """The telling words of a query, each once: exact form and stem; all of them where none is telling."""
    found = {token.stem: token.exact for token in tokens(text) if token.exact not in STOP_WORDS}
    found = found or {token.stem: token.exact for token in tokens(text)}
    return [(exact, stem) for stem, exact in found.items()]


def kaiken(texts: Mapping[str, str], queries: Mapping[str, str], depth: int) -> tuple[Run, Run]:
    """kaiken's runs: any of the words, and as typed."""
    with tempfile.TemporaryDirectory() as folder:
        source, index = Path(folder, "documents.jsonl"), Path(folder, "index")
        names = {str(number): id for number, id in enumerate(texts)}
        with source.open("w", encoding="utf-8") as file:
            for number, text in zip(names, texts.values(), strict=True):
                file.write(json.dumps({"doc_id": number, "text": text}) + "\n")
        update([source], index)
        any_of: dict[str, Sequence[str]] = {}
        typed: dict[str, Sequence[str]] = {}
        with Searcher(index) as searcher:

            def ids(query: str) -> list[str]:
                found = searcher.search(query, limit=depth, fill=True)
                return [names[_number(hit.passage.document)] for hit in found]

            for id, text in queries.items():
                alternatives = [f'"{exact}"' if not exact.isalnum() else exact for exact, _ in words(text)]
                any_of[id] = ids(" OR ".join(alternatives)) if alternatives else []
                typed[id] = ids(_plain(text))
    return any_of, typed


def _number(document: str) -> str:
    """The doc_id of a document's name."""
    return document.rpartition("#")[2].rpartition("/")[2].removesuffix(".jsonl")


def _plain(text: str) -> str:
    """A query of a collection, in which no character is an operator."""
    return " ".join(exact for exact, _ in words(text) if exact.isalnum())


def bm25(texts: Mapping[str, str], queries: Mapping[str, str], depth: int) -> Run:
    """The run of bm25s over the same stems."""
    import bm25s

    ids = list(texts)
    corpus = [[token.stem for token in tokens(text)] for text in texts.values()]
    engine = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    engine.index(corpus, show_progress=False)
    asked = [[stem for _, stem in words(text)] for text in queries.values()]
    found, scores = engine.retrieve(asked, k=min(depth, len(ids)), show_progress=False)
    return {
        id: [ids[n] for n, score in zip(numbers, row, strict=True) if score > 0]
        for id, numbers, row in zip(queries, found.tolist(), scores.tolist(), strict=True)
    }


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file with one a line."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def judgements_of(path: Path) -> Judgements:
    """Grades by query and document."""
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            query, _, document, grade = line.split()[:4]
            found[query][document] = int(grade)
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("qrels", type=Path)
    parser.add_argument("--depth", type=int, default=1000, help="how many results count (1000)")
    args = parser.parse_args()
    texts = {
        str(one["id"]): " ".join(filter(None, (one.get("title"), one["text"])))
        for one in lines(args.documents)
    }
    judgements = judgements_of(args.qrels)
    queries = {str(one["id"]): one["text"] for one in lines(args.queries) if str(one["id"]) in judgements}
    any_of, typed = kaiken(texts, queries, args.depth)
    runs = {"bm25s": bm25(texts, queries, args.depth), "kaiken": any_of, "as typed": typed}
    print(f"{len(texts):,} documents, {len(queries):,} queries\n")
    print("| run | MAP | nDCG@10 | P@10 |\n|---|---|---|---|")
    for name, run in runs.items():
        print(f"| {name} | " + " | ".join(f"{v:.4f}" for v in measured(run, judgements).values()) + " |")


if __name__ == "__main__":
    main()
