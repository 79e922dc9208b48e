"""What holds for every document that a reader gives, and how to read one from a string."""

from __future__ import annotations

from itertools import pairwise

from index_store.model import Source
from index_store.reading import Problem, ReadError, read_bytes
from index_store.reading.layout import BLANK, BREAKS


def read_one(data: str | bytes, name: str) -> Source:
    found = read_bytes(data.encode() if isinstance(data, str) else data, name)
    sources = [one for one in found if isinstance(one, Source)]
    assert len(sources) == 1
    check(sources[0])
    return sources[0]


def shown(source: Source, region: str | None = None) -> list[str]:
    return [source.text[b.start : b.end] for b in source.blocks if region is None or b.region == region]


def check(source: Source) -> None:
    """Blocks ascend, are trimmed and hold no line break; the map is well formed and covers the text."""
    text, map = source.text, source.map
    last = 0
    for i, block in enumerate(source.blocks):
        assert last <= block.start < block.end <= len(text)
        assert not text[last : block.start].strip(BLANK)
        line = text[block.start : block.end]
        assert line.strip(BLANK) == line
        assert not set(line) & set(BREAKS)
        assert block.gap == 2 if i == 0 else block.gap >= 0
        for ranges in (block.bold, block.links):
            at = block.start
            for start, end in ranges:
                assert at <= start < end <= block.end
                at = end
        last = block.end
    assert not text[last:].strip(BLANK)
    assert map.length == len(text)
    assert len(map.text) == len(map.start) == len(map.end)
    assert list(map.text) == sorted(set(map.text)) and (not map.text or map.text[0] == 0)
    for i in range(len(map.text)):
        assert (
            map.start[i] <= map.end[i] <= (map.start[i + 1] if i + 1 < len(map.text) else len(source.stored))
        )
    edges = [map.stored(i, i + 1) for i in range(min(len(text), 300))]
    assert all(a[1] <= b[0] or a == b for a, b in pairwise(edges))
    data = source.stored.encode(source.encoding)
    assert data.decode(source.encoding) == source.stored


def read_or_refuse(data: bytes, name: str) -> list[Source]:
    try:
        found = list(read_bytes(data, name))
    except ReadError as error:
        assert str(error).startswith(name)
        return []
    for one in found:
        if isinstance(one, Source):
            check(one)
        elif isinstance(one, Problem):
            assert one.path == name and one.line >= 1 and one.message
    return [one for one in found if isinstance(one, Source)]
