"""What a search gives back: plain frozen values, the same for the command line, the page and Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

FACETS = ("speaker", "role", "outlet", "kind", "year", "document")
"""The facets that every search can count."""

SORTS = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """Where a passage stands: stored character offsets in a file with this digest."""

    path: str
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a passage that it quotes from somebody; offsets count characters of the passage's text."""

    start: int
    end: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage as the index holds it."""

    id: str
    """`DOCUMENT/ORDINAL`."""
    document: str
    ordinal: int
    text: str
    """Verbatim."""
    speaker: str | None
    role: str | None
    outlet: str | None
    kind: str
    section: str | None
    date: str | None
    place: str | None
    title: str | None
    event: str | None
    source: SourceSpan
    answers_to: tuple[str, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    how: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matches, with why."""

    passage: PassageView
    score: float
    highlights: tuple[tuple[int, int], ...]
    """Ranges [start, end) of `passage.text`, ascending, not overlapping. A phrase is one range."""
    snippet: tuple[int, int]
    """The range of `passage.text` that shows the matches best; the whole text where it is short."""
    questions: tuple[PassageView, ...] = ()
    """What this passage answers."""
    before: tuple[PassageView, ...] = ()
    after: tuple[PassageView, ...] = ()
    relaxed: bool = False
    """It does not hold all that was asked for, but most of it."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of a query that were also looked for in other forms."""

    typed: str
    kind: str
    """synonyms, acronyms, compounds, numerals or order: `search.query.variants`."""
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of a query that no passage holds."""

    word: str
    nearest: tuple[str, ...]
    """Words that passages do hold, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched when nothing was found."""

    documents: int
    passages: int
    first_date: str | None
    """The earliest day of a passage, YYYY-MM-DD; None where no passage has a date."""
    last_date: str | None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found."""

    query: str
    """As typed."""
    interpreted: str
    """How it was understood, in words of the query language."""
    total: int
    """Exactly how many passages match."""
    relaxed: bool
    """Nothing held all the words, so these passages hold most of them."""
    hits: tuple[Hit, ...]
    """Those with all that was asked for come first; if they are few, some with most of it follow, which are
    marked (`Hit.relaxed`) and not in `total`."""
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    took_ms: float = 0.0
    expansions: tuple[Expansion, ...] = ()
    """Other forms of words that were looked for, too."""
    unknown: tuple[UnknownWord, ...] = ()
    """Where nothing held all the words: those that no passage holds."""
    searched: Searched | None = None
    """Where nothing held all that was asked for: what was searched."""

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds."""

    folder: str
    generation: int
    """Grows with every commit."""
    documents: int
    passages: int
    speakers: int
    """How many different people are known to speak."""
    first_date: str | None
    """The earliest day of a passage, YYYY-MM-DD; None where no passage has a date."""
    last_date: str | None
    bytes: int
    """The size of the folder's files."""
