"""Addresses of documents, passages, people and citations, and of the places that documents came from."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from search.results import PassageView

_DOTS = ("", ".", "..")


def document(id: str, ordinal: int | None = None, query: str = "") -> str:
    """The address of a document's reading page, at one of its passages; `query` is a query string."""
    fragment = "" if ordinal is None else f"#p{ordinal}"
    if any(part in _DOTS for part in id.split("/")) or "\n" in id:
        # A browser would shorten such a path; routes do not go on after a line feed.
        return f"/document?{urlencode({'id': id})}{'&' if query else ''}{query}{fragment}"
    return f"/documents/{quote(id, safe='/')}{'?' if query else ''}{query}{fragment}"


def person(name: str) -> str:
    """The address of a speaker's page."""
    return f"/person?{urlencode({'name': name})}"


def citation(id: str, **more: str) -> str:
    """The address of a passage's citation."""
    return f"/cite?{urlencode({'id': id, **more})}"


def source(url: str | None) -> str | None:
    """The address that a document came from, where it is one that a reader may safely follow."""
    if not url or any(c.isspace() or ord(c) < 32 for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


_FEW = 8
"""Words at each end of a long passage that find it on a page."""
_WORDS = re.compile(r"\S+")


def text_fragment(url: str | None, passage: PassageView) -> str | None:
    """The address of a document's source, with a directive that has a browser find and mark the passage.

    The syntax is that of URL Fragment Text Directives (WICG): `#:~:text=START,END`. Dashes, commas and
    ampersands are part of it, so they are escaped in the words.
    """
    known = source(url)
    if known is None:
        return None
    words = _WORDS.findall(passage.text)
    if not words:
        return known
    address, hash, fragment = known.partition("#")
    if len(words) <= 2 * _FEW:
        sought = [" ".join(words)]
    else:
        sought = [" ".join(words[:_FEW]), " ".join(words[-_FEW:])]
    directive = ",".join(_escaped(part) for part in sought)
    return f"{address}{hash or '#'}{fragment}:~:text={directive}"


def _escaped(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
