"""SQLite's FTS5: the database and the statements; `fts5_stdlib` and `fts5_apsw` bring the connection.

passages    number, id, title, date, day, year, speaker, text
stems       FTS5 over text and speaker by Porter's stems       } external content: the text is in
words       FTS5 over text as printed                          } `passages` alone
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from comparison.engine import FACETS, PAGE, Answer, Counts, Passage, Question, Unsupported, read_passages

STORE = "fts5"
DATABASE = "passages.sqlite"

_PORTER = "FTS5 stems by Porter's first algorithm, the others by the English one of Snowball"
DIFFERS = dict.fromkeys(
    (
        *("rare", "frequent", "stop", "and2", "or3_5", "sentence"),
        *("dated", "spoken", "facets", "sideways", "page", "count"),
    ),
    _PORTER,
)

_TABLES = (
    """create table passages (number integer primary key, id text, title text, date text, day int, year text,
       speaker text, text text)""",
    """create virtual table stems using fts5 (text, speaker, content='passages', content_rowid='number',
       tokenize='porter unicode61 remove_diacritics 2')""",
    """create virtual table words using fts5 (text, content='passages', content_rowid='number',
       tokenize='unicode61 remove_diacritics 2')""",
    # A name in a filter scores nothing.
    "insert into stems (stems, rank) values ('rank', 'bm25(1.0, 0.0)')",
)
_IDS = """select id from (select rowid as found, rank as score from {table} where {table} match ?
          order by rank limit {page}) join passages on number = found order by score"""
_DATED = """select passages.id from {table} join passages on number = {table}.rowid
            where {table} match ? and day between {first} and {last} order by rank limit {page}"""
_PAGE = """select id, title, date, speaker, marked from
           (select rowid as found, rank as score, snippet(stems, 0, '<b>', '</b>', '...', 50) as marked
            from stems where stems match ? order by rank limit {page})
           join passages on number = found order by score"""
_FACET = """select passages.{field}, count(*) from stems join passages on number = stems.rowid
            where stems match ? and passages.{field} <> '' group by passages.{field}"""
_COUNT = "select count(*) from {table} where {table} match ?"
_COUNT_DATED = """select count(*) from {table} join passages on number = {table}.rowid
                  where {table} match ? and day between {first} and {last}"""


def layout() -> str:
    """Every SQLite reads it."""
    return "1"


class Connection(Protocol):
    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Iterable[Any]: ...

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any: ...

    def close(self) -> None: ...


def build(source: Path, connection: Connection) -> None:
    """Fill an empty database in one transaction. The connection commits by itself outside of one."""
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute("begin")
    rows = (_row(number, passage) for number, passage in enumerate(read_passages(source), 1))
    connection.executemany("insert into passages values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    for table in ("stems", "words"):
        connection.execute(f"insert into {table} ({table}) values ('rebuild')")
        connection.execute(f"insert into {table} ({table}) values ('optimize')")
    connection.execute("create index by_day on passages (day)")
    connection.execute("commit")
    connection.close()


def _row(number: int, passage: Passage) -> tuple[Any, ...]:
    return (
        *(number, passage.id, passage.title, passage.date, passage.day, passage.year),
        *(passage.speaker, passage.text),
    )


class Fts5Engine:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._all("pragma mmap_size = 4294967296")

    def prepare(self, question: Question) -> Callable[[], Answer]:
        table, match = self._table(question), match_string(question)
        if question.kind == "facets":
            everybody = match_string(question, chosen=False)
            return lambda: self.facets(match, everybody)
        if question.kind == "page":
            sql = _PAGE.format(page=PAGE)
            return lambda: self._all(sql, match)
        if question.kind == "count":
            return lambda: int(self._all(_COUNT.format(table=table), match)[0][0])
        sql = (_DATED if question.first else _IDS).format(table=table, page=PAGE, **_days(question))
        return lambda: [row[0] for row in self._all(sql, match)]

    def facets(self, match: str, everybody: str) -> Counts:
        asked = dict(zip(FACETS, (everybody, match), strict=True))
        return {name: dict(self._all(_FACET.format(field=name), asked[name])) for name in FACETS}

    def total(self, question: Question) -> int:
        sql = (_COUNT_DATED if question.first else _COUNT).format(
            table=self._table(question), **_days(question)
        )
        return int(self._all(sql, match_string(question))[0][0])

    def close(self) -> None:
        self.connection.close()

    def _table(self, question: Question) -> str:
        if question.kind in ("wildcard", "fuzzy"):
            raise Unsupported(f"FTS5 has no {question.kind} words")
        return "words" if question.kind in ("phrase", "prefix") else "stems"

    def _all(self, sql: str, *values: Any) -> list[Any]:
        return list(self.connection.execute(sql, values))


def match_string(question: Question, chosen: bool = True) -> str:
    """In FTS5's language. Words are quoted, since AND, OR and NOT are operators."""
    words = question.words
    if question.kind == "phrase":
        return f'"{" ".join(words)}"'
    if question.kind == "prefix":
        return f'"{words[0]}"*'
    joined = (" OR " if question.kind == "any" else " AND ").join(f'"{word}"' for word in words)
    if question.speaker and chosen:
        return f'text : ({joined}) AND speaker : "{question.speaker}"'
    return f"text : ({joined})"


def _days(question: Question) -> dict[str, str]:
    return {"first": question.first.replace("-", ""), "last": question.last.replace("-", "")}
