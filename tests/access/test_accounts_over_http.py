"""The forms of one's own account as a browser posts them: who is let in, where it leads, what is noted."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyotp
import pytest

from engine.accounts import logs
from engine.accounts import rates as counting
from engine.accounts.keeping import ask_factor, create_account
from engine.accounts.second_factor import offered
from engine.accounts.sign_in import FAILURES, SignedIn, sign_in, who
from engine.casework.ports import StoreBusy
from engine.store.memory.store import MemoryStore
from engine.ui import identity, runtime
from engine.ui.accounts import way_back
from engine.ui.identity import COOKIE
from tests.access.asgi import Answer, ask
from tests.access.probes import APP
from tests.access.world import PASSWORD, QUICK, World, build
from tests.ui.test_pages import page, read

pytestmark = pytest.mark.usefixtures("standing_clock")
NEW = "seven geese in a lift"
AWAY = "198.51.100.9"
FORMS = {
    "password": {"password": PASSWORD, "new": NEW, "again": NEW},
    "code": {"code": "123456"},
    "factor-offer": {"password": PASSWORD, "code": ""},
    "factor-confirm": {"code": "123456"},
    "factor-remove": {"password": PASSWORD, "code": ""},
    "sessions": {"password": PASSWORD, "end": "others"},
    "leave": {},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = build(tmp_path_factory.mktemp("town"))
    yield world
    world.office.close()


class Browser:
    """One browser; it keeps its cookie as browsers do."""

    def __init__(self, token: str = "") -> None:
        self.token = token

    def post(self, act: str, form: dict[str, str] | None = None, **more: object) -> Answer:
        sent = {"language": "zh", **(FORMS.get(act, {}) if form is None else form)}
        headers = {"cookie": f"{COOKIE}={self.token}", **more.pop("headers", {})}  # type: ignore[dict-item]
        answer = ask(APP, f"/account/{act}", form=sent, headers=headers, **more)  # type: ignore[arg-type]
        if "set-cookie" in answer.headers:
            self.token = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
        return answer

    def where(self, act: str, form: dict[str, str] | None = None, **more: object) -> str:
        return self.post(act, form, **more).headers["location"]


@pytest.fixture
def world(made: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Fresh counters, quick hashing, and an account `new` whose password an administrator gave."""
    fresh = counting.Rates(MemoryStore(), made.office.vault)
    monkeypatch.setattr(runtime, "_opened", lambda: made.office)
    monkeypatch.setattr("engine.ui.accounts.routes.rates", lambda: fresh)
    for module in ("own_account", "second_factor", "sign_in"):
        monkeypatch.setattr(f"engine.accounts.{module}.standard_passwords", lambda: QUICK)
    return made


@pytest.fixture
def name(world: World) -> str:
    """The name of an account that nobody else uses."""
    found = f"own-{len(world.office.store.accounts())}"
    create_account(world.office.store, "town", "cai", found, PASSWORD, runtime.wall_clock(), passwords=QUICK)
    return found


@pytest.fixture
def browser(world: World, name: str) -> Browser:
    done = sign_in(world.office.store, name, PASSWORD, runtime.wall_clock(), passwords=QUICK)
    assert isinstance(done, SignedIn)
    return Browser(done.token)


def drawn(browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch, **query: str) -> str:
    """The words of a page as this browser is shown it."""
    monkeypatch.setattr(identity, "token", lambda: browser.token)
    monkeypatch.setattr("engine.ui.pages.account.token", lambda: browser.token)
    at = page(name, **query)
    assert not at.exception
    return read(at)


def code(world: World, name: str, steps: int = 0) -> str:
    account = world.office.store.account(name)
    assert account is not None
    shown = offered(world.office.store, world.office.vault, account, runtime.wall_clock())
    assert shown is not None
    return pyotp.TOTP(shown.secret).at(int(runtime.wall_clock().timestamp()) + 30 * steps)


def form_of(act: str, words: str) -> str:
    """What stands in the form of this act."""
    return words.partition(f'action="/account/{act}"')[2].partition("</form>")[0]


def heads_of(browser: Browser, monkeypatch: pytest.MonkeyPatch, **query: str) -> list[str]:
    """The heads of the page of one's own account, from above to below."""
    monkeypatch.setattr(identity, "token", lambda: browser.token)
    return [h.value for h in page("account", **query).header]


def at(act: str) -> str:
    """The form that the address names beside the reason."""
    return "" if act in ("sign-in", "code", "leave") else f"&at={act}"


def inside(world: World, browser: Browser) -> bool:
    return who(world.office.store, browser.token, runtime.wall_clock()) is not None


# ── guards ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("act", FORMS)
@pytest.mark.parametrize("headers", [{"origin": "https://evil.test"}, {"origin": ""}, {"content-length": "5000"}])
def test_a_form_from_elsewhere_does_nothing(world: World, browser: Browser, act: str, headers: dict[str, str]) -> None:
    assert browser.post(act, headers=headers).status == 403
    assert inside(world, browser)


@pytest.mark.parametrize("act", [a for a in FORMS if a != "leave"])
def test_nobody_reaches_an_account_without_its_session(world: World, act: str) -> None:
    assert Browser("invented").where(act) == f"/sign-in?why=signed-out{at(act)}&lang=zh"
    assert Browser().where(act) == f"/sign-in?why=signed-out{at(act)}&lang=zh"


@pytest.mark.parametrize("act", FORMS)
def test_one_address_may_try_so_often(world: World, browser: Browser, act: str) -> None:
    most = counting.LIMITS["sign-in"][0]
    for _ in range(most):
        Browser().post("code", client=AWAY)
    assert "too-many" in browser.where(act, client=AWAY)
    assert inside(world, browser)


@pytest.mark.parametrize(("act", "back"), [("sign-in", "sign-in"), ("leave", "sign-in"), ("password", "account"),
                                          ("factor-offer", "account"), ("sessions", "account")])  # fmt: skip
def test_who_comes_while_the_database_is_out_of_reach_is_told_so(
    world: World, browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch, act: str, back: str
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise StoreBusy("the database could not be reached")

    for method in ("begin_try", "drop_session"):
        monkeypatch.setattr(world.office.store, method, gone)
    sent = {"user": name, "password": PASSWORD} if act == "sign-in" else None
    token = browser.token
    assert browser.where(act, sent) == f"/{back}?why=store-busy{at(act)}&lang=zh"
    assert browser.token == token
    reader = Browser() if back == "sign-in" else browser
    assert "暂时无法使用数据库" in drawn(reader, back.replace("-", "_"), monkeypatch, why="store-busy")


def test_no_secret_and_no_name_is_noted(
    world: World, browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    monkeypatch.setattr(logging.getLogger(logs.NAME), "handlers", [handler])
    logging.getLogger(logs.NAME).setLevel(logging.INFO)
    browser.post("password", {"password": "wrong", "new": NEW, "again": NEW})
    browser.post("password")
    assert '{"event": "password", "code": "wrong-password"}' in out.getvalue()
    assert '{"event": "password", "code": "done"}' in out.getvalue()
    assert [w for w in (name, NEW, PASSWORD, browser.token) if w in out.getvalue()] == []


# ── the page that was wanted ────────────────────────────────────────────────


@pytest.mark.parametrize("to", ["case?id=0123abcd", "register?draft=a_b-c9", "notices"])
def test_whoever_had_to_sign_in_is_led_to_the_page_that_was_wanted(world: World, name: str, to: str) -> None:
    sent = {"user": name, "password": PASSWORD, "to": to}
    assert Browser().where("sign-in", sent) == f"/{to}{'&' if '?' in to else '?'}lang=zh"
    kept = quote(to, safe="")
    assert Browser().where("sign-in", {**sent, "password": "x"}) == f"/sign-in?why=wrong-sign-in&to={kept}&lang=zh"


@pytest.mark.parametrize(
    "to",
    ["//evil.test", "https://evil.test", "case?id=<b>", "case?id=abcd&why=x", "sign-in", "", "work\r\nx: y", "../x"],
)
def test_nobody_is_led_to_what_is_no_page_of_ours(world: World, name: str, to: str) -> None:
    assert Browser().where("sign-in", {"user": name, "password": PASSWORD, "to": to}) == "/work?lang=zh"


def test_the_way_holds_over_the_second_step(world: World, browser: Browser, name: str) -> None:
    browser.post("factor-offer")
    browser.post("factor-confirm", {"code": code(world, name)})
    other, to = Browser(), "case?id=0123abcd"
    assert other.where("sign-in", {"user": name, "password": PASSWORD, "to": to}) == f"/{to}&lang=zh"
    assert "to=case%3Fid%3D0123abcd" in other.where("code", {"code": "x", "to": to})


def test_the_sign_in_page_hands_on_what_it_was_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told = drawn(Browser(), "sign_in", monkeypatch, to="case?id=0123abcd")
    assert 'name="to" value="case?id=0123abcd"' in told
    assert 'name="to"' not in drawn(Browser(), "sign_in", monkeypatch, to="//evil.test")


def test_whoever_signs_out_leaves_no_way_to_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "token", lambda: "")
    at = page("sign_in", to="case?id=0123abcd")
    assert 'name="to"' in read(at)
    at.session_state[way_back.NO_WAY] = True
    assert 'name="to"' not in read(at.run())


# ── the password ────────────────────────────────────────────────────────────


def test_a_new_password_leads_back_to_the_account_and_ends_other_sessions(
    world: World, browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Browser(browser.token)
    assert browser.where("password") == "/account?told=password-changed&lang=zh"
    assert (inside(world, browser), inside(world, old)) == (True, False)
    words = drawn(browser, "account", monkeypatch, told="password-changed")
    assert "密码已修改" in words
    assert name in words


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"password": "wrong", "new": NEW, "again": NEW}, "wrong-password"),
        ({"password": PASSWORD, "new": NEW, "again": "x"}, "passwords-differ"),
        ({"password": PASSWORD, "new": "short", "again": "short"}, "password-too-short"),
        ({"password": PASSWORD, "new": "小镇 and seven geese", "again": "小镇 and seven geese"}, "password-in-context"),
        ({}, "wrong-password"),
    ],
)
def test_a_refused_password_leads_back_with_the_reason(
    world: World, browser: Browser, form: dict[str, str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.where("password", form) == f"/account?why={why}&at=password&lang=zh"
    assert inside(world, browser)
    assert "密码" in drawn(browser, "account", monkeypatch, why=why)


@pytest.mark.parametrize("act", ["password", "factor-offer"])
def test_a_refusal_stands_in_its_form_and_the_page_begins_with_it(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    said = form_of(act, drawn(browser, "account", monkeypatch, why="wrong-password", at=act))
    assert "当前密码不正确" in said
    heads = heads_of(browser, monkeypatch, why="wrong-password", at=act)
    assert heads[0] == {"password": "修改密码", "factor-offer": "二次验证"}[act]


def test_a_wrong_first_code_is_said_at_its_entry_with_the_picture_folded_away_below(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post("factor-offer")
    where = browser.where("factor-confirm", {"code": "000000"})
    assert where == "/account?why=wrong-code&at=factor-confirm&lang=zh"
    words = drawn(browser, "account", monkeypatch, why="wrong-code", at="factor-confirm")
    assert "验证码不正确" in form_of("factor-confirm", words)
    assert words.count("验证码不正确") == 1
    assert words.index('action="/account/factor-confirm"') < words.index('<details class="bh-again">')
    assert words.index('<details class="bh-again">') < words.index("data:image/svg+xml")
    heads = heads_of(browser, monkeypatch, why="wrong-code", at="factor-confirm")
    assert heads[0] == "二次验证"


def test_a_refusal_whose_form_is_gone_stands_above_all(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    words = drawn(browser, "account", monkeypatch, why="wrong-code", at="factor-confirm")
    assert words.count("验证码不正确") == 1
    assert 'role="alert"' not in words


def test_too_many_wrong_present_passwords_lock(world: World, browser: Browser) -> None:
    for _ in range(FAILURES):
        browser.post("password", {"password": "wrong", "new": NEW, "again": NEW})
    assert browser.where("password") == "/account?why=locked-out&at=password&lang=zh"


def test_whoever_was_given_a_password_is_led_to_its_change_and_nowhere_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, now = world.office.store, runtime.wall_clock()
    create_account(store, "town", "cai", "given", PASSWORD, now, initial=True, passwords=QUICK)
    browser = Browser()
    assert browser.where("sign-in", {"user": "given", "password": PASSWORD}) == "/sign-in?lang=zh"
    for name in ("work", "account", "sign_in"):
        assert "请先修改密码" in drawn(browser, name, monkeypatch)
    assert browser.where("password", {"password": PASSWORD, "new": PASSWORD, "again": PASSWORD}).startswith(
        "/sign-in?why=password-unchanged"
    )
    assert browser.where("password") == "/account?told=password-changed&lang=zh"
    assert "请先修改密码" not in drawn(browser, "account", monkeypatch)


# ── the second factor ───────────────────────────────────────────────────────


def test_a_device_is_set_up_asked_for_and_removed(
    world: World, browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert browser.where("factor-offer") == "/account?lang=zh"
    words = drawn(browser, "account", monkeypatch)
    assert "data:image/svg+xml" in words
    assert "0-" in words
    secret = words.partition('class="bh-code"')[2].partition(">")[2].partition("<")[0].replace(" ", "")
    totp = pyotp.TOTP(secret)
    now = int(runtime.wall_clock().timestamp())
    assert browser.where("factor-confirm", {"code": totp.at(now - 30)}) == "/account?told=factor-set&lang=zh"
    assert "还有 10 个恢复码" in drawn(browser, "account", monkeypatch)
    assert secret not in drawn(browser, "account", monkeypatch)
    other = Browser()
    assert other.where("sign-in", {"user": name, "password": PASSWORD}) == "/sign-in?lang=zh"
    half = other.token
    assert "输入验证码" in drawn(other, "work", monkeypatch)
    assert other.where("code", {"code": "x"}) == "/sign-in?why=wrong-code&lang=zh"
    assert other.where("code", {"code": totp.at(now)}) == "/work?lang=zh"
    assert other.token != half
    assert other.where("factor-remove", {"password": PASSWORD, "code": totp.at(now + 30)}).startswith("/account?told")
    assert "尚未启用" in drawn(other, "account", monkeypatch)


def test_where_it_is_required_the_way_leads_through_setting_it_up(
    world: World, browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_factor(world.office.store, name, runtime.wall_clock(), asked=True)
    assert "请先设置二次验证" in drawn(browser, "work", monkeypatch)
    assert browser.where("factor-offer") == "/sign-in?lang=zh"
    assert browser.where("factor-confirm", {"code": "000000"}).startswith("/sign-in?why=")
    assert browser.where("factor-confirm", {"code": code(world, name)}) == "/account?told=factor-set&lang=zh"
    assert "必须使用二次验证" in drawn(browser, "account", monkeypatch)


# ── sessions ────────────────────────────────────────────────────────────────


def test_sessions_are_listed_and_ended(
    world: World, browser: Browser, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Browser()
    other.post("sign-in", {"user": name, "password": PASSWORD})
    words = drawn(browser, "account", monkeypatch)
    assert words.count('class="bh-quiet"') == 1
    handle = words.partition('name="end" value="')[2].partition('"')[0]
    assert (
        browser.where("sessions", {"password": "wrong", "end": handle})
        == "/account?why=wrong-password&at=sessions&lang=zh"
    )
    assert inside(world, other)
    assert browser.where("sessions", {"password": PASSWORD, "end": handle}) == "/account?told=sessions-ended&lang=zh"
    assert (inside(world, other), inside(world, browser)) == (False, True)
    assert "没有其他登录" in drawn(browser, "account", monkeypatch)


def test_leaving_a_half_open_session_ends_it(world: World, browser: Browser) -> None:
    assert browser.where("leave") == "/sign-in?lang=zh"
    assert not inside(world, browser)


def test_a_demo_account_is_offered_neither(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store, now = world.office.store, runtime.wall_clock()
    create_account(store, "town", "cai", "shown", "demo", now, demo=True, passwords=QUICK)
    done = sign_in(store, "shown", "demo", now, demo=True, passwords=QUICK)
    assert isinstance(done, SignedIn)
    words = drawn(Browser(done.token), "account", monkeypatch)
    assert "演示账号" in words
    assert "/account/password" not in words
    assert "/account/factor-offer" not in words


def test_an_invented_word_in_the_address_says_nothing_of_its_own(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = drawn(browser, "account", monkeypatch, told="<b>hello</b>")
    assert "hello" not in words


def test_nothing_of_a_password_is_in_the_database_file(tmp_path: Path) -> None:
    from engine.store.sql import SqlStore

    store = SqlStore(f"sqlite:///{tmp_path / 'x.db'}")
    create_account(store, "town", "root", "root", NEW, runtime.wall_clock(), admin=True, passwords=QUICK)
    store.close()
    assert NEW.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir())
