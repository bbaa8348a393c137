"""Routes that passwords and codes are posted to: signing in, and what people do to their own account.

All are plain form posts from our own pages, so that no secret meets a script and the cookie is HttpOnly. Each is
counted by the visitor's address, and answers by sending the browser back to a page, with the reason in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from engine.accounts import own_account, second_factor
from engine.accounts import sign_in as accounts
from engine.accounts.logs import note
from engine.accounts.sign_in import Refusal, SignedIn
from engine.casework.ports import StoreBusy
from engine.ui.accounts.way_back import TO, way
from engine.ui.address import ACCOUNT, SIGN_IN, WORK
from engine.ui.identity import COOKIE, SECURE_COOKIE, token_in
from engine.ui.runtime import office, wall_clock
from engine.ui.visitors import rates

_LONGEST_BODY = 4096
Form = Mapping[str, str]
Done = SignedIn | Refusal | int | None
Act = Callable[[str, Form], Done]
"""What is done with the session's token and the form."""


def _sign_in(token: str, form: Form) -> Done:
    """The session that this browser had before ends."""
    here = office()
    done = accounts.sign_in(here.store, form["user"], form["password"], wall_clock(), demo=here.demo)
    if isinstance(done, SignedIn):
        accounts.sign_out(here.store, token)
    return done


def _code(token: str, form: Form) -> Done:
    here = office()
    return second_factor.give_code(here.store, here.vault, token, form["code"], wall_clock())


def _password(token: str, form: Form) -> Done:
    if form["new"] != form["again"]:
        return Refusal("passwords-differ")
    names = body_names(token)
    return own_account.change_password(office().store, token, form["password"], form["new"], wall_clock(), names=names)


def _offer(token: str, form: Form) -> Done:
    here = office()
    return second_factor.offer(here.store, here.vault, token, form["password"], form["code"], wall_clock())


def _confirm(token: str, form: Form) -> Done:
    here = office()
    return second_factor.confirm(here.store, here.vault, token, form["code"], wall_clock())


def _remove(token: str, form: Form) -> Done:
    here = office()
    return second_factor.remove(here.store, here.vault, token, form["password"], form["code"], wall_clock())


def _end(token: str, form: Form) -> Done:
    return own_account.end_sessions(office().store, token, form["end"], form["password"], wall_clock())


def _leave(token: str, _: Form) -> Done:
    accounts.sign_out(office().store, token)
    return None


def body_names(token: str) -> tuple[str, ...]:
    """What the body of whoever asks is called, which the password must not hold."""
    found = accounts.alive(office().store, token, wall_clock())
    ruleset = office().ruleset(found[0].locality) if found else None
    return (ruleset.body.zh, ruleset.body.en) if ruleset else ()


async def _post(request: Request, name: str, act: Act, fields: tuple[str, ...]) -> Response:
    """Guard, read, act, note what came of it, and send the browser on."""
    if not _from_here(request) or int(request.headers.get("content-length") or _LONGEST_BODY + 1) > _LONGEST_BODY:
        return PlainTextResponse("403", status_code=403)
    async with request.form(max_fields=len(fields) + 2, max_files=0) as read:
        form = {field: str(read.get(field, "")) for field in fields}
        lang = "en" if read.get("language") == "en" else "zh"
    token, visitor = token_in(request.cookies), request.client.host if request.client else None
    done, where = await run_in_threadpool(_done, name, act, token, form, visitor)
    answer = RedirectResponse(f"{where}{'&' if '?' in where else '?'}lang={lang}", 303)
    if isinstance(done, SignedIn):
        _keep(answer, request, done.token)
    answer.headers["cache-control"] = "no-store"
    return answer


def _done(name: str, act: Act, token: str, form: Form, visitor: str | None) -> tuple[Done, str]:
    """What came of it, noted, and the page that comes next."""
    try:
        if rates().allowed("sign-in", visitor, wall_clock()):
            done = act(token, form)
            note(name, code=done.code if isinstance(done, Refusal) else "opened" if name == "sign-in" else "done")
        else:
            note("too-many", attempt=name)
            done = Refusal("too-many")
        return done, _whereto(name, done, done.token if isinstance(done, SignedIn) else token, way(form.get(TO)))
    except StoreBusy:
        note(name, code="store-busy")
        return Refusal("store-busy"), f"/{SIGN_IN if name in _OUTSIDE else ACCOUNT}?why=store-busy{_at(name)}"


def _whereto(name: str, done: Done, token: str, wanted: str | None) -> str:
    """The page that comes next: that of the account, the one that was wanted or that of work, or the one that asks
    for what is still missing."""
    inside = name not in _OUTSIDE and accounts.who(office().store, token, wall_clock()) is not None
    back = ACCOUNT if inside else SIGN_IN
    if isinstance(done, Refusal):
        to = f"&{TO}={quote(wanted, safe='')}" if wanted else ""
        return f"/{back}?why={quote(done.code)}{_at(name)}{to}"
    if isinstance(done, SignedIn) and accounts.who(office().store, token, wall_clock()) is not None:
        return f"/{ACCOUNT}?told={_TOLD[name]}" if name in _TOLD else f"/{wanted or WORK}"
    return f"/{back}?told={_TOLD[name]}" if inside and name in _TOLD else f"/{wanted or back}"


def _at(name: str) -> str:
    """Which form the reason is to stand at; the pages of signing in have one form only."""
    return "" if name in _OUTSIDE else f"&at={name}"


_OUTSIDE = ("sign-in", "code", "leave")
_TOLD = {
    "password": "password-changed", "factor-confirm": "factor-set", "factor-remove": "factor-removed",
    "sessions": "sessions-ended",
}  # fmt: skip


def _keep(answer: Response, request: Request, token: str) -> None:
    """Give the browser the session's cookie."""
    secure = over_tls(request)
    name = SECURE_COOKIE if secure else COOKIE
    answer.set_cookie(name, token, httponly=True, samesite="strict", secure=secure, path="/")


def over_tls(request: Request) -> bool:
    """Whether the browser came by TLS, to us or to the proxy before us."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"


def _from_here(request: Request) -> bool:
    """Whether the form was sent by our own page: the origin names this host."""
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    return urlsplit(origin).netloc == request.headers.get("host", "") != ""


_ACTS: dict[str, tuple[Act, tuple[str, ...]]] = {
    "sign-in": (_sign_in, ("user", "password", TO)),
    "code": (_code, ("code", TO)),
    "password": (_password, ("password", "new", "again")),
    "factor-offer": (_offer, ("password", "code")),
    "factor-confirm": (_confirm, ("code",)),
    "factor-remove": (_remove, ("password", "code")),
    "sessions": (_end, ("password", "end")),
    "leave": (_leave, ()),
}


def _route(name: str) -> Route:
    act, fields = _ACTS[name]
    endpoint: Any = partial(_post, name=name, act=act, fields=fields)
    return Route(f"/account/{name}", endpoint, methods=["POST"])


ACCOUNT_ROUTES = tuple(_route(name) for name in _ACTS)
