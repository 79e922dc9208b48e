"""How a document uses, where they are no label, the words that a label would take for a name.

In: the text of the body, labels cut off. Out: whether that text speaks against a name. This is what tells
"Human Rights: ..." from "Jane Doe: ..." without a list of names.
"""

from __future__ import annotations

import re
from collections import defaultdict

from .vocabulary import words
from .wording import is_caseless, is_shouted, small_words

_TOPIC = re.compile(r"\b(?:the|in|across|throughout)\s+$", re.I)
_LEAD = 12
"""Characters before a name in which such a word is looked for."""
_MOST_USES = 200
"""Uses of one word that are looked at, so that a frequent one costs no more."""


class Usage:
    """The words of one text. Judgements are kept, and the places of words are found when first needed."""

    def __init__(self, text: str) -> None:
        self._text = text
        if is_shouted(text):
            # In a text of capitals every word that stands elsewhere is an ordinary one.
            self._small = frozenset(w.lower() for w in re.findall(r"[^\W\d_][\w'’]*", text))
        else:
            self._small = small_words(text)
        self._judged: dict[str, bool] = {}
        self._places: dict[str, list[int]] | None = None

    def speaks_against(self, name: str) -> bool:
        """The words are ordinary ones ("Human Rights": "rights" stands in the text in small letters) or the
        name of a thing or place ("in ...", "the ...")."""
        if name not in self._judged:
            self._judged[name] = self._is_ordinary(name) or self._is_topic(name)
        return self._judged[name]

    def prints(self, name: str) -> bool:
        """The text prints a name in capitals with small letters as well, each word with its own capital."""
        form = r"\s+".join(rf"{re.escape(w[0])}{re.escape(w[1:].lower())}" for w in name.split())
        return bool(re.search(rf"(?<![\w-]){form}(?![\w-])", self._text))

    def _is_ordinary(self, name: str) -> bool:
        if is_caseless(name):
            return False
        particles = words("labels", "name_particle.words")
        found = [w.lower() for w in re.findall(r"[^\W\d_][\w'’]+", name) if w.lower() not in particles]
        small = [w in self._small for w in found]
        return all(small) or (any(small) and (len(found) > 2 or small[-1]))

    def _is_topic(self, name: str) -> bool:
        if is_caseless(name):
            return False
        return any(_TOPIC.search(self._text[max(0, at - _LEAD) : at]) for at in self._uses(name))

    def _uses(self, name: str) -> list[int]:
        """Where the text prints the name."""
        if self._places is None:
            self._places = defaultdict(list)
            for m in re.finditer(r"(?<!\w)[^\W\d_a-z][\w'’-]*", self._text):
                self._places[m.group()].append(m.start())
        first = name.split()[0]
        return [at for at in self._places.get(first, [])[:_MOST_USES] if self._text.startswith(name, at)]
