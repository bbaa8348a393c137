"""The chosen rule sets, ready to be compared; one that has errors is told and left out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from engine.compare.findings import Side
from engine.errors import EngineError
from engine.loading import Loaded, canonical, digest, load_ruleset
from engine.office import Office
from engine.policy.definitions import RuleSet
from engine.ui.comparing.offers import Offer, fingerprint
from engine.ui.words import lang, say


@dataclass(frozen=True)
class Chosen:
    """A side, and a digest of everything that is compared of it: name, rules, text above, calendar."""

    side: Side
    mark: str


@dataclass(frozen=True)
class LeftOut:
    """Why a rule set cannot take part: `lines` say what is wrong, with file, line and column."""

    label: str
    lines: tuple[str, ...]


def sides(
    office: Office, wanted: Sequence[Offer], advance: Callable[[int], object] = lambda _: None
) -> tuple[tuple[Chosen, ...], tuple[LeftOut, ...]]:
    """Those that can be compared, in the order of the choice, and those that cannot.

    `advance` is told before each how many have been read."""
    seen = fingerprint(office)
    found = []
    for number, offer in enumerate(wanted):
        advance(number)
        found.append(_side(office, offer, seen))
    return tuple(f for f in found if isinstance(f, Chosen)), tuple(f for f in found if isinstance(f, LeftOut))


def _side(office: Office, offer: Offer, seen: str) -> Chosen | LeftOut:
    loaded = _loaded(str(office.home), offer.id, seen)
    if offer.digest:
        ruleset: RuleSet | None = office.ruleset_of(offer.digest)
        parents = _parents_as_published(loaded, offer.digest)
    else:
        version = _version(loaded, offer.day)
        ruleset, parents = version.ruleset, version.parents
    if ruleset is None:
        errors = [p.line(lang()) for p in loaded.problems if p.severity == "error"]
        return LeftOut(offer.label, tuple(errors))
    try:
        calendar = office.calendar(ruleset.calendar)
    except EngineError:
        return LeftOut(offer.label, (say("compare.no-calendar", id=ruleset.calendar),))
    told = f"{offer.key}|{offer.label}|{seen}|{calendar!r}"
    return Chosen(Side(offer.label, ruleset, calendar, parents), hashlib.sha256(told.encode()).hexdigest())


def _version(loaded: Loaded, day: date | None) -> Loaded:
    return (loaded.on(day) if day else None) or loaded


def _parents_as_published(loaded: Loaded, published: str) -> tuple[RuleSet, ...]:
    """The text above, where the files still are what was published."""
    same = (v.parents for v in loaded.each if v.ruleset is not None and digest(canonical(v)) == published)
    return next(same, ())


@st.cache_resource(max_entries=32, ttl=3600, show_spinner=False)
def _loaded(home: str, id_: str, seen: str) -> Loaded:
    del seen
    return load_ruleset(id_, home=Path(home))
