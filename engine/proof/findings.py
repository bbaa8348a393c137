"""What a proof found, as plain frozen values: for the report, for JSON, for whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.policy.forms import Text

Witness = tuple[Text, ...]
"""How a case gets there from its filing, move by move, each in words."""


@dataclass(frozen=True)
class Trap:
    """A case from which no end can be reached any more. `endless`: definitions set each other off."""

    state: str
    witness: Witness
    endless: bool = False


@dataclass(frozen=True)
class Unowned:
    """A state in which nobody may act: `no-owner` is defined, or `nobody-present` holds the office."""

    state: str
    why: str
    witness: Witness


@dataclass(frozen=True)
class Unclocked:
    """A state in which no limit runs. `accepted`: a recurring duty (`duty`) keeps it in sight or the
    text sets no number (`clause`), and `because` is recorded under `unspecified` as `note`."""

    state: str
    witness: Witness
    accepted: bool = False
    duty: str | None = None
    clause: str = ""
    note: str | None = None


@dataclass(frozen=True)
class Clash:
    """Rules of one table that match at once though its hit policy forbids it, with facts as example."""

    table: str
    rules: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Term:
    """One limit on the longest way: how long with all extensions, while in which states."""

    clock: str
    limit: Text
    states: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A part of the way that the text does not bound, with the clause that should."""

    state: str
    clock: str | None
    clause: str


@dataclass(frozen=True)
class WorstCase:
    """From filing until `until` (`answered` or `closed`). `total` adds up what has a number; where
    `gaps` is not empty the text sets no bound. `again` are rounds that may come any number of times."""

    until: str
    path: tuple[str, ...]
    terms: tuple[Term, ...]
    total: Text
    gaps: tuple[Gap, ...]
    again: tuple[tuple[str, ...], ...] = ()

    @property
    def bounded(self) -> bool:
        """Whether every part of the way has a limit with a number."""
        return not self.gaps


@dataclass(frozen=True)
class Searched:
    """One of the searches: `about` is `states`, `limits`, or the name of a paper or act that was looked for."""

    about: str
    cases: int
    exhausted: bool


@dataclass(frozen=True)
class Explored:
    """How far the searches went. `exhausted` is false when one gave up; `left_out` says what turns on
    more than the search can see; `assumed` what the verdict takes for granted."""

    cases: int
    moves: int
    openings: int
    exhausted: bool
    left_out: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    searches: tuple[Searched, ...] = ()


@dataclass(frozen=True)
class Proof:
    """The verdict on one rule set. `closed`: every case can come to its end, and the search saw all."""

    ruleset: str
    closed: bool
    traps: tuple[Trap, ...]
    unowned: tuple[Unowned, ...]
    unclocked: tuple[Unclocked, ...]
    unreached: tuple[str, ...]
    impossible: tuple[str, ...]
    inside: tuple[str, ...]
    conflicts: tuple[Clash, ...]
    worst_case: tuple[WorstCase, ...]
    explored: Explored
    states: frozenset[str] = frozenset()

    @property
    def sound(self) -> bool:
        """Nothing to mend: closed, owned, clocked or excused by the text, every table of one mind."""
        unexcused = any(not u.accepted for u in self.unclocked)
        return self.closed and not (self.unowned or unexcused or self.conflicts or self.unreached)


def to_json(proof: Proof, lang: str) -> dict[str, Any]:
    """The proof as the command line prints it with `--format json`."""
    return {
        "ruleset": proof.ruleset,
        "sound": proof.sound,
        "closed": proof.closed,
        "traps": [{"state": t.state, "endless": t.endless, "witness": _told(t.witness, lang)} for t in proof.traps],
        "unowned": [{"state": u.state, "why": u.why, "witness": _told(u.witness, lang)} for u in proof.unowned],
        "unclocked": [_unclocked(u, lang) for u in proof.unclocked],
        "unreached": list(proof.unreached),
        "impossible": list(proof.impossible),
        "inside": list(proof.inside),
        "conflicts": [{"table": c.table, "rules": list(c.rules), "facts": dict(c.facts)} for c in proof.conflicts],
        "worst_case": {w.until: _worst(w, lang) for w in proof.worst_case},
        "explored": {
            "cases": proof.explored.cases, "moves": proof.explored.moves, "openings": proof.explored.openings,
            "exhausted": proof.explored.exhausted, "left_out": list(proof.explored.left_out),
            "assumed": list(proof.explored.assumed),
            "searches": [asdict(s) for s in proof.explored.searches],
        },
    }  # fmt: skip


def _told(witness: Witness, lang: str) -> list[str]:
    return [move.in_(lang) for move in witness]


def _unclocked(u: Unclocked, lang: str) -> dict[str, Any]:
    return {
        "state": u.state, "accepted": u.accepted, "duty": u.duty, "clause": u.clause, "note": u.note,
        "witness": _told(u.witness, lang),
    }  # fmt: skip


def _worst(w: WorstCase, lang: str) -> dict[str, Any]:
    return {
        "bounded": w.bounded,
        "path": list(w.path),
        "total": w.total.in_(lang),
        "limits": [{"clock": t.clock, "limit": t.limit.in_(lang), "states": list(t.states)} for t in w.terms],
        "unbounded": [{"state": g.state, "clock": g.clock, "clause": g.clause} for g in w.gaps],
        "again": [list(states) for states in w.again],
    }
