"""A query and filters -> what is asked for: nodes, tree, canonical form, selections, relaxed form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from search.query import dates
from search.query.canonical import canonical
from search.query.errors import QueryError
from search.query.nodes import And, Dates, Everything, Field, Node, Not, Or, Value, Word
from search.query.operands import field_value
from search.query.parser import parse

if TYPE_CHECKING:
    from whoosh.query import Query

_FACET_OF = {"speaker": "speaker", "role": "role", "outlet": "outlet", "kind": "kind", "doc": "document"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks for."""

    node: Node
    quoted: bool = True
    """Whether `speaker:` finds passages that quote the person, too."""

    @property
    def interpreted(self) -> str:
        """The query in its plainest form, filters included; parsing it gives the same tree."""
        return canonical(self.node)

    @property
    def tree(self) -> Query:
        """All of it."""
        from search.query.tree import build

        return build(self.node, self.quoted)

    @property
    def base(self) -> Query:
        """The tree without the selections."""
        from search.query.tree import all_of, build

        return all_of([build(part, self.quoted) for part in _parts(self.node) if _facet(part) is None])

    @property
    def selections(self) -> Mapping[str, Query]:
        """What is chosen of each facet: conditions on its field that hold for the whole query.

        Dates are the selection of the facet "year". base and all of these together are the tree.
        """
        from search.query.tree import all_of, build

        chosen: dict[str, list[Query]] = {}
        for part in _parts(self.node):
            facet = _facet(part)
            if facet is not None:
                chosen.setdefault(facet, []).append(build(part, self.quoted))
        return {facet: all_of(trees) for facet, trees in chosen.items()}

    def with_documents(self, full_name: Callable[[str], str]) -> Asked:
        """The same with the names of documents replaced by their full names."""
        return replace(self, node=_with_documents(self.node, full_name))

    @property
    def relaxed_base(self) -> Query | None:
        """`base` with most of the plain words instead of all; None where it has fewer than two.

        Most is three fifths of the words, rounded up, and one where there are two. Common words do not count;
        phrases, prefixes, groups, fields and exclusions stay as they are.
        """
        from search.query.tree import all_of, at_least, build

        parts = [part for part in _parts(self.node) if _facet(part) is None]
        words = tuple(dict.fromkeys(part for part in parts if isinstance(part, Word) and not part.stop))
        if len(words) < 2:
            return None
        others = [build(part, self.quoted) for part in parts if not isinstance(part, Word)]
        return all_of([at_least(most_of(len(words)), words), *others])


def most_of(count: int) -> int:
    """How many of so many words are most of them."""
    return 1 if count == 2 else -(-count * 3 // 5)


def ask(
    query: str = "",
    *,
    filters: Mapping[str, Sequence[str]] | None = None,
    date_from: str | date | None = None,
    date_to: str | date | None = None,
    quoted: bool = True,
    today: date | None = None,
) -> Asked:
    """What a query with filters asks for.

    `filters` maps names of fields (speaker, role, outlet, kind, place, doc ...) to values: several values of
    one field are alternatives, different fields hold together. Dates such as "last week" count from `today`.
    Raises QueryError for a query, a value or a
    date that can't be understood.
    """
    parts: list[Node] = []
    node = parse(query, today)
    if not isinstance(node, Everything):
        parts.extend(_parts(node))
    for name, values in (filters or {}).items():
        if values:
            parts.append(Field(name, tuple(field_value(name, value) for value in values)))
    low = _bound(date_from, False, today)
    high = _bound(date_to, True, today)
    if low is not None and high is not None and low > high:
        raise QueryError(
            f"the dates end before they begin: from {date_from} to {date_to}",
            "",
            0,
            "Exchange the two dates.",
        )
    if low is not None:
        parts.append(Dates(low, None))
    if high is not None:
        parts.append(Dates(None, high))
    if not parts:
        return Asked(Everything(), quoted)
    return Asked(parts[0] if len(parts) == 1 else And(tuple(parts)), quoted)


def _bound(value: str | date | None, last: bool, today: date | None) -> int | None:
    if value is None:
        return None
    try:
        return dates.bound(value, last, today)
    except dates.DateError as error:
        text = str(value)
        raise QueryError(str(error), text, error.at, "A date is 2024, 2024-01 or 2024-01-12.") from None


def _with_documents(node: Node, full_name: Callable[[str], str]) -> Node:
    if isinstance(node, And | Or):
        return type(node)(tuple(_with_documents(child, full_name) for child in node.children))
    if isinstance(node, Not):
        return Not(_with_documents(node.child, full_name))
    if isinstance(node, Field) and node.name == "doc":
        names = [full_name(value.words[0]) for value in node.values]
        return Field("doc", tuple(Value((name,), name) for name in names))
    return node


def _parts(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, And) else (node,)


def _facet(node: Node) -> str | None:
    if isinstance(node, Dates):
        return "year"
    return _FACET_OF.get(node.name) if isinstance(node, Field) else None
