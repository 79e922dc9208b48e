"""The grammar of speaker labels: what may be read at the head of a line as "who is speaking".

In: the text of a line. Out: a `Label` or None. A label is only a candidate here: `inventory` decides which
candidates a document really uses. This module knows what ends a label; `label_words` knows what its words
mean.

    Kyodo News, TAKATORI:      THE PRESIDENT:      Q  Thank you.      Name (00:04):      CHAIR DELL. I think
    QUESTION- By whom?         【大臣】 ...          (Q) Thank you.     Q12. ...        (Midori, Jiji) How ...
"""

from __future__ import annotations

import re
from dataclasses import replace

from .label import Label
from .label_words import understand
from .offices import is_abbreviable, office_key
from .vocabulary import words
from .wording import fold, is_capitals, is_caseless, squeeze, starts_upper

__all__ = ["MAX_LABEL", "Label", "from_voice", "office_key", "read_label", "read_own_line"]

MAX_LABEL = 140
"""Characters; the longest labels name a person with two offices."""
_CAPITALS_WORDS, _MIXED_WORDS = 6, 14
"""How many words a label that ends in a period may have, in capitals and otherwise."""

_TIME = r"[\[(（]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])）]?"
_LEAD = re.compile(rf"\s*(?:(?:>>+|[-–—•*·○〇◎●■□▲△]+|\[?\d{{1,2}}:\d\d:\d\d\]?)\s*)*(?:{_TIME}\s+(?=\D))?")
_TIME_CODE = r"[\[(（]\d{1,2}:\d\d(?::\d\d)?[\])）]"
_COLON = re.compile(
    rf"(?P<label>[^:：\n]{{1,{MAX_LABEL}}}?)\s*"
    rf"(?:(?P<time>{_TIME_CODE})\s*[:：]?|[:：]|\.\s?[-–—]+(?=\s))"
    rf"(?!//)(?P<tail>\s*(?:{_TIME_CODE})?\s*)"
)
_CJK_BRACKET = re.compile(r"\s*[【（(\[〔<＜]([^\[\]()（）【】〔〕<>＜＞]{1,24})[】）)\]〕>＞]\s*(?=\S)")
_Q_BRACKET = re.compile(r"\s*[(（](?P<label>Q|A)[)）]\s*(?=\S)")
_ASKER_BRACKET = re.compile(r"\s*\((?P<label>[^()]{5,60},[^()]{2,40})\)\s+(?=\S)")
_DASHED = re.compile(r"\s*(?P<label>[^a-zà-ÿ:–—]{3,80}?)\s?[-–—]\s+(?=\S)")
_Q_DASH = re.compile(r"\s*(?P<label>[QRAP])\s*[-–—]\s+(?=\S)")
_Q_SPACE = re.compile(
    r"\s*(?P<label>Q|A)(?:\.?(?:[ \u00a0\u2003\t]{2,}|[\u00a0\u2003\t]+)|\.\s+|\s+(?=[A-Z“\"—–(\[]))(?=\S)"
)
_Q_NUMBER = re.compile(r"\s*(?P<label>[QAT])\s?\d{1,3}\s?[.:)]\s*(?=\S)")
_NUMBERED_NAME = re.compile(r"\s*[QT]\s?\d{1,4}\s+(?=[^\W\d_])")
_WORDISH = re.compile(r"\S+")


def read_label(line: str) -> Label | None:
    """The label at the head of a line that goes on with what is said, or None."""
    label = (
        _question_mark(line)
        or _with_colon(line)
        or _in_brackets(line)
        or _with_dash(line)
        or _with_period(line)
    )
    return _with_asker(line, label) if label else None


def _with_asker(line: str, label: Label) -> Label:
    """`Q: (Midori, Jiji Press) How long ...`: who asks, in brackets behind a voice without a name."""
    if label.voice != "questioner" or label.name or label.outlet:
        return label
    m = _ASKER_BRACKET.match(line, label.end)
    asker = understand(m["label"], "bracket") if m else None
    if m is None or asker is None or asker.voice != "questioner" or not (asker.name and asker.outlet):
        return label
    return replace(label, end=m.end(), name=asker.name, outlet=asker.outlet)


def read_own_line(line: str) -> Label | None:
    """The label that a whole line is, with or without a colon or time code, or None."""
    text = line.strip()
    if not text or len(text) > MAX_LABEL:
        return None
    m = _COLON.match(line)
    if m and m.end() == len(line.rstrip()) + (len(line) - len(line.rstrip())):
        return None  # `read_label` has it
    if text[-1] in ".?!…,;:：。" and not re.search(r"\b[A-Z][a-z]?\.$", text):
        return None
    label = understand(text, "line")
    if label is None:
        return None
    start = len(line) - len(line.lstrip())
    return replace(label, start=start, end=len(line))


def from_voice(voice: str) -> Label | None:
    """The label that a format states itself (`<v Name>`)."""
    label = understand(squeeze(voice), "voice")
    return label and replace(label, start=0, end=0)


def _with_colon(line: str) -> Label | None:
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    m = _COLON.match(line, start)
    if m is None:
        return None
    raw, tail = m["label"], m["tail"]
    if number := _NUMBERED_NAME.match(raw):
        # "Q12 Chair:", "Q13 Jane Doe:": the number is that of the question
        named = understand(raw[number.end() :], ":")
        if named is not None and named.voice in ("person", "attendant"):
            return replace(named, start=start, end=m.end())
    after = line[m.end() : m.end() + 1]
    if raw[-1:].isdigit() and after.isdigit() and not tail and not m["time"]:
        return None  # a clock time or a ratio
    label = understand(raw, "time" if m["time"] or tail.strip() else ":")
    if label is None and (number := re.match(r"\s*(?:\d{1,3}|[QT]\d{1,3})\.\s+(?=\S)", raw)) and "(" in raw:
        label = understand(raw[number.end() :], ":")  # "2. Jane Doe (Upper Tweed) (Lab):"
    if label is not None and raw.strip()[-1:].isdigit() and label.name is None and after.islower():
        return None  # "Question 2: who pays?" in a speech that counts its questions
    return label and replace(label, start=start, end=m.end())


def _in_brackets(line: str) -> Label | None:
    """【大臣】 and （記者）: scripts in which brackets make a label."""
    if asker := _ASKER_BRACKET.match(line):  # "(Midori, Jiji) How long ..."
        label = understand(asker["label"], "bracket")
        if label is not None and label.voice == "questioner" and label.name and label.outlet:
            return replace(label, start=asker.start("label") - 1, end=asker.end())
    m = _CJK_BRACKET.match(line)
    if m is None or not any(is_caseless(c) for c in m[1]):
        return None
    label = understand(m[1], "bracket")
    if label is None or label.bare:
        return None
    return replace(label, start=0, end=m.end())


def _with_dash(line: str) -> Label | None:
    """`QUESTION- By whom?`, `SORU - Kim?`: capitals and a dash."""
    m = _DASHED.match(line)
    if m is None or m["label"] != m["label"].rstrip() or not is_capitals(m["label"]):
        return None
    label = understand(m["label"], "-")
    return label and replace(label, start=m.start("label"), end=m.end())


def _question_mark(line: str) -> Label | None:
    """`Q   text`, `Q. text`, `Q1. text`."""
    m = _Q_NUMBER.match(line) or _Q_SPACE.match(line) or _Q_DASH.match(line)
    if m is None:
        m = _Q_BRACKET.match(line)
        if m is None:
            return None
        voice = "answerer" if m["label"] == "A" else "questioner"
        return Label(m.start("label") - 1, m.end(), m["label"], voice, terminator="bracket")
    if m["label"] == "A" and not re.match(r"\s*A\s?(?:\d|\.|\s{2}|[-–—])", line):
        return None  # the article
    voice = "answerer" if m["label"] in "AR" else "questioner"
    if m.re is _Q_DASH:
        return Label(m.start("label"), m.end(), m["label"], voice, terminator="-")
    between = line[m.end("label") : m.end()]
    terminator = "." if "." in between else "space"
    return Label(m.start("label"), m.end(), m["label"], voice, terminator=terminator)


def _with_period(line: str) -> Label | None:
    """`CHAIR DELL. I think` and `President Dell. Good morning.`: the label's period is the first that does
    not belong to an honorific or an initial."""
    at = 0
    seen: list[str] = []
    capitals = True
    for m in _WORDISH.finditer(line[:MAX_LABEL]):
        word = m.group()
        seen.append(word)
        body = word.rstrip(".")
        small = fold(body) in words("labels", "name_particle.words") or fold(body) in words("labels", "small")
        if len(seen) > (_CAPITALS_WORDS if capitals else _MIXED_WORDS) or not (starts_upper(word) or small):
            return None
        capitals = capitals and (is_capitals(body) or len(body) == 1)
        if (
            word.endswith(".")
            and len(body) > 1
            and not is_abbreviable(body)
            and not re.search(r"\w\.\w", body)
        ):
            at = m.end()
            break
    raw = line[:at].rstrip(".").strip()
    if not at or at >= len(line.rstrip()) or re.fullmatch(r"[IVXLC]+|[ivxlc]+", raw):
        return None
    label = understand(raw, ".")
    if label is not None and label.outlet and not label.name:
        return None  # "CNN. Go ahead."
    if label is None or (label.bare and not (capitals and len(raw) > 2)):
        return None
    named = label.name and label.voice == "person" and (label.role or label.honorific)
    chair = label.voice == "attendant" and any(is_capitals(w) and len(w) > 3 for w in raw.split())
    if not capitals and not named and not chair:
        return None  # "The SPEAKER pro tempore." is one, "Crowd." is not
    end = at + len(line[at:]) - len(line[at:].lstrip())
    return replace(label, start=len(line) - len(line.lstrip()), end=end)
