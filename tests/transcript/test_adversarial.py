"""Prose that looks like labels, put into composed transcripts anywhere: nobody is made up by it, and nobody's
words pass to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.model import Document, Source
from index_store.passages import from_transcript
from index_store.reading import read_bytes
from index_store.transcript import parse

from .composing import (
    Said,
    Someone,
    Style,
    as_html,
    as_markdown,
    as_owned_lines,
    as_text,
    as_wrapped,
    events,
    shown,
)
from .test_composed import same_name

Owned = list[tuple[str, str | None, bool]]
"""Paragraphs with the only name that may be shown for them, and whether anybody says them."""

COLONS = [
    "Note: the figures are those of last year.",
    "Nota bene: nothing binds us.",
    "I will say two things: it is long, and it is wet.",
    "What we need is this: boats, nets and time.",
    "Ukraine: we stand with it, today and tomorrow.",
    "Climate Change: the heart of it.",
    "Harrowmere: 1,200 million",
    "Ferries, Nets and Boats: we need them all.",
    "First: the boats. Second: the nets.",
    "Conclusion: we were right.",
    "Fact: the canal is long.",
    "Bottom line: nobody pays.",
    "Date: to be announced.",
    "Source: Harbour Office.",
    "Attention: wet paint.",
    "Tip: bring a coat.",
    "Important: the doors close at noon.",
    "Breaking: the ferries run.",
    "Re: your letter of Monday.",
    "The Harbour Act: what it says and what it does not.",
    "Peace in Our Time: that was the headline.",
    "Read my lips: no new taxes.",
    "Yes: we did. No: we will not.",
    "Thank you: that is all I can say.",
    "Ladies and gentlemen: the ferries.",
    "My friends: it was close.",
    "Mr. Speaker: I beg to differ, as my father used to say.",
]
TIMES = [
    "At 5:00 a.m. the ferries run, at 6:30 they stop.",
    "5:00 a.m. is too early; 17:30 is too late.",
    "08:41: the first boat. 09:10: the second.",
    "The ratio was 3:2 in our favour, then 4:1 against.",
    "3:2 was the ratio.",
    "https://example.org/a:b is where it stands.",
    "See http://example.org:8080/x for the tables.",
    "Ecclesiastes 3:1 says that there is a time for it.",
    "12: that is how many there were.",
    "2030: the year in which it ends.",
]
DIALOGUE = [
    "“Pilot: we are sinking,” the tape says.",
    "“Minister: where is the bread?” they asked me.",
    '"Captain Orlov: hard to port!" was all that was heard.',
    "‘Speaker: order, order.’ That is what I remember.",
    "He wrote on the wall: “Doe: liar.”",
    "“Q: Who pays? A: You do.” That was the joke.",
    "“Well,” said Captain Orlov, “who pays?”",
    "My mother said: go. My father said: stay.",
]
LISTS = [
    "1. Boats: four of them.",
    "(a) Nets: twelve.",
    "- Ropes: as many as it takes.",
    "• Anchors: one.",
    "1) Sails: none.",
    "* Oars: two.",
]
HEADINGS = [
    "Ferries: What Comes Next",
    "Climate, Trade and the Sea",
    "III. Rice Stocks",
    "Boats, Nets and Ropes",
]
NOISE = [
    "l~ .,; ' |",
    "Tbe canaI opcned at 5:O0 a.rn. and c1osed agaiu.",
    "~ ~ ~",
    "rn:rn iI:lI",
    "| | :",
    ":",
    "A B: C",
    "THE CANAL IS OURS: SO WE SAID.",
    "WE SAID IT TWICE.",
    "Captain Orlov once told me that ropes matter.",
    "Captain Orlov, of the second ferry, told me: ropes matter.",
    "I asked the moderator for water.",
    "And to President Ellingboe: welcome.",
    "As Foreign Secretary Vance put it: boats first.",
]
PROSE = [*COLONS, *TIMES, *DIALOGUE, *LISTS, *HEADINGS, *NOISE]
CUT = [
    "I said to everybody who asked me this week, and there were many of them, what I said in the harbour to "
    "Secretary Vance: boats first, nets second, and everything else when there is time for it.",
    "There is a question that I am asked in every town on this coast, by young and old, and the answer to "
    "the Question: who pays for all of it? has not once changed in all of these years.",
    "We went through the list with the crews, the owners and everybody else who had come to the harbour, and "
    "Captain Orlov: a man of few words, as you know, had the last of them before we went home.",
]
"""Long enough to be wrapped, so that a line may begin with a name and a colon."""


@st.composite
def disturbed(draw: st.DrawFn) -> tuple[Style, list[str], Owned]:
    """A composed transcript with such prose in it: what is printed, and whose it is."""
    style, principal, said = draw(events())
    lines = as_owned_lines(style, principal, said)
    spoken = [i for i, (_, turn) in enumerate(lines) if turn is not None]
    after = [i for i in spoken if not (style.own_line and lines[i][0].endswith(":"))]
    for at in sorted(draw(st.sets(st.sampled_from(after), min_size=1, max_size=5)), reverse=True):
        more = draw(st.lists(st.sampled_from(PROSE + CUT), min_size=1, max_size=2))
        lines[at + 1 : at + 1] = [(text, lines[at][1]) for text in more]
    owned = [(text, _name(style, principal, turn), turn is not None) for text, turn in lines]
    return style, [text for text, _ in lines], owned


def _name(style: Style, principal: Someone, turn: Said | None) -> str | None:
    return shown(style, principal, turn) if turn is not None else None


def understand(text: str, name: str) -> tuple[Source, Document, list[set[int]]]:
    """A file, its document, and for each passage the places of its characters in the source's text."""
    (source,) = read_bytes(text.encode(), name)
    assert isinstance(source, Source)
    transcript = parse(source)
    places = [
        {i for a, b in p.spans for i in range(a, b) if not source.text[i].isspace()}
        for t in transcript.turns
        for p in t.paragraphs
    ]
    return source, from_transcript(source, transcript), places


def owners(source: Source, owned: Owned) -> list[int | None]:
    """For each character of the source's text the paragraph it comes from."""
    at = [i for i, c in enumerate(source.text) if not c.isspace()]
    bare = "".join(source.text[i] for i in at)
    out: list[int | None] = [None] * len(source.text)
    cursor = 0
    for n, (text, _, _) in enumerate(owned):
        want = "".join(text.split())
        found = bare.find(want, cursor)
        if found < 0:
            continue  # a list mark that a format takes away
        cursor = found + len(want)
        for k in range(found, cursor):
            out[at[k]] = n
    return out


def check(text: str, name: str, owned: Owned) -> None:
    source, document, places = understand(text, name)
    of = owners(source, owned)
    for passage, place in zip(document.passages, places, strict=True):
        if passage.speaker is None:
            continue
        for n in {of[i] for i in place} - {None}:
            assert n is not None
            printed, allowed, said = owned[n]
            if said:
                assert _is(passage.speaker, allowed), (passage.speaker, allowed, printed)
        everybody = {who for _, who, _ in owned if who}
        assert any(_is(passage.speaker, who) for who in everybody), (passage.speaker, passage.text)


def _is(speaker: str, name: str | None) -> bool:
    return name is not None and (
        same_name(speaker, name) or speaker.casefold() in [w.casefold() for w in name.split()]
    )


@given(disturbed(), st.booleans())
def test_in_text(event: tuple[Style, list[str], Owned], blank: bool) -> None:
    _, lines, owned = event
    check(as_text(lines, blank, False), "event.txt", owned)


@given(disturbed(), st.booleans())
def test_on_a_page(event: tuple[Style, list[str], Owned], breaks: bool) -> None:
    _, lines, owned = event
    check(as_html(lines, breaks), "event.html", owned)


@given(disturbed())
def test_in_markdown(event: tuple[Style, list[str], Owned]) -> None:
    _, lines, owned = event
    check(as_markdown(lines), "event.md", owned)


@given(disturbed(), st.integers(50, 90))
def test_in_wrapped_text(event: tuple[Style, list[str], Owned], width: int) -> None:
    """A line that begins with a name and a colon because the line before was full is no label."""
    _, lines, owned = event
    check(as_wrapped(lines, width), "event.txt", owned)


@given(disturbed())
def test_in_a_shouted_document(event: tuple[Style, list[str], Owned]) -> None:
    """Capitals tell nothing where everything is in capitals."""
    _, lines, owned = event
    check("\n\n".join(lines).upper(), "event.txt", [(t.upper(), w and w.upper(), s) for t, w, s in owned])


@given(disturbed(), st.randoms(use_true_random=False))
def test_with_lines_lost(event: tuple[Style, list[str], Owned], random: object) -> None:
    """A label that was lost leaves its words to the speaker before, as the file prints them, and to nobody
    who is not in the file."""
    _, lines, owned = event
    choose = random.random
    kept = [i for i in range(len(lines)) if i < 2 or choose() > 0.3]
    names = {who for _, who, _ in owned if who}
    _, document, _ = understand("\n\n".join(lines[i] for i in kept), "event.txt")
    for passage in document.passages:
        assert passage.speaker is None or any(_is(passage.speaker, who) for who in names), passage.speaker


@pytest.mark.parametrize("text", [*PROSE, *CUT])
def test_alone_in_a_speech(text: str) -> None:
    """In a speech of one person nobody else appears, wherever such a line stands."""
    paragraphs = [
        "The canal opened this year, and it will not close again.",
        "We measured it twice.",
        "Good.",
    ]
    for at in range(len(paragraphs) + 1):
        lines = [*paragraphs[:at], text, *paragraphs[at:]]
        whole = "\n\n".join(["Speech by Treasurer Ines Tolland", "4 June 2030", *lines]) + "\n"
        _, document, _ = understand(whole, "speech.txt")
        assert {p.speaker for p in document.passages} <= {None, "Ines Tolland"}
        ends = list(accumulate(len(p.text) for p in document.passages))
        assert ends[-1] >= sum(map(len, paragraphs)), "words were lost"


@pytest.mark.parametrize(
    "question",
    [
        "You told us in March, and I quote: “Minister Tolland: we will pay.” Is that still so?",
        '"Minister Tolland: we will pay." That is from the transcript of March. Is it still so?',
        "The record says: Minister Tolland: we will pay. Is that still so?",
        "On March 3 you were asked “Reporter: who pays?” and answered “Minister: we do.” Do you?",
    ],
)
def test_a_reporter_who_quotes_a_label(question: str) -> None:
    text = (
        "Press Conference by Minister for Foreign Affairs Ines Tolland\n\nTuesday, June 4, 2030\n\n"
        "Minister Tolland: Good morning.\n\n"
        f"Reporter: {question}\n\nMinister Tolland: It is.\n\nReporter: Thank you.\n"
    )
    _, document, _ = understand(text, "event.txt")
    got = [(p.text, p.speaker) for p in document.passages]
    assert got == [
        ("Good morning.", "Ines Tolland"),
        (question, None),
        ("It is.", "Ines Tolland"),
        ("Thank you.", None),
    ]


@pytest.mark.parametrize(
    "label", ["Moderator:", "MODERATOR:", "The Moderator:", "Chair:", "Interpreter:", "Staff:"]
)
def test_who_runs_the_event_is_not_who_speaks_at_it(label: str) -> None:
    text = (
        "Press Conference by Treasurer Ines Tolland\n\nTuesday, June 4, 2030\n\n"
        f"{label} Welcome, everybody. The Treasurer will begin.\n\nTreasurer Tolland: Good morning.\n\n"
        f"{label} The first question, please.\n\nReporter: Who pays?\n\nTreasurer Tolland: We do.\n\n"
        f"{label} Thank you all.\n"
    )
    _, document, _ = understand(text, "event.txt")
    assert [p.speaker for p in document.passages] == [
        *(None, "Ines Tolland", None, None, "Ines Tolland", None),
    ]


def test_a_moderator_named_once() -> None:
    text = (
        "Press Conference by Treasurer Ines Tolland\n\nTuesday, June 4, 2030\n\n"
        "Hamish Okafor, Moderator: Welcome, everybody.\n\nTreasurer Tolland: Good morning.\n\n"
        "Moderator: The first question, please.\n\nReporter: Who pays?\n\nTreasurer Tolland: We do.\n"
    )
    _, document, _ = understand(text, "event.txt")
    speakers = [p.speaker for p in document.passages]
    assert speakers[0] == "Hamish Okafor"
    assert speakers[1] == speakers[4] == "Ines Tolland"
    assert speakers[2] in (None, "Hamish Okafor")
    assert speakers[3] is None


# ---------------------------------------------------------------- found by the tests above

PRESS = "Press Conference by Minister for Foreign Affairs Ines Tolland\n\nTuesday, June 4, 2030\n\n"


def speakers(text: str) -> list[str | None]:
    return [p.speaker for p in understand(PRESS + text, "event.txt")[1].passages]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Climate Change: the heart of it.",
            "* Oars: two.",
            "Tip: bring a coat.",
            "- Ropes: as many as it takes.",
        ),
        *("Ferries, Nets and Boats: we need them all.", "Peace in Our Time: that was the headline."),
    ],
)
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_line_that_comes_back_is_no_label(line: str, times: int) -> None:
    """Somebody who speaks more than once says something else the second time."""
    text = "Minister Tolland: Good morning.\n\n"
    for n in range(times):
        text += (
            f"{line}\n\nMidori, Jiji Press: Who pays in year {n}?\n\nMinister Tolland: We do, {n} times.\n\n"
        )
    assert set(speakers(text)) <= {None, "Ines Tolland", "Midori"}


def test_an_initial_that_looks_like_a_numeral() -> None:
    text = (
        "Minister Tolland: Good morning.\n\nI. Corrigan: Who pays?\n\nMinister Tolland: We do.\n\n"
        "I. Corrigan: And when?\n\nMinister Tolland: Today.\n"
    )
    shown = speakers(text)
    assert shown[0] == shown[2] == shown[4] == "Ines Tolland"
    assert {shown[1], shown[3]} <= {None, "I. Corrigan"}


def test_labels_that_end_in_a_period_in_a_shouted_document() -> None:
    text = (
        "CHAIR TOLLAND. GOOD MORNING. THE CANAL OPENED AT DAWN.\n\n"
        "GETHIN OKAFOR. HAS A DATE BEEN FIXED, AND IF SO, WHICH?\n\nCHAIR TOLLAND. IT HAS.\n\n"
        "GETHIN OKAFOR. WHO PAYS?\n\nCHAIR TOLLAND. WE DO.\n"
    )
    _, document, _ = understand("TRANSCRIPT OF CHAIR TOLLAND’S PRESS CONFERENCE\n\n" + text, "event.txt")
    shown = [p.speaker for p in document.passages]
    assert {shown[1], shown[3]} <= {None, "Gethin Okafor", "GETHIN OKAFOR"}


def test_a_month_is_nobody() -> None:
    """ "in May, Transport Minister X" introduces one person."""
    text = (
        "Bridge opens after three years\n\nBy Saskia Wendt, Northern Wire\n\nLINDHOLM, April 9, 2030\n\n"
        "The bridge at Kesh will open in May, Transport Minister Ines Cald said on Tuesday.\n\n"
        "“It is a small gate, but it is a gate,” said Transport Minister Ines Cald.\n\n"
        "“We have signed many papers in this room,” Cald said.\n"
    )
    _, document, _ = understand(text, "article.txt")
    assert {p.name for p in document.people} == {"Ines Cald"}
    assert [q.speaker for p in document.passages for q in p.quotes] == ["Ines Cald", "Ines Cald"]


@pytest.mark.parametrize(
    "paragraph",
    [
        "„Die Brücke öffnet im Mai, und wir werden da sein“, sagte Cald.",
        "„Im Mai“, so Cald, „schneit es hier noch.“",
        "Les pêcheurs me disent une chose: « On ne pêche pas la lumière. »",
        'Neither minister took questions. "Ask the mayor," Cald said as he left.',
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_quotation_is_no_heading(paragraph: str, at: int) -> None:
    """Nothing that is said is lost to the headings or to the foot of a page."""
    rest = ["The bridge at Kesh opened today.", "Minister Ines Cald had come by boat, as he does every year."]
    body = [*rest[:at], paragraph, *rest[at:]]
    text = "Bridge opens after three years\n\nBy Saskia Wendt\n\nLINDHOLM, April 9, 2030\n\n" + "\n\n".join(
        body
    )
    _, document, _ = understand(text + "\n", "article.txt")
    assert paragraph in [p.text for p in document.passages]


def test_a_name_that_ends_a_wrapped_sentence_twice_is_no_label() -> None:
    """The lines before it are full, but not so full that they show that they were wrapped."""
    text = (
        "Department Press Briefing – June 4, 2030\n\nSayo Stanhope-Ray, Department Spokesperson\n\n"
        "MS STANHOPE-RAY: We measured it twice.\n\nQUESTION: Will the crews be paid?\n\n"
        "MS STANHOPE-RAY: The ratio was 3:2 in our favour.\nI spoke with President Ellingboe and with\n"
        "Secretary Vance. The canal opened at 5:00 a.m. and\nclosed again.\n\nQUESTION: And then?\n\n"
        "MS STANHOPE-RAY: It closed.\n\nI spoke with President Ellingboe and with\n"
        "Secretary Vance. The ratio was 3:2 in our favour.\n"
    )
    _, document, _ = understand(text, "event.txt")
    assert {p.speaker for p in document.passages} <= {None, "Sayo Stanhope-Ray"}


@pytest.mark.parametrize("number", ["III.", "XII.", "IV."])
def test_a_numbered_heading_is_nobody(number: str) -> None:
    _, document, _ = understand(
        f"{number} Rice Stocks\n\nTuesday, June 4, 2030\n\nNote: the figures are those of last year.\n\n"
        "We measured it twice.\n",
        "event.txt",
    )
    assert {p.speaker for p in document.passages} <= {None}


def test_a_topic_that_returns_in_a_shouted_document_is_nobody() -> None:
    text = (
        "PRESS CONFERENCE BY FOREIGN MINISTER TOLLAND INES\n\nTUESDAY, JUNE 4, 2030\n\n"
        "MINISTER TOLLAND: THE CANAL OPENED AT DAWN.\n\nCLIMATE CHANGE: THE HEART OF IT.\n\n"
        "REPORTER: WILL THE CREWS BE PAID?\n\nMINISTER TOLLAND: THE CANAL OPENED AT DAWN.\n\n"
        "CLIMATE CHANGE: THAT IS THE HEART OF IT.\n"
    )
    _, document, _ = understand(text, "event.txt")
    assert not any("CLIMATE" in (p.speaker or "").upper() for p in document.passages)


@pytest.mark.parametrize("change", [str, str.upper])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_heading_with_a_comma_that_returns_is_nobody(change: Callable[[str], str], between: str) -> None:
    lines = [
        "Minister Tolland: The canal opened at dawn.",
        "Climate, Trade and the Sea",
        "Note: the figures are those of last year.",
        "Kitaoji, Kyodo News: Will the crews be paid?",
        "Climate, Trade and the Sea",
        "Minister: The canal opened at dawn.",
        "Kitaoji, Kyodo News: Will the crews be paid?",
    ]
    head = "Press Conference by Minister for Foreign Affairs Ines Tolland\n\nTuesday, June 4, 2030\n\n"
    _, document, _ = understand(change(head + between.join(lines)) + "\n", "event.txt")
    assert not any("climate" in (p.speaker or "").lower() for p in document.passages)
