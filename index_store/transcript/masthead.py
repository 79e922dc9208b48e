"""The head of a document: title, kind of event, date and time, place, notes, and the people it names.

In: the lines before what is said, the metadata of the format. Out: a `Masthead`. A line is used for one
purpose only; lines that serve none are handed back as possible headings or text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from .dates import FoundDate, FoundTime, find_dates, find_times, weekday_names
from .introductions import introductions, read_person
from .labels import is_office, split_titles
from .lines import Line
from .names import looks_like_name
from .vocabulary import table, words
from .wording import ends_sentence, fold, is_capitals, is_caseless, squeeze, starts_upper


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom the head of a document names."""

    name: str
    role: str | None
    principal: bool
    """Named as the one who speaks: "by X", "X's press conference", a line of their own."""
    origin: str


@dataclass(slots=True)
class Masthead:
    """What the head of a document says. `used` holds the indices of the lines that say it."""

    title: str | None = None
    event: str | None = None
    date: str | None = None
    place: str | None = None
    translation_note: str | None = None
    author: str | None = None
    publication: str | None = None
    """The outlet behind the author's name, in an article."""
    named: list[Named] = field(default_factory=list)
    title_line: int = -1
    last_line: int = -1
    """The last of the lines with the title, the date, the time and the place."""
    used: set[int] = field(default_factory=set)
    flags: list[str] = field(default_factory=list)
    initials: dict[str, str] = field(default_factory=dict)
    """People whom a key at the head abbreviates: "TJ" -> "Torbjörn Jansson"."""
    by_line: bool = False
    """The head has an author's line or a dateline: an article."""


def read_masthead(lines: Sequence[Line], indices: Sequence[int], metadata: Mapping[str, str]) -> Masthead:
    """Read the head that the lines at `indices` make."""
    head = Masthead()
    dates: list[tuple[int, FoundDate, FoundTime | None, bool]] = []
    open_lines: list[int] = []
    taken = -1
    for n, i in enumerate(indices):
        if i == taken:
            continue
        text = squeeze(lines[i].text)
        if n + 1 < len(indices) and _is_key(text):
            # The key on a line of its own, its value on the next.
            value = squeeze(lines[indices[n + 1]].text)
            pair = f"{text.rstrip(' :：')}: {value}"
            if _people_key(head, pair) or _keyed(head, pair, dates, i):
                head.used.update((i, indices[n + 1]))
                taken = indices[n + 1]
                continue
        if (
            _initials(head, text)
            or _people_key(head, text)
            or _note(head, text)
            or _keyed(head, text, dates, i)
            or _author(head, text)
        ):
            head.used.add(i)
        else:
            open_lines.append(i)
    title_at = _find_title(head, lines, open_lines, metadata)
    near: list[int] = []
    for i in list(open_lines):
        if i == title_at:
            continue
        text = squeeze(lines[i].text)
        if _dated(head, text, dates, i) or _timed(text, dates, i) or _person_line(head, text):
            head.used.add(i)
            open_lines.remove(i)
            near.append(i)
    for i in indices:
        text = squeeze(lines[i].text)
        if i != title_at and text.startswith(("(", "[")) and text.endswith((")", "]")):
            # "(Also participating was Maj. Gen. Leon Doe, deputy director for operations.)"
            head.named.extend(Named(p.name, p.role, False, "masthead") for p in introductions(text) if p.role)
    head.last_line = max([head.title_line, *near])
    if head.title:
        _people_of(head, head.title)
        dates.extend((-1, d, None, True) for d in find_dates(head.title))
        if head.event is None:
            head.event = event_kind(head.title)
    _settle_date(head, dates, metadata)
    head.place = _clean_place(head.place)
    if head.place is None:
        _find_place(head, lines, open_lines, title_at, near)
    if head.place is None:
        _place_between(head, lines, open_lines, near)
    if head.place is None and metadata.get("place"):
        head.place = squeeze(metadata["place"])
    if head.place is None and head.title:
        head.place = _place_in_title(head.title)
    head.author = head.author or _clean_author(metadata.get("author"))
    return head


def event_kind(title: str) -> str | None:
    """The kind of event that a title names."""
    folded = fold(title)
    return next((name for pattern, name in _event_patterns() if pattern.search(folded)), None)


def is_dateline(text: str) -> bool:
    """A line that is mostly a date or a time of day."""
    if len(text) > 160 or not any(c.isdigit() for c in text):
        return False
    found, times = find_dates(text), find_times(text)
    return bool(found or times) and len(_remainder(text, found, times)) <= 0.5 * len(text)


def publication(metadata: Mapping[str, str]) -> str | None:
    """The outlet that published an article: the site's name, or the last part of the page's title."""
    site = squeeze(metadata.get("site_name", ""))
    if site:
        return site
    parts = re.split(r"\s+[|·–—-]\s+", squeeze(metadata.get("title", "")))
    return parts[-1] if len(parts) > 1 and len(parts[-1].split()) <= 5 else None


def is_section_name(text: str) -> bool:
    """A heading that opens a part of any press event ("Opening Remarks")."""
    return re.sub(r"^[\d.()（）]+\s*", "", fold(text)) in words("masthead", "section.exact")


def is_note(text: str) -> bool:
    """A note on translation or status ("Check against delivery!")."""
    folded = fold(text)
    return len(folded) < 400 and bool(_any("translation").search(folded) or _any("status").search(folded))


# ---------------------------------------------------------------- single lines


@cache
def _any(group: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in table("masthead")[group]["patterns"]))


@cache
def _event_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(p), name) for p, name in table("masthead")["event"]["kinds"])


def _note(head: Masthead, text: str) -> bool:
    folded = fold(text)
    if len(folded) > 400:
        return False
    if _any("translation").search(folded):
        head.translation_note = head.translation_note or text
        return True
    if _any("status").search(folded):
        _people_of(head, text, status=True)
        return True
    return False


def _keyed(
    head: Masthead, text: str, dates: list[tuple[int, FoundDate, FoundTime | None, bool]], i: int
) -> bool:
    """`Date: ...`, `Place: ...`, `Subjects: ...`."""
    m = re.match(r"([^:：]{1,30})\s*[:：]\s*(.*)", text)
    if m is None:
        return False
    key, value = fold(m[1]), m[2].strip()
    keys = table("masthead")["keys"]
    if key in keys["date"] or key in keys["time"]:
        found, times = find_dates(value), find_times(value)
        dates.extend((i, d, times[0] if times else None, True) for d in found)
        if times and not found:
            dates.extend((at, d, times[0], e) for at, d, t, e in dates[-1:] if t is None)
        rest = _remainder(value, found, times)
        if rest and head.place is None and (found or times):
            head.place = rest
        return bool(found or times)
    if key in keys["place"] and value and len(value) < 140:
        head.place = head.place or value
        return True
    if key in keys["title"] and value:
        head.title = head.title or value
        return True
    if key in keys["author"] and looks_like_name(value):
        head.author = head.author or value
        return True
    if key == "from":  # the issuer of a page, and the office holder with it
        for part in re.split(r"\s+and\s+|,\s*", value):
            title, office, name = split_titles(part)
            if title and looks_like_name(name) and len(name.split()) > 1:
                head.named.append(Named(name, office, True, "masthead"))
    return key in keys["other"]


def _is_key(text: str) -> bool:
    keys = table("masthead")["keys"]
    return fold(text).rstrip(" :") in {k for group in keys.values() for k in group} and len(text) < 30


def _initials(head: Masthead, text: str) -> bool:
    """`TJ Torbjörn Jansson`: a line of a key to the speakers."""
    m = re.match(r"([A-Z]{2,4})\s*[:–—-]?\s+(\S.{3,60})$", text)
    if m is None:
        return fold(text) in (
            "speaker key",
            "speaker key:",
            "speakers",
            "speakers:",
            "key",
            "key:",
            "speaker abbreviations",
        )
    _, office, name = split_titles(m[2])
    if not looks_like_name(name) or len(name.split()) < 2 or not _begins_words(m[1], name):
        return False
    head.initials[m[1]] = name
    head.named.append(Named(name, office, False, "masthead"))
    return True


def _begins_words(letters: str, name: str) -> bool:
    """The letters begin the words of a name, or the name itself ("YU" for "Yuki")."""
    parts = re.findall(r"[^\W\d_]+", name)
    own = "".join(p[0] for p in parts).upper()
    return letters in own or (
        letters[0] == own[0] and (letters[-1] in own or name.upper().startswith(letters))
    )


def _people_key(head: Masthead, text: str) -> bool:
    """`Presenter: Corinne Doe, Deputy Secretary`, `President: Mrs. Doe (Belmarais)`."""
    m = re.match(r"([^:：]{1,30})\s*[:：]\s*([^:]{3,300})$", text)
    if m is None or fold(m[1]) not in table("masthead")["keys"]["people"]:
        return False
    # "President:" and "Moderator:" say what somebody is, "Speakers:" and "Witnesses:" that somebody speaks.
    plural = fold(m[1]).endswith("s") or fold(m[1]) in (
        "panel",
        "with",
        "presenter",
        "speaker",
        "guest",
        "witness",
        "in the chair",
    )
    found = False
    for part in re.split(r"\s*;\s*", re.sub(r"(?:\s*\.){3,}", " ", m[2])):
        first = re.split(r"\s*[,(（]", part)[0].strip(" .")
        title, office, name = split_titles(first)
        if not looks_like_name(name) or not (title or office or len(name.split()) > 1):
            continue
        if re.search(r"[^\W\d_]{4,}[.!?]\s+\S", part):
            continue  # a sentence, said by the moderator
        behind = part[part.find(name) + len(name) :].strip(" ,.()（）")
        role = (
            (office or (behind if is_office(behind[:1].upper() + behind[1:]) else None)) if plural else m[1]
        )
        head.named.append(Named(name, role, plural, "masthead"))
        found = True
    return found


def _author(head: Masthead, text: str) -> bool:
    m = re.match(r"(?:by|written by|von|par|por|reporting by|story by)\s+([^:]{3,60})$", text, re.I)
    if m is None or not (text[0].isupper() or text.isupper()):
        return False
    name, *behind = re.split(r"\s*(?:[|,•·]|\s[-–—]\s)\s*", m[1])
    if not looks_like_name(name) and not all(looks_like_name(n) for n in re.split(r"\s+and\s+", name)):
        return False
    head.author, head.by_line = head.author or name, True
    if behind and starts_upper(behind[0]) and not is_office(behind[0]):
        head.publication = head.publication or behind[0]
    return True


def _clean_author(author: str | None) -> str | None:
    author = squeeze(author or "")
    return author if author and looks_like_name(author) else None


def _dated(
    head: Masthead, text: str, dates: list[tuple[int, FoundDate, FoundTime | None, bool]], i: int
) -> bool:
    """A line that is a date, with the time and the place around it."""
    found = find_dates(text)
    if not found or len(text) > 200:
        return False
    times = find_times(text)
    rest = _remainder(text, found, times)
    if (ends_sentence(rest) and len(rest) > 60) or len(rest) > 110:
        return False
    stamp = bool(re.fullmatch(r"\s*\d{4}[-/.]\d\d?[-/.]\d\d?[T ]+\d\d?:\d\d(?::\d\d)?\s*", text))
    dates.append((i, found[0], None if stamp else (times[0] if times else None), not stamp))
    if rest and not _is_publication(rest):
        place = re.sub(r"^(?:at|in)\s+", "", rest)
        if head.place is None and place and starts_upper(place) and ":" not in place:
            head.place = place
        if text.find(rest[:12]) < found[0].start:
            head.by_line = head.by_line or bool(
                re.search(r"[–—-]\s*$", text[: found[0].start].rstrip() or "")
            )
    return True


def _is_publication(rest: str) -> bool:
    return bool(_PUBLISHED.match(fold(rest))) or is_note(rest)


_PUBLISHED = re.compile(
    r"(?:published|updated|posted|last|first|issued|released|modified|aired|aktualisiert|veröffentlicht|stand|publié|"
    r"mis à jour|publicado|actualizado|pubblicato|опубликовано|обновлено|発表|更新|发布|날짜|등록)\b"
)


_OPENS = re.compile(
    r"\b(?:opened|opens|opening|began|begins?|beginn|commenced|met|called to order|starts?|started)\b", re.I
)


def _timed(text: str, dates: list[tuple[int, FoundDate, FoundTime | None, bool]], i: int) -> bool:
    """A line that is a time of day alone, "2:09 p.m. EST"."""
    times = find_times(text)
    if not times or len(text) > 60:
        return False
    rest = _remainder(text, [], times)
    if len(rest) > 4 and not (len(rest) < 60 and _OPENS.search(rest)):
        return False
    dates.append((i, FoundDate(0, 0, _NO_DAY, True), times[0], True))
    return True


def _remainder(text: str, found: Sequence[FoundDate], times: Sequence[FoundTime]) -> str:
    """What is left of a line without its dates and times, loose punctuation at the ends removed."""
    taken = sorted([(f.start, f.end) for f in found] + [(t.start, t.end) for t in times])
    out, at = [], 0
    for a, b in taken:
        out.append(text[at:a])
        at = max(at, b)
    out.append(text[at:])
    parts = [p.strip(" ,;:|–—-()[]·•/\u3000（）") for p in out]
    rest = " ".join(
        p for p in parts if p and fold(p) not in ("at", "on", "from", "to", "pm", "am", "в", "года")
    )
    rest = (
        re.sub(r"^[（(]?[月火水木金土日화수목금토일월](?:曜日?)?[）)]?\s*", "", rest)
        if is_caseless(rest)
        else rest
    )
    return squeeze(re.sub(r"^(?:於|場所|at)\s*[:：]\s*", "", rest))


def _person_line(head: Masthead, text: str) -> bool:
    """`Calvin Wrenfield, Department Spokesperson` on a line of its own."""
    if ends_sentence(text) or len(text) > 300:
        return False
    found = [p for p in introductions(text) if p.role and len(p.name.split()) >= 2]
    if not found or found[0].start > 0 or any(text[p.end : p.end + 1] not in (",", "") for p in found):
        return False
    if len(found) == 1 and (m := re.match(r"([^,]{3,60}),\s+(.{4,120})$", text)) and is_office(m[2]):
        found = [replace(found[0], role=m[2])]
    elif len(found) == 1 and len(text) > found[0].end + 4:
        return False
    head.named.extend(Named(p.name, p.role, True, "masthead") for p in found)
    return True


# ---------------------------------------------------------------- title and place


def _find_title(
    head: Masthead, lines: Sequence[Line], open_lines: list[int], metadata: Mapping[str, str]
) -> int | None:
    """The line that is the title, taken out of the open ones; without one the format's own title serves."""
    given = squeeze(metadata.get("title", ""))
    candidates = [
        i for i in open_lines if 3 <= len(lines[i].text) <= 300 and not is_section_name(lines[i].text)
    ]
    chosen = _choose_title(lines, candidates, given)
    if chosen is None:
        head.title = head.title or _without_site(given, metadata) or None
        return None
    open_lines.remove(chosen)
    head.used.add(chosen)
    head.title_line = chosen
    text = squeeze(lines[chosen].text)
    last = chosen
    while (last + 1) in open_lines and lines[last + 1].soft and not find_dates(lines[last + 1].text):
        last += 1
        open_lines.remove(last)
        head.used.add(last)
        text = f"{text} {squeeze(lines[last].text)}"
    head.title = head.title or text
    # The same title again (page title and heading) is no text.
    for i in list(open_lines):
        if fold(lines[i].text) in (fold(text), fold(given)) and given:
            open_lines.remove(i)
            head.used.add(i)
    return chosen


def _choose_title(lines: Sequence[Line], candidates: list[int], given: str) -> int | None:
    if not candidates:
        return None
    for i in candidates:
        if lines[i].kind == "heading" and lines[i].level == 1:
            return i
    if given:
        for i in candidates:
            own, whole = fold(lines[i].text), fold(given)
            if own and (whole in own or (own in whole and len(own) >= 0.6 * len(whole))):
                return i
        return (
            None if not any(lines[i].kind == "heading" for i in candidates) else _telling(lines, candidates)
        )
    return _telling(lines, candidates)


def _telling(lines: Sequence[Line], candidates: list[int]) -> int | None:
    """The first line that names an event, else the first that is no bare date, time, place or sentence."""
    plain = []
    for i in candidates:
        text = squeeze(lines[i].text)
        found, times = find_dates(text), find_times(text)
        rest = _remainder(text, found, times)
        if (found or times) and len(rest) < 0.5 * len(text) and not event_kind(rest):
            continue
        if (ends_sentence(text) and len(text) > 120) or _is_person_line(text):
            continue
        plain.append(i)
    events = [i for i in plain[:5] if event_kind(lines[i].text)]
    # A title names its event at length ("Press Conference by ..."); a kicker above it only names the kind.
    named = [i for i in events if len(lines[i].text.split()) > 3]
    ordered = named or events or plain
    return ordered[0] if ordered else None


def _is_person_line(text: str) -> bool:
    return _person_line(Masthead(), text)


def _without_site(title: str, metadata: Mapping[str, str]) -> str:
    """A page's title without the name of its site."""
    site = metadata.get("site_name")
    if site and title.endswith(site):
        title = title[: -len(site)].rstrip(" -–—|·:")
    m = re.match(r"(.{20,}?)\s+[|·–—-]\s+[^|·–—-]{2,40}$", title)
    return m[1] if m and "|" in title else title


def _find_place(
    head: Masthead, lines: Sequence[Line], open_lines: list[int], title_at: int | None, near: list[int]
) -> None:
    """A short line among the head's that is a place by its words; two that follow each other are one."""
    for i in list(open_lines):
        text = squeeze(lines[i].text)
        if len(text) > 90 or (ends_sentence(text) and not text.endswith(".")) or lines[i].kind == "heading":
            continue
        if is_section_name(text) or text.startswith("**") or find_dates(text):
            continue
        if fold(text) in words("labels", "party.names") or ":" in text or lines[i].linked:
            continue
        if (event_kind(text) and not _is_place(text)) or (title_at is not None and i < title_at and not near):
            continue
        if _is_place(text):
            head.place = text
            head.used.add(i)
            open_lines.remove(i)
            if i + 1 in open_lines and _is_place(squeeze(lines[i + 1].text)):
                head.place += ", " + squeeze(lines[i + 1].text)
                head.used.add(i + 1)
                open_lines.remove(i + 1)
            return


def _clean_place(place: str | None) -> str | None:
    """A place without the words that only led to the date ("Berlin, Mittwoch, den"); None where it is none."""
    if place is None:
        return None
    weekdays = "|".join(sorted(map(re.escape, weekday_names()), key=len, reverse=True))
    place = re.sub(rf"[\s,]*\b(?:{weekdays})\b\.?", "", place, flags=re.I)
    place = re.sub(r"[\s,]*\b(?:den|le|der|am|on|r|года|el|il|dia)\.?$", "", place, flags=re.I).strip(" ,;.")
    letters = sum(c.isalpha() for c in place)
    if (
        letters < 2
        or any(c in place for c in "|:：©")
        or re.search(r"\d{3,}|^day \d|\bhit\b|^column\b", place, re.I)
    ):
        return None
    if is_note(place) or fold(place) in (
        "for immediate release",
        "united nations",
        "the house",
        "european union",
    ):
        return None
    return place


def _place_between(head: Masthead, lines: Sequence[Line], open_lines: list[int], near: list[int]) -> None:
    """The only unexplained line right before a line with the time, or between the date and the time: where
    the event was ("La Nuvola", above "6:32 P.M. CET")."""
    for n in near:
        i = n - 1
        if i not in open_lines or not find_times(lines[n].text) or find_dates(lines[n].text):
            continue
        text = squeeze(lines[i].text)
        short = len(text.split()) <= 6 and starts_upper(text) and not ends_sentence(text)
        if short and not event_kind(text) and not is_section_name(text) and lines[i].kind != "heading":
            head.place = text
            head.used.add(i)
            open_lines.remove(i)
            return


def _is_place(text: str) -> bool:
    folded = fold(text)
    found = set(re.findall(r"[\w'-]+", folded))
    named = words("labels", "place.names") | words("masthead", "place.cities")
    if split_titles(text)[1]:
        return False  # an office, with or without a name
    if any(
        w in found if " " not in w else w in folded for w in words("masthead", "place.words") if w != "d.c"
    ):
        return len(text.split()) <= 12
    parts = [p for p in re.split(r"\s*,\s*", folded) if p]
    if len(parts) >= 2 and (
        parts[-1] in named or parts[0] in named or parts[-1] in ("d c", "dc", "usa", "uk", "u s", "us")
    ):
        return True
    return folded in named or text in named


def _place_in_title(title: str) -> str | None:
    """`Doorstop – Coral Harbour`, `..., Belokamensk, October 8, 2030`."""
    for d in find_dates(title):
        before = title[: d.start].rstrip(" ,–—-")
        m = re.search(r",\s*([^,]{3,40}(?:,\s*[^,]{2,30})?)$", before)
        if m and looks_like_name(m[1].split(",")[0]) and not is_office(m[1]):
            return m[1]
    m = re.match(
        r"(?:doorstop|doorstep|press conference|interview|media conference|remarks|transcript)"
        r"(?: interview)?\s*[,–—-]\s*(.{3,60})$",
        title,
        re.I,
    )
    if m and not find_dates(m[1]) and looks_like_name(m[1].split(",")[0]) and not split_titles(m[1])[1]:
        return m[1]
    return None


# ---------------------------------------------------------------- people

_BY = re.compile(
    r"\b(?:by|"
    r"(?:transcript|remarks|briefing|statement|speech|address|answers|conference|interview|comments) of|"
    r"(?:conferencia|rueda) de prensa (?:de la|del|de)|(?:пресс-конференция|выступление) |"
    r"interview with|conversation with|briefing with|conference with|session with|availability with|"
    r"gaggle with|doorstop with|questions with|exchange with)\b(?:\s+the)?\s+",
    re.I,
)


def _people_of(head: Masthead, text: str, status: bool = False) -> None:
    """The people whom a title (or a "near-verbatim transcript ... by X" line) names."""
    starts = [m.end() for m in _BY.finditer(text)]
    if not starts and not status:
        starts = [0]
        if (m := re.match(r"[^:–—]{3,40}[:–—]\s+", text)) and event_kind(m.group()):
            starts.append(m.end())  # "Doorstep: Taoiseach X and Tánaiste Y, ..."
    for start in starts:
        at: int | None = start
        while at is not None:
            at = _person_at(head, text, at, sure=bool(_BY.search(text)))


def _person_at(head: Masthead, text: str, at: int, sure: bool) -> int | None:
    """Read one person of a title. Returns where a further one may follow after "and", or None.

    Only who speaks is a principal: whom a "by" introduces, whose event it is ("X's answers"), or with whom
    the title begins ("Minister X on ..."). "The visit of President X" is not by the President.
    """
    person = read_person(text, at)
    if person is None or (is_caseless(person.name) and (event_kind(person.name) or len(person.name) > 6)):
        return None
    rest = text[person.end :]
    possessive = bool(re.match(r"['’]s?\b", rest))
    opens = at == 0 or text[:at].rstrip()[-1:] in ":–—" or text[:at].endswith("and ")
    leads = (
        person.role is not None and opens and bool(_LEADS.match(rest) or re.match(r"(?:,|\s+and\b)", rest))
    )
    if person.role is None and not (sure and len(person.name.split()) >= 2):
        return None
    if len([w for w in person.name.split() if starts_upper(w)]) > 3 and not is_capitals(text):
        sure = possessive = leads = False  # the title runs on; a label may still show where the name ends
    # "Interview with Jane Doe" may be named for the host; an office says that it is not.
    host = person.role is None and bool(re.search(r"\binterview with\s+$", text[:at], re.I))
    head.named.append(Named(person.name, person.role, (sure or possessive or leads) and not host, "title"))
    follow = re.match(r"(?:,?\s+(?:and|y|et|und|e|и)\s+|,\s+)(?=[^\W\d_])", rest)
    return person.end + follow.end() if follow else None


_LEADS = re.compile(r"\s*(?:[–—:-]|$|(?:speaks|holds|answers|addresses|delivers|gives|briefs|talks|on)\b)")


# ---------------------------------------------------------------- date

_NO_DAY = date.min


def _settle_date(
    head: Masthead, dates: list[tuple[int, FoundDate, FoundTime | None, bool]], metadata: Mapping[str, str]
) -> None:
    """The event's date and time: the head's own date line, then the title's, then a bare time stamp, then
    what the format says."""
    real = [d for d in dates if d[1].day != _NO_DAY]
    events = [d for d in real if d[3]]
    timed = next((t for _, _, t, e in dates if t is not None and e), None)
    # The title names the event; a time of day belongs to it; and what is published comes after it.
    titled = [d for d in events if d[0] == -1]
    timed_days = [d for d in events if d[0] >= 0 and d[2]]
    rest = sorted(events or real, key=lambda d: d[1].day)
    best = next(iter(titled or timed_days or rest), None)
    if best is None:
        for key in ("date", "published"):
            found = find_dates(metadata.get(key, ""))
            if found:
                head.date = _iso(found[0], timed)
                return
        return
    if not best[1].weekday_agrees:
        head.flags.append("date contradicts its weekday")
    same = next((t for _, d, t, e in real if t is not None and e and d.day == best[1].day), None)
    alone = next((t for _, d, t, _ in dates if t is not None and d.day == _NO_DAY), None)
    head.date = _iso(best[1], same or alone)


def _iso(found: FoundDate, time: FoundTime | None) -> str:
    day = found.day.isoformat()
    return f"{day}T{time.hour:02d}:{time.minute:02d}" if time else day
