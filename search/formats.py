"""Results for other programs: `Results` in, CSV and Markdown out (JSON is `search.encode`).

CSV has a header, one hit a row and the columns of COLUMNS; lists are joined by spaces. A spreadsheet runs a
cell that begins with = + - @ (or a tab or line end before them) as a formula, so such a cell gets an
apostrophe in front, which spreadsheets do not show. CSV has no escapes, so control characters are replaced as
on a terminal (`search.safe`).

Markdown is a block quote with its citation below. Whatever would be markup in the text is escaped, so that a
CommonMark renderer shows the text as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from search import citing, safe
from search.results import Hit, Results

COLUMNS = (
    "id",
    "document",
    "ordinal",
    "text",
    "speaker",
    "role",
    "outlet",
    "kind",
    "section",
    "date",
    "place",
    "title",
    "event",
    "question",
    "answers_to",
    "quoted_speakers",
    "source_path",
    "source_start",
    "source_end",
    "source_sha256",
    "score",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$]|(?:^|(?<=\n))[ \t]*(?:[-+#=]|[0-9]+[.)])")


def csv_text(results: Results, *, header: bool = True) -> str:
    """The hits as CSV (RFC 4180 quoting, lines end in a line feed)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in _row(hit)] for hit in results.hits)
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula."""
    shown = safe.text(cell)
    return f"'{shown}" if cell.startswith(_FORMULA) else shown


def _row(hit: Hit) -> Iterator[str]:
    view, source = hit.passage, hit.passage.source
    speakers = dict.fromkeys(quote.speaker for quote in view.quotes if quote.speaker)
    values: Sequence[str | int | None] = (
        view.id,
        view.document,
        view.ordinal,
        view.text,
        view.speaker,
        view.role,
        view.outlet,
        view.kind,
        view.section,
        view.date,
        view.place,
        view.title,
        view.event,
        "\n\n".join(question.text for question in hit.questions),
        " ".join(view.answers_to),
        "; ".join(speakers),
        source.path,
        source.start,
        source.end,
        source.sha256,
        f"{hit.score:.6g}",
    )
    return ("" if value is None else str(value) for value in values)


def markdown(results: Results, *, mark: bool = False) -> Iterator[str]:
    """The hits as block quotes with citations, line by line; matches are bold if `mark` is set."""
    for i, hit in enumerate(results.hits):
        if i:
            yield ""
        yield from markdown_hit(hit, mark=mark)


def markdown_hit(hit: Hit, *, mark: bool = False) -> Iterator[str]:
    """One hit: the question it answers, the whole passage, and where it stands."""
    for question in hit.questions:
        asker = safe.line(citing.asker(question))
        yield from _quote(escape(f"{asker} asked: {safe.text(question.text)}"))
        yield ">"
    yield from _quote(escape(safe.text(hit.passage.text), hit.highlights if mark else ()))
    yield ""
    *parts, reference = map(safe.line, citing.citation(hit))
    yield f"— {escape(', '.join(parts))} ({escape(reference)})"


def escape(text: str, ranges: Iterable[tuple[int, int]] = ()) -> str:
    """The text with a backslash before every character that CommonMark or GitHub would take for markup.

    `ranges` are made bold.
    """
    inserts = [(match.end() - 1, 1, "\\") for match in _MARKUP.finditer(text)]
    for start, end in ranges:
        inserts += [(start, 0, "**"), (end, -1, "**")]
    parts, at = [], 0
    for position, _, insert in sorted(inserts):
        parts += [text[at:position], insert]
        at = position
    return "".join([*parts, text[at:]])


def _quote(escaped: str) -> Iterator[str]:
    """Block quote: a line break of the text stays one, an empty line ends a paragraph."""
    lines = [line.strip() for line in escaped.split("\n")]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        yield f"> {line}\\" if line and following else f"> {line}" if line else ">"
