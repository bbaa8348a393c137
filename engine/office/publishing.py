"""A rule set is published: checked versions are frozen under their digests, all that follow or none."""

from __future__ import annotations

from datetime import date, datetime

from engine.casework.ports import Published, Store
from engine.casework.rulebook import prepare
from engine.casework.upkeep.publications import unfit
from engine.loading import Loaded, canonical, digest
from engine.matching.unmatchable import unmatchable
from engine.source import Problem


def publish(store: Store, loaded: Loaded, from_: date, at: datetime) -> tuple[str | None, tuple[Problem, ...]]:
    """Keep the version that holds on that day, and every later one from its own first day on. None and
    the problems when one of them is not fit."""
    if loaded.ruleset is None:
        return None, loaded.problems
    chosen = loaded.on(from_) or loaded.each[0]
    wanted = [(from_ if v is chosen else v.span.first, v) for v in loaded.each if v.span >= chosen.span]
    refusals = [p for day, v in wanted for p in _unfit(store, v, day)]
    if refusals:
        return None, (*loaded.problems, *refusals)
    for day, version in wanted:
        content = canonical(version)
        store.publish(Published(loaded.ruleset.id, digest(content), day, at), content)
    return digest(canonical(chosen)), loaded.problems


def _unfit(store: Store, version: Loaded, from_: date) -> tuple[Problem, ...]:
    """Why one version cannot be published from that day on."""
    assert version.ruleset is not None
    there = store.published(version.ruleset.id)
    days = unfit(version.ruleset, digest(canonical(version)), from_, there)
    return (*unmatchable(version.ruleset, prepare(version.ruleset).groups.values()), *days)
