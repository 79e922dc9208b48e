"""Tables: sequences of dataclass values, kept as columns."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.model import Passage
from index_store.table import Table

PASSAGES = st.lists(
    st.builds(
        Passage,
        st.integers(1, 9),
        st.text(max_size=3),
        st.just(((0, 1),)),
        speaker=st.none() | st.text(max_size=2),
        kind=st.sampled_from(["statement", "answer"]),
        answers_to=st.just(()) | st.just((1, 2)),
    ),
    max_size=5,
).map(tuple)


@given(PASSAGES, st.data())
def test_a_table_is_the_sequence_of_its_values(passages: tuple[Passage, ...], data: st.DataObject) -> None:
    table = Table.of(Passage, passages)
    assert table == passages and passages == table and hash(table) == hash(passages)
    assert len(table) == len(passages) and list(table) == list(passages)
    assert table.column("text") == [p.text for p in passages]
    first, last = data.draw(st.integers(0, 5)), data.draw(st.integers(0, 5))
    assert table[first:last] == passages[first:last]
    assert pickle.loads(pickle.dumps(table)) == table
    assert Table.of(Passage, table) is table
    assert table.replaced(kind=["note"] * len(table)) == tuple(
        Passage(p.ordinal, p.text, p.spans, speaker=p.speaker, kind="note", answers_to=p.answers_to)
        for p in passages
    )


def test_a_field_without_a_column_has_its_default() -> None:
    table = Table(Passage, {"ordinal": range(1, 3), "text": ["a", "b"], "spans": [((0, 1),), ((2, 3),)]})
    assert table == (Passage(1, "a", ((0, 1),)), Passage(2, "b", ((2, 3),)))
    assert table != (Passage(1, "a", ((0, 1),)),) and table != "ab"
    assert list(table.column("kind")) == ["statement", "statement"]
    assert not table.has("kind") and table.has("text")
    assert table[-1].text == "b" and repr(table).startswith("Table([Passage(ordinal=1")
    with pytest.raises(IndexError):
        table[2]


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"text": ["a"]},
        {"ordinal": [1], "text": ["a"], "spans": [((0, 1),)], "colour": ["red"]},
        {"ordinal": [1], "text": ["a", "b"], "spans": [((0, 1),)]},
    ],
)
def test_columns_that_make_no_values(columns: dict[str, list[object]]) -> None:
    with pytest.raises(ValueError, match="no columns of Passage"):
        Table(Passage, columns)
