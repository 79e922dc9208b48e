"""The stages from a source to a transcript, each computed once from those before it.

In: a `Source`. Out: a `Transcript`. Each stage is a module of pure functions:

    lines -> furniture -> masthead -> inventory (of labels) -> paragraphs -> turns (-> exchanges)
                              \\_ people _/                          \\-> quotations, for articles
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import takewhile

from ..model import Source, Transcript, Turn
from .articles import article_turns, introduce_people, is_article
from .body_edges import without_head, without_notes, without_tail
from .datelines import day_of_event, is_dateline, is_published
from .dates import find_dates
from .document_words import DocumentWords
from .furniture import furniture, is_contents_heading
from .head_end import find_head_end, head_lines, whole_text
from .head_people import with_titled_office, without_run_on
from .head_wording import event_kind, is_section_name
from .headings import drop_contents, mark_headings
from .introductions import gives_floor_to_others
from .inventory import Inventory, inline_labels, take_inventory
from .language import guess_language
from .lead_dateline import LeadDateline, read_lead_dateline
from .lines import Line, cut, lines_of
from .masthead import Masthead, read_masthead
from .names import decapitalise
from .paragraphs import Piece, join
from .people import Known, People, means, names_somebody
from .titles import publication
from .turns import Names, make_turns
from .wording import fold

_EDGE = (25, 9)
"""Lines at the head and the foot of a page where a date beside the transcript is looked for."""


def parse(source: Source) -> Transcript:
    """Understand a source. Never fails: what is not understood becomes unattributed paragraphs and a flag."""
    return Parse(source).transcript()


class Parse:
    """The stages of one document. `people` fills up as the masthead and then the inventory are read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._words = DocumentWords(source.text)
        self._cut: list[Line] = []
        self.people = People(self._words.given_names)

    # ------------------------------------------------------------ lines and masthead

    @cached_property
    def lines(self) -> list[Line]:
        """All lines of the source."""
        return self._cut or lines_of(self.source)

    @cached_property
    def kept(self) -> list[int]:
        """Indices of the lines that are no furniture."""
        return [i for i, drop in enumerate(furniture(self.lines)) if not drop]

    @cached_property
    def head(self) -> Masthead:
        """What the head says; whom it names is entered into `people`."""
        end = find_head_end(self.lines, self.kept)
        head = read_masthead(self.lines, head_lines(self.lines, self.kept[:end]), self.source.metadata)
        if head.date is None:
            head = replace(head, date=self._date_told(end) or self._date_beside())
        if (lead := self._lead_dateline(end)) is not None:
            head = replace(head, place=head.place or lead.place, publication=head.publication or lead.agency)
        held = [x for x in self.source.metadata.get("people", "").split("; ") if ": " in x]
        for office, _, name in (x.partition(": ") for x in held):
            self.people.introduce(name, office, None, "metadata", len(held) == 1)
        for given in with_titled_office(head.named, head.title or ""):
            named = without_run_on(given, self._texts_beside(head.title or ""))
            self.people.introduce(named.name, named.role, None, named.origin, named.principal)
        return head

    def _lead_dateline(self, end: int) -> LeadDateline | None:
        """The dateline of the first paragraph, which begins at position `end` of the kept lines."""
        at = self.kept[end : end + 1]
        text = " ".join(whole_text(self.lines, at[0]).split()) if at else ""
        return read_lead_dateline(text)

    def _date_told(self, end: int) -> str | None:
        """The day of which the first paragraphs say that it was that of the event, or that of their
        dateline."""
        lead = self._lead_dateline(end)
        if lead is not None and lead.day is not None:
            return lead.day.isoformat()
        texts = [whole_text(self.lines, i) for i in self.kept[: end + 2]]
        days = {d for x in texts if (d := day_of_event(x)) is not None}
        return days.pop().isoformat() if len(days) == 1 else None

    def _date_beside(self) -> str | None:
        """The day that the page prints around the transcript, where the transcript has none: the only one, or
        the one of publication before later changes."""
        kept, last = set(self.kept), len(self.lines) - _EDGE[1]
        near = [(i, x) for i, x in enumerate(self.lines) if i < _EDGE[0] or i >= last]
        edge = [x.text for i, x in near if i not in kept or (i >= last and is_dateline(x.text))]
        days = {d.day for x in edge for d in find_dates(x)}
        if len(days) > 1:
            days = {min(d.day for d in found) for x in edge if is_published(x) and (found := find_dates(x))}
            days = {min(days)} if days else days
        return days.pop().isoformat() if len(days) == 1 else None

    def _texts_beside(self, title: str) -> Iterator[str]:
        """The lines that are no title."""
        key = fold(title)
        texts = (self.lines[i].text for i in self.kept if event_kind(self.lines[i].text) is None)
        return (part for x in texts for part in x.splitlines() if fold(part) != key)

    @cached_property
    def body(self) -> list[int]:
        """Indices of the lines of what is said, headings included."""
        used, title = self.head.used, self.head.title
        key = None if title is None else fold(title)
        return [
            i
            for i in self.kept
            if i not in used and not self._heads_contents(i) and fold(self.lines[i].text) != key
        ]

    def _heads_contents(self, i: int) -> bool:
        wrapped = self.lines[i].soft or (i + 1 < len(self.lines) and self.lines[i + 1].soft)
        return not wrapped and is_contents_heading(self.lines[i])

    # ------------------------------------------------------------ labels and people

    @cached_property
    def inventory(self) -> Inventory:
        """The labels; whom they name is entered into `people`."""
        inventory = self._take_inventory()
        if self._cut_at_labels(inventory):
            inventory = self._take_inventory()
        for label in inventory.accepted.values():
            if names_somebody(label) and label.name:
                self.people.introduce(
                    label.name, label.role, label.outlet, "label", honorific=label.honorific
                )
        said = (self.lines[i].text for i in self.body)
        labelled = [k.printed for k in self.people.known if k.labelled]
        self.people.handed_over = any(gives_floor_to_others(text, labelled) for text in said)
        used = (self.lines[i].text for i in sorted(self.head.used))
        self.people.complete("\n".join([self.head.title or "", *used]))
        return inventory

    def _take_inventory(self) -> Inventory:
        outlet = publication(self.source.metadata) or self.head.publication
        title = self.head.title or ""
        return take_inventory(self.lines, self.body, self.people, self.head.initials, title, outlet)

    def _cut_at_labels(self, inventory: Inventory) -> bool:
        """Cut lines in which the document's own labels stand behind the end of a sentence, and begin anew."""
        pattern = inline_labels(inventory)
        if pattern is None or not any(pattern.search(x.text) for x in self.lines):
            return False
        self._cut = [
            part for x in self.lines for part in cut(x, [m.start("label") for m in pattern.finditer(x.text)])
        ]
        for name in ("lines", "kept", "head", "body"):
            self.__dict__.pop(name, None)
        self.people = People(self._words.given_names)
        return True

    # ------------------------------------------------------------ paragraphs and turns

    @cached_property
    def pieces(self) -> list[Piece]:
        """The paragraphs, headings and notes of what is said."""
        pieces = join(self.lines, self.body, self.inventory, self.source.text)
        pieces = drop_contents(mark_headings(pieces, self.lines))
        pieces = without_notes(pieces, min(self.inventory.accepted, default=len(self.lines)))
        return without_tail(without_head(pieces, self.lines, self.head.last_line))

    @cached_property
    def names(self) -> Names:
        """The name to show for everybody: the fullest the document prints, capitals undone."""
        return Names({id(k): decapitalise(k.printed, self._words.mixed_case) for k in self.people.known})

    def transcript(self) -> Transcript:
        """The whole."""
        head, metadata = self.head, self.source.metadata
        article = not self.inventory.accepted and is_article(head, metadata, self.pieces)
        turns = self._article() if article else self._turns()
        canonical = {i: self.names.canonical[id(k)] for i, k in enumerate(self.people.known)}
        given = metadata.get("language")
        return Transcript(
            title=head.title,
            event="news article" if article else head.event,
            date=head.date,
            place=head.place,
            issuer=metadata.get("issuer"),
            language=given.split("-")[0].lower() if given else guess_language(self.source.text),
            translation_note=head.translation_note,
            author=head.author,
            turns=tuple(turns),
            people=self.people.listed(canonical),
            flags=(*head.flags, *self._flags(turns, article)),
        )

    def _turns(self) -> list[Turn]:
        attended = all(x.voice == "attendant" for x in self.inventory.accepted.values())
        debate = self.head.event == "meeting record" or (self.head.event == "speech" and attended)
        turns = make_turns(self.pieces, self.people, self.names, self._opening(), debate)
        if not self.inventory.apart:
            return turns
        return [
            replace(t, speaker=None, role=None, outlet=None, how=None, answers=(), kind="statement")
            for t in turns
        ]

    def _article(self) -> list[Turn]:
        introduce_people(self.people, self.pieces, self.head.title)
        outlet = publication(self.source.metadata) or self.head.publication
        return article_turns(self.pieces, self.source.text, self.people, self.names, outlet)

    def _flags(self, turns: list[Turn], article: bool) -> Iterator[str]:
        """What a reader should know of how far the document was understood."""
        if self.inventory.apart:
            yield "layout not understood: labels stand apart from what was said"
        if not turns:
            yield "no text found"
        elif not article and not self.inventory.accepted and not any(t.speaker for t in turns):
            yield "layout not understood: nobody is named as speaking"

    def _opening(self) -> Known | None:
        """Who speaks before the first label: the one person by whom, as the head says, the event is, unless
        the first label after such an opening is that person's own."""
        principals = [k for k in self.people.known if k.principal]
        principal = principals[0] if len(principals) == 1 else self._other_of_two(principals)
        if principal is None:
            return None
        labels = [p.label for p in self.pieces if p.label]
        if not labels:
            asked = any("?" in p.text for p in self.pieces if p.kind == "text")
            return None if asked and self.head.event != "speech" else principal
        if self.pieces[0].label is not None:
            return principal
        own = [x for x in labels if x.voice == "person" and x.name and self.people.resolve(x) is principal]
        first = self.people.resolve(labels[0]) is principal and not self._opens_questions()
        return None if first or (own and own[0].honorific) else principal

    def _other_of_two(self, principals: Sequence[Known]) -> Known | None:
        """Of two, the one who begins with "the Vice-President and I ...", said of the other."""
        first = next((p.text[:300] for p in self.pieces if p.kind == "text"), "")
        m = re.search(r"(?:^|[,.;]\s|\bthe\s)\s*([^\W\d_][^,.;:!?]{2,60}?)\s+and I\b", first)
        if m is None or len(principals) != 2:
            return None
        meant = [k for k in principals if means(m[1], k)]
        return next((k for k in principals if k is not meant[0]), None) if len(meant) == 1 else None

    def _opens_questions(self) -> bool:
        """A heading for questions parts the opening from the first label, which therefore names again who has
        been speaking."""
        before = takewhile(lambda p: p.label is None, self.pieces)
        heads = [p.text for p in before if p.kind == "heading"]
        return bool(heads) and is_section_name(heads[-1].strip("* ")) and "question" in fold(heads[-1])
