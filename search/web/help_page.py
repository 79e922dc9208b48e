"""`/help`: how to ask, with examples that can be tried."""

from __future__ import annotations

from starlette.responses import Response

from search.web import answers
from search.web.app import Visit

EXAMPLES = (
    ("taiwan strait", "both words, in any form: strait, straits"),
    ('"peace and stability"', "these words in this order, and no other form of them"),
    ("tariffs OR duties", "either word"),
    ("summit -tokyo", "the first word without the second"),
    ("(noto OR haneda) condolences", "groups"),
    ("indo*", "words that begin so"),
    ("speaker:hayashi", "what this person said, by surname or full name"),
    ("kind:question outlet:nhk", "questions of an outlet"),
    ("from:2023-09 to:2024", "days, months or years, ends included"),
)


def help_page(visit: Visit) -> Response:
    """Examples and keys; as JSON the examples alone."""
    if visit.form == "json":
        return answers.json({"examples": [{"query": query, "finds": finds} for query, finds in EXAMPLES]})
    return visit.render("help.html", examples=EXAMPLES)
