"""XML that holds a transcript: a record with its metadata and text, TEI, Akoma Ntoso, Hansard and the like.

    bytes --decode--> stored --read_tree--> Tree --describe--> metadata, records
                                            Tree --lay_out_tree--> text, map, blocks --> a Source each

Names of elements are what is gone by: those that are known to describe a document fill its metadata and are
no text (see `xml_metadata`), all others are text where they hold words. Beside the keys of `Source.metadata`
there is "people", the holders of offices that have an element of their own: "Prime Minister: Ann Roe",
several of them separated by "; ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Source
from .decoding import decode, digest
from .errors import ReadError
from .registry import BY_NAME, LIKELY, NO, Candidate, Format
from .xml_layout import Layout, lay_out_tree, people_by_id
from .xml_metadata import describe
from .xml_tokens import PROLOG, Malformed, read_tree

FEEDS = frozenset(("rss", "feed", "rdf"))
"""Root elements of news feeds: lists of documents, not documents."""

_ROOT = re.compile(r"<([^\W\d][\w:.\-·]*+)(?=[\s/>])")
_DECLARED = re.compile(r"[\ufeff\s]*+<\?xml[\s?]")


def sniff(candidate: Candidate) -> float:
    """An XML declaration; without one, a root element that is none of HTML, in a file of this name."""
    head = candidate.head
    if head is None:
        return NO
    declared = _DECLARED.match(head) is not None
    if not declared and candidate.suffix not in FORMAT.suffixes:
        return NO
    prolog = PROLOG.match(head)
    root = _ROOT.match(head, prolog.end() if prolog else 0)
    if root is not None and _local(root[1]) == "html":
        return BY_NAME
    return LIKELY if declared or root is not None else NO


def parse(data: bytes, path: str) -> Iterator[Source]:
    """The documents of the file: one, or as many as its root element holds records.

    XHTML under a name of XML is read as HTML. Raises ReadError where the bytes are no text, where the markup
    is damaged beyond reading, for news feeds, and where no element holds running text.
    """
    stored, encoding = decode(data, path, declared=True)
    try:
        tree = read_tree(stored)
    except Malformed as error:
        line = stored.count("\n", 0, error.at) + 1
        raise ReadError(f"{path}: line {line}: damaged application/xml: {error}; repair it") from None
    root = tree.elements[0].name
    if root == "html":
        from .html import parse as parse_html

        yield from parse_html(data, path)
        return
    if root in FEEDS:
        raise ReadError(f"{path}: is a news feed (<{root}>): save the documents that it links to")
    described = describe(tree)
    names = people_by_id(tree)
    found = False
    sha256 = digest(data)
    for record, metadata in zip(described.records, described.metadata, strict=True):
        whole = record if len(described.records) > 1 else 0
        layout = lay_out_tree(tree, whole, described.holding, names)
        if not _is_running(layout):
            continue
        found = True
        yield Source(
            path=path,
            media_type="application/xml",
            encoding=encoding,
            sha256=sha256,
            stored=stored,
            text=layout.text,
            map=layout.map,
            blocks=layout.blocks,
            metadata=metadata,
            part=metadata.get("doc_id") if len(described.records) > 1 else None,
        )
    if not found:
        raise ReadError(f"{path}: application/xml without running text: there is nothing to read in it")


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _is_running(layout: Layout) -> bool:
    """Some element says something: it has a speaker, or words rather than a value."""
    return any(
        block.voice is not None or len(layout.text[block.start : block.end].split()) >= 3
        for block in layout.blocks
    )


FORMAT = Format(
    "XML", ("application/xml", "text/xml", "application/tei+xml"), (".xml", ".tei", ".akn"), sniff, parse
)
