"""`/cite`: a passage, several or a part of one in; quotations with their citations out, in every style."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from index_store.basics import KaikenError
from search.encode import passage_to_json
from search.quoting import Quoted, quotations
from search.styles import STYLES
from search.web import answers, links, words
from search.web.app import Visit

PARAMETERS = ("id", "to", "start", "end", "style")


def cite_page(visit: Visit) -> Response:
    """Quotations as a page, as JSON, or as a text in one style (`style`)."""
    given = _parameters(visit)
    found = _quotations(visit, given)
    style = given.get("style")
    if style is not None:
        if style not in STYLES:
            raise KaikenError(f'there is no style "{style[:60]}": the styles are {", ".join(STYLES)}')
        chosen = STYLES[style]
        disposition = f'attachment; filename="quotation.{chosen.suffix}"'
        return answers.text(
            chosen.write(found), chosen.media_type, headers={"content-disposition": disposition}
        )
    if visit.form == "json":
        return answers.json(
            {
                "quotations": [_encoded(quoted) for quoted in found],
                "styles": {name: style.write(found) for name, style in STYLES.items()},
            }
        )
    record = found[0].document
    passage = found[0].passages[0]
    return visit.render(
        "cite.html",
        quotations=found,
        styles=[(name, style.title, style.write(found)) for name, style in STYLES.items()],
        record=record,
        passage=passage,
        fragment=links.text_fragment(record.source_url, passage),
        language=words.language(record.language),
        given={name: value for name, value in given.items() if name != "style"},
    )


def _parameters(visit: Visit) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in visit.parameters:
        if name not in PARAMETERS:
            raise KaikenError(f'there is no parameter "{name[:60]}": there are {", ".join(PARAMETERS)}')
        if name in given:
            raise KaikenError(f'"{name}" is given more than once: give it once')
        if value:
            given[name] = value
    if "id" not in given:
        raise KaikenError('nothing is named: give "id", the name of a passage, as DOCUMENT/ORDINAL')
    return given


def _quotations(visit: Visit, given: dict[str, str]) -> tuple[Quoted, ...]:
    searcher = visit.held.searcher
    for name in ("id", "to"):
        if name in given:
            try:
                searcher.passage(given[name])
            except KaikenError as error:
                raise answers.NotFound(str(error)) from None
    end = given.get("end")
    return quotations(
        searcher,
        given["id"],
        given.get("to"),
        start=_number("start", given.get("start", "0")),
        end=None if end is None else _number("end", end),
    )


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise KaikenError(f'"{name}" can\'t be "{value[:60]}": use a number of characters')
    return int(value)


def _encoded(quoted: Quoted) -> dict[str, Any]:
    record = quoted.document
    start, end = quoted.characters
    return {
        "paragraphs": list(quoted.paragraphs),
        "who": quoted.who,
        "speaker": quoted.speaker,
        "relayed": quoted.relayed,
        "whole": quoted.whole,
        "document": record.id,
        "title": record.title,
        "event": record.event,
        "date": record.date,
        "place": record.place,
        "source_url": record.source_url,
        "sha256": record.sha256,
        "start": start,
        "end": end,
        "translation_note": record.translation_note,
        "flags": list(record.flags),
        "passages": [passage_to_json(passage) for passage in quoted.passages],
    }
