"""Names of documents."""

from __future__ import annotations

from pathlib import PurePosixPath as P

from hypothesis import given
from hypothesis import strategies as st

from index_store.naming import document_id

PARTS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4)


def test_names_grow_until_they_are_free() -> None:
    path, root = P("/x/in/deep/a.txt"), P("/x/in")
    taken: set[str] = set()
    names = []
    for _ in range(6):
        names.append(document_id(path, root, None, taken))
        taken.add(names[-1])
    assert names == ["deep/a.txt", "in/deep/a.txt", "x/in/deep/a.txt", "/x/in/deep/a.txt", *names[4:]]
    assert document_id(path, root, "doc", set()) == "doc"
    assert document_id(path, root, "doc", {"doc"}) == "deep/a.txt#doc"
    assert document_id(path, root, "doc", {"doc", "deep/a.txt#doc"}) == "in/deep/a.txt#doc"


@given(st.lists(st.tuples(PARTS, st.integers(0, 3), st.sampled_from([None, "a", "b"]))))
def test_names_are_never_given_twice(documents: list[tuple[list[str], int, str | None]]) -> None:
    taken: set[str] = set()
    for parts, depth, part in documents:
        path = P("/", *parts)
        root = path.parents[min(depth, len(path.parents) - 1)]
        name = document_id(path, root, part, taken)
        assert name and name not in taken
        taken.add(name)
