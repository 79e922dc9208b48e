"""What the harness and the engines say to each other: passages go in when an index is built, questions when
it is searched, and ids, counts or a page come back.

An engine is a module of `comparison.peers` with the members of `Peer`. It turns a question into the query
string (or SQL) that its user would type, before the clock runs; parsing that string is timed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

FACETS = ("speaker", "year")
"""The fields whose values are counted."""

PAGE = 10
"""How many passages are asked for."""

SNIPPET = 320
"""About how many characters of a passage a highlighted page shows."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as every engine is given it. An empty string is an absent value."""

    id: str
    """`DOCUMENT/ORDINAL`, ordinals from 1."""
    title: str
    date: str
    """YYYY-MM-DD."""
    speaker: str
    text: str

    @property
    def day(self) -> int:
        """YYYYMMDD; 0 where there is no date."""
        return int(self.date.replace("-", "") or 0)

    @property
    def year(self) -> str:
        return self.date[:4]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `kind` says what `words` mean:

    all       passages with all of these words, in any inflection (one word or more)
    any       passages with at least one of them
    phrase    exactly these words in this order, uninflected
    prefix    a word that begins like this, as written
    wildcard  a word that fits this pattern: `*` any characters, `?` one
    fuzzy     a word that is at most one edit away from this one, with the same first letter where the
              engine can ask for that
    facets    for the passages with all of the words: how many each speaker and each year has
    page      as `all`, but ten passages as they are shown: title, date, speaker and marked text
    count     how many passages have all of the words

    `speaker` is a word of the speaker's name; `first` and `last` are days that the date lies between, both
    included. Where a speaker is chosen, facets count speakers as if none were (drill-sideways). All kinds but
    facets, page and count are answered by the ids of the ten best passages.
    """

    kind: str
    words: tuple[str, ...]
    speaker: str = ""
    first: str = ""
    last: str = ""


class Unsupported(Exception):
    """The engine has no way to ask this."""


Counts = dict[str, dict[str, int]]
"""Passages for each value of each field of FACETS."""

Answer = Sequence[str] | Sequence[tuple[str, ...]] | Counts | int
"""Ids; a page; counts of facets; a count."""


class Engine(Protocol):
    """An index, opened."""

    def prepare(self, question: Question) -> Callable[[], Answer]:
        """A call that parses the query and answers it, every time anew. Raises Unsupported."""
        ...

    def total(self, question: Question) -> int:
        """Exactly how many passages match; nobody times this."""
        ...

    def close(self) -> None: ...


class Peer(Protocol):
    """The module of an engine."""

    NAME: str
    """As it is printed."""
    STORE: str
    """Name of the folder of its index; engines that read one index share it, the first builds it."""
    REMARKS: tuple[str, ...]
    """How it is set up, and what differs: sentences for the report."""
    DIFFERS: Mapping[str, str]
    """Classes whose matches are meant to differ from those of the others, and why."""

    def version(self) -> str:
        """Versions of what is measured. Raises ImportError where it is not installed."""
        ...

    def layout(self) -> str:
        """Changes whenever `build` would make something else."""
        ...

    def build(self, source: Path, folder: Path) -> None:
        """Index the passages of `source` in `folder`, which is empty."""
        ...

    def open_index(self, folder: Path) -> Engine: ...


def read_passages(source: Path) -> Iterator[Passage]:
    """The passages of a file that `corpus.write` made."""
    ordinals: dict[str, int] = {}
    with source.open("rb") as lines:
        for line in lines:
            record = json.loads(line)
            document = record["doc_id"]
            ordinal = ordinals[document] = ordinals.get(document, 0) + 1
            yield Passage(
                f"{document}/{ordinal}",
                record["title"] or "",
                record["date"] or "",
                record["speaker"] or "",
                record["text"],
            )
