"""The people of an index: who speaks or is quoted, where, when and in which role.

    Snapshot --people_of--> {name: IndexPerson} --suggestions--> Suggestion values

Names are as the index shows them. A suggestion says why two names may be one person's and what speaks
against it; nothing here decides that they are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from index_store.person_names import name_key
from index_store.schema import NO_DATE
from search.likeness import likeness, similarity, sounding

if TYPE_CHECKING:
    from index_store.authority import Authority
    from index_store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody in one role in one document."""

    document: str
    date: str | None
    """The day, YYYY-MM-DD."""
    role: str | None
    outlet: str | None
    passages: int
    """Passages that they speak."""
    quoted: int = 0
    """Passages that quote them."""


@dataclass(frozen=True, slots=True)
class IndexPerson:
    """A name of the index and everything that is known of its bearer."""

    name: str
    appearances: tuple[Appearance, ...]
    """By date, then document."""

    @property
    def passages(self) -> int:
        """How many they speak."""
        return sum(a.passages for a in self.appearances)

    @property
    def quoted(self) -> int:
        """How many quote them."""
        return sum(a.quoted for a in self.appearances)

    @property
    def documents(self) -> tuple[str, ...]:
        """Where they speak or are quoted."""
        return tuple(dict.fromkeys(a.document for a in self.appearances))

    @property
    def dates(self) -> tuple[str, str] | None:
        """First and last day; None where no document has a date."""
        days = [a.date for a in self.appearances if a.date]
        return (min(days), max(days)) if days else None

    @property
    def roles(self) -> tuple[str, ...]:
        """Most frequent first."""
        return _frequent((a.role, a.passages + a.quoted) for a in self.appearances)

    @property
    def outlets(self) -> tuple[str, ...]:
        """Most frequent first."""
        return _frequent((a.outlet, a.passages + a.quoted) for a in self.appearances)


def _frequent(counts: Iterable[tuple[str | None, int]]) -> tuple[str, ...]:
    total: Counter[str] = Counter()
    for value, count in counts:
        if value:
            total[value] += count
    return tuple(sorted(total, key=lambda value: (-total[value], value)))


_Place = tuple[str, str | None, str | None, str | None]


def people_of(snapshot: Snapshot) -> dict[str, IndexPerson]:
    """Everybody whom the index names, most passages first. Reads the columns of the whole index."""
    spoken: defaultdict[str, Counter[_Place]] = defaultdict(Counter)
    quoted: defaultdict[str, Counter[_Place]] = defaultdict(Counter)
    for speaker, role, outlet, document, date in _columns(snapshot):
        spoken[speaker][document, date, role, outlet] += 1
    for speaker, document, date in _quotations(snapshot):
        quoted[speaker][document, date, None, None] += 1
    people = [_person(name, spoken[name], quoted[name]) for name in {*spoken, *quoted}]
    people.sort(key=lambda person: (-person.passages, -person.quoted, person.name))
    return {person.name: person for person in people}


def _person(name: str, spoken: Counter[_Place], quoted: Counter[_Place]) -> IndexPerson:
    places = sorted({*spoken, *quoted}, key=lambda p: tuple(part or "" for part in (p[1], p[0], p[2], p[3])))
    return IndexPerson(
        name,
        tuple(Appearance(p[0], p[1], p[2], p[3], spoken.get(p, 0), quoted.get(p, 0)) for p in places),
    )


def _columns(snapshot: Snapshot) -> Iterator[tuple[str, str | None, str | None, str, str | None]]:
    """Speaker, role, outlet, document and day of every passage that somebody speaks."""
    fields = ("speaker", "role", "outlet", "document", "date")
    if not snapshot.reader.doc_count():
        return
    for leaf, _ in snapshot.reader.leaf_readers():
        speakers, roles, outlets, documents, dates = (leaf.column_reader(field) for field in fields)
        for n in range(leaf.doc_count_all()):
            speaker = speakers[n]
            if speaker and not leaf.is_deleted(n):
                yield speaker, roles[n] or None, outlets[n] or None, documents[n], _day(dates[n])


def _day(number: int) -> str | None:
    if number == NO_DATE:
        return None
    day = str(number // 10_000).zfill(8)
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def _quotations(snapshot: Snapshot) -> Iterator[tuple[str, str, str | None]]:
    """Name, document and day of everybody who is quoted in a passage, once a passage."""
    if not snapshot.reader.doc_count():
        return
    from whoosh.query import Every

    for number in snapshot.searcher.docs_for_query(Every("quoted_name")):
        passage = snapshot.passage(number)
        for speaker in dict.fromkeys(speaker for _, _, speaker in passage.quotes):
            if speaker:
                yield speaker, passage.document, passage.date[:10] if passage.date else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two names that may be one person's."""

    name: str
    """The name of more passages, into which the other may be merged."""
    other: str
    similarity: float
    """0 to 1: Jaro-Winkler similarity of the folded names in the order in which they are most alike."""
    reasons: tuple[str, ...]
    against: tuple[str, ...]


COMMON = 200
"""A word that more names than this share says nothing of who they are."""


def suggestions(people: Mapping[str, IndexPerson], authority: Authority) -> list[Suggestion]:
    """Pairs of full names of an index that may be one person's, the likeliest first.

    Pairs that the authority already knows as one person, or as two, are left out. Time grows with the number
    of names and of those that share a word, not with the square of all.
    """
    found = []
    for a, b in _candidates(people):
        name, other = sorted((people[a], people[b]), key=lambda p: (-p.passages, -p.quoted, p.name))
        reasons = likeness(name.name, other.name)
        if reasons and not _is_settled(name.name, other.name, authority):
            found.append(
                Suggestion(
                    name.name,
                    other.name,
                    round(similarity(name.name, other.name), 3),
                    (*reasons, *_shared(name, other)),
                    tuple(objections(name, other)),
                )
            )
    return sorted(found, key=lambda s: (len(s.against), -s.similarity, s.name, s.other))


def _candidates(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs that share a word, or the sound of one, or one that differs by a letter."""
    blocks: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        key = name_key(name)
        if not key.full or key.native:
            continue
        for word in (w for w in key.words if len(w) > 1):
            sound = sounding(word)
            blocks[f"sound {sound}"].add(name)
            if len(word) > 4:
                # Two words are one letter apart where they are the same without one letter each.
                blocks[f"near {word}"].add(name)
                for i in range(len(word)):
                    blocks[f"near {word[:i]}{word[i + 1 :]}"].add(name)
    telling = [sorted(block) for block in blocks.values() if 1 < len(block) <= COMMON]
    return sorted({pair for block in telling for pair in combinations(block, 2)})


def _is_settled(a: str, b: str, authority: Authority) -> bool:
    """The authority says that they are one person, or that they are two."""
    first, second = authority.people(a), authority.people(b)
    if len(first) == 1 and len(second) == 1:
        return True
    pairs = [(entry, name_key(b)) for entry in first] + [(entry, name_key(a)) for entry in second]
    return any(entry.is_not(key) for entry, key in pairs)


def _shared(a: IndexPerson, b: IndexPerson) -> list[str]:
    roles = [role for role in a.roles if role in b.roles and role != "reporter"]
    outlets = [outlet for outlet in a.outlets if outlet in b.outlets]
    return [f"both are {role}" for role in roles[:1]] + [f"both speak for {o}" for o in outlets[:1]]


def objections(a: IndexPerson, b: IndexPerson) -> list[str]:
    """What speaks against two names being one person's: one document that has both, different roles on one
    day, different outlets."""
    found = []
    both = [document for document in a.documents if document in b.documents]
    if both:
        more = f" and {len(both) - 1:,} more" if len(both) > 1 else ""
        found.append(f"{both[0]}{more} has both names")
    for day, one, two in _roles_of_a_day(a, b):
        found.append(f"on {day} one is {one}, the other {two}")
        break
    if a.outlets and b.outlets and not set(a.outlets) & set(b.outlets):
        found.append(f"one speaks for {a.outlets[0]}, the other for {b.outlets[0]}")
    return found


def _roles_of_a_day(a: IndexPerson, b: IndexPerson) -> Iterator[tuple[str, str, str]]:
    by_day: defaultdict[str, set[str]] = defaultdict(set)
    for appearance in a.appearances:
        if appearance.date and appearance.role:
            by_day[appearance.date].add(appearance.role)
    for appearance in b.appearances:
        day, role = appearance.date, appearance.role
        if day and role and (others := by_day.get(day)) and not _fits_any(role, others):
            yield day, min(others), role


def _fits_any(role: str, others: Collection[str]) -> bool:
    from index_store.authority import office_fits

    return any(role == o or office_fits(role, o) or office_fits(o, role) for o in others)


def find(name: str, people: Mapping[str, Any], authority: Authority) -> list[str]:
    """The names of an index that somebody means by `name`: that name itself, the canonical name of a form of
    it, or else all names that hold its words."""
    if name in people:
        return [name]
    known = [entry.name for entry in authority.people(name) if entry.name in people]
    if known:
        return known
    key = name_key(name)
    words = Counter((*key.words, *key.initials))
    if not words:
        return []

    def holds(candidate: str) -> bool:
        other = name_key(candidate)
        return words <= Counter((*other.words, *other.initials))

    return [candidate for candidate in people if holds(candidate)]
