"""What the words of a label mean.

In: the words in front of a label's terminator. Out: a `Label` whose offsets are 0, or None where they can't
be a label: an office, a name, an outlet, a voice without a name, and their combinations in brackets.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from .east_asian_labels import read_east_asian
from .label import Label, Meaning
from .label_parts import read_several, read_single
from .misprints import is_misprinted_voice
from .names import looks_like_name
from .offices import is_abbreviable, is_office
from .outlets import is_outlet
from .titled_names import begins_with_particle, split_titles
from .vocabulary import pattern, words
from .wording import fold, is_caseless, squeeze, starts_lower

_MOST_PARTS, _MOST_WORDS = 5, 16
_VOICES = ("questioner", "answerer", "attendant")
_LONE_LETTERS = ("Q", "A", "Q.", "A.")

_NUMBERED = re.compile(r"(?:[#№]|no\.?)?\s*\d{1,3}$", re.I)
_NOT_IN_LABEL = re.compile(r"[\"“”„«»?!;؟？！；…=<>{}|@]|\.\.|https?$|\d{3}|[.。]\s+(?=[a-z])")
_SPACED_INITIALS = re.compile(r"^(?:[A-Z]\.\s?){2,3}$")
_TO_WHOM = re.compile(r"\s+to\s+(?:the\s+)?[A-Z].*$")
_WORD_STOP = re.compile(r"([^\W\d_]+)\.\s")
_BRACKET = re.compile(r"\s*[\[(（]([^\[\]()（）]*)[\])）]")


@lru_cache(maxsize=8192)
def understand(raw: str, terminator: str) -> Label | None:
    """The label that these words make; `terminator` is one of those that `Label` lists."""
    text = squeeze(raw).strip("*_ ")
    if _is_voice(text) and "." in text:
        text = text.replace(". ", " ")  # "Some hon. members"
    if not text or _is_text(text):
        return None
    text = _SPACED_INITIALS.sub(lambda m: re.sub(r"[.\s]", "", m[0]), text)
    base, brackets = _take_brackets(text)
    if brackets:
        base = _TO_WHOM.sub("", base)  # "JANE DOE (Leader of the Opposition) to the Prime Minister"
    if not base or fold(base) in words("labels", "not_a_speaker.words"):
        return None
    meaning = _read_voice(base, terminator)
    if meaning is None and any(is_caseless(c) for c in base):
        east = read_east_asian(base)
        if east is not None:
            return _label(base, east, terminator)
    meaning = meaning or _read_parts(base)
    return _label(text, _add_brackets(meaning, brackets), terminator) if meaning else None


def _label(printed: str, m: Meaning, terminator: str) -> Label:
    return Label(0, 0, printed, m.voice, m.name, m.role, m.outlet, m.honorific, terminator, m.pair)


def _has_verb_of_saying(text: str) -> bool:
    """Somebody tells what somebody said: "Captain Doe, of the second ferry, told me:"."""
    found = re.findall(r"[^\W\d_]+", _BRACKET.sub(" ", text))
    return len(found) > 2 and any(fold(w) in words("labels", "saying.words") for w in found[1:])


def _is_text(text: str) -> bool:
    """Words that belong to what is said rather than to a label: their marks or their small letters say so, a
    sentence ends among them, or a bracket stays open."""
    if _NOT_IN_LABEL.search(text) or _has_verb_of_saying(text):
        return True
    if starts_lower(text) and not _is_voice(text) and not begins_with_particle(text):
        return True
    for m in _WORD_STOP.finditer(text):
        if len(m[1]) > 2 and not is_abbreviable(m[1]):
            return True
    return sum(text.count(c) for c in "([（【") != sum(text.count(c) for c in ")]）】")


def _read_parts(base: str) -> Meaning | None:
    """Names, offices and outlets between commas, dashes and strokes."""
    parts = [p for p in re.split(r"\s*[,，、]\s*|\s+[–—-]{1,2}\s+|\s*/\s*", base) if p]
    if not parts or len(parts) > _MOST_PARTS or len(base.split()) > _MOST_WORDS:
        return None
    return read_single(parts[0]) if len(parts) == 1 else read_several(parts)


# ---------------------------------------------------------------- voices without a name


def _is_voice(text: str) -> bool:
    return any(fold(text) in words("labels", k) for k in _VOICES)


def _read_voice(base: str, terminator: str) -> Meaning | None:
    """A voice without a name: "Reporter", "Question 2", "Moderator", "Speaker 2"."""
    numbered = _NUMBERED.search(base)
    stem = fold(base[: numbered.start()]) if numbered else fold(base)
    if len(stem) == 1 and (terminator == "." or (terminator == "line" and base not in _LONE_LETTERS)):
        return None  # an initial, or the letter of an item
    if len(stem) >= 7 and " " not in stem and terminator == ":" and is_misprinted_voice(stem):
        return Meaning("questioner")
    for voice in _VOICES:
        if fold(base) in words("labels", voice) or (numbered and stem in words("labels", voice)):
            if numbered and stem == "speaker":  # told apart by a number, for want of a name
                return Meaning("person", name=base)
            return Meaning(voice, role=base if voice == "attendant" else None)
    return _read_asker(base)


def _read_asker(base: str) -> Meaning | None:
    """A word for who asks with a name or an outlet: "Frage Jessel", "Question from Reuters"."""
    first, _, rest = base.partition(" ")
    askers = words("labels", "questioner")
    asks = fold(first) in askers and fold(first) not in words("labels", "questioner_alone.words")
    if rest and len(first) > 1 and asks and looks_like_name(rest):
        return Meaning("questioner", name=rest)
    m = re.match(r"(.+?)[\s,]+(?:from|of|with)\s+(.+)$", base, re.I)
    if m and fold(m[1]) in askers and is_outlet(m[2]):
        return Meaning("questioner", outlet=m[2])
    return None


# ---------------------------------------------------------------- brackets


def _take_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """(text without its brackets, what stands in them)."""
    found = tuple(squeeze(b) for b in _BRACKET.findall(text))
    return squeeze(_BRACKET.sub(" ", text)), tuple(b for b in found if b)


def _add_brackets(meaning: Meaning, brackets: tuple[str, ...]) -> Meaning:
    for content in brackets:
        meaning = _add_bracket(meaning, content)
    return meaning


def _is_department(content: str) -> bool:
    """Every word, or one that no name holds, is one of regions and departments."""
    found = [fold(w) for w in re.findall(r"[^\W\d_]+", content)]
    telling = words("labels", "department.telling")
    return any(w in telling for w in found) or (
        bool(found) and all(w in words("labels", "department.words") for w in found)
    )


def _add_bracket(known: Meaning, content: str) -> Meaning:
    """The meaning with what one pair of brackets adds: a name, an outlet, an office, or nothing."""
    asks = known.voice == "questioner"
    if known.voice == "answerer" and known.name is None:
        title, office, name = split_titles(content)  # "A (Minister Doe):"
        if (title or office) and looks_like_name(name):
            return replace(known, voice="person", name=name, role=office, honorific=title)
    parts = [p for p in re.split(r"\s*,\s*", content) if p]
    if asks and len(parts) == 2 and looks_like_name(parts[0]) and not is_outlet(parts[0]):
        return replace(known, name=known.name or parts[0], outlet=known.outlet or parts[1])
    manner = pattern("labels", "manner.patterns", r"(?:{})\b")
    if starts_lower(content) or manner.match(fold(content)):
        return known  # how it was said, not who said it
    may_have_outlet = known.voice != "person" or (known.name and not known.role)
    if is_outlet(content) and known.outlet is None and may_have_outlet:
        return replace(known, outlet=content, voice="questioner")
    if known.voice == "person" and known.name is None and known.role and _is_department(content):
        return replace(known, role=f"{known.role} ({content})")  # "Joint Secretary (Europe North)"
    if known.voice == "attendant" and known.name is None:
        title, office, name = split_titles(content)  # "CHAIR (Senator Doe):", "Moderator (Jane Doe):"
        if looks_like_name(name) and (title or office or len(name.split()) > 1):
            return replace(known, name=name, honorific=title)
        return known
    nameless = known.name is None and looks_like_name(content)
    if nameless and (asks or (known.voice == "person" and not is_office(content))):
        title, _, name = split_titles(content)
        if title and looks_like_name(name):
            return replace(known, name=name, honorific=known.honorific or title)
        return replace(known, name=content)
    if known.role is None and known.name is not None:
        return replace(known, role=content)
    return known
