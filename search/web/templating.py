"""Jinja: the templates of the package, everything escaped, and the functions that they call."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from jinja2 import Environment, PackageLoader, StrictUndefined

from search.web import links, words
from search.web.assets import assets


@cache
def environment() -> Environment:
    """The environment; an undefined name in a template is an error."""
    made = Environment(
        loader=PackageLoader("search.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(
        # By themselves and not as attributes of their modules: a page calls them hundreds of times.
        document_address=links.document,
        person_address=links.person,
        citation_address=links.citation,
        asker=words.asker,
        beginning=words.beginning,
        counted=words.counted,
        how=words.how,
        marked=words.marked,
        office=words.office,
        voice=words.voice,
        assets={name: asset.path for name, asset in assets().items()},
        version=_version(),
    )
    made.filters.update(line=words.line, number=words.number, day=words.day)
    return made


def _version() -> str:
    try:
        return version("kaiken")
    except PackageNotFoundError:
        return ""
