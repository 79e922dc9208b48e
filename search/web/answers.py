"""Responses: values in, HTML, JSON, CSV and errors out.

An error is a page for a reader and an object as in RFC 9457 (application/problem+json) for a program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from index_store.basics import KaikenError
from search import safe
from search.query.errors import QueryError
from search.web.negotiate import MEDIA
from search.web.snapshots import Gone, NoIndex, Unreadable
from search.web.workers import TooBusy, TooSlow


class NotFound(KaikenError):
    """Something that an address names and the index does not hold."""


class Redirect(Exception):
    """What was asked for has a better address."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (QueryError, 400, "This query cannot be understood"),
    (NotFound, 404, "There is nothing at this address"),
    (Gone, 410, "This export cannot go on"),
    (NoIndex, 503, "There is no index yet"),
    (Unreadable, 503, "The index cannot be read"),
    (TooBusy, 503, "Too much is asked at the moment"),
    (TooSlow, 503, "This took too long"),
    (KaikenError, 400, "This cannot be answered"),
)


def status_of(error: Exception) -> tuple[int, str]:
    """The HTTP status of a failure and its name in words. 500 for one that nobody foresaw."""
    for kind, status, title in _STATUS:
        if isinstance(error, kind):
            return status, title
    return 500, "Something went wrong in kaiken"


def problem(error: Exception) -> dict[str, Any]:
    """A failure as an object: type, title, status, detail; for a query also query, position and hint."""
    status, title = status_of(error)
    found: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if isinstance(error, QueryError):
        return {
            **found,
            "detail": error.message,
            "query": error.query,
            "position": error.position,
            "hint": error.hint,
        }
    return {**found, "detail": str(error) if isinstance(error, KaikenError) else type(error).__name__}


def problem_response(error: Exception) -> Response:
    """A failure for a program."""
    made = problem(error)
    return text(safe.dumps(made), "application/problem+json", made["status"])


def text(
    content: str, media_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A text in UTF-8."""
    body = content.encode("utf-8", "replace")
    response = Response(body, status, headers=headers)
    json = media_type.endswith("json")
    response.headers["content-type"] = media_type if json else f"{media_type}; charset=utf-8"
    return response


def json(value: object, headers: Mapping[str, str] | None = None) -> Response:
    """One JSON value, as the command line prints it."""
    return text(safe.dumps(value) + "\n", MEDIA["json"], headers=headers)


def page_link(address: str, relation: str) -> str:
    """One entry of a Link header (RFC 8288)."""
    return f'<{address}>; rel="{relation}"'
