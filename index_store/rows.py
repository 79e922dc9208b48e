"""Rows: a passage as Whoosh's field values, and back.

    DocumentRecord + Passage --rows--> {field: value} --Whoosh--> stored fields --of--> StoredPassage

Everything is checked here, before Whoosh sees any of it: a value that fails half-way through a document would
otherwise leave its first words in the segment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Date
from typing import TYPE_CHECKING, Any

from index_store.acronyms import explained
from index_store.analysis import VALUE_SEPARATOR
from index_store.basics import KINDS, KaikenError
from index_store.schema import date_number

if TYPE_CHECKING:
    from index_store.catalogue import DocumentRecord
    from index_store.model import Document, Passage, Person

Row = dict[str, Any]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9])?")
_TEXTS = (
    *("part", "title", "event", "date", "place", "issuer", "language", "translation_note"),
    *("author", "source_url", "sha256", "media_type", "encoding", "path"),
)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as the index gives it back."""

    id: str
    """`DOCUMENT/ORDINAL`."""
    document: str
    ordinal: int
    text: str
    path: str
    sha256: str
    start: int
    end: int
    kind: str
    speaker: str | None
    role: str | None
    outlet: str | None
    section: str | None
    date: str | None
    """ISO 8601, as in `Document`."""
    place: str | None
    title: str | None
    event: str | None
    issuer: str | None
    language: str | None
    how: str | None
    answers_to: tuple[int, ...]
    """Ordinals in the same document."""
    quotes: tuple[tuple[int, int, str | None], ...]
    """Start, end (offsets of the text) and speaker."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> StoredPassage:
        """The passage of Whoosh's stored fields."""
        get = stored.get
        return cls(
            id=stored["id"],
            document=stored["document"],
            ordinal=stored["ordinal"],
            text=stored["text"],
            path=stored["path"],
            sha256=stored["sha256"],
            start=stored["start"],
            end=stored["end"],
            kind=stored["kind"],
            speaker=get("speaker"),
            role=get("role"),
            outlet=get("outlet"),
            section=get("section"),
            date=get("date_text"),
            place=get("place"),
            title=get("title"),
            event=get("event"),
            issuer=get("issuer"),
            language=get("language"),
            how=get("how"),
            answers_to=tuple(get("answers_to", ())),
            quotes=tuple((start, end, speaker) for start, end, speaker in get("quotes", ())),
        )


def rows(record: DocumentRecord, document: Document) -> list[Row]:
    """The field values of all passages of a document, in order.

    Raises KaikenError where a value cannot be indexed; nothing was written then.
    """
    common = _common(record, document)
    forms = _forms(document.people)
    return [{**common, **_own(record, passage, forms)} for passage in document.passages]


def check(document: Document) -> None:
    """Raise KaikenError unless every value of the document can be indexed."""
    for name in _TEXTS:
        _text(getattr(document, name), name)
    if document.date is not None:
        _check_date(document.date)
    for flag in document.flags:
        _text(flag, "flags")
    for person in document.people:
        for value in (person.name, person.role, person.outlet, *person.aliases):
            _text(value, "people")
    seen: set[int] = set()
    for passage in document.passages:
        _check_passage(passage)
        if passage.ordinal in seen:
            raise KaikenError(f"two passages have the ordinal {passage.ordinal}")
        seen.add(passage.ordinal)
    for passage in document.passages:
        if not seen.issuperset(passage.answers_to):
            raise KaikenError(f"passage {passage.ordinal} answers a passage that does not exist")


def _check_passage(passage: Passage) -> None:
    where = f"passage {passage.ordinal!r}"
    if not _is_int(passage.ordinal) or not 1 <= passage.ordinal < 2**31:
        raise KaikenError(f"{where}: the ordinal is not a number from 1 up")
    if passage.kind not in KINDS:
        raise KaikenError(f"{where}: the kind is {passage.kind!r}, not one of {', '.join(KINDS)}")
    if not isinstance(passage.text, str) or not passage.text.strip():
        raise KaikenError(f"{where}: there is no text")
    for name in ("text", "speaker", "role", "outlet", "section", "how", "label"):
        _text(getattr(passage, name), f"{where}: {name}")
    if not passage.spans or not all(_is_int(n) for span in passage.spans for n in span):
        raise KaikenError(f"{where}: it does not say where it stands in the file")
    ends = [n for span in passage.spans for n in span]
    if ends[0] < 0 or ends != sorted(ends):
        raise KaikenError(f"{where}: its offsets do not ascend")
    for quote in passage.quotes:
        _text(quote.speaker, f"{where}: quoted name")
        if not (
            _is_int(quote.start) and _is_int(quote.end) and 0 <= quote.start <= quote.end <= len(passage.text)
        ):
            raise KaikenError(f"{where}: a quotation lies outside of its text")


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object, name: str) -> None:
    if value is None:
        return
    if not isinstance(value, str):
        raise KaikenError(f"{name}: {value!r} is not text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise KaikenError(
            f"{name}: half a surrogate pair (U+{ord(value[error.start]):04X}) at character {error.start}"
        ) from None


def _check_date(date: str) -> None:
    try:
        if not _DATE.fullmatch(date):
            raise ValueError("expected YYYY-MM-DD or YYYY-MM-DDTHH:MM")
        Date.fromisoformat(date[:10])
    except ValueError as error:
        raise KaikenError(f"{date!r} is not a date: {error}") from None


def _common(record: DocumentRecord, document: Document) -> Row:
    row: Row = {
        "document": record.id,
        "path": record.path,
        "sha256": record.sha256,
        "title": document.title,
        "event": document.event,
        "place": document.place,
        "place_name": _name(document.place),
        "issuer": document.issuer,
        "issuer_name": _name(document.issuer),
        "language": document.language,
    }
    if document.date is not None:
        row |= {"date": date_number(document.date), "date_text": document.date, "year": document.date[:4]}
    return _present(row)


def _forms(people: Iterable[Person]) -> dict[str, str]:
    """All forms of each name by which its bearer can be found; a name of two people has no other."""
    forms: dict[str, list[str]] = {}
    for person in people:
        forms[person.name] = [person.name] if person.name in forms else [person.name, *person.aliases]
    return {
        name: VALUE_SEPARATOR.join(dict.fromkeys(filter(None, map(_name, values))))
        for name, values in forms.items()
    }


def _own(record: DocumentRecord, passage: Passage, forms: Mapping[str, str]) -> Row:
    row: Row = {
        "id": f"{record.id}/{passage.ordinal}",
        "ordinal": passage.ordinal,
        "text": passage.text,
        "exact": passage.text,
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind,
        "section": passage.section,
        "speaker": passage.speaker,
        "speaker_name": forms.get(passage.speaker or "", _name(passage.speaker)),
        "role": passage.role,
        "role_name": _name(passage.role),
        "outlet": passage.outlet,
        "outlet_name": _name(passage.outlet),
        "how": passage.how,
        "acronyms": explained(passage.text),
    }
    if passage.answers_to:
        row["answers_to"] = list(passage.answers_to)
    if passage.quotes:
        row["quotes"] = [[quote.start, quote.end, quote.speaker] for quote in passage.quotes]
        quoted = dict.fromkeys(quote.speaker for quote in passage.quotes if quote.speaker)
        named = [forms.get(speaker) or _name(speaker) for speaker in quoted]
        row["quoted_name"] = VALUE_SEPARATOR.join(filter(None, named))
    return _present(row)


def _name(value: str | None) -> str | None:
    # A line break would be taken for the end of the name.
    return " ".join(value.split()) if value else None


def _present(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None and value != ""}
