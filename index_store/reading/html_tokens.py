"""HTML to tags with their stored offsets, in linear time.

    stored --tokenise--> Tag ...    what lies between two tags is character data

It reads what browsers read, with three exceptions, each so that one missing character cannot swallow the rest
of a page: a comment, a quoted attribute and a script that never end are ended at the next `>` or tag. The
words in a CDATA section are shown, as they are in XHTML.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

OPEN, CLOSE, SKIP, RAW, LITERAL = range(5)
"""Kinds of tags: a start tag, an end tag, a comment or other markup without content, an element whose content
is no markup (`<script>`), a CDATA section."""

RAW_ELEMENTS = frozenset(("script", "style", "textarea", "title", "iframe", "noembed", "noframes"))


class Tag(NamedTuple):
    """A tag. For RAW and LITERAL `inner` is the stored range of the content and the end is that of the
    whole; for OPEN it is the range of the attributes."""

    kind: int
    start: int
    end: int
    name: str
    inner: tuple[int, int]


_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")
_SIMPLE = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(r"""([^\s/>="'][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+""")
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE) for name in RAW_ELEMENTS}
_BOGUS = re.compile(r"</[^a-zA-Z]")
_ANY_TAG = re.compile(r"</?[a-zA-Z]")
_NOTHING = (0, 0)


def tokenise(stored: str) -> list[Tag]:
    """All tags, in order."""
    tags: list[Tag] = []
    add, find, new = tags.append, stored.find, tuple.__new__
    match_tag = _TAG.match
    endless: set[str] = set()
    at = 0
    while (at := find("<", at)) >= 0:
        match = None if "tag" in endless else match_tag(stored, at)
        if match is None:
            tag = _other(stored, at, endless)
            if tag is not None:
                add(tag)
                at = tag.end
                continue
            if "tag" not in endless and _ANY_TAG.match(stored, at):
                # A tag without an end: from here on quotation marks do not count, or each tag would search
                # for the end of its own again; and where there is no `>`, there are no tags.
                if match_tag == _TAG.match:
                    match_tag = _SIMPLE.match
                else:
                    endless.add("tag")
                continue
            at += 1
            continue
        closing, name = match.group(1, 2)
        name = name.lower()
        start, at = at, match.end()
        if closing:
            add(new(Tag, (CLOSE, start, at, name, _NOTHING)))
        elif name in RAW_ELEMENTS:
            tag = _raw(stored, start, at, name, endless)
            add(tag)
            at = tag.end
        else:
            add(new(Tag, (OPEN, start, at, name, match.span(3))))
    return tags


def _other(stored: str, at: int, endless: set[str]) -> Tag | None:
    """A comment, a declaration, a CDATA section; None where the `<` begins none of them."""
    if stored.startswith("<!--", at):
        # `<!-->` and `<!--->` are whole comments (HTML Standard, 13.2.5.43).
        for short in ("<!-->", "<!--->"):
            if stored.startswith(short, at):
                return Tag(SKIP, at, at + len(short), "!", _NOTHING)
        return _until(stored, at, at + 4, "-->", endless)
    if stored.startswith("<![CDATA[", at):
        end = _find(stored, "]]>", at + 9, endless)
        return (
            Tag(LITERAL, at, end + 3, "!", (at + 9, end))
            if end >= 0
            else _until(stored, at, at, ">", endless)
        )
    if stored.startswith(("<!", "<?"), at) or _BOGUS.match(stored, at):
        return _until(stored, at, at, ">", endless)
    return None


def _until(stored: str, start: int, at: int, mark: str, endless: set[str]) -> Tag | None:
    end = _find(stored, mark, at, endless)
    if end >= 0:
        return Tag(SKIP, start, end + len(mark), "!", _NOTHING)
    return _until(stored, start, at, ">", endless) if mark != ">" else None


def _find(stored: str, mark: str, at: int, endless: set[str]) -> int:
    """As str.find, but what is not there is searched for once only."""
    if mark in endless:
        return -1
    end = stored.find(mark, at)
    if end < 0:
        endless.add(mark)
    return end


def _raw(stored: str, start: int, at: int, name: str, endless: set[str]) -> Tag:
    match = None if name in endless else _RAW_END[name].search(stored, at)
    if match is not None:
        return Tag(RAW, start, match.end(), name, (at, match.start()))
    endless.add(name)
    after = _ANY_TAG.search(stored, at)
    end = after.start() if after else len(stored)
    return Tag(RAW, start, end, name, (at, end))


def attributes(stored: str, inner: tuple[int, int]) -> dict[str, str]:
    """Attributes by lower-case name, entities resolved; of two with one name the first counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(stored, *inner):
        name = match[1].lower()
        if name not in found:
            value = match[2] or match[3] or match[4] or ""
            found[name] = html.unescape(value) if "&" in value else value
    return found
