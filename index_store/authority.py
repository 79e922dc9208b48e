"""The authority of people: who is who across documents.

    people.toml --people_files--> Entry values --Authority--> Document with canonical names

In: a document in which every speaker already has the fullest name that the document itself prints. Out: the
same document with the canonical name of everybody whose printed full name fits exactly one entry. A name that
fits two people stays as printed, and so does a surname alone, unless the document says beyond doubt which
office its bearer holds (see `_by_office`). Printed roles stay; where none is printed, the one held on the day
is taken if the document speaks of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date as Date
from itertools import pairwise

from index_store.model import Document, Passage, Person, Quote
from index_store.person_names import NameKey, name_key, orders
from index_store.table import Table

RULES = 1
"""Changes whenever the same entries would give other names: documents are then understood again."""


@dataclass(frozen=True, slots=True)
class Office:
    """A role that somebody held."""

    role: str
    start: Date | None = None
    """First day; None where it is not known."""
    end: Date | None = None
    """Last day; None where it is not known, or not over."""

    def held(self, day: Date) -> bool:
        """Whether it was held on this day, as far as is known."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Entry:
    """A person of the authority."""

    name: str
    """Canonical: as it is shown."""
    family: str | None = None
    given: str | None = None
    id: str | None = None
    aliases: tuple[str, ...] = ()
    roles: tuple[Office, ...] = ()
    distinct_from: tuple[str, ...] = ()
    """Names of other people, which never mean this one."""
    note: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form of the name, each in both orders."""
        found = orders(self.name, self.family, self.given)
        for alias in self.aliases:
            found += orders(alias, self.family)
        return tuple(dict.fromkeys(found))

    def is_not(self, key: NameKey) -> bool:
        """The name is listed as that of somebody else."""
        others = [name_key(form) for name in self.distinct_from for form in orders(name)]
        return any(key.words == other.words and key.initials == other.initials for other in others)

    def roles_on(self, day: Date) -> tuple[Office, ...]:
        """What was held on a day."""
        return tuple(office for office in self.roles if office.held(day))


@dataclass(slots=True)
class _Seen:
    """How a document presents one of its people."""

    roles: set[str] = field(default_factory=set)
    outlet: bool = False
    roleless: bool = False
    """Some passage of theirs has no role."""


@dataclass(frozen=True, slots=True)
class _Match:
    """Whom a name of a document means."""

    entry: Entry
    office: str | None = None
    """The role to show where none is printed."""
    by_office: bool = False
    """It is known from office and surname, not from the full name."""


class Authority:
    """The people that are known across documents. Immutable; lookups cost the same however many there are."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._forms: defaultdict[tuple[str, ...], list[tuple[Entry, NameKey]]] = defaultdict(list)
        self._families: defaultdict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for key in dict.fromkeys(map(name_key, entry.forms)):
                self._forms[key.words].append((entry, key))
            if entry.family:
                self._families[name_key(entry.family).words].append(entry)
        self._surnames = _native_beginnings(self._forms)

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that differ where documents may be understood differently."""
        plain = json.dumps([RULES, [asdict(e) for e in self.entries]], default=Date.isoformat, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    def people(self, name: str) -> tuple[Entry, ...]:
        """Everybody whom a full name fits, in either order; nobody for a surname alone."""
        key = name_key(name)
        if not key.full or key.words[0] in self._surnames:
            return ()
        found = {
            id(entry): entry
            for entry, form in self._forms.get(key.words, ())
            if form.fits(key) and not entry.is_not(key)
        }
        return tuple(found.values())

    def person(self, name: str) -> Entry | None:
        """The one person whom a full name fits; None where there are none or several."""
        found = self.people(name)
        return found[0] if len(found) == 1 else None

    def apply(self, document: Document) -> Document:
        """The document with canonical names."""
        seen = _people_of(document)
        matches: dict[str, _Match] = {}
        for name, person in seen.items():
            match = self._by_name(name, person, document) or self._by_office(name, person, seen, document)
            if match:
                matches[name] = match
        if not matches:
            return document
        passages = _renamed(Table.of(Passage, document.passages), matches)
        return replace(document, passages=passages, people=_register(document.people, matches))

    def _by_name(self, name: str, seen: _Seen, document: Document) -> _Match | None:
        """Whom a full name means, unless the document presents somebody else of that name."""
        entry = self.person(name)
        if entry is None or (seen.outlet and entry.roles):
            return None
        key = name_key(name)
        exact = any(name_key(form) == key for form in entry.forms)
        if not exact and entry.roles and not _may_be(entry, seen.roles):
            return None  # without the middle initial it may be another person's name
        return _Match(entry, _role_on_the_day(entry, document) if seen.roleless else None)

    def _by_office(self, name: str, seen: _Seen, others: Iterable[str], document: Document) -> _Match | None:
        """Whom a surname means: of all who bear it, one alone held such an office on that day, and the role
        as printed together with the head of the document says every word of that office."""
        key = name_key(name)
        bearers = self._families.get(key.words, ())
        if not bearers or seen.outlet or document.date is None or key.initials:
            return None
        if any(other != name and set(key.words) <= set(name_key(other).words) for other in others):
            return None
        day = Date.fromisoformat(document.date[:10])
        possible = [
            (entry, office, role)
            for entry in bearers
            for office in entry.roles_on(day)
            for role in seen.roles
            if office_fits(role, office.role)
        ]
        if len({id(entry) for entry, _, _ in possible}) != 1:
            return None
        if not any(_is_told(office.role, role, document) for _, office, role in possible):
            return None
        return _Match(possible[0][0], by_office=True)


def office_fits(printed: str, office: str) -> bool:
    """Whether a role as printed is the office or a short form of it ("Foreign Minister", "Minister", but not
    "Deputy Minister", of "Minister for Foreign Affairs of Japan")."""
    from index_store.transcript.people import People

    register = People()
    register.introduce("Somebody", _spelt(office), None, "label")
    return bool(register.by_office(_spelt(printed)))


def _native_beginnings(forms: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """What another form begins with, in scripts without capitals: it may be a surname (上川, 上川陽子)."""
    native = sorted(key.words[0] for words in forms for key in (name_key("".join(words)),) if key.native)
    return frozenset(a for a, b in pairwise(native) if a != b and b.startswith(a))


def _people_of(document: Document) -> dict[str, _Seen]:
    """Everybody whom a document names as speaking or quoted, by name."""
    seen: dict[str, _Seen] = {}
    passages = Table.of(Passage, document.passages)
    named = zip(*map(passages.column, ("speaker", "role", "outlet", "quotes")), strict=True)
    for speaker, role, outlet, quotes in dict.fromkeys(named):
        if speaker:
            person = seen.setdefault(speaker, _Seen())
            person.outlet |= outlet is not None
            person.roleless |= role is None
            if role:
                person.roles.add(role)
        for quote in quotes:
            if quote.speaker:
                seen.setdefault(quote.speaker, _Seen())
    for listed in document.people:
        person = seen.setdefault(listed.name, _Seen())
        person.outlet |= listed.outlet is not None
        if listed.role:
            person.roles.add(listed.role)
    return seen


def _may_be(entry: Entry, printed: Iterable[str]) -> bool:
    """No role that is printed contradicts: there is none, or one is a role of the entry."""
    roles = set(printed)
    return not roles or any(office_fits(role, office.role) for role in roles for office in entry.roles)


def _role_on_the_day(entry: Entry, document: Document) -> str | None:
    """The one role held on the day of the document of which the document speaks."""
    if document.date is None or not entry.roles:
        return None
    held = entry.roles_on(Date.fromisoformat(document.date[:10]))
    told = [office.role for office in held if _is_spoken_of(office.role, document)]
    return told[0] if len(told) == 1 else None


def _is_spoken_of(office: str, document: Document) -> bool:
    """The office, perhaps without its country, stands somewhere in the document."""
    short, of, _ = office.rpartition(" of ")
    sought = " ".join(name_key(short if of else office).words)
    return any(
        f" {sought} " in f" {' '.join(name_key(text).words)} "
        for text in (*_head(document), *Table.of(Passage, document.passages).column("text"))
    )


def _is_told(office: str, printed: str, document: Document) -> bool:
    """The printed role and the head of the document hold every word of the office between them."""
    return _words(office) <= _words(printed).union(*map(_words, _head(document)))


def _head(document: Document) -> list[str]:
    return [text for text in (document.title, document.place, document.issuer) if text]


_SMALL = frozenset({"of", "for", "the", "and", "to"})
_COUNTRIES = (
    (re.compile(r"\bU\.? ?S\.?(?: ?A\b\.?)?(?!\w)"), "United States"),
    (re.compile(r"\bU\.? ?K\.?(?!\w)"), "United Kingdom"),
)


def _spelt(text: str) -> str:
    """Short names of countries written out."""
    for short, name in _COUNTRIES:
        text = short.sub(name, text)
    return text


def _words(text: str) -> frozenset[str]:
    from index_store.transcript.labels import office_key

    key = name_key(_spelt(text))
    return frozenset({*key.words, *office_key(_spelt(text))}) - _SMALL


def _renamed(passages: Table[Passage], matches: dict[str, _Match]) -> Table[Passage]:
    speakers, roles, hows = map(passages.column, ("speaker", "role", "how"))
    found = [matches.get(speaker) if speaker else None for speaker in speakers]
    columns = {
        "speaker": [m.entry.name if m else name for m, name in zip(found, speakers, strict=True)],
        "role": [role or m.office if m else role for m, role in zip(found, roles, strict=True)],
        "how": ["authority" if m and m.by_office else how for m, how in zip(found, hows, strict=True)],
    }
    if passages.has("quotes"):
        columns["quotes"] = [
            tuple(_renamed_quote(q, matches) for q in quotes) for quotes in passages.column("quotes")
        ]
    return passages.replaced(**columns)


def _renamed_quote(quote: Quote, matches: dict[str, _Match]) -> Quote:
    match = matches.get(quote.speaker) if quote.speaker else None
    if match is None:
        return quote
    return replace(quote, speaker=match.entry.name, how="authority" if match.by_office else quote.how)


def _register(people: Sequence[Person], matches: dict[str, _Match]) -> tuple[Person, ...]:
    """The people of the document under their canonical names, with every other form as an alias."""
    found: list[Person] = []
    place: dict[str, int] = {}
    missing = [Person(name) for name in matches if all(name != person.name for person in people)]
    for person in (*people, *missing):
        match = matches.get(person.name)
        if match is None:
            found.append(person)
            continue
        name = match.entry.name
        named = replace(person, name=name, role=person.role or match.office)
        aliases: Iterable[str] = (*person.aliases, person.name, *match.entry.aliases)
        if name in place:
            before = found[place[name]]
            aliases = (*before.aliases, *aliases)
            named = replace(before, role=before.role or named.role, outlet=before.outlet or named.outlet)
        named = replace(named, aliases=tuple(dict.fromkeys(a for a in aliases if a != name)))
        if name in place:
            found[place[name]] = named
        else:
            place[name] = len(found)
            found.append(named)
    return tuple(found)
