"""A speaker label as a value.

In: nothing; the grammar in `labels` and `label_words` makes these values. Out: what was printed, where, and
what its words mean.

    Mr. HAYASHI Yoshimasa, Minister for Foreign Affairs: I just held ...
    ^^^ honorific          ^ role                      ^ terminator
        ^^^^^^^^^^^^^^^^^ name
"""

from __future__ import annotations

from dataclasses import dataclass

from .wording import fold


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words of a label say of who speaks; the fields are those of `Label`."""

    voice: str
    name: str | None = None
    role: str | None = None
    outlet: str | None = None
    honorific: str | None = None
    pair: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """Words that may say who speaks. `start` and `end` are offsets in the line; what is said begins at
    `end`."""

    start: int
    end: int
    printed: str
    """As printed, without terminator, time code and brackets that are not part of it."""
    voice: str
    """"questioner", "answerer", "attendant" (moderator, staff, audience) or "person"."""
    name: str | None = None
    role: str | None = None
    outlet: str | None = None
    honorific: str | None = None
    """The form of address as printed, "Mr."."""
    terminator: str = ":"
    """What ends the label: ":", ".", "-", "space", "time" (a time code), "line" (alone on its line, no
    colon), "bracket", "bold" (bold print alone), "key" (an initial of the document's own key), "voice" (the
    format says who speaks)."""
    pair: tuple[str, str] | None = None
    """Two parts of which one is a name and one an outlet, the grammar cannot tell which."""

    @property
    def key(self) -> str:
        """What repeats of the label share."""
        return fold(self.printed)

    @property
    def bare(self) -> bool:
        """Nothing but words that could be a name."""
        return self.voice == "person" and not (self.honorific or self.role or self.outlet or self.pair)
