"""The grammar of speaker labels: what may be read at the head of a line as "who is speaking".

In: the text of a line. Out: a `Label` that says what the words in front could mean (who asks, an office, a
name, an outlet and their combinations) or None. A label is only a candidate here: `inventory` decides which
candidates a document really uses. The words themselves are data (`data/labels.toml`).

    Mr. HAYASHI Yoshimasa, Minister for Foreign Affairs: I just held ...
    ^^^ honorific          ^ office                    ^ terminator
        ^^^^^^^^^^^^^^^^^ name
    Kyodo News, TAKATORI:      THE PRESIDENT:      Q  Thank you.      Name (00:04):      CHAIR DELL. I think
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from .names import looks_like_name, part_of
from .vocabulary import table, words
from .wording import fold, is_capitals, is_caseless, squeeze, starts_lower, starts_upper

MAX_LABEL = 140
"""Characters; the longest labels name a person with two offices."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words that may say who speaks. `start` and `end` are offsets in the line; what is said begins at
    `end`."""

    start: int
    end: int
    printed: str
    """As printed, without terminator, time code and brackets that are not part of it."""
    voice: str
    """"questioner", "answerer", "attendant" (moderator, staff, audience) or "person"."""
    name: str | None = None
    role: str | None = None
    outlet: str | None = None
    honorific: str | None = None
    """The form of address as printed, "Mr."."""
    terminator: str = ":"
    """":", ".", "space", "time" (a time code), "line" (alone on its line, no colon), "bracket", "voice"."""
    pair: tuple[str, str] | None = None
    """Two parts of which one is a name and one an outlet, the grammar cannot tell which."""

    @property
    def key(self) -> str:
        """What repeats of the label share."""
        return fold(self.printed)

    @property
    def bare(self) -> bool:
        """Nothing but words that could be a name."""
        return self.voice == "person" and not (self.honorific or self.role or self.outlet or self.pair)


_TIME = r"[\[(（]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[\])）]?"
_LEAD = re.compile(rf"\s*(?:(?:>>+|[-–—•*·○〇◎●■□▲△]+|\[?\d{{1,2}}:\d\d:\d\d\]?)\s*)*(?:{_TIME}\s+(?=\D))?")
_COLON = re.compile(
    rf"(?P<label>[^:：\n]{{1,{MAX_LABEL}}}?)\s*(?:(?P<time>[\[(（]\d{{1,2}}:\d\d(?::\d\d)?[\])）])\s*[:：]?|[:：]|\.\s?[-–—]+(?=\s))"
    rf"(?!//)(?P<tail>\s*(?:[\[(（]\d{{1,2}}:\d\d(?::\d\d)?[\])）])?\s*)"
)
_NUMBERED = re.compile(r"(?:[#№]|no\.?)?\s*\d{1,3}$", re.I)
_NOT_IN_LABEL = re.compile(r"[\"“”„«»?!;؟？！；…=<>{}|@]|\.\.|https?$|\d{3}|[.。]\s+(?=[a-z])")
_SPACED_INITIALS = re.compile(r"^(?:[A-Z]\.\s?){2,3}$")
_TO_WHOM = re.compile(r"\s+to\s+(?:the\s+)?[A-Z].*$")
_BEHALF = re.compile(
    r"(?:on behalf of|for the|im namen|au nom|en nombre|a nome|em nome|in writing|par écrit|schriftlich|rapporteur|author|"
    r"blue-card|member of|deputising)\b",
    re.I,
)
_WORD_STOP = re.compile(r"([^\W\d_]+)\.\s")
_BRACKET = re.compile(r"\s*[\[(（]([^\[\]()（）]*)[\])）]")
_CJK_BRACKET = re.compile(r"\s*[【（(\[〔<＜]([^\[\]()（）【】〔〕<>＜＞]{1,24})[】）)\]〕>＞]\s*(?=\S)")
_Q_BRACKET = re.compile(r"\s*[(（](?P<label>Q|A)[)）]\s*(?=\S)")
_ASKER_BRACKET = re.compile(r"\s*\((?P<label>[^()]{5,60},[^()]{2,40})\)\s+(?=\S)")
_DASHED = re.compile(r"\s*(?P<label>[^a-zà-ÿ:–—]{3,80}?)(?:[-–—]|\s[–—])\s+(?=\S)")
_Q_DASH = re.compile(r"\s*(?P<label>[QRAP])\s*[-–—]\s+(?=\S)")
_Q_SPACE = re.compile(
    r"\s*(?P<label>Q|A)(?:\.?(?:[ \u00a0\u2003\t]{2,}|[\u00a0\u2003\t]+)|\.\s+|\s+(?=[A-Z“\"—–(\[]))(?=\S)"
)
_Q_NUMBER = re.compile(r"\s*(?P<label>[QAT])\s?\d{1,3}\s?[.:)]\s*(?=\S)")
_WORDISH = re.compile(r"\S+")


def read_label(line: str) -> Label | None:
    """The label at the head of a line that goes on with what is said, or None."""
    return (
        _question_mark(line)
        or _with_colon(line)
        or _in_brackets(line)
        or _with_dash(line)
        or _with_period(line)
    )


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
    label = _understand(text, "line")
    if label is None:
        return None
    start = len(line) - len(line.lstrip())
    return replace(label, start=start, end=len(line))


def from_voice(voice: str) -> Label | None:
    """The label that a format states itself (`<v Name>`)."""
    label = _understand(squeeze(voice), "voice")
    return label and replace(label, start=0, end=0)


def _with_colon(line: str) -> Label | None:
    lead = _LEAD.match(line)
    start = lead.end() if lead else 0
    m = _COLON.match(line, start)
    if m is None:
        return None
    raw, tail = m["label"], m["tail"]
    after = line[m.end() : m.end() + 1]
    if raw[-1:].isdigit() and after.isdigit() and not tail and not m["time"]:
        return None  # a clock time or a ratio
    label = _understand(raw, "time" if m["time"] or tail.strip() else ":")
    if label is None and (number := re.match(r"\s*(?:\d{1,3}|[QT]\d{1,3})\.\s+(?=\S)", raw)) and "(" in raw:
        label = _understand(raw[number.end() :], ":")  # "2. Jane Doe (Upper Tweed) (Lab):"
    if label is not None and raw.strip()[-1:].isdigit() and label.name is None and after.islower():
        return None  # "Question 2: who pays?" in a speech that counts its questions
    return label and replace(label, start=start, end=m.end())


def _in_brackets(line: str) -> Label | None:
    """【大臣】 and （記者）: scripts in which brackets make a label."""
    if asker := _ASKER_BRACKET.match(line):  # "(Midori, Jiji) How long ..."
        label = _understand(asker["label"], "bracket")
        if label is not None and label.voice == "questioner" and label.name and label.outlet:
            return replace(label, start=asker.start("label") - 1, end=asker.end())
    m = _CJK_BRACKET.match(line)
    if m is None or not any(is_caseless(c) for c in m[1]):
        return None
    label = _understand(m[1], "bracket")
    if label is None or label.bare:
        return None
    return replace(label, start=0, end=m.end())


def _with_dash(line: str) -> Label | None:
    """`QUESTION- By whom?`: capitals and a dash that touches them."""
    m = _DASHED.match(line)
    if m is None or m["label"] != m["label"].rstrip() or not is_capitals(m["label"]):
        return None
    label = _understand(m["label"], "-")
    return label and replace(label, start=m.start("label"), end=m.end())


def _of_east_asia(text: str, terminator: str) -> Label | None:
    """Names before their titles, without spaces: 岩屋外務大臣, 朝日新聞 山田記者, 法新社记者."""
    for key in ("suffixes_zh", "suffixes_ja", "suffixes_ko"):
        for suffix in words("labels", f"outlet.{key}"):
            if text.endswith(suffix) and len(text) > len(suffix):
                kept = text[: -len(suffix)] + (suffix[0] if len(suffix) == 3 and suffix[0] in "社报" else "")
                parts = kept.split()
                name = parts[-1] if len(parts) > 1 else None
                outlet = " ".join(parts[:-1]) if name else kept.strip()
                if (
                    not name
                    and not is_outlet(outlet)
                    and not outlet.endswith(tuple(words("labels", "outlet.endings_cjk")))
                ):
                    name, outlet = (outlet, "") if len(outlet) <= 4 else (None, outlet)
                return Label(
                    0, 0, text, "questioner", name=name, outlet=outlet or None, terminator=terminator
                )
    offices = [
        o for o in words("labels", "office") if is_caseless(o) and text.endswith(o) and len(text) > len(o)
    ]
    if offices:
        office = max(offices, key=len)
        name = text[: -len(office)].strip()
        if looks_like_name(name) and len(name) <= 6 and not any(m in name for m in ("外", "部", "省", "国")):
            return Label(0, 0, text, "person", name=name, role=office, terminator=terminator)
    return None


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
        small = fold(body) in words("labels", "name_particle.words") or fold(body) in _SMALL
        if len(seen) > (6 if capitals else 14) or not (starts_upper(word) or small):
            return None
        capitals = capitals and (is_capitals(body) or len(body) == 1)
        if word.endswith(".") and len(body) > 1 and not _is_title(body) and not re.search(r"\w\.\w", body):
            at = m.end()
            break
    raw = line[:at].rstrip(".").strip()
    if not at or at >= len(line.rstrip()) or re.fullmatch(r"[IVXLC]+|[ivxlc]+", raw):
        return None
    label = _understand(raw, ".")
    if label is not None and label.outlet and not label.name:
        return None  # "CNN. Go ahead."
    if label is None or (label.bare and not (capitals and len(raw) > 2)):
        return None
    if not capitals and not (label.name and label.voice == "person" and (label.role or label.honorific)):
        return None
    end = at + len(line[at:]) - len(line[at:].lstrip())
    return replace(label, start=len(line) - len(line.lstrip()), end=end)


# ---------------------------------------------------------------- what the words mean


@lru_cache(maxsize=8192)
def _understand(raw: str, terminator: str) -> Label | None:
    """The meaning of label words, offsets left at 0. None where they can't be a label."""
    text = squeeze(raw).strip("*_ ")
    if _is_generic(text) and "." in text:
        text = text.replace(". ", " ")  # "Some hon. members"
    if (
        not text
        or _NOT_IN_LABEL.search(text)
        or (starts_lower(text) and not _is_generic(text) and not _begins_small(text))
    ):
        return None
    for m in _WORD_STOP.finditer(text):
        short = m[1].isupper() and len(m[1]) <= 5 and text[m.end() :].isupper()
        if len(m[1]) > 2 and not _is_title(m[1]) and not short:
            return None  # a sentence ends inside
    if sum(text.count(c) for c in "([（【") != sum(text.count(c) for c in ")]）】"):
        return None
    text = _SPACED_INITIALS.sub(lambda m: re.sub(r"[.\s]", "", m[0]), text)
    base, brackets = _take_brackets(text)
    if brackets:
        base = _TO_WHOM.sub("", base)  # "JANE DOE (Leader of the Opposition) to the Prime Minister"
    if not base or fold(base) in words("labels", "not_a_speaker.words"):
        return None
    generic = _generic(base, text, terminator)
    if generic is not None:
        return _add_brackets(generic, brackets)
    east = _of_east_asia(base, terminator) if any(is_caseless(c) for c in base) else None
    if east is not None:
        return east
    parts = [p for p in re.split(r"\s*[,，、]\s*|\s+[–—-]{1,2}\s+|\s*/\s*", base) if p]
    if not parts or len(parts) > 5 or len(base.split()) > 16:
        return None
    label = _single(parts[0], text, terminator) if len(parts) == 1 else _several(parts, text, terminator)
    return label and _add_brackets(label, brackets)


def _take_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    found = tuple(squeeze(b) for b in _BRACKET.findall(text))
    return squeeze(_BRACKET.sub(" ", text)), tuple(b for b in found if b)


def _add_brackets(label: Label, brackets: tuple[str, ...]) -> Label | None:
    for b in brackets:
        if label.voice == "answerer" and label.name is None:
            title, office, name = split_titles(b)  # "A (Minister Doe):"
            if (title or office) and looks_like_name(name):
                label = replace(label, voice="person", name=name, role=office, honorific=title)
                continue
        parts = [p for p in re.split(r"\s*,\s*", b) if p]
        if (
            label.voice == "questioner"
            and len(parts) == 2
            and looks_like_name(parts[0])
            and not is_outlet(parts[0])
        ):
            label = replace(label, name=label.name or parts[0], outlet=label.outlet or parts[1])
            continue
        if starts_lower(b) or re.match(r"(?:spoke|through|via|as|in|speaking|translated)\b", fold(b)):
            continue  # how it was said, not who said it
        if (
            is_outlet(b)
            and label.outlet is None
            and (label.voice != "person" or (label.name and not label.role))
        ):
            label = replace(label, outlet=b, voice="questioner")
        elif (label.voice == "person" and label.name is None and looks_like_name(b) and not is_office(b)) or (
            label.voice == "questioner" and looks_like_name(b) and label.name is None
        ):
            label = replace(label, name=b)
        elif label.role is None and label.name is not None:
            label = replace(label, role=b, outlet=label.outlet)
    return label


def _is_generic(text: str) -> bool:
    return any(fold(text) in words("labels", k) for k in ("questioner", "answerer", "attendant"))


def _generic(base: str, printed: str, terminator: str) -> Label | None:
    """A voice without a name: "Reporter", "Question 2", "Moderator", "Speaker 2"."""
    folded = fold(base)
    numbered = _NUMBERED.search(base)
    stem = fold(base[: numbered.start()]) if numbered else folded
    if len(stem) == 1 and (
        terminator == "." or (terminator == "line" and base not in ("Q", "A", "Q.", "A."))
    ):
        return None
    if len(stem) >= 7 and " " not in stem and terminator == ":" and _misprinted_voice(stem):
        return Label(0, 0, printed, "questioner", terminator=terminator)
    for voice in ("questioner", "answerer", "attendant"):
        if folded in words("labels", voice) or (numbered and stem in words("labels", voice)):
            if numbered and stem == "speaker":  # told apart by a number, for want of a name
                return Label(0, 0, printed, "person", name=base, terminator=terminator)
            role = base if voice == "attendant" else None
            return Label(0, 0, printed, voice, role=role, terminator=terminator)
    first, _, rest = base.partition(" ")
    if (
        rest
        and len(first) > 1
        and fold(first) in words("labels", "questioner") - {"press", "media", "the"}
        and looks_like_name(rest)
    ):
        return Label(0, 0, printed, "questioner", name=rest, terminator=terminator)  # "Frage Jessel"
    m = re.match(r"(.+?)[\s,]+(?:from|of|with)\s+(.+)$", base, re.I)
    if m and fold(m[1]) in words("labels", "questioner") and is_outlet(m[2]):
        return Label(0, 0, printed, "questioner", outlet=m[2], terminator=terminator)
    return None


def _single(part: str, printed: str, terminator: str) -> Label | None:
    if _begins_a_sentence(part):
        return None  # "And to President Biden", said by a reporter
    if is_outlet(part):
        return Label(0, 0, printed, "questioner", outlet=part, terminator=terminator)
    title, office, rest = split_titles(part)
    if not rest or _is_office_alone(part):
        alone = (office and not rest and _reads_as_office(part)) or _is_office_alone(part)
        return Label(0, 0, printed, "person", role=part, terminator=terminator) if alone else None
    if not office and not title and (led := _office_behind_unknown(part)):
        return Label(0, 0, printed, "person", name=led[1], role=led[0], terminator=terminator)
    m = re.match(r"(.+?)\s+(?:from|of|with)\s+(?:the\s+)?(.+)$", rest)
    if m and is_outlet(m[2]) and looks_like_name(m[1]):
        return Label(0, 0, printed, "questioner", name=m[1], outlet=m[2], terminator=terminator)
    if not looks_like_name(rest) or fold(rest) in words("labels", "place.names"):
        return None
    noble = rest.split()[0] if fold(rest.split()[0]) in words("labels", "noble.words") else None
    return Label(
        0, 0, printed, "person", name=rest, role=office, honorific=title or noble, terminator=terminator
    )


def _several(parts: list[str], printed: str, terminator: str) -> Label | None:
    first, rest = parts[0], parts[1:]
    if _begins_a_sentence(first):
        return None
    title, office, name = split_titles(first)
    tail = ", ".join(rest)
    if any(fold(p) in words("labels", "questioner") for p in (first, rest[-1])):
        other = tail if fold(first) in words("labels", "questioner") else first
        kind = "outlet" if is_outlet(other) or not looks_like_name(other) else "name"
        asker = Label(0, 0, printed, "questioner", terminator=terminator)
        return replace(asker, outlet=other) if kind == "outlet" else replace(asker, name=other)
    if is_outlet(first) and not office and looks_like_name(split_titles(tail)[2]):
        return Label(
            0, 0, printed, "questioner", name=split_titles(tail)[2], outlet=first, terminator=terminator
        )
    if _BEHALF.match(tail) and looks_like_name(name):
        role = office or (tail if not re.match(r"blue|in writing|\(", tail) else None)
        return Label(0, 0, printed, "person", name=name, role=role, honorific=title, terminator=terminator)
    if not looks_like_name(name):
        _, _, behind = split_titles(re.sub(r"^the\s+", "", tail))
        full = looks_like_name(behind) and len(behind.split()) > 1
        if office and not name and len(parts) == 2 and full and not is_office(tail):
            # "Prime Minister, John Doe", but "Minister, Department of State" is an office alone
            return Label(0, 0, printed, "person", name=behind, role=office, terminator=terminator)
        if office and not name and all(_all_capitalised(p) for p in rest):
            return Label(0, 0, printed, "person", role=", ".join(parts), terminator=terminator)
        return None
    if is_journalist(tail) and _reads_as_office(tail):
        outlet = next((p for p in rest if is_outlet(p)), None) or _outlet_in(tail)
        return Label(0, 0, printed, "questioner", name=name, role=tail, outlet=outlet, terminator=terminator)
    if _is_office_tail(tail) or (_is_office_tail(rest[0]) and all(_all_capitalised(p) for p in rest[1:])):
        role = f"{office}; {tail}" if office and fold(office) not in fold(tail) else tail
        return Label(0, 0, printed, "person", name=name, role=role, honorific=title, terminator=terminator)
    outlets = [p for p in rest if is_outlet(p)]
    if outlets:
        return Label(0, 0, printed, "questioner", name=name, outlet=outlets[-1], terminator=terminator)
    if (office or title) and all(_all_capitalised(p) for p in rest):
        return Label(
            0,
            0,
            printed,
            "person",
            name=name,
            role=f"{office}, {tail}" if office else tail,
            honorific=title,
            terminator=terminator,
        )
    if len(parts) != 2 or not _all_capitalised(rest[0]) or not _all_capitalised(first):
        return None
    if any(fold(p) in words("labels", "place.names") for p in parts):
        return None  # "Brussels, Belgium"
    if is_capitals(rest[0]) and not is_capitals(first):
        return Label(0, 0, printed, "questioner", name=rest[0], outlet=first, terminator=terminator)
    if is_capitals(first) and not is_capitals(rest[0]):
        return Label(0, 0, printed, "questioner", name=first, outlet=rest[0], terminator=terminator)
    return Label(0, 0, printed, "questioner", terminator=terminator, pair=(first, rest[0]))


# ---------------------------------------------------------------- offices, titles, outlets


def split_known(role: str, names: Sequence[str]) -> tuple[str, str] | None:
    """(office, name) of a label that reads as an office alone but ends in a name that the document knows:
    "Governor of Onda Region Larisa Doe" beside "L. Doe"."""
    found = role.split()
    for n in (2, 3):
        name = " ".join(found[-n:])
        if len(found) > n and looks_like_name(name) and any(part_of(k, name) for k in names):
            return " ".join(found[:-n]), name
    return None


def split_titles(part: str) -> tuple[str | None, str | None, str]:
    """(honorific, office, name) of a phrase such as "Mr. X", "Foreign Minister OTORI Keiko", "THE PRESIDENT".

    The office is the longest run of office words in front that holds an office or a rank; the name is what
    remains, empty where the phrase is an office alone.
    """
    found = part.split()
    honorifics: list[str] = []
    i = 0
    while i < len(found):
        two = fold(" ".join(found[i : i + 2]))
        if fold(" ".join(found[i : i + 3])) in words("labels", "honorific") and i + 3 < len(found):
            honorifics, i = [*honorifics, *found[i : i + 3]], i + 3
        elif two in words("labels", "honorific") and i + 2 < len(found):
            honorifics, i = [*honorifics, *found[i : i + 2]], i + 2
        elif fold(found[i]) in words("labels", "honorific") and i + 1 < len(found):
            # "Mr President" and "Mr. Speaker" are forms of address, and so is "Lord Chancellor".
            honorifics, i = [*honorifics, found[i]], i + 1
        else:
            break
    j, head = i, False
    while j < len(found):
        if (
            head
            and fold(found[j]) in words("labels", "honorific")
            and j + 1 < len(found)
            and found[j] != found[j].lower()
        ):
            # "Spokesman of the Ministry Mr. X": the form of address behind the office
            return found[j], " ".join(found[i:j]), " ".join(found[j + 1 :]).rstrip(",")
        word = fold(found[j].strip(",")).replace("'s", "")
        pieces = word.split("-")
        three = fold(" ".join(found[j : j + 3]))
        two = fold(" ".join(found[j : j + 2]))
        if three in words("labels", "rank"):
            head, j = True, j + 3
        elif (len(word) >= 7 and word not in _office_words() and _misprinted_office(word)) or (
            word in words("labels", "office_short") and found[j].endswith(".") and j + 1 < len(found)
        ):
            head, j = True, j + 1
        elif two in words("labels", "rank") or two in words("labels", "office"):
            head, j = True, j + 2
        elif (
            (word in words("labels", "rank") and j == i)
            or word in words("labels", "office")
            or (len(pieces) > 1 and all(p in _office_words() for p in pieces))
        ):
            head, j = True, j + 1
        elif word in words("labels", "office_modifier"):
            j += 1
        else:
            break
    while len(found) > max(i, j) + 1 and fold(found[-1].strip(",()")) in words("labels", "postnominal.words"):
        found.pop()
    if not head and is_capitals(part):
        abbreviated = [k for k in range(i, len(found) - 1) if len(found[k]) > 3 and found[k].endswith(".")]
        if abbreviated:  # "PCO ASEC. DOE"
            k = abbreviated[-1] + 1
            return " ".join(honorifics) or None, " ".join(found[i:k]), " ".join(found[k:])
    if not head:
        return " ".join(honorifics) or None, None, " ".join(found[i:]).rstrip(",")
    if j < len(found) and fold(found[j - 1]) in _SMALL:
        return " ".join(honorifics) or None, " ".join(found[i:]), ""
    return " ".join(honorifics) or None, " ".join(found[i:j]), " ".join(found[j:]).rstrip(",")


@lru_cache(maxsize=4096)
def _spelled_office(word: str) -> str:
    """A misprinted word of an office as it is spelled."""
    if len(word) < 7 or word in _office_words():
        return word
    return next((o for o in sorted(words("labels", "office")) if len(o) >= 8 and _slip(word, o)), word)


@lru_cache(maxsize=4096)
def _misprinted_office(word: str) -> bool:
    """A long word that is one slip away from an office: "Spoksperson", "Secreatry"."""
    return any(
        abs(len(o) - len(word)) <= 1 and _slip(word, o) for o in words("labels", "office") if len(o) >= 8
    )


@lru_cache(maxsize=4096)
def _misprinted_voice(word: str) -> bool:
    """A word that is one slip away from one for who asks, and none itself: "Quesiton", "Jounalist"."""
    known = words("labels", "questioner")
    return word not in known and any(len(k) >= 7 and " " not in k and _slip(word, k) for k in known)


def _slip(a: str, b: str) -> bool:
    """One letter too many, missing, exchanged, or two swapped."""
    n = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    x, y = a[n:], b[n:]
    return x[1:] == y or x == y[1:] or x[1:] == y[1:] or (x[:2] == y[:2][::-1] and x[2:] == y[2:])


@cache
def _office_words() -> frozenset[str]:
    return words("labels", "office") | words("labels", "office_modifier")


def _office_behind_unknown(part: str) -> tuple[str, str] | None:
    """(office, name) where words that no list knows stand before the office: "Fire Chief Doe", "OMB DIRECTOR
    DOE", "CHEIF CABINET SECRETARY DOE"."""
    found = part.split()
    for k in (1, 2):
        if len(found) < k + 2 or not all(starts_upper(w) for w in found):
            return None
        _, office, name = split_titles(" ".join(found[k:]))
        if (
            office
            and name
            and looks_like_name(name)
            and len(office.split()) + len(name.split()) == len(found) - k
        ):
            first = fold(office.split()[0])
            if first in words("labels", "office") or len(office.split()) > 1:
                return " ".join([*found[:k], office]), name
    return None


def _begins_small(text: str) -> bool:
    """A surname that begins with a particle: "van Wyk", "de la Tour"."""
    found = text.split()
    return (
        2 <= len(found) <= 4
        and fold(found[0]) in words("labels", "name_particle.words")
        and looks_like_name(text)
    )


def _begins_a_sentence(text: str) -> bool:
    """The first word is one that no name and no office begins with."""
    found = text.split()
    first = fold(found[0])
    if first not in words("labels", "not_a_name.words") or first == "the":
        return False
    if first == "an" and len(found) == 2 and fold(found[1]) in words("labels", "office"):
        return False  # "An Taoiseach"
    return first in _SMALL or first not in words("labels", "office_modifier")


_SMALL = frozenset(
    [
        "of",
        "for",
        "the",
        "and",
        "to",
        "in",
        "on",
        "de",
        "la",
        "le",
        "del",
        "des",
        "du",
        "der",
        "von",
        "at",
        "für",
        "das",
        "den",
        "dem",
        "im",
        "am",
        "zur",
        "zum",
        "und",
        "y",
        "e",
        "et",
        "les",
        "los",
        "las",
        "el",
        "aux",
        "au",
        "à",
        "sur",
        "pour",
        "para",
        "por",
        "con",
        "delle",
        "degli",
        "della",
        "dei",
        "di",
        "da",
        "do",
        "dos",
        "em",
        "na",
        "no",
        "i",
        "w",
        "z",
        "ds",
    ]
)


def _all_capitalised(text: str) -> bool:
    """Every word begins with a capital, but for the small ones between."""
    found = text.split()
    small = _SMALL | words("labels", "name_particle.words")
    return (
        0 < len(found) <= 6
        and starts_upper(found[0])
        and all(starts_upper(w) or fold(w) in small for w in found)
    )


def _is_office_tail(text: str) -> bool:
    """An office behind a name and a comma, "the Minister for X" included; not a clause that names one."""
    if text.islower() and len(text.split()) <= 4:
        return fold(text.split()[0]) in words("labels", "office") or fold(text.split()[-1]) in words(
            "labels", "office"
        )
    return is_office(re.sub(r"^the\s+(?=\S)", "", text)) and _reads_as_office(text)


def _reads_as_office(text: str) -> bool:
    """Capitalised words and the small ones that offices hold, nothing else."""
    found = re.findall(r"[^\s,]+", text)
    if found and fold(found[0]) in words("labels", "not_a_name.words") and fold(found[0]) != "the":
        return False
    return all(starts_upper(w) or fold(w) in _SMALL for w in found)


def _is_office_alone(text: str) -> bool:
    """Two to six capitalised words that end in an office: "FBI OFFICIAL", "Senior Treasury Official"."""
    found = text.split()
    if (
        not 2 <= len(found) <= 6
        or fold(found[0]) in words("labels", "not_a_speaker.words")
        or is_caseless(text)
    ):
        return False
    last = fold(found[-1])
    heads = words("labels", "office") | words("labels", "attendant")
    if last not in heads or fold(found[0]) in words("labels", "honorific"):
        return False
    return all(starts_upper(w) or fold(w) in _SMALL for w in found) and starts_upper(found[0])


def is_office(text: str) -> bool:
    """The phrase is a role: it holds an office, begins with a capital (or is caseless), and reads on as
    "Minister for Foreign Affairs" does."""
    if is_caseless(text):
        return any(text.endswith(o) for o in words("labels", "office") if is_caseless(o))
    found = [fold(w).replace("'s", "") for w in re.findall(r"[^\s,/]+", text)]
    if len(found) > 14 or not starts_upper(text):
        return False
    return any(w in words("labels", "office") or w.split("-")[-1] in words("labels", "office") for w in found)


def _is_title(word: str) -> bool:
    return any(fold(word) in words("labels", k) for k in ("honorific", "rank", "office_short"))


def is_title_word(word: str) -> bool:
    """A form of address, a rank or a word of an office."""
    return _is_title(word) or fold(word) in _office_words() or fold(word) in words("labels", "noble.words")


_JOURNALIST = frozenset(
    [
        "anchor",
        "correspondent",
        "reporter",
        "host",
        "journalist",
        "editor",
        "bureau chief",
        "presenter",
        "analyst",
    ]
)


def is_journalist(text: str) -> bool:
    """A role in the press: "CNN ANCHOR", "Host"."""
    folded = fold(text)
    return any(re.search(rf"\b{j}\b", folded) for j in _JOURNALIST)


def _outlet_in(text: str) -> str | None:
    """The outlet at the head of "CNN ANCHOR"."""
    found = text.split()
    for n in range(len(found) - 1, 0, -1):
        if is_outlet(" ".join(found[:n])):
            return " ".join(found[:n])
    return None


@lru_cache(maxsize=8192)
def is_outlet(text: str) -> bool:
    """A known news outlet, or a capitalised phrase with a word that only outlets have ("Asagao Shimbun")."""
    folded = fold(text).removeprefix("the ")
    if folded in words("labels", "outlet.names") or fold(text) in words("labels", "outlet.names"):
        return True
    found = text.split()
    if not 2 <= len(found) <= 6 or not starts_upper(found[0]):
        return False
    small = words("labels", "name_particle.words") | {"of", "the", "and", "for", "&"}
    if not all(starts_upper(w) or fold(w) in small or w[0].isdigit() for w in found):
        return False
    if folded in words("labels", "questioner") | words("labels", "attendant"):
        return False
    last, first = fold(found[-1]), fold(found[0])
    return (
        last in words("labels", "outlet.words")
        or first in ("tv", "radio", "channel", "agence", "agencia", "diario", "canal", "cadena", "news")
        or (any(fold(w) in words("labels", "outlet.words") for w in found) and not is_office(text))
    )


def office_key(role: str) -> frozenset[str]:
    """The words of an office that tell it from others, with short forms written out ("PM")."""
    folded = " ".join(_spelled_office(w) for w in fold(role).split())
    for row in table("labels")["office_synonyms"]["rows"]:
        for short in row:
            if folded == short:
                folded = row[-1]
    return frozenset(folded.replace("-", " ").split()) - {
        "the",
        "of",
        "for",
        "and",
        "s",
        "mr",
        "madam",
        "an",
        "a",
    }
