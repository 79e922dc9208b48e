"""A query and filters -> what is asked for: nodes, tree, canonical form, selections, relaxed form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from search.query import dates
from search.query.canonical import canonical
from search.query.errors import QueryError
from search.query.nodes import (
    And,
    Dates,
    Everything,
    Expanded,
    Field,
    Near,
    Node,
    Not,
    Or,
    Quoted,
    Value,
    Word,
)
from search.query.operands import field_value
from search.query.parser import parse

if TYPE_CHECKING:
    from whoosh.query import Query

_FACET_OF = {"speaker": "speaker", "role": "role", "outlet": "outlet", "kind": "kind", "doc": "document"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks for."""

    node: Node
    """As it was typed."""
    quoted: bool = True
    """Whether `speaker:` finds passages that quote the person, too."""
    expanded: Node = field(default_factory=Everything, compare=False)
    """The same with the variants of its words."""

    @property
    def interpreted(self) -> str:
        """The query in its plainest form, filters included; parsing it gives the same tree."""
        return canonical(self.node)

    @property
    def tree(self) -> Query:
        """All of it."""
        from search.query.tree import build

        return build(self.expanded, self.quoted)

    @property
    def base(self) -> Query:
        """The tree without the selections."""
        from search.query.tree import all_of, build

        return all_of([build(part, self.quoted) for part in self._conditions])

    @property
    def selections(self) -> Mapping[str, Query]:
        """What is chosen of each facet: conditions on its field that hold for the whole query.

        Dates are the selection of the facet "year". base and all of these together are the tree.
        """
        from search.query.tree import all_of, build

        chosen: dict[str, list[Query]] = {}
        for part in _parts(self.expanded):
            facet = _facet(part)
            if facet is not None:
                chosen.setdefault(facet, []).append(build(part, self.quoted))
        return {facet: all_of(trees) for facet, trees in chosen.items()}

    @property
    def words(self) -> tuple[Word, ...]:
        """The plain words that are asked for, each once; none of what is excluded or quoted."""
        return tuple(dict.fromkeys(_words(self.expanded)))

    @property
    def expansions(self) -> tuple[Expanded, ...]:
        """The words that have variants."""
        from search.query.variants import expansions

        return tuple(expansions(self.expanded))

    @property
    def units(self) -> tuple[Word | Expanded, ...]:
        """What can be relaxed: the plain words that must all be there, those with variants together."""
        return tuple(
            dict.fromkeys(
                part
                for part in self._conditions
                if isinstance(part, Expanded) or (isinstance(part, Word) and not part.stop)
            )
        )

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but plain words."""
        return all(isinstance(part, Word | Expanded) for part in _parts(self.expanded))

    def relaxed_base(self, count: int, units: Sequence[Word | Expanded] | None = None) -> Query:
        """`base` with `count` of the units instead of all. Phrases, groups, fields and exclusions stay."""
        from search.query.tree import all_of, at_least, build

        others = [
            build(part, self.quoted) for part in self._conditions if not isinstance(part, Word | Expanded)
        ]
        return all_of([at_least(count, self.units if units is None else units), *others])

    @property
    def _conditions(self) -> list[Node]:
        return [part for part in _parts(self.expanded) if _facet(part) is None]

    def with_documents(self, full_name: Callable[[str], str]) -> Asked:
        """The same with the names of documents replaced by their full names."""
        if not _names_documents(self.node):
            return self
        return replace(
            self,
            node=_with_documents(self.node, full_name),
            expanded=_with_documents(self.expanded, full_name),
        )


def most_of(count: int) -> int:
    """How many of so many words are asked for instead of all: three fifths, rounded up, one of two, and three
    of a whole sentence, whose words are too many to be all in one place."""
    return 1 if count == 2 else min(-(-count * 3 // 5), 3)


def ask(
    query: str = "",
    *,
    filters: Mapping[str, Sequence[str]] | None = None,
    date_from: str | date | None = None,
    date_to: str | date | None = None,
    quoted: bool = True,
    exact: bool = False,
    expand: Callable[[Node], Node] | None = None,
    today: date | None = None,
) -> Asked:
    """What a query with filters asks for.

    `filters` maps names of fields (speaker, role, outlet, kind, place, doc ...) to values: several values of
    one field are alternatives, different fields hold together. `exact` takes every plain word as if it were
    quoted; `expand` adds the variants of words. Dates such as "last week" count from `today`.
    Raises QueryError for a query, a value or a
    date that can't be understood.
    """
    parts: list[Node] = []
    node = parse(query, today)
    if exact:
        node = _quoted(node)
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
    whole = parts[0] if len(parts) == 1 else And(tuple(parts))
    return Asked(whole, quoted, expand(whole) if expand is not None else whole)


def _bound(value: str | date | None, last: bool, today: date | None) -> int | None:
    if value is None:
        return None
    try:
        return dates.bound(value, last, today)
    except dates.DateError as error:
        text = str(value)
        raise QueryError(str(error), text, error.at, "A date is 2024, 2024-01 or 2024-01-12.") from None


def _quoted(node: Node) -> Node:
    """The node with every plain word quoted."""
    if isinstance(node, Word):
        return Quoted(node.exact, node.typed)
    if isinstance(node, And | Or):
        return type(node)(tuple(map(_quoted, node.children)))
    if isinstance(node, Not):
        return Not(_quoted(node.child))
    if isinstance(node, Near):
        return Near(_quoted(node.left), _quoted(node.right), node.within, node.ordered)
    return node


def _words(node: Node) -> Iterator[Word]:
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Expanded):
        yield from _words(node.node)
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from _words(child)
    elif isinstance(node, Near):
        yield from _words(node.left)
        yield from _words(node.right)


def _names_documents(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(map(_names_documents, node.children))
    if isinstance(node, Not):
        return _names_documents(node.child)
    return isinstance(node, Field) and node.name == "doc"


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
