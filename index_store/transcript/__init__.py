"""A source understood: who said what, when, where and in answer to what.

In: a `Source`. Out: a `Transcript`. The stages, each a module of pure functions:

    lines -> furniture -> masthead -> inventory (of labels) -> paragraphs -> turns (-> exchanges)
                              \\_ people _/                          \\-> quotations, for articles
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from ..model import Source, Transcript, Turn
from .dates import find_dates
from .furniture import furniture, is_contents_heading, is_furniture
from .introductions import introductions
from .inventory import Inventory, inline_labels, take_inventory
from .labels import Label, is_title_word, read_label
from .lines import Line, cut, lines_of
from .masthead import (
    Masthead,
    Named,
    event_kind,
    is_dateline,
    is_note,
    is_section_name,
    publication,
    read_masthead,
)
from .names import decapitalise, looks_like_name
from .paragraphs import Piece, drop_contents, join
from .people import Known, People, names_somebody
from .quotations import quotations, reported
from .turns import Names, make_turns
from .wording import ends_sentence, fold, is_bracketed, is_capitals, is_caseless

__all__ = ["Parse", "parse"]

_HEAD_LINES = 40
"""Lines among which the masthead is looked for."""


def parse(source: Source) -> Transcript:
    """Understand a source. Never fails: what is not understood becomes unattributed paragraphs and a flag."""
    return Parse(source).transcript()


class Parse:
    """The stages of one document; each is computed once, from those before it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.people = People(self._given_names)
        self._split: list[Line] = []
        self._given: dict[str, frozenset[str]] = {}

    def _given_names(self, surname: str) -> frozenset[str]:
        if surname not in self._given:
            self._given[surname] = self._find_given_names(surname)
        return self._given[surname]

    def _find_given_names(self, surname: str) -> frozenset[str]:
        """The words that stand before a surname as first names do: capitals, no title, no ordinary word."""
        found: set[str] = set()
        for m in re.finditer(
            rf"(?<![\w.'’-])([^\W\d_a-z][\w'’-]+)\s+{re.escape(surname)}(?![\w-])", self.source.text, re.I
        ):
            word = m[1]
            if (
                word[0].isupper()
                and looks_like_name(word)
                and not is_title_word(word)
                and word.lower() not in self._small_words
            ):
                found.add(fold(word))
        return frozenset(found)

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(re.findall(r"(?<![\w-])[^\W\d_A-Z][\w'’]*", self.source.text))

    @cached_property
    def lines(self) -> list[Line]:
        return self._split or lines_of(self.source)

    @cached_property
    def kept(self) -> list[int]:
        drop = furniture(self.lines)
        return [i for i, d in enumerate(drop) if not d]

    @cached_property
    def head_end(self) -> int:
        """Position in `kept` where what is said begins: the first clear label, or the first prose."""
        prose: int | None = None
        for n, i in enumerate(self.kept[:_HEAD_LINES]):
            line = self._whole(i)
            label = read_label(line.text) if line.voice is None and line.kind != "heading" else None
            if (
                line.voice
                or line.kind == "cue"
                or (label and (not label.bare or n > 0) and _speaks(label, line.text[label.end :]))
            ):
                return n if prose is None or n - prose <= 4 else prose
            if prose is None and _is_prose(line):
                prose = n
        return prose if prose is not None else min(len(self.kept), _HEAD_LINES)

    def _whole(self, i: int) -> Line:
        """Line i with the lines that were wrapped off it."""
        line = self.lines[i]
        text = line.text
        for following in self.lines[i + 1 : i + 6]:
            if not following.soft:
                break
            text = f"{text} {following.text}"
        return replace(line, text=text)

    @cached_property
    def head(self) -> Masthead:
        indices: list[int] = []
        for i in self.kept[: self.head_end]:
            goes_on = self.lines[i].soft and indices[-1:] != [i - 1]
            if not goes_on and not _is_prose(self._whole(i)):
                indices.append(i)
        head = read_masthead(self.lines, indices, self.source.metadata)
        self._title_key = fold(head.title or "")
        if head.date is None:
            head.date = self._date_beside()
        held = [x for x in self.source.metadata.get("people", "").split("; ") if ": " in x]
        for office, _, name in (x.partition(": ") for x in held):
            self.people.introduce(name, office, None, "metadata", len(held) == 1)
        for named in (self._trimmed(n) for n in head.named):
            self.people.introduce(named.name, named.role, None, named.origin, named.principal)
        return head

    def _date_beside(self) -> str | None:
        """The only date that the page prints around the transcript, where the transcript has none."""
        kept = set(self.kept)
        edge = [x for i, x in enumerate(self.lines) if i not in kept and (i < 25 or i > len(self.lines) - 10)]
        days = {d.day for x in edge for d in find_dates(x.text)}
        return days.pop().isoformat() if len(days) == 1 else None

    def _trimmed(self, named: Named) -> Named:
        """A name out of a headline without the words that run on behind it: the longest beginning of it that
        the text prints somewhere else."""
        found = named.name.split()
        if named.origin != "title" or len(found) < 3:
            return named
        text = "\n".join(self.lines[i].text for i in self.kept if event_kind(self.lines[i].text) is None)
        text = "\n".join(x for x in text.splitlines() if fold(x) != self._title_key)
        if named.name in text:
            return named
        for n in range(len(found) - 1, 1, -1):
            short = " ".join(found[:n])
            if short in text:
                return replace(named, name=short)
        return named

    @cached_property
    def body(self) -> list[int]:
        used = self.head.used
        return [
            i
            for i in self.kept
            if i not in used and not self._heads_contents(i) and not self._repeats_title(i)
        ]

    def _heads_contents(self, i: int) -> bool:
        wrapped = self.lines[i].soft or (i + 1 < len(self.lines) and self.lines[i + 1].soft)
        return not wrapped and is_contents_heading(self.lines[i])

    def _repeats_title(self, i: int) -> bool:
        text = self.lines[i].text
        return self.head.title is not None and fold(text) == fold(self.head.title)

    @cached_property
    def inventory(self) -> Inventory:
        first = take_inventory(self.lines, self.body, self.people, self.head.initials, self.head.title or "")
        if not self._split and self._split_inline(first):
            return self.inventory
        inventory = (
            first
            if not self._split
            else take_inventory(self.lines, self.body, self.people, self.head.initials, self.head.title or "")
        )
        for label in inventory.accepted.values():
            if names_somebody(label) and label.name:
                self.people.introduce(
                    label.name, label.role, label.outlet, "label", honorific=label.honorific
                )
        self.people.complete(
            "\n".join([self.head.title or "", *(self.lines[i].text for i in self.head.used)])
        )
        return inventory

    def _split_inline(self, inventory: Inventory) -> bool:
        """Cut lines in which the document's own labels stand behind the end of a sentence, and begin anew."""
        pattern = inline_labels(inventory)
        if pattern is None or not any(pattern.search(x.text) for x in self.lines):
            return False
        self._split = [
            part for x in self.lines for part in cut(x, [m.start("label") for m in pattern.finditer(x.text)])
        ]
        for name in ("lines", "kept", "head_end", "head", "body", "inventory"):
            self.__dict__.pop(name, None)
        self.people = People(self._given_names)
        return True

    @cached_property
    def pieces(self) -> list[Piece]:
        pieces = join(self.lines, self.body, self.inventory, self.source.text)
        pieces = [p for p in drop_contents(pieces) if not self._is_late_note(p)]
        return self._without_tail(self._without_head(pieces))

    def _without_head(self, pieces: list[Piece]) -> list[Piece]:
        """Leave out what is left of the masthead before the first label: no heading and no sentence."""
        first = next((n for n, p in enumerate(pieces) if p.label), 0)
        out: list[Piece] = []
        begun = False
        last = self.head.last_line
        for n, p in enumerate(pieces):
            spoken = n >= first or self._is_spoken(p, begun)
            begun = begun or spoken
            if spoken or (p.kind == "heading" and p.line > last):
                out.append(p)
        return out

    def _is_spoken(self, piece: Piece, begun: bool) -> bool:
        """A piece before the first label that is a text rather than the rest of the masthead."""
        if piece.kind != "text":
            return piece.kind == "note" and begun
        if _is_prose(self.lines[piece.line]) or (len(piece.text) > 60 and ends_sentence(piece.text)):
            return True
        if len(piece.text) > 100 and sum(w[0].islower() for w in piece.text.split()) > 5:
            return True
        salutation = piece.text.rstrip().endswith(",") and len(piece.text.split()) > 1
        return salutation or (begun and ends_sentence(piece.text))

    def _without_tail(self, pieces: list[Piece]) -> list[Piece]:
        """Leave out what stands behind the last sentence of a transcript: headings without a text, links."""
        last = max(
            (n for n, p in enumerate(pieces) if p.label or ends_sentence(p.text) or p.kind == "note"),
            default=-1,
        )
        tail = pieces[last + 1 :]
        if last < 0 or any(len(p.text) > 100 for p in tail):
            return pieces
        bare_label = pieces[last].paragraph is None
        return pieces if bare_label else pieces[: last + 1]

    def _is_late_note(self, piece: Piece) -> bool:
        if piece.label is not None or piece.kind == "note" or piece.paragraph is None:
            return False
        if len(piece.paragraph.spans) > 1 and is_furniture(piece.text):
            return True
        return len(piece.text) < 400 and is_note(piece.text) and not self._is_said_here(piece)

    def _is_said_here(self, piece: Piece) -> bool:
        """Behind the first label a sentence is something said, whatever it says about embargoes and
        transcripts; a note there stands in brackets or is none."""
        first = min(self.inventory.accepted, default=len(self.lines))
        return piece.line > first and ends_sentence(piece.text) and not is_bracketed(piece.text)

    @cached_property
    def names(self) -> Names:
        """The name to show for everybody: the fullest the document prints, capitals undone."""
        return Names({id(k): decapitalise(k.printed, self._mixed_case) for k in self.people.known})

    def _mixed_case(self, word: str) -> str | None:
        """How the document writes a word elsewhere that a label prints in capitals."""
        return self._spellings.get(fold(word))

    @cached_property
    def _spellings(self) -> dict[str, str]:
        counts: Counter[str] = Counter(re.findall(r"[^\W\d_][\w'’-]*[^\W\d_]", self.source.text))
        out: dict[str, str] = {}
        for word, _ in sorted(counts.items(), key=lambda x: x[1]):
            word = re.sub(r"['’]s$", "", word)
            if word[0].isupper() and not is_capitals(word):
                out[fold(word)] = word
        return out

    # ------------------------------------------------------------ the whole

    def transcript(self) -> Transcript:
        head, inventory = self.head, self.inventory
        article = not inventory.accepted and self._is_article()
        if article:
            turns = self._article()
        else:
            debate = head.event == "meeting record"
            turns = make_turns(self.pieces, self.people, self.names, self._opening(), debate)
        flags = list(head.flags)
        if inventory.apart:
            flags.append("layout not understood: labels stand apart from what was said")
            turns = [
                replace(t, speaker=None, role=None, outlet=None, how=None, answers=(), kind="statement")
                for t in turns
            ]
        if not turns:
            flags.append("no text found")
        elif not article and not inventory.accepted and not any(t.speaker for t in turns):
            flags.append("layout not understood: nobody is named as speaking")
        canonical = {i: self.names.canonical[id(k)] for i, k in enumerate(self.people.known)}
        return Transcript(
            title=head.title,
            event="news article" if article else head.event,
            date=head.date,
            place=head.place,
            issuer=self.source.metadata.get("issuer"),
            language=self._language(),
            translation_note=head.translation_note,
            author=head.author,
            turns=tuple(turns),
            people=self.people.listed(canonical),
            flags=tuple(flags),
        )

    def _opening(self) -> Known | None:
        """Who speaks before the first label: the one person by whom, as the head says, the event is, unless
        the first label after such an opening is that person's own."""
        principals = [k for k in self.people.known if k.principal]
        if len(principals) != 1:
            return None
        labels = [p.label for p in self.pieces if p.label]
        if not labels:
            asked = any("?" in p.text for p in self.pieces if p.kind == "text")
            return None if asked and self.head.event != "speech" else principals[0]
        first = labels[0]
        opening = self.pieces and self.pieces[0].label is None
        if opening and self.people.resolve(first) is principals[0]:
            return None
        own = [
            x for x in labels if x.voice == "person" and x.name and self.people.resolve(x) is principals[0]
        ]
        return None if own and opening and own[0].honorific else principals[0]

    def _is_article(self) -> bool:
        if self.head.by_line or "article" in self.source.metadata.get("kind", "").lower():
            return True
        prose = [p for p in self.pieces if p.kind == "text"]
        if self.head.event and self.head.event not in ("statement", "transcript", "discussion"):
            return False
        return reported([p.text for p in prose]) >= 2

    def _article(self) -> list[Turn]:
        for p in self.pieces:
            if p.kind == "text":
                for person in introductions(p.text):
                    if person.role or self._is_subject(p.text, person.start, person.end):
                        self.people.introduce(person.name, person.role, None, "text")
        if self.head.title:
            # A headline in title case runs names into verbs ("Jane Doe Meet"); the text shows where they end.
            for person in introductions(self.head.title):
                if person.role and not self.people.by_name(person.name) and person.name in self._prose:
                    self.people.introduce(person.name, person.role, None, "title")
        self.__dict__.pop("names", None)
        outlet = publication(self.source.metadata) or self.head.publication
        turns = [replace(t, outlet=outlet) for t in make_turns(self.pieces, People(), self.names, None, True)]
        texts = [p.text(self.source.text) for t in turns for p in t.paragraphs]
        canonical = [self.names.canonical[id(k)] for k in self.people.known]
        quotes = iter(quotations(texts, self.people, canonical))
        return [replace(t, quotes=tuple(next(quotes) for _ in t.paragraphs)) for t in turns]

    @cached_property
    def _prose(self) -> str:
        return "\n".join(p.text for p in self.pieces if p.kind == "text")

    @staticmethod
    def _is_subject(text: str, start: int, end: int) -> bool:
        """Somebody who acts: the name is followed by a verb of saying or a clause about them, or stands
        between commas behind a noun ("His counterpart, Jane Doe, was ...")."""
        behind = text[end : end + 60]
        if re.match(
            r"\s+(?:also\s+)?(?:said|says|told|added|noted|stated|asked|replied|explained|recalled|keeps|has|was|is|who)\b",
            behind,
        ):
            return True
        return bool(
            re.match(r",\s+(?:who|was|is|the|a|an|said|whose|executive|head|director|chief)\b", behind)
        ) or (text[max(0, start - 2) : start] == ", " and behind[:1] == ",")

    def _language(self) -> str | None:
        given = self.source.metadata.get("language")
        if given:
            return given.split("-")[0].lower()
        return guess_language(self.source.text)


def _speaks(label: Label, rest: str) -> bool:
    """A label at the head of a document, not a line of the masthead such as "Venue: ..."."""
    if is_section_name(label.printed):
        return False
    if label.terminator == "time" or not rest.strip():
        return True
    return ends_sentence(rest) if label.bare or label.role == label.printed else _is_said(rest)


def _is_said(rest: str) -> bool:
    """What follows a label is speech: a sentence, or at least not a name or a list of capitals only."""
    return ends_sentence(rest) or any(w.islower() for w in rest.split()) or len(rest) > 200


def _is_prose(line: Line) -> bool:
    """A line of text rather than of a masthead: a sentence of some length."""
    text = line.text.strip()
    if line.kind == "heading" or is_note(text) or is_dateline(text):
        return False
    if is_caseless(text) and ends_sentence(text) and len(text) > 12:
        return True
    if (
        ends_sentence(text)
        and len(text.split()) >= 4
        and len(text) > 24
        and re.search(r"[.!?。！？]", text[-3:])
    ):
        return not re.match(r"[^:]{1,24}:", text) or len(text) > 160
    return len(text) > 220 or (
        ends_sentence(text) and bool(re.match(r"(?:good|hello|thank|welcome|well|okay)\b", fold(text)))
    )


_LETTERS: Sequence[tuple[str, str]] = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7a3]"),
    ("zh", r"[\u4e00-\u9fff]"),
    ("ru", r"[\u0400-\u04ff]"),
    ("ar", r"[\u0600-\u06ff]"),
)
_COMMON = {
    "en": "the of and to in that is we for on with this",
    "es": "el la de que y en los se por las con una",
    "fr": "le la de et les des en que une est pour dans",
    "de": "der die und das ist nicht wir zu den mit ein",
    "pt": "o a de que e do da em um para não uma",
    "it": "il di che e la un per non una sono con del",
}


def guess_language(text: str) -> str | None:
    """The language of a text by its script or its commonest words; None where neither tells."""
    sample = text[:20000]
    letters = sum(c.isalpha() for c in sample) or 1
    for code, pattern in _LETTERS:
        if len(re.findall(pattern, sample)) > (0.08 if code == "ja" else 0.3) * letters:
            return code
    found = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    total = sum(found.values())
    if total < 20:
        return None
    score = {code: sum(found[w] for w in common.split()) for code, common in _COMMON.items()}
    best = max(score, key=lambda c: score[c])
    return best if score[best] > 0.06 * total else None
