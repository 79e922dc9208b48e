"""`/documents` and `/documents/ID`: the list of transcripts, and one to read with its matches marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from index_store.basics import KaikenError
from search.encode import document_to_json, record_to_json
from search.results import PassageView
from search.searcher import Searcher
from search.web import answers, links, words
from search.web.app import Visit
from search.web.question import Question, question_of

if TYPE_CHECKING:
    from index_store.catalogue import DocumentRecord

COLOURS = 8
"""How many voices of a document have a colour of their own."""
LISTED = 100
"""Documents on a page of the list."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a document: a named person, or a label such as "Reporter"."""

    words: str
    name: str | None
    colour: int
    """From 1; 0 for those who have none."""
    passages: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    passage: PassageView
    marks: tuple[Range, ...]
    match: int
    """Which match of the document it is, from 1; 0 where nothing in it matches."""
    quoting: tuple[str, ...]
    """Whom an article quotes in it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Paragraphs of one voice, one after the other, below one heading."""

    section: str | None
    """The heading, where it begins here."""
    anchor: str
    voice: Voice
    how: str
    paragraphs: tuple[Paragraph, ...]


def document_page(visit: Visit) -> Response:
    """A transcript: as a page, or as the JSON that `kaiken show --json` prints."""
    searcher = visit.held.searcher
    record, form = _named(visit)
    question = question_of(visit.parameters, also=("id", "marked"))
    if form == "json":
        return answers.json(document_to_json(record, searcher.passages(record.id), _marked(visit, record)))
    passages = searcher.passages(record.id)
    found, part = _found(searcher, question, record)
    voices = _voices(passages)
    turns = tuple(_turns(passages, voices, found))
    matching = [passage.ordinal for passage in passages if passage.id in found]
    return visit.render(
        "document.html",
        record=record,
        question=question,
        turns=turns,
        voices=[voice for voice in voices.values() if voice.colour],
        sections=[turn for turn in turns if turn.section],
        matching=matching,
        part=part,
        source=links.source(record.source_url),
        language=words.language(record.language),
        chosen=_marked(visit, record),
    )


def _named(visit: Visit) -> tuple[DocumentRecord, str]:
    """The document that the address names, and the form that is asked for.

    The end of the address may be the name of a form, unless a document is called so.
    """
    searcher, form = visit.held.searcher, visit.form
    name: str = visit.request.path_params.get("name") or visit.request.query_params.get("id", "")
    try:
        record = searcher.document(name)
    except KaikenError as error:
        stem, dot, suffix = name.rpartition(".")
        if not dot or suffix != "json":
            raise answers.NotFound(str(error)) from None
        try:
            record, name, form = searcher.document(stem), stem, "json"
        except KaikenError:
            raise answers.NotFound(str(error)) from None
    if record.id != name:
        query = visit.request.url.query
        address = links.document(record.id, query=query)
        raise answers.Redirect(address if form != "json" else f"{links.document(record.id)}.json")
    return record, form


def _marked(visit: Visit, record: DocumentRecord) -> int | None:
    """Which passage the address marks."""
    wanted = visit.request.query_params.get("marked")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= record.passages):
        raise answers.NotFound(f"{record.id} has the passages 1 to {record.passages}")
    return int(wanted)


def _found(
    searcher: Searcher, question: Question, record: DocumentRecord
) -> tuple[dict[str, tuple[Range, ...]], bool]:
    """What in the document matches the question: ranges by the ids of passages; and whether they are only
    those with most of the words, because none has all."""
    if not question.asks:
        return {}, False
    arguments = {**question.arguments(), "only": {**question.only, "document": (record.id,)}}
    arguments.pop("document", None)
    results = searcher.search(question.q, **arguments, sort="oldest", limit=record.passages)
    return {hit.passage.id: hit.highlights for hit in results}, results.relaxed


def _voices(passages: Sequence[PassageView]) -> dict[str, Voice]:
    """Everybody who speaks, in order of appearance. Named people have colours, as far as they go."""
    counts = Counter(words.voice(passage) for passage in passages)
    names = {words.voice(passage): passage.speaker for passage in passages}
    people = list(dict.fromkeys(name for name in names.values() if name))
    colour = {name: n + 1 for n, name in enumerate(people[:COLOURS])}
    return {
        voice: Voice(voice, name, colour.get(name or "", 0), counts[voice]) for voice, name in names.items()
    }


def _turns(
    passages: Sequence[PassageView], voices: dict[str, Voice], found: dict[str, tuple[Range, ...]]
) -> Iterator[Turn]:
    paragraphs: list[Paragraph] = []
    matches = 0
    section: str | None = None
    shown: str | None = None
    before: PassageView | None = None

    def turn() -> Turn:
        first = paragraphs[0].passage
        return Turn(
            shown,
            f"section-{first.ordinal}",
            voices[words.voice(first)],
            words.how(first),
            tuple(paragraphs),
        )

    for passage in passages:
        fresh = before is None or passage.section != section
        if before is not None and (fresh or words.voice(passage) != words.voice(before)):
            yield turn()
            paragraphs, shown = [], None
        if fresh:
            section = shown = passage.section
        matches += passage.id in found
        marks = found.get(passage.id, ())
        match = matches if passage.id in found else 0
        paragraphs.append(Paragraph(passage, marks, match, words.quoting(passage)))
        before = passage
    if paragraphs:
        yield turn()


def documents_page(visit: Visit) -> Response:
    """All transcripts, the newest first."""
    records = visit.held.once("documents", _by_date)
    page = question_of(visit.parameters).page
    if visit.form == "json":
        return answers.json({"documents": [record_to_json(record) for record in records]})
    window = records[(page - 1) * LISTED : page * LISTED]
    return visit.render(
        "documents.html",
        records=window,
        total=len(records),
        page=page,
        pages=max(1, -(-len(records) // LISTED)),
        years=visit.held.once("years", lambda searcher: searcher.facets("", fields=("year",))["year"]),
    )


def _by_date(searcher: Searcher) -> tuple[DocumentRecord, ...]:
    return tuple(
        sorted(searcher.documents(), key=lambda record: (record.date or "", record.id), reverse=True)
    )
