"""Objects of JSON, with where their values stand: what the standard library reads, but does not tell.

stored[at:end] --scan_object--> {name: (value, start, end)}
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # undocumented, but gives where a string ends

_MEMBER = re.compile(r'[\s]*+(?:"([^"\\\x00-\x1f]*+)"|(?="))\s*+')
_SPACE = re.compile(r"\s*+")
_decode_value = JSONDecoder().scan_once  # type: ignore[attr-defined]  # gives where a value ends

Member = tuple[object, int, int]
"""A value, and where it stands: for a string, what is between its quotation marks."""


def scan_object(stored: str, at: int, end: int) -> dict[str, Member]:
    """The members of the JSON object that fills stored[at:end], with where their values stand.

    Of two members with one name the last counts. Raises ValueError where it is no JSON object.
    """
    members: dict[str, Member] = {}
    if stored[at] != "{":
        raise ValueError("is no JSON object")
    at += 1
    member = _MEMBER.match
    while True:
        match = member(stored, at, end)
        if match is None:
            at = after_space(stored, at)
            if not members and stored.startswith("}", at):
                break
            raise ValueError("no valid JSON: expected a name in quotation marks")
        at = match.end()
        name = match[1]
        if name is None:
            name, at = scanstring(stored, at + 1)
            at = after_space(stored, at)
        if stored[at : at + 1] != ":":
            raise ValueError(f'no valid JSON: expected ":" after "{name}"')
        at += 1
        if stored[at : at + 1] == " ":
            at += 1
        if stored[at : at + 1] != '"':
            at = after_space(stored, at)
        if stored[at : at + 1] == '"':
            first = at + 1
            value, at = scanstring(stored, first)
            members[name] = (value, first, at - 1)
        else:
            first = at
            try:
                value, at = _decode_value(stored, at)
            except StopIteration:
                raise ValueError(f'no valid JSON: no value after "{name}"') from None
            members[name] = (value, first, at)
        if stored[at : at + 1] != ",":
            at = after_space(stored, at)
        if stored[at : at + 1] == ",":
            at += 1
            continue
        if stored[at : at + 1] == "}":
            break
        raise ValueError(f'no valid JSON: expected "," or "}}" after "{name}"')
    if at >= end or (at + 1 != end and stored[at + 1 : end].strip()):
        raise ValueError("more than one object on the line" if at < end else "the object does not end")
    return members


def record_members(stored: str, start: int, end: int) -> dict[str, Member]:
    """The members of a record, which has a text. Raises ValueError or RecursionError."""
    members = scan_object(stored, start, end)
    text = members.get("text", (None, 0, 0))[0]
    if not isinstance(text, str):
        raise ValueError('has no "text" that is a string')
    if not text.isascii():
        _check_unicode(text)
    return members


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"half a surrogate pair at character {error.start} of the text") from None


def message(error: Exception) -> str:
    if isinstance(error, JSONDecodeError):
        return f"no valid JSON: {error.msg}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error)


def file_objects(stored: str) -> list[tuple[int, int, int]]:
    """The objects of a JSON file that holds one or an array of them: line number, begin and end of each.

    None where it is no valid JSON.
    """
    begin = after_space(stored, 0)
    found: list[tuple[int, int, int]] = []
    array = stored.startswith("[", begin)
    at = after_space(stored, begin + 1) if array else begin
    counted, lines = 0, 1
    try:
        while stored.startswith("{", at):
            end = _decode_value(stored, at)[1]
            lines += stored.count("\n", counted, at)
            counted = at
            found.append((lines, at, end))
            at = after_space(stored, end)
            if not (array and stored.startswith(",", at)):
                break
            at = after_space(stored, at + 1)
    except (StopIteration, ValueError, RecursionError):
        return []
    if array:
        if not stored.startswith("]", at):
            return []
        at = after_space(stored, at + 1)
    return found if at == len(stored) else []


def after_space(stored: str, at: int, *, mark: bool = True) -> int:
    """Where white space from `at` on ends. With `mark` a byte order mark at the begin is white space, too."""
    if at == 0 and mark and stored.startswith("\ufeff"):
        at = 1
    match = _SPACE.match(stored, at)
    return match.end() if match else at
