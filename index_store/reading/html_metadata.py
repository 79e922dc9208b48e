"""What a page says about itself outside its text: `<title>`, `<meta>`, `<link>`, `lang` and JSON-LD.

tags --page_metadata--> {title, date, published, modified, author, site_name, source_url, language, kind}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

from .html_tokens import OPEN, RAW, Tag, attributes

_META = {
    "og:title": ("title", 0),
    "headline": ("title", 1),
    "twitter:title": ("title", 3),
    "dcterms.title": ("title", 3),
    "dc.title": ("title", 3),
    "date": ("date", 0),
    "dcterms.date": ("date", 1),
    "dc.date": ("date", 1),
    "dcterms.created": ("date", 2),
    "dc.date.created": ("date", 2),
    "article:published_time": ("published", 0),
    "datepublished": ("published", 1),
    "og:article:published_time": ("published", 1),
    "dcterms.issued": ("published", 2),
    "dc.date.issued": ("published", 2),
    "pubdate": ("published", 2),
    "publishdate": ("published", 2),
    "article:modified_time": ("modified", 0),
    "datemodified": ("modified", 1),
    "og:updated_time": ("modified", 1),
    "dcterms.modified": ("modified", 2),
    "dc.date.modified": ("modified", 2),
    "last-modified": ("modified", 3),
    "author": ("author", 0),
    "article:author": ("author", 2),
    "dcterms.creator": ("author", 2),
    "dc.creator": ("author", 2),
    "og:site_name": ("site_name", 0),
    "application-name": ("site_name", 2),
    "og:url": ("source_url", 1),
    "content-language": ("language", 1),
    "dcterms.language": ("language", 2),
    "dc.language": ("language", 2),
    "og:locale": ("language", 3),
    "keywords": ("tags", 0),
    "news_keywords": ("tags", 1),
}
"""Names and properties of `<meta>`: the key they fill, and how many others are preferred to them."""

_ARTICLE = ("Article", "Posting", "Report", "Event", "WebPage")
"""Ends of the JSON-LD types that describe the page's document."""


def page_metadata(stored: str, tags: list[Tag]) -> dict[str, str]:
    """Values as written, in the keys of `Source.metadata`."""
    found: dict[str, tuple[int, str]] = {}
    for key, rank, value in _statements(stored, tags):
        value = " ".join(value.split())
        if value and not (key == "author" and "://" in value) and (key not in found or rank < found[key][0]):
            found[key] = (rank, value)
    return {key: value for key, (_, value) in found.items()}


def _statements(stored: str, tags: list[Tag]) -> Iterator[tuple[str, int, str]]:
    for tag in tags:
        if tag.kind == RAW:
            if tag.name == "title":
                yield "title", 2, unescape(stored[slice(*tag.inner)])
            elif tag.name == "script" and "ld+json" in stored[tag.start : tag.inner[0]]:
                yield from _linked_data(stored[slice(*tag.inner)])
        elif tag.kind == OPEN and tag.name in ("meta", "html", "link", "time"):
            values = attributes(stored, tag.inner)
            if tag.name == "meta":
                yield from _meta(values)
            elif tag.name == "html":
                yield "language", 0, values.get("lang") or values.get("xml:lang") or ""
            elif tag.name == "link" and "canonical" in values.get("rel", "").lower().split():
                yield "source_url", 0, values.get("href", "")
            elif tag.name == "time" and "pubdate" in values:
                yield "published", 3, values.get("datetime", "")


def _meta(values: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if (known := _META.get(values.get(attribute, "").strip().lower())) is not None:
            yield (*known, values.get("content", ""))
            return


def _linked_data(script: str) -> Iterator[tuple[str, int, str]]:
    """What JSON-LD (schema.org) says about the article; nothing where it is damaged."""
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        return
    graph = data.get("@graph", data) if isinstance(data, dict) else data
    for node in graph if isinstance(graph, list) else [graph]:
        if not isinstance(node, dict) or not (kind := _kind(node)).endswith(_ARTICLE):
            continue
        worse = 2 if kind.endswith("WebPage") else 0
        if not worse:
            yield "kind", 0, kind
        for name, key, rank in (
            ("headline", "title", 1),
            ("startDate", "date", 0),
            ("datePublished", "published", 1),
            ("dateModified", "modified", 1),
            ("author", "author", 1),
            ("publisher", "site_name", 1),
            ("inLanguage", "language", 1),
        ):
            yield key, rank + worse, _named(node.get(name))


def _kind(node: dict[str, Any]) -> str:
    kind = node.get("@type")
    if isinstance(kind, list):
        kind = next((name for name in kind if isinstance(name, str) and name.endswith(_ARTICLE)), "")
    return kind if isinstance(kind, str) else ""


def _named(value: object) -> str:
    """A string, the name of an object, or those of several."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        name = value.get("name")
        return name if isinstance(name, str) else ""
    if isinstance(value, list):
        return ", ".join(filter(None, (_named(one) for one in value if not isinstance(one, list))))
    return ""
