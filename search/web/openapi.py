"""`/openapi.json`: the addresses for programs, described as OpenAPI 3.1 has it."""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.responses import Response

from search.choices import CHOOSABLE
from search.completion import MOST
from search.query.operands import KINDS
from search.results import SORTS
from search.searcher import COUNTABLE
from search.styles import STYLES
from search.web import answers
from search.web.app import Visit
from search.web.negotiate import MEDIA
from search.web.question import DEFAULT_LIMIT, FILTERS, LONGEST_QUERY, MOST_CONTEXT, MOST_HITS

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
MAYBE: Schema = {"type": ["string", "null"]}
BOOLEAN: Schema = {"type": "boolean"}


def openapi_page(visit: Visit) -> Response:
    """The description."""
    return answers.json(description())


@cache
def description() -> Schema:
    """The OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kaiken",
            "version": "1",
            "summary": "What officials said, word for word: search, read and cite transcripts.",
            "description": "Every address is read only. A search without matches is an answer, not an error. "
            "Answers carry an ETag that changes with the index.",
        },
        "servers": [{"url": "/"}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "responses": {"Problem": _problem()}},
    }


def _paths() -> Schema:
    search = _search_parameters()
    every = [*search, *_page_parameters()]
    facet = _parameter("name", {"enum": list(COUNTABLE)}, "Which facet.", where="path")
    return {
        "/search.json": _get(
            "search",
            "One page of the passages that match. A Link header with rel=next leads through all of them, "
            "in the state of the index that the first answer had.",
            [*every, _facets_parameter(), _cursor()],
            _json("Results"),
        ),
        "/search.jsonl": _get(
            "export_jsonl",
            "The hits, one JSON object a line: all of them, unless limit or page is given.",
            [*every, _cursor()],
            _body(MEDIA["jsonl"], STRING),
        ),
        "/search.csv": _get(
            "export_csv",
            "The hits as CSV: all of them, unless limit or page is given.",
            [*every, _cursor()],
            _body(MEDIA["csv"], STRING),
        ),
        "/search.atom": _get(
            "feed", "The newest passages that match, as an Atom feed.", search, _body(MEDIA["atom"], STRING)
        ),
        "/facets.json": _get(
            "facets",
            "How many matching passages have each value of each facet, each counted as if its own choice "
            "were off.",
            [*search, _facets_parameter()],
            _json("Counted"),
        ),
        "/facets.csv": _get(
            "facets_csv",
            "The same as CSV.",
            [*search, _facets_parameter()],
            _body(MEDIA["csv"], STRING),
        ),
        "/facets/{name}.json": _get("facet", "One facet.", [facet, *search], _json("Counted"), 404),
        "/documents.json": _get("documents", "All transcripts, the newest first.", [], _json("Documents")),
        "/document.json": _get(
            "document",
            "A transcript with all its passages.",
            [
                _parameter("id", STRING, "Its name, or an unmistakable part of it.", required=True),
                _parameter("marked", {"type": "integer", "minimum": 1}, "The ordinal of a passage to mark."),
            ],
            _json("Transcript"),
            404,
        ),
        "/people.json": _get(
            "people",
            "Everybody who speaks or is quoted, most passages first.",
            [_parameter("q", STRING, "Part of a name.")],
            _json("People"),
        ),
        "/person.json": _get(
            "person",
            "One person: roles and appearances.",
            [
                _parameter(
                    "name", STRING, "The name, or words of it that one person alone has.", required=True
                )
            ],
            _json("PersonDetails"),
            404,
        ),
        "/cite.json": _get(
            "cite",
            "Passages as quotations. Words of two speakers are never one quotation.",
            _citing_parameters(),
            _json("Citation"),
            404,
        ),
        "/cite": _get(
            "cite_style",
            "The same as a text in one style.",
            [*_citing_parameters(), _parameter("style", {"enum": list(STYLES)}, "Which.", required=True)],
            {"200": {"description": "The text", "content": _style_content()}},
            404,
        ),
        "/complete.json": _get(
            "complete",
            "What could stand at the cursor of a query.",
            [
                _parameter("q", {"type": "string", "maxLength": LONGEST_QUERY}, "The query so far."),
                _parameter("at", {"type": "integer", "minimum": 0, "maximum": LONGEST_QUERY}, "The cursor."),
            ],
            _json("Completions"),
        ),
        "/.json": _get("info", "What the index holds.", [], _json("Info")),
        "/openapi.json": _get("openapi", "This description.", [], _body(MEDIA["json"], {"type": "object"})),
    }


def _style_content() -> Schema:
    media = {style.media_type for style in STYLES.values()}
    return {name: {"schema": {} if name.endswith("json") else STRING} for name in sorted(media)}


def _get(name: str, summary: str, parameters: list[Schema], answer: Schema, *more: int) -> Schema:
    statuses = (400, *more, 410, 503) if any(p["name"] == "cursor" for p in parameters) else (400, *more, 503)
    problems = {str(status): {"$ref": "#/components/responses/Problem"} for status in statuses}
    redirect = {"302": {"description": "It is called by another name; Location tells which."}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                **answer,
                "304": {"description": "It has not changed (If-None-Match)."},
                **(redirect if name in ("document", "person") else {}),
                **problems,
            },
        }
    }


def _json(schema: str) -> Schema:
    return _body(MEDIA["json"], {"$ref": f"#/components/schemas/{schema}"})


def _body(media: str, schema: Schema) -> Schema:
    return {"200": {"description": "The answer", "content": {media: {"schema": schema}}}}


def _problem() -> Schema:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "Why there is no answer (RFC 9457); a page where a page was wanted, by Accept.",
        "content": {"application/problem+json": {"schema": schema}, "text/html": {"schema": STRING}},
    }


def _parameter(
    name: str, schema: Schema, description: str, *, required: bool = False, where: str = "query"
) -> Schema:
    return {
        "name": name,
        "in": where,
        "description": description,
        "required": required or where == "path",
        "schema": schema,
    }


def _several(name: str, items: Schema, description: str) -> Schema:
    schema = {"type": "array", "items": items, "maxItems": 20, "uniqueItems": True}
    return _parameter(name, schema, description)


def _search_parameters() -> list[Schema]:
    filters = dict.fromkeys(FILTERS, STRING) | {"kind": {"enum": sorted(KINDS)}}
    date: Schema = {"type": "string", "examples": ["2024", "2024-01", "2024-01-12"]}
    return [
        _parameter("q", {"type": "string", "maxLength": LONGEST_QUERY}, "The query, as on the page."),
        *(_several(name, items, f"The words of a {name}.") for name, items in filters.items()),
        *(_several(f"is.{facet}", STRING, f"Exactly this {facet}.") for facet in CHOOSABLE),
        *(_several(f"not.{facet}", STRING, f"Not this {facet}.") for facet in CHOOSABLE),
        _parameter("from", date, "The first day, month or year."),
        _parameter("to", date, "The last day, month or year, included."),
        _parameter("quoted", {"enum": ["yes", "no"]}, "Whether a speaker who is only quoted counts."),
        _parameter("exact", {"enum": ["yes", "no"]}, "Whether every word is taken as if it were quoted."),
        _several("leave_out", STRING, "Kinds of other forms, words, or other forms not to look for."),
    ]


def _page_parameters() -> list[Schema]:
    limit = {"type": "integer", "minimum": 0, "maximum": MOST_HITS, "default": DEFAULT_LIMIT}
    return [
        _parameter("sort", {"enum": list(SORTS)}, "The order."),
        _parameter("limit", limit, "Hits on a page."),
        _parameter("page", {"type": "integer", "minimum": 1, "maximum": 1000}, "Which page."),
        _parameter(
            "context", {"type": "integer", "minimum": 0, "maximum": MOST_CONTEXT}, "Passages around each hit."
        ),
    ]


def _facets_parameter() -> Schema:
    return _several("facets", {"enum": list(COUNTABLE)}, "Which facets to count.")


def _cursor() -> Schema:
    return _parameter("cursor", STRING, "Where to go on, as an earlier answer's Link header has it.")


def _citing_parameters() -> list[Schema]:
    number = {"type": "integer", "minimum": 0}
    return [
        _parameter("id", STRING, "The passage, DOCUMENT/ORDINAL; with `to` the first one.", required=True),
        _parameter("to", STRING, "The last passage, of the same document."),
        _parameter("start", number, "The character of the first passage at which to begin."),
        _parameter("end", number, "The character of the last passage before which to end."),
    ]


def _object(properties: dict[str, Schema], *optional: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas() -> Schema:
    position: Schema = {"type": "integer", "minimum": 0}
    pair: Schema = {"type": "array", "items": position, "minItems": 2, "maxItems": 2}
    names = ("speaker", "role", "outlet", "section", "date", "place", "title", "event", "how")
    passage: dict[str, Schema] = {
        "id": STRING,
        "document": STRING,
        "ordinal": {"type": "integer", "minimum": 1},
        "text": STRING,
        **dict.fromkeys(names, MAYBE),
        "kind": {"enum": ["statement", "question", "answer", "note"]},
        "source": _object({"path": STRING, "start": position, "end": position, "sha256": STRING}),
        "answers_to": _list(STRING),
        "quotes": _list(_object({"start": position, "end": position, "text": STRING, "speaker": MAYBE})),
    }
    hit = {
        **passage,
        "highlights": _list(pair),
        "snippet": STRING,
        "score": {"type": "number"},
        "relaxed": BOOLEAN,
        "questions": _list(_ref("Passage")),
        "before": _list(_ref("Passage")),
        "after": _list(_ref("Passage")),
    }
    counts = {"type": "object", "additionalProperties": _list(_object({"value": STRING, "count": INTEGER}))}
    maybe = (
        "title",
        "event",
        "date",
        "place",
        "issuer",
        "language",
        "translation_note",
        "author",
        "source_url",
    )
    document = {
        "document": STRING,
        **dict.fromkeys(maybe, MAYBE),
        "path": STRING,
        "part": MAYBE,
        "sha256": STRING,
        "flags": _list(STRING),
    }
    person = {
        "name": STRING,
        **dict.fromkeys(("passages", "quoted", "documents"), INTEGER),
        **dict.fromkeys(("first_date", "last_date", "known"), MAYBE),
        **{name: _list(STRING) for name in ("roles", "outlets")},
    }
    appearance = {
        "document": STRING,
        **dict.fromkeys(("date", "role", "outlet"), MAYBE),
        "passages": INTEGER,
        "quoted": INTEGER,
    }
    quotation = {
        "paragraphs": _list(STRING),
        "who": STRING,
        "speaker": MAYBE,
        "relayed": BOOLEAN,
        "whole": BOOLEAN,
        "document": STRING,
        **dict.fromkeys(("title", "event", "date", "place", "source_url", "translation_note"), MAYBE),
        "sha256": STRING,
        "start": position,
        "end": position,
        "flags": _list(STRING),
        "passages": _list(_ref("Passage")),
    }
    completion = {
        **dict.fromkeys(("value", "what", "insert"), STRING),
        **dict.fromkeys(("start", "end", "count"), position),
    }
    info = {
        "folder": STRING,
        **dict.fromkeys(("generation", "documents", "passages", "speakers", "bytes"), INTEGER),
        **dict.fromkeys(("first_date", "last_date"), MAYBE),
        "flagged": _list(_object({"document": STRING, "flags": _list(STRING)})),
    }
    problem = {
        **dict.fromkeys(("type", "title", "detail", "query", "hint"), STRING),
        "status": INTEGER,
        "position": INTEGER,
    }
    return {
        "Passage": _object(passage),
        "Hit": _object(hit, "questions", "before", "after"),
        "Results": _object(
            {
                "query": STRING,
                "interpreted": STRING,
                "total": INTEGER,
                "relaxed": BOOLEAN,
                "hits": _list(_ref("Hit")),
                "facets": counts,
                "took_ms": {"type": "number"},
                "expansions": _list(_object({"typed": STRING, "kind": STRING, "variants": _list(STRING)})),
                "unknown": _list(_object({"word": STRING, "nearest": _list(STRING)})),
                "searched": {"type": ["object", "null"]},
            },
        ),
        "Counted": _object({"query": STRING, "facets": counts}),
        "Document": _object(document),
        "Documents": _object({"documents": _list(_ref("Document"))}),
        "Transcript": _object({**document, "marked": MAYBE, "passages": _list(_ref("Passage"))}),
        "Person": _object(person),
        "People": _object({"people": _list(_ref("Person"))}),
        "PersonDetails": _object(
            {
                **person,
                "forms": _list(STRING),
                "entry": {"type": ["object", "null"]},
                "appearances": _list(_object(appearance)),
            }
        ),
        "Citation": _object(
            {
                "quotations": _list(_object(quotation)),
                "styles": {"type": "object", "additionalProperties": STRING},
            }
        ),
        "Completions": _object({"completions": {**_list(_object(completion)), "maxItems": MOST}}),
        "Info": _object(info),
        "Problem": _object(problem, "query", "hint", "position"),
    }
