"""The YAML block at the top of a Markdown file, as metadata.

    stored --split--> offset of the text, lines of the block --front_matter--> {key: value as written}

A block that is not valid YAML costs no document and is never shown as its text: a title with a colon in it is
the commonest mistake there is. Its plain `key: value` lines are still read, and the mistake is reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

KEYS = {
    "title": "title",
    "date": "date",
    "published": "published",
    "published_time": "published",
    "publishdate": "published",
    "pubdate": "published",
    "modified": "modified",
    "modified_time": "modified",
    "lastmod": "modified",
    "updated": "modified",
    "source_url": "source_url",
    "url": "source_url",
    "source": "source_url",
    "canonical_url": "source_url",
    "tags": "tags",
    "author": "author",
    "authors": "author",
    "language": "language",
    "lang": "language",
    "place": "place",
    "location": "place",
    "issuer": "issuer",
    "site_name": "site_name",
    "kind": "kind",
    "event": "kind",
    "doc_id": "doc_id",
}
"""Keys that are known, and the key of `Source.metadata` that they fill."""

LIMIT = 65_536
"""How long front matter may be, in characters: more than that is text."""

_END = r"[ \t]*(?:\r\n|\r|\n)"
_OPENING = re.compile(
    rf"\ufeff?---{_END}(?=(?:[ \t]*(?:#[^\r\n]*+)?{_END})*+[\"']?\w[\w .-]*+[\"']?[ \t]*:(?:[ \t\r\n]|$))"
)
_CLOSING = re.compile(r"(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|$)")
_SIMPLE = re.compile(r"""([A-Za-z_][\w-]*+)[ \t]*:[ \t]+(\S.*)""")
_TIMESTAMP = re.compile(
    r"\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?[ \t]*(?:[Zz]|[-+]\d\d?(?::?\d\d)?)?"
)


def split(stored: str) -> tuple[str, int]:
    """The YAML of the front matter, and where the text after it begins; ("", 0) where there is none."""
    opening = _OPENING.match(stored, 0, LIMIT)
    if opening is None:
        return "", 0
    closing = _CLOSING.search(stored, opening.end() - 1, LIMIT)
    if closing is None:
        return "", 0
    return stored[opening.end() : closing.start()], closing.end()


def front_matter(source: str) -> tuple[dict[str, str], str | None]:
    """What the YAML says in the keys that are known, and what is wrong with it, if anything."""
    import yaml  # only a Markdown file that has front matter needs it

    class Loader(yaml.SafeLoader):
        """Reads every scalar as the string it is, and refuses references to other values: a few of those
        inside each other would need more memory than there is."""

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("references (*name) are not read")
            return super().compose_node(parent, index)

    Loader.yaml_implicit_resolvers = {}
    wrong: str | None = None
    try:
        values = yaml.load(source, Loader)
        if not isinstance(values, Mapping):
            wrong = "is no list of keys and values"
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in its line {mark.line + 1}" if mark is not None else ""
        wrong = f"is not valid YAML{where}: {getattr(error, 'problem', None) or error}"
    if wrong is not None:
        values = dict(_simple_lines(source))
        wrong = f"front matter {wrong}; only its simple lines were read"
    found: dict[str, str] = {}
    for name, value in values.items():
        key = KEYS.get(str(name).strip().lower().replace("-", "_").replace(" ", "_"))
        if key is not None and key not in found and (text := _text(value)):
            found[key] = text
    return found, wrong


def _simple_lines(source: str) -> list[tuple[str, str]]:
    matches = map(_SIMPLE.fullmatch, map(str.rstrip, source.splitlines()))
    return [(match[1], match[2].strip("\"'")) for match in matches if match]


def _text(value: object) -> str:
    """A scalar as written (a date with a time in the form of ISO 8601), the items of a list joined."""
    if isinstance(value, str):
        return _iso(" ".join(value.split(" ")).strip())
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(one) for one in value if not isinstance(one, list))))
    if isinstance(value, Mapping):
        return _text(value.get("name", ""))
    return ""


def _iso(value: str) -> str:
    if _TIMESTAMP.fullmatch(value) is None:
        return value
    try:
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        return value
