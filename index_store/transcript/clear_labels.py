"""Labels that are clear by their own form: a generic voice, a form of address, an office with a name.

In: the candidates of a document and how they are printed. Out: the lines with a clear one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .label import Label
from .lines import Line
from .tally import Tally
from .wording import ends_open, is_capitals

_BOLD_STYLE = 3
"""How many labels in bold make bold a habit of the document."""


def clear_labels(lines: Sequence[Line], labels: Mapping[int, Label], tally: Tally) -> frozenset[int]:
    """The lines whose label needs no other evidence than its own form."""
    return frozenset(i for i, c in labels.items() if _is_clear(i, c, lines[i], tally))


def _is_clear(i: int, label: Label, line: Line, tally: Tally) -> bool:
    if label.terminator in ("voice", "key") or (
        i in tally.bold_leads and len(tally.bold_leads) >= _BOLD_STYLE
    ):
        return True
    if i in tally.running_on:
        return False
    match label.terminator:
        case "line":
            asks = label.voice == "questioner" and label.name is None
            return asks and is_capitals(label.printed) and not tally.shouted
        case "bold":
            return label.voice != "person" or is_capitals(label.printed) or not label.bare
        case "-":
            return _is_clear_dash(label, tally)
        case "space":
            # Two spaces at the head of a line set the letter off even where it stands once.
            return tally.terminators["space"] >= 2 or "  " in line.text[:6].replace("\u00a0", " ")
        case ".":
            return _is_clear_period(label, tally)
        case _ if label.voice == "attendant" and label.name is None:
            # "Host: Municipality of Olm" in a list says what somebody is.
            rest = line.text[label.end :].rstrip()
            return tally.count[label.key] >= 2 or not rest or not ends_open(rest)
        case _:
            return _is_clear_colon(label)


def _is_clear_dash(label: Label, tally: Tally) -> bool:
    if label.voice == "person":
        return bool(label.honorific or label.role) and tally.count[label.key] >= 2
    return tally.terminators["-"] >= 2 and tally.asked_with_dash


def _is_clear_period(label: Label, tally: Tally) -> bool:
    if label.voice in ("questioner", "answerer"):
        return True
    if not is_capitals(label.printed) or tally.shouted:
        return False
    titled = bool(label.honorific or label.role) and bool(label.name)
    return titled or tally.count[label.key] >= 2


def _is_clear_colon(label: Label) -> bool:
    if label.voice == "questioner":
        return label.pair is None
    if label.voice in ("answerer", "attendant"):
        return True
    return label.name is not None and bool(label.honorific or label.role or label.name[-1:].isdigit())
