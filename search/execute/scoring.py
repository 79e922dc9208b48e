"""The formula of a score: BM25 in each field, summed with the boosts of the tree.

    idf(N, n)          = ln(N / (n + 1)) + 1
    bm25(idf, f, l, a) = idf * f * (K1 + 1) / (f + K1 * (1 - B + B * l / a))

N passages in the index and n of them with the term, deleted ones that still take up room included; f times
the term stands in the field of this passage, whose length is l words; a is the mean length. Robertson and
Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Whoosh's inverse document
frequency, which is never negative, and, as in Whoosh's BM25F, one saturation for each field instead of one
for all. Whoosh keeps a length in one byte (`whoosh.util.numeric.length_to_byte`): a short one exactly, a
longer one roughly.
"""

from __future__ import annotations

from math import log

K1 = 1.2
B = 0.75


def idf(passages: int, containing: int) -> float:
    """How much a term tells that stands in `containing` of `passages`; always above 0."""
    return log(passages / (containing + 1)) + 1


def bm25(weight: float, frequency: float, length: float, mean_length: float) -> float:
    """The score of a term that stands `frequency` times among `length` words; `weight` is its idf."""
    return weight * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / mean_length))
