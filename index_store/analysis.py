"""Analysis: from text to the terms that are indexed and asked for.

A text goes in, `Token`s come out: each with its exact term, its stem and its place in the text. The index's
two analysers and the query side all read `tokens`, so there is one specification of a word:

* A word is a run of letters and digits, with inner apostrophes (`don't`, `O'Brien`). Everything else
  separates: spaces, hyphens and dashes of any kind (`Indo-Pacific` is `indo`, `pacific`), underscores,
  slashes.
* `C++`, `F#`, `OPEC+` and `R&D` are words, and so are the signs that are read aloud: `%`, `$`, `€`, `£`, `¥`.
* Terms are folded (see `folding`): case, accents, width, typographic apostrophes are ignored.
* The exact term keeps a possessive (`japan's`) and the plus of `opec+`. The stem is the Snowball English stem
  of the word without them, in one spelling (`spelling`); that of a sign is its name (`percent`).
* Numbers: `1,000` is `1000`; `3.5` and `2.0.1` are one term each; so is `2+2`.
* A designation of one or two letters, a hyphen and up to three digits is one term without the hyphen: `G-7`
  is `g7`, `CV-22` `cv22`, `F-35A` `f35a`. Longer prefixes stay words of their own (`COVID-19` is `covid`,
  `19`).
* Dotted acronyms lose their dots: `U.N.` is `un`, `R.O.K.` `rok`, the same as `UN` and `ROK`. Where that
  would be an English function word, dots and lower case are the term: `U.S.` is `u.s.`, `a.m.` is `a.m.`,
  `I.T.` is `i.t.`. The capitals `US`, `WHO` and `IT` are the same terms as `U.S.`, `W.H.O.` and `I.T.`,
  unless they stand among words in capitals (a heading), where they are taken for the words `us`, `who` and
  `it`.
* Chinese, Japanese and Korean: every character is a term, so that a phrase of characters finds a word.
* A word of more than MAX_LENGTH characters becomes several tokens of MAX_LENGTH characters and a rest.

The three capitals apart, the terms of a word do not depend on the words around it, nor on anything beyond the
white space around it. The stem depends on the exact term alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken

from index_store import stemming
from index_store.folding import APOSTROPHES, HYPHENS, IGNORABLE, SIMPLE, fold
from index_store.spelling import one_spelling

MAX_LENGTH = 255
"""Longest token, in characters of the text."""

VALUE_GAP = 100
"""How many positions lie between two values of a field that holds several, so that no phrase spans them."""

VALUE_SEPARATOR = "\n"
"""What separates the values of such a field."""


class Token(NamedTuple):
    """A word of a text. `start` and `end` are character offsets: the word as printed is `text[start:end]`."""

    exact: str
    stem: str
    start: int
    end: int


FUNCTION_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        """
        a about all am an and any are as at be been but by can did do does for from had has have he her
        hers him his how i if in is it its may me my no nor not of off on or our out so than that the them
        then there they this to too up us was we were what when where which who whom whose why will with
        you your
        """,
    )
)
"""English words that are never what the dotted acronym of the same letters means."""

CAPITAL_ACRONYMS = frozenset({"US", "WHO", "IT"})
"""Function words that in capitals, among words that are not, are acronyms."""


SIGNS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
"""Signs that are words of their own, and what they are called. `¥` is the yuan's, too."""


def _word(letter: str, mark: str = "", ignorable: str = "", rest: str = "") -> re.Pattern[str]:
    """The expression of a word, of character classes: letters, and what belongs to words beside them."""
    marks = f"{mark}*+" if mark else ""
    run = f"(?:{letter}++|{mark}++)++" if mark else f"{letter}++"
    inner = f"(?:[{APOSTROPHES}]|{ignorable}++)" if ignorable else f"[{APOSTROPHES}]"
    no_word = f"(?!{letter}{'|' + mark if mark else ''})"
    tail = rf"(?:(?<=\d)\+(?=\d){run}|{inner}{run})*+"
    one = rf"(?:(?!\d){letter}{marks})"
    plus = rf"(?:(?<!\d)\+(?![+{IGNORABLE}]){no_word})?+"
    possessive = f"(?:[{APOSTROPHES}][sS](?!{letter}))?+"
    return re.compile(
        rf"""
        # Most words: nothing follows that could belong to them.
        [A-Za-z]{{2,}}+ (?! [0-9'+&] | -[0-9] | [^\x00-\x7f] )
      | (?P<acronym> {one} (?:\.{one})+ \.? {no_word} ) {possessive}
      | (?<! [{HYPHENS}] ) (?P<designation> [A-Za-z]{{1,2}} [{HYPHENS}] [0-9]{{1,3}} [A-Za-z]{{0,2}}+
          {no_word} (?! [{IGNORABLE}] | \+[0-9] | [.,{HYPHENS}] {letter} ) ) {possessive}
      | (?P<grouped> \d{{1,3}}+ (?:,\d{{3}})++ (?!\d) (?:\.\d++)?+ ) (?:{run})?+ {tail}
      | \d++ (?:\.\d++)++ (?:{run})?+ {tail}
      | (?P<joined> [A-Za-z]{{1,3}} & [A-Za-z]{{1,3}} {no_word} (?! [{IGNORABLE}] ) ) {possessive}
      | (?P<language> [A-Za-z] (?: \+\+ | \# ) {no_word} (?! [{IGNORABLE}+\#] ) )
      | {run} {tail} {plus}
      | (?P<sign> [%$€£¥％﹪＄﹩￡￥] )
        {rest}
        """,
        re.VERBOSE,
    )


# Text of simple characters alone has an expression that compiles and matches faster. Both read it alike.
_SIMPLE = re.compile(f"[{SIMPLE}]*+")
_simple_word = _word(r"[^\W_]")


@cache
def _any_word() -> re.Pattern[str]:
    """The expression for every script: it reads a text's `shapes.shape`."""
    from index_store.shapes import CJK_CHARACTER, IGNORED, LETTER, MARK

    return _word(LETTER, MARK, IGNORED, f"| {CJK_CHARACTER}")


_SEPARATORS = re.compile(rf"[.,{HYPHENS}]")
_LOWER = re.compile(r"[a-z]")
_CAPITALS = re.compile(r"[A-Z]{2,}")
_WINDOW = 40

_Terms = tuple[str, str]
_CACHE_SIZE = 1 << 16
_cache: dict[str, _Terms] = {}


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order; ranges ascend and do not overlap. Linear in the length of the text."""
    known = _cache.get
    make = tuple.__new__  # twice as fast as Token(...), which unpacks its arguments in Python
    for match in _words(text):
        start, end = match.span()
        word = text[start:end]
        terms = known(word)
        if terms is not None:
            yield make(Token, (*terms, start, end))
        elif end - start > MAX_LENGTH:
            yield from _pieces(word, start)
        else:
            exact, stemmed = _new(word, match, text)
            if exact:
                yield make(Token, (exact, stemmed, start, end))


def _words(text: str) -> Iterator[re.Match[str]]:
    """Where the words are. What matches may be shapes instead of characters of the text."""
    if text.isascii() or _SIMPLE.fullmatch(text):
        return _simple_word.finditer(text)
    from index_store.shapes import shape

    return _any_word().finditer(shape(text))


def stem(term: str) -> str:
    """The Snowball English stem of an exact term, in one spelling; a trailing possessive or plus is removed
    first."""
    if not term.isascii():
        term = term.removesuffix("'s").removesuffix("+")
        return SIGNS.get(term, term)
    if term.endswith("'s"):
        term = term[:-2]
    if len(term) < 3 or "." in term:
        return SIGNS.get(term, term)
    if term[-1] == "+" and term[-2] != "+":
        term = term[:-1]
    return stemming.stem(one_spelling(term))


def _new(word: str, match: re.Match[str], text: str) -> _Terms:
    """The terms of a word that is not in the cache; what depends on its neighbours never is."""
    name = word[:-2] if word[-1] in "sS" and word[-2:-1] in APOSTROPHES else word
    if name in CAPITAL_ACRONYMS:
        if _shouted(text, *match.span()):
            return _plain(word)
        return _dotted(name, "'s" if name != word else "")
    terms = _terms(word, match.lastgroup)
    if terms[0]:
        if len(_cache) >= _CACHE_SIZE:
            _cache.clear()
        _cache[word] = terms
    return terms


def _terms(word: str, rule: str | None) -> _Terms:
    if rule == "acronym":
        letters = fold(word).replace(".", "")
        name, possessive, _ = letters.partition("'s")
        if name in FUNCTION_WORDS:
            return _dotted(name, possessive)
        return letters, stem(letters)
    if rule in ("designation", "grouped"):
        word = _SEPARATORS.sub("", word) if rule == "designation" else word.replace(",", "")
    return _plain(word)


def _plain(word: str) -> _Terms:
    term = fold(word)
    return term, stem(term)


def _dotted(name: str, possessive: str = "") -> _Terms:
    term = ".".join(name.lower()) + "."
    return term + possessive, term


def _pieces(word: str, start: int) -> Iterator[Token]:
    for at in range(0, len(word), MAX_LENGTH):
        piece = word[at : at + MAX_LENGTH]
        exact, stemmed = _plain(piece)
        if exact:
            yield Token(exact, stemmed, start + at, start + at + len(piece))


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals, and more than other acronyms ("US GDP")."""
    around = text[max(0, start - _WINDOW) : start] + " " + text[end : end + _WINDOW]
    if _LOWER.search(around):
        return False
    return any(len(word) > 5 or word.lower() in FUNCTION_WORDS for word in _CAPITALS.findall(around))


class _WordAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's analyser protocol over `tokens`. Instances hold no state and pickle to their class name."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        tokenize: bool = True,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[WhooshToken]:
        if not isinstance(value, str):
            raise TypeError(f"{value!r} is not a string")
        found = WhooshToken(positions, chars, removestops=removestops, mode=mode, **kwargs)
        for position, text, start, end in self._terms(value):
            found.text = text
            found.boost = 1.0
            if keeporiginal:
                found.original = value[start:end]
            if positions:
                found.pos = start_pos + position
            if chars:
                found.startchar = start_char + start
                found.endchar = start_char + end
            yield found

    def _terms(self, text: str) -> Iterator[tuple[int, str, int, int]]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class ExactAnalyzer(_WordAnalyzer):
    """The exact terms."""

    def _terms(self, text: str) -> Iterator[tuple[int, str, int, int]]:
        return ((i, t[0], t[2], t[3]) for i, t in enumerate(tokens(text)))


class StemmedAnalyzer(_WordAnalyzer):
    """The stems, at the positions of the exact terms."""

    def _terms(self, text: str) -> Iterator[tuple[int, str, int, int]]:
        return ((i, t[1], t[2], t[3]) for i, t in enumerate(tokens(text)))


class ValuesAnalyzer(_WordAnalyzer):
    """The exact terms of several values, separated by VALUE_SEPARATOR, VALUE_GAP positions apart."""

    def _terms(self, text: str) -> Iterator[tuple[int, str, int, int]]:
        position = offset = 0
        for value in text.split(VALUE_SEPARATOR):
            for token in tokens(value):
                yield position, token.exact, offset + token.start, offset + token.end
                position += 1
            position += VALUE_GAP
            offset += len(value) + len(VALUE_SEPARATOR)


def exact() -> ExactAnalyzer:
    """The analyser of quoted words: every word as printed, folded."""
    return ExactAnalyzer()


def stemmed() -> StemmedAnalyzer:
    """The analyser of bare words: every word's stem, stop words included."""
    return StemmedAnalyzer()


def values() -> ValuesAnalyzer:
    """The analyser of names."""
    return ValuesAnalyzer()
