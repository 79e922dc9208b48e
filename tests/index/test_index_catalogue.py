"""The catalogue: documents of files are read when somebody asks for them, and written as they were."""

from __future__ import annotations

import io

from index_store.catalogue import Catalogue, DocumentRecord, FileRecord, encode, read_body
from index_store.header import read_header
from index_store.model import Person

DOCUMENTS = tuple(
    DocumentRecord(f"d{n}", "/in/a", "00", "text/plain", "utf-8", n, people=(Person("Kōno Tarō"),))
    for n in range(3)
)
FILES = (FileRecord("/in/a", "/in", 3, 4, "00", DOCUMENTS, "ff"), FileRecord("/b", "/", 0, 0, ""))


def read(stored: bytes, generation: int) -> Catalogue:
    file = io.BytesIO(stored)
    return read_body(file, read_header(file, "here", generation), "here", generation)


def test_what_is_written_is_read() -> None:
    known = Catalogue(("/in",), FILES)
    again = read(encode(known, 7), 7)
    assert again.ids() == known.ids() == {"d0", "d1", "d2"}
    first, second = again.files
    assert len(first.documents) == 3 and not second.documents
    assert first.documents[1] == DOCUMENTS[1] and first.documents[:2] == DOCUMENTS[:2]
    assert list(first.documents) == list(DOCUMENTS)
    assert again == known and read(encode(known, 7), 7) == again
    assert hash(first) == hash(FILES[0]) and first != second


def test_what_nobody_asked_for_is_written_as_it_was() -> None:
    stored = encode(Catalogue(("/in",), FILES), 7)
    unread = read(stored, 7)
    assert encode(unread, 7) == stored
    assert encode(read(encode(unread, 8), 8), 7) == stored
    assert [file.documents[:1] for file in unread.files] == [DOCUMENTS[:1], ()]
    assert encode(unread, 7) == stored
