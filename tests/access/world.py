"""Two towns with one case for each way in which somebody can stand to a case.

The columns of `matrix.csv` are the keys of `SEATS`: who looks, from which town, and at which case.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from engine.accounts.keeping import create_account
from engine.accounts.passwords import Passwords
from engine.accounts.sign_in import SignedIn, sign_in
from engine.accounts.vault import KeyVault
from engine.casework.desk import Acted, Opened
from engine.casework.files.attachments import file_id
from engine.casework.notices import Notice
from engine.casework.ports import Published
from engine.office import Office
from engine.policy.directory import Directory, Person
from engine.scenarios.playing import SetClock
from engine.store import open_store
from engine.ui.runtime import wall_clock
from engine.ui.shelf import StoreShelf
from tests.casework.small import HELP, PEOPLE, at, write_home

QUICK = Passwords(passes=1, kibibytes=8, lanes=1)
PASSWORD = "correct horse 7"
NAME, WHAT = "司马相如", "路灯不亮已三周"
PHOTO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC")
"""A broken lamp: four dark points, a whole PNG."""
RECUSAL = """
    accused-out: {who: accused, goes_to: next-higher-body}
    head-accused: {if: {accused: {some: {official.office: {in: [head]}}}}, goes_to: next-higher-body, sealed: true}
    interest: {who: interested, asked_by: [anyone], decided_by: head}
"""
PAPERS = """
    memo: {label: {zh: 报告, en: Memo}, by: office, to: [leader]}
    record: {label: {zh: 记录, en: Record}, by: handler, contains: {note: {zh: 记录, en: Note}}}
"""
STAFF = {
    **PEOPLE.persons,
    "tang": Person("tang", "唐", member_of=("roads",)),
    "su": Person("su", "苏", member_of=("roads",)),
    "bai": Person("bai", "白", member_of=("roads",)),
}
MOVED = {
    **STAFF,
    "tang": replace(STAFF["tang"], member_of=("waters",)),
    "su": replace(STAFF["su"], member_of=("waters",)),
}


@dataclass(frozen=True)
class Seat:
    """One column: a person of a town (None: nobody is signed in), the case looked at, and a code typed."""

    case: str
    person: str | None = None
    town: str = "town"
    code_of: str | None = None
    admin: bool = False


SEATS: dict[str, Seat] = {
    "office": Seat("normal", "cai"),
    "owner": Seat("normal", "wang"),
    "told": Seat("normal", "ling"),
    "acted, moved away": Seat("normal", "tang"),
    "moved away": Seat("normal", "su"),
    "recused": Seat("normal", "bai"),
    "no duty on it": Seat("normal", "wei"),
    "same id, other town": Seat("normal", "cai", town="village"),
    "administrator": Seat("normal", "root", admin=True),
    "nobody": Seat("normal"),
    "complainant": Seat("normal", code_of="normal"),
    "other complainant": Seat("normal", code_of="accused"),
    "accused": Seat("accused", "ling"),
    "in the accused unit": Seat("unit", "wei"),
    "named, not linked yet": Seat("unlinked", "ling"),
    "office, sealed": Seat("sealed", "cai"),
    "accused head, sealed": Seat("sealed", "huang"),
    "administrator, sealed": Seat("sealed", "root", admin=True),
    "higher body, sealed": Seat("sealed", "gao"),
}


@dataclass
class World:
    """The office with its cases by name, and a signed-in token for each person who has an account."""

    office: Office
    cases: dict[str, Opened]
    tokens: dict[tuple[str, str], str]
    photo: str = file_id(PHOTO)

    def token(self, seat: Seat) -> str:
        return self.tokens.get((seat.town, seat.person or ""), "")

    def case_of(self, seat: Seat) -> str:
        return self.cases[seat.case].case

    def number_of(self, seat: Seat) -> str:
        return self.cases[seat.case].number

    def code(self, seat: Seat) -> str:
        return self.cases[seat.code_of].code if seat.code_of else ""


def build(home: Path) -> World:
    """Both towns, every case, an account for everybody."""
    write_home(home, recusal=RECUSAL, papers=PAPERS)
    office = Office(open_store("memory:"), KeyVault(bytes(range(32))), home, SetClock(at("01-05 09:00")))
    digest, problems = office.publish("town", from_=date(2020, 1, 1))
    assert digest, [p.line("en") for p in problems]
    office.store.publish(Published("village", digest, date(2020, 1, 1), office.now()), office.store.canonical(digest))
    office.put_directory("town", Directory(STAFF, PEOPLE.units))
    office.put_directory("village", PEOPLE)
    world = World(office, _cases(office), {})
    office.put_directory("town", Directory(MOVED, PEOPLE.units))
    for seat in SEATS.values():
        if seat.person and (seat.town, seat.person) not in world.tokens:
            world.tokens[seat.town, seat.person] = _enter(office, seat)
    _plant_notices(world)
    return world


def _plant_notices(world: World) -> None:
    """A notice of every case for everybody, which should never have been handed out to most of them."""
    store, at_ = world.office.store, world.office.now()
    notices = [
        Notice(f"{person}/{opened.case}", "town", person, opened.case, "paper", {"paper": "slip"}, at_)
        for _, person in world.tokens for opened in world.cases.values()
    ]  # fmt: skip
    assert store.hand_out(store.outbox()[0], notices, at_)


def _cases(office: Office) -> dict[str, Opened]:
    StoreShelf(office).keep("image/png", PHOTO)
    named = {"identity": "real-name", "name": NAME, "contact": "13955667788", "what": WHAT, "proof": [file_id(PHOTO)]}
    found = {"normal": _file(office, "normal", named, (file_id(PHOTO),))}
    for name, official in (("accused", "ling"), ("unit", "waters"), ("sealed", "huang"), ("unlinked", "凌某")):
        against = {
            "request": "accusation",
            "accused": [{"official": official}],
            "what": WHAT,
            "proof": [file_id(PHOTO)],
        }
        found[name] = _file(office, name, against, (file_id(PHOTO),))
    case = found["normal"].case
    _do(office, case, "slip.written", "cai", summary="s", handler="roads")
    _do(office, case, "slip.signed", "huang")
    _do(office, case, "memo.written", "cai")
    _do(office, case, "record.written", "tang", note="n")
    _do(office, case, "interest.asked", "cai", person="bai")
    _do(office, case, "interest.granted", "huang", person="bai")
    return found


def _file(office: Office, token: str, answers: dict[str, Any], files: tuple[str, ...]) -> Opened:
    done = office.desk.open_case(
        "town", "note", {**HELP, **answers}, actor=None, token=token, files=files, names=dict.fromkeys(files, "灯.png")
    )
    assert isinstance(done, Opened), done
    return done


def _do(office: Office, case: str, event: str, actor: str, **with_: Any) -> None:
    done = office.desk.act(case, event, actor=actor, with_=with_)
    assert isinstance(done, Acted), (event, done)


def _enter(office: Office, seat: Seat) -> str:
    name = f"{seat.town}.{seat.person}"
    person = str(seat.person)
    create_account(office.store, seat.town, person, name, PASSWORD, wall_clock(), admin=seat.admin, passwords=QUICK)
    done = sign_in(office.store, name, PASSWORD, wall_clock(), passwords=QUICK)
    assert isinstance(done, SignedIn), done
    return done.token
