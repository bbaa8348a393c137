"""A small office with something of every kind under its key, and what must hold under whatever key it came to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp

from engine.accounts.keeping import create_account
from engine.accounts.key_file import read_if_there
from engine.accounts.passwords import Passwords
from engine.accounts.rates import LIMITS, Rates
from engine.accounts.second_factor import confirm, give_code, offer, offered
from engine.accounts.sign_in import SignedIn, sign_in
from engine.accounts.vault import KeyVault, bind
from engine.casework.desk import Opened
from engine.casework.files.attachments import file_id, opened, sealed
from engine.casework.files.called import opened_names
from engine.casework.files.drafted import SEALED_AS, DraftText, Sent, read, written
from engine.casework.office_store import OfficeStore
from engine.casework.ports import Draft, Link
from engine.casework.ports.accounts import Account
from engine.casework.upkeep.importing import Importing
from engine.office.keys import key_path
from engine.store.auditing.chains import verify
from engine.store.auditing.files import verify_files
from engine.store.sql import SqlStore
from tests import postgres
from tests.casework.front import KEY, front_at, open_front
from tests.casework.small import HELP, at
from tests.casework.test_importing import DEADLINE, GOOD, MAP, csv

QUICK = Passwords(passes=1, kibibytes=8, lanes=1)
PASSWORD, VISITOR = "correct horse 7", "203.0.113.7"
NOW = at("01-05 09:00")
LETTER, LOOSE = b"%PDF-1.4 a letter that tells who sent it", b"%PDF-1.4 not filed yet"
CALLED, NAME, CONTACT = "举报信 张三.pdf", "张三", "13800000003"
TOLD = DraftText({"what": "半句话"}, {file_id(LOOSE): Sent("loose.pdf", NOW)})


@dataclass(frozen=True)
class Kept:
    """What was told when it was kept, and the events as they stand: to be looked for afterwards."""

    case: str
    code: str
    erased: str
    erased_code: str
    device: str
    links: dict[str, tuple[Link, ...]]


def fill(store: OfficeStore, home: Path) -> Kept:
    """A case with a name, a contact and a letter, one whose identity was erased, a row of a sheet; a draft, a file that
    was not filed, a device, one being set up, and a visitor who tried as often as one may."""
    vault = bind(store, KeyVault(KEY))
    front = open_front(home, store, deadlines=DEADLINE)
    for content in (LETTER, LOOSE):
        store.put_file(file_id(content), "application/pdf", sealed(content, vault), NOW)
    known = {**HELP, "identity": "real-name", "name": NAME, "contact": CONTACT, "proof": [file_id(LETTER)]}
    case, erased = (
        front.desk.open_case("town", "note", known, actor=None, token=token, names={file_id(LETTER): CALLED})
        for token in ("a", "b")
    )
    assert isinstance(case, Opened)
    assert isinstance(erased, Opened)
    store.erase_identity(erased.case)
    Importing(front.desk).apply("town", csv(GOOD), MAP)
    store.put_draft(Draft("d1", "town", "cai", "note", "d", vault.seal(written(TOLD), case="d1", name=SEALED_AS), NOW))
    device = _set_up(store, vault)
    for _ in range(LIMITS["follow"][0]):
        assert Rates(store, vault).allowed("follow", VISITOR, NOW)
    links = {row.id: store.links(row.id) for row in store.rows("town")}
    return Kept(case.case, case.code, erased.case, erased.code, device, links)


def _set_up(store: OfficeStore, vault: KeyVault) -> str:
    """The secret of a device that holds; another is offered to a second account."""
    secrets = []
    for name, person in (("cai", "cai"), ("huang", "huang")):
        made = create_account(store, "town", person, name, PASSWORD, NOW, passwords=QUICK)
        assert isinstance(made, Account)
        token = _signed_in(store, name)
        assert offer(store, vault, token, PASSWORD, "", NOW, passwords=QUICK) is None
        shown = offered(store, vault, made, NOW)
        assert shown is not None
        secrets.append(shown.secret)
        if name == "cai":
            done = confirm(store, vault, token, pyotp.TOTP(shown.secret).at(NOW), NOW, passwords=QUICK)
            assert isinstance(done, SignedIn)
    return secrets[0]


def _signed_in(store: OfficeStore, name: str) -> str:
    done = sign_in(store, name, PASSWORD, NOW, passwords=QUICK)
    assert isinstance(done, SignedIn)
    return done.token


def holds(store: OfficeStore, home: Path, kept: Kept, key: KeyVault) -> None:
    """Everything is there under this key, and nothing that was erased; no event is another."""
    vault = bind(store, key)
    front = front_at(home, store, vault)
    assert {row.id: store.links(row.id) for row in store.rows("town")} == kept.links
    assert verify(store, "town") == ()
    files = verify_files(store, kept.links, vault)
    assert (files.findings, files.unread) == ((), 0)
    found = {name: vault.open(v, case=kept.case, name=name) for name, v in store.identity(kept.case).items()}
    assert found == {"name": NAME, "contact": CONTACT}
    assert store.identity(kept.erased) == {}
    assert opened_names(store.file_names(kept.case), kept.case, vault) == {file_id(LETTER): CALLED}
    for content in (LETTER, LOOSE):
        there = store.file(file_id(content))
        assert there is not None
        assert opened(file_id(content), there[1], vault) == content
    draft = store.draft("d1")
    assert draft is not None
    assert read(vault.open(draft.answers, case="d1", name=SEALED_AS)) == TOLD
    for case, code in ((kept.case, kept.code), (kept.erased, kept.erased_code)):
        row = front.desk._reading.row_by_code(code)
        assert row is not None
        assert row.id == case
    again = front.desk.open_case("town", "note", HELP, actor=None, token="a")  # the same click once more
    assert isinstance(again, Opened)
    assert (again.case, again.code) == (kept.case, kept.code)
    (row,) = Importing(front.desk).preview("town", csv(GOOD), MAP)
    assert row.known
    assert not Rates(store, vault).allowed("follow", VISITOR, NOW)
    _devices_hold(store, vault, kept)


def _devices_hold(store: OfficeStore, vault: KeyVault, kept: Kept) -> None:
    later = NOW + timedelta(minutes=2)
    half, account = sign_in(store, "cai", PASSWORD, later, passwords=QUICK), store.account("huang")
    assert isinstance(half, SignedIn)
    wrong = give_code(store, vault, half.token, pyotp.TOTP("A" * 32).at(later), later, passwords=QUICK)
    assert not isinstance(wrong, SignedIn)
    factor = store.second_factor("cai")
    assert factor is not None
    assert vault.open(factor.secret, case="account/cai", name="second-factor") == kept.device
    assert account is not None
    assert offered(store, vault, account, later) is not None


@dataclass
class Made:
    """The rules' home, and by database what copies are made of."""

    home: Path
    filled: dict[str, tuple[str, Kept]]


@dataclass(frozen=True)
class Town:
    """One installation to change the key of: database, home of its key file, home of its rules."""

    url: str
    home: Path
    rules: Path
    kept: Kept

    @property
    def key(self) -> Path:
        return key_path(self.url, self.home)

    def held(self) -> KeyVault:
        found = read_if_there(self.key)
        assert found is not None
        return found


@contextmanager
def copied(made: Made, database: str, home: Path) -> Iterator[Town]:
    """A copy of the small office in a database; it is filled once for all copies."""
    server = postgres.server() if database == "postgresql" else None
    if database not in made.filled:
        place = server.fresh(like=postgres.migrated()) if server else str(made.home / "made.db")
        store = SqlStore(server.address(place) if server else f"sqlite:///{place}")
        made.filled[database] = (place, fill(store, made.home))
        store.close()
    place, kept = made.filled[database]
    name = server.fresh(like=place) if server else str(shutil.copy(place, home / "copy.db"))
    yield Town(server.address(name) if server else f"sqlite:///{name}", home, made.home, kept)
    if server:
        server.drop(name)
