"""What a reader should make of a document, and how far it did.

A document `name.txt` (or .html, .md, .vtt) has a `name.json` beside it:

    title, date, place, event   of the document; missing where it prints none
    people      [{name, role, aliases}]
    turns       [{at: [[start, end] ...], kind, speaker, outlet, section, accept, answers}]
                one pair of stored offsets a paragraph; `kind` may be a list; no `speaker` where the document
                names nobody; `accept` holds further names that are right, null for leaving it open;
                `answers` holds indices of turns
    quotes      [{at: [start, end], speaker, accept}]
    furniture   lines that nobody says; inside a paragraph they are left out of it
    head        lines of the masthead that nobody says

Paragraphs are compared by where their characters are stored, not by their wording: what a reader is shown
(`Source.map`) is the common ground. Names are compared as sets of words: any order, without capitals,
accents and forms of address.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from index_store.model import Document, Passage, Source
from index_store.passages import from_transcript
from index_store.reading import read_bytes
from index_store.transcript import parse

DOCUMENTS = Path(__file__).with_name("documents")

_FORMS_OF_ADDRESS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "dame",
        "hon",
        "honourable",
        "honorable",
        "the",
        "shri",
        "smt",
        "prof",
        "professor",
        "lord",
        "lady",
        "baroness",
        "rt",
        "right",
        "minister",
        "foreign",
        "prime",
        "president",
        "premier",
        "secretary",
        "general",
        "gen",
        "lt",
        "col",
        "adm",
        "admiral",
        "governor",
        "senator",
        "ambassador",
        "deputy",
        "chief",
        "cabinet",
        "state",
        "press",
        "spokesperson",
        "spokesman",
        "chair",
        "chairman",
        "judge",
        "justice",
        "presidente",
        "presidenta",
        "ministro",
        "herr",
        "frau",
        "of",
        "for",
        "affairs",
    ]
)


def names() -> list[str]:
    """The names of all documents."""
    return sorted(p.stem for p in DOCUMENTS.glob("*.json"))


@dataclass
class Said:
    """A paragraph that a reader must find."""

    turn: int
    places: frozenset[int]
    """Text offsets of its characters, white space and furniture within it excluded."""
    want: dict[str, Any]


@dataclass
class Reading:
    """A document, what should be made of it, and what was."""

    name: str
    want: dict[str, Any]
    source: Source
    document: Document

    @classmethod
    def of(cls, name: str) -> Reading:
        """Read a document of the folder."""
        want = json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"))
        (path,) = (p for p in DOCUMENTS.glob(f"{name}.*") if p.suffix != ".json")
        (source,) = read_bytes(path.read_bytes(), path.name)
        assert isinstance(source, Source)
        return cls(name, want, source, from_transcript(source, parse(source)))

    @cached_property
    def _stored(self) -> list[int]:
        return [self.source.map.stored(i, i + 1)[0] for i in range(len(self.source.text))]

    def places(self, start: int, end: int) -> frozenset[int]:
        """Text offsets of the characters stored between two offsets, white space excluded."""
        a, b = bisect_left(self._stored, start), bisect_left(self._stored, end)
        return frozenset(i for i in range(a, b) if not self.source.text[i].isspace())

    @cached_property
    def said(self) -> list[Said]:
        """The paragraphs that should come out."""
        out = []
        for n, turn in enumerate(self.want["turns"]):
            for start, end in turn["at"]:
                places = self.places(start, end) - self._furniture_between(start, end)
                out.append(Said(n, places, turn))
        return out

    def _furniture_between(self, start: int, end: int) -> frozenset[int]:
        a, b = bisect_left(self._stored, start), bisect_left(self._stored, end)
        out: set[int] = set()
        for line in self.want.get("furniture", []):
            if len(line.split()) < 2 and not any(c.isdigit() for c in line):
                continue
            pattern = r"\s+".join(map(re.escape, line.split()))
            for m in re.finditer(pattern, self.source.text[a:b]):
                out.update(range(a + m.start(), a + m.end()))
        return frozenset(out)

    @cached_property
    def found(self) -> list[tuple[Passage, frozenset[int]]]:
        """The passages that came out, with their characters' places."""
        return [
            (p, frozenset[int]().union(*(self.places(a, b) for a, b in p.spans)))
            for p in self.document.passages
        ]

    @cached_property
    def pairs(self) -> list[tuple[Said, Passage | None]]:
        """Every paragraph with the passage that holds most of it."""
        out: list[tuple[Said, Passage | None]] = []
        for said in self.said:
            best = max(self.found, key=lambda x: len(x[1] & said.places), default=None)
            hit = best is not None and 2 * len(best[1] & said.places) >= len(said.places)
            out.append((said, best[0] if best and hit else None))
        return out

    def overlaps(self) -> Iterator[tuple[Said, Passage]]:
        """Every paragraph with every passage that shares more than a word or two with it."""
        for said in self.said:
            for passage, places in self.found:
                shared = len(said.places & places)
                if shared > 12 or (shared and shared == len(said.places)):
                    yield said, passage

    def unexpected(self) -> list[Passage]:
        """Passages that hold nothing of any paragraph."""
        return [p for p, places in self.found if not places & self.said_places]

    @cached_property
    def said_places(self) -> frozenset[int]:
        """The places of everything that is said."""
        return frozenset[int]().union(*(s.places for s in self.said))

    # ------------------------------------------------------------ names

    def verdict(self, shown: str | None, want: dict[str, Any]) -> str:
        """ "right", "blank" (nobody shown), "wrong" or "invented" (somebody shown where nobody is named)."""
        named: str | None = want.get("speaker")
        accept: list[str | None] = want.get("accept", [])
        if shown is None:
            return "right" if named is None or None in accept else "blank"
        others = [p["name"] for p in self.want.get("people", []) if p["name"] != named]
        own = [p for p in self.want.get("people", []) if p["name"] == named]
        aliases = [a for p in own for a in p.get("aliases", [])]
        right = [n for n in [named, *aliases, *accept] if n]
        if any(_same(shown, n) for n in right):
            return "right"
        if named is None:
            return "invented"
        words = _words(shown)
        short = words < _words(named) and not any(words <= _words(o) for o in others)
        return "right" if words and short else "wrong"

    # ------------------------------------------------------------ quotations

    def quotations(self) -> Iterator[tuple[dict[str, Any] | None, str | None, str]]:
        """(expected or None, speaker shown, text) of every quotation that came out."""
        for p in self.document.passages:
            if not p.quotes:
                continue
            at = [i for a, b in p.spans for i in self._text_range(a, b)]
            joined = len(at) == len(p.text)
            for q in p.quotes:
                text = p.text[q.start : q.end]
                span = (at[q.start], at[q.end - 1]) if joined else None
                yield self._expected_quote(span, text), q.speaker, text

    def _text_range(self, start: int, end: int) -> range:
        return range(bisect_left(self._stored, start), bisect_left(self._stored, end))

    def _expected_quote(self, span: tuple[int, int] | None, text: str) -> dict[str, Any] | None:
        for want in self.want.get("quotes", []):
            inside = self._text_range(*want["at"])
            whole = self.source.text[inside.start : inside.stop]
            if (span and span[0] < inside.stop and inside.start <= span[1]) or (not span and text in whole):
                return dict(want)
        return None


@dataclass
class Score:
    """Counts over one document or many, and what went wrong in words."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.counts.update(other.counts)
        self.errors.extend(other.errors)

    def rate(self, part: str, whole: str) -> float:
        return self.counts[part] / self.counts[whole]


def faults(reading: Reading) -> list[str]:
    """What must never happen: words in the wrong mouth, a name that nobody printed, a quotation given to
    somebody who did not say it."""
    out = []
    for said, passage in reading.overlaps():
        verdict = reading.verdict(passage.speaker, said.want)
        if verdict in ("wrong", "invented"):
            want = said.want.get("speaker")
            out.append(f"{verdict}: {passage.speaker!r} instead of {want!r} says {passage.text[:60]!r}")
    for passage in reading.unexpected():
        known = [n for p in reading.want.get("people", []) for n in (p["name"], *p.get("aliases", []))]
        if passage.speaker and not any(_words(passage.speaker) <= _words(n) for n in known):
            out.append(f"invented: {passage.speaker!r} says {passage.text[:60]!r}, which nobody says")
    for want_quote, speaker, text in reading.quotations():
        if speaker is None:
            continue
        if want_quote is not None and reading.verdict(speaker, want_quote) in ("wrong", "invented"):
            out.append(f"quotation: {speaker!r} instead of {want_quote.get('speaker')!r}: {text[:60]!r}")
    return out


def score(reading: Reading) -> Score:
    """How much of a document came out as it should."""
    out = Score()
    count = out.counts
    count["documents"] += 1
    found_places = {places for _, places in reading.found}
    for said, passage in reading.pairs:
        if said.want["kind"] == "note":
            continue
        count["paragraphs"] += 1
        exact = said.places in found_places
        count["exact"] += exact
        if not exact:
            out.errors.append(f"boundary: {_text(reading, said)}")
        if passage is None:
            count["missed"] += 1
            out.errors.append(f"missed: {_text(reading, said)}")
            continue
        verdict = reading.verdict(passage.speaker, said.want)
        count[verdict] += 1
        if verdict != "right":
            out.errors.append(
                f"{verdict}: {passage.speaker!r}, {said.want.get('speaker')!r}: {passage.text[:50]}"
            )
        kinds = said.want["kind"] if isinstance(said.want["kind"], list) else [said.want["kind"]]
        count["kind"] += passage.kind in kinds
        if passage.kind not in kinds:
            out.errors.append(f"kind: {passage.kind}, not {kinds}: {passage.text[:50]}")
        count["placed"] += 1
        if said.want.get("outlet"):
            count["outlets"] += 1
            count["outlet"] += _fits(passage.outlet, said.want["outlet"])
        elif passage.outlet:
            count["outlets invented"] += 1
            out.errors.append(f"outlet: {passage.outlet!r} invented: {passage.text[:50]}")
        if said.want.get("section"):
            count["sections"] += 1
            count["section"] += _fits(passage.section, said.want["section"].split(" > ")[-1])
    _links(reading, out)
    _facts(reading, out)
    count["passages"] += sum(p.kind != "note" for p, _ in reading.found)
    for passage in reading.unexpected():
        count["spurious"] += 1
        count["spurious with a speaker"] += passage.speaker is not None
        out.errors.append(f"spurious: {passage.speaker!r}: {passage.text[:60]}")
    _leaks(reading, out)
    _quotes(reading, out)
    return out


def _leaks(reading: Reading, out: Score) -> None:
    """Lines that nobody says, and that came out as something said."""
    loose = [
        "".join(reading.source.text[i] for i in sorted(places - reading.said_places))
        for _, places in reading.found
    ]
    for key in ("furniture", "head"):
        for line in reading.want.get(key, []):
            out.counts[key] += 1
            bare = "".join(line.split())
            leaked = any(bare in x if len(bare) > 3 else bare == x for x in loose)
            out.counts[f"{key} leaked"] += leaked
            if leaked:
                out.errors.append(f"leak of {key}: {line[:60]}")


def _quotes(reading: Reading, out: Score) -> None:
    """Quotations that came out with the right speaker, be it that of the whole passage."""
    count = out.counts
    shown = [(w, s) for w, s, _ in reading.quotations() if w is not None]
    for want in reading.want.get("quotes", []):
        count["quotes"] += 1
        speakers = [s for w, s in shown if w == want] or [
            p.speaker for p, places in reading.found if reading.places(*want["at"]) <= places
        ]
        right = bool(speakers) and all(reading.verdict(s, want) == "right" for s in speakers)
        count["quote"] += right
        if not right:
            out.errors.append(f"quotation: {speakers}, not {want.get('speaker')}")


def _links(reading: Reading, out: Score) -> None:
    """Answers whose questions are all and only those of the turns that they should answer."""
    turn_of = {p.ordinal: said.turn for said, p in reading.pairs if p is not None}
    for said, passage in reading.pairs:
        if passage is None or not said.want.get("answers"):
            continue
        out.counts["answers"] += 1
        linked = {turn_of.get(o) for o in passage.answers_to}
        right = linked == set(said.want["answers"])
        out.counts["link"] += right
        if not right:
            out.errors.append(f"link: {linked}, not {said.want['answers']}: {passage.text[:50]}")


def _facts(reading: Reading, out: Score) -> None:
    count, document = out.counts, reading.document
    want: str | None = reading.want.get("date")
    day = (document.date or "")[:10]
    count["date"] += day == (want or "")[:10]
    if day != (want or "")[:10]:
        out.errors.append(f"date: {document.date}, not {want}")
    if want and len(want) > 10:
        count["times"] += 1
        count["time"] += document.date == want
    for key, shown in (("title", document.title), ("place", document.place)):
        if reading.want.get(key):
            count[f"{key}s"] += 1
            right = _fits(shown, reading.want[key])
            count[key] += right
            if not right:
                out.errors.append(f"{key}: {shown!r}, not {reading.want[key]!r}")


def _text(reading: Reading, said: Said) -> str:
    at = sorted(said.places)
    return reading.source.text[at[0] : at[-1] + 1][:70].replace("\n", " ") if at else ""


def _plain(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text)
    return "".join(c for c in marked if not unicodedata.combining(c)).casefold()


def _words(name: str) -> frozenset[str]:
    found = re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)", "", _plain(name)))
    return frozenset(w for w in found if w not in _FORMS_OF_ADDRESS) or frozenset(found)


def _same(a: str, b: str) -> bool:
    return _words(a) == _words(b)


def _fits(shown: str | None, want: str) -> bool:
    a, b = re.findall(r"\w+", _plain(shown or "")), re.findall(r"\w+", _plain(want))
    return bool(a) and (" ".join(a) in " ".join(b) or " ".join(b) in " ".join(a))


def total(scores: Sequence[Score]) -> Score:
    """The sum of scores."""
    out = Score()
    for s in scores:
        out.add(s)
    return out
