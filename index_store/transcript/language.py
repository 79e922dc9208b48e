"""The language of a text, guessed from its script or its commonest words (`data/languages.toml`).

In: a text. Out: an ISO 639-1 code, or None where nothing tells.
"""

from __future__ import annotations

import re
from collections import Counter

from .vocabulary import table

_SAMPLE = 20_000
"""Characters that are looked at."""
_FEWEST_WORDS = 20
_LEAST_SHARE = 0.06
"""Share of its commonest words in a text of a language, at the least."""


def guess_language(text: str) -> str | None:
    """The language of a text by its script or its commonest words; None where neither tells."""
    sample = text[:_SAMPLE]
    letters = sum(c.isalpha() for c in sample) or 1
    for script in table("languages")["scripts"]:
        if len(re.findall(script["letters"], sample)) > script["share"] * letters:
            return str(script["language"])
    found = Counter(re.findall(r"[^\W\d_]+", sample.lower()))
    total = found.total()
    if total < _FEWEST_WORDS:
        return None
    common: dict[str, list[str]] = table("languages")["common"]
    score = {code: sum(found[w] for w in listed) for code, listed in common.items()}
    best = max(score, key=lambda c: score[c])
    return best if score[best] > _LEAST_SHARE * total else None
