"""One question for each line of the matrix: does this reach the person who sits there?"""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.testing.v1 import AppTest

from engine.casework.desk import CaseFile, Sight
from engine.casework.records import records, rows_counted
from engine.casework.requests import Refused
from engine.printing.slips.kinds import printable
from engine.ui.identity import COOKIE
from engine.ui.routes import ROUTES
from engine.ui.security import SecureHeaders
from engine.views.timeline import timeline
from tests.access.asgi import ask
from tests.access.world import NAME, PHOTO, WHAT, Seat, World
from tests.ui.test_pages import page, press, read

Probe = Callable[[World, Seat], bool]
APP = Starlette(routes=list(ROUTES), middleware=[Middleware(SecureHeaders)])
_UNSEEN = frozenset({"unknown-case", "not-yours", "unknown-code"})


def _view(world: World, seat: Seat) -> CaseFile | None:
    found = world.office.desk.view(world.case_of(seat), seat.person or "", locality=seat.town)
    return None if isinstance(found, Refused) else found


def _look(world: World, seat: Seat) -> bool:
    """By the directory of one's own locality, as a page does it."""
    sight = Sight(seat.town, world.office.directory(seat.town), world.office.now())
    return not isinstance(world.office.desk.look(world.case_of(seat), seat.person or "", sight), Refused)


def _act(world: World, seat: Seat) -> bool:
    """Something that belongs to the office, and something that belongs to the handler: tried with
    contents that cannot be kept, so that nothing happens when it is allowed."""
    tried = (
        world.office.desk.act(
            world.case_of(seat), event, actor=seat.person, with_={"summary": 1, "opinion": 1}, locality=seat.town
        )
        for event in ("slip.written", "answer.written", "accused-linked")
    )
    return any(isinstance(t, Refused) and t.code not in {*_UNSEEN, "not-now", "standing-aside"} for t in tried)


def _actions(world: World, seat: Seat) -> bool:
    return bool(world.office.desk.actions(world.case_of(seat), seat.person or "", locality=seat.town))


def _identity(world: World, seat: Seat) -> bool:
    opened = world.office.desk.unseal(world.case_of(seat), seat.person or "", "核对身份信息", locality=seat.town)
    return not isinstance(opened, Refused)


def _work(world: World, seat: Seat) -> bool:
    return world.case_of(seat) in {r.id for r in world.office.desk.work(seat.town, seat.person or "")}


def _listed(world: World, seat: Seat) -> bool:
    return world.case_of(seat) in {r.id for r in world.office.desk.cases(seat.town, seat.person or "")}


def _ids(world: World, seat: Seat) -> frozenset[str]:
    person = world.office.directory(seat.town).persons.get(seat.person or "")
    return frozenset((seat.person or "", *(person.member_of if person else ())))


def _measured(world: World, seat: Seat) -> bool:
    seen = records(world.office.desk, world.office.store, seat.town, seen_by=_ids(world, seat))
    return seat.person is not None and world.case_of(seat) in {r.case.id for r in seen}


def _counted(world: World, seat: Seat) -> bool:
    seen = rows_counted(world.office.desk, world.office.store, seat.town, seen_by=_ids(world, seat))
    return seat.admin and world.case_of(seat) in {r.id for r in seen}


def _follow(world: World, seat: Seat) -> bool:
    found = world.office.desk.follow(world.code(seat) or "0000-0000-0000-0000")
    return not isinstance(found, Refused) and found.case.id == world.case_of(seat)


def _act_with_code(world: World, seat: Seat) -> bool:
    found = world.office.desk.follow(world.code(seat) or "0000-0000-0000-0000")
    done = world.office.desk.act_with_code(world.code(seat) or "0000-0000-0000-0000", "answer.sent")
    mine = not isinstance(found, Refused) and found.case.id == world.case_of(seat)
    return mine and isinstance(done, Refused) and done.code != "unknown-code"


def _explained(world: World, seat: Seat) -> bool:
    found = _view(world, seat)
    directory = world.office.directory("town")
    return found is not None and any(line.reasons for line in timeline(found.events, found.ruleset, directory, "zh"))


def _slips(world: World, seat: Seat) -> bool:
    found = _view(world, seat)
    return found is not None and "handling" in printable(found)


def _letters(world: World, seat: Seat) -> bool:
    waiting = world.office.store.outbox(pending=False)
    mine = {seat.person} if seat.town == "town" else set()
    return any(o.key.startswith(world.case_of(seat)) and mine & set(o.to) for o in waiting)


def _notice(world: World, seat: Seat) -> bool:
    """Of notices that were, wrongly, handed out to everybody."""
    found = world.office.store.notices(seat.town, seat.person or "", limit=100)
    return world.case_of(seat) in {n.case for n, _ in found}


def _download(world: World, seat: Seat) -> bool:
    cookie = {"cookie": f"{COOKIE}={world.token(seat)}"} if world.token(seat) else {}
    answer = ask(APP, f"/files/{world.case_of(seat)}/{world.photo}", headers=cookie)
    assert answer.status in (200, 404)
    assert (answer.body == PHOTO) == (answer.status == 200)
    return answer.status == 200


def _preview(world: World, seat: Seat) -> bool:
    cookie = {"cookie": f"{COOKIE}={world.token(seat)}"} if world.token(seat) else {}
    answer = ask(APP, f"/files/{world.case_of(seat)}/{world.photo}/preview", headers=cookie)
    assert answer.status in (200, 404)
    assert answer.body.startswith(b"\xff\xd8\xff") == (answer.status == 200)
    return answer.status == 200


DESK: dict[str, Probe] = {
    "view the case": lambda world, seat: _view(world, seat) is not None,
    "look at the case with all around it": _look,
    "be offered something to do": _actions,
    "do something": _act,
    "read the identity": _identity,
    "find it on the work list": _work,
    "find it in lists and searches": _listed,
    "have it counted in figures": _measured,
    "have it counted in previews of changes": _counted,
    "read why it was decided so": _explained,
    "print its slips": _slips,
    "download a file of it": _download,
    "see a preview of a file of it": _preview,
    "be sent a letter about it": _letters,
    "find a notice about it": _notice,
    "follow it by code": _follow,
    "act on it by code": _act_with_code,
}


def _shown(at: AppTest, world: World, seat: Seat) -> bool:
    assert not at.exception
    text = read(at) + " ".join(str(getattr(e, "proto", "")) for e in at.get("page_link"))
    text = text.replace("\\", "")  # of labels, every sign that Markdown could read is escaped
    assert NAME not in text
    return world.number_of(seat) in text or WHAT in text


def _page(name: str, **query: str) -> Probe:
    def probe(world: World, seat: Seat) -> bool:
        given = {k: v.format(case=world.case_of(seat)) for k, v in query.items()}
        return _shown(page(name, **given), world, seat)

    return probe


def _follow_page(world: World, seat: Seat) -> bool:
    at = page("follow")
    at.text_input(key="follow-typed").set_value(world.code(seat) or "0000-0000-0000-0000")
    return _shown(press(at, "follow-go"), world, seat)


def _all_work(world: World, seat: Seat) -> bool:
    at = page("work")
    at.session_state["work-scope"] = "all"
    return _shown(at.run(), world, seat)


PAGES: dict[str, Probe] = {
    "see it on the case page": _page("case", id="{case}"),
    "see it on the work page": _all_work,
    "see it on the health page": _page("health"),
    "see it on the metrics page": _page("metrics"),
    "see it on the duties page": _page("duties"),
    "see it on the register page": _page("register"),
    "see it on the versions page": _page("versions"),
    "see it on the forms page": _page("forms"),
    "see it on the rules page": _page("rules"),
    "see it on the intake page": _page("intake"),
    "see it on the sign-in page": _page("sign_in"),
    "see it on the clock page": _page("clock"),
    "see it on the notices page": _page("notices"),
    "see it on the compare page": _page("compare"),
    "see it on the follow page": _follow_page,
}
