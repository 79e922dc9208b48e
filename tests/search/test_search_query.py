"""The query language: every text parses or says where it is wrong, and its plainest form means the same."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.query.asked import Asked, ask, most_of
from search.query.canonical import canonical
from search.query.errors import QueryError
from search.query.lexer import DASHES, DATE_FIELDS, FIELDS, QUOTES, lexemes
from search.query.nodes import And, Dates, Everything, Field, Not, Or, Prefix, Quoted, Value, Word
from search.query.operands import KINDS
from search.query.parser import MAX_DEPTH, _Parser, parse

PIECES = [
    *(
        "taiwan",
        "Strait,",
        "the",
        "U.S.",
        "US",
        "us",
        "Indo-Pacific",
        "3:30",
        "G-7",
        "2+2",
        "Japan's",
        "台湾海峡",
        "é",
        "Iwāya",
    ),
    *(
        "AND",
        "OR",
        "NOT",
        "and",
        "|",
        "||",
        "-",
        "–",
        "--",
        "(",
        ")",
        "（",
        "）",
        '"',
        "“",
        "”",
        "„",
        "«",
        "»",
        "「",
        "」",
    ),
    *(
        "wom?n",
        "w?*",
        "taiw~",
        "strait~2",
        "~",
        "~5",
        "NEAR/5",
        "w/2",
        "PRE/3",
        "/s",
        "pre/s",
        "/p",
        "NEAR",
        "NEAR/0",
        "last",
        "week",
        "January",
        "ta*",
        "t*",
        "*",
        "a*b",
        "speaker:",
        "SPEAKER:",
        "kind:",
        "title:",
        "doc:",
        "date:",
        "from:",
        "to:",
        "before:",
        "after:",
        "in:",
        "quoted:",
        "lang:",
        "note:",
    ),
    *(
        "2024",
        "2024-01",
        "2024-01-12",
        "2023..2024",
        "2024-13",
        "question",
        "q",
        "https://a.b/c?d=e",
        "?",
        "...",
        "&",
    ),
    *(" ", " ", " ", " ", " ", "\t", "\n", "\x00", "\u200b", "\ud800", "'", "’"),
]
mutated = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
spaced = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
anything = st.text(max_size=60) | st.text(
    alphabet=st.sampled_from(sorted(QUOTES | DASHES) + list("ab ():|*.")), max_size=30
)


def parsed(query: str) -> Asked | None:
    """What a query asks for; None where it says properly what is wrong with it."""
    try:
        return ask(query)
    except QueryError as error:
        assert 0 <= error.position <= len(query)
        message, shown, caret, *hint = str(error).splitlines()
        assert message and shown.startswith("  ") and caret.strip() == "^"
        assert all(char.isprintable() for char in shown + caret)
        assert hint == ([error.hint] if error.hint else [])
        return None


@given(mutated | spaced | anything)
@example("the (the OR a) of")
@example("-(-(a b)) c")
@example('speaker:"a""b"')
@example("title:foreign-minister")
@example('title:(foreign minister OR "prime minister")')
@example("date:(2021 OR 2023) taiwan")
@example("NOT (NOT (a OR b))")
@example("US-Japan LET US GO")
@example('"a b"~5 w/3 (c OR "d") /s e')
@example("x w/2 (y NEAR/1 z) pre/s of")
@example("date:last week in:q|a")
def test_every_text_parses_or_says_where_it_is_wrong_and_its_plainest_form_is_equal(query: str) -> None:
    asked = parsed(query)
    if asked is None:
        return
    plain = asked.interpreted
    again = ask(plain)
    assert again.node == asked.node
    assert again.tree == asked.tree
    assert again.interpreted == plain
    assert hash(again.tree) == hash(asked.tree)


@given(anything, st.sampled_from(["speaker", "outlet", "place", "doc", "role"]))
def test_filters_have_a_plainest_form_too(value: str, name: str) -> None:
    try:
        asked = ask("taiwan", filters={name: [value, "b"]}, date_from="2021", date_to="2023")
    except QueryError:
        return
    assert ask(asked.interpreted) == asked
    assert ask(asked.interpreted).tree == asked.tree


@pytest.mark.parametrize(
    ("query", "plain"),
    [
        ("taiwan strait", "taiwan AND strait"),
        ("Taiwan, STRAIT!", "taiwan AND strait"),
        ("taiwan AND strait OR china", "taiwan AND strait OR china"),
        ("taiwan (strait OR china)", "taiwan AND (strait OR china)"),
        ("taiwan strait | china", "taiwan AND strait OR china"),
        ("-china taiwan", "NOT china AND taiwan"),
        ("–china taiwan", "NOT china AND taiwan"),
        ("NOT (c b)", "NOT (c AND b)"),
        ("NOT NOT china", "china"),
        ("((china))", "china"),
        ("(a (b c)) d", "b AND c AND d"),
        ("“Free and Open”", '"free and open"'),
        ("„Free and Open“", '"free and open"'),
        ("«free» 「open」", '"free" AND "open"'),
        ('"the"', '"the"'),
        ("the of", "the AND of"),
        ("the strait of taiwan", "strait AND taiwan"),
        ("the -of", "the AND NOT of"),
        ("the speaker:hayashi", 'the AND speaker:"hayashi"'),
        ("Tokyo – Japan", "tokyo AND japan"),
        ("what about taiwan?", "taiwan"),
        ("peace & stability", "peace AND stability"),
        ("https://mofa.go.jp/x", "https-mofa-go-jp-x"),
        ("Indo-Pacific", "indo-pacific"),
        ("at 5:00", "5-00"),
        ("Q: what", "q"),
        ("taiw* Straits", "taiw* AND straits"),
        ("TAIW*", "taiw*"),
        ("Speaker:HAYASHI", 'speaker:"hayashi"'),
        ('speaker:"Hayashi Yoshimasa"', 'speaker:"hayashi yoshimasa"'),
        ("speaker:(Hayashi Yoshimasa | kamikawa)", 'speaker:("hayashi yoshimasa" OR "kamikawa")'),
        ("-speaker:hayashi", 'NOT speaker:"hayashi"'),
        ("kind:q kind:opening", 'kind:"question" AND kind:"statement"'),
        ("language:EN document:A.txt", 'lang:"en" AND doc:"A.txt"'),
        ("from:2021", "from:2021-01-01"),
        ("to:2023", "to:2023-12-31"),
        ("to:2024-02", "to:2024-02-29"),
        ("date:2024-01-12", "date:2024-01-12"),
        ("date:2023..2024-06", "date:2023-01-01..2024-06-30"),
        ("date:2023…", "from:2023-01-01"),
        ("date:..2023", "to:2023-12-31"),
        ("from:2024–01–12", "from:2024-01-12"),
        ("US us U.S.", "u.s. AND u.s."),
        ("wom?n wo*n?t", "wom?n AND wo*n?t"),
        ("why? taiwan?!", "taiwan"),
        ("Wom?n? ¿Kōn*!", "wom?n AND kon*"),
        ("Kamikāva~ okinava~2", "kamikava~1 AND okinava~2"),
        ("~500 and ~", "500"),
        ('"Free, open"~5', '"free open"~5'),
        ('“The War”~3 "x"~9', '"the war"~3 AND "x"~9'),
        ("the w/5 Strait", "the NEAR/5 strait"),
        ("x near/5 b /9 c pre/2 d", "x NEAR/5 b NEAR/9 c PRE/2 d"),
        ("x w/5 (b n/2 c)", "x NEAR/5 (b NEAR/2 c)"),
        ("taiwan (strait | sea) w/s peace", "taiwan AND (strait OR sea) /s peace"),
        ("x P/s y", "x PRE/s y"),
        ("x /p y w/p z", "x AND y AND z"),
        ('"free open" NEAR/10 "another" z | y', '"free open" NEAR/10 "another" AND z OR y'),
        ("-(x w/2 y)", "NOT (x NEAR/2 y)"),
        ("9/11 and/or w/o", "9-11 AND and-or AND w-o"),
        (
            "in:q kind:question|answer|opening x",
            'kind:"question" AND kind:("question" OR "answer" OR "statement") AND x',
        ),
        ("quoted:Iwaya", 'quoted:"iwaya"'),
        ("since:2024 until:2024", "from:2024-01-01 AND to:2024-12-31"),
        ("before:2024 after:2024-01", "to:2023-12-31 AND from:2024-02-01"),
        ("date:January 2024 taiwan", "date:2024-01-01..2024-01-31 AND taiwan"),
        ("date:12 Jan. 2024", "date:2024-01-12"),
        ('date:"January 12th, 2024"', "date:2024-01-12"),
        ("date:2024/1/12", "date:2024-01-12"),
        ("date:last week peace", "date:2024-02-26..2024-03-03 AND peace"),
        ("date:this week", "date:2024-03-04..2024-03-06"),
        ("date:last month", "date:2024-02-01..2024-02-29"),
        ("from:last year", "from:2023-01-01"),
        ("since:yesterday", "from:2024-03-05"),
        ("date:today", "date:2024-03-06"),
        ("date:last 7 days", "date:2024-02-29..2024-03-06"),
        ("date:past 2 weeks x", "date:2024-02-22..2024-03-06 AND x"),
        ("date:last 12 months", "date:2023-03-07..2024-03-06"),
        ("date:(2021 OR last year)", "date:2021-01-01..2021-12-31 OR date:2023-01-01..2023-12-31"),
        ("  ", ""),
    ],
)
def test_how_queries_are_understood(query: str, plain: str) -> None:
    assert canonical(parse(query, date(2024, 3, 6))) == plain


@pytest.mark.parametrize(
    ("query", "position", "message", "hint"),
    [
        ('free "and open', 5, "not closed", '"'),
        ("a “b", 2, "not closed", '"'),
        ("(a b", 0, "not closed", ")"),
        ("a b)", 3, "never opened", "quote"),
        ("a ()", 2, "nothing", "out"),
        ("a (?)", 2, "nothing", "out"),
        ("OR a", 0, "OR has nothing before", '"OR"'),
        ("a OR", 2, "OR has nothing after", '"OR"'),
        ("a OR OR b", 5, "OR has nothing before", '"OR"'),
        ("a AND OR b", 6, "OR has nothing before", '"OR"'),
        ("(a OR ) b", 3, "OR has nothing after", '"OR"'),
        ("a |", 2, "| has nothing after", '"|"'),
        ("a NOT", 2, "NOT has nothing after", '"NOT"'),
        ("a -?", 2, "- has nothing after", "exclude"),
        ("a - b", 2, "excludes nothing", "-word"),
        ("a --b", 2, "two dashes", "quote"),
        ("sperker:x", 0, '"sperker"', "speaker, role"),
        ("a Note:x", 2, '"Note"', "quote"),
        ("speaker: x", 8, "no value", "speaker:word"),
        ("from:", 4, "no value", "from:2024-01-12"),
        ("speaker:()", 9, "missing", "speaker:("),
        ("speaker:(a OR )", 14, "missing", "speaker:("),
        ("speaker:(a -b)", 11, "only values", "speaker:("),
        ("speaker:(a", 8, "not closed", ")"),
        ("speaker:?", 8, "no word", "speaker:word"),
        ("speaker:hay*", 11, "star", "whole"),
        ("kind:speech", 5, '"speech"', "statement, question"),
        ("date:2024-13", 10, "month 13", "2024-01"),
        ("date:2023-02-29", 13, "2023-02 has no day 29", "2024-01"),
        ('from:"2024-02-30"', 14, "no day 30", "2024-01"),
        ("date:soon", 5, '"soon" is not a date', "2024-01"),
        ("date:01/12/2024", 5, "which number is the month", "2024-01"),
        ("date:february", 5, '"february" is not a date', "January 2024"),
        ('date:"30 February 2024"', 6, "2024-02 has no day 30", "2024-01"),
        ('date:"last 0 days"', 6, "no time", "2024"),
        ("before:0001", 7, "before", "2024"),
        ("date:2024..2023", 5, "ends before", "2024-01"),
        ("date:..", 5, "one end", "2024-01"),
        ("date:2023..20x4", 11, '"20x4"', "2024-01"),
        ("from:2023..2024", 5, "not a date", "date:2023..2024"),
        ("t*", 0, "2 letters", "ta*"),
        ("*", 0, "2 letters", "ta*"),
        ("*word", 0, "2 letters", "taiw*"),
        ("t.*", 0, "2 letters", "taiw*"),
        ("a*b", 0, "2 letters", "wom?n"),
        ("wo**r?d**", 2, "more than 4", "letters"),
        ("ab*c.d", 2, "several words", "d*"),
        ("wo-rd~", 5, "single plain word", "kamikava~"),
        ("wo*d~", 4, "single plain word", "kamikava~"),
        ("word~3", 5, "3 letters away", "~2"),
        ("word~2", 0, "at least 5", "OR"),
        ("it~", 0, "at least 3", "OR"),
        ("US~", 0, "at least 3", "OR"),
        ("a.m~", 3, "single plain word", "kamikava~"),
        ('"a b"~', 5, "how many", "~5"),
        ('"a b"~0', 6, "0 words apart", "/p"),
        ('"a b"~256', 6, "256 words apart", "/p"),
        ('title:"a b"~5', 11, "meaning", "out"),
        ("a NEAR b", 2, "how near", "NEAR/5"),
        ("a NEAR/0 b", 7, "0 words apart", "255"),
        ("a w/99999999999 b", 4, "words apart", "255"),
        ("NEAR/5 b", 0, "NEAR/5 has nothing before", "quote"),
        ("a NEAR/5", 2, "NEAR/5 has nothing after", "quote"),
        ("a w/5 OR b", 6, "OR has nothing before", "quote"),
        ("a w/5 -b", 6, "excluded", "whole"),
        ("-a w/5 b", 3, "what is excluded", "Each side"),
        ("a /s kind:q", 5, "beside kind:", "Each side"),
        ("date:2024 /s b", 10, "beside a date", "Each side"),
        ("(x y) w/5 c", 6, "anywhere", "alternatives"),
        ("a w/5 (b OR c d)", 6, "such alternatives", "alternatives"),
        ("a" + " w/5 b" * 99, 98, "16 times", "fewer"),
        ("kind:q|speech", 7, '"speech"', "statement, question"),
        ("kind:q | speech2 OR", 17, "OR has nothing after", "quote"),
        ("Indo-Pac*", 8, "several words", "pac*"),
        ('""', 0, "no word", "words"),
        ('"taiw* strait"', 5, "quotation marks", "outside"),
        ("?!", 0, "no word", "word"),
        ("(" * 10_000, MAX_DEPTH, "deep", "brackets"),
    ],
)
def test_what_is_wrong_and_what_would_work(query: str, position: int, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.position == position
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_the_deepest_brackets_still_work() -> None:
    query = "a b"
    for depth in range(MAX_DEPTH):
        query = f"-({query} x{depth}" + (" | y)" if depth % 2 else ")")
    asked = ask(query)
    assert ask(asked.interpreted).tree == asked.tree


@pytest.mark.parametrize(
    "query",
    [
        "taiwan " * 150_000,
        "taiwan OR " * 100_000 + "x",
        "NOT " * 250_000 + "x",
        "-x " * 300_000,
        '"a b" ' * 150_000,
        '"' * 1_000_001,
        "(a) " * 250_000,
        "speaker:(" + "a OR " * 200_000 + "b)",
        "x" * 1_000_000,
        "1,000" * 200_000,
        "a.b." * 250_000,
        "ta*" + "\u0301" * 1_000_000,
        "date:" + "2" * 1_000_000,
        "\u200b" * 1_000_000,
        "ab" + "?" * 1_000_000,
        "ab*" + "c*" * 500_000,
        "a~" * 500_000,
        '"a"~5 ' * 150_000,
        "date:last week " * 60_000,
        "(" + "a OR " * 200_000 + "a) /1 b /1 c /1 d /1 e",
        "kind:" + "q|" * 300_000 + "q",
    ],
    ids=lambda query: query[:12],
)
def test_a_megabyte_is_read_in_one_pass(query: str) -> None:
    parsed(query)


def test_nodes_of_a_query() -> None:
    assert parse("") == Everything()
    assert parse("straits") == Word(("strait",), ("straits",))
    assert parse("Indo-Pacific") == Word(("indo", "pacif"), ("indo", "pacific"))
    assert parse('"Straits"') == Quoted(("straits",))
    assert parse("ab* | x") == Or((Prefix("ab"), Word(("x",), ("x",))))
    assert parse("-x y") == And((Not(Word(("x",), ("x",))), Word(("y",), ("y",))))
    assert parse("title:straits") == Field("title", (Value(("strait",)),))
    assert parse("date:2024-01-12") == Dates(202401120000, 202401122359)


def test_every_field_has_a_use() -> None:
    sample = {"kind": "question"} | dict.fromkeys(DATE_FIELDS, "2024")
    for typed, name in FIELDS.items():
        assert parse(f"{typed}:{sample.get(name, 'word')}") is not None
    assert set(KINDS.values()) == {"statement", "question", "answer", "note"}


def test_what_is_chosen_of_a_facet() -> None:
    asked = ask(
        "taiwan speaker:a (speaker:b OR x) -kind:q from:2021 doc:d title:t",
        filters={"speaker": ["c"]},
        date_to="2023",
    )
    assert set(asked.selections) == {"speaker", "year", "document"}
    assert len(asked.selections["speaker"].subqueries) == 2
    assert len(asked.base.subqueries) == 4
    assert ask("taiwan").selections == {}


def test_most_of_the_words() -> None:
    assert [most_of(count) for count in range(2, 11)] == [1, 2, 3, 3, 3, 3, 3, 3, 3]
    assert len(ask("taiwan taiwan").units) == len(ask("the taiwan").units) == 1
    assert ask("taiwan OR strait").units == ask('"taiwan strait" kind:q').units == ()


PLAIN = "taiwan Strait the of US us G7 2024 OR AND NEAR x"


@given(st.lists(st.sampled_from(PLAIN.split()), max_size=6).map(" ".join))
def test_plain_words_are_read_alike_the_short_way(query: str) -> None:
    try:
        long_way = _Parser(query + " ", None).node() if query else Everything()
    except QueryError:
        with pytest.raises(QueryError):
            parse(query)
        return
    assert parse(query) == long_way


@given(mutated)
def test_lexemes_lie_in_order(query: str) -> None:
    try:
        found = lexemes(query)
    except QueryError:
        return
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert all(one.text in query for one in found if one.kind == "word")
