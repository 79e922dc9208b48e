"""Random passages for the codec's tests, and the same passages in an index of Whoosh's own codec."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage
from whoosh.writing import NO_MERGE

from index_store.schema import date_number, schema

WORDS = (
    *("alliance", "alliances", "Allied", "minister", "Ministers'", "minister's", "the", "of", "U.S.", "US"),
    *(
        "us",
        "G-7",
        "g7",
        "1,000",
        "1000",
        "Kōno",
        "kono",
        "日本海",
        "naïve",
        "don’t",
        "x" * 300,
        "🙂",
        "—",
        "\0",
    ),
)
SPEAKERS = ("Ana Silva", "Bo Ek", "Kōno Tarō", "")
DATES = (None, "2024-01-12", "2024-01-12T09:30", "2021-11-13", "0001-01-01")

History = list[tuple[list[list[dict[str, Any]]], list[str]]]

texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=14).map(" ".join)
long_texts = st.tuples(st.sampled_from(WORDS[:8]), st.integers(250, 320)).map(lambda p: f"{p[0]} " * p[1])


@st.composite
def documents(draw: Any, name: str) -> list[dict[str, Any]]:
    """The rows of one document."""
    date = draw(st.sampled_from(DATES))
    common = {
        "document": name,
        "title": draw(st.sampled_from(("Press conference of the Minister", "", "日本"))),
    }
    common |= {
        "place": draw(st.sampled_from(("", "Tokyo"))),
        "language": "en",
        "path": f"/{name}",
        "sha256": "0f",
    }
    if date:
        common |= {"date": date_number(date), "date_text": date, "year": date[:4]}
    rows = []
    for ordinal in range(1, draw(st.integers(1, 5)) + 1):
        speaker = draw(st.sampled_from(SPEAKERS))
        text = draw(st.one_of(texts, texts, texts, long_texts)) or "nothing"
        row = {**common, "id": f"{name}/{ordinal}", "ordinal": ordinal, "text": text, "exact": text}
        row |= {
            "start": ordinal * 100,
            "end": ordinal * 100 + 50,
            "kind": "answer" if speaker else "statement",
        }
        row |= {"speaker": speaker, "section": draw(st.sampled_from(("", "On the alliances")))}
        if speaker:
            row["speaker_name"] = draw(st.sampled_from((speaker, f"{speaker}\n{speaker[::-1]}")))
        if draw(st.booleans()):
            row["quotes"] = [[0, 3, speaker or None]]
        rows.append({key: value for key, value in row.items() if value != ""})
    return rows


@st.composite
def histories(draw: Any) -> History:
    """Commits: the documents (lists of rows) that each adds, and names of earlier ones that it deletes."""
    commits, known = [], []
    for number in range(draw(st.integers(1, 4))):
        names = [
            f"d{number}{draw(st.sampled_from(('', '.txt', '/ä')))}-{n}"
            for n in range(draw(st.integers(1, 4)))
        ]
        gone = draw(st.lists(st.sampled_from(known), unique=True, max_size=2)) if known else []
        commits.append(([draw(documents(name)) for name in names], gone))
        known = [name for name in known if name not in gone] + names
    return commits


def living(history: History) -> History:
    """The same passages in one commit."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for added, gone in history:
        kept = {name: rows for name, rows in kept.items() if name not in gone}
        kept |= {rows[0]["document"]: rows for rows in added}
    return [(list(kept.values()), [])]


def reference(history: History) -> Any:
    """The index that Whoosh itself makes of a history, a segment a commit.

    It is not merged: in a merge, Whoosh takes what a length byte says for the length.
    """
    index = RamStorage().create_index(schema())
    for added, gone in history:
        writer = index.writer()
        for name in gone:
            writer.delete_by_term("document", name)
        for rows in added:
            for row in rows:
                writer.add_document(**row)
        writer.commit(mergetype=NO_MERGE)
    return index
