"""A phrase split into form of address, office and name.

In: a phrase such as "Foreign Minister OTORI Keiko". Out: its parts. The office is found by its words, so a
name never has to be known.
"""

from __future__ import annotations

from collections.abc import Sequence

from .misprints import misprinted_office
from .names import looks_like_name, part_of
from .offices import office_words
from .vocabulary import words
from .wording import fold, is_capitals, starts_upper

_LONGEST_ADDRESS = 3
"""Words of the longest form of address ("the rt hon")."""


def split_titles(part: str) -> tuple[str | None, str | None, str]:
    """(honorific, office, name) of a phrase such as "Mr. X", "Foreign Minister OTORI Keiko", "THE PRESIDENT".

    The office is the longest run of office words in front that holds an office or a rank; the name is what
    remains, empty where the phrase is an office alone.
    """
    found = part.split()
    i = _address_end(found)
    honorific = " ".join(found[:i]) or None
    j, held = _office_end(found, i)
    if held and _addresses(found, j):
        # "Spokesman of the Ministry Mr. X", "Senator the Hon. X": the form of address behind the office
        k = j + _address_end(found[j:])
        return " ".join(found[j:k]), " ".join(found[i:j]), " ".join(found[k:]).rstrip(",")
    while len(found) > max(i, j) + 1 and fold(found[-1].strip(",()")) in words("labels", "postnominal.words"):
        found.pop()
    if not held:
        k = _abbreviation_end(found, i) if is_capitals(part) else i
        office = " ".join(found[i:k]) or None
        name = " ".join(found[k:])
        return honorific, office, name if office else name.rstrip(",")
    if j < len(found) and fold(found[j - 1]) in words("labels", "small"):
        return honorific, " ".join(found[i:]), ""
    return honorific, " ".join(found[i:j]), " ".join(found[j:]).rstrip(",")


def _address_end(found: Sequence[str]) -> int:
    """How many words in front are forms of address. Something has to stand behind them: "Mr President" and
    "Mr. Speaker" are forms of address, and so is "Lord Chancellor"."""
    i = 0
    while i < len(found):
        for n in range(_LONGEST_ADDRESS, 0, -1):
            words_of = fold(" ".join(found[i : i + n]))
            # "Don" and a single word are a first name and a surname.
            named = words_of in words("labels", "honorific_given.words") and i + n + 1 == len(found)
            if i + n < len(found) and words_of in words("labels", "honorific") and not named:
                i += n
                break
        else:
            break
    return i


def _office_end(found: Sequence[str], start: int) -> tuple[int, bool]:
    """Where the run of office words from `start` on ends, and whether it holds an office or a rank."""
    j, held = start, False
    while j < len(found):
        if held and _addresses(found, j):
            break
        taken = _office_at(found, j, first=j == start)
        if taken:
            j, held = j + taken, True
        elif _office_form(found[j]) in words("labels", "office_modifier"):
            j += 1
        else:
            break
    return j, held


def _addresses(found: Sequence[str], j: int) -> bool:
    """A form of address with a capital stands at `j`, and a name may follow."""
    length = _address_end(found[j:])
    return length > 0 and not all(w.islower() for w in found[j : j + length])


def _office_at(found: Sequence[str], j: int, first: bool) -> int:
    """How many words the office or rank at `j` has; 0 where there is none. A rank of one word has to be the
    `first` of its run."""
    word = _office_form(found[j])
    offices, ranks = words("labels", "office"), words("labels", "rank")
    if fold(" ".join(found[j : j + 3])) in ranks:
        return 3
    short = word in words("labels", "office_short") and found[j].endswith(".") and j + 1 < len(found)
    if short or misprinted_office(word):
        return 1
    two = fold(" ".join(found[j : j + 2]))
    if two in ranks or two in offices:
        return 2
    parts = word.split("-")
    joined = len(parts) > 1 and all(p in office_words() for p in parts)
    ending = next((e for e in words("labels", "office_ending.words") if word.endswith(e)), None)
    compound = ending is not None and len(word) > len(ending) + 2
    deputy = word.removeprefix("vice").removeprefix("sub")
    return int((first and word in ranks) or word in offices or deputy in offices or joined or compound)


def _office_form(word: str) -> str:
    """A word as offices are listed: folded, without comma and genitive."""
    return fold(word.strip(",")).replace("'s", "")


def _abbreviation_end(found: Sequence[str], start: int) -> int:
    """Behind the last abbreviated word of a phrase in capitals, "PCO ASEC. DOE"; `start` where none is."""
    ends = [k + 1 for k in range(start, len(found) - 1) if len(found[k]) > 3 and found[k].endswith(".")]
    return ends[-1] if ends else start


def split_known(role: str, names: Sequence[str]) -> tuple[str, str] | None:
    """(office, name) of a label that reads as an office alone but ends in a name that the document knows:
    "Governor of Onda Region Larisa Doe" beside "L. Doe"."""
    found = role.split()
    for n in (2, 3):
        name = " ".join(found[-n:])
        if len(found) > n and looks_like_name(name) and any(part_of(k, name) for k in names):
            return " ".join(found[:-n]), name
    return None


def split_unknown_office(part: str) -> tuple[str, str] | None:
    """(office, name) where words that no list knows stand before the office: "Fire Chief Doe", "OMB DIRECTOR
    DOE", "CHEIF CABINET SECRETARY DOE"."""
    found = part.split()
    for k in (1, 2):
        if len(found) < k + 2 or not all(starts_upper(w) for w in found):
            return None
        _, office, name = split_titles(" ".join(found[k:]))
        if not office or not looks_like_name(name):
            continue
        if len(office.split()) + len(name.split()) == len(found) - k:
            first = fold(office.split()[0])
            if first in words("labels", "office") or len(office.split()) > 1:
                return " ".join([*found[:k], office]), name
    return None


def begins_with_particle(text: str) -> bool:
    """A surname that begins with a particle: "van Wyk", "de la Tour"."""
    found = text.split()
    return (
        2 <= len(found) <= 4
        and fold(found[0]) in words("labels", "name_particle.words")
        and looks_like_name(text)
    )
