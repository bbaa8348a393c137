"""Scenario files as frozen values: who is there, what is filed, what happens, what is expected.

Times without a zone are local times of the rule set's calendar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.policy.directory import Directory, Person, UnitInstance


@dataclass(frozen=True)
class Step:
    """One line of a story. `refused` is the code with which the act must be refused."""

    at: datetime | None = None
    happens: str | None = None
    with_: Mapping[str, Any] = field(default_factory=dict)
    by: str | None = None
    refused: str | None = None
    expect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """A case filed before the story begins, and what was done on it (nothing is expected of it)."""

    opened: datetime
    form: str
    answers: Mapping[str, Any]
    story: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """One story. `before` are cases filed earlier, for what related cases bring about; a `standing`
    one is told on the standing file of the locality, without a form."""

    key: str
    label: Mapping[str, str]
    opened: datetime
    form: str
    answers: Mapping[str, Any]
    by: str | None
    story: tuple[Step, ...]
    before: tuple[Earlier, ...] = ()
    standing: bool = False


def directory_of(data: Mapping[str, Any]) -> Directory:
    """The persons and units that a scenario file names."""
    raw = data.get("directory", {})
    persons = {k: _person(k, p) for k, p in raw.get("persons", {}).items()}
    units = {k: _unit(k, u) for k, u in raw.get("units", {}).items()}
    return Directory(persons, units)


def scenarios_of(data: Mapping[str, Any], zone: str) -> dict[str, Scenario]:
    """The stories of a scenario file, by key."""
    return {k: _scenario(k, s, ZoneInfo(zone)) for k, s in data.get("scenarios", {}).items()}


def moment(text: str, zone: ZoneInfo) -> datetime:
    """`2026-01-13 09:00` as a local instant; a bare date is its first minute."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def _person(key: str, raw: Mapping[str, Any]) -> Person:
    return Person(
        key, raw["name"], tuple(raw.get("roles", ())), tuple(raw.get("member_of", ())), tuple(raw.get("leads", ())),
        raw.get("rank"), raw.get("level"), bool(raw.get("away", False)),
    )  # fmt: skip


def _unit(key: str, raw: Mapping[str, Any]) -> UnitInstance:
    return UnitInstance(key, raw["kind"], raw["label"]["zh"], raw.get("part_of"), raw.get("level"))


def _scenario(key: str, raw: Mapping[str, Any], zone: ZoneInfo) -> Scenario:
    before = tuple(_earlier(b, zone) for b in raw.get("before", ()))
    return Scenario(
        key, raw["label"], moment(raw["opened"], zone), raw.get("form", ""), raw.get("answers", {}), raw.get("by"),
        tuple(_step(s, zone) for s in _steps(raw)), before, bool(raw.get("standing", False)),
    )  # fmt: skip


def _earlier(raw: Mapping[str, Any], zone: ZoneInfo) -> Earlier:
    steps = tuple(_step(s, zone) for s in _steps(raw))
    return Earlier(moment(raw["opened"], zone), raw["form"], raw["answers"], steps)


def _steps(raw: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = raw.get("story", ())
    return found if isinstance(found, list) else ()


def _step(raw: Mapping[str, Any], zone: ZoneInfo) -> Step:
    at = moment(raw["at"], zone) if "at" in raw else None
    return Step(at, raw.get("happens"), raw.get("with", {}), raw.get("by"), raw.get("refused"), raw.get("expect", {}))
