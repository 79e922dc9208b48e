"""Rows: passages as field values, and back.

    Document --check, rows--> DocumentRows --index--> stored fields --of--> StoredPassage

The passages of a document are columns here, one list of values a field, and what they share is there once.
Everything is checked before the index sees any of it: a value that fails half-way through a document would
otherwise leave its first words in the segment. Values are checked many at a time; only where something is
wrong are they looked at one by one, to say what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from itertools import chain
from operator import le
from typing import TYPE_CHECKING, Any

from index_store.acronyms import explained
from index_store.analysis import VALUE_SEPARATOR
from index_store.basics import KINDS, KaikenError
from index_store.schema import date_number

if TYPE_CHECKING:
    from index_store.catalogue import DocumentRecord
    from index_store.model import Document, Passage, Person, Quote
    from index_store.table import Table

Row = dict[str, Any]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9])?")
_MOST = 2**31
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


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The passages of a document, in order, as field values. As a sequence they are one `Row` each."""

    shared: Row
    """The values that all of them have."""
    columns: Mapping[str, Sequence[Any]]
    """For other fields the value of each passage, None where it has none. `ordinal`, `text`, `start` and
    `end` are always there; a field without any value is not."""

    def __len__(self) -> int:
        return len(self.columns["text"])

    def __iter__(self) -> Iterator[Row]:
        for values in zip(*self.columns.values(), strict=True):
            own = _present(dict(zip(self.columns, values, strict=True)))
            yield {
                **self.shared,
                **own,
                "id": f"{self.shared['document']}/{own['ordinal']}",
                "exact": own["text"],
            }


def rows(record: DocumentRecord, document: Document) -> DocumentRows:
    """The field values of all passages of a document, which was checked."""
    return DocumentRows(_common(record, document), _columns(document))


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
    if not _are_sound(_table(document)):
        _check_passages(document)


def _table(document: Document) -> Table[Passage]:
    from index_store.model import Passage
    from index_store.table import Table

    return Table.of(Passage, document.passages)


def _are_sound(passages: Table[Passage]) -> bool:
    """Whether these passages can be indexed beyond doubt; where not, they have to be checked one by one."""
    column = passages.column
    try:
        texts = column("text")
        "".join(texts).encode()
        for name in ("speaker", "role", "outlet", "section", "how", "label"):
            if passages.has(name):
                "".join(value for value in set(column(name)) if value is not None).encode()
        spans = column("spans")
        ends = list(chain.from_iterable(chain.from_iterable(spans)))
        return (
            all(map(str.strip, texts))
            and set(column("kind")) <= set(KINDS)
            and _are_ordinals(column("ordinal"))
            and all(len(span) == 1 and len(span[0]) == 2 for span in spans)
            and set(map(type, ends)) <= {int}
            and min(ends, default=0) >= 0
            and all(map(le, ends[::2], ends[1::2]))
            and not (passages.has("quotes") and any(column("quotes")))
            and not (passages.has("answers_to") and any(column("answers_to")))
        )
    except (TypeError, UnicodeEncodeError):
        return False


def _are_ordinals(values: Sequence[Any]) -> bool:
    """Whether they are different numbers from 1 up."""
    distinct = set(values)
    return (
        len(distinct) == len(values)
        and set(map(type, distinct)) <= {int}
        and all(1 <= n < _MOST for n in (min(distinct, default=1), max(distinct, default=1)))
    )


def _check_passages(document: Document) -> None:
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
    if not _is_int(passage.ordinal) or not 1 <= passage.ordinal < _MOST:
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


def _columns(document: Document) -> dict[str, Sequence[Any]]:
    passages = _table(document)
    spans = passages.column("spans")
    columns: dict[str, Sequence[Any]] = {
        "ordinal": passages.column("ordinal"),
        "text": passages.column("text"),
        "start": [span[0][0] for span in spans],
        "end": [span[-1][1] for span in spans],
        "kind": passages.column("kind"),
    }
    forms = _forms(document.people)
    for field in ("speaker", "role", "outlet", "section", "how"):
        values = passages.column(field) if passages.has(field) else ()
        if any(values):
            columns[field] = values
            if field in ("speaker", "role", "outlet"):
                known = forms if field == "speaker" else {}
                names = {value: known.get(value or "", _name(value)) for value in set(values)}
                columns[f"{field}_name"] = [names[value] for value in values]
    if any(acronyms := [explained(text) for text in passages.column("text")]):
        columns["acronyms"] = acronyms
    if passages.has("answers_to") and any(answers := passages.column("answers_to")):
        columns["answers_to"] = [list(ordinals) or None for ordinals in answers]
    if passages.has("quotes") and any(quotes := passages.column("quotes")):
        columns["quotes"] = [[[q.start, q.end, q.speaker] for q in several] or None for several in quotes]
        columns["quoted_name"] = [_quoted_names(several, forms) for several in quotes]
    return columns


def _quoted_names(quotes: Iterable[Quote], forms: Mapping[str, str]) -> str | None:
    """The names of everybody who is quoted, in all forms."""
    quoted = dict.fromkeys(quote.speaker for quote in quotes if quote.speaker)
    named = [forms.get(speaker) or _name(speaker) for speaker in quoted]
    return VALUE_SEPARATOR.join(filter(None, named)) or None


def _name(value: str | None) -> str | None:
    # A line break would be taken for the end of the name.
    return " ".join(value.split()) if value else None


def _present(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None and value != ""}
