"""The values that flow through the project, from a file to a passage.

    bytes --reading--> Source --transcript--> Transcript --passages--> Document of Passages --index--> segment

All of them are frozen: a stage makes new values and never edits those of the stage before it.

Two coordinate systems are used, and every field says which one it is in:

* *stored* offsets count the characters of the file as it was decoded, with newline translation off: a byte
  order mark and every carriage return count as a character. This is what a user is shown and what `verify`
  reads back.
* *text* offsets count the characters of `Source.text`, what a reader of the document sees: the stored
  characters without markup. For a plain text file the two are the same.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index_store.basics import KINDS as KINDS
from index_store.basics import KaikenError as KaikenError


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Piecewise map from text offsets to stored offsets.

    Piece i covers the text characters from `text[i]` up to `text[i + 1]` (or the end), which come from the
    stored characters `start[i]` to `end[i]`. Where both sides are equally long the characters correspond one
    to one; otherwise the piece is indivisible (an entity such as `&rsquo;`, a run of white space that is
    shown as one space, an escape in a JSON string). Stored characters between two pieces are markup. All
    three sequences are ascending and equally long; pieces do not overlap on either side.
    """

    text: Sequence[int]
    start: Sequence[int]
    end: Sequence[int]
    length: int
    """How many characters the text has."""

    @classmethod
    def identity(cls, length: int) -> SourceMap:
        """The map of a file that is shown as it is stored."""
        return cls((0,), (0,), (length,), length)

    def stored(self, start: int, end: int) -> tuple[int, int]:
        """The stored offsets [start, end) of the text characters [start, end).

        An empty range gives an empty range. Raises ValueError outside 0 <= start <= end <= length.
        """
        if not 0 <= start <= end <= self.length:
            raise ValueError(f"text range {start}:{end} outside 0:{self.length}")
        if start == end:
            at = self._one(start)[0] if start < self.length else (self.end[-1] if self.end else 0)
            return at, at
        return self._one(start)[0], self._one(end - 1)[1]

    def _one(self, at: int) -> tuple[int, int]:
        i = bisect_right(self.text, at) - 1
        first = self.text[i]
        width = (self.text[i + 1] if i + 1 < len(self.text) else self.length) - first
        start, end = self.start[i], self.end[i]
        if end - start == width:
            return start + at - first, start + at - first + 1
        return start, end


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text, or an element that holds one: the smallest unit that a reader hands on.

    `start` and `end` are text offsets; the text between them holds no line break. Blocks ascend and do not
    overlap, and what lies between two of them is white space.
    """

    start: int
    end: int
    gap: int = 1
    """Distance to the block before: 0 the next line of the same element or paragraph (a line break in
    plain text, `<br>`), 1 another element that follows directly, 2 or more: a blank line (an empty element)
    lies between. In plain text only 0 and 2 and more occur: whether a line break ends a paragraph there is
    for the layout to find out."""
    kind: str = "text"
    """"text", "heading", "item" (of a list), "cell" (of a table), "quote", "pre" or "cue" (of captions)."""
    level: int = 0
    """1 to 6 for a heading, the nesting depth for an item, otherwise 0."""
    region: str = "main"
    """Where on a page the block stands, by what the markup says: "main", "nav", "aside", "header", "footer",
    "form", "comments", "notice" (cookie, newsletter and share boxes), "page" (running heads of a PDF)."""
    bold: tuple[tuple[int, int], ...] = ()
    """Text ranges printed in bold (`<b>`, `<strong>`, `**`)."""
    voice: str | None = None
    """Who the format itself says is speaking (`<v Name>` of captions), as written."""
    links: tuple[tuple[int, int], ...] = ()
    """Text ranges that are hyperlinks."""
    wraps: bool = False
    """The break before it is a wrap: it goes on with the block before of the same region. Set by formats that
    show where text was wrapped; where none of a document's blocks is marked so, the layout finds it out."""


@dataclass(frozen=True, slots=True)
class Source:
    """One document as stored, decoded and laid out in blocks, not yet understood."""

    path: str
    """Where it was read, for messages and provenance."""
    media_type: str
    encoding: str
    sha256: str
    """Hex digest of the file's bytes."""
    stored: str
    """The whole file, decoded."""
    text: str
    map: SourceMap
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    """What the format itself says, in these keys where known: title, date, published, modified, author,
    site_name, source_url, language, place, issuer, kind, tags, doc_id, people ("Office: Name", several
    separated by "; "). Values as written."""
    part: str | None = None
    """Which document of a file that holds several (its doc_id); None where the file is one document."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One document whose passages were already made by somebody else (JSON Lines of passages)."""

    path: str
    media_type: str
    encoding: str
    sha256: str
    part: str
    """Its doc_id."""
    metadata: Mapping[str, str]
    passages: Sequence[ReadyPassage]


@dataclass(frozen=True, slots=True)
class ReadyPassage:
    """A passage as its file gives it. `start` and `end` are stored offsets of the text within its JSON
    string, quotes excluded: decoding the stored characters as the inside of a JSON string gives `text`."""

    text: str
    start: int
    end: int
    speaker: str | None = None
    role: str | None = None
    outlet: str | None = None
    kind: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks in a document, named as fully as the document does."""

    name: str
    role: str | None = None
    outlet: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that an article puts into somebody's mouth. Offsets are those of the passage's text, without the
    quotation marks."""

    start: int
    end: int
    text: str
    speaker: str | None
    how: str = "quotation"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text ranges of the source that make one paragraph, and what stands between them when it is shown.

    The shown text is the ranges in order, each followed by its `glue` (one fewer than ranges): a space where
    a line was wrapped, nothing where a word was broken by a hyphen, with page furniture left out between.
    """

    spans: tuple[tuple[int, int], ...]
    glue: tuple[str, ...] = ()

    def text(self, source_text: str) -> str:
        """The paragraph as shown."""
        parts = [source_text[a:b] for a, b in self.spans]
        return "".join(p + g for p, g in zip(parts, (*self.glue, ""), strict=True))


@dataclass(frozen=True, slots=True)
class Turn:
    """What one voice says without a break, or a stage note."""

    paragraphs: tuple[Paragraph, ...]
    speaker: str | None
    role: str | None
    outlet: str | None
    kind: str
    """One of KINDS."""
    section: tuple[str, ...] = ()
    """Headings above it, outermost first."""
    how: str | None = None
    """How the speaker is known: label, continuation, title, voice, authority; None where nobody is named."""
    label: tuple[int, int] | None = None
    """Text range of the label as printed, where there is one."""
    answers: tuple[int, ...] = ()
    """Indices of the turns that this one answers."""
    quotes: tuple[tuple[Quote, ...], ...] = ()
    """The quotations of each paragraph (empty where the document is no article)."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A source understood: who spoke, when, where, and what was asked."""

    title: str | None
    event: str | None
    """The kind of event: "press conference", "press briefing", "news article" ..."""
    date: str | None
    """ISO 8601, `YYYY-MM-DD` or, where the event's time is printed, `YYYY-MM-DDTHH:MM`."""
    place: str | None
    issuer: str | None
    language: str | None
    translation_note: str | None
    author: str | None
    turns: tuple[Turn, ...]
    people: tuple[Person, ...] = ()
    flags: tuple[str, ...] = ()
    """What a reader should know: "layout not understood", "date contradicts its weekday" ..."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that can be found, read and cited."""

    ordinal: int
    """Position in its document; the first is 1."""
    text: str
    spans: tuple[tuple[int, int], ...]
    """Stored offsets of the pieces that make the text, ascending. One piece unless lines were joined or
    furniture within the paragraph was left out."""
    speaker: str | None = None
    role: str | None = None
    outlet: str | None = None
    kind: str = "statement"
    section: str | None = None
    """The headings above it, outermost first, joined by " > "."""
    how: str | None = None
    label: str | None = None
    """The speaker label as printed, on the first passage of a turn."""
    answers_to: tuple[int, ...] = ()
    """Ordinals of the passages that this one answers."""
    quotes: tuple[Quote, ...] = ()

    @property
    def start(self) -> int:
        """Stored offset of the first character."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Stored offset after the last character."""
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready for the index: its passages, and what holds for all of them."""

    path: str
    part: str | None
    sha256: str
    media_type: str
    encoding: str
    title: str | None
    event: str | None
    date: str | None
    place: str | None
    issuer: str | None
    language: str | None
    translation_note: str | None
    author: str | None
    source_url: str | None
    passages: Sequence[Passage]
    people: tuple[Person, ...] = ()
    flags: tuple[str, ...] = ()
