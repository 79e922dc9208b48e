"""Names: what looks like one, capitals undone, forms of one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.transcript.names import bare, decapitalise, looks_like_name, part_of, same_words, surname

WORDS = st.sampled_from(
    [
        "Otori",
        "Keiko",
        "Vance",
        "Okafor",
        "Lindqvist",
        "Ines",
        "Tibor",
        "Haverbrook",
        "Momiyama",
        "Zsófia",
        "Ōtori",
    ]
)
NAMES = st.lists(WORDS, min_size=2, max_size=4, unique=True)


@given(NAMES, st.randoms(use_true_random=False))
def test_order_and_accents_do_not_matter(words: list[str], random: object) -> None:
    other = list(words)
    random.shuffle(other)
    assert same_words(" ".join(words), " ".join(other).upper())
    assert part_of(" ".join(other[:1]), " ".join(words))
    assert part_of(" ".join(words), " ".join(other))


@given(NAMES)
def test_initials_stand_for_words(words: list[str]) -> None:
    short = " ".join([f"{w[0]}." for w in words[:-1]] + words[-1:])
    assert part_of(short, " ".join(words))
    assert not part_of(" ".join(words), words[0])
    assert not part_of("Nobody", " ".join(words))


@given(NAMES)
def test_every_composed_name_looks_like_one(words: list[str]) -> None:
    assert looks_like_name(" ".join(words))
    assert looks_like_name(" ".join(words).upper())


@given(NAMES)
def test_the_word_in_capitals_is_the_surname(words: list[str]) -> None:
    first, *rest = words
    assert surname(" ".join([first.upper(), *rest])) == first.upper()
    assert surname(" ".join(words)) == words[-1]
    assert surname(" ".join(words).upper()) == words[-1].upper()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Keiko Otori",
            "OTORI Keiko",
            "Otori",
            "K. Otori",
            "J. R. Vance",
            "O’Mara",
            "Stanhope-Ray",
            "Jean-Luc Doe",
        ),
        *(
            "Ludwig van Beek",
            "Maria de la Cruz",
            "Vance Jr.",
            "Ægidius Thorne",
            "岩屋毅",
            "김철수",
            "Иван Петров",
        ),
        *("McGurk", "D'Souza", "Leonardo da Porto"),
    ],
)
def test_what_looks_like_a_name(name: str) -> None:
    assert looks_like_name(name)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "and",
            "the bridge",
            "We said it",
            "Keiko and Ichiro",
            "room 4",
            "x@y",
            "I’m Keiko",
            "Keiko Otori 2",
        ),
        *("Two Hundred Very Long Words Here Now", "don't", "Keiko said", "A very, very long name"),
        *("これはとても長い文章ですから名前ではありません", "10", "?", "(Laughter)"),
    ],
)
def test_what_does_not_look_like_a_name(text: str) -> None:
    assert not looks_like_name(text)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("IWAYA Takeshi", "Iwaya Takeshi"),
        ("O’MARA", "O’Mara"),
        ("O'BRIEN Sean", "O'Brien Sean"),
        ("STANHOPE-RAY", "Stanhope-Ray"),
        ("J.R. VANCE", "J.R. Vance"),
        ("K. PANIN", "K. Panin"),
        ("ŌTORI", "Ōtori"),
        ("Keiko Otori", "Keiko Otori"),
        ("岩屋毅", "岩屋毅"),
    ],
)
def test_capitals_undone(printed: str, shown: str) -> None:
    assert decapitalise(printed) == shown


def test_the_spelling_of_the_document_wins() -> None:
    seen = {"MCGURK": "McGurk", "VAN": "van"}
    assert decapitalise("BRETT MCGURK", seen.get) == "Brett McGurk"
    assert decapitalise("LUDWIG VAN BEEK", seen.get) == "Ludwig van Beek"


@given(NAMES)
def test_undoing_capitals_gives_the_name_back(words: list[str]) -> None:
    name = " ".join(words)
    assert decapitalise(name.upper()) == name
    assert decapitalise(decapitalise(name.upper())) == name
    assert same_words(decapitalise(name.upper()), name)


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    assert len(decapitalise(text).split()) == len(text.split())
    assert bare(bare(text)).split() == bare(text).split()
    assert same_words(text, text) and part_of(text, text)
    assert looks_like_name(text) in (True, False)
