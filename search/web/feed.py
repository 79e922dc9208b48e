"""A search as an Atom feed (RFC 4287): its newest passages, for a reader that asks again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from starlette.responses import Response

from search import citing, safe
from search.results import Hit
from search.web import answers, links, words
from search.web.app import Visit
from search.web.negotiate import MEDIA
from search.web.question import Question

ENTRIES = 50

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(visit: Visit, question: Question) -> Response:
    """The feed of a question: the newest ENTRIES passages, whatever order and page it asks for."""
    results = visit.held.searcher.search(
        question.q, **question.arguments(), sort="newest", limit=ENTRIES, page=1
    )
    base = f"{visit.request.url.scheme}://{visit.request.url.netloc}"
    own = base + question.address("/search.atom", sort="relevance", limit=10)
    made = datetime.fromtimestamp(visit.held.key.made / 1e9, UTC)
    newest = max((_updated(hit, made) for hit in results.hits), default=_stamp(made))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(_title(question))}</title>",
        f"<id>{_text(own)}</id>",
        f"<updated>{newest}</updated>",
        '<generator uri="https://pypi.org/project/kaiken/">kaiken</generator>',
        f'<link rel="self" type="application/atom+xml" href={_attribute(own)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(base + question.address(sort="newest"))}/>',
        *(line for hit in results.hits for line in _entry(hit, base, made)),
        "</feed>\n",
    ]
    return answers.text("\n".join(lines), MEDIA["atom"])


def _title(question: Question) -> str:
    return f"kaiken: {question.q}" if question.q else "kaiken: newest passages"


def _entry(hit: Hit, base: str, made: datetime) -> Iterator[str]:
    passage = hit.passage
    address = base + links.document(passage.document, passage.ordinal)
    who = words.voice(passage)
    place = " · ".join(citing.where(passage))
    yield "<entry>"
    yield f"<title>{_text(f'{who}: {passage.title or passage.document}')}</title>"
    yield f"<id>{_text(address)}</id>"
    yield f"<updated>{_updated(hit, made)}</updated>"
    yield f"<author><name>{_text(who)}</name></author>"
    yield f'<link rel="alternate" type="text/html" href={_attribute(address)}/>'
    yield f"<summary>{_text(place)}</summary>"
    yield f'<content type="text">{_text(passage.text)}</content>'
    yield "</entry>"


def _updated(hit: Hit, made: datetime) -> str:
    """The passage's date as RFC 3339 wants it. Transcripts print no time zone, so it is read as UTC; a
    passage without a date has that of the index."""
    date = hit.passage.date
    if not date:
        return _stamp(made)
    try:
        return _stamp(datetime.fromisoformat(date).replace(tzinfo=UTC))
    except ValueError:
        return _stamp(made)


def _stamp(moment: datetime) -> str:
    return (
        moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= 1000 else f"{moment.year:04}-01-01T00:00:00Z"
    )


def _text(value: str) -> str:
    """Text that XML 1.0 can hold: other characters are replaced as on a terminal."""
    return escape(_ILLEGAL.sub("\ufffd", safe.text(value)))


def _attribute(value: str) -> str:
    return quoteattr(_ILLEGAL.sub("\ufffd", value))
