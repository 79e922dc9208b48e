"""The people of one document: who is introduced, and whom a short label means.

In: names with offices as the title, the masthead and the labels print them. Out: for a label the one person
it can mean, or nobody. Two people with one surname, or two holders of one office, leave a short label
without a name: the likelier person is never chosen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..model import Person
from .label import Label
from .names import bare, looks_like_name, part_of, same_words, surname
from .offices import is_office, is_title_word, office_key
from .vocabulary import words
from .wording import fold, is_capitals


@dataclass(slots=True)
class Known:
    """A person as far as the document has introduced them."""

    printed: str
    """The fullest form of the name, as printed."""
    role: str | None = None
    outlet: str | None = None
    origin: str = "label"
    """Where they were first introduced: "title", "masthead" or "label"."""
    names: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    """How often each form was met."""
    roles: set[str] = field(default_factory=set)
    labelled: bool = False
    """A label names this person, not only the head of the document."""
    address: str | None = None
    """"m" or "f" where a form of address tells."""
    position: int = 0
    """In the register."""
    principal: bool = False
    """The document is about what this person says: the title says so, or a label gives them an office."""

    def meet(self, name: str, role: str | None, outlet: str | None, label: bool) -> None:
        """Take in another form in which the document prints the person."""
        self.names.add(name)
        self.counts[name] += 1
        parts = fold(name).split()
        # A label's full form is exact where a title may run on ("Mayor Jane Doe Flood Update").
        exact = label and not self.labelled and len(parts) > 1 and not is_initials(name)
        fuller = _fullness(name) > _fullness(self.printed) and (label or not self.labelled)
        if fuller and label and part_of(self.printed, name) and self.counts[self.printed] > 2:
            fuller = len(parts) <= len(fold(self.printed).split()) + 1 and not is_capitals(name)  # a misprint
        if exact or fuller:
            self.printed = name
        if role:
            self.roles.add(role)
            same = self.role is not None and fold(self.role) == fold(role) and is_capitals(role)
            if not same and (self.role is None or (label and len(parts) > 1) or len(role) > len(self.role)):
                self.role = role
        self.outlet = self.outlet or outlet


def is_initials(name: str) -> bool:
    """All words but one are initials ("K. Panin")."""
    return sum(len(w) > 1 for w in fold(name).split()) <= 1


def _fullness(name: str) -> tuple[int, int]:
    parts = fold(name).split()
    return (sum(len(w) > 1 for w in parts), len(name))


class People:
    """The register of one document."""

    def __init__(self, given_names: Callable[[str], frozenset[str]] = lambda surname: frozenset()) -> None:
        self.known: list[Known] = []
        self._holding: dict[str, set[int]] = {}
        """Who is printed with a word, or with a word that begins with a letter: positions in `known`."""
        self.given_names = given_names
        """The first names with which the text prints a surname."""
        self.handed_over = False
        """The text gives the floor to somebody whom no label names, so that the label of an office that only
        the head explains may be theirs as well."""

    def introduce(
        self,
        name: str,
        role: str | None,
        outlet: str | None,
        origin: str,
        principal: bool = False,
        honorific: str | None = None,
    ) -> Known:
        """Enter a person, or the same person again in another form."""
        address = _address(honorific)
        match = [k for k in self.by_name(name) if not _apart(k, role, address, len(fold(name).split()) == 1)]
        if len(match) == 1 and _can_be_one(match[0], name):
            person = match[0]
            person.meet(name, role, outlet, origin == "label")
        else:
            person = Known(name, role, outlet, origin, {name}, Counter([name]), {role} if role else set())
            person.position = len(self.known)
            self.known.append(person)
        self._remember(person, name)
        person.address = person.address or address
        person.labelled = person.labelled or origin == "label"
        person.principal = person.principal or principal
        return person

    def complete(self, head: str) -> None:
        """Give those whom the labels name by a surname the first name that the head of the document prints
        ("Director of the National Economic Council Jane Doe" beside `MS. DOE:`)."""
        for person in self.known:
            if len(fold(person.printed).split()) > 1 or not person.labelled:
                continue
            found = {
                m[0]
                for m in re.finditer(
                    rf"(?<![\w.'’-])[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_]\.)?\s+{re.escape(person.printed)}(?![\w-])",
                    head,
                    re.I,
                )
                if looks_like_name(m[0]) and not any(is_title_word(w.rstrip(".")) for w in m[0].split()[:-1])
            }
            if len(found) == 1:
                person.printed = found.pop()
                person.names.add(person.printed)
                self._remember(person, person.printed)

    def by_name(self, name: str) -> list[Known]:
        """Everybody whom this form of a name fits."""
        exact = [k for k in self._near(name) if any(same_words(name, n) for n in k.names)]
        full = [k for k in exact if len(fold(k.printed).split()) > 1]
        if len(exact) == 1 and (full or not self._fits(name)):
            return exact
        return self._fits(name) or exact

    def _remember(self, person: Known, name: str) -> None:
        for word in bare(name).split():
            self._holding.setdefault(word, set()).add(person.position)
            self._holding.setdefault(word[0] + ".", set()).add(person.position)

    def _near(self, name: str) -> list[Known]:
        """Everybody whose name shares a word with this one, or an initial with a word, in order."""
        found: set[int] = set()
        for word in bare(name).split():
            found |= self._holding.get(word, set())
            found |= self._holding.get(word[0], set())
            if len(word) == 1:
                found |= self._holding.get(word + ".", set())
        return [self.known[i] for i in sorted(found)]

    def _fits(self, name: str) -> list[Known]:
        return [k for k in self._near(name) if any(_compatible(name, n) for n in k.names | {k.printed})]

    def _has_namesake(self, known: Known, label: Label) -> bool:
        """The label gives a surname without an office, and the text names somebody else of that surname."""
        name = label.name or ""
        if label.role or label.outlet or len(name.split()) > 1 or label.voice == "questioner":
            return False
        own = set(fold(known.printed).split()) | {w for n in known.names for w in fold(n).split()}
        return bool(self.given_names(fold(name)) - own)

    def by_office(self, role: str) -> list[Known]:
        """Everybody who holds this office. Those whom a label names come before those whom only the head of
        the document names: a title is sometimes that of the successor."""
        want = office_key(role)
        if not want:
            return []
        holders = [k for k in self.known if any(_office_fits(want, office_key(r)) for r in k.roles)]
        labelled = [k for k in holders if k.labelled]
        if not holders:
            # "Spokeswoman:" in a briefing by the Deputy Spokeswoman, where nobody else presides
            principals = [k for k in self.known if k.principal]
            deputies = words("labels", "office_qualifier.deputy")
            holders = [k for k in principals if any(want <= office_key(r) - deputies for r in k.roles)]
            return holders if len(principals) == 1 else []
        return labelled or holders

    def resolve(self, label: Label) -> Known | None:
        """The one person whom the label means, or None."""
        if label.name is not None:
            address = _address(label.honorific)
            match = [
                k for k in self.by_name(label.name) if not (address and k.address and address != k.address)
            ]
            if len(match) > 1 and label.role:
                held = [
                    k
                    for k in match
                    if any(_office_fits(office_key(label.role), office_key(r)) for r in k.roles)
                ]
                match = held if len(held) == 1 else match
            if len(match) == 1 and self._has_namesake(match[0], label):
                return None
            if len(match) > 1 and label.outlet:
                match = [k for k in match if k.outlet and fold(k.outlet) == fold(label.outlet)] or match
            return match[0] if len(match) == 1 else None
        if label.voice in ("person", "attendant") and label.role:
            holders = self.by_office(label.role)
            if len(holders) != 1 or (self.handed_over and not holders[0].labelled):
                return None
            return holders[0]
        return None

    def listed(self, canonical: dict[int, str]) -> tuple[Person, ...]:
        """The register as plain values; `canonical` gives the name to show by index."""
        return tuple(
            Person(canonical[i], k.role, k.outlet, tuple(sorted(n for n in k.names if n != canonical[i])))
            for i, k in enumerate(self.known)
        )


def _compatible(short: str, full: str) -> bool:
    """A short form can mean the person with the full one: its surname is one of theirs and nothing else
    contradicts."""
    if min(len(fold(short)), len(fold(full))) < 2:
        return False  # a letter is no name
    if part_of(short, full) or part_of(full, short):
        # A first name alone is no label of a person with another printed surname ("IWAYA Takeshi").
        parts = bare(short).split()
        family = bare(surname(full)).split()
        capitals_tell = surname(full).isupper() and not full.isupper()
        return not (len(parts) == 1 and capitals_tell and parts != family and len(fold(full).split()) > 1)
    return False


def fits_alone(word: str, known: Known) -> bool:
    """The word can stand for the person by itself."""
    return any(_compatible(word, n) for n in known.names | {known.printed})


def _address(honorific: str | None) -> str | None:
    """Whether a form of address is a man's or a woman's."""
    if not honorific:
        return None
    found = fold(honorific).split()
    return next((k for k in ("m", "f") if any(w in words("labels", f"address.{k}") for w in found)), None)


def _one_office(a: frozenset[str], b: frozenset[str]) -> bool:
    """The keys of two offices may be forms of one: one holds the other, or they share their head."""
    return a <= b or b <= a or len(a & b) >= 2


def _apart(known: Known, role: str | None, address: str | None, single: bool) -> bool:
    """Two forms of address, or two affiliations ("Mr. Haddad (Sorrel)", "Ms. Haddad (Tamsen)"), are two
    people."""
    if address and known.address and address != known.address:
        return True
    if not role or not known.role:
        return False
    if is_office(role) and is_office(known.role):
        # Surnames alone with two offices that are not one ("Chief Vance", "Councilwoman Vance").
        surnames = single and all(len(fold(n).split()) == 1 for n in known.names)
        return surnames and not any(_one_office(office_key(role), office_key(r)) for r in known.roles)
    if is_office(role) or is_office(known.role) or not single:
        return False
    return fold(role) not in {fold(r) for r in known.roles}


def _can_be_one(known: Known, name: str) -> bool:
    return any(part_of(name, n) or part_of(n, name) for n in known.names | {known.printed})


def _office_fits(want: frozenset[str], have: frozenset[str]) -> bool:
    """`want` is the office or a short form of it."""
    if not want <= have:
        return False
    qualifiers = words("labels", "office_qualifier.words")
    return want & qualifiers == have & qualifiers or not (have - want) & qualifiers


def means(phrase: str, known: Known) -> bool:
    """The phrase is the person's surname or office, with or without a form of address."""
    if fold(phrase).split()[-1:] == fold(surname(known.printed)).split()[-1:]:
        return True
    want = office_key(phrase)
    return bool(want) and any(_office_fits(want, office_key(r)) for r in known.roles)


def names_somebody(label: Label) -> bool:
    """The label introduces a person, be it by a number."""
    return label.name is not None and (looks_like_name(label.name) or label.name[-1:].isdigit())
