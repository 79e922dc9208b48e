"""Text fields that are indexed straight from `tokens`.

    text --tokens--> {term: places} --Whoosh's formats--> (term, frequency, weight, places as bytes)

Whoosh's own TEXT asks the analyser for one object a word, and tokenises a text again for every field it is
put in. These fields make the same postings without either; their analysers serve whoever asks for words one
by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whoosh.fields import TEXT

from index_store.analysis import Token, exact, stemmed, tokens

Posting = tuple[bytes, int, float, bytes]


@lru_cache(maxsize=1)
def _tokens(text: str) -> list[Token]:
    # A passage is indexed as stems and as exact words, one after the other.
    return list(tokens(text))


class _WordField(TEXT):  # type: ignore[misc]  # Whoosh has no types
    stems = False

    def index(self, value: str, **kwargs: Any) -> Iterator[Posting]:
        """The postings of a text: each term with its frequency, weight and encoded places."""
        if not isinstance(value, str):
            raise TypeError(f"{value!r} is not a string")
        stems, chars = self.stems, self.supports("characters")
        encode, boost = self.format.encode, self.format.field_boost
        places: defaultdict[str, list[Any]] = defaultdict(list)
        for position, (word, stem, start, end) in enumerate(_tokens(value)):
            places[stem if stems else word].append((position, start, end) if chars else position)
        for term, found in places.items():
            yield term.encode(), len(found), len(found) * boost, encode(found)


class ExactField(_WordField):
    """Every word as printed, folded."""

    def __init__(self, **options: Any) -> None:
        super().__init__(exact(), **options)


class StemmedField(_WordField):
    """Every word's stem."""

    stems = True

    def __init__(self, **options: Any) -> None:
        super().__init__(stemmed(), **options)
