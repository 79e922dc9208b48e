"""Transcripts that were forwarded by electronic mail.

In: the lines of a document, quoting marks taken off. Out: which of them belong to the mail: its headers, what
the sender wrote above the quoted text, the signature below.

    From: Press Desk                    > Press Conference by Energy Minister Olga Doe
    Sent: Wednesday, April 7, 2027      > Tuesday, April 6, 2027, 11:15 a.m.
    Subject: FW: transcript             >
"""

from __future__ import annotations

import re

from .lines import Line
from .vocabulary import words
from .wording import fold

_HEADER = re.compile(r"\s*([^\W\d_][\w -]{1,20}):\s*\S")
_FEWEST_HEADERS = 3
_FIRST_LINES = 15
"""Lines among which the headers are looked for."""
_SIGNATURE = re.compile(r"\s*[-–—_]{2,}\s*")
_SIGNATURE_LINES = 12
"""Lines of the longest signature with its disclaimer."""


def mail_lines(lines: list[Line]) -> set[int]:
    """The lines of the mail around a forwarded transcript."""
    headers = _headers(lines)
    if not headers:
        return set()
    out = set(headers)
    quoted = [i for i, x in enumerate(lines) if x.quoted]
    if quoted:
        out.update(range(quoted[0]))
        out.update(range(quoted[-1] + 1, len(lines)))
    foot = range(max(0, len(lines) - _SIGNATURE_LINES), len(lines))
    mark = next((i for i in foot if _SIGNATURE.fullmatch(lines[i].text)), None)
    if mark is not None:
        out.update(range(mark, len(lines)))
    return out


def _headers(lines: list[Line]) -> list[int]:
    """The first run of lines with the names of headers, one for the sender among them."""
    run: list[int] = []
    keys: list[str] = []
    for i, x in enumerate(lines[:_FIRST_LINES]):
        m = _HEADER.match(x.text)
        if m and fold(m[1]) in words("furniture", "mail.headers"):
            run.append(i)
            keys.append(fold(m[1]))
        elif run:
            break
    sent = any(k in words("furniture", "mail.senders") for k in keys)
    return run if len(set(keys)) >= _FEWEST_HEADERS and sent else []
