"""What a query says, as small frozen values: lexer -> these -> the tree of Whoosh objects, and back to text.

Two nodes are equal when they ask for the same thing. How it was typed is kept for the canonical form alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word. More than one token where the analyser splits it (Indo-Pacific, 3:30): then the tokens
    stand side by side."""

    stems: tuple[str, ...]
    exact: tuple[str, ...]
    stop: bool = False
    """It is so common that it asks for nothing beside other words (the, of)."""
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Exactly these words in this order."""

    exact: tuple[str, ...]
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins like this."""

    start: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Any word of this form: `?` stands for one character, `*` for any number."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any word that is at most so many letters away."""

    word: str
    edits: int


@dataclass(frozen=True, slots=True)
class Together:
    """Exactly these words, in any order, within a window: `within` is how far two words may be apart."""

    exact: tuple[str, ...]
    within: int
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Both operands, at most `within` words apart; None: in one sentence."""

    left: Node
    right: Node
    within: int | None
    ordered: bool
    """The left one comes first."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a field: its words for a field of words, itself for a field of whole values."""

    words: tuple[str, ...]
    typed: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """Passages whose field has one of the values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """Passages from the first to the last minute, both included; None where that end is open."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way to write words of a query."""

    kind: str
    """One of `variants.KINDS`."""
    printed: str
    stems: tuple[str, ...]
    """Side by side."""
    boost: float
    """What each of the stems counts."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """Words of a query, or one of their variants."""

    node: Word | And
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """No condition at all."""


Node = (
    Word
    | Quoted
    | Prefix
    | Wildcard
    | Fuzzy
    | Together
    | Near
    | Field
    | Dates
    | Not
    | And
    | Or
    | Expanded
    | Everything
)
