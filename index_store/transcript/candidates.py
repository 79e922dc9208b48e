"""The label-like strings of a document, before any is judged.

In: the lines of the body. Out: `Candidates`: for each line the label it may begin with, and for a label on a
line of its own the lines below it that say more of the speaker.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .datelines import is_dateline
from .label import Label
from .label_words import understand
from .labels import from_voice, read_label, read_own_line
from .lines import Line
from .misprints import mended
from .offices import is_office
from .vocabulary import words
from .wording import (
    ends_open,
    ends_sentence,
    fold,
    is_bracketed,
    is_capitals,
    is_title_case,
    starts_lower,
    starts_upper,
)

CAPITALISED_LEAD = re.compile(r"([^\W\d_][^:：.?!\"“”()]{3,70})[:：]\s*\S")
"""Words up to a colon, without the end of a sentence."""
_INITIALS = re.compile(r"([A-Z]{1,4})[:.]?\s+(?=\S)")
_BRACKETS_ONLY = re.compile(r"(?:\s*[(\[][^()\[\]]{1,60}[)\]])+")
_NUMBER = re.compile(r"\s*\(?(?:[IVX]{1,4}|\d{1,2})[.)]\s")
_TIMED = re.compile(r"\s*(?P<label>[^\W\d_][^:：\d]{1,60}?)\s+(?P<time>\d{1,2}:\d\d(?::\d\d)?)\s*")
"""Words and a time on a line of their own, "Jane Doe  0:05"."""
_FEWEST_TIMED = 3
_MOST_ATTRIBUTES = 3
_FEWEST_BOLD = 3
"""How many lines have to begin in bold before bold print alone may set off labels."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may be labels, by index of the line."""

    labels: dict[int, Label]
    attributes: dict[int, tuple[int, ...]]
    """The lines below a label on its own line that say more of the speaker."""
    following: Mapping[int, int]
    """The line of the body behind each line of it."""

    def behind(self, i: int) -> int | None:
        """The line that is said under the label on line i."""
        return self.following.get((i, *self.attributes.get(i, ()))[-1])


def find_candidates(
    lines: Sequence[Line],
    body: Sequence[int],
    initials: Mapping[str, str] | None = None,
    publication: str | None = None,
) -> Candidates:
    """Read the lines at the indices `body`. `initials` holds the people whom the document's own key
    abbreviates ("TJ"), `publication` is the outlet that publishes the document."""
    reader = _Reader(
        lines,
        initials or {},
        Candidates({}, {}, dict(pairwise(body))),
        Counter(m[1] for i in body if (m := CAPITALISED_LEAD.match(lines[i].text))),
        sum(bool(lines[i].lead) and not lines[i].bold for i in body),
        _timed_lines(lines, body),
        fold(publication or ""),
    )
    for i in body:
        reader.take(i)
    reader.found.labels.update(mended(reader.found.labels, lines, body))
    return reader.found


def _timed_lines(lines: Sequence[Line], body: Sequence[int]) -> dict[int, str]:
    """The lines of a name and a time code, as programs for meetings print them: the codes ascend, and a name
    returns. A programme of a day has times that ascend, and no name twice."""
    found = {i: m for i in body if (m := _TIMED.fullmatch(lines[i].text))}
    codes = [[int(n) for n in m["time"].split(":")] for m in found.values()]
    ascending = all(a <= b for a, b in pairwise([0] * (3 - len(c)) + c for c in codes))
    returning = any(n > 1 for n in Counter(m["label"] for m in found.values()).values())
    if len(found) < _FEWEST_TIMED or not ascending or not returning:
        return {}
    return {i: m["label"] for i, m in found.items()}


def with_attributes(label: Label, attributes: Sequence[str]) -> Label:
    """A label with the office or constituency that these lines below it give."""
    texts = [t.strip() for t in attributes]
    offices = [t for t in texts if is_office(t) and not is_bracketed(t)]
    brackets = [b for t in texts for b in re.findall(r"[(\[]([^()\[\]]+)[)\]]", t)]
    places = [
        b
        for b in brackets
        if fold(b) not in words("labels", "party.names") and not any(c.isdigit() for c in b)
    ]
    return replace(label, role=label.role or next(iter(offices), None) or next(iter(places), None))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads line after line; what it found so far decides on what follows."""

    lines: Sequence[Line]
    initials: Mapping[str, str]
    found: Candidates
    leads: Counter[str]
    """How often each run of words stands before a colon."""
    bold_heads: int
    """How many lines begin in bold and go on otherwise."""
    timed: Mapping[int, str]
    """Names on lines of a name and a time code."""
    publication: str
    """The outlet that publishes the document, folded; empty where none is known."""
    claimed: set[int] = field(default_factory=set)
    """Lines that belong to a label above them."""

    def take(self, i: int) -> None:
        """Read line i."""
        if i in self.claimed:
            return
        label = self._inline(i)
        attributes: tuple[int, ...] = ()
        if label is None:
            label, attributes = self._alone(i)
        if label is None or self._is_number(i, label) or self._ends_a_sentence(i, label):
            return
        self.found.labels[i] = label
        if attributes:
            self.found.attributes[i] = attributes
        if label.terminator == "line" and label.name:
            self.claimed.update(attributes)

    def _inline(self, i: int) -> Label | None:
        """The label at the head of a line that goes on with what is said."""
        line = self.lines[i]
        if line.voice:
            return None if line.soft else from_voice(line.voice)
        m = _INITIALS.match(line.text) if self.initials else None
        if m and m[1] in self.initials:
            return Label(0, m.end(), m[1], "person", name=self.initials[m[1]], terminator="key")
        label = self._publisher(line) or (read_label(line.text) if line.kind != "heading" else None)
        if label is None and line.lead and not line.bold:
            label = self._bold(line)
        returning = self._returning_lead(line) if label is None else None
        return _unknown_office(returning) if returning else label

    def _publisher(self, line: Line) -> Label | None:
        """`The Mole: Minister, why tunnels?` in an interview that The Mole publishes."""
        m = CAPITALISED_LEAD.match(line.text) if self.publication else None
        if m is None or self.leads[m[1]] < 2 or fold(m[1]) != self.publication:
            return None
        return Label(0, m.end() - 1, m[1], "questioner", outlet=m[1])

    def _bold(self, line: Line) -> Label | None:
        """A label that bold print alone sets off, "<b>JOURNALIST</b> Minister, ..."."""
        lead, rest = line.text[: line.lead].strip(), line.text[line.lead :].lstrip()
        if self.bold_heads < _FEWEST_BOLD or not lead or not rest:
            return None
        if starts_lower(rest) or rest[0] in ",;:.)–—":
            return None
        label = read_own_line(lead)
        return label and replace(label, start=0, end=line.lead, terminator="bold")

    def _returning_lead(self, line: Line) -> re.Match[str] | None:
        """The words up to a colon, where the document prints them before a colon more than once."""
        m = CAPITALISED_LEAD.match(line.text) if line.kind != "heading" else None
        return m if m and self.leads[m[1]] >= 2 else None

    def _alone(self, i: int) -> tuple[Label | None, tuple[int, ...]]:
        """The label that the whole line is, and its attributes; something has to stand below them."""
        line = self.lines[i]
        if i in self.timed and (label := understand(self.timed[i], "time")) is not None:
            return replace(label, start=0, end=len(line.text)), ()
        label = None if line.voice or line.soft or self._returning_lead(line) else read_own_line(line.text)
        if label is None:
            return None, ()
        attributes = self._attributes(i)
        behind = self.found.following.get((i, *attributes)[-1])
        if behind is None or self.lines[behind].kind == "heading":
            return None, ()
        return label, attributes

    def _attributes(self, i: int) -> tuple[int, ...]:
        out: list[int] = []
        at = self.found.following.get(i)
        while at is not None and len(out) < _MOST_ATTRIBUTES and _is_attribute(self.lines[at]):
            out.append(at)
            at = self.found.following.get(at)
        return tuple(out)

    def _ends_a_sentence(self, i: int, label: Label) -> bool:
        """`Secretary Doe. The canal ...` right below a line that breaks off inside a sentence ends that."""
        if label.terminator != "." or is_capitals(label.printed) or self.lines[i].gap:
            return False
        above = self.lines[i - 1].text
        heading = is_title_case(above) or _NUMBER.match(above)
        return i - 1 in self.found.following and not heading and ends_open(above)

    def _is_number(self, i: int, label: Label) -> bool:
        """`Q1.` behind a name on a line of its own is the number of the question."""
        if label.voice != "questioner" or not any(c.isdigit() for c in self.lines[i].text[: label.end]):
            return False
        above = ((k, self.found.labels.get(k)) for k in range(max(0, i - 5), i))
        return any(x is not None and x.terminator == "line" and self.found.behind(k) == i for k, x in above)


def _unknown_office(m: re.Match[str]) -> Label | None:
    """Words in capitals that return before a colon although no list knows them ("Counsel to the Inquiry:"):
    somebody speaks there, and nobody is named."""
    found = m[1].replace(",", " ").split()
    if not 2 <= len(found) <= 8 or fold(m[1]) in words("labels", "not_a_speaker.words"):
        return None
    if fold(found[0]) in words("labels", "not_a_name.words") or fold(m[1]) in words("labels", "place.names"):
        return None
    if not all(starts_upper(w) or fold(w) in words("labels", "joining.words") for w in found):
        return None
    return Label(0, m.end() - 1, m[1], "person", role=m[1])


def _is_attribute(line: Line) -> bool:
    """A line that says more of the speaker named above it and is nothing said."""
    text = line.text.strip()
    if len(text) > 120 or line.kind == "heading":
        return False
    in_brackets = is_bracketed(text) or _BRACKETS_ONLY.fullmatch(text)
    aside = in_brackets and not ends_sentence(text.strip("()[] ") + " ")
    if aside or fold(text) in words("labels", "party.names"):
        return "." not in text
    if is_dateline(text):
        return True
    if ends_sentence(text) or read_label(text):
        return False
    own = read_own_line(text)
    if own is not None and own.name and not re.search(r"[(（]", text):
        return False  # another speaker, or the same one named again
    joining = words("labels", "joining.words")
    return is_office(text) and all(starts_upper(w.strip("(")) or fold(w) in joining for w in text.split())
