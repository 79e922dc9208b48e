"""Fixtures: a small index in a folder, with everything that a search shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from search_samples import document, passage

from index_store.catalogue import Catalogue, FileRecord
from index_store.rows import rows
from index_store.writer import IndexWriter, create
from search import Searcher

CONFERENCES = [
    document(
        "talks-2021.txt",
        [
            passage(
                1, "I held a telephone talk with the Secretary.", speaker="Hayashi Yoshimasa", role="Minister"
            ),
            passage(
                2,
                "You discussed China. Was the Taiwan Strait discussed in that context?",
                speaker="Takatori",
                outlet="Kyodo News",
                kind="question",
            ),
            passage(
                3,
                "We shared the view on the importance of peace and stability across the Taiwan Strait.",
                speaker="Hayashi Yoshimasa",
                role="Minister",
                kind="answer",
                answers_to=(2,),
            ),
            passage(4, "(Laughter.)", kind="note"),
        ],
        title="Press Conference on Taiwan",
        date="2021-11-13T09:25",
        place="Tokyo",
    ),
    document(
        "talks-2024.txt",
        [
            passage(1, "Opening remarks on the Indo-Pacific.", speaker="Kamikawa Yoko", role="Minister"),
            passage(2, "What of Taiwan?", kind="question", outlet="Jiji Press"),
            passage(
                3,
                "Taiwan is an extremely important partner.",
                speaker="Kamikawa Yoko",
                kind="answer",
                answers_to=(2,),
            ),
        ],
        title="Remarks",
        date="2024-01-12",
        place="Washington D.C.",
    ),
    document(
        "article.txt",
        [
            passage(1, "“Such acts of violence can never be justified.”", quotes=("Iwaya Takeshi",)),
            passage(2, "An article about peace.", quotes=("Blinken Antony", "Hayashi Yoshimasa")),
        ],
        title="News",
    ),
]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index")
    create(made)
    writer = IndexWriter(made)
    for record, transcript in CONFERENCES:
        writer.add(rows(record, transcript))
    files = tuple(
        FileRecord(record.path, "/there", 1, 1, record.sha256, (record,)) for record, _ in CONFERENCES
    )
    writer.commit(Catalogue(("/there",), files))
    return made


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    with Searcher(folder) as opened:
        yield opened
