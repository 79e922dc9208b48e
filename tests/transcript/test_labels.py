"""What the words in front of a line mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.transcript.labels import read_label

from .composing import FAMILY, GIVEN, OFFICES, OUTLETS, SENTENCES

ASKERS = [
    *(
        "Q:",
        "Q.",
        "Q ",
        "Q1.",
        "QUESTION:",
        "Question:",
        "Question 2:",
        "Reporter:",
        "REPORTER:",
        "Reporter 3:",
    ),
    *(
        "Journalist:",
        "JOURNALIST:",
        "Correspondent:",
        "Media:",
        "Press:",
        "Interviewer:",
        "QUESTIONER:",
        "Question :",
    ),
    *(
        "Frage:",
        "Zusatzfrage:",
        "PREGUNTA:",
        "Pergunta:",
        "Domanda:",
        "Вопрос:",
        "记者：",
        "記者：",
        "问：",
        "질문:",
    ),
    *(
        "【記者】",
        "（記者）",
        "س:",
        "प्रश्न:",
        "Soru:",
        "QUESTION-",
        "Q -",
        "Quesiton:",
        "(Q)",
        "Q\u00a0\u00a0",
    ),
    *("Pytanie:", "Question (translated from Italian):", "Vraag:", "Follow-up:"),
]
ANSWERERS = [
    *("A:", "A.", "Answer:", "Antwort:", "Respuesta:", "答：", "ج:", "Cevap:", "R -", "(A)", "Ответ:")
]
ATTENDANTS = [
    *(
        "MODERATOR:",
        "Moderator:",
        "STAFF:",
        "Interpreter:",
        "AUDIENCE:",
        "Operator:",
        "Moderador:",
        "主持人：",
        "司会：",
    ),
]


def said(label: str) -> str:
    """A line that begins with the label."""
    return label + ("" if label[-1] in " \u00a0" else " ") + "We measured it twice."


@pytest.mark.parametrize("voice", ["questioner", "answerer", "attendant"])
def test_voices_without_a_name(voice: str) -> None:
    for printed in {"questioner": ASKERS, "answerer": ANSWERERS, "attendant": ATTENDANTS}[voice]:
        label = read_label(said(printed))
        assert label is not None, printed
        assert (label.voice, label.name) == (voice, None), printed
        assert said(printed)[label.end :] == "We measured it twice.", printed


@pytest.mark.parametrize(
    ("printed", "name", "role", "outlet"),
    [
        ("Mr. Ren Sasa, Minister for Foreign Affairs:", "Ren Sasa", "Minister for Foreign Affairs", None),
        ("Mr. SASA Ren, Minister for Foreign Affairs:", "SASA Ren", "Minister for Foreign Affairs", None),
        ("Foreign Minister OTORI Keiko:", "OTORI Keiko", "Foreign Minister", None),
        ("Foreign Minister OTORI:", "OTORI", "Foreign Minister", None),
        ("Minister Otori:", "Otori", "Minister", None),
        ("Minister:", None, "Minister", None),
        ("THE PRESIDENT:", None, "THE PRESIDENT", None),
        ("PRIME MINISTER:", None, "PRIME MINISTER", None),
        ("Deputy Prime Minister:", None, "Deputy Prime Minister", None),
        ("CHIEF CABINET SECRETARY OKUDA:", "OKUDA", "CHIEF CABINET SECRETARY", None),
        ("MR. VANCE:", "VANCE", None, None),
        ("MR VANCE:", "VANCE", None, None),
        ("Ms. Vance:", "Vance", None, None),
        ("GEN. OVERGAARD:", "OVERGAARD", "GEN.", None),
        ("Ines Cald, Foreign Minister:", "Ines Cald", "Foreign Minister", None),
        ("Shri Arjun Rao, Official Spokesperson:", "Arjun Rao", "Official Spokesperson", None),
        ("Senator the Hon. Ines Cald:", "Ines Cald", "Senator", None),
        ("Mr. Osei (Talland):", "Osei", "Talland", None),
        ("Ines Cald:", "Ines Cald", None, None),
        ("Cald:", "Cald", None, None),
        ("K. Panin:", "K. Panin", None, None),
        ("Ludwig van Beek:", "Ludwig van Beek", None, None),
        ("van Beek:", "van Beek", None, None),
        ("O’Mara:", "O’Mara", None, None),
        ("CHAIR DELL.", "DELL", "CHAIR", None),
        ("President Dell.", "Dell", "President", None),
        ("NICK DOE.", "NICK DOE", None, None),
        ("Ines Cald (00:04):", "Ines Cald", None, None),
        ("Ines Cald: (10:08)", "Ines Cald", None, None),
        ("Speaker 2:", "Speaker 2", None, None),
        ("Spoksperson Hua:", "Hua", "Spoksperson", None),
        ("岩屋外務大臣：", "岩屋", "外務大臣", None),
        ("Kyodo News, TAKATORI:", "TAKATORI", None, "Kyodo News"),
        ("Takatori, Kyodo News:", "Takatori", None, "Kyodo News"),
        ("Asagao Shimbun, TAKATORI:", "TAKATORI", None, "Asagao Shimbun"),
        ("AFP:", None, None, "AFP"),
        ("Question (Reuters):", None, None, "Reuters"),
        ("Question from TASS:", None, None, "TASS"),
        ("Reporter (NHK):", None, None, "NHK"),
        ("Frage Jessel:", "Jessel", None, None),
        ("法新社记者：", None, None, "法新社"),
    ],
)  # fmt: skip
def test_who_speaks(printed: str, name: str | None, role: str | None, outlet: str | None) -> None:
    label = read_label(said(printed))
    assert label is not None
    assert (label.name, label.role, label.outlet) == (name, role, outlet)
    assert label.voice == ("questioner" if outlet or printed.startswith("Frage") else "person")
    assert said(printed)[label.end :] == "We measured it twice."


@pytest.mark.parametrize(
    "line",
    [
        *(
            "I will say two things: it is long, and it is wet.",
            "The ratio was 3:2 in our favour.",
            "Thank you.",
        ),
        *("At 5:00 a.m. the canal opened.", "https://example.org/a:b is the page.", "http://x.y: see there"),
        *(
            "and so: we go.",
            "what I mean is: nothing",
            "“Minister: where is it?” they asked.",
            "3:2 was the ratio.",
        ),
        *(
            '"Doe: liar," he wrote.',
            "Is it true: yes or no?",
            "We did. Minister: sit down.",
            "12:30 is lunch.",
        ),
        *(
            "He said that the Minister of Finance told him: never.",
            "In 2030 we said: no more.",
            "",
            ":",
            " : ",
            "::",
        ),
        *(
            "A man came.",
            "A: ".strip()[:1],
            "I. Rice stocks",
            "U.S. policy is clear: none.",
            "Mr. Speaker once said so.",
        ),
        *(
            "The reason was given by the Minister twice: money",
            "Question time is over.",
            "Q&A",
        ),
        *("See {this}: that", "a=b: c", "x|y: z", "100: that is how many", "Yes! Minister: now"),
    ],
)
def test_what_is_no_label(line: str) -> None:
    assert read_label(line) is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Note: none of this binds us.",
            "First: the boats.",
            "In short: we are ready.",
            "Conclusion: we were right.",
        ),
        *("Date: to be announced.", "Source: Harbour Office.", "Subject: rice.", "Place: the Harbour Room."),
        *("Contact: the Harbour Office.", "However: no.", "Yes: we did.", "Dear Sir: we regret."),
    ],
)
def test_words_that_begin_a_line_name_nobody_in_office(line: str) -> None:
    label = read_label(line)
    assert label is None or label.bare


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join))
def test_prose_is_at_most_a_bare_candidate(text: str) -> None:
    """No sentence reads as an office, a form of address, an outlet or a voice; words and a colon may look
    like a name, which the rest of the document has to bear out."""
    label = read_label(text)
    assert label is None or label.bare
    if label is not None:
        assert ":" in text[: label.end]


PEOPLE = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY))


@given(
    PEOPLE,
    st.sampled_from(OFFICES),
    st.sampled_from(["Mr. ", "Ms. ", "Dr. ", ""]),
    st.sampled_from([":", " :", "："]),
)
def test_name_and_office_in_any_composition(
    person: tuple[str, str], office: str, title: str, end: str
) -> None:
    given_name, family = person
    for name in (f"{given_name} {family}", f"{family.upper()} {given_name}"):
        label = read_label(f"{title}{name}, {office}{end} We measured it twice.")
        assert label is not None
        assert (label.name, label.role, label.voice) == (name, office, "person")
        label = read_label(f"{office} {name}{end} We measured it twice.")
        assert label is not None
        assert (label.name, label.role) == (name, office)


@given(PEOPLE, st.sampled_from(OUTLETS), st.sampled_from([": ", ":", "： "]))
def test_name_and_outlet_in_either_order(person: tuple[str, str], outlet: str, end: str) -> None:
    _, family = person
    for printed in (f"{outlet}, {family.upper()}", f"{family}, {outlet}", f"{family} ({outlet})"):
        label = read_label(f"{printed}{end}Is it true?")
        assert label is not None
        assert (label.voice, label.outlet) == ("questioner", outlet)
        assert label.name is not None and label.name.casefold() == family.casefold()


@given(st.text(max_size=200))
def test_any_line(line: str) -> None:
    label = read_label(line)
    if label is not None:
        assert 0 <= label.start < label.end <= len(line)
        assert label.voice in ("questioner", "answerer", "attendant", "person")
        assert label.printed.strip()


@given(st.sampled_from("(:.,’ABQ -【MR"), st.integers(1, 4000))
def test_long_runs_are_read_in_no_time(character: str, times: int) -> None:
    read_label(character * times + " x")
