"""Variants: what a reader would call the same as the words that were typed, written otherwise.

    words side by side --Expander--> [(words, variants), ...]

    kind        typed                       also
    synonyms    ROK                         South Korea, Republic of Korea (search/data/synonyms.toml)
    acronyms    WPS                         Women, Peace and Security, where passages explain it; both ways
    compounds   Indo Pacific, Indo-Pacific  IndoPacific; and IndoPacific, COP26 as two words
    numerals    Article 5                   Article V, and the other way round
    order       US-Japan                    Japan-US

Variants are looked for between words that stand side by side in the query; nothing quoted has any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from index_store.analysis import stem, tokens
from search.query.nodes import And, Expanded, Near, Node, Or, Variant, Word
from search.query.operands import CAMEL
from search.query.stopwords import STOP_WORDS
from search.query.synonyms import Name, Synonyms

KINDS = ("synonyms", "acronyms", "compounds", "numerals", "order")
"""The kinds of variants, by which they can be switched off."""

BOOSTS = {"synonyms": 0.6, "acronyms": 0.6, "compounds": 0.9, "numerals": 0.8, "order": 0.9}
"""What a variant counts, shared among its words, where a typed word counts 1."""

LONGEST = 12
"""Words of the longest name that is looked for in a query."""

_MOST = 6
"""Variants of one kind that a word may have."""

_PARTS = re.compile(r"[A-Z][a-z]+")
_CODE = re.compile(r"([a-z]{2,})([0-9]{1,3})")
_PREFIXES = (
    *("anti", "counter", "cross", "cyber", "inter", "mid", "multi", "non", "over", "post", "pre", "pro"),
    *("self", "semi", "sub", "super", "trans", "under"),
)
_NUMBERED = """
annex appendix articl chapter claus divis level part phase pillar protocol round schedul section stage titl
volum war
"""
"""Stems of what is numbered, in Roman or in Arabic numerals."""

_NUMERALS = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ROMAN = {roman: str(number) for number, roman in enumerate(_NUMERALS.split(), 1)}
_ARABIC = {number: roman for roman, number in _ROMAN.items()}
_NUMBERED_STEMS = frozenset(_NUMBERED.split())

_COUNTRIES = """
america argentina asean australia belgium brazil britain canada china cuba denmark egypt eu europe finland
france germany greece india indonesia iran iraq ireland israel italy japan jordan kenya korea kuwait lebanon
malaysia mexico mongolia myanmar nato nepal netherlands nigeria norway oman pakistan palau palestine peru
philippines poland portugal qatar rok romania russia singapore spain sudan sweden switzerland syria taiwan
thailand turkey uae uk ukraine u.k. u.s. us usa venezuela vietnam yemen
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""Names that come in any order when hyphens join them."""


class Lexicon(Protocol):
    """The words of an index, and the short and long forms that its passages explain."""

    def holds(self, stem: str) -> bool:
        """Whether a stem stands in the text of any passage."""
        ...

    def long_forms(self, short: str) -> Sequence[str]:
        """What a short form in lower case stands for, the most frequent first."""
        ...

    def short_forms(self, initials: str) -> Sequence[tuple[str, str]]:
        """The short and long forms whose telling words begin with these letters."""
        ...


Groups = list[tuple[tuple[Word, ...], tuple[Variant, ...]]]


class Expander:
    """Finds variants."""

    def __init__(self, synonyms: Synonyms, lexicon: Lexicon) -> None:
        self._synonyms = synonyms
        self._lexicon = lexicon
        self.groups = lru_cache(maxsize=1 << 12)(self._groups)

    def expand(self, node: Node, without: frozenset[str] = frozenset()) -> Node:
        """The node with the variants of its words, but for those that `without` names: by their kind, by what
        was typed or by what they are. What is excluded has none."""
        if isinstance(node, Word):
            return self._joined((node,), without)
        if isinstance(node, And):
            return self._all(node, without)
        if isinstance(node, Or):
            return Or(tuple(self.expand(child, without) for child in node.children))
        if isinstance(node, Near):
            left, right = self.expand(node.left, without), self.expand(node.right, without)
            return Near(left, right, node.within, node.ordered)
        return node

    def _all(self, node: And, without: frozenset[str]) -> Node:
        children: list[Node] = []
        run: list[Word] = []
        for child in (*node.children, None):
            if isinstance(child, Word):
                run.append(child)
                continue
            if run:
                found = self._joined(tuple(run), without)
                children.extend(found.children if isinstance(found, And) else (found,))
                run = []
            if child is not None:
                children.append(self.expand(child, without))
        return And(tuple(children)) if len(children) > 1 else children[0]

    def _joined(self, run: tuple[Word, ...], without: frozenset[str]) -> Node:
        nodes: list[Node] = []
        for words, variants in self.groups(run):
            if without and variants:
                typed = as_name(" ".join(word.typed for word in words))
                variants = tuple(v for v in variants if not without & {v.kind, as_name(v.printed), typed})
            if variants:
                typed_words = And(tuple(words)) if len(words) > 1 else words[0]
                nodes.append(Expanded(typed_words, variants))
            else:
                nodes.extend(words)
        return And(tuple(nodes)) if len(nodes) > 1 else nodes[0]

    def _groups(self, run: tuple[Word, ...]) -> Groups:
        """Words that stand side by side, in groups that have variants together, from the left."""
        found: Groups = []
        at = 0
        while at < len(run):
            length, variants = self._longest(run[at : at + LONGEST])
            found.append((run[at : at + length], variants))
            at += length
        return found

    def _longest(self, run: tuple[Word, ...]) -> tuple[int, tuple[Variant, ...]]:
        """How many of the words, from the first, have variants together, and which; 1 and () if none has."""
        stems = run[0].stems
        ends = {len(stems): 1}
        for count, word in enumerate(run[1:], 2):
            stems += word.stems
            ends[len(stems)] = count
        for length, variants in self._candidates(run, stems, ends):
            if variants:
                return length, variants
        return 1, ()

    def _candidates(
        self, run: tuple[Word, ...], stems: tuple[str, ...], ends: dict[int, int]
    ) -> Iterator[tuple[int, tuple[Variant, ...]]]:
        """Names first, the longest first; then pairs of words; then the word alone."""
        first = run[0]
        names = self._synonyms.beginning_with(first.exact[0], first.stems[0])
        for name, others in names:
            length = ends.get(len(name.telling))
            if length is not None and stems[: len(name.telling)] == name.telling:
                words = run[:length]
                yield length, _unique(_named("synonyms", others) + self._short(words) + self._own(words))
        for length in range(min(len(run), 8), 1, -1):
            yield length, _unique(self._short(run[:length]))
        if len(run) > 1:
            yield 2, _unique(self._pair(run[0], run[1]))
        yield 1, _unique(self._own(run[:1]) + self._short(run[:1]))

    def _short(self, words: tuple[Word, ...]) -> list[Variant]:
        """The short forms that the index explains by these words."""
        stems = tuple(s for word in words for s in word.stems)
        if not 2 <= len(stems) <= 8:
            return []
        exact = [e for word in words for e in word.exact]
        found = []
        for short, long in self._lexicon.short_forms("".join(e[0] for e in exact)):
            telling = tuple(t.stem for t in tokens(long) if t.exact not in STOP_WORDS)
            if telling == stems:
                found += _variants("acronyms", [short])
        return found

    def _own(self, words: tuple[Word, ...]) -> list[Variant]:
        """The variants of one word by itself."""
        if len(words) > 1:
            return []
        word = words[0]
        if len(word.exact) == 1:
            return self._of_one(word)
        return self._of_hyphened(word)

    def _of_one(self, word: Word) -> list[Variant]:
        exact = word.exact[0]
        found = _variants("acronyms", list(self._lexicon.long_forms(exact))[:_MOST])
        camel = CAMEL.search(word.typed)
        code = _CODE.fullmatch(exact)
        if camel is not None and camel[0].lower() == exact:
            found += _variants("compounds", [" ".join(_PARTS.findall(camel[0]))])
        elif code is not None:
            found += _variants("compounds", [f"{code[1].upper()} {code[2]}"])
        else:
            prefix = next((p for p in _PREFIXES if exact.startswith(p) and len(exact) - len(p) > 4), None)
            if prefix is not None and self._lexicon.holds(stem(exact[len(prefix) :])):
                found += _variants("compounds", [f"{prefix} {exact[len(prefix) :]}"])
        return found

    def _of_hyphened(self, word: Word) -> list[Variant]:
        parts = word.exact
        if COUNTRIES.issuperset(parts):
            parts = tuple("u.s." if part == "us" else part for part in parts)
            printed = [part.upper() if "." in part or len(part) < 4 else part.capitalize() for part in parts]
            orders = [printed, printed[::-1]] if parts != word.exact else [printed[::-1]]
            return _variants("order", ["-".join(order) for order in orders])
        return self._closed(parts)

    def _closed(self, parts: Sequence[str]) -> list[Variant]:
        """The words as one, where the index has that."""
        closed = "".join(parts)
        if all(part.isalnum() for part in parts) and self._lexicon.holds(stem(closed)):
            return _variants("compounds", [closed])
        return []

    def _pair(self, first: Word, second: Word) -> list[Variant]:
        if len(first.exact) > 1 or len(second.exact) > 1:
            return []
        if first.stems[0] in _NUMBERED_STEMS:
            number = second.exact[0]
            other = _ARABIC.get(number) or _ROMAN.get(number)
            if other:
                return _variants("numerals", [f"{first.exact[0].capitalize()} {other.upper()}"])
        return self._closed((first.exact[0], second.exact[0]))


def expansions(node: Node) -> Iterator[Expanded]:
    """Everything in a node that has variants, from left to right."""
    if isinstance(node, Expanded):
        yield node
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from expansions(child)
    elif isinstance(node, Near):
        yield from expansions(node.left)
        yield from expansions(node.right)


def _named(kind: str, names: Sequence[Name]) -> list[Variant]:
    boost = BOOSTS[kind]
    return [Variant(kind, name.printed, name.stems, boost / len(name.stems)) for name in names]


def _variants(kind: str, printed: Sequence[str]) -> list[Variant]:
    found = []
    for text in printed:
        stems = tuple(t.stem for t in tokens(text))
        if stems:
            found.append(Variant(kind, text, stems, BOOSTS[kind] / len(stems)))
    return found


def _unique(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    kept: dict[tuple[str, ...], Variant] = {}
    for variant in variants:
        kept.setdefault(variant.stems, variant)
    return tuple(kept.values())


def as_name(text: str) -> str:
    """What names a variant: a kind, words or a variant as they are compared."""
    return " ".join(t.exact for t in tokens(text))
