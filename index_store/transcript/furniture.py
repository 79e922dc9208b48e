"""What surrounds a transcript on its page: navigation, sharing, comments, end marks, running heads.

In: the lines of a document. Out: for each line whether it is furniture. The wording is data
(`data/furniture.toml`); the markup's own regions, repeated heads and lists of links are recognised by form.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from .dates import find_dates
from .labels import read_label, read_own_line
from .lines import Line, wrapped_lines
from .mail import mail_lines
from .vocabulary import table, words
from .wording import ends_sentence, fold, is_bracketed, is_capitals, is_title_case, squeeze

_EDGE_LINES = 8
"""Lines at either end of a document, furniture not counted, where site navigation is looked for."""

_MARKED_OFF = frozenset({"nav", "aside", "footer", "form", "comments", "notice", "page"})


def furniture(lines: list[Line]) -> list[bool]:
    """Whether each line is furniture."""
    wrapped = wrapped_lines(lines)
    drop = [x.region in _MARKED_OFF or (i not in wrapped and _is_always(x)) for i, x in enumerate(lines)]
    heads = _running_heads(lines) | _repeated_links(lines) | mail_lines(lines)
    drop = [d or i in heads for i, d in enumerate(drop)]
    _mark_foot(lines, drop, wrapped)
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        kept = 0
        for i in order:
            if drop[i]:
                continue
            if i not in wrapped and _is_edge(lines[i]):
                drop[i] = True
                continue
            kept += 1
            if kept >= _EDGE_LINES:
                break
    return drop


def is_contents_heading(line: Line) -> bool:
    """ "Main topics:" and the like."""
    return fold(line.text) in words("furniture", "contents.exact")


@cache
def _pattern(group: str, key: str = "patterns") -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in table("furniture")[group].get(key, ["$^"])))


def _matches(line: Line, group: str) -> bool:
    if len(line.text) > 400:
        return False
    return not line.voice and (
        _text_matches(line.text, group) or _text_matches(_unbracketed(line.text), group)
    )


def _text_matches(text: str, group: str) -> bool:
    if fold(text) in words("furniture", f"{group}.exact"):
        return True
    plain = squeeze(text).casefold().replace("’", "'")
    if _pattern(group, "sentences").fullmatch(plain):
        return True
    return not ends_sentence(text) and bool(_pattern(group).fullmatch(plain))


def _unbracketed(text: str) -> str:
    """A line in brackets without them ("(Watch on YouTube)")."""
    return text.strip()[1:-1].strip() if is_bracketed(text) else text


def is_furniture(text: str) -> bool:
    """A whole paragraph that is furniture by its wording."""
    return len(text) <= 600 and _text_matches(text, "line")


def _is_always(line: Line) -> bool:
    if line.linked and len(line.text) < 120 and line.kind != "heading" and not ends_sentence(line.text):
        return not (read_label(line.text) or read_own_line(line.text))  # a link that stands alone
    return _matches(line, "line") and not (line.kind == "heading" and line.level == 1)


def _is_edge(line: Line) -> bool:
    if (
        ends_sentence(line.text)
        or line.kind == "heading"
        or (any(c.isdigit() for c in line.text) and find_dates(line.text))
    ):
        return False
    return _matches(line, "edge")


def _mark_foot(lines: list[Line], drop: list[bool], wrapped: set[int]) -> None:
    """A comment form or a list of related articles in the last third ends the document, unless much of it,
    or anybody's words, would go with it."""
    size = sum(len(x.text) for x in lines)
    for i in range(len(lines) * 2 // 3, len(lines)):
        if i not in wrapped and _matches(lines[i], "foot"):
            rest = lines[i:]
            labelled = any((label := read_label(x.text)) and not label.bare for x in rest)
            if not labelled and sum(len(x.text) for x in rest) < 0.2 * size:
                drop[i:] = [True] * len(rest)
            return


def _running_heads(lines: list[Line]) -> set[int]:
    """Lines that return on every page, digits aside: headings by their form, at least three times, never
    twice between the same lines, where a page ends (a page number or a break in mid-sentence)."""
    key = [re.sub(r"\d+", "0", fold(x.text)) if len(x.text) <= 100 and x.kind != "cue" else "" for x in lines]
    counts = Counter(k for k in key if len(k) > 3)
    out: set[int] = set()
    for k, n in counts.items():
        if n < 2:
            continue
        at = [i for i, x in enumerate(key) if x == k]
        sample = lines[at[0]].text
        if ends_sentence(sample) or is_bracketed(sample) or sample.rstrip()[-1:] in ":：":
            continue
        if not (is_title_case(sample) or is_capitals(sample)) or read_label(sample):
            continue
        if (
            len({(lines[i - 1].text, lines[i + 1].text if i + 1 < len(lines) else "") for i in at if i})
            < 0.6 * n
        ):
            continue  # a text that is printed again, heads and all
        numbered = sum(_page_number_beside(lines, i) for i in at)
        if n < 3 and numbered < n:
            continue
        broken = sum(_page_ends(lines, i) for i in at)
        if broken >= 0.6 * n:
            out.update(at)
    return out


def _repeated_links(lines: list[Line]) -> set[int]:
    """What a page prints beside every contribution ("Link to this speech"): the same words at least three
    times, no sentence and no name, on a line of their own."""
    at: dict[str, list[int]] = {}
    for i, x in enumerate(lines):
        if 8 < len(x.text) <= 80 and not x.soft and not (i + 1 < len(lines) and lines[i + 1].soft):
            at.setdefault(fold(x.text), []).append(i)
    out: set[int] = set()
    for found in at.values():
        text = lines[found[0]].text
        plain = not ends_sentence(text) and not is_bracketed(text) and text.rstrip()[-1:] not in ":：?!,-–—"
        plain = plain and any(w[0].islower() for w in text.split() if w[0].isalpha())
        if len(found) >= 3 and plain and not read_label(text) and not read_own_line(text):
            out.update(found)
    return out


def _page_number_beside(lines: list[Line], i: int) -> bool:
    near = [lines[j].text.strip() for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    return any(re.fullmatch(r"page\s*\d{1,4}(?:\s*of\s*\d+)?", t, re.I) for t in near)


def _page_ends(lines: list[Line], i: int) -> bool:
    """A page number stands beside line i, or the text around it is one sentence cut in two."""
    near = [lines[j].text.strip() for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    if any(re.fullmatch(r"(?:page\s*)?[-–]?\s*\d{1,4}\s*[-–]?(?:\s*of\s*\d+)?", t, re.I) for t in near):
        return True
    return len(near) == 2 and not ends_sentence(near[0]) and near[1][:1].islower()
