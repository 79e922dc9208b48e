"""`kaiken passages`: files in, what kaiken makes of them out, without an index.

file -> index_store.passages.documents -> a listing, or one JSON object a passage
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index_store.model import Document, Passage
from search import citing, safe
from search.cli import options, transcript
from search.cli.group import FAILED, explain
from search.cli.render import Style

if TYPE_CHECKING:
    from index_store.authority import Authority

EPILOG = """\b
With --jsonl, each line has doc (file name), ordinal, text, speaker, role,
outlet, kind, date, section, title, place, start and end (character offsets in
the file), answers_to (ordinals), quotes (text and speaker), spans, how (the
speaker is known), and label (as printed); part where a file holds several
documents.

\b
Examples:
  kaiken passages transcript.txt
  kaiken passages corpus/*.txt --jsonl > passages.jsonl

A file that cannot be read is reported and the others still come; the exit
status is 2 then, and 0 otherwise."""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--jsonl", is_flag=True, help="JSON Lines: one passage a line.")
@click.option("--how", is_flag=True, help="Also show how each speaker is known, and where the text stands.")
@options.people_option
@options.color_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    jsonl: bool,
    how: bool,
    people: str | None,
    color: bool | None,
) -> None:
    """Show how FILE is understood: its title, date and place, who says what, and who answers whom."""
    from index_store.people_files import load

    authority = load(extra=people)
    style = options.style(color)
    failed = shown = False
    for file in files:
        for document in _documents(file, authority):
            if not isinstance(document, Document):
                options.note(f"kaiken: {document}")
                failed = True
                continue
            if jsonl:
                for passage in document.passages:
                    options.emit_json(encode(document, passage))
                continue
            options.emit([*[""] * (2 * shown), *listing(document, style, how=how)], color=style.color)
            shown = True
    if failed:
        ctx.exit(FAILED)


def _documents(file: str, authority: Authority) -> Iterator[Document | str]:
    """The documents of a file, and in place of what cannot be read a message that says why."""
    from index_store.passages import documents

    if Path(file).is_dir():
        yield f"{file} is a folder: name the files in it, as in {file}/*.txt"
        return
    try:
        for found in documents(file, authority):
            yield found if isinstance(found, Document) else str(found)
    except Exception as error:
        message = explain(error)
        yield message if message.startswith(file) else f"{file}: {message}"


def encode(document: Document, passage: Passage) -> dict[str, Any]:
    """A passage as one JSON object of what is known without an index."""
    return {
        "doc": Path(document.path).name,
        **({} if document.part is None else {"part": document.part}),
        "ordinal": passage.ordinal,
        "text": passage.text,
        "speaker": passage.speaker,
        "role": passage.role,
        "outlet": passage.outlet,
        "kind": passage.kind,
        "date": document.date,
        "section": passage.section,
        "title": document.title,
        "place": document.place,
        "start": passage.start,
        "end": passage.end,
        "answers_to": list(passage.answers_to),
        "quotes": [{"text": quote.text, "speaker": quote.speaker} for quote in passage.quotes],
        "spans": [list(span) for span in passage.spans],
        "how": passage.how,
        "label": passage.label,
    }


def listing(document: Document, style: Style, *, how: bool = False) -> Iterator[str]:
    """A document for a reader: what it is, what to beware of, and its paragraphs."""
    date = citing.day(document.date) if document.date else "(no date)"
    details = [
        " · ".join(filter(None, [date, document.place, document.event, document.issuer])),
        document.translation_note,
        f"{document.path}{f' ({document.part})' if document.part else ''}: "
        f"{document.media_type}, {document.encoding}, {len(document.passages)} passages",
        *(f"Beware: {flag}" for flag in document.flags),
    ]
    yield from transcript.heading(document.title, details, style)
    remarks = [list(_remarks(passage, how)) for passage in document.passages]
    yield from transcript.paragraphs(document.passages, style, remarks=remarks)


def _remarks(passage: Passage, how: bool) -> Iterator[str]:
    for quote in passage.quotes:
        yield f"{quote.speaker or 'Somebody who is not named'} is quoted: “{safe.line(quote.text)}”"
    if not how:
        return
    known = f"speaker known by {passage.how}" if passage.how else "speaker not known"
    label = f"label “{passage.label}”" if passage.label else None
    answers = f"answers {', '.join(f'¶{n}' for n in passage.answers_to)}" if passage.answers_to else None
    spans = ", ".join(f"{start}-{end}" for start, end in passage.spans)
    yield "; ".join(filter(None, [passage.kind, known, label, answers, f"characters {spans}"]))
