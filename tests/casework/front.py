"""A real Desk on a real store, with a clock that is set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.accounts.vault import KeyVault
from engine.casework.desk import Acted, Desk, Opened
from engine.casework.ports import Published, Store
from engine.casework.requests import Refused
from engine.loading import canonical, digest, load_ruleset
from engine.office.keys import FollowCodes
from engine.office.published_rules import PublishedRules
from engine.policy.directory import Directory
from engine.policy.tables import Match, plain_match
from engine.scenarios.playing import SetClock
from tests.casework.small import HELP, PEOPLE, at, write_home

KEY = bytes(range(32))


@dataclass
class Front:
    """The Desk and what stands around it; acts return the refusal's code, or None."""

    desk: Desk
    store: Store
    clock: SetClock
    home: Path
    opened: Opened | None = None

    def publish(self, locality: str = "town", from_: date = date(2020, 1, 1)) -> str:
        """Publish the rules that stand in the home now."""
        loaded = load_ruleset("town", home=self.home)
        content = canonical(loaded)
        self.store.publish(Published(locality, digest(content), from_, self.clock.at), content)
        return digest(content)

    def file(
        self, token: str = "t1", *, locality: str = "town", by: str | None = None, **answers: Any
    ) -> Opened | Refused:
        found = self.desk.open_case(locality, "note", {**HELP, **answers}, actor=by, token=token)
        if isinstance(found, Opened):
            self.opened = found
        return found

    @property
    def id(self) -> str:
        assert self.opened is not None
        return self.opened.case

    def do(self, event: str, actor: str, token: str | None = None, seen: int | None = None, **with_: Any) -> str | None:
        done = self.desk.act(self.id, event, actor=actor, with_=with_, token=token, seen=seen)
        return None if isinstance(done, Acted) else done.code

    def kinds(self) -> list[str]:
        return [e.kind for e in self.store.events(self.id)]

    def assign(self, handler: str = "roads") -> None:
        assert self.do("slip.written", "cai", summary="s", handler=handler) is None
        assert self.do("slip.signed", "huang") is None


def open_front(
    home: Path, store: Store, *, people: Directory = PEOPLE, match: Match = plain_match, **sections: Any
) -> Front:
    """Publish the small town's rules in a store and open its Desk on the Monday."""
    write_home(home, **sections)
    front = front_at(home, store, KeyVault(KEY), match=match)
    front.publish()
    store.put_directory("town", people)
    return front


def front_at(home: Path, store: Store, vault: KeyVault, *, match: Match = plain_match) -> Front:
    """A Desk under this key on a store that knows its rules and people, or is told them next."""
    clock, rules = SetClock(at("01-05 09:00")), PublishedRules(store, home)
    desk = Desk(store=store, vault=vault, rules=rules, match=match, now=clock, codes=FollowCodes(vault))
    return Front(desk, store, clock, home)
