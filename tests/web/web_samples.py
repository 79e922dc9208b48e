"""Values for tests of the page."""

from __future__ import annotations

from search.results import PassageView, SourceSpan

VIEW = PassageView(
    id="talks.txt/7",
    document="talks.txt",
    ordinal=7,
    text="The peace and stability of the Taiwan Strait matter to all of us.",
    speaker="Otori Keiko",
    role="Minister for Foreign Affairs",
    outlet=None,
    kind="answer",
    section="Regional issues",
    date="2024-01-12T15:47",
    place="Washington D.C.",
    title="Press Conference by Foreign Minister OTORI Keiko",
    event="press conference",
    source=SourceSpan("/there/talks.txt", 100, 165, "0" * 64),
    answers_to=("talks.txt/6",),
    how="label",
)
