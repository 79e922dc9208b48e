"""What every part of the project needs and what costs nothing to import: a search loads this, not `model`."""

from __future__ import annotations

KINDS = ("statement", "question", "answer", "note")
"""What a passage is. A note is what the transcript itself says in brackets: "(Laughter.)"."""


class KaikenError(Exception):
    """A failure the user can do something about: its message says what, where and what to do."""
