"""Text as a page shows it: passages in, marked-up text out, escaped; and the small words around it.

Every character of a document goes through `search.safe` and an escape before it becomes part of a page, and
each is replaced by exactly one, so that marks stand where they belong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from search import citing, safe
from search.results import FacetCount, PassageView

Range = tuple[int, int]

FACET_TITLES: Mapping[str, str] = {
    "speaker": "Speaker",
    "role": "Role",
    "outlet": "Outlet",
    "kind": "Kind",
    "year": "Year",
    "month": "Month",
    "place": "Place",
    "issuer": "Issuer",
    "language": "Language",
    "document": "Document",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def marked(text: str, ranges: Iterable[Range] = (), window: Range | None = None) -> Markup:
    """The characters of the text within the window, the ranges between `<mark>` and `</mark>`.

    `ranges` ascend and do not overlap.
    """
    start, end = window or (0, len(text))
    shown = safe.text(text)
    parts, at = [], start
    for first, last in ranges:
        a, b = max(first, start), min(last, end)
        if a >= b:
            continue
        parts += [escape(shown[at:a]), Markup("<mark>"), escape(shown[a:b]), Markup("</mark>")]
        at = b
    parts.append(escape(shown[at:end]))
    return Markup("").join(parts)


def line(value: str | None) -> str:
    """A value of a document on one line, without control characters; a template escapes it."""
    return safe.line(value) if value else ""


def number(count: int) -> str:
    """1,234"""
    return f"{count:,}"


def counted(count: int, what: str) -> str:
    """1 passage, 1,234 passages"""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def day(date: str | None) -> str:
    """A date in words, "" where there is none."""
    return line(citing.day(date)) if date else ""


def value_label(facet: str, value: str) -> str:
    """A value of a facet for a reader."""
    if facet in ("month", "year"):
        return citing.day(value)
    if facet in ("kind", "role"):
        return safe.line(value[:1].upper() + value[1:])
    return safe.line(value)


def voice(passage: PassageView) -> str:
    """Who speaks, in words."""
    return safe.line(citing.voice(passage))


def quoting(passage: PassageView) -> tuple[str, ...]:
    """Whom a passage quotes that is nobody's own speech: the people of an article."""
    if passage.speaker:
        return ()
    return tuple(dict.fromkeys(quote.speaker for quote in passage.quotes if quote.speaker))


def office(passage: PassageView) -> str:
    """Role and outlet of a named speaker, as printed there."""
    return safe.line(", ".join(filter(None, [passage.role, passage.outlet])))


def asker(passage: PassageView) -> str:
    """Who asks, in few words."""
    return safe.line(citing.asker(passage))


HOW = {
    "label": "Named by a label",
    "continuation": "Named by a label above",
    "title": "Named by the title",
    "voice": "Named by a caption",
    "authority": "Named by label, office and date",
}


def how(passage: PassageView) -> str:
    """How the speaker is known, "" where nobody is named."""
    return HOW.get(passage.how or "", "")


def language(code: str | None) -> str:
    """A language tag that HTML takes, "" where there is none."""
    return code if code and _LANGUAGE.fullmatch(code) else ""


def beginning(text: str, length: int) -> Range:
    """The range of a text's beginning that ends with a word and has at most `length` characters."""
    if len(text) <= length:
        return 0, len(text)
    space = text.rfind(" ", length // 2, length + 1)
    return 0, len(text[: space if space >= 0 else length].rstrip())


def top(counts: Sequence[FacetCount], most: int) -> Sequence[FacetCount]:
    """The first values of a facet."""
    return counts[:most]
