"""The second phase of ranking: the best passages of a tree are looked at closely, and put in order anew.

    scores of the tree, Evidence --rescored--> scores

The tree of a query scores by frequency and rarity of stems alone (`search.execute.scoring`). What it cannot
say of a passage costs too much to ask of all of them, and is asked of the first WINDOW: whether words stand
there exactly as typed, whether they stand together, and whether the headings have them, too. The window is
the same whatever page of it is shown, so that pages neither overlap nor skip.

All functions are pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.execute.scoring import K1, B

WINDOW = 128
"""How many passages are looked at closely."""

EXACT = 0.5
"""What a word exactly as typed adds, in units of its weight."""

TITLE = 0.1
"""What a word of the title adds, in units of its weight."""

SECTION = 0.1
"""What a word of the headings above adds, in units of its weight."""

PROXIMITY = 2.0
"""What words that stand together add: the factor of the whole bonus."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sought:
    """A word of a query: its tokens, side by side."""

    stems: tuple[str, ...]
    exact: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What D passages hold of W words of a query. The n places are sorted by passage, then by position.

    Of a single word the places are not needed, and n may be 0.
    """

    passage: Integers
    """[n] Which of the passages."""
    word: Integers
    """[n] Which of the words stands there, in any form; of several tokens, the first one."""
    position: Integers
    """[n] Words of the text before it."""
    typed: Flags
    """[D, W] Whether the passage has the word exactly as typed."""
    title: Flags
    """[D, W] Whether the title of the passage's document has the word, in any form."""
    section: Flags
    """[D, W] Whether the headings above it have it."""
    length: Floats
    """[D] Words of the text."""
    mean_length: float
    """Words of a text, on average over the index."""
    weight: Floats
    """[W] The inverse document frequency of each word (`scoring.idf`); of several tokens, of the rarest."""


def rescored(scores: Floats, evidence: Evidence) -> Floats:
    """[D] The scores of the passages with everything that speaks for them."""
    words, weight = len(evidence.weight), evidence.weight
    bonus = TITLE * evidence.title + SECTION * evidence.section + EXACT * evidence.typed
    total: Floats = scores + bonus @ weight
    if words > 1:
        total += PROXIMITY * proximity(evidence)
    return total


def proximity(evidence: Evidence) -> Floats:
    """[D] How near different words of the query stand to each other.

    Büttcher, Clarke and Lushman, "Term proximity scoring for ad-hoc retrieval on very large text collections"
    (2006): two neighbours d words apart add the weight of the other divided by d squared to what each
    accumulates, and that saturates like a frequency.
    """
    count, words = evidence.title.shape
    passage, word, position, weight = evidence.passage, evidence.word, evidence.position, evidence.weight
    near = passage[1:] == passage[:-1]
    near &= word[1:] != word[:-1]
    at = near.nonzero()[0]
    after = at + 1
    distance = np.maximum(position.take(after) - position.take(at), 1)
    pull = 1 / (distance * distance)
    one, other, first = word.take(at), word.take(after), passage.take(at) * words
    # Both of a pair gather: the one what the other weighs, and the other way round.
    pairs = np.concatenate((first + one, first + other))
    pulls = np.concatenate((weight.take(other) * pull, weight.take(one) * pull))
    gathered = np.bincount(pairs, pulls, count * words).reshape(count, words)
    saturation = K1 * (1 - B + B * evidence.length / (evidence.mean_length or 1.0))
    each = gathered * (K1 + 1) / (gathered + saturation[:, None])
    found: Floats = each @ np.minimum(evidence.weight, 1.0)
    return found


def order(scores: Floats) -> Integers:
    """The places of the passages, best first; equal scores keep their order."""
    ranked: Integers = np.argsort(-scores, kind="stable")
    return ranked
