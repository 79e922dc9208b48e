"""Habits of single issuers, each seen from what comes out."""

from __future__ import annotations

import pytest

from index_store.model import Document

from .test_adversarial import understand


def read(*lines: str, name: str = "event.txt") -> Document:
    return understand("\n\n".join(lines) + "\n", name)[1]


def voices(document: Document) -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for p in document.passages]


# ---------------------------------------------------------------- periods


FLOOR = (
    "FERRY SAFETY ACT",
    "Mr. GRANTHAM. Mr. Speaker, I rise to speak on the bill.",
    "Mr. HOLLIS of Vermont. Mr. Speaker, will the gentleman yield?",
    "Mr. GRANTHAM. I yield to my friend.",
    "Ms. HOLLIS of Maine. I rise in support of it.",
    "Mr. HOLLIS of Vermont. My State has no coast.",
)


def test_members_of_one_name_are_told_apart_by_their_states() -> None:
    document = read(*FLOOR)
    assert [p.speaker for p in document.passages] == ["Grantham", "Hollis", "Grantham", "Hollis", "Hollis"]
    assert [p.role for p in document.passages] == [None, "Vermont", None, "Maine", "Vermont"]


@pytest.mark.parametrize(
    "line",
    [
        "The SPEAKER pro tempore. The question is on the motion.",
        "Mr. VAN DER HOEK of the Northern Marianas. I object.",
        "The CLERK of the Whole House. I shall read the bill.",
        "Delegate PLASKETT-ORR. I reserve the right to object.",
    ],
)
def test_what_looks_like_a_label_with_a_period_is_nobody_elses(line: str) -> None:
    document = read(*FLOOR, line, "Mr. GRANTHAM. I yield back the balance of my time.")
    said = line.split(". ", 1)[1] if not line.startswith("Mr.") else "I object."
    assert all(p.speaker not in ("Grantham", "Hollis") for p in document.passages if said in p.text)


@pytest.mark.parametrize("said", ["NOTE: NONE OF THIS BINDS US.", "OK: WE GO ON.", "FIRST: THE FERRIES."])
def test_a_full_stop_inside_a_label_of_capitals(said: str) -> None:
    document = read(
        "TRANSCRIPT OF CHAIR DELL’S PRESS CONFERENCE",
        "CHAIR DELL. THE CANAL OPENED AT 5:00 A.M. AND CLOSED AGAIN.",
        "ICHIRO ORR. WILL THE CREWS BE PAID?",
        f"CHAIR DELL. {said}",
    )
    assert {p.speaker for p in document.passages} <= {"Dell", "Ichiro Orr", None}


def test_a_name_that_is_an_ordinary_word_among_many() -> None:
    others = [
        f"{n} RIVERA. Thank you. What of the canal?" for n in ("ANNA", "BORIS", "CARLA", "DORA", "EMIL")
    ]
    answers = ["CHAIR DELL. It is long, and it is open." for _ in others]
    turns = [x for pair in zip(others, answers, strict=True) for x in pair]
    document = read(
        "Transcript of Chair Dell’s Press Conference",
        *turns,
        "HEATHER LONG. Heather Long of the Post. Is it?",
        "CHAIR DELL. It is a long one.",
        "VICTORIA McGRANE. And is it deep?",
    )
    assert [p.speaker for p in document.passages][-3:] == ["Heather Long", "Dell", "Victoria McGrane"]


# ---------------------------------------------------------------- other labels


def test_numbers_of_questions_in_front_of_names() -> None:
    document = read(
        "Oral evidence: Small harbours",
        "Members present: Dame Harriet Loxley (Chair); Ben Appleyard.",
        "Q1 Chair: How many harbours have no owner?",
        "Rosalind Tremayne: Eleven, and one that has four.",
        "Q2 Ben Appleyard: In what year?",
        "Rosalind Tremayne: In 1887.",
        "Q3 Chair: Thank you. Is that all?",
        "Rosalind Tremayne: It is.",
    )
    assert [p.speaker for p in document.passages][::2] == [
        "Harriet Loxley",
        "Ben Appleyard",
        "Harriet Loxley",
    ]
    assert [p.kind for p in document.passages] == ["question", "answer"] * 3


def test_a_moderator_with_a_name_in_brackets() -> None:
    document = read(
        "Press Conference of the Atoll Forum",
        "Moderator (Lani Fotu): Good afternoon. We have two leaders.",
        "Prime Minister Tevita Kauna: We agreed on the wall.",
        "Moderator: Questions, please.",
        "Question: Who pays for it?",
        "Prime Minister Kauna: The sea does.",
    )
    assert [p.speaker for p in document.passages] == [
        "Lani Fotu",
        "Tevita Kauna",
        "Lani Fotu",
        None,
        "Tevita Kauna",
    ]


def test_names_and_time_codes_of_a_meeting() -> None:
    lines = ("Frida Okonjo  0:05", "Welcome to all of you.", "Gunnar Helle  0:17", "I thank you.")
    document = read(
        "Harbour Dialogues, Session 3", "September 18, 2029", *lines, "Frida Okonjo  1:42", "So do I."
    )
    assert voices(document) == [
        ("Frida Okonjo", "Welcome to all of you."),
        ("Gunnar Helle", "I thank you."),
        ("Frida Okonjo", "So do I."),
    ]


def test_the_programme_of_a_day_names_nobody() -> None:
    lines = (
        "Opening Session  9:30",
        "All are welcome.",
        "Coffee Break  10:30",
        "In the hall.",
        "Lunch  12:00",
    )
    document = read("Harbour Dialogues", *lines, "Soup is served.")
    assert [p.speaker for p in document.passages if p.speaker] == []


def test_initials_that_the_head_explains() -> None:
    document = read(
        "THE SUNDAY TABLE: INTERVIEW WITH PRISCILLA MONKTON",
        "Alasdair Muir (AM) talks to Priscilla Monkton (PM)",
        "AM: You were up at 5:30. Why?",
        "PM: To read page nine.",
        "AM: Would you write page ten?",
        "PM: I would.",
    )
    assert [p.speaker for p in document.passages] == ["Alasdair Muir", "Priscilla Monkton"] * 2


def test_the_magazine_asks() -> None:
    page = (
        "<html><head><title>A talk with Hedda Blom | The Mole</title></head><body>"
        "<h1>A talk with Hedda Blom</h1>"
        "<p><b>The Mole:</b> Why tunnels?</p><p><b>Hedda Blom:</b> Somebody has to like them.</p>"
        "<p><b>The Mole:</b> How long?</p><p><b>Blom:</b> Until spring.</p></body></html>"
    )
    document = understand(page, "talk.html")[1]
    assert [(p.speaker, p.outlet, p.kind) for p in document.passages] == [
        (None, "The Mole", "question"),
        ("Hedda Blom", None, "answer"),
    ] * 2


def test_a_hyphen_behind_labels_in_capitals() -> None:
    document = read(
        "Bakan Selim Karaca'nın Basın Toplantısı, 12 Mart 2030",
        "BAKAN SELİM KARACA - Hoş geldiniz. Köprü hazır.",
        "SORU - Köprü ne zaman açılacak?",
        "BAKAN SELİM KARACA - Gelecek yıl açılacak.",
        "SORU - Ücretli mi?",
        "BAKAN SELİM KARACA - Hayır.",
    )
    assert [p.speaker for p in document.passages] == [
        "Selim Karaca",
        None,
        "Selim Karaca",
        None,
        "Selim Karaca",
    ]


def test_the_floor_is_given_to_somebody_whom_no_label_names() -> None:
    head = (
        "Daily Press Briefing by the Office of the Spokesperson",
        "The following is a near-verbatim transcript by Fenella Dacosta, Spokesperson for the Chair.",
    )
    body = ("Question: Has he been seen?", "Spokesperson: He has been seen by me.")
    assert read(*head, "Good afternoon, everyone.", *body).passages[-1].speaker == "Fenella Dacosta"
    other = read(*head, "Good afternoon. After me you will hear from Ibrahim.", *body)
    assert other.passages[-1].speaker is None


# ---------------------------------------------------------------- heads


MAIL = """\
From: Press Desk <press@energy.example>
To: All
Sent: Wednesday, April 7, 2027 8:02 AM
Subject: transcript

Please find it below.

> Press Conference by Energy Minister Olga Feldt
> Tuesday, April 6, 2027, 11:15 a.m., Energy House
>
> Minister Feldt: Good morning. The grid held. I thank the
> crews who kept it up.
>
> Reporter: At what hour?
>
> Minister Feldt: At 3:10.

--
Press Desk
This message is confidential.
"""


def test_a_transcript_in_a_mail() -> None:
    document = understand(MAIL, "mail.txt")[1]
    assert document.date == "2027-04-06T11:15"
    assert voices(document) == [
        ("Olga Feldt", "Good morning. The grid held. I thank the crews who kept it up."),
        (None, "At what hour?"),
        ("Olga Feldt", "At 3:10."),
    ]


@pytest.mark.parametrize(
    ("lead", "date", "place"),
    [
        ("PORT ALVA, Ostaria, Sept. 27, 2029 - The first", "2029-09-27", "PORT ALVA, Ostaria"),
        ("GRETNA, Alder Valley (March 30, 2029) — The", "2029-03-30", "GRETNA, Alder Valley"),
        ("SAINT-AUBRAC, Nov 5, 2030 (Littorale) - The", "2030-11-05", "SAINT-AUBRAC"),
        ("CASTELMAR (CP) — The", None, "CASTELMAR"),
    ],
)
def test_datelines(lead: str, date: str | None, place: str) -> None:
    document = read(
        "Ostaria reopens its port",
        f"{lead} freighter in nine months docked on Thursday and was greeted by gulls.",
        "“We have missed the noise,” port director Tobias Lindqvist said.",
        "“The gulls came back first,” he said.",
    )
    assert (document.date, document.place) == (date, place)


def test_a_time_belongs_to_the_day_of_the_event() -> None:
    document = read(
        "Transcript of the quarterly fisheries briefing",
        "Released: 14 May 2031, 16:00",
        "Date: 12 May 2031",
        "Time: 10.30 a.m.",
        "Speaker: Ingrid Vaas, Fisheries Secretary",
        "Fisheries Secretary: Good morning. There were 310 boats.",
        "Media: How many were inspected?",
        "Fisheries Secretary: All those that stopped.",
    )
    assert document.date == "2031-05-12T10:30"
    assert document.passages[0].speaker == "Ingrid Vaas"


def test_a_bad_scan_of_a_label_is_nobodys_name() -> None:
    others = [f"{n} RIVERA. What of the canal?" for n in ("ANNA", "BORIS", "CARLA")]
    turns = [x for other in others for x in (other, "MR. FRASER: It is open.")]
    document = read("PRESS CLUB LUNCHEON", *turns, "O MRI. FRASER: I do not believe it has led to that.")
    assert "Mri" not in (document.passages[-1].speaker or "")
