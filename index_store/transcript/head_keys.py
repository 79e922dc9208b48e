"""Lines of the head that say themselves what they give, notes, and authors' lines.

In: a line with single spaces. Out: what it says, entered in the draft; False where it says nothing of the
kind.

    Date: 3 May 2030        Presenter: Corinne Doe, Deputy Secretary        TJ  Torbjörn Jansson
    Place: Press room       Provisional translation                         By Jane Doe | The Herald
"""

from __future__ import annotations

import re

from .datelines import remainder
from .dates import find_dates, find_times
from .head_draft import Draft, Named, Stamp
from .head_people import people_of_status
from .head_wording import is_status_note, is_translation_note
from .names import looks_like_name
from .offices import is_office
from .titled_names import split_titles
from .vocabulary import pattern, table, words
from .wording import fold, starts_upper

_KEY = re.compile(r"([^:：]{1,30})\s*[:：]\s*(.*)")
_PEOPLE = re.compile(r"([^:：]{1,30})\s*[:：]\s*([^:]{3,300})$")
_INITIALS = re.compile(r"([A-Z]{2,4})\s*[:–—-]?\s+(\S.{3,60})$")


def is_key(text: str) -> bool:
    """The line is a key alone; its value stands on the next."""
    return len(text) < 30 and fold(text).rstrip(" :") in words("masthead", "keys")


def read_key(draft: Draft, i: int, text: str, own_line: bool = False) -> bool:
    """Read line i; `own_line` says that the key had a line to itself, so that it can be nothing else."""
    if own_line:
        return _read_people(draft, text) or _read_pair(draft, i, text)
    return (
        _read_initials(draft, text)
        or _read_present(draft, text)
        or _read_people(draft, text)
        or _read_note(draft, text)
        or _read_pair(draft, i, text)
        or _read_author(draft, i, text)
    )


def _read_note(draft: Draft, text: str) -> bool:
    if is_translation_note(text):
        draft.translation_note = draft.translation_note or text
        return True
    if is_status_note(text):
        draft.named.extend(people_of_status(text))
        return True
    return False


def _read_pair(draft: Draft, i: int, text: str) -> bool:
    """`Date: ...`, `Place: ...`, `Subjects: ...`."""
    m = _KEY.match(text)
    if m is None:
        return False
    key, value = fold(m[1]), m[2].strip()
    keys = table("masthead")["keys"]
    if key in keys["date"] or key in keys["time"]:
        return _read_when(draft, i, value)
    if key in keys["place"] and value and len(value) < 140:
        draft.place = draft.place or value
        return True
    if key in keys["title"] and value:
        draft.title = draft.title or value
        return True
    if key in keys["author"] and looks_like_name(value):
        draft.author = draft.author or value
        return True
    if key == "from":
        _read_issuer(draft, value)
    return key in keys["other"]


def _read_when(draft: Draft, i: int, value: str) -> bool:
    """A date, a time or both, with the place behind them."""
    found, times = find_dates(value), find_times(value)
    draft.stamps.extend(Stamp(i, d, times[0] if times else None) for d in found)
    if times and not found:
        # The date stood on a line before.
        before = [s for s in draft.stamps if s.event and s.date][-1:]
        draft.stamps.extend(Stamp(s.line, s.date, times[0]) for s in before if not s.time)
        if not before:
            draft.stamps.append(Stamp(i, None, times[0]))
    if not found and not times:
        return False
    draft.place = draft.place or remainder(value, found, times) or None
    return True


def _read_issuer(draft: Draft, value: str) -> None:
    """The issuer of a page, and the office holder with it."""
    for part in re.split(r"\s+and\s+|,\s*", value):
        title, office, name = split_titles(part)
        if title and looks_like_name(name) and len(name.split()) > 1:
            draft.named.append(Named(name, office, True, "masthead"))


def _read_initials(draft: Draft, text: str) -> bool:
    """A line of a key to the speakers, or its heading."""
    m = _INITIALS.match(text)
    if m is None:
        return fold(text) in words("masthead", "speaker_key.exact")
    _, office, name = split_titles(m[2])
    if not looks_like_name(name) or len(name.split()) < 2 or not _begins_words(m[1], name):
        return False
    draft.initials[m[1]] = name
    draft.named.append(Named(name, office, False, "masthead"))
    return True


def _begins_words(letters: str, name: str) -> bool:
    """The letters begin the words of a name, or the name itself ("YU" for "Yuki")."""
    parts = re.findall(r"[^\W\d_]+", name)
    own = "".join(p[0] for p in parts).upper()
    return letters in own or (
        letters[0] == own[0] and (letters[-1] in own or name.upper().startswith(letters))
    )


def _read_people(draft: Draft, text: str) -> bool:
    """`Presenter: Corinne Doe, Deputy Secretary`, `President: Mrs. Doe (Belmarais)`."""
    m = _PEOPLE.match(text)
    if m is None or fold(m[1]) not in table("masthead")["keys"]["people"]:
        return False
    # "President:" and "Moderator:" say what somebody is, "Speakers:" and "Witnesses:" that somebody speaks.
    speaks = fold(m[1]).endswith("s") or fold(m[1]) in words("masthead", "presenting.words")
    parts = re.split(r"\s*;\s*", re.sub(r"(?:\s*\.){3,}", " ", m[2]))
    found = [n for p in parts if (n := _person(p, None if speaks else m[1])) is not None]
    draft.named.extend(found)
    return bool(found)


def _read_present(draft: Draft, text: str) -> bool:
    """`Members present: Dame Jane Doe (Chair); John Roe.`: who may speak, with the office in brackets."""
    m = _PEOPLE.match(text)
    if m is None or fold(m[1]) not in table("masthead")["keys"]["present"]:
        return False
    for part in re.split(r"\s*;\s*", m[2].strip(" .")):
        office = re.search(r"\(([^()]{3,60})\)\s*$", part)
        title, _, name = split_titles(re.split(r"\s*[,(]", part)[0])
        if looks_like_name(name) and (title or len(name.split()) > 1):
            role = office[1] if office and is_office(office[1]) else None
            draft.named.append(Named(name, role, False, "masthead"))
    return True


def _person(part: str, role: str | None) -> Named | None:
    """One person behind such a key. `role` is the key where it is an office; without it, the person's own
    office is looked for."""
    title, office, name = split_titles(re.split(r"\s*[,(（]", part)[0].strip(" ."))
    if not looks_like_name(name) or not (title or office or len(name.split()) > 1):
        return None
    if re.search(r"[^\W\d_]{4,}[.!?]\s+\S", part):
        return None  # a sentence, said by the moderator
    if role is not None:
        return Named(name, role, False, "masthead")
    behind = part[part.find(name) + len(name) :].strip(" ,.()（）")
    return Named(
        name, office or (behind if is_office(behind[:1].upper() + behind[1:]) else None), True, "masthead"
    )


def _read_author(draft: Draft, i: int, text: str) -> bool:
    """`By Jane Doe and John Roe | The Herald`."""
    m = pattern("masthead", "byline.patterns", r"(?:{})\s+(?P<who>.{3,120})$", re.I).match(text)
    if m is None or not (text[0].isupper() or text.isupper()):
        return False
    who, found = m["who"], find_dates(m["who"])
    if found:
        who = remainder(who, found, find_times(who))
        who = pattern("masthead", "published.patterns", r"[\s|,•·–—-]*\b(?:{})\W*$", re.I).sub("", who)
    name, *behind = re.split(r"\s*(?:[|,•·]|\s[-–—]\s)\s*", who)
    if not looks_like_name(name) and not all(looks_like_name(n) for n in re.split(r"\s+and\s+", name)):
        return False
    draft.stamps.extend(Stamp(i, d, None, event=False) for d in found)
    draft.author, draft.by_line = draft.author or name, True
    if behind and starts_upper(behind[0]) and not is_office(behind[0]):
        draft.publication = draft.publication or behind[0]
    return True
