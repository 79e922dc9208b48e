"""kaiken, through `index_store.update` and `search.Searcher`."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import index_store
from comparison.engine import FACETS, PAGE, SNIPPET, Answer, Counts, Question, Unsupported
from index_store import KaikenError, update
from search import Searcher

NAME = "kaiken"
STORE = "kaiken"
REMARKS = (
    "kaiken indexes titles, names and kinds of passages as well, here with one process; ids are those of "
    "`Searcher.ids`, which does not count.",
)
DIFFERS: dict[str, str] = {}


def version() -> str:
    """The installed version, or of a copy that is only on the path what its sources are."""
    try:
        return metadata.version("kaiken")
    except metadata.PackageNotFoundError:
        return f"sources {layout()}"


def layout() -> str:
    """A digest of the code that indexes."""
    digest = sha256()
    for file in sorted(Path(index_store.__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def build(source: Path, folder: Path) -> None:
    report = update([source], folder, jobs=1)
    if report.failed:
        raise SystemExit(f"kaiken: {report.failed[0]}")


def open_index(folder: Path) -> KaikenEngine:
    return KaikenEngine(folder)


class KaikenEngine:
    def __init__(self, folder: Path) -> None:
        self.searcher = Searcher(folder)

    def prepare(self, question: Question) -> Callable[[], Answer]:
        query = query_string(question)
        if question.kind in ("wildcard", "fuzzy"):
            self.check_understood(query)
        if question.kind == "facets":
            return lambda: self.facets(query)
        if question.kind == "page":
            return lambda: self.page(query)
        if question.kind == "count":
            return lambda: self.searcher.search(query, limit=0).total
        return lambda: self.ids(query)

    def check_understood(self, query: str) -> None:
        """Raise Unsupported where a joker or a tilde is taken for something else."""
        try:
            understood = self.searcher.search(query, limit=0).interpreted
        except KaikenError as error:
            raise Unsupported(str(error).splitlines()[0]) from None
        if query not in understood:
            raise Unsupported(f"kaiken understands `{query}` as `{understood}`")

    def ids(self, query: str) -> list[str]:
        return [id for id, _ in self.searcher.ids(query, limit=PAGE)]

    def facets(self, query: str) -> Counts:
        found = self.searcher.facets(query, fields=FACETS)
        return {name: {one.value: one.count for one in counts} for name, counts in found.items()}

    def page(self, query: str) -> list[tuple[str, ...]]:
        page: list[tuple[str, ...]] = []
        for hit in self.searcher.search(query, limit=PAGE, snippet_chars=SNIPPET):
            passage = hit.passage
            head = (passage.id, passage.title or "", passage.date or "", passage.speaker or "")
            page.append((*head, _marked(passage.text, hit.snippet, hit.highlights)))
        return page

    def total(self, question: Question) -> int:
        found = self.searcher.search(query_string(question), limit=0)
        return 0 if found.relaxed else found.total

    def close(self) -> None:
        self.searcher.close()


def query_string(question: Question) -> str:
    """What a user types."""
    words = question.words
    if question.kind == "any":
        query = " OR ".join(words)
    elif question.kind == "phrase":
        query = f'"{" ".join(words)}"'
    elif question.kind == "prefix":
        query = f"{words[0]}*"
    elif question.kind == "fuzzy":
        query = f"{words[0]}~1"
    else:
        query = " ".join(words)
    if question.speaker:
        query += f" speaker:{question.speaker}"
    if question.first:
        query += f" from:{question.first} to:{question.last}"
    return query


def _marked(text: str, span: tuple[int, int], highlights: tuple[tuple[int, int], ...]) -> str:
    parts, at = [], span[0]
    for start, end in highlights:
        if start >= at and end <= span[1]:
            parts += [text[at:start], "<b>", text[start:end], "</b>"]
            at = end
    return "".join((*parts, text[at : span[1]]))
