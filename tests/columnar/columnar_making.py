"""Rows of passages, made by hypothesis, and segments made of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from index_store.columnar import container
from index_store.columnar.builder import SegmentBuilder
from index_store.columnar.segment import Segment

Row = dict[str, Any]

WORDS = (
    *(
        "the",
        "of",
        "Taiwan",
        "Taiwan's",
        "talk",
        "talks",
        "talked",
        "talking",
        "U.S.",
        "US",
        "us",
        "G-7",
        "1,000",
    ),
    *(
        "国会",
        "café",
        "Ōsaka",
        "don’t",
        "x" * 40,
        "y" * 300,
        "\N{DESERET CAPITAL LETTER LONG I}",
        "—",
        "\0",
        "\n",
    ),
)
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)
values = st.sampled_from(("", "Hayashi Yoshimasa", "Hayashi\0Y", "A\nB C\n", "\nA", "林", "é", "talks talk"))


def _document(values: dict[str, Any]) -> Row:
    row: Row = {name: value for name, value in values.items() if value not in (None, "")}
    if "date" in row:
        row["year"] = str(row["date"])[:4]
    return row


_documents = st.fixed_dictionaries(
    {"date": st.none() | st.sampled_from((202101010000, 202101010930, 199912312359))},
    optional=dict.fromkeys(
        ("title", "event", "place", "place_name", "issuer", "issuer_name", "path", "date_text"), values
    ),
).map(_document)

_passages = st.fixed_dictionaries(
    {"text": texts},
    optional={
        **dict.fromkeys(("speaker", "speaker_name", "role", "section", "quoted_name", "how"), values),
        "start": st.sampled_from((0, 255, 256, 65536, 2**32)),
        "end": st.integers(0, 2**40),
        "answers_to": st.lists(st.integers(1, 5), max_size=2),
        "quotes": st.lists(st.tuples(st.just(1), st.just(2), st.none() | values).map(list), max_size=2),
    },
)


@st.composite
def many_rows(draw: st.DrawFn, max_documents: int = 5, prefix: str = "d") -> list[Row]:
    """The rows of some documents, with ids and ordinals in any order."""
    names = draw(st.lists(st.integers(0, 999), max_size=max_documents, unique=True))
    found: list[Row] = []
    for name in names:
        common = {**draw(_documents), "document": f"{prefix}{name}"}
        for ordinal in draw(st.lists(st.integers(1, 9) | st.just(2**31 - 1), max_size=5, unique=True)):
            own = {k: v for k, v in draw(_passages).items() if v not in (None, "", [])}
            row = {**common, **own, "ordinal": ordinal, "id": f"{prefix}{name}/{ordinal}"}
            if "text" in row:
                row["exact"] = row["text"]
            found.append(row)
    return found


def build(path: Path, *batches: Sequence[Row]) -> Segment:
    """A segment of rows, which are added in batches."""
    builder = SegmentBuilder(1)
    for rows in batches:
        builder.add_rows(rows)
    arrays, meta = builder.finish()
    container.write(path, arrays, meta)
    return Segment.open(path)
