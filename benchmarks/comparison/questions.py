"""A file of passages -> classes of questions, drawn at random from its own words.

    passages --Survey--> how many passages have each word; a sample of texts --draw--> {class: [Question]}

Words are lower-case and in plain letters. Left out are words that tokenisers cut differently: the parts of
"don't" and "U.S.", and the acronyms that look like function words (US, IT, WHO). So are phrases that end in a
word of which there is often a possessive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from comparison.engine import Passage, Question

CLASSES = {
    "rare": "rare term",
    "frequent": "frequent term",
    "stop": "stop-word term",
    "and2": "AND of 2",
    "or3_5": "OR of 3 to 5",
    "sentence": "OR of a sentence",
    "phrase2": "phrase of 2",
    "phrase4": "phrase of 4",
    "common_phrase": "phrase of common words",
    "prefix": "prefix",
    "wildcard": "wildcard",
    "fuzzy": "fuzzy",
    "dated": "dates + term",
    "spoken": "speaker + term",
    "facets": "facets",
    "sideways": "facets, drill-sideways",
    "page": "highlighted page",
    "count": "exact count",
}
"""The classes of questions, and how they are printed."""

SAMPLE = 20_000
"""From how many passages runs of words, and words of one passage, are taken."""

PHRASES = 1000
"""From how many of the sample's most frequent runs of words the phrases are chosen."""

COMMON, FREQUENT, MIDDLING = 120, 500, 4000
"""Ranks by number of passages: common words, frequent ones after them, then middling ones."""

RARE_FROM, RARE_TO = 4, 60
"""In how many passages a rare word is."""

_APOSTROPHES = "'’‘ʼ"
_TOKEN = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}.,+][^\W_]+)*")
_PLAIN = re.compile(r"[a-z]{2,}")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}]s$")
_ACRONYMS = frozenset({"us", "it", "who"})
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def tokens(text: str) -> list[str]:
    """The words of a text in lower case; "don't", "nation's" and "u.s" are one each."""
    return _TOKEN.findall(text.lower())


@dataclass(slots=True)
class Survey:
    """What the passages say, as far as questions need it."""

    passages: int = 0
    frequency: Counter[str] = field(default_factory=Counter)
    """In how many passages a word is."""
    sample: list[tuple[Passage, list[str]]] = field(default_factory=list)
    """Some passages and their tokens."""
    cut: set[str] = field(default_factory=set)
    """Parts of tokens that another tokeniser would cut."""

    @classmethod
    def of(cls, passages: Iterable[Passage], random: Random) -> Survey:
        """Read all passages; the sample is uniform (algorithm R)."""
        survey = cls(cut=set(_ACRONYMS))
        for passage in passages:
            found = tokens(passage.text)
            survey.frequency.update(set(found))
            survey.cut.update(part for token in found if not token.isalnum() for part in _parts(token))
            survey.passages += 1
            if len(survey.sample) < SAMPLE:
                survey.sample.append((passage, found))
            elif (at := random.randrange(survey.passages)) < SAMPLE:
                survey.sample[at] = (passage, found)
        return survey

    def ends_plain(self, word: str) -> bool:
        """Whether it may end a phrase: to engines that cut at apostrophes "that's" goes on after "that"."""
        possessives = sum(self.frequency[f"{word}{mark}s"] for mark in _APOSTROPHES)
        return possessives <= self.frequency[word] / 100

    def plain(self, word: str) -> bool:
        """Whether all engines mean the same by the word."""
        return _PLAIN.fullmatch(word) is not None and word not in self.cut


def _parts(token: str) -> list[str]:
    """What a tokeniser would make of a word that it cuts; a stemmer removes a possessive anyhow."""
    name = _POSSESSIVE.sub("", token)
    return re.split(r"[^a-z]+", token) if name == token else ["s", *re.split(r"[^a-z]+", name)[1:]]


def draw(passages: Iterable[Passage], number: int, seed: int) -> dict[str, list[Question]]:
    """`number` different questions for every class of CLASSES; fewer where the passages have no more."""
    random = Random(seed)
    return _Draw(Survey.of(passages, random), number, random).all()


class _Draw:
    def __init__(self, survey: Survey, number: int, random: Random) -> None:
        # What kaiken leaves out of a conjunction would make its matches differ.
        from search.query.stopwords import STOP_WORDS

        self.survey, self.number, self.random = survey, number, random
        ranked = [word for word, _ in sorted(survey.frequency.items(), key=lambda item: (-item[1], item[0]))]
        self.common = frozenset(ranked[:COMMON])
        self.common_words = self._eligible(ranked[:COMMON], 2)
        content = [word for word in ranked[COMMON:MIDDLING] if word not in STOP_WORDS]
        self.frequent_words = self._eligible(content[: FREQUENT - COMMON], 4)
        self.middling_words = self._eligible(content[FREQUENT - COMMON :], 4)
        rare = [word for word in ranked if RARE_FROM <= survey.frequency[word] <= RARE_TO]
        self.rare_words = self._eligible(rare, 4)
        self.frequent, self.middling = frozenset(self.frequent_words), frozenset(self.middling_words)

    def all(self) -> dict[str, list[Question]]:
        makers: Mapping[str, Callable[[], list[Question]]] = {
            "rare": lambda: self._terms(self.rare_words, "all"),
            "frequent": lambda: self._terms(self.frequent_words, "all"),
            "stop": lambda: self._terms(self.common_words, "all"),
            "and2": lambda: self._different(lambda: self._pair("all")),
            "or3_5": lambda: self._different(self._some_of_several),
            "sentence": lambda: self._different(self._sentence),
            "phrase2": lambda: self._phrases(2, self._content),
            "phrase4": lambda: self._phrases(4, self._mixed),
            "common_phrase": lambda: self._phrases(3, self.common.issuperset),
            "prefix": lambda: self._different(self._prefix),
            "wildcard": lambda: self._different(self._wildcard),
            "fuzzy": lambda: self._different(self._fuzzy),
            "dated": lambda: self._different(self._dated),
            "spoken": lambda: self._different(lambda: self._spoken("all")),
            "facets": lambda: self._terms(self.frequent_words, "facets"),
            "sideways": lambda: self._different(lambda: self._spoken("facets")),
            "page": lambda: self._different(lambda: self._pair("page")),
            "count": lambda: self._terms(self.frequent_words, "count"),
        }
        return {name: makers[name]() for name in CLASSES}

    def _eligible(self, words: Iterable[str], shortest: int) -> list[str]:
        return [word for word in words if len(word) >= shortest and self.survey.plain(word)]

    def _terms(self, words: Sequence[str], kind: str) -> list[Question]:
        chosen = self.random.sample(words, min(self.number, len(words)))
        return [Question(kind, (word,)) for word in chosen]

    def _different(self, make: Callable[[], Question | None]) -> list[Question]:
        found: dict[Question, None] = {}
        for _ in range(200 * self.number):
            if len(found) == self.number:
                break
            question = make()
            if question is not None:
                found[question] = None
        return list(found)

    def _of_a_passage(self, *groups: frozenset[str]) -> tuple[Passage, list[str]] | None:
        """A random passage and a random word of each group in it, all different; None where it has not."""
        passage, found = self.random.choice(self.survey.sample)
        words = sorted(set(found))
        chosen: list[str] = []
        for group in groups:
            candidates = [word for word in words if word in group and word not in chosen]
            if not candidates:
                return None
            chosen.append(self.random.choice(candidates))
        return passage, chosen

    def _pair(self, kind: str) -> Question | None:
        other = self.random.choice((self.middling, self.frequent))
        found = self._of_a_passage(self.frequent, other)
        return found and Question(kind, tuple(found[1]))

    def _some_of_several(self) -> Question | None:
        random = self.random
        if not (self.frequent_words and self.middling_words and self.rare_words):
            return None
        words = [
            *random.choices(self.frequent_words, k=random.randint(1, 2)),
            *random.choices(self.middling_words, k=random.randint(1, 2)),
            random.choice(self.rare_words),
        ]
        return Question("any", tuple(words)) if len(set(words)) == len(words) else None

    def _sentence(self) -> Question | None:
        """Six to twelve words in a row, common ones included."""
        _, found = self.random.choice(self.survey.sample)
        length = self.random.randint(6, 12)
        if len(found) < length:
            return None
        start = self.random.randint(0, len(found) - length)
        words = tuple(dict.fromkeys(found[start : start + length]))
        plain = all(map(self.survey.plain, words))
        return Question("any", words) if plain and len(words) >= 6 else None

    def _phrases(self, length: int, fits: Callable[[Sequence[str]], bool]) -> list[Question]:
        """Runs of words, among the most frequent ones of the sample."""
        counts: Counter[tuple[str, ...]] = Counter()
        for _, found in self.survey.sample:
            counts.update({tuple(found[i : i + length]) for i in range(len(found) - length + 1)})
        for run in [run for run in counts if not (fits(run) and self._clear(run))]:
            del counts[run]
        pool = sorted(counts, key=lambda run: (-counts[run], run))[:PHRASES]
        chosen = self.random.sample(pool, min(self.number, len(pool)))
        return [Question("phrase", run) for run in chosen]

    def _clear(self, run: Sequence[str]) -> bool:
        return all(map(self.survey.plain, run)) and self.survey.ends_plain(run[-1])

    def _content(self, run: Sequence[str]) -> bool:
        return all(len(word) > 3 and word not in self.common for word in run)

    def _mixed(self, run: Sequence[str]) -> bool:
        return any(word not in self.common for word in run)

    def _prefix(self) -> Question | None:
        if not self.middling_words:
            return None
        return Question("prefix", (self.random.choice(self.middling_words)[: self.random.choice((3, 4))],))

    def _wildcard(self) -> Question | None:
        """Half of them with `*` and half with `?`, after the first two letters or later."""
        words = [word for word in self.middling_words if len(word) > 5]
        if not words:
            return None
        word = self.random.choice(words)
        at = self.random.randint(2, len(word) - 3)
        if self.random.random() < 0.5:
            return Question("wildcard", (f"{word[:at]}?{word[at + 1 :]}",))
        return Question("wildcard", (f"{word[:at]}*{word[-2:]}",))

    def _fuzzy(self) -> Question | None:
        """A word with one wrong letter, not the first."""
        words = [word for word in self.middling_words if len(word) > 4]
        if not words:
            return None
        word = self.random.choice(words)
        at = self.random.randrange(1, len(word))
        letter = self.random.choice(_LETTERS.replace(word[at], ""))
        return Question("fuzzy", (word[:at] + letter + word[at + 1 :],))

    def _dated(self) -> Question | None:
        """A word and a range of one to twelve months that has it."""
        found = self._of_a_passage(self.frequent)
        if found is None or not found[0].date:
            return None
        passage, words = found
        month = int(passage.date[:4]) * 12 + int(passage.date[5:7]) - 1
        length = self.random.randint(1, 12)
        first = month - self.random.randrange(length)
        return Question("all", tuple(words), first=_first_day(first), last=_first_day(first + length))

    def _spoken(self, kind: str) -> Question | None:
        """A word and the surname of somebody who says it."""
        found = self._of_a_passage(self.frequent)
        if found is None:
            return None
        passage, words = found
        names = tokens(passage.speaker)
        if not names or not self._is_name(names[-1]):
            return None
        return Question(kind, tuple(words), speaker=names[-1])

    def _is_name(self, name: str) -> bool:
        return _PLAIN.fullmatch(name) is not None and len(name) > 2


def _first_day(month: int) -> str:
    """The first of a month, counted from year 0."""
    return f"{month // 12:04}-{month % 12 + 1:02}-01"
