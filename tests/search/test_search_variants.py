"""Variants of words, the nearest words, and what is shown where little is found."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search_samples import document, passage

from index_store.analysis import tokens
from index_store.catalogue import Catalogue, FileRecord
from index_store.model import KaikenError
from index_store.rows import rows
from index_store.writer import IndexWriter, create
from search import Searcher
from search.nearest import cost
from search.query import synonyms
from search.query.asked import ask
from search.query.canonical import canonical
from search.query.nodes import And, Expanded, Node, Not, Quoted
from search.query.parser import parse
from search.query.stopwords import STOP_WORDS
from search.query.synonyms import Synonyms
from search.query.variants import BOOSTS, Expander, expansions


class Words:
    """A lexicon of given words and explanations."""

    def __init__(self, stems: Sequence[str] = (), explained: Sequence[tuple[str, str]] = ()) -> None:
        self.stems = stems
        self.explained = explained

    def holds(self, stem: str) -> bool:
        return stem in self.stems

    def long_forms(self, short: str) -> Sequence[str]:
        return [long for one, long in self.explained if one.lower() == short]

    def short_forms(self, initials: str) -> Sequence[tuple[str, str]]:
        return [
            (short, long)
            for short, long in self.explained
            if "".join(w[0] for w in long.lower().split() if w not in ("of", "and")) == initials
        ]


EXPANDER = Expander(
    Synonyms(synonyms.shipped()),
    Words(
        ("indopacif", "cop26", "prolifer", "cyberattack"),
        (("WPS", "Women, Peace and Security"), ("GX", "Green Transformation")),
    ),
)


def variants(query: str, *left_out: str) -> dict[str, list[str]]:
    """What is also looked for, by the words it stands for."""
    node = EXPANDER.expand(parse(query), frozenset(left_out))
    return {canonical(one.node): [v.printed for v in one.variants] for one in expansions(node)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ROK missile", {"rok": ["South Korea", "Republic of Korea"]}),
        ("trilateral with South Korea", {"south AND korea": ["ROK", "Republic of Korea"]}),
        ("the Republic of Korea", {"republic AND korea": ["ROK", "South Korea"]}),
        ("Taiwan Strait", {"taiwan AND strait": ["Strait of Taiwan", "cross-Strait"]}),
        ("two plus two", {"two AND plus AND two": ["2+2"]}),
        ("women peace security", {"women AND peace AND security": ["WPS"]}),
        ("green transformation now", {"green AND transformation": ["GX"]}),
        ("GX", {"gx": ["Green Transformation"]}),
        ("Indo-Pacific", {"indo-pacific": ["indopacific"]}),
        ("indo pacific", {"indo AND pacific": ["indopacific"]}),
        ("IndoPacific", {"IndoPacific": ["Indo Pacific"]}),
        ("COP26", {"cop26": ["COP 26"]}),
        ("cop 26", {"cop AND 26": ["cop26"]}),
        ("cyber-attack", {"cyber-attack": ["cyberattack"]}),
        ("nonproliferation", {"nonproliferation": ["non proliferation"]}),
        ("Article 5", {"article AND 5": ["Article V"]}),
        ("article v", {"article AND v": ["Article 5"]}),
        ("Japan-US alliance", {"japan-u.s.": ["U.S.-Japan"]}),
        ("peace OR ROK", {"rok": ["South Korea", "Republic of Korea"]}),
        ("ROK NEAR/5 missile", {"rok": ["South Korea", "Republic of Korea"]}),
        ('"ROK" missile', {}),
        ("missile -ROK", {}),
        ("speaker:ROK title:ROK", {}),
        ("korea south", {}),
        ("five peace", {}),
    ],
)
def test_what_is_also_looked_for(query: str, expected: dict[str, list[str]]) -> None:
    found = variants(query)
    for words, also in expected.items():
        assert found[words][: len(also)] == also
    assert found.keys() == expected.keys()


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [
        ("synonyms", {}),
        ("rok", {}),
        ("republic of korea", {"rok": ["South Korea"]}),
        ("acronyms", {"rok": ["South Korea", "Republic of Korea"]}),
    ],
)
def test_each_can_be_left_out(left_out: str, expected: dict[str, list[str]]) -> None:
    assert variants("ROK", left_out) == expected


PARTS = """
ROK South Korea Taiwan strait IndoPacific indo pacific Article 5 OR WPS "ROK" -US NEAR/3 peace ( ) Japan-US
women security cop 26 of kind:q
"""
QUERIES = st.lists(st.sampled_from(PARTS.split()), max_size=8).map(" ".join)


@given(QUERIES)
def test_the_plainest_form_has_the_same_variants(query: str) -> None:
    try:
        node = parse(query)
    except KaikenError:
        return
    expanded = EXPANDER.expand(node)
    again = ask(canonical(node), expand=EXPANDER.expand)
    assert again.expanded == expanded
    assert canonical(expanded) == canonical(node)
    assert _without_variants(expanded) == node
    for one in expansions(expanded):
        for variant in one.variants:
            assert 0 < variant.boost * len(variant.stems) <= BOOSTS[variant.kind] + 1e-9 < 1


def _without_variants(node: Node) -> Node:
    if isinstance(node, Expanded):
        return node.node
    if isinstance(node, And):
        children: list[Node] = []
        for child in map(_without_variants, node.children):
            children.extend(child.children if isinstance(child, And) else (child,))
        return And(tuple(children))
    if hasattr(node, "children"):
        return type(node)(tuple(map(_without_variants, node.children)))
    if hasattr(node, "left"):
        return type(node)(
            _without_variants(node.left), _without_variants(node.right), node.within, node.ordered
        )
    return node


def test_exact_words_have_no_variants_and_no_other_forms() -> None:
    asked = ask("ROK straits (a OR b) -c x NEAR/2 y", exact=True)
    assert {type(child) for child in asked.node.children[:2]} == {Quoted}
    assert isinstance(asked.node.children[3], Not)
    assert ask(asked.interpreted).node == asked.node


# -- synonyms


def test_the_shipped_groups_are_what_toml_says_and_nothing_is_in_two_of_them() -> None:
    groups = tomllib.loads(synonyms.SHIPPED.read_text(encoding="utf-8"))["groups"]
    assert [list(group) for group in synonyms.shipped()] == groups
    assert all(len(group) > 1 for group in groups)
    names = [tuple(t.lower() for t in name.split()) for group in groups for name in group]
    assert len(names) == len(set(names))


def test_every_name_of_the_shipped_groups_finds_the_others() -> None:
    for group in synonyms.shipped():
        for name in group:
            found = [v for also in variants(name).values() for v in also]
            others = {other for other in group if _telling(other) != _telling(name)}
            assert others <= set(found) or "-" in name, name


def _telling(name: str) -> list[str]:
    return [token.stem for token in tokens(name) if token.exact not in STOP_WORDS]


def test_a_users_groups(tmp_path: Path) -> None:
    file = tmp_path / "synonyms.toml"
    assert synonyms.read(file) == ()
    file.write_text('groups = [["Kantei", "Prime Minister\'s Office"]]', encoding="utf-8")
    assert synonyms.read(file) == (("Kantei", "Prime Minister's Office"),)
    for wrong in ("groups = 5", "groups = [['one']]", "groups = [[1, 2]]", "groups = [", "other = 1"):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(KaikenError, match="groups"):
            synonyms.read(file)


# -- the nearest words


@given(st.text("abciekmno", max_size=7), st.text("abciekmno", max_size=7))
def test_cost_is_symmetrical_enough_and_nothing_for_the_same(one: str, other: str) -> None:
    assert cost(one, one, 2.0) == 0
    there, back = cost(one, other, 20.0), cost(other, one, 20.0)
    assert there == pytest.approx(back)
    assert (there > 0) == (one != other)


def test_slips_cost_less_than_other_edits() -> None:
    assert cost("blinkin", "blinken", 2) == cost("kamikava", "kamikawa", 2) == pytest.approx(0.6)
    assert cost("taiwna", "taiwan", 2) == pytest.approx(0.6)
    assert cost("tomorow", "tomorrow", 2) == pytest.approx(0.6)
    assert cost("taiwan", "taiwxn", 2) == 1
    assert cost("taiwan", "iran", 1) > 1


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("desk")
    create(folder)
    texts = [
        "Secretary Blinken met the press about Okinawa and Kamikawa.",
        "The Indo-Pacific, and peace in Okinawa again. Blinken left.",
        "Women, Peace and Security (WPS) came up.",
        "The WPS agenda was praised by the minister.",
        "Peace in Okinawa is what the minister wants.",
        "An election abroad was a matter of comment.",
    ]
    made = document("d.txt", [passage(n, t, speaker="Hayashi Yoshimasa") for n, t in enumerate(texts, 1)])
    writer = IndexWriter(folder)
    writer.add(rows(*made))
    writer.commit(Catalogue(("/there",), (FileRecord("/there/d.txt", "/there", 1, 1, "0" * 64, (made[0],)),)))
    (folder / "synonyms.toml").write_text('groups = [["press", "news media"]]', encoding="utf-8")
    with Searcher(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("Okinava", "okinawa"),
        ("Blinkin", "blinken"),
        ("Hayasi", "hayashi"),
        ("minster", "minister"),
        ("indopacific", "indo-pacific"),
        ("zzzzzz", None),
        ("xq", None),
    ],
)
def test_the_nearest_word_is_offered_and_tried(desk: Searcher, query: str, nearest: str | None) -> None:
    results = desk.search(query)
    (unknown,) = results.unknown
    assert unknown.word == query
    assert (unknown.nearest[:1] == (nearest,)) if nearest else not unknown.nearest
    assert results.relaxed == bool(results.hits) == (nearest is not None)
    assert results.searched is not None and results.searched.passages == 6
    assert all(hit.relaxed for hit in results)


def test_acronyms_of_the_index_find_each_other(desk: Searcher) -> None:
    for query in ("wps", "women peace security"):
        results = desk.search(query, leave_out=["synonyms"])
        assert {hit.passage.ordinal for hit in desk.search(query)} == {3, 4}
        assert not results.relaxed
    assert [one.variants for one in desk.search("press").expansions] == [("news media",)]


def test_few_passages_are_followed_by_some_with_half_of_the_words(desk: Searcher) -> None:
    alone = desk.search("peace okinawa minister")
    filled = desk.search("peace okinawa minister", fill=True)
    assert (alone.total, filled.total) == (1, 1)
    assert [hit.passage.ordinal for hit in alone] == [5] == [hit.passage.ordinal for hit in filled][:1]
    assert len(filled) > 1 and [hit.relaxed for hit in filled] == [False] + [True] * (len(filled) - 1)
    for query in (
        "peace okinawa",
        '"peace in okinawa" minister abroad',
        "peace okinawa minister kind:statement",
    ):
        assert len(desk.search(query, fill=True)) == desk.search(query, fill=True).total


def test_a_name_of_who_speaks_counts_where_no_text_has_it(desk: Searcher) -> None:
    results = desk.search("Hayashi election")
    assert results.relaxed and results.hits[0].passage.ordinal == 6


def test_json_of_a_search_that_finds_nothing(desk: Searcher) -> None:
    from search.encode import results_to_json

    made = json.loads(json.dumps(results_to_json(desk.search("zzzzzz ROK"))))
    assert made["unknown"][0] == {"word": "zzzzzz", "nearest": []}
    assert made["expansions"][0]["kind"] == "synonyms"
    assert set(made["searched"]) == {"documents", "passages", "first_date", "last_date"}


def test_completion_of_names_phrases_and_words(desk: Searcher) -> None:
    def offered(query: str) -> list[tuple[str, str]]:
        return [(one.what, one.value) for one in desk.complete(query)]

    assert offered("haya")[0] == ("speaker", "Hayashi Yoshimasa")
    assert offered("yoshi")[0] == ("speaker", "Hayashi Yoshimasa")
    assert ("word", "okinawa") in offered("okin")
    assert ("phrase", "secretary blinken") in offered("secretary bli")
    assert ("phrase", "peace in") not in offered("peace in")
    assert offered("zzz") == offered("") == []
    (one,) = desk.phrases("Indo", "pac")
    assert (one.value, one.count) == ("indo pacific", 1)
    for one in desk.complete("secretary bli"):
        completed = "secretary bli"[: one.start] + one.insert + "secretary bli"[one.end :]
        assert desk.search(completed).total >= 1
