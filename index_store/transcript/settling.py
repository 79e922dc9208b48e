"""The parts of an accepted label, told apart by what the document does elsewhere.

In: a label that the grammar could not read to the end, and the evidence. Out: the label with its name, office
and outlet, or without them where the document does not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .evidence import Evidence
from .label import Label
from .names import part_of
from .titled_names import split_known
from .wording import is_capitals


def settle(evidence: Evidence, label: Label) -> Label:
    """The label with initials written out, an office and a known name apart, and a pair in its order."""
    initials = label.name if label.bare and is_capitals(label.name or "") else None
    if initials and 2 <= len(initials) <= 3:
        full = [k.printed for k in evidence.people.known if _initials_of(k.printed) == initials]
        if len(full) == 1:  # "JW" in an interview with Jana Wendt
            return replace(label, name=full[0])
    if label.voice == "person" and label.name is None and label.role and len(label.role.split()) > 2:
        split = split_known(label.role, list(_names(evidence)))
        if split:
            return replace(label, role=split[0], name=split[1])
    return _settle_pair(evidence, label, label.pair) if label.pair else label


def _settle_pair(evidence: Evidence, label: Label, pair: tuple[str, str]) -> Label:
    first, second = pair
    asker = Label(label.start, label.end, label.printed, "questioner", terminator=label.terminator)
    if evidence.pair_order is not None:
        name, outlet = pair if evidence.pair_order == "name" else (second, first)
        return replace(asker, name=name, outlet=outlet)
    if len(first.split()) > 1 and any(part_of(n, first) for n in _names(evidence, bare=True)):
        # The name stands alone elsewhere: what follows it here says where somebody comes from.
        return replace(label, voice="person", name=first, outlet=second, pair=None)
    return asker


def _names(evidence: Evidence, bare: bool = False) -> Iterator[str]:
    """The names that labels give to persons, with `bare` those without an office, and those of the head."""
    for c in evidence.labels.values():
        if c.name and (c.bare if bare else c.voice == "person"):
            yield c.name
    for known in evidence.people.known:
        yield known.printed


def _initials_of(name: str) -> str:
    return "".join(w[0] for w in re.split(r"[\s-]+", name) if w and w[0].isalpha()).upper()
