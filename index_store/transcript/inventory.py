"""Which label-like strings of a document are its speaker labels.

In: the lines of a document and what its head says about people. Out: for each line the accepted label, a
refusal, or doubt. Every document teaches its own labels: generic voices and full forms are clear by
themselves; a bare name counts where the head of the document introduces it, where another label does, or
where it returns as a label and nothing in the text speaks against its being a name.

A refusal means that the line goes on with what is being said. Doubt means that somebody else may be speaking
there: the text that follows stays without a speaker until the next clear label.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .labels import Label, from_voice, is_office, read_label, read_own_line, split_known
from .lines import Line
from .masthead import is_dateline
from .names import looks_like_name, part_of
from .people import People
from .vocabulary import words
from .wording import (
    ends_open,
    ends_sentence,
    fold,
    is_bracketed,
    is_capitals,
    is_caseless,
    is_shouted,
    starts_lower,
    starts_upper,
)

_DASH_STOP = re.compile(r"[^\W\d_][^.]{2,120}\.\s?[–—-]+\s")
"""`Jane Doe, on behalf of the Group. – Madam President`"""
_MISPUNCTUATED = re.compile(r"\s*([A-Z][A-Z .'’]{1,40}?)\s*(?:[;,]|\.\s?-|-\s?\.)\s+(?=\S)")
_JOINING = frozenset(["of", "for", "the", "and", "to", "in", "on", "de", "la", "del", "von", "der"])
_SHOUTED_LEAD = re.compile(r"(?=[^:]*[A-Z]{3})[A-Z][^a-z:]{2,80}:\s*\S")
"""Capitals up to a colon."""


_CAPITALISED_LEAD = re.compile(r"([^\W\d_][^:：.?!\"“”()]{3,70})[:：]\s*\S")
"""Words up to a colon, without the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A label-like string at the head of a line, judged."""

    label: Label
    accepted: bool
    doubtful: bool = False


@dataclass(slots=True)
class Inventory:
    """The judgement of every line that begins like a label, by index of the line."""

    at: dict[int, Found]
    absorbed: frozenset[int]
    """Lines that belong to a label on a line of its own: a constituency, a party, an office, a time."""
    refused: Counter[str]
    """Label-like strings that were refused, for reports."""
    length: dict[int, int]
    """Length of the lines with a label."""

    @property
    def apart(self) -> bool:
        """Labels stand in a column of their own, apart from what was said, as in a bad scan: many are
        followed by the next label at once."""
        order = sorted(i for i, f in self.at.items() if f.accepted)
        empty = [i for i in order if self.at[i].label.end >= self.length.get(i, 0)]
        in_a_row = sum(i + 1 in self.at and self.at[i + 1].accepted for i in empty)
        return in_a_row >= 4 and 5 * in_a_row >= len(order)

    @property
    def accepted(self) -> dict[int, Label]:
        return {i: f.label for i, f in self.at.items() if f.accepted}


def inline_labels(inventory: Inventory) -> re.Pattern[str] | None:
    """The labels in capitals that a document uses, as they may stand inside a line behind the end of a
    sentence, where paragraphs were run together. None where it uses none."""
    printed = {
        x.printed
        for x in inventory.accepted.values()
        if x.terminator == ":" and is_capitals(x.printed) and len(x.printed) > 2
    }
    if not printed:
        return None
    forms = "|".join(sorted(map(re.escape, printed), key=len, reverse=True))
    return re.compile(rf"(?<=[.?!…\"”’)\]])\s*(?P<label>(?:{forms})\s*[:：])(?=\s*\S)")


def take_inventory(
    lines: Sequence[Line],
    body: Sequence[int],
    people: People,
    initials: Mapping[str, str] | None = None,
    title: str = "",
) -> Inventory:
    """Judge the label-like strings of the lines at the indices `body`.

    `initials` holds the people whom the document's own key abbreviates ("TJ").
    """
    evidence = _Evidence(lines, body, people, initials or {}, title)
    at: dict[int, Found] = {}
    refused: Counter[str] = Counter()
    absorbed: set[int] = set()
    for i in body:
        label = evidence.candidates.get(i)
        if label is None:
            if evidence.may_be_label(i):
                shape = Label(0, 0, lines[i].text[:60], "person")
                at[i] = Found(shape, False, True)
            continue
        verdict = evidence.judge(i, label)
        if verdict == "refuse":
            refused[label.printed] += 1
        else:
            at[i] = Found(evidence.settle(label), verdict == "accept", verdict == "doubt")
            if verdict == "accept" and label.terminator == "line" and evidence.attributes.get(i):
                at[i] = Found(evidence.with_attributes(i, label), True)
                absorbed.update(evidence.attributes[i])
    if not any(f.accepted for f in at.values()):
        at, absorbed = {}, set()
    return Inventory(at, frozenset(absorbed), refused, {i: len(lines[i].text.rstrip()) for i in at})


class _Evidence:
    """What a document's lines say for and against each label-like string."""

    def __init__(
        self,
        lines: Sequence[Line],
        body: Sequence[int],
        people: People,
        initials: Mapping[str, str],
        title: str,
    ) -> None:
        self.lines = lines
        self.title = fold(title)
        self.initials = initials
        self.people = people
        self.candidates: dict[int, Label] = {}
        self.attributes: dict[int, list[int]] = {}
        self.bold_heads = sum(bool(lines[i].lead) and not lines[i].bold for i in body)
        self.leads = Counter(m[1] for i in body if (m := _CAPITALISED_LEAD.match(lines[i].text)))
        self.following = dict(pairwise(body))
        self.body = frozenset(body)
        claimed: set[int] = set()
        for i in body:
            label = self._candidate(i) if i not in claimed else None
            if label is not None and not self._is_number(i, label):
                self.candidates[i] = label
                if label.terminator == "line" and label.name:
                    claimed.update(self.attributes.get(i, ()))
        self._read_misprints(body)
        self.count = Counter(c.key for c in self.candidates.values())
        self.hard = Counter(c.key for i, c in self.candidates.items() if not lines[i].soft)
        self.by_terminator: Counter[str] = Counter(c.terminator for c in self.candidates.values())
        self.by_terminator[".-"] = sum(bool(_DASH_STOP.match(lines[i].text)) for i in self.candidates)
        self.prose = _Prose(lines, body, self.candidates)
        self.shouted = is_shouted("".join(lines[i].text for i in body[:400]))
        self.bold_leads = {i for i, c in self.candidates.items() if self._is_bold_lead(i, c)}
        self.clear = {i for i, c in self.candidates.items() if self._is_clear(i, c)}
        self.names = self._introduced()
        returning = {
            c.key
            for c in self.candidates.values()
            if is_capitals(c.printed) and self.count[c.key] >= 2 and c.terminator == ":"
        }
        self.caps_style = (
            0
            if self.shouted
            else max(len(returning), sum(is_capitals(self.candidates[i].printed) for i in self.clear))
        )
        self.bare_style = len({c.key for c in self.candidates.values() if c.bare and self._returns(c)})
        self.pair_order = self._pair_order()
        self.first_names = self._first_names()

    def _candidate(self, i: int) -> Label | None:
        line = self.lines[i]
        if line.voice:
            return None if line.soft else from_voice(line.voice)
        if (
            self.initials
            and (m := re.match(r"([A-Z]{1,4})[:.]?\s+(?=\S)", line.text))
            and m[1] in self.initials
        ):
            return Label(0, m.end(), m[1], "person", name=self.initials[m[1]], terminator="key")
        label = read_label(line.text) if line.kind != "heading" else None
        if label is not None:
            return label
        if line.lead and not line.bold and (label := self._bold_label(line)) is not None:
            return label
        if line.kind != "heading" and (m := _CAPITALISED_LEAD.match(line.text)) and self.leads[m[1]] >= 2:
            return self._unknown_office(m)
        if line.soft:
            return None
        label = read_own_line(line.text)
        if label is None:
            return None
        attributes = self._attributes_behind(i)
        behind = self._behind(i, attributes)
        if behind is None or self.lines[behind].kind == "heading":
            return None
        self.attributes[i] = attributes
        return label

    def _bold_label(self, line: Line) -> Label | None:
        """A label that bold print alone sets off, "<b>JOURNALIST</b> Minister, ..."."""
        lead, rest = line.text[: line.lead], line.text[line.lead :]
        if (
            self.bold_heads < 3
            or not lead.strip()
            or not rest.strip()
            or starts_lower(rest)
            or rest.lstrip()[0] in ",;:.)–—"
        ):
            return None
        label = read_own_line(lead.strip())
        return label and replace(label, start=0, end=line.lead, terminator="bold")

    def _unknown_office(self, m: re.Match[str]) -> Label | None:
        """Words in capitals that return before a colon although no list knows them ("Counsel to the
        Inquiry:"): somebody speaks there, and nobody is named."""
        found = m[1].replace(",", " ").split()
        if not 2 <= len(found) <= 8 or fold(m[1]) in words("labels", "not_a_speaker.words"):
            return None
        if fold(found[0]) in words("labels", "not_a_name.words") or fold(m[1]) in words(
            "labels", "place.names"
        ):
            return None
        if not all(starts_upper(w) or fold(w) in _JOINING for w in found):
            return None
        return Label(0, m.end() - 1, m[1], "person", role=m[1])

    def _attributes_behind(self, i: int) -> list[int]:
        """The lines behind a label on its own line that say more of the speaker."""
        out: list[int] = []
        at = self.following.get(i)
        while at is not None and len(out) < 3 and _is_attribute(self.lines[at]):
            out.append(at)
            at = self.following.get(at)
        return out

    def _behind(self, i: int, attributes: list[int]) -> int | None:
        return self.following.get(attributes[-1] if attributes else i)

    def with_attributes(self, i: int, label: Label) -> Label:
        """The label with the office or constituency that stands below it."""
        texts = [self.lines[k].text.strip() for k in self.attributes[i]]
        offices = [t for t in texts if is_office(t) and not is_bracketed(t)]
        brackets = [b for t in texts for b in re.findall(r"[(\[]([^()\[\]]+)[)\]]", t)]
        places = [
            b
            for b in brackets
            if fold(b) not in words("labels", "party.names") and not any(c.isdigit() for c in b)
        ]
        role = label.role or next(iter(offices), None) or next(iter(places), None)
        return replace(label, role=role)

    def _read_misprints(self, body: Sequence[int]) -> None:
        """Labels that the document's frequent ones show to be misprints or bad scans of them: a semicolon for
        the colon, "JOUNALIST", "PRIE MINISTER". Only voices and offices are mended so, never names."""
        frequent = Counter(
            c.key for c in self.candidates.values() if c.terminator == ":" and is_capitals(c.printed)
        )
        model: dict[str, Label] = {}
        for c in self.candidates.values():
            if frequent[c.key] >= 3 and (c.voice != "person" or c.name is None):
                model.setdefault(c.key, c)
        if not model:
            return
        for i in body:
            c = self.candidates.get(i)
            if c is None:
                m = _MISPUNCTUATED.match(self.lines[i].text)
                if m and fold(m[1]) in model:
                    self.candidates[i] = replace(model[fold(m[1])], start=m.start(1), end=m.end())
            elif c.terminator == ":" and frequent[c.key] < 3 and is_capitals(c.printed) and len(c.key) >= 5:
                near = next((k for k in model if k != c.key and _near(c.key, k)), None)
                if near is not None:
                    like = model[near]
                    self.candidates[i] = replace(
                        c, voice=like.voice, name=None, role=like.role, outlet=None, pair=None
                    )

    def _is_number(self, i: int, label: Label) -> bool:
        """`Q1.` behind a name on a line of its own is the number of the question."""
        numbered = label.voice == "questioner" and any(c.isdigit() for c in self.lines[i].text[: label.end])
        return numbered and any(
            above.terminator == "line" and self._behind(k, self.attributes.get(k, [])) == i
            for k in range(max(0, i - 5), i)
            if (above := self.candidates.get(k)) is not None
        )

    # ------------------------------------------------------------ clear by themselves

    def _is_clear(self, i: int, label: Label) -> bool:
        """The label needs no other evidence than its own form."""
        if label.terminator in ("voice", "key") or (i in self.bold_leads and len(self.bold_leads) >= 3):
            return True
        if self._runs_on(i):
            return False
        if label.terminator == "line":
            return (
                label.voice == "questioner"
                and label.name is None
                and is_capitals(label.printed)
                and not self.shouted
            )
        if label.terminator == "bold":
            return label.voice != "person" or is_capitals(label.printed) or not label.bare
        if label.terminator == "-" and label.voice == "person":
            return bool(label.honorific or label.role) and self.count[label.key] >= 2
        if label.terminator == "-":
            return self.by_terminator["-"] >= 2 and any(
                c.terminator == "-" and c.voice == "questioner" for c in self.candidates.values()
            )
        if label.terminator == "space":
            return self.by_terminator["space"] >= 2 or "  " in self.lines[i].text[:6].replace("\u00a0", " ")
        if label.terminator == ".":
            if label.voice in ("questioner", "answerer"):
                return True
            caps = is_capitals(label.printed) and not self.shouted
            return (caps and (label.honorific or bool(label.role)) and bool(label.name)) or (
                caps and self.count[label.key] >= 2
            )
        if label.voice == "questioner":
            return label.pair is None
        if label.voice in ("answerer", "attendant"):
            return True
        if label.name is None:
            return False
        return bool(label.honorific or label.role or label.name[-1:].isdigit())

    def _runs_on(self, i: int) -> bool:
        """The line before stops inside a sentence and is wrapped into this one."""
        if i - 1 not in self.body:
            return False  # a line of the masthead, or a page number
        before = self.lines[i - 1].text
        return self.lines[i].soft and (not ends_sentence(before) or ends_open(before))

    def _is_bold_lead(self, i: int, label: Label) -> bool:
        """The label is printed in bold, and what is said is not."""
        lead = self.lines[i].lead
        printed = self.lines[i].text[:lead].rstrip(" :：.\u00a0")
        ends = label.start + len(label.printed)
        return (
            lead > 0
            and not self.lines[i].bold
            and abs(len(printed) - ends) <= 1
            and label.terminator in (":", "time", ".")
        )

    def _first_names(self) -> set[str]:
        """Single names that nothing introduces, in a document where at least two such names ask questions:
        reporters who are called by their first names."""
        asking = {
            c.key
            for i, c in self.candidates.items()
            if c.bare
            and c.terminator == ":"
            and i not in self.clear
            and len((c.name or "").split()) == 1
            and "?" in self.lines[i].text
            and fold(c.name or "") not in words("labels", "place.names")
            and not self.prose.speaks_against(c.name or "")
        }
        return asking if len(asking) >= 2 and self.clear else set()

    def _introduced(self) -> list[str]:
        """Names that clear labels and the head of the document give."""
        given = [k.printed for k in self.people.known]
        # A name of two words that the title prints as it stands is somebody's, whatever the language.
        given += [c.name for c in self.candidates.values() if c.bare and c.name and self._in_title(c.name)]
        clear = [c.name for i in sorted(self.clear) if (c := self.candidates[i]).name]
        own_line = [
            c.name for c in self.candidates.values() if c.terminator == "line" and c.name and "(" in c.printed
        ]
        return given + clear + (own_line if self._own_line_style() else [])

    def _in_title(self, name: str) -> bool:
        folded = fold(name)
        long = len(folded.split()) > 1 or (is_caseless(name) and len(folded) >= 3)
        return long and folded in self.title and folded not in words("labels", "place.names")

    def _pair_order(self) -> str | None:
        """Whether two-part labels of this document print the name or the outlet first."""
        order: Counter[str] = Counter()
        for i in self.clear:
            c = self.candidates[i]
            if c.voice == "questioner" and c.name and c.outlet and "," in c.printed:
                order["name" if c.printed.find(c.name) < c.printed.find(c.outlet) else "outlet"] += 1
        return order.most_common(1)[0][0] if order else None

    def settle(self, label: Label) -> Label:
        """A label with its parts told apart by what the document does elsewhere."""
        if label.bare and is_capitals(label.name or "") and 2 <= len(label.name or "") <= 3:
            full = [k.printed for k in self.people.known if _initials_of(k.printed) == label.name]
            if len(full) == 1:  # "JW" in an interview with Jana Wendt
                return replace(label, name=full[0])
        if label.voice == "person" and label.name is None and label.role and len(label.role.split()) > 2:
            bare = [c.name for c in self.candidates.values() if c.name and c.voice == "person"]
            split = split_known(label.role, [*bare, *(k.printed for k in self.people.known)])
            if split:
                return replace(label, role=split[0], name=split[1])
        if label.pair is None:
            return label
        first, second = label.pair
        order = self.pair_order
        known = [c.name for c in self.candidates.values() if c.bare and c.name] + [
            k.printed for k in self.people.known
        ]
        if order is None and len(first.split()) > 1 and any(part_of(n, first) for n in known):
            # The name stands alone elsewhere: what follows it here says where somebody comes from.
            return replace(label, voice="person", name=first, outlet=second, pair=None)
        if order is None:
            return Label(label.start, label.end, label.printed, "questioner", terminator=label.terminator)
        name, outlet = (first, second) if order == "name" else (second, first)
        return Label(
            label.start,
            label.end,
            label.printed,
            "questioner",
            name=name,
            outlet=outlet,
            terminator=label.terminator,
        )

    # ------------------------------------------------------------ judgement

    def may_be_label(self, i: int) -> bool:
        """A line that begins as the document's labels look, but that the grammar cannot read: whoever it
        names, the text behind it is not known to be the last speaker's."""
        line = self.lines[i]
        if line.kind == "cue" and not line.voice:
            return not line.soft  # another may be speaking after every pause
        if self._runs_on(i):
            return False
        if self.by_terminator[".-"] >= 3 and _DASH_STOP.match(line.text):
            return True
        if (
            len(self.bold_leads) >= 3
            and line.lead
            and not line.bold
            and line.text[: line.lead + 1].rstrip()[-1:] in ":："
        ):
            return True
        if self.caps_style >= 2 and _SHOUTED_LEAD.match(line.text):
            return True
        m = _CAPITALISED_LEAD.match(line.text)
        if m is None or len(self.clear) < 2 or i in self.candidates:
            return False
        found = m[1].replace(",", " ").split()
        first = fold(found[0])
        ordinary = (
            words("labels", "not_a_name.words")
            | words("labels", "not_a_speaker.words")
            | words("labels", "place.names")
        )
        if first in ordinary or fold(m[1]) in ordinary or self.prose.speaks_against(" ".join(found[-2:])):
            return False
        particles = words("labels", "name_particle.words")
        return 2 <= len(found) <= 8 and all(starts_upper(w) or fold(w) in particles for w in found)

    def judge(self, i: int, label: Label) -> str:
        """ "accept", "doubt" or "refuse"."""
        if i in self.clear:
            return "accept"
        if self._runs_on(i):
            return "accept" if self._returns_anyway(label) else "refuse"
        if label.terminator == "line":
            return self._judge_own_line(i, label)
        if label.terminator == ".":
            return self._judge_period(label)
        if label.terminator in ("space", "-"):
            return "refuse"
        if label.pair is not None:
            return "accept" if self.pair_order or self._pairs() >= 3 else "doubt"
        if label.bare:
            return self._judge_bare(i, label)
        return self._judge_office(label)

    def _returns_anyway(self, label: Label) -> bool:
        """So clearly a label of this document that it counts even where the line before breaks off: what
        somebody says often does."""
        if label.terminator != ":":
            return False
        if label.voice != "person":
            return self.count[label.key] >= 2
        capitals = is_capitals(label.printed) and not self.shouted
        if not label.bare:
            return (capitals and self.count[label.key] >= 2) or bool(label.name and self.hard[label.key] >= 2)
        return capitals and self.count[label.key] >= 3 and not self.prose.speaks_against(label.name or "")

    def _judge_office(self, label: Label) -> str:
        """An office alone: "Minister:"."""
        if label.role and (self.people.by_office(label.role) or self._office_introduced(label.role)):
            return "accept"
        if self.count[label.key] >= 2 or is_capitals(label.printed) or len(self.clear) >= 2:
            return "accept"  # it names nobody, so it cannot name the wrong one
        return "doubt"

    def _office_introduced(self, role: str) -> bool:
        want = set(fold(role).split())
        return any(
            want <= set(fold(c.role).split()) for i in self.clear if (c := self.candidates[i]).role and c.name
        )

    def _judge_bare(self, i: int, label: Label) -> str:
        name = label.name or ""
        if len(fold(name)) < 2:
            return "refuse"
        if self._known(name):
            return "accept"
        if starts_lower(name):
            return "refuse"
        if fold(name) in words("labels", "place.names"):
            return "refuse"
        if self.prose.speaks_against(name):
            again = self.count[label.key] >= 2 and len(name.split()) > 1 and label.terminator == ":"
            return (
                "doubt"
                if again and len(self.clear) >= 2 and not starts_lower(self.lines[i].text[label.end :])
                else "refuse"
            )
        if label.key in self.first_names or (_has_initials(name) and self._initials_style()):
            return "accept"
        several = len(name.split()) > 1 or is_caseless(name)
        if is_capitals(name):
            return "accept" if self.count[label.key] >= 2 or self.caps_style >= 2 else "doubt"
        if self.hard[label.key] >= 2:
            return "accept" if several or self.hard[label.key] >= 3 or label.terminator == "time" else "doubt"
        if label.terminator == "time":
            return "accept"
        if several and looks_like_name(name):
            return "accept" if self.bare_style >= 2 else "doubt"
        goes_on = starts_lower(self.lines[i].text[label.end :])
        return "doubt" if self._could_speak(name) and not goes_on else "refuse"

    def _initials_style(self) -> bool:
        """Somebody who returns is printed with initials ("K. Panin")."""
        return any(
            c.bare and _has_initials(c.name or "") and self.hard[c.key] >= 2 for c in self.candidates.values()
        )

    def _could_speak(self, name: str) -> bool:
        """A single word that may be somebody's name: nothing in the text says that it is one, or is not."""
        return label_text_ok(name) and len(self.clear) >= 2

    def _returns(self, label: Label) -> bool:
        name = label.name or ""
        return (
            self.hard[label.key] >= 2 and len(name.split()) > 1 and not self.prose.speaks_against(name)
        ) or self._known(name)

    def _known(self, name: str) -> bool:
        if len(fold(name)) < 2:
            return False
        return any(part_of(name, n) or (part_of(n, name) and len(fold(n).split()) > 1) for n in self.names)

    def _period_style(self) -> bool:
        """Two speakers at least are printed with a period, again and again."""
        return (
            len(
                {
                    c.key
                    for c in self.candidates.values()
                    if c.terminator == "." and c.name and self.count[c.key] >= 2
                }
            )
            >= 2
        )

    def _returns_shorter(self, name: str) -> bool:
        """Clear labels of the document name somebody by a part of this name."""
        return any(
            c.name != name and part_of(c.name, name) for i in self.clear if (c := self.candidates[i]).name
        )

    def _pairs(self) -> int:
        """How many different two-part labels there are that the grammar can't read by itself."""
        return len({c.key for c in self.candidates.values() if c.pair is not None})

    def _judge_period(self, label: Label) -> str:
        if not label.name:
            return "accept" if self.count[label.key] >= 2 and not label.bare else "refuse"
        if self._known(label.name) and self.count[label.key] >= 2:
            return "accept"
        if (
            label.honorific
            and label.role
            and len(label.name.split()) > 1
            and self._returns_shorter(label.name)
        ):
            return "accept"
        if self.count[label.key] >= 2 and not label.bare:
            return "accept"
        if (label.honorific or label.role) and self._period_style():
            return "accept"
        caps = is_capitals(label.printed) and not self.shouted
        if caps and self.by_terminator["."] >= 3 and not self.prose.speaks_against(label.name or ""):
            return "accept"
        return "refuse"

    # ------------------------------------------------------------ labels on a line of their own

    def _judge_own_line(self, i: int, label: Label) -> str:
        behind = self._behind(i, self.attributes.get(i, []))
        if behind is None:
            return "refuse"
        line, following = self.lines[i], self.lines[behind]
        if self.shouted and label.voice == "person":
            return "refuse"
        tied = (
            is_capitals(label.printed) or line.bold or line.kind == "heading" or bool(self.attributes.get(i))
        )
        if following.gap > 1 and line.gap > 1 and not tied:
            return "refuse"  # a heading stands free; a label is tied to what is said
        if label.terminator == "line" and label.printed in ("Q", "A"):
            both = {c.printed for c in self.candidates.values() if c.terminator == "line"} >= {"Q", "A"}
            return "accept" if both and self.count[label.key] >= 2 else "refuse"
        if following.gap == 0 and self._has_colon_elsewhere(label):
            return "accept"
        named = label.name and ("(" in label.printed or label.honorific or label.role)
        if named and self._own_line_style() and i + 1 in self.body:
            return "accept"
        if not _is_prose(following.text):
            return "refuse"
        if label.voice in ("questioner", "attendant", "answerer"):
            return "accept" if self.hard[label.key] >= 2 or self._own_line_style() else "refuse"
        if "(" in label.printed and label.name and (label.role or label.honorific):
            return "accept" if self._own_line_style() else "refuse"
        if label.name is None:
            return (
                "accept"
                if self._own_line_style() or (self.hard[label.key] >= 2 and is_capitals(label.printed))
                else "refuse"
            )
        if self._known(label.name) and self._own_line_style():
            return "accept"
        if label.honorific or label.role:
            return "accept" if self._own_line_style() else "refuse"
        if self.attributes.get(i) or (line.bold and self._bold_names() and label.bare):
            return "accept" if self._own_line_style() else "refuse"
        if self.hard[label.key] >= 2 and not self.prose.speaks_against(label.name):
            return "accept" if self._own_line_style() else "refuse"
        return "refuse"

    def _has_colon_elsewhere(self, label: Label) -> bool:
        """The same label returns with its colon; here it was forgotten."""
        return (
            label.name is None
            and sum(c.key == label.key and c.terminator == ":" for c in self.candidates.values()) >= 2
        )

    def _bold_names(self) -> bool:
        """Names alone on bold lines return: at least two of them."""
        names = {
            c.key
            for i, c in self.candidates.items()
            if c.terminator == "line"
            and c.bare
            and self.lines[i].bold
            and self.hard[c.key] >= 2
            and len((c.name or "").split()) > 1
        }
        return len(names) >= 2

    def _own_line_style(self) -> bool:
        """At least two labels of the document stand alone on their lines in an unmistakable form: a name with
        brackets, an office, a generic voice."""
        if not hasattr(self, "_style"):
            telling = [
                c
                for i, c in self.candidates.items()
                if c.terminator == "line"
                and (behind := self._behind(i, self.attributes.get(i, []))) is not None
                and _is_prose(self.lines[behind].text)
                and (
                    "(" in c.printed
                    or (" -" in c.printed and c.role)
                    or c.voice != "person"
                    or c.name is None
                    or c.honorific
                    or self.attributes.get(i)
                )
            ]
            with_colon = sum(c.terminator == ":" and i in self.clear for i, c in self.candidates.items())
            plain = len(telling) >= 2 and len(telling) > 2 * with_colon
            self._style = plain or (self._bold_names() and not with_colon)
        return self._style


class _Prose:
    """How the words of a bare label are used where they are not labels."""

    _TOPIC = re.compile(r"\b(?:the|in|across|throughout)\s+$", re.I)

    def __init__(self, lines: Sequence[Line], body: Sequence[int], candidates: dict[int, Label]) -> None:
        self.text = "\n".join(lines[i].text[candidates[i].end if i in candidates else 0 :] for i in body)
        self.lower: frozenset[str] = (
            frozenset(re.findall(r"(?<![\w-])[^\W\d_A-Z][\w'’]*", self.text)) if self.text else frozenset()
        )
        if is_shouted(self.text):
            # In a text of capitals every word that stands elsewhere is an ordinary one.
            self.lower = frozenset(w.lower() for w in re.findall(r"[^\W\d_][\w'’]*", self.text))
        self._cache: dict[str, bool] = {}
        self._places: dict[str, list[int]] | None = None

    def speaks_against(self, name: str) -> bool:
        """The words are ordinary ones ("Human Rights": "rights" stands in the text in small letters) or the
        name of a thing or place ("in ...", "the ...")."""
        if name not in self._cache:
            self._cache[name] = self._judge(name)
        return self._cache[name]

    def _judge(self, name: str) -> bool:
        if is_caseless(name):
            return False
        particles = words("labels", "name_particle.words")
        found = [w for w in re.findall(r"[^\W\d_][\w'’]+", name) if w.lower() not in particles]
        if not found:
            return True
        small = sum(w.lower() in self.lower for w in found)
        if small == len(found) or (small and len(found) > 2) or (small and found[-1].lower() in self.lower):
            return True
        return any(self._TOPIC.search(self.text[max(0, at - 12) : at]) for at in self._uses(name))

    def _uses(self, name: str) -> list[int]:
        first = name.split()[0]
        if self._places is None:
            self._places = defaultdict(list)
            for m in re.finditer(r"(?<!\w)[^\W\d_a-z][\w'’-]*", self.text):
                self._places[m.group()].append(m.start())
        return [at for at in self._places.get(first, [])[:200] if self.text.startswith(name, at)]


def _near(a: str, b: str) -> bool:
    """One or two letters apart, by the length of the word: insertions, deletions and exchanges."""
    bound = 1 if max(len(a), len(b)) < 8 else 2
    if abs(len(a) - len(b)) > bound:
        return False
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1] <= bound


def _is_attribute(line: Line) -> bool:
    """A line that says more of the speaker named above it and is nothing said."""
    text = line.text.strip()
    if len(text) > 120 or line.kind == "heading":
        return False
    if fold(text) in words("labels", "party.names") or (
        (is_bracketed(text) or _BRACKETS_ONLY.fullmatch(text))
        and not ends_sentence(text.strip("()[] ") + " ")
    ):
        return "." not in text
    if ends_sentence(text) or read_label(text):
        return is_dateline(text)
    return is_dateline(text) or (
        is_office(text) and all(starts_upper(w.strip("(")) or fold(w) in _JOINING for w in text.split())
    )


_BRACKETS_ONLY = re.compile(r"(?:\s*[(\[][^()\[\]]{1,60}[)\]])+")


def _initials_of(name: str) -> str:
    return "".join(w[0] for w in re.split(r"[\s-]+", name) if w and w[0].isalpha()).upper()


def _has_initials(name: str) -> bool:
    return bool(re.match(r"(?:[^\W\d_]\.\s?){1,3}[^\W\d_]{2,}", name))


def label_text_ok(name: str) -> bool:
    """Three letters at least, the first a capital and the others not: no acronym."""
    return len(name) >= 3 and name[0].isupper() and not is_capitals(name)


def _is_prose(text: str) -> bool:
    return len(text) > 60 or (ends_sentence(text) and starts_upper(text.lstrip("\"'“‘([")))
