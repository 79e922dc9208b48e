"""The page: search, read and cite in a browser, and the same as JSON and CSV at the same addresses.

    app         routes, and what every request goes through     guard      hosts and headers
    question    the parameters of an address, both ways         links      addresses of documents and people
    snapshots   one searcher for many requests                  workers    threads, deadlines, limits
    negotiate   which form an answer has                        answers    responses, errors included
    facets      lists of counts with their links                timeline   bars of matches by day, month, year
    words       text with marks, dates, who speaks              assets     style sheet and scripts
    *_page      one page each: a visit in, a response out       openapi    the description of all of it

Starlette and Jinja are imported here and nowhere else; `kaiken serve` is what imports this package.
"""

from __future__ import annotations

from search.web.app import make_app

__all__ = ["make_app"]
