"""The application: routes, and what every request goes through on its way to a page.

Guard (host, headers) -> compression -> route -> Workers -> form, ETag, snapshot -> a page's function
"""

from __future__ import annotations

import contextlib
import hashlib
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from search.web import answers, templating
from search.web.assets import assets
from search.web.compression import Compression
from search.web.guard import LOOPBACK, Guard
from search.web.negotiate import MEDIA, accepted
from search.web.snapshots import Held, NoIndex, Snapshots
from search.web.workers import Workers


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share."""

    snapshots: Snapshots
    workers: Workers
    templates: Environment


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, ready to be answered: page functions take it and run in a thread."""

    site: Site
    request: Request
    form: str
    """Which form of the answer is wanted: html, json ..."""
    held: Held

    def render(self, template: str, **values: Any) -> Response:
        """A page."""
        made = self.site.templates.get_template(template).render(**values)
        return answers.text(made, "text/html", headers={"vary": "Accept"})

    @property
    def parameters(self) -> Sequence[tuple[str, str]]:
        """The parameters of the address, in order."""
        return self.request.query_params.multi_items()


Page = Callable[[Visit], Response]
Handler = Callable[[Request], Awaitable[Response]]


def make_app(folder: Path, hosts: Collection[str] = LOOPBACK, workers: Workers | None = None) -> Starlette:
    """The application over the index in a folder, which need not be there yet.

    `hosts` are the names that it is served under, without ports. `workers` limit threads and time.
    """
    from search.web.pages import PAGES

    site = Site(Snapshots(folder), workers or Workers(), templating.environment())
    routes = [Route("/static/{name}", _static, methods=["GET"])]
    for path, page, forms in PAGES:
        routes += [
            Route(_with_suffix(path, form), _handler(site, page, forms, form), methods=["GET"])
            for form in forms
            if form != "html"
            if not path.endswith("}")  # such a page looks at the end of its name itself
        ]
        routes.append(Route(path, _handler(site, page, forms, None), methods=["GET"]))

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        site.workers.close()
        site.snapshots.close()

    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Guard, hosts=hosts),
            Middleware(Compression),
        ],
        exception_handlers={HTTPException: _refused(site), Exception: _failed(site)},
        lifespan=lifespan,
    )


def _with_suffix(path: str, form: str) -> str:
    return f"{path}.{form}"


def _handler(site: Site, page: Page, forms: Sequence[str], suffix: str | None) -> Handler:
    """What answers at one address: the form is the one of its suffix, or the one that is accepted."""

    async def handle(request: Request) -> Response:
        form = suffix or accepted(request.headers.get("accept"), forms)
        try:
            return await site.workers.run(lambda: _answer(site, page, request, form))
        except answers.Redirect as better:
            return RedirectResponse(better.address, 302)
        except Exception as error:
            return _explain(site, request, error, form)

    return handle


def _answer(site: Site, page: Page, request: Request, form: str) -> Response:
    began = perf_counter()
    with site.snapshots.use(request.query_params.get("cursor", "").partition(":")[0] or None) as held:
        tag = _tag(str(held.key), request, form)
        if _matches(request.headers.get("if-none-match"), tag):
            response = Response(status_code=304)
        else:
            response = page(Visit(site, request, form, held))
    response.headers["etag"] = tag
    response.headers["server-timing"] = f"page;dur={(perf_counter() - began) * 1000:.2f}"
    response.headers.setdefault("cache-control", "private, no-cache")
    response.headers.setdefault("vary", "Accept")
    return response


def _tag(key: str, request: Request, form: str) -> str:
    """What changes when the answer may: the state of the index, the address, the form, and this program."""
    asked = f"{request.url.path}?{request.url.query} {form} {request.headers.get('host')} {_program()}"
    return f'W/"{key}-{hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:16]}"'


def _program() -> str:
    return " ".join([asset.path for asset in assets().values()])


def _matches(header: str | None, tag: str) -> bool:
    """Whether an If-None-Match header names the tag; weak comparison, as in RFC 9110."""
    if not header:
        return False
    plain = tag.removeprefix("W/")
    return header.strip() == "*" or plain in (one.strip().removeprefix("W/") for one in header.split(","))


def _explain(site: Site, request: Request, error: Exception, form: str) -> Response:
    """A failure as a page or as an object."""
    status, title = answers.status_of(error)
    if status == 500:
        import logging

        logging.getLogger("kaiken.web").error("%s failed", request.url.path, exc_info=error)
    suffix = request.url.path.rpartition(".")[2]
    if form != "html" or (suffix in MEDIA and suffix != "html"):
        response = answers.problem_response(error)
    else:
        template = "empty.html" if isinstance(error, NoIndex) else "error.html"
        made = site.templates.get_template(template).render(
            title=title,
            problem=answers.problem(error),
            folder=shlex.quote(str(site.snapshots.folder)),
            q=request.query_params.get("q", ""),
        )
        at_home = isinstance(error, NoIndex) and request.url.path == "/"
        response = answers.text(made, "text/html", 200 if at_home else status)
    if status == 503:
        response.headers["retry-after"] = "5"
    response.headers["cache-control"] = "no-store"
    return response


def _refused(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    """For addresses and methods that do not exist."""

    async def handle(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404:
            form = accepted(request.headers.get("accept"), ("html", "json"))
            return _explain(site, request, answers.NotFound(f"no page is called {request.url.path}"), form)
        return Response(error.detail, error.status_code, error.headers, "text/plain")

    return handle


def _failed(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handle(request: Request, error: Exception) -> Response:
        return _explain(site, request, error, accepted(request.headers.get("accept"), ("html", "json")))

    return handle


async def _static(request: Request) -> Response:
    for asset in assets().values():
        if request.url.path == asset.path:
            squeezed = "gzip" in request.headers.get("accept-encoding", "")
            response = Response(asset.compressed if squeezed else asset.content)
            response.headers["content-type"] = asset.media_type
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
            response.headers["vary"] = "Accept-Encoding"
            if squeezed:
                response.headers["content-encoding"] = "gzip"
            return response
    raise HTTPException(404)
