"""Why: what fired, in words, with its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.casework.events import CaseEvent, Reason
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.views.names import Names

_KINDS = frozenset(
    {
        "tables", "states", "papers", "deadlines", "duties", "flags", "seats", "recusal", "registers",
        "escalations", "events", "prohibitions", "facts", "periods",
    }
)  # fmt: skip


@dataclass(frozen=True)
class ReasonLine:
    """`what` names the rule in words, `cites` its clauses, `path` where it stands in the file."""

    what: str
    cites: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Explanation:
    """One decision of the software: what it was about, what came out, why, and on which facts."""

    seq: int
    subject: str
    outcome: str
    decided_by: str
    reasons: tuple[ReasonLine, ...]
    facts: tuple[tuple[str, str], ...]
    trouble: str | None = None


def reason_lines(reasons: Iterable[Reason], names: Names) -> tuple[ReasonLine, ...]:
    """Every reason of an event, each once."""
    lines = (ReasonLine(_what(r.path, names), tuple(names.cite(c) for c in r.cites), r.path) for r in reasons)
    return tuple(dict.fromkeys(lines))


def why(events: Iterable[CaseEvent], ruleset: RuleSet, directory: Directory, lang: str) -> tuple[Explanation, ...]:
    """Everything the software decided on a case, in order."""
    names = Names(ruleset, directory, lang)
    return tuple(_explain(e, names) for e in events if e.kind in ("decided", "flagged", "recused"))


def _explain(e: CaseEvent, names: Names) -> Explanation:
    d = e.data
    if e.kind == "decided":
        subject, outcome = names.of(d["table"]), names.value(d["table"], d["value"])
    elif e.kind == "flagged":
        subject, outcome = names.of(d["flag"]), names.value(d["flag"], bool(d["up"]))
    else:
        subject, outcome = names.say("recusal"), names.all_of(d["out"])
    by = names.say(f"decided-by.{d.get('decided_by', 'plain')}")
    return Explanation(
        e.seq, subject, outcome, by, reason_lines(e.reasons, names), _facts(d.get("facts"), names),
        d.get("trouble"),
    )  # fmt: skip


def _facts(facts: Mapping[str, Any] | None, names: Names) -> tuple[tuple[str, str], ...]:
    return tuple((names.fact(k), names.value(k, v)) for k, v in (facts or {}).items() if v is not None)


def _what(path: str, names: Names) -> str:
    if path == "in_force":
        return names.say("reason.in-force")
    kind, _, rest = path.partition(".")
    key, _, inner = rest.partition(".")
    if kind not in _KINDS or not key:
        return path
    if kind == "tables" and inner.startswith("rules."):
        return _rule(key, inner.removeprefix("rules."), names)
    if kind in ("recusal", "prohibitions"):
        return names.say(f"reason.{kind}")
    return names.say(f"reason.{kind}", name=names.of(key))


def _rule(table: str, rule: str, names: Names) -> str:
    definition = names.ruleset.tables.get(table)
    known = definition.rules.get(rule) if definition else None
    value = names.value(table, known.then) if known and isinstance(known.then, (str, bool, int)) else rule
    return names.say("reason.rule", name=names.of(table), value=value)
