"""Quotations as texts: for a page, an article, a reference manager.

    plain      quotation marks around, the citation below     bibtex    BibTeX (and BibLaTeX: date)
    markdown   a block quote                                  csl-json  CSL-JSON 1.0.2
    html       <figure> with <blockquote> and <figcaption>    ris       RIS

The words are the source's, character for character, but for control characters (`search.safe`) and for the
escapes that a format needs. A name is one piece in every format, because a document does not say which part
of it is the surname.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape as escape_html
from typing import Any
from urllib.parse import quote, urlsplit

from search import citing, safe
from search.formats import escape as escape_markdown
from search.quoting import Quoted


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write quotations."""

    title: str
    write: Callable[[Sequence[Quoted]], str]
    media_type: str
    suffix: str


def plain(quotations: Sequence[Quoted]) -> str:
    """Typographic quotation marks around each quotation, its citation below."""
    return "\n\n".join("\n".join(_plain(quoted)) for quoted in quotations) + "\n"


def _plain(quoted: Quoted) -> Iterator[str]:
    texts = [safe.text(text) for text in quoted.paragraphs]
    # Each paragraph opens with a mark and only the last one closes, as books have it.
    yield "\n\n".join(f"“{text}" for text in texts) + "”"
    yield ""
    yield f"— {_attribution(quoted)}"
    yield from _notes(quoted)


def _attribution(quoted: Quoted) -> str:
    return safe.line(", ".join([quoted.who, *quoted.where]))


def _notes(quoted: Quoted) -> Iterator[str]:
    """Where the words stand, and what a reader must know of that."""
    record = quoted.document
    url = web_address(record.source_url)
    if url:
        yield f"Source: {url}"
    yield safe.line(f"{'' if url else 'Source: '}{_place(quoted)}, SHA-256 {record.sha256}")
    if record.translation_note:
        yield safe.line(record.translation_note)
    for flag in record.flags:
        yield safe.line(f"Beware: {flag}")


def _place(quoted: Quoted) -> str:
    start, end = quoted.characters
    several = len(quoted.passages) > 1
    part = "" if quoted.whole else "part of "
    return (
        f"{quoted.document.id}, {part}paragraph{'s' if several else ''} {quoted.paragraphs_named}, "
        f"characters {start}-{end}"
    )


def web_address(url: str | None) -> str | None:
    """An address that can be printed in a citation and followed; None where the document gave none."""
    if not url or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def markdown(quotations: Sequence[Quoted]) -> str:
    """A block quote for each quotation, and its citation below."""
    return "\n\n".join("\n".join(_markdown(quoted)) for quoted in quotations) + "\n"


def _markdown(quoted: Quoted) -> Iterator[str]:
    for n, text in enumerate(quoted.paragraphs):
        if n:
            yield ">"
        lines = [line.strip() for line in escape_markdown(safe.text(text)).split("\n")]
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            yield f"> {line}\\" if line and following else f"> {line}" if line else ">"
    yield ""
    first, *notes = _notes(quoted)
    url = web_address(quoted.document.source_url)
    source = f"[Source](<{_in_angles(url)}>)" if url else escape_markdown(first)
    yield f"— {escape_markdown(_attribution(quoted))}\\"
    yield "\\\n".join([source, *(escape_markdown(note) for note in notes)])


def _in_angles(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")


def html(quotations: Sequence[Quoted]) -> str:
    """A figure for each quotation: no scripts, no styles, to be pasted anywhere."""
    return "\n".join("\n".join(_html(quoted)) for quoted in quotations) + "\n"


def _html(quoted: Quoted) -> Iterator[str]:
    url = web_address(quoted.document.source_url)
    cite = f' cite="{escape_html(url)}"' if url else ""
    yield "<figure>"
    yield f"<blockquote{cite}>"
    for text in quoted.paragraphs:
        yield f"<p>{escape_html(safe.text(text))}</p>"
    yield "</blockquote>"
    first, *notes = _notes(quoted)
    source = f'<a href="{escape_html(url)}">Source</a>' if url else escape_html(first)
    lines = [f"— {escape_html(_attribution(quoted))}", source, *map(escape_html, notes)]
    yield f"<figcaption>{'<br>'.join(lines)}</figcaption>"
    yield "</figure>"


def key(quoted: Quoted) -> str:
    """A name for the reference, of letters, digits and dashes: the document and its paragraphs."""
    stem = quoted.document.id.rpartition(".")[0] or quoted.document.id
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "document"
    return f"{slug}-{quoted.paragraphs_named}"


_TEX: Mapping[int, str] = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{c: f"\\{c}" for c in "#$%&_"},
    }
)


def bibtex(quotations: Sequence[Quoted]) -> str:
    """One @misc a quotation; the words themselves are its abstract."""
    return "\n".join(_bibtex(quoted) for quoted in quotations)


def _bibtex(quoted: Quoted) -> str:
    record = quoted.document
    fields: dict[str, str] = {}
    author = _author(quoted)
    if author:
        fields["author"] = f"{{{{{_tex(author)}}}}}"
    fields["title"] = f"{{{{{_tex(record.title or record.id)}}}}}"
    for name, value in (
        ("howpublished", _capital(record.event)),
        ("address", record.place),
        ("organization", record.issuer),
        ("language", record.language),
    ):
        if value:
            fields[name] = f"{{{_tex(value)}}}"
    date = _date(record.date)
    if date:
        fields["date"] = f"{{{'-'.join(f'{part:02}' for part in date)}}}"
        fields["year"] = f"{{{date[0]}}}"
    if len(date) > 1:
        fields["month"] = citing.MONTHS[date[1] - 1][:3].lower()
    url = web_address(record.source_url)
    if url:
        fields["url"] = f"{{{quote(url, safe=_URL)}}}"
    fields["note"] = f"{{{_tex(_remark(quoted))}}}"
    fields["abstract"] = "{" + "\n\n".join(_tex(text, lines=True) for text in quoted.paragraphs) + "}"
    body = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{key(quoted)},\n{body}\n}}\n"


_URL = ":/?#[]@!$&'()*+,;=%-._~"


def _tex(value: str, *, lines: bool = False) -> str:
    return (safe.text(value) if lines else safe.line(value)).translate(_TEX)


def _author(quoted: Quoted) -> str | None:
    """Whose work is cited: the speaker, or the author of an article.

    Whoever wrote a transcript down is nobody who speaks in it.
    """
    author = quoted.document.author if "article" in (quoted.document.event or "") else None
    return author if quoted.relayed else quoted.speaker or author


def _remark(quoted: Quoted) -> str:
    """What has no field of its own."""
    voice = citing.voice(quoted.passages[0])
    who = quoted.who if quoted.relayed or not quoted.speaker else voice.removeprefix(quoted.speaker)
    notes = [note for note in _notes(quoted) if not note.startswith("Source: http")]
    return ". ".join(filter(None, [who.strip(", "), *notes]))


def _capital(text: str | None) -> str:
    return text[:1].upper() + text[1:] if text else ""


def _date(date: str | None) -> list[int]:
    """Year, month and day, as far as the date tells."""
    parts = (date or "").partition("T")[0].split("-")
    found = [int(part) for part in parts if part.isascii() and part.isdigit()]
    sensible = len(found) == len(parts) <= 3 and (len(found) < 2 or 1 <= found[1] <= 12)
    return found if sensible else []


_CSL_TYPES = (("interview", "interview"), ("hearing", "hearing"), ("article", "article-newspaper"))


def csl_json(quotations: Sequence[Quoted]) -> str:
    """An array of CSL items; the words themselves are the abstract."""
    return safe.dumps([_csl(quoted) for quoted in quotations], indent=2) + "\n"


def _csl(quoted: Quoted) -> dict[str, Any]:
    record = quoted.document
    item: dict[str, Any] = {
        "id": key(quoted),
        "type": _type(record.event, _CSL_TYPES, "speech"),
        "title": safe.line(record.title or record.id),
    }
    author = _author(quoted)
    if author:
        item["author"] = [{"literal": safe.line(author)}]
    date = _date(record.date)
    if date:
        item["issued"] = {"date-parts": [date]}
    for name, value in (
        ("genre", _capital(record.event)),
        ("event-place", record.place),
        ("publisher", record.issuer),
        ("language", record.language),
        ("URL", web_address(record.source_url)),
    ):
        if value:
            item[name] = safe.line(value)
    return {
        **item,
        "note": safe.line(_remark(quoted)),
        "abstract": "\n\n".join(safe.text(text) for text in quoted.paragraphs),
    }


def ris(quotations: Sequence[Quoted]) -> str:
    """One record a quotation; the words themselves are its abstract, their lines joined."""
    return "\n".join(f"{tag}  - {value}" for quoted in quotations for tag, value in _ris(quoted)) + "\n"


_RIS_TYPES = (("hearing", "HEAR"), ("article", "NEWS"))


def _type(event: str | None, types: Sequence[tuple[str, str]], usual: str) -> str:
    """The format's type for a kind of event."""
    return next((name for word, name in types if word in (event or "").lower()), usual)


def _ris(quoted: Quoted) -> Iterator[tuple[str, str]]:
    record = quoted.document
    yield "TY", _type(record.event, _RIS_TYPES, "GEN")
    yield "ID", key(quoted)
    author, date = _author(quoted), _date(record.date)
    values = (
        ("AU", author),
        ("TI", record.title or record.id),
        ("M3", _capital(record.event)),
        ("PY", str(date[0]) if date else None),
        ("DA", "/".join([*(f"{part:02}" for part in date), *[""] * (4 - len(date))]) if date else None),
        ("CY", record.place),
        ("PB", record.issuer),
        ("LA", record.language),
        ("UR", web_address(record.source_url)),
        ("N1", _remark(quoted)),
        ("AB", " ".join(quoted.paragraphs)),
    )
    for tag, value in values:
        if value:
            yield tag, " ".join(safe.line(value).split()) if tag != "AB" else safe.line(value)
    yield "ER", ""


STYLES: Mapping[str, Style] = {
    "plain": Style("Plain text", plain, "text/plain", "txt"),
    "markdown": Style("Markdown", markdown, "text/markdown", "md"),
    "html": Style("HTML", html, "text/plain", "html"),
    "bibtex": Style("BibTeX", bibtex, "application/x-bibtex", "bib"),
    "csl-json": Style("CSL-JSON", csl_json, "application/vnd.citationstyles.csl+json", "json"),
    "ris": Style("RIS", ris, "application/x-research-info-systems", "ris"),
}
"""Every style by its name."""
