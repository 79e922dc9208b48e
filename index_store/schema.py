"""The schema: what the index keeps of a passage, under which field names.

    field                                      kind                          for
    id                                         exact value, unique           DOCUMENT/ORDINAL
    document                                   exact value, column           all passages of a document
    ordinal                                    number, column                reading order
    text                                       stems, positions, characters  bare words; stored verbatim
    exact                                      words, positions, characters  quoted words
    title, section                             stems, positions              bare words in headings
    speaker role outlet kind place
    issuer language year                       exact value, column           facets and filters
    speaker_name role_name outlet_name
    place_name issuer_name quoted_name         words, positions              names by any of their words
    acronyms                                   exact value, column           what short forms stand for
    date                                       number, column                ranges and sorting
    event date_text path sha256 start end
    how answers_to quotes                      stored                        showing and citing a passage

A field without a value is left out of a passage: no term, nothing stored. Its column then reads as "" or, for
the date, as NO_DATE. Values of exact-value fields are never empty, so that "" always means absent.
"""

from __future__ import annotations

from whoosh.fields import ID, NUMERIC, STORED, TEXT, FieldType, Schema
from whoosh.query import Every, NullQuery, NumericRange, Query

from index_store.analysis import values
from index_store.fields import ExactField, StemmedField

SCHEMA_VERSION = 3
"""Changes whenever fields or analysis do: an index of another version has to be built again."""

FACET_FIELDS = ("speaker", "role", "outlet", "kind", "place", "issuer", "language", "year")
NAME_FIELDS = ("speaker_name", "role_name", "outlet_name", "place_name", "issuer_name", "quoted_name")
STORED_FIELDS = ("event", "date_text", "path", "sha256", "start", "end", "how", "answers_to", "quotes")

NO_DATE = 2**63 - 1
"""What the date column says of a passage without a date."""

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


def schema() -> Schema:
    """The schema, as a new object."""
    fields: dict[str, FieldType] = {
        "id": ID(unique=True, stored=True),
        "document": ID(stored=True, sortable=True),
        "ordinal": NUMERIC(int, bits=32, shift_step=0, stored=True, sortable=True),
        "text": StemmedField(chars=True, stored=True),
        "exact": ExactField(chars=True),
        "title": StemmedField(stored=True),
        "section": StemmedField(stored=True),
        # One term a value (shift_step=0): with Whoosh's coarser terms NumericRange is wrong near the ends.
        "date": NUMERIC(int, bits=64, signed=True, shift_step=0, sortable=True),
    }
    fields |= {name: ID(stored=True, sortable=True) for name in (*FACET_FIELDS, "acronyms")}
    fields |= {name: TEXT(values()) for name in NAME_FIELDS}
    fields |= {name: STORED() for name in STORED_FIELDS}
    return Schema(**fields)


def date_number(date: str) -> int:
    """YYYYMMDDHHMM of an ISO date, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM` (0000 where there is no time)."""
    day, _, time = date.partition("T")
    return int(day.replace("-", "") + (time.replace(":", "") or "0000"))


def date_range(low: int | None, high: int | None) -> Query:
    """The passages with a date from `low` to `high`, both included; None leaves a side open.

    Both are numbers as `date_number` makes them (any integer is allowed). Passages without a date never
    match.
    """
    if low is None and high is None:
        return Every("date")
    start = _LOWEST if low is None else max(low, _LOWEST)
    end = _HIGHEST if high is None else min(high, _HIGHEST)
    return NumericRange("date", start, end) if start <= end else NullQuery
