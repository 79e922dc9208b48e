"""Heads of documents, what surrounds a transcript, and who answers whom: seen from what comes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.model import Document

from .test_adversarial import understand

BODY = (
    "Minister Tolland: Good morning. The canal opened at dawn.\n\n"
    "Reporter: Will the crews be paid?\n\n"
    "Minister Tolland: They will. We measured it twice.\n"
)
TITLE = "Press Conference by Minister for Foreign Affairs Ines Tolland"
SAID = [
    "Good morning. The canal opened at dawn.",
    "Will the crews be paid?",
    "They will. We measured it twice.",
]


def read(text: str, name: str = "event.txt") -> Document:
    return understand(text, name)[1]


def texts(document: Document) -> list[str]:
    return [p.text for p in document.passages]


# ---------------------------------------------------------------- the head


@pytest.mark.parametrize(
    ("lines", "date", "place"),
    [
        (["Tuesday, June 4, 2030, 1:22 p.m. Harbour Press Room"], "2030-06-04T13:22", "Harbour Press Room"),
        (
            ["Date: June 4, 2030, 1:22 p.m.", "Place: Harbour Press Room"],
            "2030-06-04T13:22",
            "Harbour Press Room",
        ),
        (["June 4, 2030", "1:22 p.m. EST"], "2030-06-04T13:22", None),
        (["June 4, 2030", "13:22-13:59", "Harbour Press Room"], "2030-06-04T13:22", "Harbour Press Room"),
        (["(Tuesday, June 4, 2030, 0:22 p.m.)"], "2030-06-04T12:22", None),
        (["4 June 2030"], "2030-06-04", None),
        (["Published: June 5, 2030", "Date: June 4, 2030"], "2030-06-04", None),
        (["June 4, 2030", "Last updated: June 9, 2030 10:00"], "2030-06-04", None),
        (["Last updated: 9 June 2030", "4 June 2030"], "2030-06-04", None),
        ([], None, None),
    ],
)
def test_date_and_place(lines: list[str], date: str | None, place: str | None) -> None:
    document = read("\n\n".join([TITLE, *lines, BODY]))
    assert document.title == TITLE
    assert document.date == date
    assert document.place == place
    assert texts(document) == SAID


def test_a_weekday_that_contradicts_the_date_is_flagged() -> None:
    document = read(f"{TITLE}\n\nMonday, June 4, 2030\n\n{BODY}")
    assert document.date == "2030-06-04"
    assert any("weekday" in flag for flag in document.flags)
    assert not any("weekday" in flag for flag in read(f"{TITLE}\n\nTuesday, June 4, 2030\n\n{BODY}").flags)


@pytest.mark.parametrize(
    ("title", "event"),
    [
        (TITLE, "press conference"),
        ("Department Press Briefing – June 4, 2030", "press briefing"),
        ("Interview with Foreign Minister Ines Tolland", "interview"),
        ("Speech by Foreign Minister Ines Tolland", "speech"),
        ("Doorstop – Coral Harbour", "doorstop"),
    ],
)
def test_kind_of_event(title: str, event: str) -> None:
    assert read(f"{title}\n\nTuesday, June 4, 2030\n\n{BODY}").event == event


@pytest.mark.parametrize(
    "title",
    [
        "Press Conference by Minister for Foreign Affairs Ines Tolland",
        "Press Conference by Foreign Minister TOLLAND Ines",
        "Foreign Minister Ines Tolland’s Press Conference",
        "Extraordinary Press Conference by Minister Ines Tolland",
    ],
)
def test_the_title_names_who_an_office_is(title: str) -> None:
    document = read(f"{title}\n\nTuesday, June 4, 2030\n\n" + BODY.replace("Minister Tolland:", "Minister:"))
    shown = [p.speaker and sorted(p.speaker.split()) for p in document.passages]
    assert shown == [["Ines", "Tolland"], None, ["Ines", "Tolland"]]
    assert texts(document) == SAID


def test_a_title_that_names_the_successor() -> None:
    """Who the labels name speaks, whoever the title names."""
    document = read(f"Press Conference by Foreign Minister Keiko Otori\n\nJune 4, 2030\n\n{BODY}")
    assert {p.speaker for p in document.passages} <= {None, "Tolland"}
    assert document.passages[0].speaker == "Tolland"


# ---------------------------------------------------------------- furniture

AROUND = [
    *(
        "Home",
        "Skip to content",
        "Share this page",
        "Related Information (Japan-Tamsen Relations)",
        "Back to top",
    ),
    *(
        "# # #",
        "* * *",
        "[ENDS]",
        "Subscribe to our newsletter",
        "(Video)",
        "Contact us | Site policy",
        "Print",
    ),
    *("Click to share on X (Opens in new window)", "Leave a Reply", "Last updated: June 9, 2030"),
]


@given(st.lists(st.sampled_from(AROUND[-7:]), max_size=2, unique=True))
def test_what_follows_a_transcript_is_not_said(after: list[str]) -> None:
    document = read(f"{TITLE}\n\nTuesday, June 4, 2030\n\n{BODY}\n" + "\n\n".join(after) + "\n")
    assert texts(document)[:3] == SAID
    assert not set(texts(document)) & {"# # #", "* * *", "[ENDS]"}


@pytest.mark.parametrize(
    "line", ["# # #", "* * *", "Share this page", "Related Information (Japan-Tamsen Relations)"]
)
def test_lines_that_nobody_says(line: str) -> None:
    assert texts(read(f"{TITLE}\n\nTuesday, June 4, 2030\n\n{BODY}\n{line}\n")) == SAID


@given(st.sampled_from(["- {n} -", "Page {n} of 9", "MORE\n\n- {n} -"]), st.integers(2, 9))
def test_page_furniture_within_a_sentence(mark: str, n: int) -> None:
    broken = BODY.replace("We measured it twice.", f"We\n\n{mark.format(n=n)}\n\nmeasured it twice.")
    document = read(f"{TITLE}\n\nTuesday, June 4, 2030\n\n{broken}")
    said = " ".join(texts(document))
    assert mark.format(n=n).splitlines()[-1] not in said
    assert "measured it twice." in said


def test_a_contents_list_is_not_said() -> None:
    headings = ["Survey of the Coral Shelf", "Cherry Trees for Harrowmere"]
    body = (
        f"{headings[0]}\n\nMinister Tolland: Good morning. The canal opened at dawn.\n\n"
        f"{headings[1]}\n\nReporter: Will the crews be paid?\n\n"
        "Minister Tolland: They will. We measured it twice.\n"
    )
    document = read("\n\n".join([TITLE, "Tuesday, June 4, 2030", "Main topics:", *headings, body]))
    assert texts(document) == SAID
    assert [p.section for p in document.passages] == [headings[0], headings[1], headings[1]]


@given(
    st.sampled_from(["nav", "aside", "footer", "form"]),
    st.sampled_from(["Ines Cald: I was here.", "Q: Who?", "Some words."]),
)
def test_regions_of_a_page_that_nobody_says(tag: str, words: str) -> None:
    paragraphs = "".join(f"<p>{x}</p>" for x in ["Tuesday, June 4, 2030", *BODY.strip().split("\n\n")])
    page = f"<html><body><main><h1>{TITLE}</h1>{paragraphs}</main><{tag}><p>{words}</p></{tag}></body></html>"
    assert texts(read(page, "event.html")) == SAID


# ---------------------------------------------------------------- exchanges


def exchange(*lines: str) -> Document:
    return read("\n\n".join([TITLE, "Tuesday, June 4, 2030", *lines]) + "\n")


def test_several_questions_and_one_answer() -> None:
    document = exchange(
        *("Minister Tolland: Good morning.", "Reporter: Who pays?", "Reporter: And when?"),
        *(
            "Minister Tolland: We do. On Monday.",
            "Reporter: Why Monday?",
            "Minister Tolland: It comes first.",
        ),
    )
    assert [(p.kind, p.answers_to) for p in document.passages] == [
        *(("statement", ()), ("question", ()), ("question", ()), ("answer", (2, 3))),
        *(("question", ()), ("answer", (5,))),
    ]


def test_all_paragraphs_of_an_answer_answer() -> None:
    document = exchange(
        *("Minister Tolland: Good morning.", "Reporter: Two questions.", "Who pays?"),
        *("Minister Tolland: We do.", "On Monday.", "(Laughter.)", "And on Tuesday."),
    )
    assert [(p.kind, p.answers_to) for p in document.passages] == [
        *(("statement", ()), ("question", ()), ("question", ()), ("answer", (2, 3)), ("answer", (2, 3))),
        *(("note", ()), ("answer", (2, 3))),
    ]


def test_a_second_person_answers_the_same_question() -> None:
    document = exchange(
        *("Minister Tolland: Good morning.", "Reporter: Who pays for the boats, and when?"),
        "Minister Tolland: I shall ask the Treasurer, who has come with me, to answer that.",
        "Treasurer Vance: The crews were paid on Monday, all of them, and they were paid in full by noon.",
    )
    assert [(p.kind, p.answers_to) for p in document.passages][2:] == [("answer", (2,)), ("answer", (2,))]
    assert document.passages[3].speaker == "Vance"


def test_nothing_is_answered_before_it_is_asked() -> None:
    document = exchange("Minister Tolland: Good morning.", "The canal opened at dawn.")
    assert [(p.kind, p.answers_to) for p in document.passages] == [("statement", ()), ("statement", ())]


@given(st.lists(st.sampled_from(["M", "R", "note"]), min_size=1, max_size=14))
def test_any_order_of_voices(order: list[str]) -> None:
    lines = {
        "M": "Minister Tolland: We measured it twice.",
        "R": "Reporter: Who pays?",
        "note": "(Laughter.)",
    }
    document = exchange(
        "Minister Tolland: Good morning.", *(lines[x] for x in order), "Reporter: Is that all?"
    )
    pending: list[int] = []
    answered: tuple[int, ...] = ()
    for passage in document.passages:
        if passage.text in ("Who pays?", "Is that all?"):
            assert (passage.kind, passage.speaker) == ("question", None)
            pending.append(passage.ordinal)
        elif passage.text.startswith("("):
            assert (passage.kind, passage.speaker) == ("note", None)
        else:
            answered = tuple(pending) or answered
            pending = []
            assert passage.speaker == "Ines Tolland"
            assert passage.answers_to == answered
            assert passage.kind == ("answer" if answered else "statement")
