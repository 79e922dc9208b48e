"""The markup inside a paragraph of Markdown: which characters are not shown, and what is bold or a link.

    lines with their stored offsets --Inline--> edits (stored range -> shown characters), bold, links

It follows CommonMark 0.31 (section 6, and the algorithm of its appendix), with three differences that keep
words from being lost: only tags that HTML knows are markup (`<inaudible>` is shown), a link must have a
destination or a definition that is an address, and spaces within a line are kept as they are written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape

from .layout import BREAKS

HTML_NAMES = (
    "a|abbr|acronym|address|article|aside|b|big|blockquote|br|button|caption|center|cite|code|col|colgroup|dd|del"
    "|details|dfn|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label"
    "|li|main|mark|nav|ol|p|picture|pre|q|s|samp|script|section|small|source|span|strike|strong|style|sub|summary"
    "|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video|wbr"
)

_SPECIAL = re.compile(r"[\\`*_~\[\]<&!]")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_AUTOLINK = re.compile(
    r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}|[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,253})>"
)
_TAG = re.compile(
    rf"""<(/?)({HTML_NAMES})(?:\s++[a-zA-Z_:][\w.:-]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)*+\s*+/?>""",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"""\(\s{0,80}(?:<[^<>\r\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()<>]{0,2000}\)[^\s()<>]{0,2000}){0,8})"""
    r"""(?:\s{1,80}(?:"(?:[^"\\]|\\.){0,1000}"|'(?:[^'\\]|\\.){0,1000}'))?\s{0,80}\)"""
)
_REFERENCE = re.compile(r"\[([^\[\]\r\n]{0,999})\]")
_TICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the markup of a paragraph means. Ranges are stored offsets."""

    edits: tuple[tuple[int, int, str], ...]
    """Stored ranges, ascending, and what is shown in their place: nothing, or a character."""
    bold: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Run:
    """A run of `*`, `_` or `~` that may open or close emphasis; `start` and `end` shrink as it is used up."""

    char: str
    start: int
    end: int
    opens: bool
    closes: bool
    length: int


@dataclass(slots=True)
class _Bracket:
    at: int
    image: bool
    runs: int
    active: bool = True


@dataclass(slots=True)
class _Scanner:
    text: str
    definitions: frozenset[str]
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    ticks: dict[int, list[int]] | None = None
    comments: bool = True

    def scan(self) -> None:
        text, at = self.text, 0
        while (match := _SPECIAL.search(text, at)) is not None:
            at = self.step(match.start(), match.group())
        self.emphasise(0)

    def step(self, at: int, char: str) -> int:
        """Handles the special character at `at`, and gives where to go on."""
        text = self.text
        if char in "*_~":
            return self.delimiters(at, char)
        if char == "\\":
            following = text[at + 1 : at + 2]
            if following in _PUNCTUATION:
                self.edits.append((at, at + 1, ""))
                return at + 2
            if following and following in BREAKS:
                self.edits.append((at, at + 1, ""))
            return at + 1
        if char == "`":
            return self.code(at)
        if char == "<":
            return self.angle(at)
        if char == "&":
            if match := _ENTITY.match(text, at):
                shown = unescape(match.group())
                if shown != match.group() and not (shown and shown[0] in BREAKS):
                    self.edits.append((*match.span(), shown))
                    return match.end()
            return at + 1
        if char == "!":
            if text.startswith("[", at + 1):
                self.brackets.append(_Bracket(at, True, len(self.runs)))
                return at + 2
            return at + 1
        if char == "[":
            self.brackets.append(_Bracket(at, False, len(self.runs)))
            return at + 1
        return self.link(at)

    def code(self, at: int) -> int:
        if self.ticks is None:
            self.ticks = {}
            for match in _TICKS.finditer(self.text):
                self.ticks.setdefault(match.end() - match.start(), []).append(match.start())
            for places in self.ticks.values():
                places.reverse()
        end = at
        while self.text.startswith("`", end):
            end += 1
        places = self.ticks.get(end - at, [])
        while places and places[-1] < end:
            places.pop()
        if not places:
            return end
        close = places.pop()
        inner = self.text[end:close]
        padded = len(inner) > 1 and inner[0] == " " == inner[-1] and inner.strip(" ") != ""
        self.edits.append((at, end + padded, ""))
        self.edits.append((close - padded, close + end - at, ""))
        return close + end - at

    def angle(self, at: int) -> int:
        text = self.text
        if match := _AUTOLINK.match(text, at):
            self.edits += [(at, at + 1, ""), (match.end() - 1, match.end(), "")]
            self.links.append((at + 1, match.end() - 1))
            return match.end()
        if match := _TAG.match(text, at):
            name = match[2].lower()
            self.edits.append((*match.span(), "\n" if name in ("br", "p", "div", "li", "tr") else ""))
            return match.end()
        if self.comments and text.startswith("<!--", at):
            end = text.find("-->", at + 4)
            if end >= 0:
                self.edits.append((at, end + 3, ""))
                return end + 3
            self.comments = False
        return at + 1

    def delimiters(self, at: int, char: str) -> int:
        """Left- and right-flanking runs (CommonMark 0.31, section 6.2)."""
        text, end = self.text, at + 1
        while text.startswith(char, end):
            end += 1
        before = text[at - 1] if at else " "
        after = text[end] if end < len(text) else " "
        left = not after.isspace() and (not _punctuation(after) or before.isspace() or _punctuation(before))
        right = not before.isspace() and (not _punctuation(before) or after.isspace() or _punctuation(after))
        if char == "_":
            opens = left and (not right or _punctuation(before))
            closes = right and (not left or _punctuation(after))
        else:
            opens, closes = left, right
        if (opens or closes) and (char != "~" or end - at == 2):
            self.runs.append(_Run(char, at, end, opens, closes, end - at))
        return end

    def emphasise(self, bottom: int) -> None:
        """Pairs the runs from `bottom` on (CommonMark 0.31, appendix: process emphasis)."""
        runs = self.runs[bottom:]
        del self.runs[bottom:]
        floor: dict[tuple[str, bool, int], int] = {}
        order: list[_Run] = []
        for run in runs:
            while run.closes and run.end > run.start:
                key = (run.char, run.opens, run.length % 3)
                low = floor.get(key, 0)
                i = len(order) - 1
                while i >= low and not self.fits(order[i], run):
                    i -= 1
                if i < low:
                    floor[key] = len(order)
                    break
                opener = order[i]
                del order[i + 1 :]
                for name, height in floor.items():
                    floor[name] = min(height, len(order))
                width = 2 if opener.end - opener.start >= 2 <= run.end - run.start else 1
                self.edits.append((opener.end - width, opener.end, ""))
                self.edits.append((run.start, run.start + width, ""))
                if width == 2 and run.char != "~":
                    self.bold.append((opener.end, run.start))
                opener.end -= width
                run.start += width
                if opener.end == opener.start:
                    order.pop()
                    for name, height in floor.items():
                        floor[name] = min(height, len(order))
            if run.opens and run.end > run.start:
                order.append(run)

    @staticmethod
    def fits(opener: _Run, closer: _Run) -> bool:
        if opener.char != closer.char:
            return False
        if opener.closes or closer.opens:  # the rule of three
            total = opener.length + closer.length
            return total % 3 != 0 or (opener.length % 3 == 0 and closer.length % 3 == 0)
        return True

    def link(self, at: int) -> int:
        """A closing bracket: a link, an image, or just a bracket."""
        if not self.brackets:
            return at + 1
        bracket = self.brackets.pop()
        if not bracket.active:
            return at + 1
        first = bracket.at + (2 if bracket.image else 1)
        end = self.target(first, at)
        if end is None:
            return at + 1
        if bracket.image:
            # What is shown is the picture; its description is not.
            self.edits = [edit for edit in self.edits if edit[1] <= bracket.at] if self.edits else []
            self.bold = [one for one in self.bold if one[1] <= bracket.at]
            self.links = [one for one in self.links if one[1] <= bracket.at]
            del self.runs[bracket.runs :]
            self.edits.append((bracket.at, end, ""))
            return end
        self.emphasise(bracket.runs)
        self.edits += [(bracket.at, first, ""), (at, end, "")]
        self.links.append((first, at))
        for outer in reversed(self.brackets):
            if not outer.image:
                if not outer.active:
                    break
                outer.active = False
        return end

    def target(self, first: int, at: int) -> int | None:
        """Where the link ends whose text is [first, at); None where it is none."""
        text = self.text
        if match := _TARGET.match(text, at + 1):
            return match.end()
        if not self.definitions:
            return None
        match = _REFERENCE.match(text, at + 1)
        if match is not None and label_of(match[1] or text[first:at]) in self.definitions:
            return match.end()
        if match is None and at - first < 1000 and label_of(text[first:at]) in self.definitions:
            return at + 1
        return None


def label_of(written: str) -> str:
    """A link label in the form in which labels are compared (CommonMark 0.31, section 4.7)."""
    return " ".join(written.split()).casefold()


def _punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def inline_marks(text: str, definitions: frozenset[str]) -> Marks:
    """The marks of the inline content `text`. Offsets count its characters."""
    if _SPECIAL.search(text) is None:
        return Marks((), (), ())
    scanner = _Scanner(text, definitions)
    scanner.scan()
    return Marks(tuple(sorted(scanner.edits)), tuple(sorted(scanner.bold)), tuple(sorted(scanner.links)))
