"""HTML, a whole saved page as well as a fragment.

bytes --decode--> stored --tokenise, pair--> tags, scopes --lay_out--> text, map, blocks --> Source
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Source
from .decoding import decode, digest
from .html_layout import lay_out
from .html_metadata import page_metadata
from .html_tokens import tokenise
from .html_tree import pair
from .registry import CERTAIN, LIKELY, NO, Candidate, Format

_PAGE = re.compile(
    r"(?i)[\ufeff\s]*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+"
    r"<(?:!doctype\s++html|html|head|body)\b"
)
_FRAGMENT = re.compile(
    r"(?i)[\ufeff\s]*+<(p|div|article|section|main|h[1-6]|table|ul|ol|dl|blockquote|header|span|font|center|pre"
    r"|title|meta|style|b|strong|a|em|i|br|hr)\b[^<>]*+>"
)
_MARKUP = re.compile(
    rb"(?i)</(?:[a-z][a-z0-9]*)\s*>|<(?:p|br|hr|li|div|td|meta|img|dd|dt)\b[^<>]{0,400}>|<!--|&(?:[a-z]{2,8}|#x?[0-9a-f]{2,6});"
)


def sniff(candidate: Candidate) -> float:
    """A page says what it is; a fragment begins with an element and has end tags; by the name alone, any
    markup will do."""
    head = candidate.head
    if head is None:
        return NO
    if _PAGE.match(head):
        return CERTAIN
    if candidate.suffix in FORMAT.suffixes:
        data = candidate.data if b"\0" not in candidate.data[:400] else head.encode()
        return LIKELY if _MARKUP.search(data) else NO
    if candidate.suffix in (".md", ".markdown"):
        return NO
    first = _FRAGMENT.match(head)
    if first is not None and (f"</{first[1].lower()}" in head.lower() or "</p>" in head.lower()):
        return LIKELY
    return NO


def parse(data: bytes, path: str) -> Iterator[Source]:
    """The one document of a page. Raises ReadError where its bytes are no text."""
    stored, encoding = decode(data, path, declared=True)
    tags = tokenise(stored)
    text, map, blocks = lay_out(stored, tags, pair(tags))
    yield Source(
        path=path,
        media_type="text/html",
        encoding=encoding,
        sha256=digest(data),
        stored=stored,
        text=text,
        map=map,
        blocks=blocks,
        metadata=page_metadata(stored, tags),
    )


FORMAT = Format("HTML", ("text/html", "application/xhtml+xml"), (".html", ".htm", ".xhtml"), sniff, parse)
