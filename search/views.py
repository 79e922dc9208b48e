"""Passages as the index stores them -> passages as a search shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.results import PassageView, Quotation, SourceSpan

if TYPE_CHECKING:
    from index_store.rows import StoredPassage


def passage_view(stored: StoredPassage) -> PassageView:
    """The same passage, with the passages that it answers by their ids."""
    return PassageView(
        id=stored.id,
        document=stored.document,
        ordinal=stored.ordinal,
        text=stored.text,
        speaker=stored.speaker,
        role=stored.role,
        outlet=stored.outlet,
        kind=stored.kind,
        section=stored.section,
        date=stored.date,
        place=stored.place,
        title=stored.title,
        event=stored.event,
        source=SourceSpan(path=stored.path, start=stored.start, end=stored.end, sha256=stored.sha256),
        answers_to=tuple(f"{stored.document}/{ordinal}" for ordinal in stored.answers_to),
        quotes=tuple(Quotation(start, end, speaker) for start, end, speaker in stored.quotes),
        how=stored.how,
    )
