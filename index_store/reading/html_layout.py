"""HTML to text and blocks, as a browser lays it out, with a map back to the stored characters.

    tags, scopes --draft--> Draft ... --regions settled--> MapBuilder --> text, SourceMap, Block ...

White space is shown as one space, as a browser shows it (a no-break space is kept); within `<pre>` it is kept
and every line is a block.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from ..model import Block, SourceMap
from .html_hints import HIDDEN, hint_of, is_bold, may_hint
from .html_tokens import CLOSE, LITERAL, OPEN, Tag, attributes
from .html_tree import BLOCKS, UNSEEN, VOID, Scopes
from .layout import FIRST_GAP, is_blank, trimmed
from .mapping import MapBuilder

MAIN = "main"

MOSTLY = 10
"""Where the main region holds less than one in this many characters, the hints are not believed."""

RUNNING = 80
"""A block of at least this many characters, most of them no link, is running text."""

_SPACES = " \t\n\r\f\v\u2028\u2029"
_ODD = re.compile(f"[{_SPACES}]++|&(?:#[0-9]{{1,10}}|#[xX][0-9a-fA-F]{{1,10}}|[a-zA-Z][a-zA-Z0-9]{{1,40}});?")
_PLAIN = re.compile(r"[\t\n\r\f\v\u2028\u2029&]|  ")
_PRE_ODD = re.compile(f"\r\n|[{_SPACES[2:]}]|" + _ODD.pattern.split("|", 1)[1])
_WORD_OR_SPACE = re.compile(f"[{_SPACES}]++|[^{_SPACES}]++")
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BOLD_TAGS = frozenset(("b", "strong"))
_LAYOUT_IN_CELL = frozenset(("p", "div", "table", "section", "article"))


@dataclass(slots=True)
class Draft:
    """A block in the making: its characters in pieces, and the stored ranges that are bold or links."""

    gap: int
    kind: str
    level: int
    region: str
    pieces: list[tuple[str, int, int]] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _State:
    """What the open elements say about the text within them."""

    kind: str = "text"
    level: int = 0
    lists: int = 0
    region: str = MAIN
    article: bool = False
    seen: bool = True
    pre: bool = False


class _Layout:
    def __init__(self, stored: str, tags: list[Tag], scopes: Scopes, hide: bool) -> None:
        self.stored, self.tags, self.scopes, self.hide = stored, tags, scopes, hide
        self.state = _State()
        self.open: list[tuple[int, _State]] = []
        self.drafts: list[Draft] = []
        self.draft: Draft | None = None
        self.space: tuple[int, int] | None = None
        self.boundary, self.breaks, self.blank = True, 0, 0
        self.heading: tuple[int, int] | None = None
        self.bold: list[int] = []
        self.links: list[int] = []
        self.bold_ends: set[int] = set()
        self.loose = False
        self.hints: dict[tuple[str, str], tuple[str | None, bool]] = {}
        self.titles = [i for i, tag in enumerate(tags) if tag.name == "h1" and tag.kind == OPEN]
        self.mains = [i for i, tag in enumerate(tags) if tag.name == "main" and tag.kind == OPEN]
        self.landmarks = sorted(self.titles + self.mains)
        first = next((i for i, tag in enumerate(tags) if tag.name == "article"), None)
        self.held = sorted({*self.landmarks, *([] if first is None else [first])})

    # Characters

    def text(self, start: int, end: int) -> None:
        """Character data, entities and white space included."""
        if not self.state.seen:
            return
        stored = self.stored
        if self.state.pre:
            self.preformatted(start, end)
            return
        shown = stored[start:end]
        if _PLAIN.search(shown) is None:
            first, last = shown[0] == " ", shown[-1] == " "
            if first:
                self.blank_at(start, start + 1)
                start += 1
            if start < end:
                last_at = end - 1 if last else end
                self.show(stored[start:last_at], start, last_at)
                if last:
                    self.blank_at(last_at, end)
            return
        at = start
        for match in _ODD.finditer(stored, start, end):
            first_at, last_at = match.span()
            odd = match.group()
            if odd[0] != "&":
                if last_at - first_at == 1 and odd == " ":
                    continue
                if first_at > at:
                    self.words(at, first_at)
                self.blank_at(first_at, last_at)
            else:
                resolved = unescape(odd)
                if resolved == odd:
                    continue
                if first_at > at:
                    self.words(at, first_at)
                last_at = first_at + self.entity(odd, resolved, first_at)
            at = last_at
        if at < end:
            self.words(at, end)

    def literal(self, start: int, end: int) -> None:
        """Characters that are no markup, but may hold white space."""
        for match in _WORD_OR_SPACE.finditer(self.stored, start, end):
            if match.group()[0] not in _SPACES:
                self.show(match.group(), *match.span())
            elif self.state.pre and match.group().strip(" \t"):
                self.line_break()
            else:
                self.blank_at(*match.span())

    def words(self, start: int, end: int) -> None:
        """Characters without entities, and without white space other than single spaces."""
        stored = self.stored
        if stored[start] == " ":
            self.blank_at(start, start + 1)
            start += 1
        if start < end:
            last = end - 1 if stored[end - 1] == " " else end
            if last > start:
                self.show(stored[start:last], start, last)
            if last < end:
                self.blank_at(last, end)

    def entity(self, odd: str, resolved: str, start: int) -> int:
        """Shows a character reference and gives its stored length: `&ampere` is `&amp` and letters."""
        if not odd.endswith(";"):
            tail = 0
            while tail < min(len(odd), len(resolved)) - 1 and odd[-1 - tail] == resolved[-1 - tail]:
                tail += 1
            if tail and odd[1] != "#":
                odd, resolved = odd[:-tail], resolved[:-tail]
        if resolved.strip(_SPACES):
            self.show(resolved, start, start + len(odd))
        elif resolved:
            self.blank_at(start, start + len(odd))
        return len(odd)

    def show(self, shown: str, start: int, end: int) -> None:
        draft = self.draft
        if draft is None:
            draft = self.begin()
        elif self.space is not None:
            draft.pieces.append((" ", *self.space))
        self.space = None
        draft.pieces.append((shown, start, end))

    def blank_at(self, start: int, end: int) -> None:
        """White space: shown as one space if words follow in the same block."""
        if self.draft is not None and self.space is None:
            self.space = (start, end)

    def preformatted(self, start: int, end: int) -> None:
        at = start
        for match in _PRE_ODD.finditer(self.stored, start, end):
            first, last = match.span()
            odd = match.group()
            if odd[0] == "&" and unescape(odd) == odd:
                continue
            if first > at:
                self.show(self.stored[at:first], at, first)
            if odd[0] == "&":
                last = first + self.entity(odd, unescape(odd), first)
            else:
                self.line_break()
            at = last
        if at < end:
            self.show(self.stored[at:end], at, end)

    # Blocks

    def begin(self) -> Draft:
        state = self.state
        kind, level, region = state.kind, state.level, state.region
        if self.heading is not None:
            kind, level = "heading", self.heading[1]
        if kind == "heading" and level == 1 and region == "header" and len(self.titles) == 1:
            region = MAIN
        blank = self.blank + max(0, self.breaks - 1)
        gap = self.breaks if not self.boundary and not self.blank and self.breaks > 1 else 1 + blank
        if not self.boundary and not self.blank and self.breaks == 1:
            gap = 0
        self.draft = Draft(gap if self.drafts else FIRST_GAP, kind, level, region)
        return self.draft

    def finish(self) -> bool:
        """Ends the block; whether it shows anything. One that does not is a blank line."""
        draft, self.draft, self.space = self.draft, None, None
        if draft is None:
            return False
        if all(is_blank(shown) for shown, _, _ in draft.pieces):
            self.blank += 1
            return False
        start, end = draft.pieces[0][1], draft.pieces[-1][2]
        for opened, ranges in ((self.bold, draft.bold), (self.links, draft.links)):
            if opened:
                ranges.append((max(start, opened[0]), end))
                opened[0] = end
        self.drafts.append(draft)
        self.boundary, self.breaks, self.blank = False, 0, 0
        return True

    def line_break(self) -> None:
        self.finish()
        if self.boundary:
            self.blank += 1
        else:
            self.breaks += 1

    def edge(self) -> None:
        """The beginning or end of an element that stands on lines of its own."""
        self.finish()
        self.heading = None
        if self.loose:
            self.bold.clear()
            self.loose = False
        if not self.boundary:
            self.blank += max(0, self.breaks - 1)
            self.boundary, self.breaks = True, 0

    # Elements

    def run(self) -> None:
        at = 0
        stored, ends = self.stored, self.open
        for i, (kind, start, end, name, inner) in enumerate(self.tags):
            if start > at:
                self.text(at, start)
            at = end
            while ends and ends[-1][0] <= i:
                if name in BLOCKS:
                    self.edge()
                self.state = ends.pop()[1]
            if kind == OPEN:
                if name in BLOCKS:
                    self.open_block(i, name, inner)
                else:
                    self.open_inline(i, name, inner, start, end)
            elif kind == CLOSE:
                if name in BLOCKS:
                    if name == "p" and self.draft is None and self.tags[i - 1].name == "p" and i:
                        self.blank += 1
                    self.edge()
                elif name == "br":
                    self.line_break()
                elif self.state.seen:
                    self.close_inline(i, name, start)
            elif kind == LITERAL and self.state.seen and inner[1] > inner[0]:
                self.literal(*inner)
        if at < len(stored):
            self.text(at, len(stored))
        self.finish()

    def open_block(self, i: int, name: str, inner: tuple[int, int]) -> None:
        self.edge()
        if name == "hr":
            self.blank += 1
        if name in VOID:
            return
        sound = self.scopes.sound[i]
        before = state = self.state
        if name in _HEADINGS:
            if sound:
                state = replace(state, kind="heading", level=_HEADINGS[name])
            else:
                self.heading = (i, _HEADINGS[name])
        elif name == "li":
            state = replace(state, kind="item", level=max(1, state.lists))
        elif name in _LISTS:
            state = replace(state, lists=state.lists + 1)
        elif name in ("td", "th"):
            state = replace(state, kind="cell", level=0)
        elif name == "blockquote" and sound:
            state = replace(state, kind="quote", level=0)
        elif name in ("pre", "listing", "xmp") and sound:
            state = replace(state, kind="pre", level=0, pre=True)
        elif name in _LAYOUT_IN_CELL and state.kind == "cell":
            state = replace(state, kind="text")
        if name in ("article", "main") and sound and not state.article:
            state = replace(state, article=True)
        if name in UNSEEN and sound and name != "head":
            state = replace(state, seen=False)
        elif sound:
            state = self.hinted(i, name, inner, state)
        if state is not before:
            self.open.append((self.scopes.end[i], before))
            self.state = state

    def hinted(self, i: int, name: str, inner: tuple[int, int], state: _State) -> _State:
        """The state within an element whose name or attributes say where on the page it stands."""
        region, certain = self.hint(name, inner)
        if region is None:
            return state
        if region == HIDDEN:
            return replace(state, seen=False) if self.hide else state
        if region == MAIN:
            return replace(state, region=MAIN, article=True)
        if region == "header" and state.article:
            return state
        if region == "footer" and state.kind == "quote":
            return state
        holds = self.landmarks if certain else self.held
        if (not certain or region != "header") and self.within(holds, i):
            return state
        if region == "header" and self.within(self.mains, i):
            return state
        return replace(state, region=region) if state.region in (MAIN, "header") else state

    def hint(self, name: str, inner: tuple[int, int]) -> tuple[str | None, bool]:
        """As `hint_of`, worked out once for elements that are written alike."""
        key = (name, self.stored[inner[0] : inner[1]])
        found = self.hints.get(key)
        if found is None:
            found = hint_of(name, attributes(self.stored, inner) if may_hint(key[1]) else {})
            self.hints[key] = found
        return found

    def within(self, places: Sequence[int], i: int) -> bool:
        at = bisect_left(places, i + 1)
        return at < len(places) and places[at] < self.scopes.end[i]

    def open_inline(self, i: int, name: str, inner: tuple[int, int], start: int, end: int) -> None:
        if name == "br":
            if self.state.seen:
                self.line_break()
            return
        if not self.state.seen:
            return
        sound = self.scopes.sound[i]
        bold = name in _BOLD_TAGS
        if sound and name not in VOID:
            if name in UNSEEN:
                self.hide_until(i)
                return
            if inner[1] - inner[0] > 4 and may_hint(self.stored[inner[0] : inner[1]]):
                if self.hide and self.hint(name, inner)[0] == HIDDEN:
                    self.hide_until(i)
                    return
                bold = bold or is_bold(attributes(self.stored, inner))
        if bold:
            self.bold.append(end)
            if sound:
                self.bold_ends.add(self.scopes.end[i])
            else:
                self.loose = True
        elif name == "a" and sound and "href" in self.stored[inner[0] : inner[1]].lower():
            self.links.append(end)

    def hide_until(self, i: int) -> None:
        self.open.append((self.scopes.end[i], self.state))
        self.state = replace(self.state, seen=False)

    def close_inline(self, i: int, name: str, start: int) -> None:
        opened = self.bold if i in self.bold_ends else self.links if name == "a" else None
        if not opened:
            return
        first = opened.pop()
        if not opened and self.draft is not None:
            ranges = self.draft.bold if opened is self.bold else self.draft.links
            if start > first:
                ranges.append((first, start))


def lay_out(stored: str, tags: list[Tag], scopes: Scopes) -> tuple[str, SourceMap, tuple[Block, ...]]:
    """The text of a page, its map and its blocks.

    Where hiding elements leaves less than a tenth of the words, nothing is hidden: such pages are shown by a
    script. Where less than a tenth of the text is in the main region and another region holds running text,
    the one that holds most of it is taken for the main region: an end tag is missing, or a class misleads.
    """
    drafts = _drafts(stored, tags, scopes, hide=True)
    everything = None
    if sum(map(_size, drafts)) * MOSTLY < len(stored):
        everything = _drafts(stored, tags, scopes, hide=False)
        if sum(map(_size, drafts)) * MOSTLY < sum(map(_size, everything)):
            drafts = everything
    _settle(drafts)
    return _assemble(drafts)


def _drafts(stored: str, tags: list[Tag], scopes: Scopes, hide: bool) -> list[Draft]:
    layout = _Layout(stored, tags, scopes, hide)
    layout.run()
    return layout.drafts


def _size(draft: Draft) -> int:
    return sum(len(shown) for shown, _, _ in draft.pieces)


def _settle(drafts: Iterable[Draft]) -> None:
    """Moves a region that holds the document, against its name, to the main region."""
    sizes: dict[str, int] = {}
    running: dict[str, int] = {}
    for draft in drafts:
        size = _size(draft)
        sizes[draft.region] = sizes.get(draft.region, 0) + size
        if size >= RUNNING and 2 * sum(end - start for start, end in draft.links) < size:
            running[draft.region] = running.get(draft.region, 0) + size
    if not running or sizes.get(MAIN, 0) * MOSTLY >= sum(sizes.values()):
        return
    largest = max(running, key=lambda region: running[region])
    for draft in drafts:
        if draft.region == largest:
            draft.region = MAIN


def _assemble(drafts: Iterable[Draft]) -> tuple[str, SourceMap, tuple[Block, ...]]:
    builder = MapBuilder()
    outlines: list[tuple[Draft, int, int]] = []
    for draft in drafts:
        builder.separate(draft.gap, draft.pieces[0][1])
        start = builder.length
        for piece in draft.pieces:
            builder.add(*piece)
        outlines.append((draft, start, builder.length))
    text, map = builder.finish()
    blocks: list[Block] = []
    for draft, first, last in outlines:
        start, end = trimmed(text, first, last)
        bold = _clipped(builder, draft.bold, start, end) if draft.bold else ()
        links = _clipped(builder, draft.links, start, end) if draft.links else ()
        blocks.append(Block(start, end, draft.gap, draft.kind, draft.level, draft.region, bold, None, links))
    return text, map, tuple(blocks)


def _clipped(
    builder: MapBuilder, ranges: Iterable[tuple[int, int]], start: int, end: int
) -> tuple[tuple[int, int], ...]:
    """Stored ranges as text ranges within a block, ascending, joined where they touch."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        a, b = builder.locate(first, last)
        a, b = max(a, start), min(b, end)
        if a >= b:
            continue
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        else:
            found.append((a, b))
    return tuple(found)
