"""What the markup of an element says about it: is it hidden, is it furniture of the page?

element name, attributes --hint_of--> region or HIDDEN or None
"""

from __future__ import annotations

import re
from collections.abc import Mapping

HIDDEN = "hidden"

BY_NAME = {
    "nav": "nav",
    "aside": "aside",
    "header": "header",
    "footer": "footer",
    "form": "form",
    "figcaption": "aside",
    "menu": "nav",
    "dialog": "notice",
    "button": "form",
    "select": "form",
    "fieldset": "form",
}

BY_ROLE = {
    "navigation": "nav",
    "menu": "nav",
    "menubar": "nav",
    "tablist": "nav",
    "directory": "nav",
    "complementary": "aside",
    "banner": "header",
    "contentinfo": "footer",
    "search": "form",
    "form": "form",
    "dialog": "notice",
    "alertdialog": "notice",
    "alert": "notice",
    "toolbar": "notice",
    "main": "main",
}

WORDS = {
    "nav": (
        "nav",
        "navbar",
        "navigation",
        "menu",
        "submenu",
        "breadcrumb",
        "breadcrumbs",
        "pagination",
        "pager",
        "topicpath",
        "gnav",
        "lnav",
        "skiplink",
        "skiplinks",
    ),
    "aside": (
        "sidebar",
        "related",
        "recommended",
        "recommendations",
        "widget",
        "promo",
        "advert",
        "adverts",
        "advertisement",
        "advertising",
        "sponsored",
        "trending",
    ),
    "header": ("masthead", "topbar"),
    "footer": ("colophon",),
    "comments": ("comment", "comments", "commentlist", "disqus"),
    "notice": (
        "cookie",
        "cookies",
        "gdpr",
        "newsletter",
        "subscribe",
        "share",
        "sharing",
        "sharedaddy",
        "social",
        "addtoany",
        "addthis",
        "popup",
        "modal",
        "paywall",
    ),
}
"""Words of a class or id that stand for furniture, where they begin or end the name: `share-buttons`,
`post_comments`, `cookieBanner`."""

NAMES = {
    "header": "header",
    "site-header": "header",
    "global-header": "header",
    "page-header": "header",
    "footer": "footer",
    "site-footer": "footer",
    "global-footer": "footer",
    "page-footer": "footer",
    "ad": "aside",
    "ads": "aside",
    "banner": "notice",
    "consent": "notice",
    "signup": "notice",
    "search-form": "form",
    "searchform": "form",
    "skip-link": "nav",
    "respond": "comments",
    "language-switcher": "nav",
    "toolbar": "notice",
    "sign-up": "notice",
}
"""Whole names, of words that mean something else in combination."""

DENIALS = frozenset(
    (
        "no",
        "not",
        "has",
        "have",
        "with",
        "without",
        "is",
        "non",
        "hide",
        "category",
        "tag",
        "topic",
        "type",
        "format",
        "section",
        "policy",
        "media",
    )
)
"""Words that make a name say something about the element, not what it is: `no-comment`, `has-sidebar`,
`category-social`, `social-policy`."""

CONTAINERS = frozenset(
    (
        "div",
        "section",
        "ul",
        "ol",
        "dl",
        "table",
        "td",
        "th",
        "tr",
        "p",
        "aside",
        "article",
        "li",
        "details",
        "figure",
        "center",
        "address",
    )
)
"""Elements whose class and id are looked at. Those of `<body>` and `<main>` speak of the whole page."""

NEVER_HIDDEN = frozenset(("html", "body", "main"))

_BY_WORD = {word: region for region, words in WORDS.items() for word in words}
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_NO_DISPLAY = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_BOLD = re.compile(r"(?:^|;)\s*font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HINTED = re.compile(r"(?i)\b(?:class|id|role|hidden|style)\b")


def may_hint(attributes: str) -> bool:
    """Whether the attributes, as written, hold any that `hint_of` or `is_bold` would look at."""
    return _HINTED.search(attributes) is not None


def hint_of(name: str, attributes: Mapping[str, str]) -> tuple[str | None, bool]:
    """The region that an element opens (HIDDEN where it is not shown; None where it says nothing), and
    whether the element itself says so, by its name or role, and not merely its class or id."""
    if name not in NEVER_HIDDEN and is_hidden(attributes):
        return HIDDEN, True
    role = attributes.get("role", "").strip().lower()
    if name == "main":
        return "main", True
    region = BY_ROLE.get(role) or BY_NAME.get(name)
    if region is not None:
        return region, True
    if name in CONTAINERS:
        for label in (*attributes.get("class", "").split(), *attributes.get("id", "").split()):
            if (region := region_of_label(label)) is not None:
                return region, False
    return None, False


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """`hidden`, `aria-hidden="true"`, or a style that says so."""
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        return True
    if attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    return _NO_DISPLAY.search(attributes.get("style", "")) is not None


def is_bold(attributes: Mapping[str, str]) -> bool:
    """Whether the style says that the element is printed in bold."""
    return _BOLD.search(attributes.get("style", "")) is not None


def region_of_label(label: str) -> str | None:
    """The region that a class or id names, going by its whole words."""
    words = [word.lower() for word in _WORD.findall(label)]
    if not words:
        return None
    if not DENIALS.isdisjoint(words):
        return None
    if (region := NAMES.get("-".join(words))) is not None:
        return region
    return _BY_WORD.get(words[-1]) or _BY_WORD.get(words[0])
