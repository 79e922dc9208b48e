"""Results -> plain dictionaries and lists, as the JSON output documents them. Keys are stable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from search.results import FacetCount, Hit, PassageView, Results, Searched

if TYPE_CHECKING:
    from index_store.authority import Authority, Entry
    from index_store.catalogue import DocumentRecord
    from search.people import IndexPerson


def results_to_json(results: Results) -> dict[str, Any]:
    """One object that `json.dumps` takes.

    query, interpreted, total, relaxed, hits (see `hit_to_json`), facets {name: [{value, count}]}, took_ms,
    expansions [{typed, kind, variants}], unknown [{word, nearest}], searched {documents, passages,
    first_date, last_date} or null.
    """
    return {
        "query": results.query,
        "interpreted": results.interpreted,
        "total": results.total,
        "relaxed": results.relaxed,
        "hits": [hit_to_json(hit) for hit in results.hits],
        "facets": {name: facet_to_json(counts) for name, counts in results.facets.items()},
        "took_ms": results.took_ms,
        "expansions": [
            {"typed": one.typed, "kind": one.kind, "variants": list(one.variants)}
            for one in results.expansions
        ],
        "unknown": [{"word": one.word, "nearest": list(one.nearest)} for one in results.unknown],
        "searched": _searched(results.searched),
    }


def _searched(searched: Searched | None) -> dict[str, Any] | None:
    if searched is None:
        return None
    return {
        "documents": searched.documents,
        "passages": searched.passages,
        "first_date": searched.first_date,
        "last_date": searched.last_date,
    }


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """A passage (see `passage_to_json`) with highlights [[start, end]] in its text, snippet and score.

    Where a hit comes with the passages that it answers or with its neighbours: questions, before, after.
    """
    passage = passage_to_json(hit.passage)
    found = {
        "id": passage.pop("id"),
        "document": passage.pop("document"),
        "ordinal": passage.pop("ordinal"),
        "text": passage.pop("text"),
        "highlights": [[start, end] for start, end in hit.highlights],
        "snippet": hit.passage.text[slice(*hit.snippet)],
        **passage,
        "score": hit.score,
        "relaxed": hit.relaxed,
    }
    for name, others in (("questions", hit.questions), ("before", hit.before), ("after", hit.after)):
        if others:
            found[name] = [passage_to_json(other) for other in others]
    return found


def passage_to_json(passage: PassageView) -> dict[str, Any]:
    """id, document, ordinal, text, speaker, role, outlet, kind, section, date, place, title, event,
    source {path, start, end, sha256}, answers_to [ids], quotes [{start, end, text, speaker}] of an article,
    how (the speaker is known); null where the document does not say."""
    source = passage.source
    return {
        "id": passage.id,
        "document": passage.document,
        "ordinal": passage.ordinal,
        "text": passage.text,
        "speaker": passage.speaker,
        "role": passage.role,
        "outlet": passage.outlet,
        "kind": passage.kind,
        "section": passage.section,
        "date": passage.date,
        "place": passage.place,
        "title": passage.title,
        "event": passage.event,
        "source": {"path": source.path, "start": source.start, "end": source.end, "sha256": source.sha256},
        "answers_to": list(passage.answers_to),
        "quotes": [
            {
                "start": quote.start,
                "end": quote.end,
                "text": passage.text[quote.start : quote.end],
                "speaker": quote.speaker,
            }
            for quote in passage.quotes
        ],
        "how": passage.how,
    }


def document_to_json(
    document: DocumentRecord, passages: Sequence[PassageView], marked: int | None = None
) -> dict[str, Any]:
    """A transcript: what is known of the document, `marked` (the id of the passage with that ordinal, or
    null) and `passages` (see `passage_to_json`)."""
    return {
        **record_to_json(document),
        "marked": None if marked is None else f"{document.id}/{marked}",
        "passages": [passage_to_json(passage) for passage in passages],
    }


def record_to_json(document: DocumentRecord) -> dict[str, Any]:
    """document, title, event, date, place, issuer, language, translation_note, author, source_url, path,
    part, sha256, flags; null where the document does not say."""
    return {
        "document": document.id,
        "title": document.title,
        "event": document.event,
        "date": document.date,
        "place": document.place,
        "issuer": document.issuer,
        "language": document.language,
        "translation_note": document.translation_note,
        "author": document.author,
        "source_url": document.source_url,
        "path": document.path,
        "part": document.part,
        "sha256": document.sha256,
        "flags": list(document.flags),
    }


def facet_to_json(counts: tuple[FacetCount, ...]) -> list[dict[str, Any]]:
    """[{value, count}], in the order given."""
    return [{"value": count.value, "count": count.count} for count in counts]


def person_to_json(person: IndexPerson, authority: Authority) -> dict[str, Any]:
    """name, passages, quoted, documents (how many), first_date, last_date, roles, outlets, known."""
    first, last = person.dates or (None, None)
    entry = authority.person(person.name)
    return {
        "name": person.name,
        "passages": person.passages,
        "quoted": person.quoted,
        "documents": len(person.documents),
        "first_date": first,
        "last_date": last,
        "roles": list(person.roles),
        "outlets": list(person.outlets),
        "known": (entry.id or entry.name) if entry else None,
    }


def person_details_to_json(
    person: IndexPerson, authority: Authority, entry: Entry | None, forms: Sequence[str]
) -> dict[str, Any]:
    """The keys of `person_to_json`, and forms, entry (what the files of people say, or null), appearances."""
    return {
        **person_to_json(person, authority),
        "forms": list(forms),
        "entry": None if entry is None else _entry(entry),
        "appearances": [
            {
                "document": a.document,
                "date": a.date,
                "role": a.role,
                "outlet": a.outlet,
                "passages": a.passages,
                "quoted": a.quoted,
            }
            for a in person.appearances
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "name": entry.name,
        "aliases": list(entry.aliases),
        "roles": [
            {
                "role": office.role,
                "from": office.start and office.start.isoformat(),
                "to": office.end and office.end.isoformat(),
            }
            for office in entry.roles
        ],
        "distinct_from": list(entry.distinct_from),
        "note": entry.note,
    }
