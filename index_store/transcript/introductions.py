"""People as running text introduces them: "Foreign Minister HAYASHI Yoshimasa", "Jane Doe, the treasurer".

In: a title or a sentence. Out: names with the offices printed beside them. Whether they speak is for the
caller to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .names import looks_like_name, part_of
from .offices import is_office
from .outlets import is_outlet
from .titled_names import split_titles
from .vocabulary import pattern, words
from .wording import fold, is_capitals, starts_upper

GENITIVE = "s|n?[ıiuü]n"
"""What a name takes behind an apostrophe to say whose something is, in English and Turkish."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """A person in a text; `start` and `end` cover office and name, `after` what follows on the same line."""

    start: int
    end: int
    name: str
    role: str | None


def capitalised_run(text: str, at: int) -> tuple[str, int]:
    """The words from an offset on that begin with capitals, small words that names and offices hold between
    them included, and where the run ends."""
    end = at
    for m in re.finditer(r"\S+", text[at : at + 200]):
        word = m.group().rstrip(",;:")
        bare = re.sub(rf"['’](?:{GENITIVE})?$", "", word)
        joins = fold(word) in words("labels", "run_joining.words") and end > at
        capital = bool(bare) and starts_upper(bare) and bare[0].isalpha()
        if not (capital or joins) or (
            fold(bare) in words("labels", "run_end") and not joins and not _is_title_word(bare)
        ):
            break
        end = at + m.start() + len(bare)
        if (
            bare != word
            or word != m.group()
            or (word.endswith(".") and len(word) > 4 and not _is_title_word(word))
        ):
            break
    run = pattern("labels", "run_joining.words", r"(?:\s+(?:{}))+$").sub("", text[at:end])
    return run, at + len(run)


def _is_title_word(word: str) -> bool:
    return fold(word) == "press"  # "Press Secretary" begins an office, "Press Conference" does not


def read_person(text: str, at: int) -> Introduction | None:
    """The person whom the text names at an offset, with the office before or behind the name."""
    run, end = capitalised_run(text, at)
    if not run:
        return None
    start, office, name = _office_and_name(run)
    if office:
        office = re.sub(r"\s+the$", "", office, flags=re.I)
    if (
        office
        and not name
        and (
            m := re.match(
                r",\s+(?:the\s+)?(?:rt\.?\s+)?(?:hon(?:ou?rable|\.)?\s+)?(?=[^\W\d_])", text[end:], re.I
            )
        )
    ):
        behind, stop = capitalised_run(text, end + m.end())  # "the President of the Government, Jane Doe"
        title, other, name = split_titles(behind)
        end = stop
        if other or not (title or len(name.split()) > 1 or is_capitals(name)):
            return None  # one word behind a comma may as well be a place
    name = _without_stop(_without_country(name))
    if not name or not looks_like_name(name) or is_outlet(name):
        return None
    first, *others = name.split()
    initials = is_capitals(first) and len(first) > 2 and not re.fullmatch(r"[IVXLC]+|.*\.", first)
    if not office and len(others) >= 2 and initials and not is_capitals(name):
        office, name = first, " ".join(others)  # an office in initials, "APNSA Jane Doe"
    role = office or _office_behind(text[end:])
    return Introduction(at + start, end, name, role)


def _without_stop(name: str) -> str:
    """A name at the end of a sentence without the full stop; "Jr." keeps its own."""
    last = name.split()[-1] if name else ""
    keeps = len(last) <= 2 or fold(last) in words("labels", "postnominal.words")
    return name if keeps else name.removesuffix(".")


def _without_country(name: str) -> str:
    """ "Lee Hsien Loong of Singapore" without the country."""
    found = name.split()
    if "of" in found[1:] and fold(found[0]) not in words("labels", "noble.words"):
        found = found[: found.index("of", 1)]
    while len(found) > 1 and fold(found[-1]) in words("labels", "postnominal.words"):
        found.pop()
    return " ".join(found)


def _office_and_name(run: str) -> tuple[int, str | None, str]:
    """A run split into (offset of the office or name, office, name). Words before the office that belong to
    neither ("Japanese Foreign Minister X") stay with the office."""
    parts = [(m.start(), m.group()) for m in re.finditer(r"\S+", run)]
    for i, (start, _) in enumerate(parts[:4]):
        _, office, name = split_titles(run[start:])
        if office and name:
            lead = run[:start].strip()
            if lead and not all(re.fullmatch(r"[^\W\d_][\w.'-]*", w) for w in lead.split()):
                break
            return 0, f"{lead} {office}".strip(), name
        if office and i == 0:
            return 0, office, ""
    title, _, name = split_titles(run)
    return (len(run) - len(name) if title else 0), None, name


def _office_behind(rest: str) -> str | None:
    """`, Deputy Spokesperson for the Secretary-General` or `, the treasurer,` behind a name."""
    m = re.match(r",\s+(?:the\s+|who is (?:the\s+)?)?([^,;:.!?“”\"]{4,90})", rest)
    if m is None:
        return None
    phrase = re.split(r"\s+(?:on|at|and|with|following|before|said|says|told)\b", m[1])[0].strip()
    if looks_like_name(split_titles(phrase)[2]):
        return None  # ", Transport Minister Jane Doe said": somebody else begins there
    if any(fold(w) in words("labels", "finite.words") for w in phrase.split()):
        return None  # "According to Doe, the president had promised": a clause of its own
    return phrase if is_office(phrase[:1].upper() + phrase[1:]) and len(phrase.split()) <= 10 else None


def gives_floor_to_others(text: str, names: Sequence[str]) -> bool:
    """ "After her we will hear from Ibrahim": the text gives the floor to somebody who is none of `names`."""
    for m in pattern("exchanges", "handing_over.patterns", r"\b(?:{})\s+(?=[^\W\d_])", re.I).finditer(text):
        run, _ = capitalised_run(text, m.end())
        name = split_titles(run)[2].rstrip(".") if run else ""
        if name and looks_like_name(name) and not any(part_of(name, n) for n in names):
            return True
    return False


def introductions(text: str) -> Iterator[Introduction]:
    """Every person in a text who is named with an office, or with at least two names."""
    at = 0
    while (m := re.compile(r"(?<![\w'’])[^\W\d_]").search(text, at)) is not None:
        if not starts_upper(text[m.start()]):
            nxt = re.compile(r"\s").search(text, m.start())
            at = nxt.end() if nxt else len(text)
            continue
        run, end = capitalised_run(text, m.start())
        person = read_person(text, m.start()) if run else None
        if person is not None and (person.role or len(person.name.split()) >= 2) and not _is_thing(person):
            yield person
        at = max(end, m.end())


def _is_thing(person: Introduction) -> bool:
    """Two capitalised words that name a place or an outlet rather than a person."""
    name = person.name
    return (
        fold(name) in words("labels", "place.names")
        or is_outlet(name)
        or (is_capitals(name) and person.role is None)
    )
