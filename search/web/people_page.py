"""`/people` and `/person`: everybody who speaks, and what is known of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from index_store.basics import KaikenError
from search.encode import person_details_to_json, person_to_json
from search.people import IndexPerson, find
from search.results import PassageView
from search.searcher import Searcher
from search.web import answers, links, words
from search.web.app import Visit
from search.web.question import DEEPEST, Question
from search.web.timeline import timeline

if TYPE_CHECKING:
    from index_store.authority import Authority

LISTED = 100
"""People on a page of the list."""
ASKED = 8
"""Questions that are shown."""
READ = 2000
"""Passages, the newest, in which to look for what is said again and again."""
PHRASES = 18


@dataclass(frozen=True, slots=True)
class Everybody:
    """The people of an index."""

    people: Mapping[str, IndexPerson]
    authority: Authority
    forms: Mapping[str, tuple[str, ...]]
    """The forms in which documents print each name."""


@dataclass(frozen=True, slots=True)
class Post:
    """A role in which somebody appears, with the first and the last day."""

    role: str | None
    outlet: str | None
    first: str | None
    last: str | None
    passages: int


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str
    count: int
    href: str


def _everybody(searcher: Searcher) -> Everybody:
    from index_store.people_files import load

    forms: dict[str, dict[str, None]] = {}
    for record in searcher.documents():
        for person in record.people:
            forms.setdefault(person.name, {}).update(dict.fromkeys(person.aliases))
    return Everybody(
        searcher.people(), load(searcher.folder), {name: tuple(found) for name, found in forms.items()}
    )


def people_page(visit: Visit) -> Response:
    """Everybody, those with most passages first; as JSON what `kaiken people list --json` prints."""
    everybody = visit.held.once("people", _everybody)
    wanted, number = _parameters(visit)
    people = [person for person in everybody.people.values() if wanted.casefold() in person.name.casefold()]
    if visit.form == "json":
        return answers.json({"people": [person_to_json(one, everybody.authority) for one in people]})
    return visit.render(
        "people.html",
        people=people[(number - 1) * LISTED : number * LISTED],
        total=len(people),
        wanted=wanted,
        page=number,
        pages=max(1, -(-len(people) // LISTED)),
    )


def _parameters(visit: Visit) -> tuple[str, int]:
    given = dict(visit.parameters)
    for name in given:
        if name not in ("q", "page"):
            raise KaikenError(f'there is no parameter "{name[:60]}": there are q and page')
    number = given.get("page") or "1"
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= DEEPEST):
        raise KaikenError(f'"page" can\'t be "{number[:60]}": use a number from 1')
    return given.get("q", "").strip(), int(number)


def person_page(visit: Visit) -> Response:
    """One person; as JSON what `kaiken people show --json` prints."""
    everybody = visit.held.once("people", _everybody)
    person = _named(visit, everybody)
    forms = everybody.forms.get(person.name, ())
    entry = everybody.authority.person(person.name)
    if visit.form == "json":
        return answers.json(person_details_to_json(person, everybody.authority, entry, forms))
    searcher = visit.held.searcher
    question = Question(only={"speaker": (person.name,)})
    days = searcher.facets("", fields=("day",), only=question.only)["day"]
    return visit.render(
        "person.html",
        person=person,
        question=question,
        posts=posts(person),
        forms=[
            form for form in dict.fromkeys((*forms, *(entry.aliases if entry else ()))) if form != person.name
        ],
        offices=entry.roles if entry else (),
        chart=timeline(days),
        phrases=visit.held.once(("phrases", person.name), lambda searcher: _phrases(searcher, question)),
        asked=_asked(searcher, question),
        quoted=Question(q=f'speaker:"{person.name}"') if person.quoted else None,
    )


def _named(visit: Visit, everybody: Everybody) -> IndexPerson:
    given = dict(visit.parameters)
    name = given.get("name", "")
    if set(given) - {"name"} or not name:
        raise KaikenError('nobody is named: give "name", as in /person?name=Kamikawa')
    person = everybody.people.get(name)
    if person is not None:
        return person
    found = find(name, everybody.people, everybody.authority)
    if len(found) == 1:
        raise answers.Redirect(links.person(found[0]))
    if found:
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise answers.NotFound(f'"{name}" could be any of {len(found)} people: {", ".join(found[:5])}{more}')
    raise answers.NotFound(f'nobody in the index is called "{name}"')


def _others(name: str, forms: Sequence[str]) -> list[str]:
    return [form for form in dict.fromkeys(forms) if form != name]


def posts(person: IndexPerson) -> tuple[Post, ...]:
    """The roles of a person, each once, in the order of their first day."""
    found: dict[tuple[str | None, str | None], Post] = {}
    for one in person.appearances:
        if not one.passages:
            continue
        key = one.role, one.outlet
        post = found.get(key) or Post(one.role, one.outlet, one.date, one.date, 0)
        days = [day for day in (post.first, post.last, one.date) if day]
        found[key] = Post(
            one.role,
            one.outlet,
            min(days, default=None),
            max(days, default=None),
            post.passages + one.passages,
        )
    return tuple(sorted(found.values(), key=lambda post: (post.first or "9999", -post.passages)))


def _asked(searcher: Searcher, question: Question) -> list[tuple[PassageView, PassageView]]:
    """The questions that were answered most recently, each once, with the first passage of the answer."""
    answers_given = {**question.only, "kind": ("answer",)}
    found: dict[str, tuple[PassageView, PassageView]] = {}
    for hit in searcher.search(only=answers_given, sort="newest", limit=ASKED * 10):
        for one in hit.questions:
            found.setdefault(one.id, (one, hit.passage))
    return list(found.values())[:ASKED]


def _phrases(searcher: Searcher, question: Question) -> Sequence[Phrase]:
    from search.collocations import collocations

    spoken = searcher.search(only=question.only, sort="newest", limit=READ)
    return tuple(
        Phrase(words.line(one.text), one.count, question.address(q=f'"{one.text}"'))
        for one in collocations((hit.passage.text for hit in spoken), PHRASES)
    )
