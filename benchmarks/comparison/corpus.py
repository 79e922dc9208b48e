"""DATA.jsonl[.gz] -> a file of exactly N passages, the same for every engine.

Fewer passages than the data has: whole documents in a random order, the last one cut short. So a smaller
corpus is a part of a larger one, and covers the same years.

More: the documents are repeated in further copies. In a copy the sentences of BLOCK documents at a time are
dealt out anew among their passages, each of which keeps its speaker and its number of sentences. The
vocabulary grows as that of the data does: where V words occur in all of it and H in half, it has
V(n) = V * (n / N) ** b words, with b = log2(V / H) (Heaps' law). A copy replaces as large a share of the
data's rare words (at most RARE occurrences) by coined ones as that takes, each throughout the copy. A coined
word is the first half of one rare word and the second half of another.

What a label such as "Q" says is nobody's name, and kaiken stores no speaker for it; so that facets agree,
such labels are left out for all engines.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log2
from pathlib import Path
from random import Random
from typing import IO

PROCEDURE = 1
"""Changes whenever the same data would give other passages."""

BLOCK = 64
RARE = 10

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class SpokenDocument:
    """A document, and who says what in it."""

    id: str
    title: str | None
    date: str | None
    passages: tuple[tuple[str | None, str], ...]
    """Speaker and text."""


def fingerprint(data: Path) -> str:
    """Hex digest of the data file and of the procedure that makes passages of it."""
    with data.open("rb") as file:
        return f"{hashlib.file_digest(file, 'sha256').hexdigest()}-{PROCEDURE}"


def write(data: Path, size: int, target: Path, seed: int) -> None:
    """Write `size` passages, one JSON object a line. Raises SystemExit where the data holds none."""
    documents = read(data)
    if not documents:
        raise SystemExit(f'{data}: holds no passage: a line is an object with "doc_id" and "text"')
    left = size
    with target.open("w", encoding="utf-8") as file:
        for document in endless(documents, seed):
            for speaker, text in document.passages[:left]:
                record = {"doc_id": document.id, "title": document.title, "date": document.date}
                json.dump(record | {"speaker": speaker, "text": text}, file, ensure_ascii=False)
                file.write("\n")
            left -= len(document.passages)
            if left <= 0:
                return


def read(data: Path) -> list[SpokenDocument]:
    """The documents of a JSON Lines file of passages; lines without text or document are passed over."""
    heads: dict[str, tuple[str | None, str | None]] = {}
    passages: dict[str, list[tuple[str | None, str]]] = {}
    with _open(data) as lines:
        for line in lines:
            record = json.loads(line)
            name, text = record.get("doc_id"), record.get("text")
            if not isinstance(name, str) or not isinstance(text, str) or not text.strip():
                continue
            heads.setdefault(name, (record.get("title"), _day(record.get("date"))))
            passages.setdefault(name, []).append((record.get("speaker"), text))
    names = _names({speaker for said in passages.values() for speaker, _ in said if speaker})
    return [
        SpokenDocument(name, *heads[name], tuple((names.get(speaker or ""), text) for speaker, text in said))
        for name, said in passages.items()
    ]


def endless(documents: Sequence[SpokenDocument], seed: int) -> Iterator[SpokenDocument]:
    """All documents in a random order, then copy after copy of them."""
    yield from _shuffled(documents, Random(seed))
    counts = Counter(word for document in documents for word in _words(document))
    growth = heaps_exponent(documents, seed)
    number = 2
    while True:
        yield from _copy(documents, counts, growth, number, seed)
        number += 1


def heaps_exponent(documents: Sequence[SpokenDocument], seed: int) -> float:
    """b of Heaps' law V(n) ~ n ** b, by the vocabularies of a random half of the documents and of all."""
    order = _shuffled(documents, Random(seed))
    half = {word for document in order[: (len(order) + 1) // 2] for word in _words(document)}
    whole = half.union(*(_words(document) for document in order))
    return log2(len(whole) / len(half)) if half else 0.0


def _copy(
    documents: Sequence[SpokenDocument], counts: Counter[str], growth: float, number: int, seed: int
) -> Iterator[SpokenDocument]:
    random = Random(f"{seed} {number}")
    rare = sorted(word for word, count in counts.items() if count <= RARE)
    wanted = len(counts) * (number**growth - (number - 1) ** growth)
    share = min(1.0, wanted / max(1, len(rare)))
    coined = coin([word for word in rare if random.random() < share], rare, counts, random)
    order = _shuffled(documents, random)
    for start in range(0, len(order), BLOCK):
        for document in _dealt(order[start : start + BLOCK], random):
            said = tuple((speaker, _reworded(text, coined)) for speaker, text in document.passages)
            yield replace(document, id=f"{document.id}~{number}", passages=said)


def coin(
    words: Sequence[str], parts: Sequence[str], known: Mapping[str, int], random: Random
) -> dict[str, str]:
    """A new word for each of `words`: its first half and the second half of one of `parts`.

    None is in `known` or coined twice; a word for which a few dozen attempts find nothing keeps its form.
    """
    coined: dict[str, str] = {}
    taken = set(known)
    for word in words:
        for _ in range(50):
            other = random.choice(parts)
            new = word[: (len(word) + 1) // 2] + other[len(other) // 2 :]
            if new not in taken:
                taken.add(new)
                coined[word] = new
                break
    return coined


def _dealt(documents: Sequence[SpokenDocument], random: Random) -> Iterator[SpokenDocument]:
    """The documents with their sentences exchanged."""
    said = [
        [(speaker, _SENTENCE_END.split(text.strip())) for speaker, text in document.passages]
        for document in documents
    ]
    sentences = [sentence for passages in said for _, parts in passages for sentence in parts]
    random.shuffle(sentences)
    deal = iter(sentences)
    for document, passages in zip(documents, said, strict=True):
        texts = tuple((speaker, " ".join(next(deal) for _ in parts)) for speaker, parts in passages)
        yield replace(document, passages=texts)


def _reworded(text: str, coined: Mapping[str, str]) -> str:
    def new(match: re.Match[str]) -> str:
        word = match[0]
        found = coined.get(word.lower())
        if found is None:
            return word
        return found.upper() if word.isupper() else found.capitalize() if word[0].isupper() else found

    return _WORD.sub(new, text)


def _words(document: SpokenDocument) -> Iterator[str]:
    for _, text in document.passages:
        yield from _WORD.findall(text.lower())


def _shuffled(documents: Sequence[SpokenDocument], random: Random) -> list[SpokenDocument]:
    order = list(documents)
    random.shuffle(order)
    return order


def _names(labels: Iterable[str]) -> dict[str, str]:
    """The speaker that kaiken stores for a label, for the labels that name somebody."""
    from index_store.model import Ready, ReadyPassage
    from index_store.passages import from_ready

    ordered = sorted(labels)
    passages = tuple(ReadyPassage("text", 0, 4, speaker=label) for label in ordered)
    understood = from_ready(Ready("", "", "", "", "", {}, passages)).passages
    return {
        label: one.speaker for label, one in zip(ordered, understood, strict=True) if one.speaker is not None
    }


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def _open(data: Path) -> IO[str]:
    if data.suffix == ".gz":
        return gzip.open(data, "rt", encoding="utf-8")
    return data.open(encoding="utf-8")
