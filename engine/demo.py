"""Demo data: published rules, invented people with accounts, and cases in every stage of their life.

The people and stories are those of `rules/scenarios/<id>.yaml`; each story is told on the real Desk at
moments in the recent past, so that the work lists have something overdue, due and answered. Only an
empty installation can be filled, and it says for ever that it holds demo data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from engine.accounts.keeping import create_account
from engine.accounts.passwords import Passwords
from engine.casework.office_store import OfficeStore
from engine.casework.ports import Store
from engine.errors import EngineError
from engine.office import Office
from engine.office.clock import DEMO
from engine.office.keys import key_path, vault_of
from engine.scenarios.playing import SetClock, let_time_pass, play_together
from engine.scenarios.runner import Stage, set_stage
from engine.scenarios.story import Scenario
from engine.store import open_store

PASSWORD = "demo"
"""Of every demo account; such accounts open only where there is demo data alone."""

FILLING = "demo-filling"
"""The setting that says since when somebody fills an empty installation. It stays, but for whoever gave up."""

_LIGHT = Passwords(passes=1, kibibytes=8_192, lanes=1)  # the password is printed above: nothing is guarded
_WEEK = timedelta(days=7)
_MOST = 14
_BEGINS = 14 * _WEEK  # the first story begins twelve weeks ago; recurring duties run from here


class BeingFilled(EngineError):
    """Another process began to fill this installation; `events` says how far it has come."""

    def __init__(self, events: int) -> None:
        super().__init__("another process is filling this installation")
        self.events = events


def _events(store: Store) -> int:
    return sum(seq for locality in store.localities() for seq, _ in store.heads(locality).values())


def localities(home: Path) -> tuple[str, ...]:
    """Ids of rule sets that can be shown: those with stories and people, examples left out."""
    stems = (p.stem for p in (home / "rules" / "scenarios").glob("*.yaml"))
    return tuple(sorted(s for s in stems if (home / "rules" / f"{s}.yaml").exists()))


def fill(url: str, home: Path, *, now: datetime, environment: dict[str, str]) -> int:
    """Fill an empty installation; how many cases there are. Does nothing when it is filled already.

    Of several processes that begin at once one fills it. Raises BeingFilled for the others, EngineError for
    an installation that holds anything else, or rules that are not fit.
    """
    store = open_store(url)
    if store.setting(DEMO) == "yes":
        return sum(len(store.rows(locality)) for locality in store.localities())
    _claim(store, now)
    try:
        return _fill(store, url, home, now, environment)
    except BaseException:
        store.put_setting(FILLING, "")
        raise


def _claim(store: Store, now: datetime) -> None:
    """Only one fills it."""
    held = store.setting(FILLING)
    if not held and store.localities():
        raise EngineError("this installation is in use; demo data goes only into an empty one")
    if held or not store.replace_setting(FILLING, held, now.astimezone(UTC).isoformat(timespec="seconds")):
        told = BeingFilled(_events(store))
        store.close()
        raise told


def _fill(store: OfficeStore, url: str, home: Path, now: datetime, environment: dict[str, str]) -> int:
    vault = vault_of(store, environment, key_path(url, home))
    clock = SetClock(now - _BEGINS)
    with Office(store, vault, home, clock) as office:
        stories = [story for id_ in localities(home) for story in _settle_in(office, id_, clock, now)]
        play_together(office.desk, stories, clock, until=now)
        let_time_pass(office.desk, clock, now)
        store.put_setting(DEMO, "yes")
        return sum(len(store.rows(locality)) for locality in store.localities())


def _settle_in(office: Office, id_: str, clock: SetClock, now: datetime) -> list[tuple[str, Scenario, timedelta]]:
    """Publish a locality's rules, bring its people and their accounts; the stories to be told of it."""
    stage, problems = set_stage(id_, home=office.home)
    if stage is None:
        raise EngineError("; ".join(p.line("en") for p in problems if p.severity == "error"))
    first = (*stage.versions, stage.book)[0].ruleset.in_force.from_
    published, _ = office.publish(id_, from_=first or clock.at.date())
    if published is None:
        raise EngineError(f"the rules of {id_} are not fit to be published")
    office.put_directory(id_, stage.directory)
    for person in stage.directory.persons.values():
        name = f"{id_}.{person.id}" if office.store.account(person.id) else person.id
        create_account(office.store, id_, person.id, name, PASSWORD, clock.at, demo=True, passwords=_LIGHT)
    return [(id_, scenario, shift) for scenario, shift in _schedule(stage, now)]


def _some(stories: list[Scenario]) -> list[Scenario]:
    """A locality's first start must not take minutes: so many of its stories, spread over the file."""
    if len(stories) <= _MOST:
        return stories
    return [stories[n * len(stories) // _MOST] for n in range(_MOST)]


def _schedule(stage: Stage, now: datetime) -> Iterator[tuple[Scenario, timedelta]]:
    """Stories by the week in which they are told; whole weeks keep the days of the week.

    Each begins a few weeks before now, the later ones nearer, so that some are still in hand.
    """
    stories = _some([s for s in stage.scenarios.values() if not s.before and not s.standing])
    spread = []
    for number, scenario in enumerate(stories):
        back = timedelta(days=2 + 80 * (len(stories) - 1 - number) / max(1, len(stories) - 1))
        weeks = round((now.astimezone(UTC) - back - scenario.opened) / _WEEK)
        spread.append((scenario, weeks * _WEEK))
    kept = [(s, shift) for s, shift in spread if s.opened + shift < now]
    yield from sorted(kept, key=lambda pair: pair[0].opened + pair[1])
