"""The facade: a folder and questions in, Results out. The command line and a Python user call the same.

query, filters -> Asked -> Engine -> document numbers and scores -> passages, highlights, snippets -> Results
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property, wraps
from itertools import islice
from os import PathLike
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from index_store.basics import KaikenError
from search.answering import Answerer, Found, Unknown, best
from search.choices import both, conditions
from search.query.asked import Asked, ask
from search.query.nodes import And, Word
from search.query.variants import as_name
from search.results import (
    FACETS,
    SORTS,
    Expansion,
    FacetCount,
    Hit,
    IndexInfo,
    PassageView,
    Results,
    Searched,
    UnknownWord,
)
from search.snippets import snippet
from search.using import Using
from search.views import passage_view

if TYPE_CHECKING:
    from index_store.catalogue import DocumentRecord
    from index_store.snapshot import Snapshot
    from search.completion import Completion, Names
    from search.lexicon import Lexicon
    from search.people import IndexPerson
    from search.query.nodes import Node
    from search.query.variants import Expander

    _Ranges = tuple[tuple[int, int], ...]
    _Viewer = Callable[[str, int], PassageView | None]

_P = ParamSpec("_P")
_R = TypeVar("_R")

DEFAULT_SNIPPET = 320
"""About how many characters of a passage a snippet shows."""

WORD_BEGINNING = 3
"""How many letters of a word must be known to look for it."""
_WORDS_LOOKED_AT = 3000
_PHRASES_LOOKED_AT = 40

COUNTABLE = (*FACETS, "month", "day", "place", "issuer", "language")
"""What can be counted: the usual facets and some more on demand. Months are YYYY-MM, days YYYY-MM-DD."""


def _explained(method: Callable[_P, _R]) -> Callable[_P, _R]:
    """A method that says so when what it fails by is a damaged index."""

    @wraps(method)
    def explained(*args: _P.args, **options: _P.kwargs) -> _R:
        try:
            return method(*args, **options)
        except KaikenError:
            raise
        except Exception:
            searcher: Any = args[0]
            searcher._snapshot.check()
            raise

    return explained


class Searcher:
    """Searches one snapshot of an index. Threads may share it; a later commit needs a new Searcher.

    `index` is the folder of an index; without one it is the user's default. Raises KaikenError where there is
    no index or it can't be read.
    """

    def __init__(self, index: str | PathLike[str] | None = None) -> None:
        from index_store.snapshot import open_snapshot
        from index_store.storage import default_folder
        from search.execute.vector import VectorEngine

        self.folder = Path(index) if index is not None else default_folder()
        self._snapshot: Snapshot = open_snapshot(self.folder)
        self._engine = VectorEngine.of(self._snapshot)
        self._answerer = Answerer(self._engine, self._nearest)
        self._expander: Expander | None = None
        self._names: Names | None = None
        self._using = Using(self._snapshot.close)

    def __enter__(self) -> Searcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the index's files, as soon as no thread uses them. Closing twice is harmless."""
        self._using.close()

    @_explained
    def search(
        self,
        query: str = "",
        *,
        speaker: Sequence[str] = (),
        role: Sequence[str] = (),
        outlet: Sequence[str] = (),
        kind: Sequence[str] = (),
        place: Sequence[str] = (),
        document: Sequence[str] = (),
        date_from: str | date | None = None,
        date_to: str | date | None = None,
        quoted: bool = True,
        only: Mapping[str, Sequence[str]] | None = None,
        without: Mapping[str, Sequence[str]] | None = None,
        exact: bool = False,
        leave_out: Sequence[str] = (),
        sort: str = "relevance",
        limit: int = 10,
        page: int = 1,
        context: int = 0,
        facets: Sequence[str] | bool = (),
        snippet_chars: int = DEFAULT_SNIPPET,
        fill: bool = False,
    ) -> Results:
        """The passages that match a query and filters.

        Several values of one filter are alternatives, different filters hold together; values match as
        `speaker:` does. `quoted=False` leaves out passages that only quote the speaker. Dates are 2024,
        2024-01 or 2024-01-12, both ends included. `only` and `without` choose and exclude exact values of
        facets, as `facets` gives them: {"speaker": ["Kamikawa Yoko"]}. `sort` is relevance, newest or oldest;
        `page` counts from 1 and has `limit` hits. `context` is how many passages before and after come with
        each hit. `facets` are names of COUNTABLE, or True for the usual ones. An empty query lists everything
        that passes the filters.

        Plain words are also found in other forms (`Results.expansions`), but for those that `leave_out`
        names: kinds of variants, typed words or variants. `exact` takes every word as if it were quoted.

        Where no passage holds all the words of a query, those with most of them are given instead
        (`Results.relaxed`). `fill` lets passages with half of the words or more follow on the first page
        where few hold all of three words or more (`Hit.relaxed`). Raises QueryError for a query, value or
        date that can't be understood, KaikenError for other arguments.
        """
        began = perf_counter()
        _check(sort=sort, limit=limit, page=page, context=context, snippet_chars=snippet_chars)
        names = _facet_names(facets)
        filters = _filters(speaker, role, outlet, kind, place, document)
        chosen = conditions(only, without)
        with self._using:
            asked = self._asked(query, filters, date_from, date_to, quoted, exact, leave_out)
            asked = self._with_known_documents(asked)
            answer = self._answerer.answer(asked, chosen, sort, limit, (page - 1) * limit, fill)
            selections = both(asked.selections, chosen)
            view = cache(self._view)  # neighbours and questions of several hits are often the same
            marks = self._marks(answer.found)
            hits = tuple(self._hit(one, marks, view, context, snippet_chars) for one in answer.found)
            counts = self._engine.counts(answer.base, names, selections) if names else {}
            searched = self._searched() if answer.relaxed or not answer.total else None
        return Results(
            query=query,
            interpreted=asked.interpreted,
            total=answer.total,
            relaxed=answer.relaxed,
            hits=hits,
            facets=counts,
            took_ms=round((perf_counter() - began) * 1000, 3),
            expansions=_expansions(asked),
            unknown=tuple(UnknownWord(one.word, one.nearest) for one in answer.unknown),
            searched=searched,
        )

    @_explained
    def ids(
        self,
        query: str = "",
        *,
        speaker: Sequence[str] = (),
        role: Sequence[str] = (),
        outlet: Sequence[str] = (),
        kind: Sequence[str] = (),
        place: Sequence[str] = (),
        document: Sequence[str] = (),
        date_from: str | date | None = None,
        date_to: str | date | None = None,
        quoted: bool = True,
        exact: bool = False,
        leave_out: Sequence[str] = (),
        limit: int = 10,
    ) -> tuple[tuple[str, float], ...]:
        """The ids and scores of the best passages, which are those of the first page of `search`.

        Nothing is read of the passages and nothing is counted, so that this costs a small part of `search`.
        Arguments and errors as there; a query that matches nothing is not relaxed.
        """
        _check(limit=limit)
        filters = _filters(speaker, role, outlet, kind, place, document)
        with self._using:
            asked = self._asked(query, filters, date_from, date_to, quoted, exact, leave_out)
            asked = self._with_known_documents(asked)
            docnums, scores = best(self._engine, asked.tree, asked.words, limit)
            return tuple(zip(self._engine.ids(docnums), scores, strict=True))

    @_explained
    def facets(
        self,
        query: str = "",
        *,
        speaker: Sequence[str] = (),
        role: Sequence[str] = (),
        outlet: Sequence[str] = (),
        kind: Sequence[str] = (),
        place: Sequence[str] = (),
        document: Sequence[str] = (),
        date_from: str | date | None = None,
        date_to: str | date | None = None,
        quoted: bool = True,
        only: Mapping[str, Sequence[str]] | None = None,
        without: Mapping[str, Sequence[str]] | None = None,
        exact: bool = False,
        leave_out: Sequence[str] = (),
        fields: Sequence[str] | bool = FACETS,
    ) -> Mapping[str, tuple[FacetCount, ...]]:
        """How many matching passages have each value of each field, by count and then by value.

        Each field is counted as if its own selection were off. Arguments and errors as in `search`; a query
        that matches nothing is not relaxed.
        """
        names = _facet_names(fields)
        filters = _filters(speaker, role, outlet, kind, place, document)
        with self._using:
            asked = self._asked(query, filters, date_from, date_to, quoted, exact, leave_out)
            asked = self._with_known_documents(asked)
            selections = both(asked.selections, conditions(only, without))
            return self._engine.counts(asked.base, names, selections)

    @_explained
    def passage(self, id: str) -> PassageView:
        """The passage "DOCUMENT/ORDINAL". Raises KaikenError where there is none."""
        document, _, ordinal = id.rpartition("/")
        if not document or not (ordinal.isascii() and ordinal.isdigit()):
            raise KaikenError(
                f'"{id}" is not the name of a passage: write DOCUMENT/ORDINAL, as a result shows it'
            )
        with self._using:
            record = self.document(document)
            found = self._view(record.id, int(ordinal[:10]))
        if found is None:
            raise KaikenError(f'there is no passage "{id}": the document has {record.passages}')
        return found

    @_explained
    def passages(self, document: str) -> tuple[PassageView, ...]:
        """All passages of a document, in its order. Raises KaikenError where the index does not hold it."""
        with self._using:
            record = self.document(document)
            from whoosh.query import Term

            matches = self._engine.run(Term("document", record.id), "oldest", len(self._snapshot), 0)
            return tuple(self._passage(docnum) for docnum in matches.docnums)

    @_explained
    def document(self, name: str) -> DocumentRecord:
        """What the index knows of a document, by its name or an unmistakable part of it.

        Raises KaikenError, naming what is close, where the index does not hold it.
        """
        with self._using:
            return self._snapshot.document(name)

    @_explained
    def documents(self) -> tuple[DocumentRecord, ...]:
        """What the index knows of every document, in the order in which they were indexed."""
        with self._using:
            return tuple(self._snapshot.documents.values())

    @_explained
    def people(self) -> Mapping[str, IndexPerson]:
        """Everybody who speaks or is quoted, by name, most passages first. Reads the whole index."""
        from search.people import people_of

        with self._using:
            return people_of(self._snapshot)

    def words(self, beginning: str, most: int = 10) -> tuple[FacetCount, ...]:
        """The words of passages that begin like this, folded, with how many passages hold each.

        Most frequent first. None where fewer than WORD_BEGINNING letters are given. Of very many, those that
        come first in the alphabet are looked at.
        """
        from index_store.folding import fold

        start = fold(beginning)
        if len(start) < WORD_BEGINNING or most < 1:
            return ()
        with self._using:
            reader = self._snapshot.reader
            found = islice(reader.expand_prefix("exact", start.encode()), _WORDS_LOOKED_AT)
            counts = [FacetCount(term.decode(), reader.doc_frequency("exact", term)) for term in found]
        return tuple(sorted(counts, key=lambda one: (-one.count, one.value))[:most])

    def phrases(self, words: str, beginning: str, most: int = 10) -> tuple[FacetCount, ...]:
        """The words with those that follow them and begin like this, folded, with how many passages hold them
        side by side; the most frequent first. Only the most frequent words that begin so are tried."""
        from whoosh.query import Phrase

        from index_store.folding import fold

        with self._using:
            first = [fold(word) for word in words.split()]
            tried = [[*first, one.value] for one in self.words(beginning, _PHRASES_LOOKED_AT)]
            counts = [FacetCount(" ".join(row), self._engine.count(Phrase("exact", row))) for row in tried]
        held = [one for one in counts if one.count]
        return tuple(sorted(held, key=lambda one: (-one.count, one.value))[:most])

    def complete(self, query: str, cursor: int | None = None) -> tuple[Completion, ...]:
        """What could stand at the cursor, by default at the end of the query: people, outlets and places
        by any of their words, values of a field behind its name, phrases and words.

        The names are read from the whole index when they are first asked for.
        """
        from search.completion import FIELDS, Names, completions

        if self._names is None:
            self._names = Names(self.facets("", fields=tuple(FIELDS.values())))
        at = len(query) if cursor is None else cursor
        return completions(query, at, self._names, self.words, self.phrases)

    @property
    def generation(self) -> int:
        """The number of the commit that this searcher reads; it grows with every one."""
        return self._snapshot.generation

    def _nearest(self, word: Word) -> Unknown | None:
        """What the index has instead of a word that no passage, title or name holds; None where one does."""
        from whoosh.query import Phrase

        from search.nearest import nearest

        lexicon = self._lexicon
        known = any(map(lexicon.holds, word.stems)) or any(map(lexicon.titled, word.stems))
        if known or len(word.exact) > 1 or lexicon.named(word.exact[0]):
            return None

        def stands(one: str, other: str) -> bool:
            return bool(self._engine.run(Phrase("exact", [one, other]), "newest", 0, 0).total)

        return Unknown(word.typed, nearest(word.exact[0], lexicon, stands))

    @cached_property
    def _lexicon(self) -> Lexicon:
        from search.lexicon import Lexicon

        return Lexicon([live.segment for live in self._snapshot.segments])

    def _searched(self) -> Searched:
        first, last = self._dates()
        return Searched(len(self._snapshot.documents), self._snapshot.reader.doc_count(), first, last)

    def _dates(self) -> tuple[str | None, str | None]:
        """The first and the last day of the index."""
        everything = ask().tree
        ends = [self._engine.run(everything, sort, 1, 0).docnums for sort in ("oldest", "newest")]
        first, last = (self._passage(docnums[0]).date if docnums else None for docnums in ends)
        return first and first[:10], last and last[:10]

    @_explained
    def info(self) -> IndexInfo:
        """What the index holds."""
        from index_store.storage import folder_bytes

        with self._using:
            everything = ask().tree
            speakers = self._engine.counts(everything, ("speaker",))["speaker"]
            first, last = self._dates()
            return IndexInfo(
                folder=str(self.folder),
                generation=self._snapshot.generation,
                documents=len(self._snapshot.documents),
                passages=len(self._snapshot),
                speakers=len(speakers),
                first_date=first,
                last_date=last,
                bytes=folder_bytes(self.folder),
            )

    def _asked(
        self,
        query: str,
        filters: Mapping[str, Sequence[str]],
        date_from: str | date | None,
        date_to: str | date | None,
        quoted: bool,
        exact: bool,
        leave_out: Sequence[str],
    ) -> Asked:
        names = (leave_out,) if isinstance(leave_out, str) else leave_out
        left_out = frozenset(map(as_name, names))
        expand = None if exact else (lambda node: self._expand(node, left_out))
        return ask(
            query,
            filters=filters,
            date_from=date_from,
            date_to=date_to,
            quoted=quoted,
            exact=exact,
            expand=expand,
        )

    def _expand(self, node: Node, leave_out: frozenset[str]) -> Node:
        """The node with the variants of its words."""
        if self._expander is None:
            from search.query.synonyms import FILE_NAME, Synonyms, read, shipped
            from search.query.variants import Expander

            synonyms = Synonyms(shipped() + read(self.folder / FILE_NAME))
            self._expander = Expander(synonyms, self._lexicon)
        return self._expander.expand(node, leave_out)

    def _with_known_documents(self, asked: Asked) -> Asked:
        """With every document that is asked for by its full name."""
        return asked.with_documents(lambda name: self._snapshot.document(name).id)

    def _passage(self, docnum: int) -> PassageView:
        return passage_view(self._snapshot.passage(docnum))

    def _marks(self, found: Sequence[Found]) -> dict[int, _Ranges]:
        """What to mark in each passage: all of one tree together, which costs little more than one."""
        of_tree: dict[int, list[Found]] = {}
        for one in found:
            of_tree.setdefault(id(one.tree), []).append(one)
        marks: dict[int, _Ranges] = {}
        for same in of_tree.values():
            docnums = [one.docnum for one in same]
            marks.update(zip(docnums, self._engine.marks(same[0].tree, docnums), strict=True))
        return marks

    def _hit(
        self, found: Found, marks: Mapping[int, _Ranges], view: _Viewer, context: int, snippet_chars: int
    ) -> Hit:
        passage = self._passage(found.docnum)
        highlights = marks[found.docnum]
        around = range(passage.ordinal - context, passage.ordinal + context + 1)
        near = [(n, view(passage.document, n)) for n in around if n != passage.ordinal]
        return Hit(
            passage=passage,
            score=found.score,
            relaxed=found.relaxed,
            highlights=highlights,
            snippet=snippet(passage.text, highlights, snippet_chars),
            questions=tuple(
                question
                for id in passage.answers_to
                if (question := view(passage.document, _ordinal(id))) is not None
            ),
            before=tuple(one for n, one in near if one is not None and n < passage.ordinal),
            after=tuple(one for n, one in near if one is not None and n > passage.ordinal),
        )

    def _view(self, document: str, ordinal: int) -> PassageView | None:
        docnum = self._snapshot.docnum(document, ordinal) if ordinal > 0 else None
        return None if docnum is None else self._passage(docnum)


def _expansions(asked: Asked) -> tuple[Expansion, ...]:
    """The variants of each word of a query, by kind."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in asked.expansions:
        words = one.node.children if isinstance(one.node, And) else (one.node,)
        typed = " ".join(word.typed for word in words if isinstance(word, Word))
        for variant in one.variants:
            found.setdefault((typed, variant.kind), []).append(variant.printed)
    return tuple(Expansion(typed, kind, tuple(variants)) for (typed, kind), variants in found.items())


def _ordinal(id: str) -> int:
    return int(id.rpartition("/")[2])


def _filters(
    speaker: Sequence[str],
    role: Sequence[str],
    outlet: Sequence[str],
    kind: Sequence[str],
    place: Sequence[str],
    document: Sequence[str],
) -> dict[str, Sequence[str]]:
    given = {
        "speaker": speaker,
        "role": role,
        "outlet": outlet,
        "kind": kind,
        "place": place,
        "doc": document,
    }
    return {
        name: (values,) if isinstance(values, str) else values for name, values in given.items() if values
    }


def _facet_names(facets: Sequence[str] | bool) -> tuple[str, ...]:
    if isinstance(facets, bool):
        return FACETS if facets else ()
    names = (facets,) if isinstance(facets, str) else tuple(facets)
    for name in names:
        if name not in COUNTABLE:
            raise KaikenError(f'there is no facet "{name}": the facets are {", ".join(COUNTABLE)}')
    return names


def _check(
    *, limit: int, sort: str = "relevance", page: int = 1, context: int = 0, snippet_chars: int = 1
) -> None:
    if sort not in SORTS:
        raise KaikenError(f'results can\'t be sorted by "{sort}": use {", ".join(SORTS)}')
    if limit < 0:
        raise KaikenError(f"a page can't have {limit} hits: use 0 or more")
    if page < 1:
        raise KaikenError(f"there is no page {page}: the first is 1")
    if context < 0:
        raise KaikenError(f"there can't be {context} passages of context: use 0 or more")
    if snippet_chars < 1:
        raise KaikenError(f"a snippet can't have {snippet_chars} characters: use 1 or more")
