"""The meaning of a label's words where they name somebody: one part, or several between commas.

In: the parts, brackets and terminator removed. Out: their meaning, or None where they name nobody.

    Foreign Minister OTORI Keiko        office and name
    Jane Doe from Reuters               name and outlet
    Jane Doe, Minister for Finance      name and office
    Kyodo News, TAKATORI                outlet and name
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .label import Meaning
from .names import looks_like_name
from .offices import (
    begins_a_sentence,
    is_all_capitalised,
    is_office,
    is_office_alone,
    is_office_behind,
    reads_as_office,
)
from .outlets import is_journalist, is_outlet, outlet_in
from .titled_names import split_titles, split_unknown_office
from .vocabulary import pattern, words
from .wording import fold, is_capitals


def read_single(part: str) -> Meaning | None:
    """An outlet, an office, a name, an office with a name, or a name with its outlet."""
    if begins_a_sentence(part):
        return None  # "And to President Biden", said by a reporter
    if is_outlet(part):
        return Meaning("questioner", outlet=part)
    title, office, rest = split_titles(part)
    if not rest or is_office_alone(part):
        alone = (office and not rest and reads_as_office(part)) or is_office_alone(part)
        return Meaning("person", role=part) if alone else None
    if not office and not title and (led := split_unknown_office(part)):
        return Meaning("person", name=led[1], role=led[0])
    m = re.match(r"(.+?)\s+(?:from|of|with)\s+(?:the\s+)?(.+)$", rest)
    if m and is_outlet(m[2]) and looks_like_name(m[1]):
        return Meaning("questioner", name=m[1], outlet=m[2])
    m = re.fullmatch(r"(\S+(?:\s\S+)?)\s+of\s+(?:the\s+)?(\S.*)", rest) if title and not office else None
    if m and is_capitals(m[1]) and not is_capitals(m[2]) and all(map(looks_like_name, m.groups())):
        # "Mr. HOLLIS of Vermont": two of one name are told apart by where they come from
        return Meaning("person", name=m[1], role=m[2], honorific=title)
    if not looks_like_name(rest) or fold(rest) in words("labels", "place.names"):
        return None
    noble = rest.split()[0] if fold(rest.split()[0]) in words("labels", "noble.words") else None
    return Meaning("person", name=rest, role=office, honorific=title or noble)


def read_several(parts: Sequence[str]) -> Meaning | None:
    """A name or an office first and what it is told apart by behind it, or an outlet first and a name."""
    first, rest = parts[0], parts[1:]
    if begins_a_sentence(first):
        return None
    title, office, name = split_titles(first)
    tail = ", ".join(rest)
    if any(fold(p) in words("labels", "questioner") for p in (first, rest[-1])):
        other = tail if fold(first) in words("labels", "questioner") else first
        named = looks_like_name(other) and not is_outlet(other)
        return Meaning("questioner", name=other) if named else Meaning("questioner", outlet=other)
    behind = split_titles(tail)[2]
    if is_outlet(first) and not office and looks_like_name(behind):
        return Meaning("questioner", name=behind, outlet=first)
    if looks_like_name(name):
        return _name_first(first, rest, title, office, name)
    return _office_first(parts, office) if office and not name else None


def _office_first(parts: Sequence[str], office: str) -> Meaning | None:
    """ "Prime Minister, John Doe"; but "Minister, Department of State" is an office alone."""
    tail = ", ".join(parts[1:])
    name = split_titles(re.sub(r"^the\s+", "", tail))[2]
    if len(parts) == 2 and looks_like_name(name) and len(name.split()) > 1 and not is_office(tail):
        return Meaning("person", name=name, role=office)
    if all(is_all_capitalised(p) for p in parts[1:]):
        return Meaning("person", role=", ".join(parts))
    return None


def _name_first(
    first: str, rest: Sequence[str], title: str | None, office: str | None, name: str
) -> Meaning | None:
    """A name, and behind it an office, an outlet, or on whose behalf somebody speaks."""
    tail = ", ".join(rest)
    if pattern("labels", "behalf.patterns", r"(?:{})\b", re.I).match(tail):
        manner = pattern("labels", "behalf.manner").match(tail)
        return Meaning("person", name=name, role=office or (None if manner else tail), honorific=title)
    if is_journalist(tail) and reads_as_office(tail):
        outlet = next((p for p in rest if is_outlet(p)), None) or outlet_in(tail)
        return Meaning("questioner", name=name, role=tail, outlet=outlet)
    capitalised = all(is_all_capitalised(p) for p in rest)
    if is_office_behind(tail) or (is_office_behind(rest[0]) and all(is_all_capitalised(p) for p in rest[1:])):
        role = f"{office}; {tail}" if office and fold(office) not in fold(tail) else tail
        return Meaning("person", name=name, role=role, honorific=title)
    outlets = [p for p in rest if is_outlet(p)]
    if outlets:
        return Meaning("questioner", name=name, outlet=outlets[-1])
    if (office or title) and capitalised:
        return Meaning("person", name=name, role=f"{office}, {tail}" if office else tail, honorific=title)
    return _pair(first, rest[0]) if len(rest) == 1 else None


def _pair(first: str, second: str) -> Meaning | None:
    """A name and an outlet that no list knows: where one of them is in capitals, that is the name."""
    if not is_all_capitalised(first) or not is_all_capitalised(second):
        return None
    if any(fold(p) in words("labels", "place.names") for p in (first, second)):
        return None  # "Brussels, Belgium"
    if is_capitals(second) and not is_capitals(first):
        return Meaning("questioner", name=second, outlet=first)
    if is_capitals(first) and not is_capitals(second):
        return Meaning("questioner", name=first, outlet=second)
    return Meaning("questioner", pair=(first, second))
