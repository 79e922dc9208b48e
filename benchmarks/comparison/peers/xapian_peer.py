"""Xapian by its own binding, which is not on PyPI; Debian's `python3-xapian` is for Debian's interpreter."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xapian

from comparison.engine import FACETS, PAGE, SNIPPET, Answer, Counts, Question, Unsupported, read_passages

NAME = "Xapian"
STORE = "xapian"
REMARKS = (
    "Xapian indexes stems and words as printed by its usual strategy (`STEM_SOME`), compacted; it has no "
    "wildcards but at the end of a word, and no fuzzy words before version 1.5.",
)
DIFFERS: dict[str, str] = {}

_ID, _DAY, _SPEAKER, _YEAR = range(4)
_NAME_PREFIX = "XN"
_FLAGS = xapian.QueryParser.FLAG_BOOLEAN | xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_WILDCARD


def version() -> str:
    return str(xapian.version_string())


def layout() -> str:
    return f"1 {version()}"


def build(source: Path, folder: Path) -> None:
    raw = folder / "raw"
    database = xapian.WritableDatabase(str(raw), xapian.DB_CREATE_OR_OVERWRITE)
    terms = xapian.TermGenerator()
    terms.set_stemmer(xapian.Stem("english"))
    for passage in read_passages(source):
        document = xapian.Document()
        terms.set_document(document)
        terms.index_text(passage.text)
        for word in _words(passage.speaker):
            document.add_boolean_term(_NAME_PREFIX + word)
        document.add_value(_ID, passage.id)
        document.add_value(_DAY, passage.date.replace("-", ""))
        document.add_value(_SPEAKER, passage.speaker)
        document.add_value(_YEAR, passage.year)
        document.set_data(json.dumps([passage.title, passage.date, passage.speaker, passage.text]))
        database.add_document(document)
    database.commit()
    database.close()
    xapian.Database(str(raw)).compact(str(folder / "compact"))
    shutil.rmtree(raw)


def _words(name: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in name.lower()).split()


def open_index(folder: Path) -> XapianEngine:
    return XapianEngine(folder)


class XapianEngine:
    def __init__(self, folder: Path) -> None:
        self.database = xapian.Database(str(folder / "compact"))
        self.size = self.database.get_doccount()
        self.stemmer = xapian.Stem("english")
        self.parser = xapian.QueryParser()
        self.parser.set_database(self.database)
        self.parser.set_stemmer(self.stemmer)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.add_boolean_prefix("name", _NAME_PREFIX)
        self.days = xapian.RangeProcessor(_DAY, "day:")
        self.parser.add_rangeprocessor(self.days)

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
        found = self._enquire(query).get_mset(0, PAGE)
        return [match.document.get_value(_ID).decode() for match in found]

    def count(self, query: str) -> int:
        return int(self._enquire(query).get_mset(0, 0, self.size).get_matches_estimated())

    def facets(self, query: str, everybody: str) -> Counts:
        slots = dict(zip(FACETS, (_SPEAKER, _YEAR), strict=True))
        if query == everybody:
            return self._spied(query, slots)
        asked = zip(slots.items(), (everybody, query), strict=True)
        return {name: self._spied(text, {name: slot})[name] for (name, slot), text in asked}

    def page(self, query: str) -> list[tuple[str, ...]]:
        found = self._enquire(query).get_mset(0, PAGE)
        page: list[tuple[str, ...]] = []
        for match in found:
            document = match.document
            title, date, speaker, text = json.loads(document.get_data())
            marked = found.snippet(text, SNIPPET, self.stemmer).decode()
            page.append((document.get_value(_ID).decode(), title, date, speaker, marked))
        return page

    def total(self, question: Question) -> int:
        return self.count(query_string(question))

    def close(self) -> None:
        self.database.close()

    def _enquire(self, query: str) -> Any:
        enquire = xapian.Enquire(self.database)
        enquire.set_weighting_scheme(xapian.BM25Weight(1.2, 0, 0, 0.75, 0))
        enquire.set_query(self.parser.parse_query(query, _FLAGS))
        return enquire

    def _spied(self, query: str, slots: dict[str, int]) -> Counts:
        enquire = self._enquire(query)
        spies = {name: xapian.ValueCountMatchSpy(slot) for name, slot in slots.items()}
        for spy in spies.values():
            enquire.add_matchspy(spy)
        enquire.get_mset(0, 0, self.size)
        return {
            name: {one.term.decode(): one.termfreq for one in spy.values()} for name, spy in spies.items()
        }


def query_string(question: Question, chosen: bool = True) -> str:
    """In the language of Xapian's query parser; day: is a value range, name: a filter."""
    words = question.words
    if question.kind in ("wildcard", "fuzzy"):
        raise Unsupported(f"Xapian has no {question.kind} words before version 1.5")
    if question.kind == "any":
        query = " OR ".join(words)
    elif question.kind == "phrase":
        query = f'"{" ".join(words)}"'
    elif question.kind == "prefix":
        query = f"{words[0]}*"
    else:
        query = " AND ".join(words)
    if question.speaker and chosen:
        query += f" name:{question.speaker}"
    if question.first:
        query += f" day:{question.first.replace('-', '')}..{question.last.replace('-', '')}"
    return query
