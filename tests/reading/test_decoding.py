"""Bytes to characters and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.reading import ReadError
from index_store.reading.decoding import decode

JAPANESE = (
    "外務大臣会見記録。冒頭発言：本日、日米外相会談を行いました。質問：台湾海峡の平和と安定についてお聞きします。"
    * 4
)
RUSSIAN = (
    "Вопрос: Как Вы оцениваете итоги переговоров? Ответ: Мы исходим из того, что они были полезными." * 4
)
WESTERN = "Le ministre a déclaré : « Nous n’avons pas été consultés. » C’était à Genève, l’été passé." * 4
CHINESE = "外交部发言人主持例行记者会。法新社记者：中方对此有何评论？发言人：我们已经多次表明立场。" * 4
KOREAN = (
    "외교부 대변인 정례 브리핑. "
    "질문: 이번 회담의 결과에 대해 어떻게 평가하십니까? 답변: 긍정적으로 평가합니다." * 4
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_unicode_round_trip(encoding: str, text: str) -> None:
    data = text.encode(encoding)
    decoded, name = decode(data, "a.txt")
    assert decoded.encode(name) == data
    assert decoded.removeprefix("\ufeff") == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (WESTERN, "cp1252"),
        (CHINESE, "gb18030"),
        (KOREAN, "cp949"),
    ],
)
def test_encodings_are_recognised(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    decoded, name = decode(data, "a.txt")
    assert decoded == text
    assert decoded.encode(name) == data


@pytest.mark.parametrize(
    ("label", "codec"),
    [("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"), ("iso-8859-1", "cp1252"), ("windows-1251", "cp1251")],
)
def test_a_page_says_what_its_encoding_is(label: str, codec: str) -> None:
    word = {"cp932": "会見", "euc_jp": "会見", "cp1252": "“née”", "cp1251": "Да"}[codec]
    for head in (f'<meta charset="{label}">', f"<META http-equiv=x content='text/html; charset={label}'>"):
        data = f"<html>{head}<p>{word}".encode(codec)
        assert decode(data, "a.html", declared=True)[0] == data.decode(codec)


def test_a_wrong_declaration_does_no_harm() -> None:
    for label in ("utf-8", "rot13", "utf-7", "base64", "no-such-codec", "euc-jp"):
        data = f"<meta charset={label}>".encode() + WESTERN.encode("cp1252")
        assert decode(data, "a.html", declared=True)[0].endswith(WESTERN)


@given(st.binary(min_size=1, max_size=300))
def test_never_lossy(data: bytes) -> None:
    try:
        text, name = decode(data, "a.txt", declared=True)
    except ReadError:
        return
    assert text.encode(name) == data


def test_newlines_are_left_alone() -> None:
    assert decode(b"a\r\nb\rc\n", "a.txt") == ("a\r\nb\rc\n", "utf-8")


def test_refusals_say_why() -> None:
    with pytest.raises(ReadError, match="UTF-16"):
        decode(b"\xff\xfea\x00\x00\xd8b\x00", "a.txt")
    with pytest.raises(ReadError, match="binary data"):
        decode(bytes(range(256)) * 4, "a.txt")
    assert decode("Wörter ohne Marke, lang genug.".encode("utf-16-le"), "a.txt")[1] == "utf-16-le"
