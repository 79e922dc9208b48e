"""Builds a text together with its SourceMap, piece by piece.

    (shown characters, stored start, stored end) ... --MapBuilder--> text, SourceMap

The same rules hold for every format that removes markup:

* characters shown as they are stored, or one for one (a line feed shown as a space), share a piece;
* what is shown otherwise (an entity, a run of white space) is a piece of its own, which is indivisible;
* the line break that separates two blocks in the text is a piece that stands for everything stored between
  them: markup, white space and all. So the map has a piece for each character of the text, and only markup
  inside a block lies between pieces.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from ..model import SourceMap


class MapBuilder:
    """A text in the making. Stored ranges must be added in ascending order."""

    __slots__ = ("_ends", "_parts", "_starts", "_texts", "length")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._texts: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.length = 0
        """How many characters the text has so far."""

    def add(self, shown: str, start: int, end: int) -> None:
        """Append characters that come from the stored characters [start, end)."""
        width = len(shown)
        if not width:
            return
        ends = self._ends
        if (
            ends
            and ends[-1] == start
            and end - start == width
            and ends[-1] - self._starts[-1] == self.length - self._texts[-1]
        ):
            ends[-1] = end
        else:
            self._texts.append(self.length)
            self._starts.append(start)
            ends.append(end)
        self._parts.append(shown)
        self.length += width

    def separate(self, gap: int, until: int) -> None:
        """Append what stands between two blocks: a line break, or two where a blank line lies between.

        It stands for the stored characters from the end of what was added last up to `until`. At the
        beginning of the text nothing is added.
        """
        if not self._ends:
            return
        shown = "\n\n" if gap >= 2 else "\n"
        self._texts.append(self.length)
        self._starts.append(self._ends[-1])
        self._ends.append(until)
        self._parts.append(shown)
        self.length += len(shown)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """The text range that shows stored characters in [start, end): an inverse of `SourceMap.stored`."""
        return self._text_at(start), self._text_at(end)

    def _text_at(self, stored: int) -> int:
        i = bisect_right(self._starts, stored) - 1
        if i < 0:
            return 0
        first = self._texts[i]
        width = (self._texts[i + 1] if i + 1 < len(self._texts) else self.length) - first
        inside = stored - self._starts[i]
        if self._ends[i] - self._starts[i] == width:
            return first + min(inside, width)
        return first if inside == 0 else first + width

    def finish(self) -> tuple[str, SourceMap]:
        """The text and its map."""
        text = "".join(self._parts)
        return text, SourceMap(tuple(self._texts), tuple(self._starts), tuple(self._ends), self.length)


def text_ranges(map: SourceMap, start: int, end: int) -> tuple[int, int]:
    """Indices [first, last) of the pieces of a map that overlap the text range."""
    return max(0, bisect_right(map.text, start) - 1), bisect_left(map.text, end)
