"""Quotations of articles: whose words they are, and where the text leaves it open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .test_adversarial import understand

HEAD = "Bridge opens after three years\n\nBy Saskia Wendt, Northern Wire\n\nLINDHOLM, April 9, 2030\n\n"
INTRODUCED = (
    "The bridge at Kesh will open this spring, Transport Minister Ines Cald said on Tuesday.\n\n"
    "The mayor of Kesh, Tibor Oyston, has waited for three years.\n\n"
)


def quotes(*paragraphs: str, introduced: str = INTRODUCED) -> list[tuple[str, str | None]]:
    """(text, speaker) of every quotation of an article with these paragraphs."""
    text = HEAD + introduced + "\n\n".join(paragraphs) + "\n"
    _, document, _ = understand(text, "article.txt")
    return [(q.text, q.speaker) for p in document.passages for q in p.quotes]


SAYS = [
    ("“{q},” Cald said.", "Ines Cald"),
    ("“{q},” said Cald.", "Ines Cald"),
    ("“{q},” Ines Cald told reporters in Kesh.", "Ines Cald"),
    ("“{q},” said Transport Minister Ines Cald.", "Ines Cald"),
    ("“{q},” said Cald, who had come by boat.", "Ines Cald"),
    ("“{q},” Cald, the transport minister, said.", "Ines Cald"),
    ("“{q},” according to Oyston.", "Tibor Oyston"),
    ("Cald said: “{q}.”", "Ines Cald"),
    ("Cald said, “{q}.”", "Ines Cald"),
    ("Oyston told reporters on Monday: “{q}.”", "Tibor Oyston"),
    ("Speaking in Kesh, Cald said: “{q}.”", "Ines Cald"),
    ('"{q}," Cald said.', "Ines Cald"),
    ('Cald said: "{q}."', "Ines Cald"),
    ("“{q},” port director Tobias Lindqvist told reporters on the quay.", "Tobias Lindqvist"),
    ("“{q},” said the historian Mabel Orr.", "Mabel Orr"),
    ("“{q},” says Elspeth Mackinnon.", "Elspeth Mackinnon"),
    ("“{q},” said Sir Edmund Brathwaite in a letter.", "Edmund Brathwaite"),
    ("“{q},” said her rival, Carl Voss.", "Carl Voss"),
    ("“{q},” Mr. Oyston said.", "Tibor Oyston"),
    ("Cald rejected the plan and said “{q}.”", "Ines Cald"),
    ("According to Oyston, “{q}.”", "Tibor Oyston"),
    ("In the words of historian Mabel Orr, it is so: “{q}.”", "Mabel Orr"),
    ("Cald, the transport minister, for her part said: “{q}.”", "Ines Cald"),
    ("Cald, a minister, whose deputy is Mabel Orr, told reporters: “{q}.”", "Ines Cald"),
    ("Asked by Oyston whether she had slept, Cald said: “{q}.”", "Ines Cald"),
]
OPEN = [
    "“{q},” a spokesman for Cald said.",
    "“{q},” said a spokeswoman for Oyston.",
    "“{q},” officials said.",
    "“{q},” said Cald and Oyston.",
    "“{q},” Cald and Oyston said in a joint statement.",
    "“{q},” Cald’s brother said.",
    "“{q},” said a friend of Oyston.",
    "“{q},” said one who had been there.",
    "“{q},” sources close to Cald said.",
    "“{q},” they said.",
    "“{q},” it was said in Kesh.",
    "“{q},” said somebody from the office of Ines Cald.",
    "“{q},” an aide to Cald told the Northern Wire.",
    "Cald was asked by a reporter, “{q}?”",
    "Cald was told by the mayor: “{q}.”",
    "In the words of a critic of Cald, “{q}.”",
    "According to a book about Oyston, “{q}.”",
    "Cald met her sister. “{q},” she said.",
    "Cald met a nurse in Kesh. “{q},” she said.",
    "Cald kissed her. “{q},” she said.",
    "“{q},” the spokesman said. A spokesman for Oyston left.",
]
WORDS = st.sampled_from(
    [
        "It is a small gate, but it is a gate",
        "We have signed many papers in this room",
        "For three years I have waved at my own cousin",
        "Nobody knows what it will cost in the end",
    ]
)


@given(WORDS, st.sampled_from(SAYS))
def test_a_verb_of_saying_and_one_person(words: str, form: tuple[str, str]) -> None:
    pattern, speaker = form
    ((text, who),) = quotes(pattern.format(q=words))
    assert text.rstrip(".,") == words
    assert who == speaker


@given(WORDS, st.sampled_from(OPEN))
def test_what_the_text_leaves_open(words: str, pattern: str) -> None:
    assert [who for _, who in quotes(pattern.format(q=words)) if who] == []


def test_a_pronoun_means_the_only_person_before_it() -> None:
    ((_, who),) = quotes("Cald was cautious. “We have signed many papers in this room,” she said.")
    assert who == "Ines Cald"


def test_a_pronoun_after_two_people_is_open() -> None:
    ((_, who),) = quotes("Cald met Oyston on the bridge. “We have signed many papers here,” he said.")
    assert who is None


def test_a_quotation_split_by_its_cue() -> None:
    found = quotes("“It is a small gate,” Cald said, “but it is a gate that opens on both sides.”")
    assert [who for _, who in found] == ["Ines Cald", "Ines Cald"]
    assert found[1][0] == "but it is a gate that opens on both sides."


def test_a_quotation_over_paragraphs() -> None:
    found = quotes(
        "Oyston said: “For three years I have waved at my own cousin.",
        "“Tomorrow I shall shake his hand and we shall drink to it.”",
    )
    assert [who for _, who in found] == ["Tibor Oyston", "Tibor Oyston"]


@pytest.mark.parametrize(
    "text",
    [
        "The play “The Ferryman’s Daughter” will be performed on the bridge on Saturday.",
        "Both sides call it the “long detour”.",
        "The ship “Hope” lies in the harbour; the café “Zum Anker” is closed.",
    ],
)
def test_titles_and_scare_quotes_are_nobodys_words(text: str) -> None:
    assert [who for _, who in quotes(text) if who] == []


def test_single_quotation_marks() -> None:
    found = quotes(
        "‘It’s a small gate, but it’s a gate that opens,’ Cald said.",
        "‘We haven’t signed a paper in this room for years,’ said Oyston.",
    )
    assert [who for _, who in found] == ["Ines Cald", "Tibor Oyston"]
    assert found[0][0].startswith("It’s a small gate")


def test_two_of_one_family() -> None:
    found = quotes(
        "“It is a small gate, but it is a gate,” Oyston said.",
        introduced="The mayor, Tibor Oyston, and the baker, Hamish Oyston, have waited for three years.\n\n",
    )
    assert [who for _, who in found if who] == []


def test_french_and_german_marks() -> None:
    for text in (
        "« Le pont ouvrira en mai et nous serons là », a dit Cald.",
        "„Die Brücke öffnet im Mai, und wir werden da sein“, sagte Cald.",
    ):
        assert {who for _, who in quotes(text)} <= {"Ines Cald", None}


@given(st.lists(st.tuples(WORDS, st.sampled_from([*SAYS, *((o, "") for o in OPEN)])), min_size=1, max_size=5))
def test_several_in_a_row_do_not_mix(rows: list[tuple[str, tuple[str, str]]]) -> None:
    """What one paragraph says of its quotation holds whatever stands around it."""
    paragraphs = [pattern.format(q=words) for words, (pattern, _) in rows]
    text = HEAD + INTRODUCED + "\n\n".join(paragraphs) + "\n"
    _, document, _ = understand(text, "article.txt")
    for passage in document.passages:
        for n, paragraph in enumerate(paragraphs):
            if passage.text == paragraph:
                wanted = rows[n][1][1]
                assert {q.speaker for q in passage.quotes} <= {wanted or None, None}


@given(
    st.lists(
        st.sampled_from(['"', "“", "”", "‘", "’", "„", "«", "»", "Cald", "said", "a", ".", ",", " "]),
        max_size=40,
    )
)
def test_any_marks(found: list[str]) -> None:
    text = HEAD + INTRODUCED + "“It is a small gate,” Cald said.\n\n" + "".join(found) + "\n"
    _, document, _ = understand(text, "article.txt")
    for passage in document.passages:
        for quote in passage.quotes:
            assert passage.text[quote.start : quote.end] == quote.text
            assert quote.speaker in (None, "Ines Cald", "Tibor Oyston")


@pytest.mark.parametrize(
    "source",
    [
        "said Cald",
        "Cald said",
        "said Transport Minister Ines Cald, who had come by boat",
        "Cald told reporters",
    ],
)
@pytest.mark.parametrize("more", ["and a gate is a gate", "and in April we shall see who wants to cross it"])
def test_a_sentence_goes_on_behind_its_source(source: str, more: str) -> None:
    found = quotes(f"“It is a small gate,” {source}, “{more}.”")
    assert [who for _, who in found] == ["Ines Cald"] * 2


@pytest.mark.parametrize("more", ["That is all.", "We opened it in April and we will not close it again."])
def test_the_speaker_goes_on_in_a_new_sentence(more: str) -> None:
    found = quotes(f"“It is a small gate,” said Cald, the transport minister. “{more}”")
    assert [who for _, who in found] == ["Ines Cald"] * 2


def test_the_answer_is_not_the_askers() -> None:
    """Behind a question the next words in quotation marks may be the answer to it."""
    found = quotes("“Will the gate stay open all the year?” asked Oyston. “We shall have to see about that.”")
    assert found[1][1] != "Tibor Oyston"


def test_each_source_keeps_to_its_own_quotation() -> None:
    found = quotes("“I saw a gate,” Cald said. “You saw a gate that was never shut at all,” Oyston said.")
    assert [who for _, who in found] == ["Ines Cald", "Tibor Oyston"]


@pytest.mark.parametrize(
    "lead",
    [
        "Ibarra and Transport Minister Ines Cald embraced when the bell was rung.",
        "Transport Minister Ines Cald and Ibarra embraced when the bell was rung.",
        "Asked by Sir Lionel Trask, 81, Cald stepped forward.",
    ],
)
def test_a_pronoun_may_mean_somebody_who_is_not_introduced(lead: str) -> None:
    assert [who for _, who in quotes(f"{lead} “We are going to need a bigger gate,” she said.")] == [None]


def test_what_somebody_did_is_no_office() -> None:
    text = (
        HEAD
        + INTRODUCED
        + "According to Cald, the president had promised her in August “a gate of her own”.\n"
    )
    _, document, _ = understand(text, "article.txt")
    assert all("promised" not in (person.role or "") for person in document.people)


def test_a_town_behind_an_office_in_the_title_is_nobody() -> None:
    text = (
        "Foreign Minister Vsevolod Anuchin’s opening remarks at a joint news conference with Foreign "
        "Minister of Parvis Demba Saliou, Moscow, January 17, 2024\n\n"
        "Ladies and gentlemen,\n\nWe have held good talks.\n\n"
        "Question: Who pays?\n\nVsevolod Anuchin: We do.\n\nDemba Saliou: So do we.\n"
    )
    _, document, _ = understand(text, "event.txt")
    assert {p.speaker for p in document.passages} <= {None, "Vsevolod Anuchin", "Demba Saliou"}
    assert [p.speaker for p in document.passages][-2:] == ["Vsevolod Anuchin", "Demba Saliou"]


def test_a_department_in_brackets_is_nobody() -> None:
    text = (
        "Transcript of Media Briefing (June 05, 2016)\n\n"
        "Official Spokesperson (Shri Vikram Talwar): Good evening.\n\nQuestion: When?\n\n"
        "Joint Secretary (Europe North): By June.\n\nDirector (Economic Relations): Yes.\n"
    )
    _, document, _ = understand(text, "event.txt")
    assert [p.speaker for p in document.passages] == ["Vikram Talwar", None, None, None]
    assert [p.role for p in document.passages][2:] == [
        "Joint Secretary (Europe North)",
        "Director (Economic Relations)",
    ]


def test_part_of_a_sentence_is_quoted_with_its_verb() -> None:
    ((text, who),) = quotes("Oyston called the repair “two decades late.”")
    assert (text, who) == ("two decades late.", "Tibor Oyston")
    assert quotes("Oyston called the ferry “Hope”.") == []


def test_she_who_is_with_him_is_the_one_who_is_named() -> None:
    ((_, who),) = quotes("Cald showed him the key. “We have signed many papers in this room,” she said.")
    assert who == "Ines Cald"


def test_who_smiles_answers() -> None:
    found = quotes(
        "Speaking in Kesh, she was asked by a reporter, “Are you afraid of all this?” Cald smiled. “I am"
        " afraid of the wording,” she answered."
    )
    assert [who for _, who in found] == [None, "Ines Cald"]


def test_the_other_of_two() -> None:
    found = quotes(
        "“It is a small gate, but it is a gate,” Cald said.",
        "Her guest praised the heat. “I shall not complain about rain again,” he said.",
    )
    assert [who for _, who in found] == ["Ines Cald", "Tibor Oyston"]


def test_an_office_with_a_holder_and_another_without() -> None:
    lander = "Her spokesman, Ivo Lander, smiled."
    ((_, who),) = quotes(lander, "“It is a very small gate indeed,” the spokesman said.")
    assert who == "Ivo Lander"
    ((_, who),) = quotes(
        lander, "A spokesman for the port left.", "“It is a very small gate,” the spokesman said."
    )
    assert who is None
