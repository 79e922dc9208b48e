"""Which page is at which address, and in which forms; the first form is the one without a wish."""

from __future__ import annotations

from search.web.app import Page
from search.web.document_page import document_page, documents_page
from search.web.help_page import help_page
from search.web.home_page import home_page
from search.web.search_page import search_page

PAGES: tuple[tuple[str, Page, tuple[str, ...]], ...] = (
    ("/", home_page, ("html", "json")),
    ("/search", search_page, ("html", "json", "jsonl", "csv", "atom")),
    ("/help", help_page, ("html", "json")),
    ("/documents", documents_page, ("html", "json")),
    ("/document", document_page, ("html", "json")),
    ("/documents/{name:path}", document_page, ("html", "json")),
)
