"""Captions: what is said comes back once, by voice, with its places; everything else is markup."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index_store.model import Source
from index_store.reading import read_bytes

from .checks import read_one, read_or_refuse, shown

WORD = st.sampled_from(["water", "is", "rising", "We", "know", "the", "3", "town.", "Why?", "ДА", "会見"])
SAID = st.lists(WORD, min_size=1, max_size=6).map(" ".join).filter(lambda said: not said.isdecimal())
VOICE = st.sampled_from([None, "Ann Roe", "Mr. B. O’Hara", "Åsa & Co"])
NEWLINE = st.sampled_from(["\n", "\r\n", "\r"])


def stamp(milliseconds: int, comma: bool) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{',' if comma else '.'}{rest:03}"


def subrip(cues: list[list[str]], step: int = 1000, newline: str = "\n") -> str:
    lines: list[str] = []
    for i, rows in enumerate(cues):
        lines += [str(i + 1), f"{stamp(i * step, True)} --> {stamp(i * step + 1000, True)}", *rows, ""]
    return newline.join(lines)


def webvtt(cues: list[list[str]], head: str = "", step: int = 1000) -> str:
    parts = [f"WEBVTT{head}\n"]
    for i, rows in enumerate(cues):
        times = f"{stamp(i * step, False)} --> {stamp(i * step + 1000, False)} line:0"
        parts.append("\n".join([times, *rows]))
    return "\n\n".join(parts) + "\n"


def gaps(source: Source) -> list[int]:
    return [block.gap for block in source.blocks]


def any_grows(lines: list[str]) -> bool:
    """Whether a line is the beginning of another: that is what a row that grows looks like."""
    return any(a != b and a.startswith(b + " ") for a in lines for b in lines)


def escaped(said: str) -> str:
    return said.replace("&", "&amp;").replace("<", "&lt;")


@given(st.lists(SAID, min_size=1, max_size=12, unique=True), st.integers(1, 3), NEWLINE)
def test_subrip_comes_back(rows: list[str], height: int, newline: str) -> None:
    assume(not any_grows(rows))
    cues = [rows[i : i + height] for i in range(0, len(rows), height)]
    source = read_one(subrip(cues, newline=newline), "a.srt")
    assert shown(source) == rows
    assert all(block.kind == "cue" and block.voice is None for block in source.blocks)
    for block in source.blocks:
        first, last = source.map.stored(block.start, block.end)
        assert source.stored[first:last] == source.text[block.start : block.end]


@given(st.lists(st.tuples(VOICE, SAID), min_size=1, max_size=8, unique_by=lambda one: one[1]))
def test_voices_come_back(said: list[tuple[str | None, str]]) -> None:
    cues = [[f"<v {escaped(voice)}>{text}" if voice else text] for voice, text in said]
    source = read_one(webvtt(cues), "a.vtt")
    assert [(block.voice, text) for block, text in zip(source.blocks, shown(source), strict=True)] == said
    for i in range(1, len(said)):
        assert (source.blocks[i].gap == 2) == (said[i][0] != said[i - 1][0])


@given(st.lists(SAID, min_size=3, max_size=12, unique=True), st.integers(2, 3), st.booleans())
def test_what_rolls_up_comes_once(lines: list[str], height: int, interim: bool) -> None:
    """Each cue shows the lines before once more; automatic captions also show them alone in between."""
    assume(not any_grows(lines))
    cues: list[list[str]] = []
    for i, line in enumerate(lines):
        cues.append([*lines[max(0, i - height + 1) : i], line])
        if interim:
            cues.append([line])
    assert shown(read_one(webvtt(cues), "a.vtt")) == lines


@given(st.lists(st.sampled_from(["one", "two", "three", "four"]), min_size=3, max_size=9))
def test_a_row_that_grows_comes_once(words: list[str]) -> None:
    cues = [[" ".join(words[:n])] for n in range(1, len(words) + 1)]
    assert " ".join(shown(read_one(subrip(cues), "a.srt"))) == " ".join(words)


@given(st.lists(SAID, min_size=4, max_size=12, unique=True), st.integers(0, 3))
def test_who_repeats_themselves_is_heard_twice(lines: list[str], at: int) -> None:
    said = [*lines[: at + 1], lines[at], *lines[at + 1 :]]
    assume(not any_grows(lines))
    assert shown(read_one(subrip([[line] for line in said]), "a.srt")) == said


@given(
    st.lists(
        st.sampled_from(
            [
                *[
                    "WEBVTT",
                    "\n",
                    "\n\n",
                    "\r\n",
                    "1",
                    "00:01.000 --> 00:02.000",
                    "0:00:01,5 --> 0:00:02,5 x",
                ],
                *["NOTE", "STYLE", "<v A>", "</v>", "<v", "<v.b C D>", "<i>", "</i>", "<00:00:01.000>", "<"],
                *[">> ", ">>", "- ", "-", "&gt;&gt; ", "&amp;", "&#10;", "&nbsp;", "&", "{\\an8}", "{\\"],
                *["<rt>", "</ruby>", "<br>", "A: ", "MR. B: ", "word", "No.", "[Laughter]", " ", "\u2028"],
            ]
        ),
        max_size=50,
    ).map("".join),
    st.sampled_from(["a.vtt", "a.srt", "a.txt"]),
)
def test_any_soup(text: str, name: str) -> None:
    read_or_refuse(text.encode(), name)
    read_or_refuse(b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + text.encode(), name)


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes(data: bytes, signed: bool) -> None:
    read_or_refuse((b"WEBVTT\n\n0:01.000 --> 0:02.000\n" if signed else b"") + data, "a.vtt")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["<i>One</i> <c.yellow.bg>two</c>"], [(2, None, "One two")]),
        (["One<00:00:00.500><c> two</c>"], [(2, None, "One two")]),
        (["R&amp;D &lt;x&gt; &#8217;s"], [(2, None, "R&D <x> ’s")]),
        (["<ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby>だ"], [(2, None, "漢字だ")]),
        (["<v Ann>One</v> two"], [(2, "Ann", "One"), (2, None, "two")]),
        (["<v Ann>One <v Bo>two", "three"], [(2, "Ann", "One"), (2, "Bo", "two"), (0, "Bo", "three")]),
        (["<v.loud.x Ann  Roe &amp; Co>One"], [(2, "Ann Roe & Co", "One")]),
        (["<v Ann>[Sighs]", "One"], [(2, "Ann", "[Sighs]"), (2, "Ann", "One")]),
        (["- One?", "- Two."], [(2, None, "One?"), (2, None, "Two.")]),
        (["<i>-One?</i>", "–Two."], [(2, None, "One?"), (2, None, "Two.")]),
        (["the plan", "- such as it is -"], [(2, None, "the plan"), (0, None, "- such as it is -")]),
        (["It is", "-5 outside"], [(2, None, "It is"), (0, None, "-5 outside")]),
        (["&gt;&gt; MR. X: One.", ">>> Two"], [(2, None, "MR. X: One."), (2, None, "Two")]),
        (["One. >> Two", "three"], [(2, None, "One."), (2, None, "Two"), (0, None, "three")]),
        (["a >> b", ">>>> c"], [(2, None, "a"), (2, None, "b"), (0, None, ">>>> c")]),
        (["One.", "MR. X: Two"], [(2, None, "One."), (2, None, "MR. X: Two")]),
        (["It is", "this: two"], [(2, None, "It is"), (0, None, "this: two")]),
        (["{\\an8}One"], [(2, None, "One")]),
        (["One<br>two"], [(2, None, "One two")]),
        (["-", "<i> </i>", "One"], [(2, None, "-"), (0, None, "One")]),
    ],
)
def test_rows(rows: list[str], expected: list[tuple[int, str | None, str]]) -> None:
    for stored, name in ((webvtt([rows]), "a.vtt"), (subrip([rows]), "a.srt")):
        source = read_one(stored, name)
        assert [
            (block.gap, block.voice, text) for block, text in zip(source.blocks, shown(source), strict=True)
        ] == expected


def test_what_is_no_tag_in_subrip_is_text() -> None:
    assert shown(read_one(subrip([["3 < 4 and <b>5 > 4</b> <unheard>"]]), "a.srt")) == [
        "3 < 4 and 5 > 4 <unheard>"
    ]


@pytest.mark.parametrize(
    ("first", "step", "gap"),
    [("One.", 6000, 2), ("One", 6000, 0), ("One.", 4500, 0), ("One.”", 6000, 2), ("你好。", 6000, 2)],
)
def test_a_silence_ends_a_paragraph_where_a_sentence_has_ended(first: str, step: int, gap: int) -> None:
    assert gaps(read_one(subrip([[first], ["Two"]], step), "a.srt")) == [2, gap]


def test_blocks_of_webvtt_that_are_not_said() -> None:
    stored = (
        "\ufeffWEBVTT - A meeting\nKind: captions\nLanguage: en-GB\nX-TIMESTAMP-MAP=LOCAL:00:00\n\n"
        "NOTE one\nmore of it\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:x\n\n"
        "intro part\n00:01.000 --> 00:02.000 align:start position:0%\nOne\n \ntwo\n\nNOTE x\n\n"
        "NOTED --\n00:00:02.000 --> 00:00:03.000\nNOTE this,\n\n7\n00:03.000 --> 00:04.000\nplease.\n"
    )
    source = read_one(stored, "a.vtt")
    assert shown(source) == ["One", "two", "NOTE this,", "please."]
    assert source.metadata == {"title": "A meeting", "kind": "captions", "language": "en-GB"}
    assert source.media_type == "text/vtt"
    assert gaps(source) == [2, 0, 0, 0]


def test_blank_lines_within_a_cue_lose_nothing() -> None:
    stored = "1\n00:00:01,000 --> 00:00:02,000\nOne\n\ntwo 2\n\n2\n00:00:03,000 --> 00:00:04,000\n1990\n3\n"
    assert shown(read_one(stored, "a.srt")) == ["One", "two 2", "1990", "3"]


def test_numbers_that_are_said() -> None:
    stored = "WEBVTT\n\n00:01.000 --> 00:02.000\n1990\n\n00:03.000 --> 00:04.000\nOne\n"
    assert shown(read_one(stored, "a.vtt")) == ["1990", "One"]
    spaced = "1\n\n00:00:01,000 --> 00:00:02,000\n\n1990\n\n2\n\n00:00:03,000 --> 00:00:04,000\n\nOne\n"
    assert shown(read_one(spaced, "a.srt")) == ["1990", "One"]


@pytest.mark.parametrize(
    ("stored", "name", "expected"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nOne", "a.txt", "text/vtt"),
        ("WEBVTT", "a.txt", "text/vtt"),
        ("WEBVTTX\n", "a.txt", "text/plain"),
        ("\n1\n00:00:01,000 --> 00:00:02,000\nOne", "a.txt", "application/x-subrip"),
        ("1\r\n0:00:01.00 --> 0:00:02.00\r\nOne", "a", "application/x-subrip"),
        ("See 00:00:01,000 --> 00:00:02,000 for more", "a.txt", "text/plain"),
        ("Words only", "a.srt", "text/plain"),
        ("By Ann\n\n1\n00:00:01,000 --> 00:00:02,000\nOne", "a.srt", "application/x-subrip"),
        ("By Ann\n\n1\n00:00:01,000 --> 00:00:02,000\nOne", "a.txt", "text/plain"),
    ],
)
def test_recognised_by_content(stored: str, name: str, expected: str) -> None:
    [source] = read_bytes(stored.encode(), name)
    assert isinstance(source, Source) and source.media_type == expected


@pytest.mark.parametrize(
    "text",
    [
        "<" * 200_000,
        "<v " * 60_000,
        "<v A>x" * 30_000,
        "{\\" * 100_000,
        "&" * 200_000,
        ">> " * 60_000,
        "- " * 60_000,
        "word " * 60_000,
        "x\n" * 60_000,
        "a. b " * 40_000 + ":",
        "[" * 100_000,
        " " * 200_000 + "x",
        "1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n" * 10_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" * 20_000,
        "<rt>" * 50_000,
    ],
    ids=lambda text: text[:8],
)
def test_captions_of_any_shape_are_read_in_one_pass(text: str) -> None:
    read_or_refuse(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}".encode(), "a.vtt")
    read_or_refuse(f"1\n00:00:01,000 --> 00:00:02,000\n{text}".encode(), "a.srt")
