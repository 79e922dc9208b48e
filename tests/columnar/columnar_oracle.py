"""What a segment has to say of rows, by the plainest means: sorted lists and dictionaries of positions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from columnar_making import Row
from whoosh.util.numeric import length_to_byte

from index_store.analysis import ValuesAnalyzer, tokens
from index_store.columnar.segment import Segment, TokenIndex
from index_store.columnar.stream import NO_TERM
from index_store.schema import FACET_FIELDS, NAME_FIELDS, NO_DATE, STORED_FIELDS

STORED = ("id", "document", "ordinal", "text", "title", "section", *FACET_FIELDS, *STORED_FIELDS)
DOCUMENT_LEVEL = ("document", "date", "title", "event", "place", "issuer", "language", "year", "path")
DOCUMENT_LEVEL += ("sha256", "date_text", "place_name", "issuer_name")

Words = list[tuple[int, bytes]]
"""Positions and terms of a text."""


def newest_first(rows: Sequence[Row]) -> list[Row]:
    """The rows in the order of a segment."""
    return sorted(
        rows, key=lambda r: ("date" not in r, -r.get("date", 0), r["document"].encode(), r["ordinal"])
    )


def check(segment: Segment, rows: Sequence[Row]) -> None:
    """Assert that a segment says of all these rows what it should, and nothing else."""
    ordered = newest_first(rows)
    assert segment.rows == len(segment) == len(ordered)
    assert not segment.container.damaged()
    _check_groups(segment, ordered)
    _check_values(segment, ordered)
    for number, row in enumerate(ordered):
        assert segment.text(number) == row.get("text", "")
        name = f"{row['document']}/{row['ordinal']}"
        assert segment.stored(number) == {"id": name} | {k: v for k, v in row.items() if k in STORED}
    _check_text(segment, [row.get("text", "") for row in ordered])
    for name in ("title", "section", *NAME_FIELDS):
        _check_words(segment.tokens[name], [words(name, v.decode()) for v in segment.values(name)])
        assert segment.meta["length"][name] == sum(len(words(name, v.decode())) for v in segment.values(name))


def words(field: str, value: str) -> Words:
    """The words of a value of a field other than text."""
    if field in NAME_FIELDS:
        return [(t.pos, t.text.encode()) for t in ValuesAnalyzer()(value, positions=True)]
    return [(i, t.stem.encode()) for i, t in enumerate(tokens(value))]


def _check_groups(segment: Segment, ordered: list[Row]) -> None:
    keys = [tuple(row.get(name) for name in DOCUMENT_LEVEL) for row in ordered]
    group = segment.group.tolist()
    assert [a == b for a, b in pairwise(group)] == [a == b for a, b in pairwise(keys)]
    firsts = [n for n in range(len(keys)) if n == 0 or keys[n] != keys[n - 1]]
    assert segment.group_first.tolist() == [*firsts, len(ordered)]
    assert group == [sum(first <= n for first in firsts) - 1 for n in range(len(ordered))]
    assert segment.date.tolist() == [ordered[n].get("date", NO_DATE) for n in firsts]
    assert segment.ordinal.tolist() == [row["ordinal"] for row in ordered]
    for low, high in ((199912312359, 202101010000), (0, 10**12), (202101010001, 202101010001)):
        first, last = segment.dated(low, high)
        inside = [n for n, row in enumerate(ordered) if low <= row.get("date", NO_DATE) <= high]
        assert list(range(first, last)) == inside


def _check_values(segment: Segment, ordered: list[Row]) -> None:
    names = {*segment.meta["columns"], *segment.meta["values"]}
    assert names >= {*FACET_FIELDS, *NAME_FIELDS, "title", "section", "document", "event", "how", "path"}
    for name in names:
        mine = [row.get(name, "") for row in ordered]
        values = [value.decode() for value in segment.values(name)]
        assert values == sorted(set(mine) - {""}, key=str.encode)
        assert [segment.value(name, number) for number in segment.by_row(name).tolist()] == mine
        assert [segment.value_of(name, row) for row in range(len(mine))] == mine
        assert [segment.number(name, value) for value in values] == list(range(1, len(values) + 1))
        assert segment.number(name, "no such value") == 0


def _check_text(segment: Segment, texts: list[str]) -> None:
    index = segment.tokens["text"]
    found = [list(tokens(text)) for text in texts]
    stems = [[(i, t.stem.encode()) for i, t in enumerate(one)] for one in found]
    exact = [[(i, t.exact.encode()) for i, t in enumerate(one)] for one in found]
    stem_by_term = {t.exact.encode(): t.stem.encode() for one in found for t in one}
    assert segment.meta["length"]["text"] == sum(map(len, found))
    _check_words(index, stems, exact)
    for term, stem in stem_by_term.items():
        number = index.term(term)
        assert index.spelling(number) == term
        assert index.stems[index.stem_of_[number]] == stem
        assert index.exact_df[number] == sum(any(t == term for _, t in one) for one in exact)
    for number, one in enumerate(found):
        starts, lengths = index.offsets(number)
        assert starts.tolist() == [t.start for t in one]
        assert lengths.tolist() == [t.end - t.start for t in one]


def _check_words(index: TokenIndex, texts: list[Words], exact: list[Words] | None = None) -> None:
    """The posting terms of all texts are `texts`; the terms `exact`, or the same."""
    forward = texts if exact is None else exact
    assert index.texts == len(texts)
    posting_terms = sorted({term for one in texts for _, term in one})
    assert list(index.stems) == posting_terms
    for number, term in enumerate(posting_terms):
        places = [[p for p, t in one if t == term] for one in texts]
        docs = [text for text, mine in enumerate(places) if mine]
        tf = [len(places[text]) for text in docs]
        assert index.stem(term) == number
        assert index.docs(number).tolist() == docs
        assert index.df[number] == len(docs)
        assert index.tf(number).tolist() == tf
        assert (index.codes(number) >> 8).tolist() == [min(n, 255) for n in tf]
        assert (index.codes(number) & 255).tolist() == [index.lenb_[text] for text in docs]
        assert index.positions(number).tolist() == [p for mine in places for p in mine]
        slots = [index.base_[text] + p for text, mine in enumerate(places) for p in mine]
        assert index.slots_of(number).tolist() == slots
    _check_terms(index, [term for one in forward for _, term in one])
    _check_forward(index, forward)


def _check_terms(index: TokenIndex, occurrences: list[bytes]) -> None:
    terms = sorted(set(occurrences))
    often: dict[bytes, int] = dict.fromkeys(terms, 0)
    for term in occurrences:
        often[term] += 1
    assert list(index.terms) == terms
    assert index.term("no such term") == -1
    assert index.exact_cf.tolist() == list(often.values())
    by_rank = sorted(range(len(terms)), key=lambda n: (-often[terms[n]], n))
    assert index.by_rank.tolist() == by_rank
    assert [by_rank[rank] for rank in index.rank.tolist()] == list(range(len(terms)))
    for prefix in (b"", b"t", b"ta", b"talk", b"\xff", b"x" * 9):
        low, high = index.range(prefix)
        assert terms[low:high] == [term for term in terms if term.startswith(prefix)]


def _check_forward(index: TokenIndex, texts: list[Words]) -> None:
    ranks, counts = index.forward(np.arange(len(texts)))
    assert index.lenb.tolist() == [length_to_byte(len(one)) for one in texts]
    at = 0
    for one, count in zip(texts, counts.tolist(), strict=True):
        mine = ranks[at : at + count].tolist()
        at += count
        assert count >= (one[-1][0] + 1 if one else 0)
        found = [(p, index.spelling(index.by_rank_[rank])) for p, rank in enumerate(mine) if rank != NO_TERM]
        assert found == one
