"""What may reach a terminal: text from documents in, the same text without control characters out.

A transcript comes from anywhere, and so do its title, its labels and its file name. An escape sequence in
them could recolour a terminal, rewrite a line that was already shown, or (with a bidirectional override) show
words in another order than the file has them. Every character is replaced by exactly one other, so that
offsets into the text stay true for what is shown:

    C0 controls, DEL          their picture: ␛ (U+241B) for ESC, ␀ for NUL, ␡ for DEL ...
    C1 controls, bidi
    controls, surrogates      U+FFFD
    carriage return, vertical
    tab, form feed, U+0085,
    U+2028, U+2029            a space (they are white space that moves a cursor)
    line feed, tab            kept by `text`, a space in `line`

JSON needs no replacement: `dumps` writes the same characters as escapes, which every JSON reader undoes.
"""

from __future__ import annotations

import json
import re

_SPACES = "\r\v\f\x85\u2028\u2029"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_TEXT: dict[int, str] = {
    **{c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\n\t"},
    0x7F: "\u2421",
    **dict.fromkeys(range(0x80, 0xA0), "\ufffd"),
    **dict.fromkeys(map(ord, _BIDI), "\ufffd"),
    **dict.fromkeys(map(ord, _SPACES), " "),
}
_LINE: dict[int, str] = {**_TEXT, 0x09: " ", 0x0A: " "}
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{_BIDI}\ud800-\udfff]")


def text(value: str) -> str:
    """The value with line feeds and tabs kept; as long as the value, character for character."""
    return _SURROGATE.sub("\ufffd", value.translate(_TEXT))


def line(value: str) -> str:
    """The value on one line; as long as the value, character for character."""
    return _SURROGATE.sub("\ufffd", value.translate(_LINE))


def dumps(value: object, *, ascii_only: bool = False, indent: int | None = None) -> str:
    """JSON that is safe to look at: control characters are escapes, other text is readable.

    `ascii_only` escapes whatever is not ASCII, for an output that is not UTF-8. Raises TypeError for a value
    that JSON does not have.
    """
    encoded = json.dumps(value, ensure_ascii=ascii_only, indent=indent, allow_nan=False)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", encoded)
