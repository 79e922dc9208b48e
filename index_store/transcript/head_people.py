"""The people whom the head of a document names, and which of them speak.

In: the title, or a line of the head. Out: `Named` values. Only who speaks is a principal: whom a "by"
introduces, whose event it is ("X's answers"), or with whom the title begins ("Minister X on ..."). "The visit
of President X" is not by the President.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .head_draft import Named
from .head_wording import event_kind
from .introductions import GENITIVE, Introduction, introductions, read_person
from .names import looks_like_name
from .offices import is_office, is_office_alone
from .vocabulary import pattern, words
from .wording import ends_sentence, fold, is_capitals, is_caseless, starts_upper


def people_on_line(text: str) -> list[Named]:
    """`Calvin Wrenfield, Department Spokesperson` on a line of its own; empty where the line is another."""
    if ends_sentence(text) or len(text) > 300:
        return []
    found = [p for p in introductions(text) if p.role and len(p.name.split()) >= 2]
    address = text[: found[0].start].strip() if found else ""
    if (
        not found
        or (address and fold(address) not in words("labels", "honorific"))
        or any(text[p.end : p.end + 1] not in (",", "") for p in found)
    ):
        return []
    if len(found) == 1 and (m := re.match(r"([^,]{3,60}),\s+(.{4,120})$", text)) and is_office(m[2]):
        found = [replace(found[0], role=m[2])]
    elif len(found) == 1 and len(text) > found[0].end + 4:
        return []
    return [Named(p.name, p.role, True, "masthead") for p in found]


def people_in_brackets(text: str) -> list[Named]:
    """ "(Also participating was Maj. Gen. Leon Doe, deputy director for operations.)" """
    if not text.startswith(("(", "[")) or not text.endswith((")", "]")):
        return []
    return [Named(p.name, p.role, False, "masthead") for p in introductions(text) if p.role]


_WITH_INITIALS = re.compile(r"((?:[^\W\d_][\w.'’-]*\s+){2,4})\(([A-Z]{2,4})\)")


def initials_in_brackets(text: str) -> dict[str, str]:
    """ "Alasdair Doe (AD) talks to Priscilla Roe (PR)": the names behind the letters; empty where the letters
    do not begin the words of the name."""
    out: dict[str, str] = {}
    for m in _WITH_INITIALS.finditer(text):
        found = m[1].split()[-len(m[2]) :]
        if "".join(w[0] for w in found).upper() == m[2] and looks_like_name(" ".join(found)):
            out[m[2]] = " ".join(found)
    return out


def people_of_title(title: str) -> list[Named]:
    """The people whom a title names."""
    starts = [m.end() for m in _by().finditer(title) if not _is_beside(title[: m.start()], m[0])]
    if not starts:
        starts = [0]
        if (m := re.match(r"[^:–—]{3,40}[:–—]\s+", title)) and event_kind(m.group()):
            starts.append(m.end())  # "Doorstep: Taoiseach X and Tánaiste Y, ..."
    return [*_people_from(title, starts), *_holder_in_brackets(title)]


def _is_beside(lead: str, words_before: str) -> bool:
    """ "with" names whom the event is held beside, where it is a joint one or the title has named somebody:
    "X's remarks at a joint conference with Y"."""
    if not words_before.split()[-1].casefold().startswith("with"):
        return False
    lead = re.split(r"[:–—]\s", lead)[-1]  # "Morning Table with Jane Doe: Interview with ..."
    joint = re.search(r"\bjoint\b", lead, re.I)
    return bool(joint) or any(p.role or len(p.name.split()) > 1 for p in introductions(lead))


def people_of_status(text: str) -> list[Named]:
    """The people whom a "near-verbatim transcript ... by X" line names."""
    return _people_from(text, [m.end() for m in _by().finditer(text)])


def _by() -> re.Pattern[str]:
    return pattern("masthead", "by.patterns", r"\b(?:{})\b(?:\s+the)?\s+", re.I)


def _holder_in_brackets(title: str) -> list[Named]:
    """ "Spokesperson's Briefing (Spokesperson X, 11 July)": who holds the office that the title names."""
    m = re.search(r"\(([^()]{4,80})\)\s*$", title)
    person = read_person(m[1], 0) if m else None
    if m is None or person is None or not person.role or m[1][person.end : person.end + 1] not in (",", ""):
        return []
    if not re.match(rf"(?:the\s+)?{re.escape(person.role)}['’]s?\s", title, re.I):
        return []
    return [Named(person.name, person.role, True, "title")]


def _people_from(text: str, starts: list[int]) -> list[Named]:
    sure = any(not _is_beside(text[: m.start()], m[0]) for m in _by().finditer(text))
    return [person for start in starts for person in _people_in_a_row(text, start, sure)]


def _people_in_a_row(text: str, at: int, sure: bool) -> Iterator[Named]:
    """The person at an offset, and those who follow behind commas and "and". `sure` says that the text holds
    a "by"."""
    person = read_person(text, at)
    while person is not None and not _is_event(person):
        rest = text[person.end :]
        if person.role is None and not (sure and len(person.name.split()) >= 2):
            return
        yield Named(person.name, person.role, _is_principal(text, at, person, sure), "title")
        follow = re.match(r"(?:,?\s+(?:and|y|et|und|e|и)\s+|,\s+)(?=[^\W\d_])", rest)
        if follow is None:
            return
        at = person.end + follow.end()
        person = read_person(text, at)


def _is_event(person: Introduction) -> bool:
    """A name in a script without capitals that holds the kind of the event, or too much to be a name."""
    return is_caseless(person.name) and (event_kind(person.name) is not None or len(person.name) > 6)


def _is_principal(text: str, at: int, person: Introduction, sure: bool) -> bool:
    """The person at an offset of a title speaks."""
    # "Interview with Jane Doe" may be named for the host; an office says that it is not.
    if person.role is None and re.search(r"\binterview with\s+$", text[:at], re.I):
        return False
    if len([w for w in person.name.split() if starts_upper(w)]) > 3 and not is_capitals(text):
        return False  # the title runs on; a label may still show where the name ends
    rest = text[person.end :]
    if sure or re.match(rf"['’](?:{GENITIVE})?\b", rest):
        return True
    opens = at == 0 or text[:at].rstrip()[-1:] in ":–—" or text[:at].endswith("and ")
    leads = _does().match(rest) or re.match(r"(?:,|\s+and\b)", rest)
    return person.role is not None and opens and bool(leads)


def _does() -> re.Pattern[str]:
    verbs = "|".join(sorted(words("masthead", "by.does")))
    return re.compile(rf"\s*(?:[–—:-]|$|(?:{verbs})\b)")


def with_titled_office(named: Sequence[Named], title: str) -> list[Named]:
    """The people of the head; where the event is by one of them whose office no line gives, and the title is
    that of an office holder ("Foreign Secretary's speech"), with that office."""
    principals = [n for n in named if n.principal]
    m = re.match(r"(?:the\s+)?([^'’:–—]{4,60})['’]s?\s+(?=\S)", title, re.I)
    if m is None or len(principals) != 1 or principals[0].role or not is_office_alone(m[1]):
        return list(named)
    return [replace(n, role=m[1]) if n.principal else n for n in named]


def without_run_on(named: Named, texts: Iterable[str]) -> Named:
    """A name out of a headline without the words that run on behind it: the longest beginning of it that the
    lines `texts` print."""
    found = named.name.split()
    if named.origin != "title" or len(found) < 3:
        return named
    text = "\n".join(texts)
    forms = (" ".join(found[:n]) for n in range(len(found), 1, -1))
    return replace(named, name=next((f for f in forms if f in text), named.name))
