"""Documents and people made by hand or by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from index_store.authority import Entry, Office
from index_store.model import Document, Passage, Person, Quote

FAMILIES = ("Hayashi", "Otori", "Kōno", "Blinken", "O'Brien", "Vance", "Sørensen")
GIVEN = ("Yoko", "Keiko", "Tarō", "Antony", "Mary-Ann", "Jean", "Zoë")


def document(
    *speakers: str,
    role: str | None = None,
    outlet: str | None = None,
    date: str | None = "2022-05-01",
    title: str | None = None,
    place: str | None = None,
    text: str = "We met today.",
    quoted: str | None = None,
    people: tuple[Person, ...] = (),
) -> Document:
    """A document in which each of the speakers says one paragraph."""
    quotes = (Quote(0, 2, text[:2], quoted),) if quoted else ()
    passages = tuple(
        Passage(
            n, text, ((n * 100, n * 100 + len(text)),), speaker=speaker or None, role=role, outlet=outlet,
            how="label" if speaker else None, quotes=quotes,
        )
        for n, speaker in enumerate(speakers, 1)
    )  # fmt: skip
    return Document(
        path="talk.txt", part=None, sha256="0" * 64, media_type="text/plain", encoding="utf-8", title=title,
        event="press conference", date=date, place=place, issuer=None, language="en", translation_note=None,
        author=None, source_url=None, passages=passages, people=people,
    )  # fmt: skip


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A person with a family and a given name, shown in one of the two orders."""
    family, given = draw(st.sampled_from(FAMILIES)), draw(st.sampled_from(GIVEN))
    initial = draw(st.sampled_from(("", "J. ", "X. ")))
    shown = draw(st.sampled_from((f"{family} {given}", f"{given} {initial}{family}")))
    offices = draw(st.lists(st.sampled_from(("Mayor of Onda", "Minister of Finance of Onda")), max_size=1))
    return Entry(shown, family, given, roles=tuple(map(Office, offices)))
