"""The part of a passage that shows its matches best: a range of the text, verbatim."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from search.sentences import sentences

Range = tuple[int, int]
_WORDS = re.compile(r"\S+")


def snippet(text: str, highlights: Sequence[Range], chars: int) -> Range:
    """A range of about `chars` characters at most; the whole text where it is no longer than that.

    Whole sentences where those with matches fit, otherwise whole words. The run with the most different
    matches wins, then the one with the most matches, and it starts with the first of them unless there is
    room before. `highlights` ascend and do not overlap.
    """
    if len(text) <= chars:
        return 0, len(text)
    marked = [(start, end, text[start:end].casefold()) for start, end in highlights]
    whole = sentences(text)
    best = _best_run(whole, marked, chars)
    if best is not None and (best[0] or not marked):
        return best[1]
    best = _best_run([match.span() for match in _WORDS.finditer(text)], marked, chars)
    if best is not None and (best[0] or not marked):
        return best[1]
    start, end = highlights[0] if highlights else (0, 0)
    return start, min(len(text), max(end, start + chars))


def _best_run(
    units: Sequence[Range], marked: Sequence[tuple[int, int, str]], chars: int
) -> tuple[int, Range] | None:
    """How many different matches the best run of units holds, and its range; None where no unit fits."""
    best: tuple[int, int] | None = None
    run = (0, 0)
    words: Counter[str] = Counter()
    first = last = stop = 0  # marked[first:last] lie in units[start:stop]
    for start, (begin, end) in enumerate(units):
        if end - begin > chars:
            continue
        stop = max(stop, start)
        while stop < len(units) and units[stop][1] - begin <= chars:
            stop += 1
        while last < len(marked) and marked[last][1] <= units[stop - 1][1]:
            words[marked[last][2]] += 1
            last += 1
        while first < last and marked[first][0] < begin:
            words[marked[first][2]] -= 1
            if not words[marked[first][2]]:
                del words[marked[first][2]]
            first += 1
        score = len(words), last - first
        # Of equal runs the last is the one that starts with the matches; without any, the first will do.
        if best is None or score > best or (score == best and score[0]):
            best, run = score, (start, stop)
    if best is None:
        return None
    start, stop = run
    while start > 0 and units[stop - 1][1] - units[start - 1][0] <= chars:
        start -= 1
    return best[0], (units[start][0], units[stop - 1][1])
