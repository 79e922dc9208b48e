"""The judgement of one label-like string: accepted, refused or doubted.

In: a candidate and the evidence of its document. Out: a `Verdict`. A refusal means that the line goes on with
what is being said. Doubt means that somebody else may be speaking there.
"""

from __future__ import annotations

import re
from typing import Literal

from .candidates import CAPITALISED_LEAD
from .evidence import Evidence, has_initials
from .label import Label
from .lines import Line
from .names import looks_like_name, part_of
from .own_line import is_own_line_label
from .tally import has_dash_stop
from .vocabulary import words
from .wording import fold, is_capitals, is_caseless, starts_lower, starts_upper

Verdict = Literal["accept", "doubt", "refuse"]

_SHOUTED_RETURNS = 4
"""How often an unknown name has to return with new words in a document that is in capitals throughout."""
_MANY_NAMES = 5
"""How many different names in capitals with a period make that a habit beyond doubt."""
_SHOUTED_LEAD = re.compile(r"(?=[^:]*[A-Z]{3})[A-Z][^a-z:]{2,80}:\s*\S")
"""Capitals up to a colon."""

_LABEL_BEHIND = re.compile(r"\s*[A-Z][A-Z .'’-]{1,40}[:：]")
"""Capitals up to a colon: perhaps the rest of a label."""
_PERIOD_LEAD = re.compile(
    r"\s*(?:[^\W\d_][\w.'’-]*\s+){0,4}?[A-Z][A-Z'’-]{2,}(?:\s+[^\W\d_][\w'’-]*){0,5}?\.(?=\s+\S)"
)
"""Words with one in capitals up to a full stop."""


def judge(evidence: Evidence, i: int, label: Label) -> Verdict:
    """The verdict on the candidate of line i."""
    if i in evidence.clear:
        return "accept"
    if i in evidence.tally.running_on:
        return _accept_if(_returns_anyway(evidence, label))
    if label.terminator == "line":
        return _accept_if(is_own_line_label(evidence, i, label))
    if label.terminator == ".":
        behind = evidence.lines[i].text[label.end :]
        if _is_period_label(evidence, label, behind):
            return "accept"
        if label.name and _LABEL_BEHIND.match(behind):
            return "doubt"
        return "doubt" if _may_be_period_label(evidence, i, label) else "refuse"
    if label.terminator in ("space", "-"):
        return "refuse"
    if label.pair is not None:
        if starts_lower(evidence.lines[i].text[label.end :]):
            return "refuse"  # a sentence goes on behind its colon; nobody begins to speak so
        if evidence.tally.shouted and evidence.tally.count[label.key] < 2:
            return "doubt"
        return "accept" if evidence.pair_order or evidence.pairs >= 3 else "doubt"
    if label.bare:
        return _judge_bare(evidence, i, label)
    return _judge_office(evidence, label)


def may_be_label(evidence: Evidence, i: int) -> bool:
    """A line that begins as the document's labels look, but that the grammar cannot read: whoever it names,
    the text behind it is not known to be the last speaker's."""
    line = evidence.lines[i]
    if line.kind == "cue" and not line.voice:
        return not line.soft  # another may be speaking after every pause
    if i in evidence.tally.running_on:
        return False
    if evidence.period_capitals and _has_period_lead(line):
        return True
    if evidence.tally.dash_stops >= 3 and has_dash_stop(line):
        return True
    if len(evidence.tally.bold_leads) >= 3 and _has_bold_lead(line):
        return True
    if evidence.capitals >= 2 and _SHOUTED_LEAD.match(line.text):
        return True
    return len(evidence.clear) >= 2 and i not in evidence.labels and _reads_like_somebody(evidence, line)


def _has_period_lead(line: Line) -> bool:
    """A few words, one of them a name in capitals, up to the full stop of a label: "Mr. DOE of Ohio."."""
    m = _PERIOD_LEAD.match(line.text)
    return m is not None and all(starts_upper(w) or fold(w) in words("labels", "small") for w in m[0].split())


def _accept_if(accepted: bool) -> Verdict:
    return "accept" if accepted else "refuse"


def _has_bold_lead(line: Line) -> bool:
    return line.lead > 0 and not line.bold and line.text[: line.lead + 1].rstrip()[-1:] in ":："


def _reads_like_somebody(evidence: Evidence, line: Line) -> bool:
    """Capitalised words up to a colon that are no ordinary ones."""
    m = CAPITALISED_LEAD.match(line.text)
    if m is None:
        return False
    found = m[1].replace(",", " ").split()
    for key in ("not_a_name.words", "not_a_speaker.words", "place.names"):
        if fold(found[0]) in words("labels", key) or fold(m[1]) in words("labels", key):
            return False
    if evidence.usage.speaks_against(" ".join(found[-2:])):
        return False
    particles = words("labels", "name_particle.words")
    return 2 <= len(found) <= 8 and all(starts_upper(w) or fold(w) in particles for w in found)


def _returns_anyway(evidence: Evidence, label: Label) -> bool:
    """So clearly a label of this document that it counts even where the line before breaks off: what somebody
    says often does."""
    if label.terminator != ":":
        return False
    count = evidence.tally.count[label.key]
    if label.voice != "person":
        return count >= 2
    capitals = is_capitals(label.printed) and not evidence.tally.shouted
    if not label.bare:
        return (capitals and count >= 2) or bool(label.name and evidence.tally.hard[label.key] >= 2)
    return capitals and count >= 3 and not evidence.usage.speaks_against(label.name or "")


def _judge_office(evidence: Evidence, label: Label) -> Verdict:
    """An office alone: "Minister:"."""
    if label.role and (evidence.people.by_office(label.role) or _is_introduced(evidence, label.role)):
        return "accept"
    if evidence.tally.count[label.key] >= 2 or is_capitals(label.printed) or len(evidence.clear) >= 2:
        return "accept"  # it names nobody, so it cannot name the wrong one
    return "doubt"


def _is_introduced(evidence: Evidence, role: str) -> bool:
    """A clear label gives the office with a name."""
    want = set(fold(role).split())
    return any(want <= set(fold(c.role).split()) for c in evidence.clear_ones() if c.role and c.name)


def _judge_bare(evidence: Evidence, i: int, label: Label) -> Verdict:
    """Words that could be a name: what introduces them, what the text says of them, whether they return."""
    name = label.name or ""
    if len(fold(name)) < 2:
        return "refuse"
    if evidence.knows(name):
        return "accept"
    if starts_lower(name) or fold(name) in words("labels", "place.names"):
        return "refuse"
    goes_on = starts_lower(evidence.lines[i].text[label.end :])
    if evidence.usage.speaks_against(name):
        full = len(name.split()) > 1 and label.terminator == ":"
        again = full and evidence.tally.count[label.key] >= 2 and len(evidence.clear) >= 2
        return "doubt" if again and not goes_on else "refuse"
    if label.key in evidence.first_names or (has_initials(name) and evidence.initials):
        return "accept"
    if is_capitals(name):
        # Where everything is in capitals no small letter can show that a word is an ordinary one.
        enough = _SHOUTED_RETURNS if evidence.tally.shouted else 2
        return "accept" if evidence.tally.count[label.key] >= enough or evidence.capitals >= 2 else "doubt"
    return _judge_unknown(evidence, label, name, goes_on)


def _judge_unknown(evidence: Evidence, label: Label, name: str, goes_on: bool) -> Verdict:
    """A name in mixed case that nothing introduces and nothing speaks against. `goes_on` says that what
    follows it begins with a small letter."""
    several = len(name.split()) > 1 or is_caseless(name)
    hard = evidence.tally.hard[label.key]
    if label.terminator == "time" or hard >= 3 or (hard >= 2 and several):
        return "accept"
    if hard >= 2 or (goes_on and several):
        return "doubt"
    if several and looks_like_name(name):
        return "accept" if evidence.bare >= 2 else "doubt"
    # A single word may be somebody's name, unless it is an acronym.
    word = len(name) >= 3 and name[0].isupper() and not is_capitals(name)
    return "doubt" if word and len(evidence.clear) >= 2 and not goes_on else "refuse"


def _is_period_label(evidence: Evidence, label: Label, behind: str) -> bool:
    """`President Dell. Good morning.`: the form is that of a sentence, so it has to return or be certain.
    `behind` is what stands behind it."""
    returns = evidence.tally.count[label.key] >= 2
    if returns and not label.bare:
        return True
    if not label.name:
        return label.voice == "attendant" and evidence.period_capitals and is_capitals(label.printed)
    if evidence.period_names >= _MANY_NAMES and is_capitals(label.name) and evidence.usage.prints(label.name):
        return True  # "HEATHER LONG." among many, and "Heather Long" in the text
    if returns and evidence.knows(label.name):
        return True
    full = label.role and len(label.name.split()) > 1
    if full and _returns_shorter(evidence, label.name):
        return True
    if (label.honorific or label.role) and evidence.period:
        return True
    capitals = is_capitals(label.printed) and not evidence.tally.shouted
    if _LABEL_BEHIND.match(behind):
        return False  # "O MRI. FRASER: ...", a bad scan of one label
    return capitals and evidence.tally.terminators["."] >= 3 and not evidence.usage.speaks_against(label.name)


def _may_be_period_label(evidence: Evidence, i: int, label: Label) -> bool:
    """Beside labels with a period, a name that is printed as theirs are; in a document of capitals, where
    capitals cannot tell, any name."""
    if _PERIOD_LEAD.match(evidence.lines[i].text) and evidence.period_capitals:
        return True
    if not evidence.tally.shouted or not label.name or (label.bare and len(label.name.split()) < 2):
        return False
    labels = evidence.labels.values()
    return any(c.terminator == "." and c.role and evidence.tally.count[c.key] >= 2 for c in labels)


def _returns_shorter(evidence: Evidence, name: str) -> bool:
    """Clear labels of the document name somebody by a part of this name."""
    return any(c.name != name and part_of(c.name, name) for c in evidence.clear_ones() if c.name)
