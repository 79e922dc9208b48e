"""Checks of a segment: is every array what `layout` says, and do they agree with each other and the texts?

    Segment --problems--> sentences, none for a sound segment

Checksums say that a file is what was written; this says that what was written makes sense. The postings are
not trusted: each of their places is looked up in the forward stream, and the stream is made again from texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from index_store.basics import KaikenError
from index_store.columnar import layout
from index_store.columnar.arrays import Array, ranges
from index_store.columnar.segment import Segment, TokenIndex
from index_store.columnar.stream import NO_TERM
from index_store.columnar.tokens import BatchTokeniser
from index_store.schema import NO_DATE

_Subject = TypeVar("_Subject", Segment, TokenIndex)

PIECE = 4096
"""Texts that are looked at together."""


def problems(segment: Segment) -> Iterator[str]:
    """What is wrong with a segment. Reads all of it, and analyses all texts again."""
    damaged = segment.container.damaged()
    if damaged:
        yield f"the checksums of {', '.join(damaged)} are wrong"
        return
    checks: list[Callable[[Segment], Iterator[str]]] = [_rows, _strings, _columns, _order]
    for check in checks:
        yield from _guarded(check, segment)
    for name, index in segment.tokens.items():
        for problem in _guarded(_words, index):
            yield f"{name}: {problem}"
    for problem in _guarded(_analysis, segment):
        yield f"text: {problem}"


def _guarded(check: Callable[[_Subject], Iterator[str]], subject: _Subject) -> Iterator[str]:
    try:
        yield from check(subject)
    except (KaikenError, ValueError, IndexError, KeyError, TypeError, OverflowError) as error:
        yield f"{check.__name__.strip('_')} cannot be read ({type(error).__name__}: {error})"


def _rows(segment: Segment) -> Iterator[str]:
    """Groups and numbers."""
    rows, first = segment.rows, segment.group_first.astype(np.int64)
    groups = len(first) - 1
    if not _ascends(first, 0, rows, strictly=True):
        yield "group.first does not ascend from 0 to the number of passages"
    elif not np.array_equal(segment.group, np.repeat(np.arange(groups), np.diff(first))):
        yield "group does not agree with group.first"
    sizes = {"ordinal": rows, "date": groups, **{f"num.{name}": rows for name in layout.NUMBERS}}
    for name, size in sizes.items():
        if len(segment.array(name)) != size:
            yield f"{name} has {len(segment.array(name))} items instead of {size}"


def _strings(segment: Segment) -> Iterator[str]:
    """Texts, and what is stored as JSON."""
    for name in ("body", "extra"):
        off, blob = segment.array(f"{name}.off").astype(np.int64), segment.array(f"{name}.blob")
        if len(off) != segment.rows + 1 or not _ascends(off, 0, len(blob)):
            yield f"{name}.off does not ascend from 0 to the size of {name}.blob"
            continue
    for row in range(segment.rows):
        segment.stored(row)


def _columns(segment: Segment) -> Iterator[str]:
    """Exact values and the numbers of rows and groups in them."""
    for name in (*layout.COLUMNS, *layout.WORD_VALUES):
        values, numbers = segment.values(name), segment.column(name)
        size = segment.rows if segment.level(name) == "row" else len(segment.group_first) - 1
        if len(numbers) != size:
            yield f"column {name} has {len(numbers)} items instead of {size}"
        if not np.array_equal(np.unique(numbers[numbers > 0]), np.arange(1, len(values) + 1)):
            yield f"the numbers of column {name} are not those of its values"
        if not _sorted(values):
            yield f"the values of column {name} do not ascend"
        for value in values:
            value.decode()


def _order(segment: Segment) -> Iterator[str]:
    """Rows stand in the order of the sort `newest`."""
    date = segment.date[segment.group]
    key = np.lexsort((segment.ordinal, segment.by_row("document"), -date, date == NO_DATE))
    if not np.array_equal(key, np.arange(segment.rows)):
        yield "passages are not in the order of date, document and place in the document"


def _words(index: TokenIndex) -> Iterator[str]:
    """Terms, the forward stream, postings and positions."""
    terms, stems = index.terms, index.stems
    if not _sorted(terms) or not _sorted(stems):
        yield "terms do not ascend"
    size = np.arange(len(terms))
    if not np.array_equal(np.sort(index.rank), size) or not np.array_equal(index.rank[index.by_rank], size):
        yield "rank and by_rank are not each other's inverse"
        return
    if len(index.stem_of) != len(terms) or not _below(index.stem_of, len(stems)):
        yield "stem_of names stems that do not exist"
        return
    base = index.base.astype(np.int64)
    if len(base) != index.texts + 1 or not _ascends(base, 1, len(index.fwd), strictly=True):
        yield "base does not ascend over the forward stream"
        return
    yield from _stream(index, base)
    yield from _postings(index, base)


def _stream(index: TokenIndex, base: Array) -> Iterator[str]:
    fwd = index.fwd
    rare = np.flatnonzero(fwd == layout.RARE)
    if not np.array_equal(rare, index.rare_at) or not _below(index.rare_rank, len(index.terms)):
        yield "rare does not agree with the forward stream"
    if not _below(fwd[fwd < layout.RARE], len(index.terms)):
        yield "the forward stream names terms that do not exist"
    if not (fwd[base - 1] == layout.PAD).all():
        yield "texts are not apart in the forward stream"
    if index.step is not None and len(index.step) != len(fwd):
        yield "step is not as long as the forward stream"


def _postings(index: TokenIndex, base: Array) -> Iterator[str]:
    """Every place of every posting is a slot of the forward stream with that term; there are no others."""
    ptr, pptr = index.ptr.astype(np.int64), index.pptr.astype(np.int64)
    stems = len(index.stems)
    sound = len(ptr) == len(pptr) == stems + 1
    if not sound or not _ascends(ptr, 0, len(index.code)) or not _ascends(pptr, 0, len(index.pos)):
        yield "ptr or pptr do not ascend over postings and positions"
        return
    if int((index.fwd != layout.PAD).sum()) != len(index.pos):
        yield "there are not as many positions as words"
    for stem in range(stems):
        texts, tf = index.docs(stem), index.tf(stem)
        if not len(texts) or not _ascends(
            texts.astype(np.int64), int(texts[0]), index.texts - 1, True, False
        ):
            yield f"the texts of posting term {stem} do not ascend"
            return
        if int(tf.sum()) != pptr[stem + 1] - pptr[stem] or int(tf.min()) < 1:
            yield f"the frequencies of posting term {stem} are not those of its positions"
            return
        if not np.array_equal(index.codes(stem) & 255, index.lenb[texts]):
            yield f"the lengths of posting term {stem} are not those of its texts"
        slots = index.slots_of(stem)
        ranks = index.ranks_at(slots)
        inside = (slots < np.repeat(base[texts.astype(np.int64) + 1] - 1, tf)).all()
        if not inside or not (np.diff(slots) > 0).all() or not _below(ranks, len(index.terms)):
            yield f"the positions of posting term {stem} are outside of its texts"
        elif not (index.stem_of[index.by_rank[ranks]] == stem).all():
            yield f"the positions of posting term {stem} are those of other words"
        champions = index.champions(stem)
        if champions is not None and not _ascends(
            champions.astype(np.int64), None, len(texts) - 1, True, False
        ):
            yield f"the champions of posting term {stem} are no postings of it"


def _analysis(segment: Segment) -> Iterator[str]:
    """The words and their places are what the texts hold."""
    index, tokeniser = segment.tokens[layout.TEXT], BatchTokeniser()
    known = np.empty(0, np.int64)
    for first in range(0, segment.rows, PIECE):
        rows = np.arange(first, min(first + PIECE, segment.rows))
        found = tokeniser.add([segment.text(row) for row in rows.tolist()])
        fresh = [index.term(term) for term in tokeniser.terms[len(known) :]]
        known = np.concatenate([known, np.array(fresh, np.int64)])
        ranks, counts = index.forward(rows)
        if not np.array_equal(counts, found.counts) or (ranks == NO_TERM).any():
            yield f"passages {first} to {int(rows[-1])} have another number of words"
        elif not np.array_equal(index.by_rank[ranks], known[found.ids]):
            yield f"passages {first} to {int(rows[-1])} have other words"
        elif not _same_places(index, rows, found.gaps, found.lengths):
            yield f"passages {first} to {int(rows[-1])} have words at other places"
    stems = [index.stem(stem) for stem in tokeniser.stems]
    if not np.array_equal(index.stem_of[known], stems):
        yield "words have other stems"


def _same_places(index: TokenIndex, rows: Array, gaps: Array, lengths: Array) -> bool:
    assert index.step is not None and index.far is not None
    base = index.base.astype(np.int64)
    slots = ranges(base[rows], base[rows + 1] - base[rows] - 1)
    step = index.step[slots]
    gap, length = (step >> 5).astype(np.int64), (step & layout.LENGTH_FAR).astype(np.int64)
    far = (gap == layout.GAP_FAR) | (length == layout.LENGTH_FAR)
    at = np.searchsorted(index.far.at, slots[far])
    gap[far], length[far] = index.far.gap[at], index.far.length[at]
    return np.array_equal(gap, gaps) and np.array_equal(length, lengths)


def _below(numbers: Array, limit: int) -> bool:
    return int(numbers.max(initial=0)) < max(limit, 1)


def _sorted(values: Sequence[bytes]) -> bool:
    return all(a < b for a, b in pairwise(values))


def _ascends(
    numbers: Array, first: int | None, last: int, strictly: bool = False, reaching: bool = True
) -> bool:
    """Whether numbers ascend from `first` to `last`, or to less where they need not be `reaching` it."""
    if not len(numbers) or (first is not None and numbers[0] != first):
        return False
    steps = np.diff(numbers)
    ends = numbers[-1] == last if reaching else numbers[-1] <= last
    return bool(ends and (steps > 0 if strictly else steps >= 0).all())
