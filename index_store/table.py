"""Tables: many frozen values of one class, kept as a column for each field.

    Table(Passage, {"ordinal": range(1, 4), "text": [...], ...})  ==  (Passage(1, ...), Passage(2, ...), ...)

To make an object of a class takes longer than to index the passage it stands for. So where values come by the
hundred thousand they are made and read by columns, and are objects for those alone who ask for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, overload


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_T = TypeVar("_T", bound=_Dataclass)


@cache
def _defaults(of: type[_Dataclass]) -> Mapping[str, Any]:
    """The fields of a class with their defaults; MISSING is none."""
    return {field.name: field.default for field in fields(of)}


class Table(Sequence[_T]):
    """A sequence of values of a dataclass. Immutable, and equal to any sequence of the same values."""

    __slots__ = ("_columns", "_of", "_size")

    def __init__(self, of: type[_T], columns: Mapping[str, Sequence[Any]]) -> None:
        """The values of class `of` whose fields have these columns, equally long; a field that has a default
        may lack its column. Raises ValueError where the columns do not make values of that class."""
        sizes = set(map(len, columns.values()))
        known = _defaults(of)
        needed = {name for name, default in known.items() if default is MISSING}
        if len(sizes) != 1 or not needed <= columns.keys() <= known.keys():
            raise ValueError(f"these are no columns of {of.__name__}: {', '.join(columns)}")
        self._of = of
        self._columns = dict(columns)
        self._size = sizes.pop()

    @classmethod
    def of(cls, kind: type[_T], values: Sequence[_T]) -> Table[_T]:
        """These values as a table; itself where it is one."""
        if isinstance(values, Table):
            return values
        return cls(kind, {name: [getattr(value, name) for value in values] for name in _defaults(kind)})

    def has(self, name: str) -> bool:
        """Whether a field has a column; otherwise it has its default everywhere."""
        return name in self._columns

    def column(self, name: str) -> Sequence[Any]:
        """The values of one field, in order."""
        found = self._columns.get(name)
        if found is None:
            return [_defaults(self._of)[name]] * self._size
        return found

    def replaced(self, **columns: Sequence[Any]) -> Table[_T]:
        """The same with other columns in the place of those of this name."""
        return Table(self._of, self._columns | columns)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> _T: ...

    @overload
    def __getitem__(self, at: slice) -> Table[_T]: ...

    def __getitem__(self, at: int | slice) -> _T | Table[_T]:
        if isinstance(at, slice):
            return Table(self._of, {name: column[at] for name, column in self._columns.items()})
        return self._of(**{name: column[at] for name, column in self._columns.items()})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Table({list(self)!r})"
