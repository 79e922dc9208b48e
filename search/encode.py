"""Results -> plain dictionaries and lists, as the JSON output documents them. Keys are stable."""

from __future__ import annotations

from typing import Any

from search.results import FacetCount, Hit, PassageView, Results


def results_to_json(results: Results) -> dict[str, Any]:
    """One object that `json.dumps` takes.

    query, interpreted, total, relaxed, hits (see `hit_to_json`), facets {name: [{value, count}]}, took_ms.
    """
    return {
        "query": results.query,
        "interpreted": results.interpreted,
        "total": results.total,
        "relaxed": results.relaxed,
        "hits": [hit_to_json(hit) for hit in results.hits],
        "facets": {name: facet_to_json(counts) for name, counts in results.facets.items()},
        "took_ms": results.took_ms,
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


def facet_to_json(counts: tuple[FacetCount, ...]) -> list[dict[str, Any]]:
    """[{value, count}], in the order given."""
    return [{"value": count.value, "count": count.count} for count in counts]
