"""Quotations in articles, and who is quoted.

In: the paragraphs of an article and the people it introduces. Out: for each paragraph its quotations with
offsets and, where the text says so, the speaker. The evidence is a verb of saying beside the quotation whose
subject is one known person. Whatever is left open has no speaker; words in quotation marks that nobody is
said to say (titles, scare quotes) are no quotations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..model import Quote
from .people import Known, People
from .vocabulary import words
from .wording import fold, starts_upper

_PAIRS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』"}


def in_single_marks(paragraphs: Sequence[str]) -> bool:
    """The document opens its quotations with a single mark, ‘, and double ones are rare."""
    text = "\n".join(paragraphs)
    opened = len(re.findall(r"(?:^|[\s(—–])‘(?=\w)", text))
    return opened >= 2 and opened > 2 * len(re.findall(r"[“„«]|(?:^|\s)\"", text))


def reported(paragraphs: Sequence[str]) -> int:
    """How many quotations have a verb of saying beside them: the mark of a report."""
    single = in_single_marks(paragraphs)
    count = 0
    for text in paragraphs:
        for m in _marks(text, single):
            tail = re.split(r"[.!?;]", text[m.end + 1 : m.end + 60], maxsplit=1)[0]
            lead = text[max(0, m.start - 40) : m.start - 1]
            count += bool(
                _verb().search(tail) or re.search(_verb().pattern + r"[^.]{0,20}[,:]?\s*$", lead, re.I)
            )
    return count


_REACH = 160
"""How far from a quotation its verb of saying may stand, in characters."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words in quotation marks; `start` and `end` exclude the marks."""

    start: int
    end: int
    open: bool = False
    """The paragraph ends before the quotation does."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A known person, named in the text around the quotations."""

    start: int
    end: int
    person: Known
    possessive: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """Somebody is said to say it; who, if the text tells."""

    person: Known | None


def quotations(
    paragraphs: Sequence[str], people: People, canonical: Sequence[str]
) -> list[tuple[Quote, ...]]:
    """The quotations of each paragraph. `canonical` holds the name of every person of the register."""
    out: list[tuple[Quote, ...]] = []
    carried: _Source | None = None
    last: Known | None = None
    names = {id(k): name for k, name in zip(people.known, canonical, strict=True)}
    single = in_single_marks(paragraphs)
    kin = any(_KIN.search(text) for text in paragraphs)
    for text in paragraphs:
        reader = _Paragraph(text, people, last, single, kin)
        quotes, carried = reader.read(carried)
        out.append(
            tuple(
                Quote(m.start, m.end, text[m.start : m.end], names[id(k)] if k else None) for m, k in quotes
            )
        )
        last = reader.subject_for_next(quotes)
    return out


def _single_end(text: str, start: int) -> int | None:
    """Where a quotation in single marks ends: behind the end of a sentence or a comma, or else at the last
    mark that no letter follows; an apostrophe is neither."""
    ends = [m.start() for m in re.finditer(r"’(?![^\W\d_])", text[start:])]
    stop = next((e for e in ends if text[start + e - 1] in ",.?!…"), None)
    opened = text.find("‘", start)
    if stop is not None and (opened < 0 or start + stop < opened):
        return start + stop
    inner = [e for e in ends if opened < 0 or start + e < opened]
    return start + inner[-1] if inner else None


_ANSWERS = re.compile(r"\b(?:replied|answered|responded|replies|answers|responds|shot back|countered)\b")
_KIN = re.compile(
    r"\b(?:brother|sister|son|daughter|wife|husband|father|mother|cousin|uncle|aunt|widow)\s+[A-Z]\w+"
)


def _marks(text: str, single: bool = False) -> list[_Mark]:
    """The pairs of quotation marks of a paragraph; nested ones belong to the outer. `single` says that the
    document quotes in single marks, ‘so’."""
    out: list[_Mark] = []
    i = 0
    while i < len(text):
        c = text[i]
        if c in _PAIRS:
            end = next((j for j in range(i + 1, len(text)) if text[j] in _PAIRS[c]), None)
        elif c == "‘" and single:
            end = _single_end(text, i + 1)
        elif c == '"':
            end = next((j for j in range(i + 1, len(text)) if text[j] == '"'), None)
        else:
            i += 1
            continue
        out.append(_Mark(i + 1, end if end is not None else len(text), end is None))
        i = (end if end is not None else len(text)) + 1
    return [m for m in out if m.end > m.start]


@cache
def _verb() -> re.Pattern[str]:
    found = sorted(words("quotations", "verbs"), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, found))})\b", re.I)


class _Paragraph:
    """One paragraph: its quotations, the text around them, and the people named there."""

    def __init__(
        self, text: str, people: People, before: Known | None, single: bool = False, kin: bool = False
    ) -> None:
        self.text = text
        self.kin = kin
        self.people = people
        self.marks = _marks(text, single)
        self.around = text
        for m in self.marks:
            self.around = self.around[: m.start] + "\u0000" * (m.end - m.start) + self.around[m.end :]
        self.mentions = self._mentions()
        self.before = before

    def _mentions(self) -> list[_Mention]:
        found: list[_Mention] = []
        forms = {f: k for k in self.people.known for f in self._forms(k)}
        for form in sorted(forms, key=len, reverse=True):
            for m in re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w-])", self.around):
                if not any(x.start < m.end() and m.start() < x.end for x in found):
                    possessive = bool(re.match(r"['’](?:s\b|(?=\s))", self.around[m.end() :]))
                    found.append(_Mention(m.start(), m.end(), forms[form], possessive))
        return sorted(found, key=lambda x: x.start)

    def _forms(self, known: Known) -> list[str]:
        """The forms in which the article names a person: those seen, and any single word of the name that
        no other person's name holds."""
        if self.kin:
            # Two of one family are named here, so that the family name alone is neither of them.
            return [n for n in known.names if len(n.split()) > 1] + [known.printed.split()[0]]
        out = set(known.names)
        for word in known.printed.split():
            if len(word) > 2 and not word.endswith(".") and len(self.people.by_name(word)) == 1:
                out.add(word)
        return list(out)

    # ------------------------------------------------------------ reading

    def read(self, carried: _Source | None) -> tuple[list[tuple[_Mark, Known | None]], _Source | None]:
        found: list[tuple[_Mark, Known | None]] = []
        carry: _Source | None = None
        for n, m in enumerate(self.marks):
            source = self._after(n, m) or self._ahead(n, m)
            if source is None and n == 0 and carried is not None and m.start <= 1:
                source = carried
            if source is None and found and self._goes_on(found[-1][0], m):
                source = _Source(found[-1][1])
            if source is None and self._stands_alone(m):
                source = (
                    _Source(self._subject_before(m)) if self._is_speech(m) or len(self.marks) == 1 else None
                )
                if source is None or (
                    source.person is None and not self._is_speech(m) and not self._is_all(m)
                ):
                    continue
            elif source is None and not self._is_speech(m):
                continue
            found.append((m, source.person if source else None))
            if m.open:
                carry = _Source(found[-1][1])
        return found, carry

    def subject_for_next(self, quotes: list[tuple[_Mark, Known | None]]) -> Known | None:
        """Whom a pronoun at the head of the next paragraph can mean: the only person of this one."""
        named = {id(x.person): x.person for x in self.mentions}
        quoted = {id(k): k for _, k in quotes if k is not None}
        together = named | quoted
        if len(together) == 1:
            return next(iter(together.values()))
        return self.before if not together and not quotes else None

    def _is_all(self, m: _Mark) -> bool:
        """The paragraph is nothing but the quotation."""
        return not (self.text[: m.start] + self.text[m.end :]).strip(' "“”‘’„«»「」『』.')

    def _stands_alone(self, m: _Mark) -> bool:
        """A sentence of its own in quotation marks: the one before is over, and none goes on behind."""
        lead = self.text[: m.start - 1].rstrip()
        tail = self.text[m.end + 1 :].lstrip()
        body = self.text[m.start : m.end].rstrip()
        closed = body[-1:] in ".?!…" or tail[:1] in ".?!"
        return (
            closed
            and (not lead or lead[-1] in '.?!:”’"')
            and (not tail or tail[0].isupper() or tail[0] in '"“‘„«.')
        )

    def _subject_before(self, m: _Mark) -> Known | None:
        """Whom the sentence before such a quotation is about: the only person of the paragraph, as its
        subject ("The minister blamed the winter.")."""
        lead = self.around[: m.start - 1].rstrip()
        if not lead or {id(x.person) for x in self.mentions if x.start > m.end}:
            return None
        sentence = re.split(r"(?<=[.!?])\s+(?=[^\W\d_a-z])", lead)[-1]
        start = len(lead) - len(sentence)
        named = {id(x.person): x.person for x in self.mentions}
        inside = [x for x in self.mentions if x.start >= start]
        if len(named) == 1 and inside and not inside[0].possessive and self._leads_to(start, inside[0].start):
            return inside[0].person
        office = re.match(
            r"\s*(the\s+[a-z][a-z -]{2,40}?)\s+(?:[a-z]+ed|said|told|was|is|has|had)\b", sentence, re.I
        )
        return self._office(office[1]) if office and not named else None

    def _is_speech(self, m: _Mark) -> bool:
        """Without a verb of saying, only a whole sentence is taken for something said."""
        body = self.text[m.start : m.end].strip()
        return len(body.split()) >= 6 and body[-1:] in ".,!?…" and body[:1].isupper()

    def _goes_on(self, before: _Mark, m: _Mark) -> bool:
        """Nobody else comes in between two quotations of one paragraph."""
        between = self.around[before.end + 1 : m.start - 1]
        others = [x for x in self.mentions if before.end < x.start < m.start]
        if not self._is_speech(m) and len(self.text[m.start : m.end].split()) < 4:
            return False
        return len({id(x.person) for x in others}) <= 1 and between.count(".") <= 1 and len(between) <= 60

    # ------------------------------------------------------------ who says it

    def _after(self, n: int, m: _Mark) -> _Source | None:
        """`," X said`, `," said X`, `," he said`, `," according to X`."""
        limit = self.marks[n + 1].start - 1 if n + 1 < len(self.marks) else len(self.text)
        base = m.end + 1
        tail = re.split(r"[.!?;](?:\s|$)", self.around[base:limit], maxsplit=1)[0][:_REACH]
        if self.text[m.end - 1 : m.end] == "." and not re.match(r"\s*[a-z]", tail):
            return None  # the sentence is over; the next one is about something else
        if according := re.match(r"\s*,?\s*(?:according to|in the words of)\s+", tail):
            return _Source(self._following(base + according.end(), base + len(tail)))
        verb = _verb().search(tail)
        if verb is None or len(tail[: verb.start()].split()) > 9 or self._is_weak(verb.group(), m):
            return None
        if not tail[: verb.start()].strip(" ,"):
            return _Source(self._following(base + verb.end(), base + len(tail)))
        return _Source(self._subject(base, base + verb.start()))

    def _ahead(self, n: int, m: _Mark) -> _Source | None:
        """`X said, "...`, `X praised the heat, saying: "...`."""
        floor = self.marks[n - 1].end + 1 if n else 0
        lead = self.around[floor : m.start - 1]
        cut = [x.end() for x in re.finditer(r"(?<!\b[A-Z])[.!?]\s+(?=[^\W\d_a-z\u0000])", lead)]
        start = floor + (cut[-1] if cut else 0)
        sentence = self.around[start : m.start - 1]
        if not sentence.strip():
            return None
        verbs = list(_verb().finditer(sentence))
        if (
            not verbs
            or len(sentence) - verbs[-1].end() > _REACH
            or len(sentence[verbs[-1].end() :].split()) > 12
        ):
            return None
        verb = verbs[-1]
        if self._is_weak(verb.group(), m):
            return None
        if verb.group().lower().endswith("ing") and verb.group().lower() != "ing":
            return _Source(self._sentence_subject(start, start + verb.start()))
        return _Source(self._subject(start, start + verb.start()))

    def _is_weak(self, verb: str, m: _Mark) -> bool:
        """The verb goes with a title or a word in quotation marks as well, and this is no more than that."""
        return verb.lower() in words("quotations", "verbs.weak") and not self._is_speech(m)

    def _subject(self, start: int, end: int) -> Known | None:
        """The subject of a verb at `end`: the one known person right before it, or a pronoun."""
        head = self.around[start:end]
        if pronoun := re.search(r"\b(he|she)\s+(?:[\w-]+\s+){0,2}$", head, re.I):
            return self._pronoun(start + pronoun.start())
        inside = [x for x in self.mentions if start <= x.start and x.end <= end]
        if not inside:
            return self._office(head)
        last = inside[-1]
        between = self.around[last.end : end]
        if last.possessive or (
            re.search(r"\b(?:and|or)\s+(?:[A-Z][\w.]*\s+)*$", self.around[start : last.start])
            and len(inside) > 1
        ):
            return None
        apposition = re.fullmatch(r"\s*,[^,]{3,80},\s*", between)
        small = all(
            fold(w) in words("quotations", "between.words") for w in re.findall(r"[^\W\d_]+", between)
        )
        if not (small or apposition):
            return None
        return last.person if self._leads_to(start, last.start) else None

    def _leads_to(self, start: int, at: int) -> bool:
        """Between `start` and a name stand only words of an office or a clause that ends in a comma, so that
        the name is not part of another phrase ("a spokesman for X")."""
        lead = self.around[start:at]
        lead = lead[lead.rfind(",") + 1 :]
        found = re.findall(r"\S+", lead)
        return all(
            starts_upper(w.strip("“\"'"))
            or fold(w) in ("the", "of", "for", "former", "then", "and", "but", "while", "as", "state", "us")
            for w in found
        ) and not (found and fold(found[-1]) in ("of", "for"))

    def _sentence_subject(self, start: int, end: int) -> Known | None:
        """The subject of a sentence whose later part is "..., saying": the name it begins with."""
        inside = [x for x in self.mentions if start <= x.start and x.end <= end]
        if inside and not inside[0].possessive and self._leads_to(start, inside[0].start):
            return inside[0].person
        if re.match(r"\s*(?:he|she)\b", self.around[start:end], re.I):
            return self._pronoun(start)
        return None

    def _following(self, start: int, end: int) -> Known | None:
        """The subject behind its verb, "said Treasurer X"."""
        inside = [x for x in self.mentions if start <= x.start and x.end <= end]
        if inside and not inside[0].possessive and self._leads_to(start, inside[0].start):
            joined = len(inside) > 1 and re.fullmatch(
                r"\s*(?:,\s*)?and\s+(?:[A-Z]\S*\s+)*", self.around[inside[0].end : inside[1].start]
            )
            return None if joined else inside[0].person
        if re.match(r"\s*(?:he|she)\b", self.around[start:end], re.I):
            return self._pronoun(start)
        return self._office(re.split(r"[,;]", self.around[start:end])[0])

    def _office(self, phrase: str) -> Known | None:
        """`the minister` where the article has one minister."""
        m = re.fullmatch(
            r"\s*,?\s*(?:and\s+|but\s+)?the\s+([a-z][a-z -]{2,40}?)\s*(?:also|then|later|has|had)?\s*",
            phrase.strip(),
            re.I,
        )
        if m is None:
            return None
        holders = self.people.by_office(m[1])
        return holders[0] if len(holders) == 1 else None

    def _pronoun(self, at: int) -> Known | None:
        """Whom "he" or "she" means: the only person named before it in the paragraph; with none named, and
        nobody else spoken of, the only person of the paragraph before."""
        lead = self.around[:at]
        last = re.split(r"(?<=[.!?])\s+", lead.replace("\u0000", "").rstrip(' "“”'))[-1]
        if re.search(r"\b(?:him|her)\b(?!\s+\w+ing)", last[-120:], re.I) or _ANSWERS.search(
            self.around[at : at + 30]
        ):
            return None  # somebody else is spoken to, and may be the one who answers
        ahead = {id(x.person): x.person for x in self.mentions if x.end <= at}
        if len(ahead) == 1:
            return next(iter(ahead.values()))
        if ahead:
            return None
        lead = self.around[:at].replace("\u0000", "").strip(" \"“”'’,.")
        return (
            self.before if not lead or re.fullmatch(r"(?:but|and|still|instead|later)", lead, re.I) else None
        )
