"""Which end tag belongs to which start tag, in tag soup too.

    Tag ... --pair--> Scopes: for each start tag the index of the tag at which its element ends

One pass over the tags with a stack of open elements. Elements whose end tag may be left out (HTML Standard,
13.1.2.4) are ended by what follows. An end tag without a start is ignored, and so is one that would close a
table cell from within. Inline elements are paired name by name and never close a block.
"""

from __future__ import annotations

from dataclasses import dataclass

from .html_tokens import CLOSE, OPEN, RAW, Tag

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "basefont",
        "frame",
    ]
)

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
        "template",
        "noscript",
        "svg",
        "object",
        "audio",
        "video",
        "canvas",
    ]
)
"""Elements that end a line before and after them; those of the last row are not shown at all."""

UNSEEN = frozenset(
    ["head", "template", "noscript", "svg", "object", "audio", "video", "canvas", "datalist", "rp", "rt"]
)
"""Elements whose content is not shown, or not as words of the document. `<rt>` glosses the pronunciation of
the characters before it."""

OPTIONAL_END = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "caption",
        "option",
        "optgroup",
        "html",
        "body",
        "head",
    ]
)

_ENDS_P = BLOCKS - {
    "template",
    "noscript",
    "svg",
    "object",
    "audio",
    "video",
    "canvas",
    "button",
    "option",
    "optgroup",
    "select",
    "td",
    "th",
    "tr",
    "tbody",
    "thead",
    "tfoot",
    "caption",
    "li",
    "dt",
    "dd",
}
_GROUPS = {
    **dict.fromkeys(("ul", "ol", "menu", "dir", "li"), "list"),
    **dict.fromkeys(("dl", "dt", "dd"), "terms"),
    **dict.fromkeys(("table", "tr", "td", "th", "tbody", "thead", "tfoot", "caption"), "table"),
    **dict.fromkeys(("select", "option", "optgroup"), "select"),
}
_ENDED_BY = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr", "caption"},
    "option": {"option"},
    "optgroup": {"option", "optgroup"},
    **dict.fromkeys(
        ("tbody", "thead", "tfoot"), frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "caption"))
    ),
}
"""What is open in its group, innermost first, ends where one of these starts."""


@dataclass(frozen=True, slots=True)
class Scopes:
    """`end[i]` is the index of the tag at which the element that tag i opens has ended (as many as there are
    tags where it never does); `sound[i]` whether the document says so itself: by an end tag, or by one that
    may be left out. An element that is not sound must not govern what follows it."""

    end: list[int]
    sound: list[bool]


class _Pairing:
    def __init__(self, tags: list[Tag]) -> None:
        self.tags = tags
        self.end = [len(tags)] * len(tags)
        self.sound = [False] * len(tags)
        self.stack: list[int] = []
        # Where in the stack the open elements of a name, and those of a group, stand.
        self.named: dict[str, list[int]] = {}
        self.grouped: dict[str, list[int]] = {"list": [], "terms": [], "table": [], "select": []}
        self.inline: dict[str, list[int]] = {}

    def pop_to(self, depth: int, at: int, closed: bool) -> None:
        """Ends all elements from this depth up; `closed`: the outermost of them by its own end tag."""
        stack, tags = self.stack, self.tags
        while len(stack) > depth:
            i = stack.pop()
            name = tags[i].name
            self.named[name].pop()
            if (group := _GROUPS.get(name)) is not None:
                self.grouped[group].pop()
            self.end[i] = at
            self.sound[i] = name in OPTIONAL_END or (closed and len(stack) == depth)

    def open(self, i: int, name: str) -> None:
        stack = self.stack
        if stack and name in _ENDS_P and self.tags[stack[-1]].name == "p":
            self.pop_to(len(stack) - 1, i, False)
        group = _GROUPS.get(name)
        if (ended := _ENDED_BY.get(name)) is not None and group is not None:
            places = self.grouped[group]
            while places and self.tags[stack[places[-1]]].name in ended:
                self.pop_to(places[-1], i, False)
        if group is not None:
            self.grouped[group].append(len(stack))
        self.named.setdefault(name, []).append(len(stack))
        stack.append(i)

    def close(self, i: int, name: str) -> None:
        places = self.named.get(name)
        if not places:
            return
        table = self.grouped["table"]
        if _GROUPS.get(name) != "table" and table and places[-1] < table[-1] and name not in ("body", "html"):
            return
        self.pop_to(places[-1], i, True)

    def close_inline(self, i: int, name: str) -> None:
        if opened := self.inline.get(name):
            first = opened.pop()
            self.end[first], self.sound[first] = i, True


def pair(tags: list[Tag]) -> Scopes:
    """Where each element ends."""
    state = _Pairing(tags)
    for i, (kind, _, _, name, _) in enumerate(tags):
        if kind == OPEN:
            if name in BLOCKS:
                if name not in VOID:
                    state.open(i, name)
            elif name not in VOID:
                state.inline.setdefault(name, []).append(i)
        elif kind == CLOSE:
            if name in BLOCKS:
                state.close(i, name)
            else:
                state.close_inline(i, name)
        elif kind == RAW:
            state.end[i], state.sound[i] = i, True
    state.pop_to(0, len(tags), False)
    return Scopes(state.end, state.sound)
