"""What the elements of an XML document say about it, by their names.

    Tree --describe--> Description: metadata, and the elements that hold it, which are no text

A *record* is the element that describes a document by its children: the root, or the only element in it (and
so on). A *header* (`<teiHeader>`, `<meta>`) says the same at any depth and holds no text.

    <prime-minister>Roe, Ann</prime-minister>    an office holder: "people" is "Prime Minister: Ann Roe"
    <release-date>27/06/2007</release-date>      a date: ISO 8601 where day and month cannot be confused
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from .xml_dates import DATES, clear_dates
from .xml_tokens import CDATA, TEXT, Element, Tree

HEADERS = frozenset(
    ("teiheader", "meta", "metadata", "identification", "session.header", "docinfo", "front-matter")
)
"""Elements that describe the document and hold none of its text."""

KEYS = {
    "title": "title",
    "doctitle": "title",
    "headline": "title",
    "date": "date",
    "docdate": "date",
    "eventdate": "date",
    "meetingdate": "date",
    "sittingdate": "date",
    "speechdate": "date",
    "frbrdate": "date",
    "releasedate": "published",
    "published": "published",
    "publisheddate": "published",
    "publicationdate": "published",
    "pubdate": "published",
    "issued": "published",
    "modified": "modified",
    "updated": "modified",
    "lastmodified": "modified",
    "author": "author",
    "docauthor": "author",
    "byline": "author",
    "creator": "author",
    "frbrauthor": "author",
    "publisher": "site_name",
    "sitename": "site_name",
    "issuer": "issuer",
    "agency": "issuer",
    "department": "issuer",
    "institution": "issuer",
    "ministry": "issuer",
    "office": "issuer",
    "organisation": "issuer",
    "organization": "issuer",
    "place": "place",
    "location": "place",
    "venue": "place",
    "city": "place",
    "placename": "place",
    "language": "language",
    "lang": "language",
    "frbrlanguage": "language",
    "releasetype": "kind",
    "documenttype": "kind",
    "doctype": "kind",
    "eventtype": "kind",
    "kind": "kind",
    "type": "kind",
    "category": "kind",
    "genre": "kind",
    "subjects": "tags",
    "keywords": "tags",
    "topics": "tags",
    "tags": "tags",
    "url": "source_url",
    "uri": "source_url",
    "link": "source_url",
    "permalink": "source_url",
    "sourceurl": "source_url",
    "document": "source_url",
    "id": "doc_id",
    "docid": "doc_id",
    "documentid": "doc_id",
    "transcriptid": "doc_id",
    "identifier": "doc_id",
}
"""Names of elements, without hyphens and the like, and the key of the metadata that they fill."""

OFFICES = frozenset(
    (
        *("minister", "president", "premier", "chancellor", "governor", "mayor", "secretary", "treasurer"),
        *("ambassador", "commissioner", "spokesperson", "spokesman", "spokeswoman", "chair", "chairman"),
        *("chairperson", "chairwoman", "senator", "director", "administrator"),
    )
)
"""The last word of an element's name that is an office: its holder stands in it."""

TEXTS = frozenset(("content", "contents", "body", "text", "transcript", "p", "para", "speech", "main"))
"""Elements that hold text, however little."""

LONGEST = 2000
"""Of an element with more stored characters than this the content is text, whatever its name."""

_VALUES = ("when", "date", "value", "content", "showas", "language", "ident")
_PUBLISHING = frozenset(("publicationstmt", "frbrmanifestation", "frbrexpression"))
_TAGS = re.compile(r"<[^<>]*+>")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True, slots=True)
class Description:
    """`records`: the elements that are one document each; `metadata`: of each of them; `holding`: elements
    that are no text because they hold metadata."""

    records: tuple[int, ...]
    metadata: tuple[dict[str, str], ...]
    holding: frozenset[int]


def plain(name: str) -> str:
    """The name of an element without what joins its words."""
    return re.sub(r"[-_.]", "", name)


def content(tree: Tree, at: int) -> str:
    """The words of an element, tags and entities resolved, white space squeezed."""
    first, last = tree.elements[at].events
    parts: list[str] = []
    for event in tree.events[first:last]:
        if event.kind == TEXT:
            parts.append(unescape(tree.stored[event.start : event.end]))
        elif event.kind == CDATA:
            parts.append(tree.stored[event.start : event.end])
    return " ".join(unescape(_TAGS.sub(" ", "".join(parts))).split())


def size(tree: Tree, element: Element) -> int:
    """How many stored characters an element takes."""
    return tree.events[element.events[1] - 1].end - element.start


def describe(tree: Tree) -> Description:
    """The documents of a file and what it says about them."""
    common = _Collected(tree)
    common.attributes(0)
    for at in _outermost(tree, HEADERS):
        common.header(at)
    records = _records(tree)
    holding = set(common.holding)
    found: list[dict[str, str]] = []
    for at in records:
        one = _Collected(tree)
        one.record(at)
        holding |= one.holding
        for key, value in common.values.items():
            one.values.setdefault(key, value)
        element = tree.elements[at]
        stored = tree.stored[element.start : tree.events[element.events[1] - 1].end]
        found.append(clear_dates(one.values, stored))
    return Description(records, tuple(found), frozenset(holding))


def _outermost(tree: Tree, names: frozenset[str]) -> Iterator[int]:
    until = -1
    for at, element in enumerate(tree.elements):
        if element.events[0] >= until and element.name in names:
            until = element.events[1]
            yield at


def _records(tree: Tree) -> tuple[int, ...]:
    """The only record, or the children of one name that each have a title and an identifier or a date."""
    at = 0
    while True:
        element = tree.elements[at]
        inner = [i for i in element.children if tree.elements[i].name not in HEADERS]
        if (
            len(inner) >= 2
            and len({tree.elements[i].name for i in inner}) == 1
            and all(_is_record(tree, i) for i in inner)
        ):
            return tuple(inner)
        if len(inner) != 1 or element.words is not None or not tree.elements[inner[0]].children:
            return (at,)
        if tree.elements[inner[0]].words is not None or plain(tree.elements[inner[0]].name) in KEYS:
            return (at,)
        at = inner[0]


def _is_record(tree: Tree, at: int) -> bool:
    names = {KEYS.get(plain(tree.elements[i].name)) for i in tree.elements[at].children}
    return "title" in names and not names.isdisjoint((*DATES, "doc_id"))


class _Collected:
    """Metadata in the making: the first value that is said counts."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.values: dict[str, str] = {}
        self.people: list[str] = []
        self.holding: set[int] = set()

    def put(self, key: str, value: str) -> None:
        if value and key not in self.values and (key != "source_url" or "://" in value):
            self.values[key] = value

    def attributes(self, at: int) -> None:
        """What an element says of itself: `<debate date="2020-01-02" xml:lang="en">`."""
        for name, value in self.tree.attributes(at).items():
            value = " ".join(value.split())
            if name == "xml:lang":
                self.put("language", value)
            elif (key := KEYS.get(plain(name))) in ("title", "date", "published", "place", "language"):
                self.put(key, value)

    def header(self, at: int) -> None:
        """All that a header says."""
        tree = self.tree
        self.holding.add(at)
        first, last = tree.elements[at].events
        until = first + 1
        publishing = -1
        for n in range(first + 1, last):
            i = tree.events[n].at
            element = tree.elements[i]
            if element.events[0] != n:
                continue
            if element.name in _PUBLISHING:
                publishing = element.events[1]
            if n < until or (key := KEYS.get(plain(element.name))) in (None, "doc_id", "kind"):
                continue
            if size(tree, element) > LONGEST:
                continue
            given = tree.attributes(i)
            stated = next((given[name] for name in _VALUES if given.get(name)), "")
            key = "published" if key == "date" and n < publishing else key
            prefer = stated and (key in DATES or element.words is None)
            self.put(key, " ".join(stated.split()) if prefer else content(tree, i))
            until = element.events[1]

    def record(self, at: int) -> None:
        """What the children of a record say."""
        tree = self.tree
        element = tree.elements[at]
        self.attributes(at)
        if element.words is not None:
            return
        names = Counter(tree.elements[i].name for i in element.children)
        if len(element.children) < 2:
            return
        for i in element.children:
            child = tree.elements[i]
            if size(tree, child) > LONGEST or (child.children and not _is_inline(tree, i)):
                continue
            key = KEYS.get(plain(child.name))
            words = _words_of(tree, i)
            if words[-1:] and words[-1] in OFFICES:
                holders = (_natural(one) for one in content(tree, i).split(";"))
                self.people += [f"{' '.join(words).title()}: {one}" for one in holders if one]
            elif key is None or (key == "kind" and names[child.name] > 1):
                continue
            else:
                self.put(key, content(tree, i))
            self.holding.add(i)
        if self.people:
            self.values["people"] = "; ".join(dict.fromkeys(self.people))
        if len(self.holding) >= 2:
            self.holding.update(i for i in element.children if self.is_datum(i, names))

    def is_datum(self, at: int, names: Counter[str]) -> bool:
        """An element of a name of its own that holds a value, not words: a period of service, a number."""
        child = self.tree.elements[at]
        if child.children or names[child.name] > 1 or size(self.tree, child) > 200 or child.name in TEXTS:
            return False
        return sum(any(map(str.isalpha, word)) for word in content(self.tree, at).split()) < 3


def _is_inline(tree: Tree, at: int) -> bool:
    """Whether an element holds words, with marks of their print at most: `<title>A <i>b</i></title>`."""
    child = tree.elements[at]
    return child.words is not None and all(not tree.elements[i].children for i in child.children)


def _words_of(tree: Tree, at: int) -> list[str]:
    """The words of an element's name as written: `prime-minister`, `PrimeMinister`."""
    element = tree.elements[at]
    written = tree.stored[element.start + 1 : element.inner[0]].rpartition(":")[2]
    return [word.lower() for word in _WORD.findall(written)]


def _natural(name: str) -> str:
    """`Roe, Ann` as it is said. A name with more commas is left as it is."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and given and "," not in given and given[:1].isupper() and len(given.split()) <= 3:
        return f"{given} {family}"
    return name.strip()
