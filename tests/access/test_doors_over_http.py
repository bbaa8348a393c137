"""What the server itself answers: sign-in, cookies, headers, and how often somebody may try."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from engine.accounts import rates as counting
from engine.accounts.sign_in import who
from engine.store.memory.store import MemoryStore
from engine.ui import identity, runtime, visitors
from engine.ui.filling import uploads
from engine.ui.filling.filling import Filling
from engine.ui.identity import COOKIE, SECURE_COOKIE, token_in
from engine.ui.security import HEADERS
from tests.access.asgi import Answer, ask
from tests.access.probes import APP
from tests.access.world import PASSWORD, World, build
from tests.ui.test_pages import fill_in, page, press, read

TLS = {"x-forwarded-proto": "https"}
pytestmark = pytest.mark.usefixtures("standing_clock")
AWAY = "198.51.100.9"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = build(tmp_path_factory.mktemp("town"))
    yield world
    world.office.close()


@pytest.fixture
def world(made: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Fresh counters, nobody signed in."""
    fresh = counting.Rates(MemoryStore(), made.office.vault)
    monkeypatch.setattr(runtime, "_opened", lambda: made.office)
    monkeypatch.setattr(identity, "token", lambda: "")
    for module in ("engine.ui.visitors", "engine.ui.accounts.routes", "engine.ui.filling.uploads"):
        monkeypatch.setattr(f"{module}.rates", lambda: fresh)
    return made


def sign_in(user: str = "town.cai", password: str = PASSWORD, **more: object) -> Answer:
    form = {"user": user, "password": password, "language": "en"}
    return ask(APP, "/account/sign-in", form=form, **more)  # type: ignore[arg-type]


def test_the_cookie_is_for_this_site_and_no_script(world: World) -> None:
    answer = sign_in()
    cookie = answer.headers["set-cookie"]
    assert (answer.status, answer.headers["location"]) == (303, "/work?lang=en")
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["cache-control"] == "no-store"


def test_over_tls_it_goes_over_tls_only_and_is_bound_to_the_host(world: World) -> None:
    answer = sign_in(headers=TLS)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{SECURE_COOKIE}=")
    assert "Secure" in cookie.split("; ")
    assert "domain" not in cookie.lower()
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    assert "strict-transport-security" not in sign_in().headers


def test_signing_in_again_ends_the_session_before(world: World) -> None:
    def token(answer: Answer) -> str:
        return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]

    first = token(sign_in())
    assert who(world.office.store, first, runtime.wall_clock())
    second = token(sign_in(headers={"cookie": f"{COOKIE}={first}"}))
    assert second != first
    assert who(world.office.store, first, runtime.wall_clock()) is None
    assert who(world.office.store, second, runtime.wall_clock())


def test_a_wrong_password_ends_nothing(world: World) -> None:
    mine = world.tokens["town", "cai"]
    sign_in(password="wrong", headers={"cookie": f"{COOKIE}={mine}"})
    assert who(world.office.store, mine, runtime.wall_clock())


def test_either_cookie_is_read_and_a_long_one_is_none() -> None:
    assert token_in({COOKIE: "a"}) == token_in({SECURE_COOKIE: "a"}) == "a"
    assert token_in({SECURE_COOKIE: "b", COOKIE: "a"}) == "b"
    assert token_in({COOKIE: "x" * 201}) == token_in({}) == ""


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.test"}, {"origin": "null"}, {"origin": ""}, {"content-length": "5000"}],
)
def test_a_form_from_elsewhere_or_too_long_is_refused(world: World, headers: dict[str, str]) -> None:
    answer = sign_in(headers=headers)
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


def test_a_chosen_language_is_remembered_and_nothing_but_a_language(world: World) -> None:
    answer = ask(APP, "/language/en")
    kept = answer.headers["set-cookie"]
    assert (answer.status, kept.split(";")[0], "HttpOnly" in kept, "SameSite=strict" in kept) == (
        204, "bihuan_lang=en", True, True,
    )  # fmt: skip
    assert ("Secure" in kept, "Secure" in ask(APP, "/language/zh", headers=TLS).headers["set-cookie"]) == (False, True)
    for other in ("fr", "en%0d%0aset-cookie:x", ""):
        refused = ask(APP, f"/language/{other}")
        assert ("set-cookie" in refused.headers, refused.status) == (False, 404), other


@pytest.mark.parametrize("path", ["/alive", "/files/x/y", "/nowhere", "/account/sign-in"])
def test_every_answer_carries_the_headers(world: World, path: str) -> None:
    answer = ask(APP, path)
    assert {k for k in HEADERS if k not in answer.headers} == set()
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_the_page_may_talk_to_its_own_host_and_no_other(world: World) -> None:
    policy = ask(APP, "/alive").headers["content-security-policy"]
    assert "connect-src 'self' ws://bihuan.test wss://bihuan.test;" in policy
    for host in ("evil; script-src *", "a b", "", "x" * 300, "[::1]:99999999"):
        assert "connect-src 'self';" in ask(APP, "/alive", headers={"host": host}).headers["content-security-policy"]


def test_what_is_wrong_with_a_sign_in_is_not_told(world: World) -> None:
    unknown, wrong = sign_in(user="nobody"), sign_in(password="wrong")
    assert unknown.headers["location"] == wrong.headers["location"] == "/sign-in?why=wrong-sign-in&lang=en"


def test_one_address_may_try_to_sign_in_so_often(world: World) -> None:
    most = counting.LIMITS["sign-in"][0]
    where = [sign_in(user=f"nobody-{n}", password="x", client=AWAY).headers["location"] for n in range(most + 1)]
    assert [w for w in where if "too-many" in w] == where[-1:]
    assert "too-many" in sign_in(client=AWAY).headers["location"], "also the right password waits"
    assert "set-cookie" in sign_in(client="198.51.100.10").headers


def test_one_address_may_follow_codes_so_often(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "address", lambda: AWAY)
    at = page("follow")
    for _ in range(counting.LIMITS["follow"][0]):
        at.text_input(key="follow-typed").set_value("0000-0000")
        press(at, "follow-go")
        assert "次数太多" not in read(at)
    at.text_input(key="follow-typed").set_value(world.cases["normal"].code)
    press(at, "follow-go")
    assert "次数太多" in read(at)
    assert world.cases["normal"].number not in read(at)


def test_one_address_may_file_so_often_and_nothing_is_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "address", lambda: AWAY)
    for _ in range(counting.LIMITS["filing"][0]):
        visitors.rates().allowed("filing", AWAY, runtime.wall_clock())
    at = page("intake")
    at.selectbox(key="locality-choice").select_index(0).run()
    fill_in(at, {"identity": "anonymous", "request": "help", "matter": "road"})
    before = len(world.office.store.rows("town"))
    press(at, "intake-submit")
    assert "次数太多" in read(at)
    assert len(world.office.store.rows("town")) == before
    assert world.office.store.draft(at.query_params["draft"]) is not None


def test_one_address_may_attach_so_many_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Upload:
        name, size, type = "a.txt", 3, "text/plain"

        def getvalue(self) -> bytes:
            return b"abc"

    class Shelf:
        kept = 0

        def now(self) -> datetime:
            return world.office.now()

        def keep(self, media_type: str, content: bytes) -> str:
            self.kept += 1
            return str(self.kept)

        def why_full(self, ids: object, more: int) -> None: ...

    from engine.policy.forms import Field, Text

    most, shelf = counting.LIMITS["upload"][0], Shelf()
    state: dict[str, object] = {"k": [Upload()] * (most + 1)}
    monkeypatch.setattr(uploads, "address", lambda: AWAY)
    monkeypatch.setattr("engine.ui.filling.uploads.st.session_state", state)
    field, filling = Field("proof", Text("材料", "Proof"), "files", at_most=most + 5), Filling("d", "f", "")
    uploads._take(field, filling, shelf, "k")
    assert shelf.kept == most
    assert [r.code for r in state[f"{filling.key('proof')}-refused"]] == ["often"]  # type: ignore[attr-defined]


def test_a_database_file_is_for_its_owner_only(tmp_path: Path) -> None:
    from engine.store.sql import SqlStore

    SqlStore(f"sqlite:///{tmp_path / 'x.db'}").close()
    assert (tmp_path / "x.db").stat().st_mode & 0o077 == 0
