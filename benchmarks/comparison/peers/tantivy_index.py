"""tantivy through tantivy-py: the index, and what is asked of it. `tantivy_stored` and `tantivy_column`
differ in where the ids of the ten best come from."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import tantivy

from comparison.engine import PAGE, SNIPPET, Answer, Counts, Question, read_passages

STORE = "tantivy"
REMARKS = (
    "tantivy stems by its `en_stem` analyser in `text` and has the words as printed in `words`; it indexes "
    "with one thread and does not count beside the top ten.",
)
DIFFERS: dict[str, str] = {}

_EVERY_VALUE = 100_000
"""More speakers than there are, so that all are counted."""
_AGGREGATIONS = {name: {"terms": {"field": name, "size": _EVERY_VALUE}} for name in ("speaker", "year")}


def version() -> str:
    return metadata.version("tantivy")


def layout() -> str:
    return f"1 {version()}"


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", stored=True, tokenizer_name="raw")
    builder.add_integer_field("number", fast=True)
    builder.add_integer_field("day", stored=True, indexed=True, fast=True)
    builder.add_integer_field("year", fast=True)
    builder.add_text_field("speaker", stored=True, fast=True, tokenizer_name="raw")
    builder.add_text_field("name")
    builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("words")
    return builder.build()


def build(source: Path, folder: Path) -> None:
    writer = tantivy.Index(schema(), path=str(folder)).writer(num_threads=1)
    names = []
    for number, passage in enumerate(read_passages(source)):
        values: dict[str, Any] = {
            "id": passage.id,
            "title": passage.title,
            "number": number,
            "speaker": passage.speaker,
            "name": passage.speaker,
            "text": passage.text,
            "words": passage.text,
        }
        if passage.date:
            values |= {"day": passage.day, "year": int(passage.year)}
        writer.add_document(
            tantivy.Document(**{name: value for name, value in values.items() if value != ""})
        )
        names.append(passage.id)
    writer.commit()
    writer.wait_merging_threads()
    (folder / "names.txt").write_text("\n".join(names), encoding="utf-8")


class TantivyEngine:
    def __init__(self, folder: Path) -> None:
        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()
        self.schema = self.index.schema

    def ids(self, found: list[tuple[float, tantivy.DocAddress]]) -> list[str]:
        """The ids of what was found."""
        raise NotImplementedError

    def prepare(self, question: Question) -> Callable[[], Answer]:
        query = query_string(question)
        if question.kind == "facets":
            everybody = query_string(question, chosen=False)
            return lambda: self.facets(query, everybody)
        if question.kind == "page":
            return lambda: self.page(query)
        if question.kind == "count":
            return lambda: self.count(self.parse(query))
        if question.kind == "fuzzy":
            return lambda: self.top(self.parse_fuzzy(query))
        return lambda: self.top(self.parse(query))

    def parse(self, query: str) -> tantivy.Query:
        return self.index.parse_query(query, ["text"], allow_regexes=True)

    def parse_fuzzy(self, query: str) -> tantivy.Query:
        return self.index.parse_query(query, ["words"], fuzzy_fields={"words": (False, 1, True)})

    def top(self, query: tantivy.Query) -> list[str]:
        return self.ids(self.searcher.search(query, PAGE, count=False).hits)

    def count(self, query: tantivy.Query) -> int:
        found: Any = self.searcher.search(query, 1, count=True)  # its type stub knows no count
        return int(found.count)

    def facets(self, query: str, everybody: str) -> Counts:
        if query == everybody:
            return _counts(self.searcher.aggregate(self.parse(query), _AGGREGATIONS))
        counts: Counts = {}
        for name, asked in (("speaker", everybody), ("year", query)):
            counts |= _counts(self.searcher.aggregate(self.parse(asked), {name: _AGGREGATIONS[name]}))
        return counts

    def page(self, query: str) -> list[tuple[str, ...]]:
        parsed = self.parse(query)
        snippets = tantivy.SnippetGenerator.create(self.searcher, parsed, self.schema, "text")
        snippets.set_max_num_chars(SNIPPET)
        page = []
        for _, address in self.searcher.search(parsed, PAGE, count=False).hits:
            found = self.searcher.doc(address)
            head = (found.get_first(name) or "" for name in ("id", "title", "day", "speaker"))
            page.append((*map(str, head), snippets.snippet_from_doc(found).to_html()))
        return page

    def total(self, question: Question) -> int:
        parse = self.parse_fuzzy if question.kind == "fuzzy" else self.parse
        return self.count(parse(query_string(question)))

    def close(self) -> None:
        pass


def query_string(question: Question, chosen: bool = True) -> str:
    """In tantivy's language. It has no star: a regular expression stands for prefix and wildcard."""
    words = question.words
    if question.kind == "any":
        query = " OR ".join(words)
    elif question.kind == "phrase":
        query = f'words:"{" ".join(words)}"'
    elif question.kind == "prefix":
        query = f"words:/{words[0]}.*/"
    elif question.kind == "wildcard":
        query = f"words:/{words[0].replace('*', '.*').replace('?', '.')}/"
    elif question.kind == "fuzzy":
        return words[0]
    else:
        query = " AND ".join(words)
    if question.speaker and chosen:
        query += f" AND name:{question.speaker}"
    if question.first:
        query += f" AND day:[{question.first.replace('-', '')} TO {question.last.replace('-', '')}]"
    return query


def _counts(found: dict[str, Any]) -> Counts:
    return {
        name: {_value(bucket["key"]): bucket["doc_count"] for bucket in one["buckets"]}
        for name, one in found.items()
    }


def _value(key: object) -> str:
    return str(int(key)) if isinstance(key, float) else str(key)
