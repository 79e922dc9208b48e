"""Transcripts made from a label grammar, with what a reader must make of them.

A `Style` prints a list of `Said` turns as issuers do; the same turns are what the parser must give back.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

FAMILY = [
    "Fujinami",
    "Kitaoji",
    "Wrenfield",
    "Stanhope-Ray",
    "Okafor",
    "Lindqvist",
    "Benavides",
    "Castellane",
    "Haverbrook",
    "Momiyama",
    "Tolland",
    "O’Mara",
]
GIVEN = [
    "Sayo",
    "Ichiro",
    "Calvin",
    "Philippa",
    "Tibor",
    "Hamish",
    "Solveig",
    "Yegor",
    "Lucinda",
    "Gethin",
    "Ines",
    "Rentaro",
]
OUTLETS = [
    "Kyodo News",
    "Jiji Press",
    "Reuters",
    "NHK",
    "Harrow Gazette",
    "Asagao Shimbun",
    "TV Minato",
    "AFP",
]
OFFICES = ["Minister for Foreign Affairs", "Treasurer", "Foreign Secretary", "Secretary of State"]
SENTENCES = [
    "The canal opened at 5:00 a.m. and closed again.",
    "We measured it twice.",
    "The ratio was 3:2 in our favour.",
    "I will say two things: it is long, and it is wet.",
    "Note: none of this binds us.",
    "He told me, “Minister, the bread is late,” and he was right.",
    "Our embassy in Harrowmere has the details at https://example.org/a:b if you want them.",
    "First, the ferries will run again.",
    "Climate change: that is the heart of it.",
    "It costs 1,200 crowns a day (roughly).",
    "Thank you.",
    "That is all from me.",
    "In short: we are ready.",
    "Mr. Speaker once said that numbers count.",
    "I spoke with President Ellingboe and with Secretary Vance.",
]
QUESTIONS = [
    "Will the crews be paid?",
    "Has a date been fixed, and if so, which?",
    "You said last week: “the canal is ours.” Is it?",
    "Two questions: who pays, and when?",
    "Is it true that the minister said no?",
]
HEADINGS = [
    "Survey of the Coral Shelf",
    "Cherry Trees for Harrowmere",
    "(2) Opening of the Lower Town Bridge",
]
NOTES = ["(Laughter.)", "(Cross-talk.)", "[Interruption.]"]
CUT_SHORT = [
    ("The crews will be paid as soon as —", "But when will they —", "— as soon as the ferries run."),
    ("We have said it before, and we —", "You have not.", "— and we say it again."),
    ("In the canal there are three —", "Four. There are four.", "Three, I think."),
]
"""What is said, what cuts it short, and how it goes on."""


@dataclass(frozen=True)
class Someone:
    """A voice of the event."""

    given: str
    family: str
    office: str | None = None
    outlet: str | None = None

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Said:
    """A turn. `kind` holds several where what it is can be argued about: what cuts an answer short."""

    who: Someone
    kind: str
    paragraphs: tuple[str, ...]
    heading: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Style:
    """How an issuer prints labels. `label` gets the speaker and how often they spoke before; `asker` prints
    reporters; `shown` is the name that the parser must show for the reporter and for the speaker."""

    name: str
    title: Callable[[Someone], str]
    label: Callable[[Someone, int], str]
    asker: Callable[[Someone], str]
    asker_shown: Callable[[Someone], str | None]
    asker_outlet: Callable[[Someone], str | None]
    own_line: bool = False
    second: Callable[[Someone], str] = field(default=lambda s: f"{s.office} {s.family}: ")
    """The label of somebody else who answers, and the name that the parser must show for them."""
    second_shown: Callable[[Someone], str] = field(default=lambda s: s.family)
    head: Callable[[Someone], list[str]] = field(default=lambda s: [])
    headings: bool = True


def _full(someone: Someone) -> str:
    return f"{someone.family.upper()} {someone.given}"


STYLES = [
    Style(
        "full label, then minister and surname; reporters without a name",
        lambda s: f"Press Conference by Foreign Minister {_full(s)}",
        lambda s, n: f"Ms. {_full(s)}, {s.office}:" if n == 0 else f"Minister {s.family}:",
        lambda r: "Reporter:",
        lambda r: None,
        lambda r: None,
        second=lambda s: f"Mr. {_full(s)}, {s.office}:",
        second_shown=lambda s: s.name,
    ),
    Style(
        "outlet, NAME",
        lambda s: f"Press Conference by Foreign Minister {_full(s)}",
        lambda s, n: f"Mr. {_full(s)}, {s.office}: " if n == 0 else f"Minister {s.family.upper()}: ",
        lambda r: f"{r.outlet}, {r.family.upper()}: ",
        lambda r: r.family,
        lambda r: r.outlet,
        second=lambda s: f"Ms. {_full(s)}, {s.office}: ",
        second_shown=lambda s: s.name,
    ),
    Style(
        "Name, outlet",
        lambda s: f"Press Conference by Minister for Foreign Affairs {s.name}",
        lambda s, n: f"Minister {s.family}: " if n == 0 else "Minister: ",
        lambda r: f"{r.family}, {r.outlet}: ",
        lambda r: r.family,
        lambda r: r.outlet,
    ),
    Style(
        "capitals and QUESTION",
        lambda s: "Department Press Briefing – June 4, 2030",
        lambda s, n: f"MS {s.family.upper()}: ",
        lambda r: "QUESTION: ",
        lambda r: None,
        lambda r: None,
        second=lambda s: f"MR {s.family.upper()}: ",
        head=lambda s: [f"{s.name}, Department Spokesperson"],
    ),
    Style(
        "Q and spaces",
        lambda s: f"Press Briefing by Press Secretary {s.name}",
        lambda s, n: f"MS. {s.family.upper()}:\u00a0 ",
        lambda r: "Q\u00a0\u00a0\u00a0 ",
        lambda r: None,
        lambda r: None,
        second=lambda s: f"MR. {s.family.upper()}:\u00a0 ",
        headings=False,
    ),
    Style(
        "labels on lines of their own",
        lambda s: f"Press Conference by Minister for Foreign Affairs {s.name}",
        lambda s, n: "Minister:",
        lambda r: "Question:",
        lambda r: None,
        lambda r: None,
        own_line=True,
    ),
    Style(
        "full names and outlets",
        lambda s: f"Foreign Ministry Spokesperson {s.name}’s Regular Press Conference",
        lambda s, n: f"{s.name}: ",
        lambda r: f"{r.outlet}: ",
        lambda r: None,
        lambda r: r.outlet,
        second=lambda s: f"{s.name}, {s.office}: ",
        second_shown=lambda s: s.name,
    ),
    Style(
        "name and office once, then the office",
        lambda s: "Doorstop – Coral Harbour",
        lambda s, n: f"{s.name}, {s.office}: " if n == 0 else f"{s.office}: ",
        lambda r: "Journalist: ",
        lambda r: None,
        lambda r: None,
        second=lambda s: f"{s.name}, {s.office}: ",
        second_shown=lambda s: s.name,
    ),
    Style(
        "periods behind capitals",
        lambda s: f"Transcript of Chair {s.family}’s Press Conference",
        lambda s, n: f"CHAIR {s.family.upper()}. ",
        lambda r: f"{r.given.upper()} {r.family.upper()}. ",
        lambda r: r.name,
        lambda r: None,
        second=lambda s: f"GOVERNOR {s.family.upper()}. ",
        headings=False,
    ),
    Style(
        "time codes",
        lambda s: f"{s.name} Flood Update Transcript",
        lambda s, n: f"{s.name} (0{n}:{n + 10}):",
        lambda r: "Speaker 2 (00:41):",
        lambda r: "Speaker 2",
        lambda r: None,
        second=lambda s: f"{s.name} (09:{len(s.name)}):",
        second_shown=lambda s: s.name,
        own_line=True,
        headings=False,
    ),
]


@st.composite
def events(draw: st.DrawFn) -> tuple[Style, Someone, list[Said]]:
    """A style, its principal and what is said: an opening, then exchanges."""
    style = draw(st.sampled_from(STYLES))
    families = draw(st.lists(st.sampled_from(FAMILY), min_size=5, max_size=5, unique=True))
    givens = draw(st.lists(st.sampled_from(GIVEN), min_size=5, max_size=5, unique=True))
    outlets = draw(st.lists(st.sampled_from(OUTLETS), min_size=3, max_size=3, unique=True))
    office = OFFICES[0] if "inister" in style.title(Someone("A", "B")) else draw(st.sampled_from(OFFICES[1:]))
    principal = Someone(givens[0], families[0], office)
    second = Someone(givens[4], families[4], "Treasurer" if office != "Treasurer" else "Foreign Secretary")
    reporters = [Someone(g, f, None, o) for g, f, o in zip(givens[1:4], families[1:4], outlets, strict=True)]
    speech = st.lists(
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=3
    )
    said = [Said(principal, "statement", tuple(draw(speech)))]
    for _ in range(draw(st.integers(2, 4))):
        reporter = draw(st.sampled_from(reporters))
        heading = draw(st.none() | st.sampled_from(HEADINGS)) if style.headings else None
        question = draw(st.sampled_from(QUESTIONS))
        if draw(st.booleans()):
            question = f"{draw(st.sampled_from(SENTENCES[:3]))} {question}"
        said.append(Said(reporter, "question", (question,), heading))
        note = draw(st.none() | st.sampled_from(NOTES))
        said.append(Said(principal, "answer", tuple(draw(speech)), None, note))
        more = draw(st.sampled_from(["", "", "second", "cut short"]))
        if more == "second":
            said.append(Said(second, "answer", tuple(draw(speech))))
        elif more == "cut short":
            begun, between, resumed = draw(st.sampled_from(CUT_SHORT))
            said[-1:] = [
                Said(principal, "answer", (begun,)),
                Said(reporter, "question/statement", (between,)),
                Said(principal, "answer", (resumed,)),
            ]
    return style, principal, said


def as_lines(style: Style, principal: Someone, said: list[Said]) -> list[str]:
    """The event as paragraphs, one string each, own-line labels as paragraphs of their own."""
    return [text for text, _ in as_owned_lines(style, principal, said)]


def as_owned_lines(style: Style, principal: Someone, said: list[Said]) -> list[tuple[str, Said | None]]:
    """The same with the turn that each paragraph belongs to; None where nobody says it."""
    out: list[tuple[str, Said | None]] = [
        (style.title(principal), None),
        *((line, None) for line in style.head(principal)),
        ("Tuesday, June 4, 2030, 1:22 p.m. Harbour Press Room", None),
    ]
    spoken = 0
    for turn in said:
        if turn.heading:
            out.append((turn.heading, None))
        if turn.who == principal:
            label = style.label(principal, spoken)
            spoken += 1
        else:
            label = style.asker(turn.who) if turn.who.office is None else style.second(turn.who)
        first, *rest = turn.paragraphs
        if style.own_line:
            out.extend([(label.rstrip(), turn), (first, turn)])
        else:
            out.append((label + first, turn))
        out.extend((text, turn) for text in rest)
        if turn.note:
            out.append((turn.note, None))
    return out


def shown(style: Style, principal: Someone, turn: Said) -> str | None:
    """The name that the parser must show for a turn."""
    if turn.who.office is None:
        return style.asker_shown(turn.who)
    return principal.name if turn.who == principal else style.second_shown(turn.who)


def as_text(lines: list[str], blank: bool, crlf: bool) -> str:
    """The paragraphs as a text file."""
    end = "\r\n" if crlf else "\n"
    return (end * 2 if blank else end).join(lines) + end


def as_wrapped(lines: list[str], width: int) -> str:
    """The paragraphs as a text file with lines of at most so many characters."""
    return "\n\n".join("\n".join(_wrap(x, width)) for x in lines) + "\n"


def _wrap(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)


def as_markdown(lines: list[str]) -> str:
    """The paragraphs as a Markdown file, its title a heading."""
    title, *rest = lines
    return f"# {title}\n\n" + "\n\n".join(rest) + "\n"


def as_html(lines: list[str], breaks: bool) -> str:
    """The paragraphs as a page with navigation around it."""
    title, *rest = (html.escape(x, quote=False) for x in lines)
    body = "<br>\n".join(rest) if breaks else "\n".join(f"<p>{x}</p>" for x in rest)
    if breaks:
        body = f"<div>{body}</div>"
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title><style>p {{}}</style></head><body>"
        "<nav><ul><li><a href='/'>Home</a></li><li>News</li></ul></nav>"
        f"<main><h1>{title}</h1>\n{body}\n</main>"
        "<footer>Contact us | Site policy</footer></body></html>"
    )


def expected(
    style: Style, principal: Someone, said: list[Said]
) -> list[tuple[str, str | None, str | None, str]]:
    """(text, speaker, outlet, kind) of every passage. Somebody else who says a few words behind an answer may
    be taken to answer as well or not: "answer/statement". A dash behind a label that ends in a period belongs
    to the label for some issuers."""
    out: list[tuple[str, str | None, str | None, str]] = []
    for turn in said:
        who = turn.who
        asks = who.office is None
        speaker = shown(style, principal, turn)
        outlet = style.asker_outlet(who) if asks else None
        kind = turn.kind if asks or who == principal else "answer/statement"
        period = style.label(principal, 1).endswith(". ")
        paragraphs = [p.removeprefix("— ") if period else p for p in turn.paragraphs]
        out.extend((p, speaker, outlet, kind) for p in paragraphs)
        if turn.note:
            out.append((turn.note, None, None, "note"))
    return out
