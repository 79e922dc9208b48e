"""XML to text and blocks: its elements are written as those of HTML, which are laid out as a page is.

    Tree --write--> page (HTML), its map --tokenise, pair, lay_out--> text, map, blocks --compose--> Layout

The content of an element may be HTML itself, in a CDATA section or with its markup escaped once more
(`&lt;p&gt;It&amp;rsquo;s`): it is read as what it is. Text that is no HTML but holds blank lines was laid out
by hand, so its line breaks are kept.

Who speaks is said by an attribute of the element that holds the words (`<speech speakername="Ann Roe">`,
`<u who="#ROE">` with a `<person xml:id="ROE">` in the header), or by an element before them
(`<speaker>`, `<from>`, `<member>`), which then is no text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..model import Block, SourceMap
from .html_layout import lay_out
from .html_tokens import tokenise
from .html_tree import pair
from .layout import LINE_END
from .mapping import MapBuilder
from .xml_mapping import compose
from .xml_metadata import HEADERS, LONGEST, content, plain, size
from .xml_tokens import CDATA, CLOSE, OPEN, Element, Tree

PARAGRAPHS = frozenset(("p", "para", "paragraph", "l", "ab", "head", "heading", "subheading", "num"))
"""Elements that hold words, so that those in them stand in a line."""

SPEECHES = frozenset(
    (
        *("speech", "sp", "u", "utterance", "turn", "question", "answer", "intervention", "contribution"),
        *("interjection", "continue", "statement", "interject", "remark", "speechgroup"),
    )
)
"""Elements that hold what one person says."""

SPEAKERS = frozenset(("speaker", "from", "talker", "member", "speakername", "spkr"))
"""Elements that name who says what follows in the element that they stand in."""

PERSONS = frozenset(("person", "tlcperson", "participant", "attendee"))
"""Elements of a header that say who an identifier stands for."""

_BLOCKS = {
    **dict.fromkeys((*PARAGRAPHS, *SPEECHES, "div", "section", "lg", "body", "text", "stage", "desc"), "div"),
    **dict.fromkeys(("head", "heading", "subheading", "title", "majorheading", "minorheading"), "h2"),
    **dict.fromkeys(("list", "ul"), "ul"),
    **dict.fromkeys(("item", "li"), "li"),
    **dict.fromkeys(("row", "tr"), "tr"),
    **dict.fromkeys(("cell", "td", "th"), "td"),
    **dict.fromkeys(("note", "footnote", "authorialnote"), "aside"),
    **dict.fromkeys(("lb", "br", "eol"), "br"),
    "ol": "ol",
    "table": "table",
    "blockquote": "blockquote",
    "pre": "pre",
}
"""Elements that stand on lines of their own whatever is around them, and how they are written."""

_INLINE = {**dict.fromkeys(("b", "strong", "bold"), "b")}
_LINES = frozenset(
    (
        "hi",
        "i",
        "em",
        "emph",
        "u",
        "a",
        "ref",
        "span",
        "sup",
        "sub",
        "q",
        "name",
        "persname",
        "date",
        "w",
        "s",
    )
)
_UNSEEN = frozenset(("style", "script", "pb", "cb", "fw", "milestone", "pageno"))
_HTML = re.compile(
    r"(?i)</?(?:p|br|div|span|b|i|em|strong|a|u|ul|ol|li|h[1-6]|table|blockquote|font|center|article|section)\b"
    r"\s*+(?:[^<>=/]++=[^<>]*+)?/?>"
)
_ESCAPED_HTML = re.compile(
    r"(?i)&(?:lt|#60|#x3c);/?(?:p|br|div|span|b|i|em|strong|a|u|ul|ol|li|h[1-6]|table|blockquote|font|center)\b"
    r"\s*+(?:[^<>&=/]++=[^<>&]*+(?:&(?!lt;|gt;|#60;|#62;)[^<>&]*+)*+)?/?(?:&(?:gt|#62|#x3e);|>)"
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,40});")
_XML_REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6}));")
_BLANK_LINE = re.compile(r"\n[ \t\r]*+\n|\r[ \t]*+\r")
_MARK = re.compile(r"[<&]")
_TERMINATORS = ":：.,-–—(["
_PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


@dataclass(frozen=True, slots=True)
class Layout:
    text: str
    map: SourceMap
    blocks: tuple[Block, ...]


class _Page:
    """A part of a document as HTML, in the making."""

    def __init__(self, tree: Tree, holding: frozenset[int], names: dict[str, str]) -> None:
        self.tree = tree
        self.holding = holding
        self.names = names
        self.builder = MapBuilder()
        self.inline: dict[int, bool] = {}
        # Voices of the open elements, outermost first, and where who speaks changes.
        self.voices: list[tuple[int, str | None]] = []
        self.given: set[int] = set()
        self.changes: list[tuple[int, str | None]] = []

    def write(self, record: int) -> None:
        first, last = self.tree.elements[record].events
        n = first
        while n < last:
            kind, start, end, at = self.tree.events[n]
            element = self.tree.elements[at]
            if kind == OPEN:
                n = self.open(at, element, start, end, n)
                continue
            if kind == CLOSE:
                self.close(at, element, start, end)
            else:
                self.mark(start)
                self.words(kind, element, start, end)
            n += 1

    # Elements

    def open(self, at: int, element: Element, start: int, end: int, n: int) -> int:
        """Writes a start tag; the index of the event to go on with."""
        parent = self.tree.elements[element.parent] if element.parent >= 0 else None
        hidden = element.name in HEADERS or plain(element.name) in _UNSEEN
        emended = parent is not None and parent.name == "choice" and element.name in ("corr", "reg", "expan")
        if at in self.holding or hidden or emended or (parent and self.names_speaker(at, element, parent)):
            return element.events[1]
        written = self.written(at, element, parent)
        self.inline[at] = written in ("", "b")
        if written:
            self.builder.add(f"<{written}>", start, end)
        self.voice(at, element)
        return n + 1

    def close(self, at: int, element: Element, start: int, end: int) -> None:
        while self.voices and self.voices[-1][0] == at:
            self.voices.pop()
        parent = self.tree.elements[element.parent] if element.parent >= 0 else None
        if (written := self.written(at, element, parent)) not in ("", "br"):
            self.builder.add(f"</{written}>", start, end)

    def written(self, at: int, element: Element, parent: Element | None) -> str:
        """The name of an element in HTML; "" where it does not show, because it only marks words."""
        name = plain(element.name)
        if name in _INLINE:
            return _INLINE[name]
        within = parent is not None and (
            parent.words is not None or parent.name in PARAGRAPHS or self.inline.get(element.parent, False)
        )
        if name in _LINES and within:
            return ""
        if (known := _BLOCKS.get(name)) is not None:
            return "" if known == "h2" and within else known
        return "" if within else "div"

    # Speakers

    def voice(self, at: int, element: Element) -> None:
        """What the attributes of an element say about who speaks in it."""
        given = self.tree.attributes(at)
        speech = element.name in SPEECHES
        for name in ("speakername", "speaker-name", "speaker", "who", "by", "name"):
            if not given.get(name) or (name in ("by", "name") and not speech):
                continue
            if (found := self.resolved(given[name])) is not None:
                self.voices.append((at, found))
                self.given.add(at)
                return
        if speech:
            self.voices.append((at, None))

    def resolved(self, value: str) -> str | None:
        """Who is meant: a name as it is, an identifier as the header explains it. One that nothing explains
        is taken for a name where it might be one."""
        value = " ".join(value.split())
        one = value.split(" #")[0].removeprefix("#") if value.startswith("#") else value
        if (known := self.names.get(one)) is not None:
            return known
        return None if not one or "/" in one or any(char.isdigit() for char in one) else one

    def names_speaker(self, at: int, element: Element, parent: Element) -> bool:
        """Whether an element names who says what follows it; if so, that is noted."""
        if plain(element.name) not in SPEAKERS or size(self.tree, element) > LONGEST:
            return False
        if parent.words is None:
            if len(parent.children) < 2:
                return False
        elif parent.words < element.start or self.tree.stored[parent.words] in _TERMINATORS:
            return False  # part of a sentence, or a label as it is printed
        name = self.name_in(at)
        if not name or len(name) > 200:
            return False
        holder = element.parent
        grand = parent.parent
        if grand >= 0 and parent.name not in SPEECHES and self.tree.elements[grand].name in SPEECHES:
            holder = grand
        if holder in self.given:
            return True
        if self.voices and self.voices[-1][0] == holder:
            self.voices.pop()
        self.voices.append((holder, name))
        return True

    def name_in(self, at: int) -> str:
        """The name that an element holds; that which is meant to be shown, where there are several."""
        inside = [i for i in self.tree.elements[at].children if "name" in self.tree.elements[i].name]
        return content(self.tree, inside[-1] if inside else at).rstrip(" :：")

    def mark(self, start: int) -> None:
        now = self.voices[-1][1] if self.voices else None
        if not self.changes or self.changes[-1][1] != now:
            self.changes.append((start, now))

    # Characters

    def words(self, kind: int, element: Element, start: int, end: int) -> None:
        stored = self.tree.stored[start:end]
        if kind == CDATA and _HTML.search(stored):
            self.builder.add(stored, start, end)
        elif _ESCAPED_HTML.search(stored):
            self.unescaped(start, end)
        elif kind == CDATA and _REFERENCE.search(stored):
            self.lines(start, end, "<")
        elif kind == CDATA:
            self.lines(start, end, "<&")
        elif _BLANK_LINE.search(stored.strip()):
            self.lines(start, end, "<")
        else:
            self.escaped(start, end, "<")

    def escaped(self, start: int, end: int, marks: str) -> None:
        """Characters that are no markup, whatever they look like."""
        stored = self.tree.stored
        at = start
        for match in _MARK.finditer(stored, start, end):
            if match.group() in marks:
                first = match.start()
                self.builder.add(stored[at:first], at, first)
                self.builder.add("&lt;" if match.group() == "<" else "&amp;", first, first + 1)
                at = first + 1
        self.builder.add(stored[at:end], at, end)

    def lines(self, start: int, end: int, marks: str) -> None:
        """The same with line breaks kept."""
        at = start
        for match in LINE_END.finditer(self.tree.stored, start, end):
            self.escaped(at, match.start(), marks)
            self.builder.add("<br>", *match.span())
            at = match.end()
        self.escaped(at, end, marks)

    def unescaped(self, start: int, end: int) -> None:
        """Characters whose markup is escaped: one level of it is undone."""
        stored = self.tree.stored
        at = start
        for match in _XML_REFERENCE.finditer(stored, start, end):
            first, last = match.span()
            self.builder.add(stored[at:first], at, first)
            code = int(match[2]) if match[2] else int(match[3], 16) if match[3] else 0
            plain_one = match[1] is not None or code in (60, 62, 38, 34, 39)
            shown = (_PREDEFINED[match[1]] if match[1] else chr(code)) if plain_one else match.group()
            self.builder.add(shown, first, last)
            at = last
        self.builder.add(stored[at:end], at, end)


def people_by_id(tree: Tree) -> dict[str, str]:
    """Names of those whom the document refers to by an identifier."""
    found: dict[str, str] = {}
    for at, element in enumerate(tree.elements):
        if element.name not in PERSONS:
            continue
        given = tree.attributes(at)
        known = given.get("xml:id") or given.get("id") or given.get("eid")
        if not known or known in found:
            continue
        name = given.get("showas") or given.get("name") or ""
        if not name and size(tree, element) <= LONGEST:
            inside = [i for i in element.children if tree.elements[i].name in ("persname", "name")]
            name = content(tree, inside[0] if inside else at)
        if name:
            found[known] = " ".join(name.split())
    return found


def lay_out_tree(tree: Tree, record: int, holding: frozenset[int], names: dict[str, str]) -> Layout:
    """The text of a document, its map and its blocks."""
    page = _Page(tree, holding, names)
    page.write(record)
    written, inner = page.builder.finish()
    tags = tokenise(written)
    text, outer, blocks = lay_out(written, tags, pair(tags))
    map = compose(text, outer, inner)
    return Layout(text, map, tuple(_voiced(blocks, map, page.changes)))


def _voiced(
    blocks: Iterable[Block], map: SourceMap, changes: list[tuple[int, str | None]]
) -> Iterable[Block]:
    offsets = [at for at, _ in changes]
    for block in blocks:
        at = bisect_right(offsets, map.stored(block.start, block.end)[0]) - 1
        voice = changes[at][1] if at >= 0 else None
        yield replace(block, voice=voice) if voice is not None and block.kind != "heading" else block
