"""A map through an intermediate text.

text --outer--> intermediate --inner--> stored    gives    text --compose--> stored
"""

from __future__ import annotations

from bisect import bisect_right

from ..model import SourceMap


def compose(shown: str, outer: SourceMap, inner: SourceMap) -> SourceMap:
    """The map of a shown text to stored characters, by way of a text in between.

    A piece of `outer` whose characters correspond one to one is cut where pieces of `inner` end; one that is
    indivisible stands for everything stored that its intermediate characters come from, and white space that
    is indivisible for everything stored between the pieces that it touches. No piece of `inner` that is
    indivisible may be shown in two pieces of `outer`. Linear in the number of pieces, but for a search for
    each of `outer`.
    """
    texts: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    count = len(outer.text)

    def add(text: int, start: int, end: int) -> None:
        start = max(start, ends[-1]) if ends else start
        texts.append(text)
        starts.append(start)
        ends.append(max(start, end))

    for i in range(count):
        text, start, end = outer.text[i], outer.start[i], outer.end[i]
        width = (outer.text[i + 1] if i + 1 < count else outer.length) - text
        if end - start != width:
            first, last = inner.stored(start, end)
            space = shown[text : text + width].isspace()
            if space and ends and outer.end[i - 1] == start:
                first = ends[-1]
            if space and i + 1 < count and outer.start[i + 1] == end:
                last = inner.stored(end, end)[0]
            add(text, first, last)
            continue
        j = bisect_right(inner.text, start) - 1
        while start < end:
            edge = inner.text[j + 1] if j + 1 < len(inner.text) else inner.length
            until = min(edge, end)
            first, last = inner.start[j], inner.end[j]
            if last - first == edge - inner.text[j]:
                first += start - inner.text[j]
                last = first + until - start
            add(text, first, last)
            text += until - start
            start = until
            j += 1
    return SourceMap(tuple(texts), tuple(starts), tuple(ends), outer.length)
