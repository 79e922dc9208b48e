"""Words that nothing holds -> the nearest words of the index: slips of the keyboard and of romanisation.

    blinkin -> blinken      raymondo -> raimondo      okinava -> okinawa      indopacific -> Indo-Pacific

A word's cost is a weighted edit distance: a letter for its neighbour on the keyboard, for one that sounds
alike or doubled counts less than another. Of equal costs, the word of more passages wins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from search.likeness import sounding

if TYPE_CHECKING:
    from search.lexicon import Lexicon

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = ("aeiouy", "bpvw", "ckqgx", "sz", "dt", "fvh", "jgyz", "lr", "mn", "iyj", "uw")

MOST = 3
"""Words to offer."""

CHEAP = 0.6
"""What the likeliest slips cost."""

_SHORTEST = 3
_FAR = 9.0


def _neighbours() -> frozenset[str]:
    pairs = set()
    for number, row in enumerate(_ROWS):
        below = _ROWS[number + 1] if number + 1 < len(_ROWS) else ""
        for at, letter in enumerate(row):
            pairs |= {letter + other for other in (*row[at + 1 : at + 2], *below[max(0, at - 1) : at + 1])}
    pairs |= {a + b for group in _SOUNDS for a in group for b in group}
    return frozenset(pairs | {pair[::-1] for pair in pairs})


_ALIKE = _neighbours()


def cost(typed: str, word: str, limit: float) -> float:
    """How far a word is from what was typed: 1 an edit, 0.6 for letters that are near or sound alike, for two
    that changed places and for a letter doubled; more than `limit` where it is further than that.

    Optimal string alignment distance with these weights.
    """
    if abs(len(typed) - len(word)) > limit / CHEAP:
        return _FAR
    before: list[float] = []
    row = [float(n) for n in range(len(word) + 1)]
    for i, letter in enumerate(typed, 1):
        two_before, before, row = before, row, [float(i)]
        for j, other in enumerate(word, 1):
            left_out = CHEAP if letter == typed[i - 2 : i - 1] else 1.0
            put_in = CHEAP if other == word[j - 2 : j - 1] else 1.0
            change = 0.0 if letter == other else CHEAP if letter + other in _ALIKE else 1.0
            best = min(before[j] + left_out, row[j - 1] + put_in, before[j - 1] + change)
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                best = min(best, two_before[j - 2] + CHEAP)
            row.append(best)
        if min(row) > limit and min(before) > limit:
            return _FAR
    return row[-1]


def nearest(typed: str, lexicon: Lexicon, stands: Callable[[str, str], bool]) -> tuple[str, ...]:
    """The words of the index nearest to a folded word, the likeliest first; none where none is near.

    `stands` says whether two words stand side by side anywhere.
    """
    if len(typed) < _SHORTEST:
        return ()
    limit = 1.0 if len(typed) < 5 else 1.6 if len(typed) < 8 else 2.0
    sound = sounding(typed)
    letters = set(typed)
    found: dict[str, float] = {}
    for word in _candidates(typed, lexicon):
        if len(letters.difference(word)) > limit / CHEAP:
            continue
        far = cost(typed, word, limit)
        alike = sounding(word) == sound
        if far <= limit or alike:
            found[word] = min(far, limit) - (0.3 if alike else 0.0)
    ranked = sorted(found, key=lambda word: (found[word], -lexicon.frequency(word), word))
    return tuple([*_split(typed, lexicon, stands), *ranked][:MOST])


def _candidates(typed: str, lexicon: Lexicon) -> set[str]:
    """The words of texts and names that begin with the same letter, with one that is taken for it, or with
    the second letter."""
    beginnings = {typed[0], typed[1], *(pair[1] for pair in _ALIKE if pair[0] == typed[0])}
    words: set[str] = set()
    for beginning in beginnings:
        words |= lexicon.words(beginning, len(typed) - 2, len(typed) + 2)
    return {word for word in words if word.isalpha()}


def _split(typed: str, lexicon: Lexicon, stands: Callable[[str, str], bool]) -> list[str]:
    """The word as two, where the index has these side by side."""
    for at in range(3, len(typed) - 2):
        one, other = typed[:at], typed[at:]
        if lexicon.frequency(one) and lexicon.frequency(other) and stands(one, other):
            return [f"{one}-{other}"]
    return []
