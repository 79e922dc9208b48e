"""Bytes to characters, without losing any, and the name of the encoding.

    bytes --byte order mark | ISO-2022 escapes | UTF-8 | declaration | detection--> text, encoding

Newlines are left alone and a byte order mark stays, as U+FEFF, so `text.encode(encoding)` gives the same
bytes again. Where no encoding does that, the file is refused: a quotation must not hold characters that were
made up. That includes bytes that Windows-1252 leaves undefined (81, 8D, 8F, 90, 9D) in a file that fits no
other encoding: reading it as ISO 8859-1 would turn its quotation marks into control characters.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator

from .errors import ReadError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Longest first: the mark of UTF-16 begins that of UTF-32."""

ISO_2022 = ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr")

CANDIDATES = (
    "cp1252",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
    "koi8_r",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "iso8859_2",
    "iso8859_5",
    "iso8859_7",
    "iso8859_9",
    "iso8859_15",
    "cp437",
    "cp850",
    "mac_roman",
)
"""What a file without a declaration may be in: encodings that transcripts are in, not all that exist."""

WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŒœŸ‘’“”„‚‹›«»–—…•€£§°©®™ª¿¡´·½²\xa0\xad"
)
"""Characters above ASCII that Western European languages write. Those that Windows-1250 and -1254 have other
common letters for (such as ž, ý and þ) are left out."""

LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "x-euc-jp": "euc_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
}
"""Declared labels that mean a larger encoding in practice (WHATWG Encoding Standard, section 4.2)."""

DECLARED = re.compile(
    rb"""(?i)<(?:meta[^>]{1,300}?charset|\?xml[^>]{1,300}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})"""
)

_HEAD = 16_384
_SAMPLE = 200_000
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b\x1a")


def digest(data: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def glimpse(data: bytes) -> str | None:
    """The beginning of a file, roughly decoded, to recognise its format; None where it is not text."""
    head = data[:_HEAD]
    encoding = _marked(head) or _wide(head)
    if encoding is None and _is_binary(head):
        return None
    return head.decode(encoding or "utf-8", "replace")


def decode(data: bytes, path: str, *, declared: bool = False) -> tuple[str, str]:
    """The text of a file and its encoding (a Python codec name): `text.encode(encoding) == data`.

    `declared`: the format may say within itself what its encoding is (`<meta charset>`, `<?xml encoding>`).
    Raises ReadError where the bytes are no text, or no encoding gives them back.
    """
    encoding = _marked(data) or _wide(data)
    if encoding is not None:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            raise ReadError(
                f"{path}: begins like {encoding.upper()}, but byte {error.start} does not fit it;"
                " save it as UTF-8"
            ) from None
    if _is_binary(data):
        raise ReadError(f"{path}: binary data, not text")
    if b"\x1b$" not in data and b"\x1b(" not in data:
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    lossy: str | None = None
    for candidate in _candidates(data, declared):
        try:
            text = data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        if _same(text, candidate, data):
            return text, candidate
        lossy = lossy or candidate
    if lossy is not None:
        raise ReadError(
            f"{path}: looks like {lossy}, but would not be the same bytes when written back; save it as UTF-8"
        )
    raise ReadError(f"{path}: in no encoding that is known here, or damaged; save it as UTF-8")


def is_plain_utf8(data: bytes) -> bool:
    """Whether these bytes, the begin or some lines of a file, are text that `decode` takes for UTF-8."""
    if _marked(data) not in (None, "utf-8") or _wide(data) or _is_binary(data):
        return False
    if b"\x1b$" in data or b"\x1b(" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _marked(data: bytes) -> str | None:
    """The encoding that a byte order mark announces."""
    return next((encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: nearly every second byte of Western text is zero then."""
    head = data[:_HEAD]
    half = len(head) // 2
    if len(data) % 2 or half < 2 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 10 >= half * 7 and even * 20 <= half:
        return "utf-16-le"
    if even * 10 >= half * 7 and odd * 20 <= half:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    """More than a few stray control characters: one in 200 bytes, or two zero bytes in a row."""
    if b"\0\0" in data:
        return True
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls > 3 and controls * 200 > len(data)


def _candidates(data: bytes, declared: bool) -> Iterator[str]:
    """Encodings to try, likeliest first."""
    if b"\x1b$" in data or b"\x1b(" in data:
        yield from ISO_2022
        yield "utf-8"
    if declared and (match := DECLARED.search(data, 0, _HEAD)):
        label = match[1].decode("ascii", "replace").lower()
        name = LABELS.get(label, label)
        if _is_text_codec(name):
            yield name
    if _is_western(data):
        yield "cp1252"
    yield from _detected(data)
    yield "cp1252"


def _is_western(data: bytes) -> bool:
    """Whether the bytes, read as Windows-1252, are what Western European languages write: frequencies alone
    take French for Windows-1250 now and then."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    other = {char: text.count(char) for char in set(text) if char >= "\x80"}
    letters = sum(count for char, count in other.items() if char.isalpha())
    return other.keys() <= WESTERN and letters * 3 < sum(1 for char in text if "a" <= char.lower() <= "z")


def _is_text_codec(name: str) -> bool:
    try:
        return isinstance(b"a".decode(name), str) and codecs.lookup(name).name not in (
            "utf-7",
            "idna",
            "punycode",
        )
    except (LookupError, UnicodeError, ValueError):
        return False


def _detected(data: bytes) -> list[str]:
    """What the frequencies of characters suggest."""
    from charset_normalizer import from_bytes  # takes longer to import than most files take to read

    sample = data
    if len(data) > _SAMPLE:
        sample = data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data[:_SAMPLE]
    matches = from_bytes(sample, cp_isolation=list(CANDIDATES), enable_fallback=False)
    return [name for match in matches for name in (match.encoding, *match.could_be_from_charset)]


def _same(text: str, encoding: str, data: bytes) -> bool:
    try:
        return text.encode(encoding) == data
    except UnicodeEncodeError:
        return False
