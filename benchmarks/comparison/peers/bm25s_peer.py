"""bm25s with its numba backend: scores are computed when indexing, and a query is a bag of words."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import bm25s
import Stemmer

from comparison.engine import PAGE, Answer, Question, Unsupported, read_passages

NAME = "bm25s (numba)"
STORE = "bm25s"
REMARKS = (
    "bm25s holds scores alone: no phrases, fields, dates or conjunctions, and no text; its ids are in a list "
    "in memory.",
)
DIFFERS: dict[str, str] = {}

_WORD = r"[^\W_]+"


def version() -> str:
    return f"{metadata.version('bm25s')}, numba {metadata.version('numba')}"


def layout() -> str:
    return f"1 {version()}"


def build(source: Path, folder: Path) -> None:
    names, texts = [], []
    for passage in read_passages(source):
        names.append(passage.id)
        texts.append(passage.text)
    model = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    model.index(_tokens(texts, Stemmer.Stemmer("english")), show_progress=False)
    model.save(str(folder))
    (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")


def open_index(folder: Path) -> Bm25sEngine:
    return Bm25sEngine(folder)


class Bm25sEngine:
    def __init__(self, folder: Path) -> None:
        self.model = bm25s.BM25.load(str(folder), mmap=True)
        self.model.backend = "numba"
        self.model.activate_numba_scorer()
        self.names: list[str] = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        self.stemmer = Stemmer.Stemmer("english")

    def prepare(self, question: Question) -> Callable[[], Answer]:
        query = query_string(question)
        return lambda: self.ids(query)

    def ids(self, query: str) -> list[str]:
        found, scores = self.model.retrieve(
            _tokens([query], self.stemmer), k=min(PAGE, len(self.names)), show_progress=False
        )
        return [self.names[at] for at, score in zip(found[0], scores[0], strict=True) if score > 0]

    def total(self, question: Question) -> int:
        (words,) = bm25s.tokenize(
            [query_string(question)],
            stopwords=None,
            stemmer=self.stemmer,
            token_pattern=_WORD,
            return_ids=False,
            show_progress=False,
        )
        return int((self.model.get_scores(words) > 0).sum())

    def close(self) -> None:
        pass


def query_string(question: Question) -> str:
    bag = question.kind == "any" or (question.kind == "all" and len(question.words) == 1)
    if not bag or question.speaker or question.first:
        raise Unsupported("bm25s ranks bags of words and nothing else")
    return " ".join(question.words)


def _tokens(texts: list[str], stemmer: Any) -> Any:
    return bm25s.tokenize(texts, stopwords=None, stemmer=stemmer, token_pattern=_WORD, show_progress=False)
