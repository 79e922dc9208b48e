"""What somebody says again and again: texts in, pairs of words that belong together out.

Pairs are ranked by Dunning's log-likelihood ratio (`nltk.collocations`), which asks how much more often two
words stand side by side than they would by chance. Importing nltk takes longer than a search, so nothing on
the path of one imports this module.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from index_store.analysis import tokens
from search.query.lexer import DASHES
from search.query.stopwords import STOP_WORDS

_EMPTY = """
after against all also before between but even further get going got here just let like lot more much nor not
now one over said say through under very well yes
"""
_SAYS_NOTHING = STOP_WORDS.union(_EMPTY.split())
"""Words of which a pair says nothing about a speaker. In a search, "not" and the others do count."""

LEAST = 3
"""How often a pair must occur."""


@dataclass(frozen=True, slots=True)
class Collocation:
    """Two words that belong together."""

    text: str
    """As printed most often."""
    count: int
    """How often they stand side by side."""


def collocations(texts: Iterable[str], most: int = 20) -> tuple[Collocation, ...]:
    """The strongest pairs of neighbouring words, at most `most`; none with a stop word or a number.

    Words on both sides of a text's end are no neighbours. Time and memory grow with the length of the texts.
    """
    from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
    from nltk.probability import FreqDist

    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    printed: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for text in texts:
        before = None
        for token in tokens(text):
            words[token.exact] += 1
            if before is not None and text[before.end : token.start].strip() == "":
                pair = (before.exact, token.exact)
                pairs[pair] += 1
                apart = _stands_alone(text, before.start, token.end)
                if apart and _tells(before.exact) and _tells(token.exact):
                    printed[pair][text[before.start : token.end]] += 1
            before = token
    finder = BigramCollocationFinder(FreqDist(words), FreqDist(pairs))
    finder.apply_ngram_filter(lambda *pair: pair not in printed)
    finder.apply_freq_filter(LEAST)
    ranked = finder.score_ngrams(BigramAssocMeasures.likelihood_ratio)
    best = sorted(ranked, key=lambda scored: (-scored[1], scored[0]))[:most]
    return tuple(Collocation(_usual(printed[pair]), pairs[pair]) for pair, _ in best)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the range is not a part of a word with dashes: not "minded countries" of "like-minded"."""
    return not (start and text[start - 1] in DASHES) and text[end : end + 1] not in DASHES


def _tells(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word not in _SAYS_NOTHING


def _usual(forms: Counter[str]) -> str:
    """The form that is printed most often, in one line."""
    return " ".join(min(forms, key=lambda form: (-forms[form], form)).split())
