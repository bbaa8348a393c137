"""Routes beside the pages: files of a case, the language, whether the server is alive, and those of accounts."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from engine.accounts import sign_in as accounts
from engine.accounts.logs import note
from engine.casework.files.attachments import erased_in, is_file_id, named_in
from engine.casework.requests import Refused
from engine.errors import EngineError
from engine.i18n import LANGUAGES
from engine.ui.accounts.routes import ACCOUNT_ROUTES, over_tls
from engine.ui.identity import token_in
from engine.ui.previews.asking import drawn, kind_of
from engine.ui.runtime import office, wall_clock
from engine.ui.shelf import StoreShelf
from engine.ui.words import REMEMBERED

_YEAR = 365 * 24 * 60 * 60
_PRIVATE = {"cache-control": "no-store", "content-security-policy": "default-src 'none'; sandbox"}
"""Of what somebody sent: kept nowhere on the way, and nothing in it runs."""


async def file(request: Request) -> Response:
    """A file of a case, for those on the case."""
    found = await run_in_threadpool(_file, request)
    if found is None:
        note("file-not-given", status=404)
        return PlainTextResponse("404", status_code=404)
    name, content = found
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", **_PRIVATE}
    return Response(content, media_type="application/octet-stream", headers=headers)


async def preview(request: Request) -> Response:
    """A small picture of a file, drawn from what is kept, for those who may have the file itself."""
    found = await run_in_threadpool(_file, request)
    picture = await run_in_threadpool(_preview, *found) if found else None
    if picture is None:
        note("file-not-given", status=404)
        return PlainTextResponse("404", status_code=404)
    return Response(picture, media_type="image/jpeg", headers={"content-disposition": "inline", **_PRIVATE})


def _preview(name: str, content: bytes) -> bytes | None:
    kind = kind_of(name)
    return None if kind is None or kind == "text" else drawn(kind, content)


def _file(request: Request) -> tuple[str, bytes] | None:
    account = accounts.who(office().store, token_in(request.cookies), wall_clock())
    case_id, id_ = request.path_params["case"], request.path_params["id"]
    if account is None or not is_file_id(id_):
        return None
    seen = office().desk.view(case_id, account.person, locality=account.locality)
    if isinstance(seen, Refused) or id_ not in named_in(seen.events) - erased_in(seen.events):
        return None
    return StoreShelf(office(), case_id).open(id_)


async def language(request: Request) -> Response:
    """Have the browser remember the language that somebody chose, for a year; it says nothing else of them."""
    to = request.path_params["to"]
    if to not in LANGUAGES:
        return PlainTextResponse("404", status_code=404)
    answer = Response(status_code=204, headers={"cache-control": "no-store"})
    answer.set_cookie(
        REMEMBERED, to, max_age=_YEAR, httponly=True, samesite="strict", secure=over_tls(request), path="/"
    )
    return answer


async def alive(_: Request) -> Response:
    """For whoever watches the machine: 200 when the store answers."""
    try:
        await run_in_threadpool(_localities)
    except EngineError:
        return JSONResponse({"status": "store unreachable"}, status_code=503)
    return JSONResponse({"status": "ok"})


def _localities() -> tuple[str, ...]:
    return office().store.localities()


ROUTES = (
    *ACCOUNT_ROUTES,
    Route("/files/{case:str}/{id:str}", file, methods=["GET"]),
    Route("/files/{case:str}/{id:str}/preview", preview, methods=["GET"]),
    Route("/language/{to:str}", language, methods=["GET"]),
    Route("/alive", alive, methods=["GET"]),
)
