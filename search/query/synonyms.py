"""Groups of names for one thing: synonyms.toml in, the other names of a sequence of words out.

    groups = [
        ["ROK", "South Korea", "Republic of Korea"],
    ]

Names are compared by the stems of their words, little words left out. A name is analysed when a query first
holds a word that begins like its first one, so that a search does not wait for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index_store.analysis import CAPITAL_ACRONYMS, tokens
from index_store.basics import KaikenError
from search.query.stopwords import STOP_WORDS

SHIPPED = Path(__file__).parents[1] / "data" / "synonyms.toml"
FILE_NAME = "synonyms.toml"
"""What a user's own file in the folder of the index is called."""

_BEGINNING = 3
"""How many letters of its first word a name is filed under: few enough to be in every form of the word."""

Stems = tuple[str, ...]
Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a group."""

    printed: str
    stems: Stems
    """Of all its words."""
    telling: Stems
    """Of its words but the little ones; of all where it has no others."""
    first: str
    """The exact form of the first of these."""


class Synonyms:
    """Groups of names."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._filed: dict[str, list[int]] = {}
        for number, group in enumerate(groups):
            for beginning in {_beginning(name) for name in group}:
                self._filed.setdefault(beginning, []).append(number)
        self._names: dict[int, tuple[Name, ...]] = {}

    def beginning_with(self, word: str, stem: str) -> list[tuple[Name, tuple[Name, ...]]]:
        """The names whose first telling word has this stem, longest first, each with the others of its group.
        `word` is any exact form of it."""
        found = [
            (name, tuple(other for other in self._group(number) if other is not name))
            for number in self._filed.get(word[:_BEGINNING], ())
            for name in self._group(number)
            if name.telling[0] == stem
        ]
        return sorted(found, key=lambda one: -len(one[0].telling))

    def _group(self, number: int) -> tuple[Name, ...]:
        names = self._names.get(number)
        if names is None:
            names = self._names[number] = tuple(
                name for text in self._groups[number] if (name := _name(text))
            )
        return names


def _beginning(printed: str) -> str:
    """What a name is filed under: the beginning of its first telling word."""
    for word in printed.split():
        lower = word.lower()
        if not (word.isascii() and word.isalpha()) or word in CAPITAL_ACRONYMS:
            break  # for the analyser to say
        if lower not in STOP_WORDS:
            return lower[:_BEGINNING]
    name = _name(printed)
    return name.first[:_BEGINNING] if name else ""


def _name(printed: str) -> Name | None:
    found = tuple(tokens(printed))
    stems = tuple(t.stem for t in found)
    telling = [t for t in found if t.exact not in STOP_WORDS] or found
    return Name(printed, stems, tuple(t.stem for t in telling), telling[0].exact) if stems else None


@cache
def shipped() -> tuple[Group, ...]:
    """The groups that ship with kaiken. The file has one group a line, each of which is JSON, too: that is
    read faster than TOML."""
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    return tuple(tuple(json.loads(line.strip().rstrip(","))) for line in lines if line.startswith("    ["))


def read(path: Path) -> tuple[Group, ...]:
    """The groups of a user's file; none where there is no file. Raises KaikenError for any other file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise KaikenError(f"{path}: cannot be read: {error}") from None
    import tomllib

    try:
        groups = tomllib.loads(text).get("groups")
    except tomllib.TOMLDecodeError as error:
        raise KaikenError(f"{path}: {error}; it is a TOML file with groups = [[...], ...]") from None
    if not isinstance(groups, list) or not all(_is_group(group) for group in groups):
        raise KaikenError(
            f'{path}: write groups = [["ROK", "South Korea"], ...]: lists of at least two names in quotes'
        )
    return tuple(tuple(group) for group in groups)


def _is_group(group: object) -> bool:
    return isinstance(group, list) and len(group) > 1 and all(isinstance(n, str) and n.strip() for n in group)
