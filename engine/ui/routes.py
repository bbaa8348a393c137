"""Routes beside the pages: signing in, files of a case, and whether the server is alive.

Signing in is a plain form post, so that the password meets no script and the cookie is HttpOnly.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from engine.accounts import sign_in as accounts
from engine.accounts.logs import note
from engine.casework.files.attachments import erased_in, is_file_id, named_in
from engine.casework.requests import Refused
from engine.errors import EngineError
from engine.ui.identity import COOKIE, SECURE_COOKIE, token_in
from engine.ui.previews.asking import drawn, kind_of
from engine.ui.runtime import office, wall_clock
from engine.ui.shelf import StoreShelf
from engine.ui.visitors import rates

_LONGEST_BODY = 4096
_PRIVATE = {"cache-control": "no-store", "content-security-policy": "default-src 'none'; sandbox"}
"""Of what somebody sent: kept nowhere on the way, and nothing in it runs."""


async def sign_in(request: Request) -> Response:
    """Check name and password; set the cookie and go to the work list, or back with the reason. The
    session that this browser had before ends."""
    if not _from_here(request) or int(request.headers.get("content-length") or _LONGEST_BODY + 1) > _LONGEST_BODY:
        return PlainTextResponse("403", status_code=403)
    if not rates().allowed("sign-in", request.client.host if request.client else None):
        note("too-many", attempt="sign-in")
        return RedirectResponse("/sign-in?why=too-many", 303)
    async with request.form(max_fields=4, max_files=0) as form:
        user, password = str(form.get("user", "")), str(form.get("password", ""))
        lang = "en" if form.get("language") == "en" else "zh"
    demo = await run_in_threadpool(lambda: office().demo)
    signing = partial(accounts.sign_in, office().store, user, password, wall_clock(), demo=demo)
    done = await run_in_threadpool(signing)
    note("sign-in", code=done.code if isinstance(done, accounts.Refusal) else "opened")
    if isinstance(done, accounts.Refusal):
        return RedirectResponse(f"/sign-in?why={quote(done.code)}&lang={lang}", 303)
    await run_in_threadpool(accounts.sign_out, office().store, token_in(request.cookies))
    answer = RedirectResponse(f"/work?lang={lang}", 303)
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    name = SECURE_COOKIE if secure else COOKIE
    answer.set_cookie(name, done.token, httponly=True, samesite="strict", secure=secure, path="/")
    answer.headers["cache-control"] = "no-store"
    return answer


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
    found = StoreShelf(office()).open(id_)
    return (found[0], found[2]) if found else None


async def alive(_: Request) -> Response:
    """For whoever watches the machine: 200 when the store answers."""
    try:
        await run_in_threadpool(_localities)
    except EngineError:
        return JSONResponse({"status": "store unreachable"}, status_code=503)
    return JSONResponse({"status": "ok"})


def _localities() -> tuple[str, ...]:
    return office().store.localities()


def _from_here(request: Request) -> bool:
    """Whether the form was sent by our own page: the origin names this host."""
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    return urlsplit(origin).netloc == request.headers.get("host", "") != ""


ROUTES = (
    Route("/account/sign-in", sign_in, methods=["POST"]),
    Route("/files/{case:str}/{id:str}", file, methods=["GET"]),
    Route("/files/{case:str}/{id:str}/preview", preview, methods=["GET"]),
    Route("/alive", alive, methods=["GET"]),
)
