"""Which form an answer has: the end of the address says so, or else the Accept header."""

from __future__ import annotations

from collections.abc import Sequence

MEDIA = {
    "html": "text/html",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
    "atom": "application/atom+xml",
}
"""The forms and their media types; the end of an address is a dot and the name of a form."""


def accepted(header: str | None, offered: Sequence[str]) -> str:
    """The form that an Accept header likes best of those that are offered, the first where it has no wish.

    Qualities as in RFC 9110, section 12.5.1: the most specific range that names a type decides. A header that
    accepts none of them gets the first all the same, because a page is of more use than a refusal.
    """
    if not header:
        return offered[0]
    ranges = _ranges(header)
    best, quality = offered[0], 0.0
    for form in offered:
        wish = _quality(MEDIA[form], ranges)
        if wish > quality:
            best, quality = form, wish
    return best


def _ranges(header: str) -> dict[str, float]:
    found = {}
    for part in header[:1000].split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = min(max(float(parameter[2:]), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if name:
            found[name] = quality
    return found


def _quality(media: str, ranges: dict[str, float]) -> float:
    for name in (media, f"{media.partition('/')[0]}/*", "*/*"):
        if name in ranges:
            return ranges[name]
    return 0.0
