"""Labels of scripts that print the name before the title, without a space between.

In: the words of a label in such a script. Out: their meaning, or None.

    岩屋外務大臣      name, office
    朝日新聞 山田記者  outlet, name, suffix
    法新社记者        outlet, suffix
    交通运输部副部长 周启明   office, name
"""

from __future__ import annotations

from .label import Meaning
from .names import looks_like_name
from .outlets import is_outlet
from .vocabulary import words
from .wording import is_caseless

_LONGEST_NAME = 6
"""Characters of the longest name that stands before an office."""
_LONGEST_SURNAME = 4
"""Characters of the longest name that stands before 記者 alone; what is longer is taken for an outlet."""


def read_east_asian(text: str) -> Meaning | None:
    """A reporter with an outlet, a name or both, or an official with a name."""
    return _reporter(text) or _official(text) or _office_first(text)


def _office_first(text: str) -> Meaning | None:
    """An office that ends in a known word, a space, and a name."""
    office, _, name = text.rpartition(" ")
    heads = tuple(o for o in words("labels", "office") if is_caseless(o))
    if not office or not office.endswith(heads) or not looks_like_name(name) or len(name) > _LONGEST_NAME:
        return None
    return Meaning("person", name=name, role=office)


def _reporter(text: str) -> Meaning | None:
    for suffix in sorted(words("labels", "reporter_suffix")):
        if text.endswith(suffix) and len(text) > len(suffix):
            return _outlet_and_name(text[: -len(suffix)].strip())
    return None


def _outlet_and_name(text: str) -> Meaning:
    """What stands before the suffix."""
    *outlet, last = text.split()
    if outlet:
        return Meaning("questioner", name=last, outlet=" ".join(outlet))
    named = is_outlet(last) or last.endswith(tuple(words("labels", "outlet.endings_cjk")))
    if named or len(last) > _LONGEST_SURNAME:
        return Meaning("questioner", outlet=last)
    return Meaning("questioner", name=last)


def _official(text: str) -> Meaning | None:
    offices = [
        o for o in words("labels", "office") if is_caseless(o) and text.endswith(o) and len(text) > len(o)
    ]
    if not offices:
        return None
    office = max(offices, key=len)
    name = text[: -len(office)].strip()
    institution = any(c in name for c in words("labels", "institution_cjk.characters"))
    if not looks_like_name(name) or len(name) > _LONGEST_NAME or institution:
        return None
    return Meaning("person", name=name, role=office)
