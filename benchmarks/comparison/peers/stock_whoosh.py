"""Stock Whoosh: its own codec, analysers, query parser, searcher and highlighter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from whoosh import highlight, index, versionstring
from whoosh.analysis import LowercaseFilter, RegexTokenizer, StemFilter
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.qparser import FuzzyTermPlugin, QueryParser

from comparison.engine import FACETS, PAGE, SNIPPET, Answer, Counts, Question, read_passages

NAME = "stock Whoosh"
STORE = "whoosh"
REMARKS = (
    "Stock Whoosh stems by its own Snowball stemmer in `text` and has the words as printed in `words`, which "
    "phrases, prefixes, wildcards and fuzzy words are asked of.",
)
DIFFERS: dict[str, str] = {}

_WORD = r"[^\W_]+(?:['’][^\W_]+)*"


def version() -> str:
    return str(versionstring())


def layout() -> str:
    return f"1 {version()}"


def schema() -> Schema:
    words = RegexTokenizer(_WORD) | LowercaseFilter()
    return Schema(
        id=ID(stored=True, unique=True),
        title=ID(stored=True),
        date=ID(stored=True),
        day=NUMERIC(int, sortable=True),
        year=ID(sortable=True),
        speaker=ID(stored=True, sortable=True),
        name=TEXT(words),
        text=TEXT(words | StemFilter(EnglishStemmer().stem), stored=True, chars=True),
        words=TEXT(words),
    )


def build(source: Path, folder: Path) -> None:
    writer = index.create_in(folder, schema()).writer(limitmb=256)
    for passage in read_passages(source):
        values: dict[str, Any] = {
            "id": passage.id,
            "title": passage.title,
            "date": passage.date,
            "year": passage.year,
            "speaker": passage.speaker,
            "name": passage.speaker,
            "text": passage.text,
            "words": passage.text,
        }
        if passage.date:
            values["day"] = passage.day
        writer.add_document(**{name: value for name, value in values.items() if value})
    writer.commit()


def open_index(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder)


class WhooshEngine:
    def __init__(self, folder: Path) -> None:
        self.searcher = index.open_dir(folder).searcher()
        self.parser = QueryParser("text", self.searcher.schema)
        self.parser.add_plugin(FuzzyTermPlugin())

    def prepare(self, question: Question) -> Callable[[], Answer]:
        query = query_string(question)
        if question.kind == "facets":
            everybody = query_string(question, chosen=False)
            return lambda: self.facets(query, everybody)
        if question.kind == "page":
            return lambda: self.page(query)
        if question.kind == "count":
            return lambda: self.count(query)
        return lambda: self.ids(query)

    def ids(self, query: str) -> list[str]:
        return [hit["id"] for hit in self.searcher.search(self.parser.parse(query), limit=PAGE)]

    def facets(self, query: str, everybody: str) -> Counts:
        if query == everybody:
            found = self.searcher.search(self.parser.parse(query), limit=None, groupedby=list(FACETS))
            return {name: _sizes(found.groups(name)) for name in FACETS}
        counts = {}
        for name, asked in zip(FACETS, (everybody, query), strict=True):
            found = self.searcher.search(self.parser.parse(asked), limit=None, groupedby=name)
            counts[name] = _sizes(found.groups(name))
        return counts

    def page(self, query: str) -> list[tuple[str, ...]]:
        found = self.searcher.search(self.parser.parse(query), limit=PAGE)
        found.fragmenter = highlight.PinpointFragmenter(maxchars=SNIPPET)
        return [
            (hit["id"], hit["title"], hit.get("date", ""), hit.get("speaker", ""), hit.highlights("text"))
            for hit in found
        ]

    def count(self, query: str) -> int:
        return sum(1 for _ in self.searcher.docs_for_query(self.parser.parse(query)))

    def total(self, question: Question) -> int:
        return self.count(query_string(question))

    def close(self) -> None:
        self.searcher.close()


def query_string(question: Question, chosen: bool = True) -> str:
    """In Whoosh's default language, where words without an operator all have to match."""
    words = question.words
    if question.kind == "any":
        query = f"({' OR '.join(words)})"
    elif question.kind == "phrase":
        query = f'words:"{" ".join(words)}"'
    elif question.kind == "prefix":
        query = f"words:{words[0]}*"
    elif question.kind == "wildcard":
        query = f"words:{words[0]}"
    elif question.kind == "fuzzy":
        query = f"words:{words[0]}~1/1"
    else:
        query = " ".join(words)
    if question.speaker and chosen:
        query += f" name:{question.speaker}"
    if question.first:
        query += f" day:[{question.first.replace('-', '')} to {question.last.replace('-', '')}]"
    return query


def _sizes(groups: dict[Any, list[int]]) -> dict[str, int]:
    """How large the groups are; passages without a value are none."""
    return {
        value if isinstance(value, str) else value.decode(): len(found)
        for value, found in groups.items()
        if value
    }
