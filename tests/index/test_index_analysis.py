"""The specification of a word: hand-picked rules, and properties that hold for any text."""

from __future__ import annotations

import pickle
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from whoosh.fields import TEXT

from index_store import analysis, spelling
from index_store.analysis import MAX_LENGTH, VALUE_GAP, exact, stemmed, tokens, values
from index_store.fields import ExactField, StemmedField
from index_store.folding import fold
from index_store.spelling import one_spelling

# Text that is dense in what the rules are about.
WORDS = st.sampled_from(
    [
        *(
            "US",
            "U.S.",
            "us",
            "WHO",
            "who",
            "IT",
            "it",
            "a.m.",
            "R.O.K.",
            "D.C",
            "J.D.Vance",
            "e.g.",
            "x.y.zz",
        ),
        *(
            "G-7",
            "G‑7",
            "CV-22",
            "F-35A",
            "3-in-1",
            "COVID-19",
            "2+2",
            "P5+1",
            "1,000",
            "1,000.50",
            "3.5",
            "1,2",
        ),
        *("Japan's", "Japan’s", "don't", "‘said’", "Kōno", "Kōno", "cafe\u0301", "co\u00adop", "a\u200bb"),
        *("OPEC+", "C++", "F#", "R&D", "5%", "$5", "C+", "at&t's"),
        *("ＧＤＰ", "ガ", "ｶﾞ", "か\u3099", "林外務大臣", "한국", "\u1112\u1161\u11ab", "2024年", "हिन्दी"),
        *(
            " ",
            "-",
            "—",
            "'",
            "’",
            ".",
            ",",
            "_",
            "\n",
            "+",
            "\u0301",
            "THE",
            "AND",
            "'s",
            "ß",
            "ﬁ",
            "½",
            "İ",
            "&",
            "#",
            "%",
            "$",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map("".join))


def exacts(text: str) -> list[str]:
    return [token.exact for token in tokens(text)]


def stems(text: str) -> list[str]:
    return [token.stem for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Don't ‘quote’ O’Brien", ["don't", "quote", "o'brien"]),
        ("Indo-Pacific Indo–Pacific Indo—Pacific", ["indo", "pacific"] * 3),
        ("snake_case and/or", ["snake", "case", "and", "or"]),
        ("Kōno Ko\u0304no KONO", ["kono"] * 3),
        ("Støre Wałęsa Türkiye œuvre Straße", ["store", "walesa", "turkiye", "oeuvre", "strasse"]),
        ("co\u00adoper\u200bation", ["cooperation"]),
        ("ＧＤＰ　２０２４", ["gdp", "2024"]),
        ("1,000 1,000,000 1,000.50 3.5 2.0.1", ["1000", "1000000", "1000.50", "3.5", "2.0.1"]),
        ("1,2,3 1,2345 10,00", ["1", "2", "3", "1", "2345", "10", "00"]),
        ("in 2024, 5 of 7.", ["in", "2024", "5", "of", "7"]),
        ("2+2 P5+1 2 + 2", ["2+2", "p5+1", "2", "2"]),
        ("40th 3.5bn 7:06", ["40th", "3.5bn", "7", "06"]),
        ("G7 G-7 g-7 G‑7 G–7", ["g7"] * 5),
        ("CV-22 F-35A F-35s DF-21D", ["cv22", "f35a", "f35s", "df21d"]),
        ("COVID-19 mid-2024 G-2024 3-in-1", ["covid", "19", "mid", "2024", "g", "2024", "3", "in", "1"]),
        ("R.O.K. ROK rok", ["rok"] * 3),
        ("D.C. J.D. Vance J.D.Vance", ["dc", "jd", "vance", "jd", "vance"]),
        ("www.mofa.go.jp a.co", ["www", "mofa", "go", "jp", "a", "co"]),
        ("7 a.m. I am", ["7", "a.m.", "i", "am"]),
        ("U.S.-Japan", ["u.s.", "japan"]),
        ("the US, U.S., U.S told us", ["the", "u.s.", "u.s.", "u.s.", "told", "us"]),
        ("the US's and U.S.’s", ["the", "u.s.'s", "and", "u.s.'s"]),
        ("who in the WHO", ["who", "in", "the", "w.h.o."]),
        ("US AND JAPAN AGREE ON IT", ["us", "and", "japan", "agree", "on", "it"]),
        ("US", ["u.s."]),
        ("US GDP", ["u.s.", "gdp"]),
        ("林外務大臣", ["林", "外", "務", "大", "臣"]),
        ("2024年に", ["2024", "年", "に"]),
        ("ガ カ\u3099 ｶﾞ", ["ガ"] * 3),
        ("한국 \u1112\u1161\u11ab\u1100\u116e\u11a8", ["한", "국", "한", "국"]),
        ("हिन्दी", ["हिन्दी"]),
        ("\u0301 — ' . _", []),
        ("C++ or C#, F#s", ["c++", "or", "c#", "f", "s"]),
        ("OPEC+ G7+ P5+1 40+ a+b C+", ["opec+", "g7", "p5+1", "40", "a", "b", "c+"]),
        (
            "R&D, AT&T's peace & Q&A a&b&c Smith&Co",
            ["r&d", "at&t's", "peace", "q&a", "a&b", "c", "smith", "co"],
        ),
        ("5% ％ $5 ＄5 €3.5bn", ["5", "%", "%", "$", "5", "$", "5", "€", "3.5bn"]),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    assert exacts(text) == terms
    analysis._cache.clear()
    assert exacts(text) == terms, "the same with a cold cache"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Japan’s minister", ["japan", "minist"]),
        ("ministers' meetings met", ["minist", "meet", "met"]),
        ("the U.S.'s", ["the", "u.s."]),
        ("the and not", ["the", "and", "not"]),
        ("G-7's", ["g7"]),
        ("Kōno's", ["kono"]),
        ("'s", ["s"]),
        ("OPEC+ C++ R&D", ["opec", "c++", "r&d"]),
        ("5% $ € £ ¥", ["5", "percent", "dollar", "euro", "pound", "yen"]),
        ("percent dollars euros pounds", ["percent", "dollar", "euro", "pound"]),
    ],
)
def test_stems(text: str, terms: list[str]) -> None:
    assert stems(text) == terms


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("defence prioritise Prioritisation organised", "defense prioritize Prioritization organized"),
        ("labour's neighbouring honourable colours", "labor's neighboring honorable colors"),
        ("centre centred theatres kilometres manoeuvres", "center centered theaters kilometers maneuvers"),
        ("travelled cancelling modelling counsellors", "traveled canceling modeling counselors"),
        ("analyse analysed programme dialogues licences", "analyze analyzed program dialogs licenses"),
        ("fulfil enrolment sceptics archaeologist ageing", "fulfill enrollment skeptics archeologist aging"),
        ("practising judgements aluminium whilst learnt", "practicing judgments aluminum while learned"),
    ],
)
def test_british_and_american_spelling_have_one_stem(british: str, american: str) -> None:
    assert stems(british) == stems(american)


def test_spelling_keeps_words_apart_that_only_look_alike() -> None:
    for one, other in [("organize", "organ"), ("prize", "prise"), ("realize", "real"), ("four", "for")]:
        assert stems(one) != stems(other)
    for word in ("size", "seize", "prize", "citizen", "hour", "tour", "contour", "fibrous", "wizard"):
        assert one_spelling(word) == word


@given(st.text("abcdefilnorstuyz", max_size=12) | st.sampled_from([*spelling._beginning, *spelling._whole]))
def test_one_spelling_is_settled_at_once(word: str) -> None:
    assert one_spelling(one_spelling(word)) == one_spelling(word)


@given(TEXTS)
@example("US's who LET US")
def test_the_stem_depends_on_the_exact_term_alone(text: str) -> None:
    for token in tokens(text):
        assert token.stem == analysis.stem(token.exact)


@given(st.lists(TEXTS, max_size=4))
def test_words_depend_on_nothing_beyond_white_space(texts: list[str]) -> None:
    runs = [run for text in texts for run in text.split()]
    if not any(analysis.CAPITAL_ACRONYMS & set(re.findall("[A-Z]+", run)) for run in runs):
        assert exacts("\n".join(runs)) == [term for run in runs for term in exacts(run)]


@given(TEXTS)
@example("US AND")
@example("A" * 600)
@example("a.b.c" + ".d" * 300)
@example("1" + ",000" * 200)
def test_ranges_ascend_and_fold_to_the_term(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
        printed = fold(text[token.start : token.end])
        assert token.exact and token.stem
        kept = [c for c in token.exact if c not in ".,'-"]
        assert kept == [c for c in printed if c not in ".,'-‑‐‒–﹣－"]


@given(TEXTS)
@example("ΐ")
@example("ŉ")
@example("\u1e9e")
def test_folding_is_idempotent_and_ignores_composition(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == folded
    assert unicodedata.is_normalized("NFC", folded)


def test_folding_is_idempotent_for_every_character_of_the_basic_plane() -> None:
    wrong = [hex(c) for c in range(0x10000) if fold(fold(chr(c))) != fold(chr(c))]
    assert wrong == []


@given(st.lists(WORDS, max_size=12).map("".join))
def test_composed_and_decomposed_texts_have_the_same_terms(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert exacts(composed) == exacts(decomposed)
    assert stems(composed) == stems(decomposed)


@given(st.one_of(st.text("aZ.é'’-–—1,+ _s9\u00a0½ß", max_size=40), TEXTS))
def test_both_expressions_read_simple_text_alike(text: str) -> None:
    if analysis._SIMPLE.fullmatch(text):
        simple, general = (
            [(match.span(), match.lastgroup) for match in pattern.finditer(text)]
            for pattern in (analysis._simple_word, analysis._any_word())
        )
        assert simple == general


@given(TEXTS)
def test_case_and_apostrophes_do_not_matter(text: str) -> None:
    lower = [t for t in exacts(text.lower()) if "." not in t]
    assert exacts(text.lower().replace("'", "’")) == exacts(text.lower())
    if text.isascii() and not any(word in text.upper() for word in ("US", "WHO", "IT")):
        assert [t for t in exacts(text) if "." not in t] == lower


@given(TEXTS)
def test_a_term_is_its_own_term(text: str) -> None:
    for term in exacts(text):
        if term.isascii() and "'" not in term:
            assert exacts(term) == [term]


@given(TEXTS)
def test_both_analysers_give_every_token_its_position_and_place(text: str) -> None:
    found = list(tokens(text))
    for analyser, terms in ((exact(), [t.exact for t in found]), (stemmed(), [t.stem for t in found])):
        seen = [
            (t.text, t.pos, t.startchar, t.endchar, t.original)
            for t in analyser(text, positions=True, chars=True, keeporiginal=True, mode="index")
        ]
        wanted = [
            (term, i, t.start, t.end, text[t.start : t.end])
            for i, (term, t) in enumerate(zip(terms, found, strict=True))
        ]
        assert seen == wanted
        moved = [
            (t.pos, t.startchar)
            for t in analyser(text, positions=True, chars=True, start_pos=7, start_char=70)
        ]
        assert moved == [(i + 7, t.start + 70) for i, t in enumerate(found)]
        assert [t.text for t in analyser(text)] == terms


def test_analysers_refuse_what_is_no_text_and_pickle_small() -> None:
    for analyser in (exact(), stemmed(), values()):
        with pytest.raises(TypeError):
            list(analyser(b"bytes"))
        copy = pickle.loads(pickle.dumps(analyser))
        assert copy == analyser and hash(copy) == hash(analyser)
    assert exact() != stemmed()


@given(st.lists(TEXTS.map(lambda text: text.replace("\n", " ")), max_size=4))
def test_values_lie_apart(names: list[str]) -> None:
    joined = "\n".join(names)
    seen = [(t.text, t.pos, t.startchar, t.endchar) for t in values()(joined, positions=True, chars=True)]
    wanted, position, offset = [], 0, 0
    for name in names:
        for token in tokens(name):
            wanted.append((token.exact, position, offset + token.start, offset + token.end))
            position += 1
        position += VALUE_GAP
        offset += len(name) + 1
    assert seen == wanted


@given(TEXTS, st.booleans())
def test_fields_make_the_postings_that_whoosh_makes(text: str, chars: bool) -> None:
    for own, analyser in ((ExactField(chars=chars), exact()), (StemmedField(chars=chars), stemmed())):
        stock = TEXT(analyser, chars=chars)
        assert sorted(own.index(text)) == sorted(stock.index(text))


def test_a_huge_word_is_split() -> None:
    text = "x" * (2 * MAX_LENGTH + 3) + " y"
    assert [(t.start, t.end) for t in tokens(text)] == [
        (0, MAX_LENGTH),
        (MAX_LENGTH, 2 * MAX_LENGTH),
        (2 * MAX_LENGTH, 2 * MAX_LENGTH + 3),
        (2 * MAX_LENGTH + 4, 2 * MAX_LENGTH + 5),
    ]


@pytest.mark.parametrize(
    "unit", ["a.", "a'", "1,000", "1.", "1+", "a-1", "a\u0301", "\u1100", "US ", "か\u3099", "a\u00ad"]
)
def test_long_runs_are_read_in_one_go(unit: str) -> None:
    # Quadratic time would not come back.
    text = unit * 100_000
    end = 0
    for token in tokens(text):
        assert token.start >= end
        assert token.end - token.start <= MAX_LENGTH
        end = token.end
    assert end >= len(text) - 2 * len(unit)


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_CACHE_SIZE", 10)
    analysis._cache.clear()
    assert exacts(" ".join(f"w{i}x" for i in range(100))) == [f"w{i}x" for i in range(100)]
    assert len(analysis._cache) <= 10


def test_every_mark_belongs_to_the_word_it_follows() -> None:
    for code in range(0x10000):
        if unicodedata.category(chr(code)).startswith("M"):
            (token,) = tokens(f"a{chr(code)}b")
            assert (token.start, token.end) == (0, 3), hex(code)
        elif unicodedata.category(chr(code)) in ("Po", "Ps", "Pe", "Sm", "Zs") and chr(code) not in "'＇+&":
            expected = 3 if fold(chr(code)) == "%" else 2
            assert len(list(tokens(f"abcd{chr(code)}efgh"))) == expected, hex(code)
