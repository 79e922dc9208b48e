"""The judgement of labels that stand alone on their lines, without a colon.

In: a candidate and the evidence of its document. Out: whether it is a label. There is no doubt here: what is
not clearly a label may as well be a heading, and a heading changes nobody's words.
"""

from __future__ import annotations

from .evidence import Evidence
from .label import Label
from .lines import Line
from .wording import is_capitals, reads_as_said


def is_own_line_label(evidence: Evidence, i: int, label: Label) -> bool:
    """The label on line i introduces what stands below it."""
    behind = evidence.candidates.behind(i)
    anyone = label.voice == "person" or label.name is not None or label.pair is not None
    if behind is None or (evidence.tally.shouted and anyone):
        return False
    if label.pair is not None and not evidence.own_line:
        return False  # "Climate, Trade and the Sea" is a heading, however often it returns
    below = evidence.lines[behind]
    if _stands_free(evidence, i, label, below):
        return False
    tally = evidence.tally
    if label.printed in ("Q", "A"):
        return tally.lone_letters and tally.count[label.key] >= 2
    if below.gap == 0 and label.name is None and tally.with_colon[label.key] >= 2:
        return True  # the same label returns with its colon; here it was forgotten
    named = label.name and ("(" in label.printed or label.honorific or label.role)
    if named and evidence.own_line and evidence.candidates.following.get(i) == i + 1:
        return True
    if not reads_as_said(below.text):
        return False
    returns = tally.hard[label.key] >= 2
    if label.voice != "person":
        return returns or evidence.own_line
    if label.name is None:
        return evidence.own_line or (returns and is_capitals(label.printed))
    return evidence.own_line and _names_somebody(evidence, i, label, label.name)


def _stands_free(evidence: Evidence, i: int, label: Label, below: Line) -> bool:
    """White space above and below, as around a heading; a label is tied to what is said."""
    line = evidence.lines[i]
    printed = is_capitals(label.printed) or line.bold or line.kind == "heading"
    tied = printed or bool(evidence.candidates.attributes.get(i))
    return below.gap > 1 and line.gap > 1 and not tied


def _names_somebody(evidence: Evidence, i: int, label: Label, name: str) -> bool:
    """The document shows by other means that the name is somebody's."""
    if evidence.knows(name) or label.honorific or label.role or evidence.candidates.attributes.get(i):
        return True
    if evidence.lines[i].bold and evidence.bold_names and label.bare:
        return True
    return evidence.tally.hard[label.key] >= 2 and not evidence.usage.speaks_against(name)
