"""Which page is at which address, and in which forms; the first form is the one without a wish."""

from __future__ import annotations

from search.web.app import Page
from search.web.cite_page import cite_page
from search.web.complete import complete
from search.web.document_page import document_page, documents_page
from search.web.facet_page import facet_page, facets_page
from search.web.help_page import help_page
from search.web.home_page import home_page
from search.web.openapi import openapi_page
from search.web.people_page import people_page, person_page
from search.web.search_page import search_page

PAGES: tuple[tuple[str, Page, tuple[str, ...]], ...] = (
    ("/", home_page, ("html", "json")),
    ("/search", search_page, ("html", "json", "jsonl", "csv", "atom")),
    ("/facets", facets_page, ("json", "csv")),
    ("/facets/{name}", facet_page, ("html", "json", "csv")),
    ("/people", people_page, ("html", "json")),
    ("/person", person_page, ("html", "json")),
    ("/complete", complete, ("json",)),
    ("/cite", cite_page, ("html", "json")),
    ("/openapi", openapi_page, ("json",)),
    ("/help", help_page, ("html", "json")),
    ("/documents", documents_page, ("html", "json")),
    ("/document", document_page, ("html", "json")),
    ("/documents/{name:path}", document_page, ("html", "json")),
)
