"""What the wording of a line at the head of a document shows: a kind of event, a note, the name of a part.

In: a line or a title. Out: yes or no, or the kind. The patterns are data (`data/masthead.toml`).
"""

from __future__ import annotations

import re
from functools import cache

from .vocabulary import pattern, table, words
from .wording import fold

_LONGEST_NOTE = 400
"""Characters of the longest note, folded."""
_TITLED_TRANSCRIPT = re.compile(r"(?:rush |edited |full )?transcript(?: of|:)\s+(.*\S)$")


def event_kind(title: str) -> str | None:
    """The kind of event that a title names."""
    folded = fold(title)
    return next((name for pattern, name in _event_patterns() if pattern.search(folded)), None)


def is_section_name(text: str) -> bool:
    """A heading that opens a part of any press event ("Opening Remarks")."""
    return re.sub(r"^[\d.()（）]+\s*", "", fold(text)) in words("masthead", "section.exact")


def is_note(text: str) -> bool:
    """A note on translation or status ("Check against delivery!")."""
    return len(fold(text)) < _LONGEST_NOTE and (is_translation_note(text) or is_status_note(text))


def is_translation_note(text: str) -> bool:
    """ "Provisional translation" and the like."""
    folded = fold(text)
    return len(folded) <= _LONGEST_NOTE and bool(pattern("masthead", "translation.patterns").search(folded))


def is_status_note(text: str) -> bool:
    """ "As delivered", "Near-verbatim transcript of ..." and the like."""
    folded = fold(text)
    if re.search(r"[\"“”„«»]", text):
        return False  # somebody is quoted: a sentence of an article
    if (m := _TITLED_TRANSCRIPT.match(folded)) and event_kind(m[1]) not in (None, "speech", "remarks"):
        return False  # "Transcript of Chair Doe's Press Conference"
    return len(folded) <= _LONGEST_NOTE and bool(pattern("masthead", "status.patterns").search(folded))


@cache
def _event_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(p), name) for p, name in table("masthead")["event"]["kinds"])
