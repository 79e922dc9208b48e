"""Offices: which words are one, how a phrase reads that is one, when two phrases mean the same one.

In: words and phrases as printed. Out: yes-or-no judgements, and keys by which offices are compared. The words
of offices are data (`data/labels.toml`).
"""

from __future__ import annotations

import re
from functools import cache

from .misprints import misprinted_office
from .vocabulary import table, words
from .wording import fold, is_caseless, starts_upper


@cache
def office_words() -> frozenset[str]:
    """The heads of offices ("minister") and the words beside them ("deputy"), folded."""
    return words("labels", "office") | words("labels", "office_modifier")


def is_office(text: str) -> bool:
    """The phrase is a role: it holds an office, begins with a capital (or is caseless), and reads on as
    "Minister for Foreign Affairs" does."""
    if is_caseless(text):
        return any(text.endswith(o) for o in words("labels", "office") if is_caseless(o))
    found = [fold(w).replace("'s", "") for w in re.findall(r"[^\s,/]+", text)]
    if len(found) > 14 or not starts_upper(text):
        return False
    heads = words("labels", "office")
    return any(w in heads or w.split("-")[-1] in heads for w in found)


def reads_as_office(text: str) -> bool:
    """Capitalised words and the small ones that offices hold, nothing else."""
    found = re.findall(r"[^\s,]+", text)
    if found and fold(found[0]) in words("labels", "not_a_name.words") and fold(found[0]) != "the":
        return False
    return all(starts_upper(w) or fold(w) in words("labels", "small") for w in found)


def is_office_behind(text: str) -> bool:
    """An office behind a name and a comma, "the Minister for X" included; not a clause that names one."""
    if text.islower() and len(text.split()) <= 4:
        found = text.split()
        return any(fold(w) in words("labels", "office") for w in (found[0], found[-1]))
    return is_office(re.sub(r"^the\s+(?=\S)", "", text)) and reads_as_office(text)


def is_office_alone(text: str) -> bool:
    """Two to six capitalised words that end in an office: "FBI OFFICIAL", "Senior Treasury Official"."""
    found = text.split()
    if (
        not 2 <= len(found) <= 6
        or fold(found[0]) in words("labels", "not_a_speaker.words")
        or is_caseless(text)
    ):
        return False
    last = fold(found[-1])
    heads = words("labels", "office") | words("labels", "attendant")
    if last not in heads or fold(found[0]) in words("labels", "honorific"):
        return False
    return starts_upper(found[0]) and all(
        starts_upper(w) or fold(w) in words("labels", "small") for w in found
    )


def is_abbreviable(word: str) -> bool:
    """A word whose short form may stand before a name and end in a period: "Mr.", "Gen.", "Sen."."""
    return any(fold(word) in words("labels", k) for k in ("honorific", "rank", "office_short"))


def is_title_word(word: str) -> bool:
    """A form of address, a rank or a word of an office."""
    return (
        is_abbreviable(word) or fold(word) in office_words() or fold(word) in words("labels", "noble.words")
    )


def office_key(role: str) -> frozenset[str]:
    """The words of an office that tell it from others, with short forms written out ("PM")."""
    folded = " ".join(misprinted_office(w) or w for w in fold(role).split())
    for row in table("labels")["office_synonyms"]["rows"]:
        if folded in row[:-1]:
            folded = row[-1]
    found = (_synonyms().get(w, w) for w in folded.replace("-", " ").split())
    return frozenset(found) - words("labels", "office_key.ignored")


@cache
def _synonyms() -> dict[str, str]:
    """Single words for one office, to the one that stands for all."""
    rows = [r for r in table("labels")["office_synonyms"]["rows"] if not any(" " in w or "-" in w for w in r)]
    return {w: row[-1] for row in rows for w in row}


def begins_a_sentence(text: str) -> bool:
    """The first word is one that no name and no office begins with."""
    found = text.split()
    first = fold(found[0])
    if re.fullmatch(r"[A-Z]\.", found[0]):
        return False  # an initial, even "I."
    if first not in words("labels", "not_a_name.words") or first == "the":
        return False
    if first == "an" and len(found) == 2 and fold(found[1]) in words("labels", "office"):
        return False  # "An Taoiseach"
    return first in words("labels", "small") or first not in words("labels", "office_modifier")


def is_all_capitalised(text: str) -> bool:
    """Every word begins with a capital, but for the small ones between."""
    found = text.split()
    small = words("labels", "small") | words("labels", "name_particle.words")
    return (
        0 < len(found) <= 6
        and starts_upper(found[0])
        and all(starts_upper(w) or fold(w) in small for w in found)
    )
