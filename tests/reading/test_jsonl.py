"""JSON Lines: the same values as the standard library reads, with their places in the file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.model import Ready, Source
from index_store.reading import Problem, ReadError, read_bytes
from index_store.reading.jsonl_lines import OWN, is_passage, reader, scanned
from index_store.reading.jsonl_objects import scan_object
from index_store.reading.layout import plain_blocks

from .checks import check

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=4,
)
RECORD = st.fixed_dictionaries(
    {"text": TEXT},
    optional={
        "doc_id": st.sampled_from("abc"),
        "speaker": st.none() | TEXT,
        "role": TEXT,
        "title": TEXT,
        "x": VALUE,
    },
)


@given(
    st.dictionaries(TEXT, VALUE), st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")])
)
def test_objects_as_the_standard_library_reads_them(
    value: dict[str, object], ascii_only: bool, separators: tuple[str, str]
) -> None:
    stored = json.dumps(value, ensure_ascii=ascii_only, separators=separators)
    members = scan_object("  " + stored + "  ", 2, len(stored) + 4)
    assert {name: member[0] for name, member in members.items()} == value
    for one, start, end in members.values():
        inside = ("  " + stored)[start:end]
        assert json.loads(f'"{inside}"' if isinstance(one, str) else inside) == one


@given(st.lists(RECORD, min_size=1, max_size=8), st.booleans(), st.sampled_from(["\n", "\r\n", "\n\n \n"]))
def test_records_come_back(records: list[dict[str, object]], ascii_only: bool, newline: str) -> None:
    stored = newline.join(json.dumps(one, ensure_ascii=ascii_only) for one in records)
    found = list(read_bytes(stored.encode(), "name.jsonl"))
    sources = [one for one in found if isinstance(one, Source)]
    assert [(one.text, one.part) for one in sources] == [
        (one["text"], one.get("doc_id")) for one in records if "speaker" not in one
    ]
    expected: dict[str, list[object]] = {}
    for one in records:
        if "speaker" in one:
            values = (one["text"], one["speaker"] or None, one.get("role") or None)
            expected.setdefault(str(one.get("doc_id", "name")), []).append(values)
    ready = [one for one in found if isinstance(one, Ready)]
    assert {one.part: [(p.text, p.speaker, p.role) for p in one.passages] for one in ready} == expected
    assert len(found) == len(sources) + len(ready)
    for document in ready:
        for passage in document.passages:
            assert json.loads(f'"{stored[passage.start : passage.end]}"') == passage.text


@given(TEXT, st.booleans(), st.data())
def test_the_map_of_a_document(text: str, ascii_only: bool, data: st.DataObject) -> None:
    stored = "\n" + json.dumps({"text": text}, ensure_ascii=ascii_only)
    [source] = read_bytes(stored.encode(), "a.jsonl")
    assert isinstance(source, Source)
    check(source)
    assert source.blocks == plain_blocks(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = source.map.stored(start, end)
    assert json.loads(f'"{source.stored[first:last]}"') == text[start:end]


BROKEN = [
    "{",
    "[]",
    "x",
    '{"text": 1}',
    '{"text": "a}',
    '{"text": "a"} {}',
    '{"speaker": "a"}',
    '{"text": "\\ud83d"}',
    '"x"',
    '{"text": "a",}',
    '{"text" "a"}',
    '{"text": }',
    '{"x": nul, "text": "a"}',
    '{"text": "a"',
    '{"x":' + "[" * 5000,
    '{text: "a"}',
    '{"text": "a\tb"}',
    '{"text": "a"}}',
    '{"a": 1 "text": "b"}',
    "{",
    '{"text":',
    '{"text',
    '{"text"',
]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("before", [True, False])
def test_a_broken_line_costs_only_itself(broken: str, before: bool) -> None:
    good = '{"doc_id": "d", "speaker": null, "text": "good"}'
    lines = [broken, good] if before else [good, broken]
    found = list(read_bytes("\n".join(lines).encode(), "a.jsonl"))
    [problem] = [one for one in found if isinstance(one, Problem)]
    assert (problem.path, problem.line) == ("a.jsonl", 1 if before else 2)
    assert problem.message
    [ready] = [one for one in found if isinstance(one, Ready)]
    assert [p.text for p in ready.passages] == ["good"]


def test_nothing_but_broken_lines() -> None:
    with pytest.raises(ReadError, match=r'^a.jsonl: holds no record with a "text" \(line 1: '):
        list(read_bytes(b'{"x": 1}\n{"y": 2}', "a.jsonl"))


def test_documents_that_are_mixed_are_put_together() -> None:
    lines = [
        {"doc_id": "b", "speaker": "S", "text": "1", "title": "B"},
        {"doc_id": "a", "speaker": None, "text": "2"},
        {
            "doc_id": "b",
            "speaker": "T",
            "text": "3",
            "date": "2024",
            "kind": "answer",
            "section": "x",
            "outlet": "o",
        },
    ]
    b, a = read_bytes("\n".join(map(json.dumps, lines)).encode(), "a.jsonl")
    assert isinstance(a, Ready) and isinstance(b, Ready)
    assert [p.text for p in b.passages] == ["1", "3"]
    assert b.metadata == {"doc_id": "b", "title": "B", "date": "2024"}
    assert (b.passages[1].kind, b.passages[1].section, b.passages[1].outlet) == ("answer", "x", "o")
    assert (a.part, [p.text for p in a.passages]) == ("a", ["2"])


def test_the_kind_of_a_document() -> None:
    [source] = read_bytes(
        b'{"text": "x", "kind": "press briefing", "tags": ["a", "b"], "date": 2024}', "a.jsonl"
    )
    assert isinstance(source, Source)
    assert source.metadata == {"kind": "press briefing", "tags": "a, b", "date": "2024"}


@pytest.mark.parametrize(
    "stored", ['{"text":\n "x", "doc_id": "1"}', '[{"doc_id": "1",\n"text": "x"}, {"text": "y"} ]\n']
)
def test_json_files(stored: str) -> None:
    found = [one for one in read_bytes(stored.encode(), "a.json") if isinstance(one, Source)]
    assert [one.text for one in found] == ["x", "y"][: stored.count("text")]
    for one in found:
        check(one)
        assert one.stored[slice(*one.map.stored(0, 1))] == one.text


def test_line_separators_within_a_string() -> None:
    [source] = read_bytes('{"text": "a\u2028b\u2029c\u0085d"}'.encode(), "a.jsonl")
    assert isinstance(source, Source)
    assert [source.text[b.start : b.end] for b in source.blocks] == ["a", "b", "c\u0085d"]


NAMES = st.sampled_from(["text", "speaker", "doc_id", "title", "x", "te\\u0078t", 'a"text'])
SCALAR = st.sampled_from(
    [
        "text",
        'text": "a',
        "a",
        "a\\b",
        "é",
        "\u2028",
        "🙂",
        "",
        None,
        1,
        1.5,
        -0.0,
        True,
        10**30,
        [],
        ["a", "b"],
    ]
)
NESTED = SCALAR | st.dictionaries(NAMES, SCALAR, max_size=2)


def spelt(name: str, value: object, ascii_only: bool, space: str) -> str:
    key = f'"{name}"' if name.startswith("te\\") else json.dumps(name, ensure_ascii=ascii_only)
    return f"{key}{space}:{space}{json.dumps(value, ensure_ascii=ascii_only)}"


@given(
    st.lists(st.tuples(NAMES, NESTED), max_size=5),
    st.booleans(),
    st.sampled_from(["", " ", "\t"]),
    st.sampled_from(["", " ", "x", "\u00a0", "}", "\r"]),
)
def test_a_line_that_is_read_fast_says_what_scanning_it_says(
    members: list[tuple[str, object]], ascii_only: bool, space: str, after: str
) -> None:
    line = "{" + ",".join(spelt(*member, ascii_only, space) for member in members) + "}" + after
    names = ("title", "x")
    stored = line.encode()
    found = reader(names)(stored)
    if found is None:
        return
    scan = scan_object(line, 0, len(line))
    expected = scanned({name: value for name, (value, _, _) in scan.items()}, names, *found[2:])
    assert (found[1], is_passage(found)) == (expected[1], is_passage(expected))
    for name in OWN:
        assert getattr(found[0], name) == getattr(expected[0], name)
    assert scan["text"][0] == json.loads(f'"{stored[found[2] : found[3]].decode()}"')


@pytest.mark.parametrize("ascii_only", [True, False])
def test_ordinary_lines_are_read_fast(ascii_only: bool) -> None:
    record = {"doc_id": "d", "title": "“Ōsaka”", "speaker": None, "text": 'She said "no" — in Ōsaka.\n'}
    for line in (json.dumps(record, ensure_ascii=ascii_only), json.dumps(record, separators=(",", ":"))):
        stored = line.encode()
        found = reader(["title"])(stored)
        assert found is not None
        assert (
            stored[found[2] : found[3]].decode()
            == json.dumps(record["text"], ensure_ascii="\\u" in line)[1:-1]
        )
        assert (found[0].doc_id, found[1], is_passage(found)) == ("d", ("“Ōsaka”",), True)


def test_what_describes_a_document_is_taken_from_the_first_record_that_says_it() -> None:
    lines = [
        {"doc_id": "a", "speaker": None, "text": "1", "title": None, "place": "Tokyo"},
        {"doc_id": "a", "speaker": None, "text": "2", "title": "T", "place": "Ōsaka"},
        {"doc_id": "a", "speaker": None, "text": "3", "title": "U", "date": "2024-01-12"},
    ]
    [ready] = read_bytes("\n".join(map(json.dumps, lines)).encode(), "a.jsonl")
    assert isinstance(ready, Ready)
    assert ready.metadata == {"doc_id": "a", "title": "T", "place": "Tokyo", "date": "2024-01-12"}
