"""What a PDF prints around the text of its pages: running heads, page numbers, footnotes.

the rows of each page --regions--> "main", "page" or "footer" for every row

A running head returns at the same height of several pages, its digits aside; a page number is the outermost
row of a page and nothing but a number; a footnote is set smaller than the text, at the foot, behind its mark.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .pdf_rows import Row

_EDGE_ROWS = 4
"""Rows at the head and at the foot of a page among which running heads are looked for."""
_EDGE = 0.16
"""Share of the page's height that is its head, and its foot."""
_SAME_HEIGHT = 6.0
"""Points by which the height of a running head may differ from page to page."""
_LEAST_PAGES, _MANY_PAGES = 0.3, 6
"""Share of the pages on which a running head stands, at the least, where there are so many pages."""
_WHITE = 1.6
"""Distance of running heads from the text in heights of its font, at the least."""
_NUMBER = re.compile(
    r"\W*(?:page\s*|seite\s*|p\.\s*)?(?:\d{1,4}|[ivx]{1,6})(?:\s*(?:of|/|von|de)\s*\d{1,4})?\W*", re.I
)
_SAID = re.compile(r"[.?!:…][\"'”’)\]]*$|^\s*[(\[].*[)\]]\s*$")
"""How a sentence, a label and a stage note end, which may return on pages as well."""
_NOTE_MARK = re.compile(r"\s*(?:\d{1,3}|[*†‡§])\s*\S")
_SMALL = 0.93
"""How much smaller than the text a footnote is, at the least."""


def regions(pages: Sequence[Sequence[Row]]) -> list[list[str]]:
    """The region of every row of every page."""
    out = [["main"] * len(rows) for rows in pages]
    returning = _returning(pages)
    size = text_size(row for rows in pages for row in rows)
    for p, rows in enumerate(pages):
        for i in _around(rows, returning, len(pages)):
            out[p][i] = "page"
        for i in _footnotes(rows, out[p], size):
            out[p][i] = "footer"
    return out


def _around(rows: Sequence[Row], returning: set[tuple[str, int]], pages: int) -> set[int]:
    """The rows of a page, from its edges inwards, that return on other pages or are its number; white space
    stands between the last of them and the text."""
    out: set[int] = set()
    downwards = sorted(range(len(rows)), key=lambda i: -rows[i].base)
    for order in (downwards, downwards[::-1]):
        found: list[int] = []
        for i in order[:_EDGE_ROWS]:
            row = rows[i]
            number = pages > 1 and _NUMBER.fullmatch(row.text) is not None
            if not (_is_at_edge(row) and (number or (_key(row), _height(row)) in returning)):
                break
            found.append(i)
        while found and len(found) < len(order):
            inner = order[len(found)]
            if abs(rows[found[-1]].base - rows[inner].base) > _WHITE * rows[inner].size:
                break
            found.pop()
        out.update(found)
    return out


def _is_at_edge(row: Row) -> bool:
    return not _EDGE <= row.base / (row.height or 1.0) <= 1 - _EDGE


def _key(row: Row) -> str:
    return re.sub(r"\d+", "0", " ".join(row.text.casefold().split()))


def _height(row: Row) -> int:
    return round(row.base / _SAME_HEIGHT)


def _returning(pages: Sequence[Sequence[Row]]) -> set[tuple[str, int]]:
    """What stands at one height of many pages, and nowhere else in the text."""
    places: dict[tuple[str, int], set[int]] = defaultdict(set)
    inside = {_key(row) for rows in pages for row in rows if not _is_at_edge(row)}
    for p, rows in enumerate(pages):
        for row in rows:
            if _is_at_edge(row) and not _SAID.search(row.text) and (key := _key(row)) not in inside:
                for height in (_height(row) - 1, _height(row), _height(row) + 1):
                    places[key, height].add(p)
    # Heads of left and of right pages may differ, so that each stands on every other one.
    least = max(2, _LEAST_PAGES * len(pages) if len(pages) >= _MANY_PAGES else 0.5 * len(pages))
    return {place for place, found in places.items() if len(found) >= least}


def text_size(rows: Iterable[Row]) -> float:
    """The height of the font that most characters have; 0 without any."""
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(row.size, 1)] += len(row.text)
    return max(sizes, key=lambda s: (sizes[s], s)) if sizes else 0.0


def _footnotes(rows: Sequence[Row], region: Sequence[str], size: float) -> list[int]:
    """The run of small rows at the foot of a page, from the first that begins with a mark."""
    order = sorted((i for i in range(len(rows)) if region[i] == "main"), key=lambda i: rows[i].base)
    small: list[int] = []
    for i in order:
        if rows[i].size > _SMALL * size:
            break
        small.append(i)
    marked = [n for n, i in enumerate(small) if _NOTE_MARK.match(rows[i].text)]
    return small[: marked[-1] + 1] if marked and len(small) < len(order) else []
