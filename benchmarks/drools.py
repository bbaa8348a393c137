"""Drools as a peer: inside the JVM over many cases, and from Python one decision after another.

Both need `drools_jpy` (its jar holds Drools 9.105) and Java 17 with its compiler; `lacking` says what is
missing. Inside the JVM is Drools at its best: no case crosses from Python, tests are compiled classes on
plain numbers, and each processor has a session of its own (`DroolsTable.java`). From Python each decision
is an event as JSON into a session that gives every hit, the way its own clients call it.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.routing_table import FIELDS, Routing, code, coded
from engine.policy import conditions as c
from engine.policy.tables import Question, RuleGroup

PROGRAM = Path(__file__).with_name("DroolsTable.java")
PASSES = 6


def lacking() -> str | None:
    """What is missing, in words; None when Drools can be measured."""
    if shutil.which("java") is None:
        return "no java on this machine"
    if shutil.which("javac") is None:
        return "java is here, its compiler is not"
    return None if importlib.util.find_spec("drools") is not None else "java is here, drools_jpy is not"


def in_the_jvm(routing: Routing, batch: pa.RecordBatch, threads: int) -> tuple[float, float, list[str]]:
    """Seconds and processor seconds of the best pass over these cases, and the unit of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = (_shared(tests, routing) for tests, _ in routing.rules)
        (folder / "rules.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        np.savetxt(folder / "cases.txt", np.column_stack(list(coded(batch).values())), fmt="%d")
        call = ["java", "-Xmx1g", "-cp", str(_jar()), str(PROGRAM), str(folder), str(threads), str(PASSES)]
        done = subprocess.run(call, capture_output=True, text=True, check=True)
        fired = np.loadtxt(folder / "answers.txt", dtype=int)
    seconds, worked = np.array(done.stdout.split(), float).reshape(-1, 2).min(axis=0)
    return float(seconds), float(worked), np.array(routing.units)[fired].tolist()


def _jar() -> Path:
    found = importlib.util.find_spec("drools")
    assert found is not None
    assert found.origin is not None
    return next((Path(found.origin).parent / "jars").glob("*.jar"))


def _shared(tests: tuple[c.Test, ...], routing: Routing) -> str:
    """The tests of a rule as the program reads them; first those that most rules have in common, whose
    nodes Drools then shares. Words and yes or no are bits."""
    kinds = {f: len({t for tests, _ in routing.rules for t in tests if t.fact == f}) for f in FIELDS}
    return ";".join(_told(t) for t in sorted(tests, key=lambda t: kinds[t.fact]))


def _told(test: c.Test) -> str:
    field = FIELDS.index(test.fact)
    if test.op in ("at_least", "below"):
        return f"{field} {test.op} {test.value}"
    bits = sum(1 << n for n in code(test)) if test.op == "in" else 1 << int(bool(test.value))
    return f"{field} in {bits}"


# ── from Python, one by one ──────────────────────────────────────────
def from_python(group: RuleGroup) -> Callable[[Sequence[Question]], list[set[str]]]:
    """Every rule that matches each question, by drools_jpy."""
    java = Path(os.path.realpath(str(shutil.which("java"))))
    os.environ.setdefault("JAVA_HOME", str(java.parents[1]))  # where its bridge looks for the machine
    from drools.ruleset import Ruleset  # type: ignore[import-not-found, unused-ignore]

    made = Ruleset(group.id, json.dumps(_book(group)))
    ask, session = made._api.assertEvent, made._session_id  # its public call adds a callback per hit

    def decide(batch: Sequence[Question]) -> list[set[str]]:
        found = (ask(session, json.dumps(dict(q.facts))) for q in batch)
        return [{rule for hit in json.loads(hits) for rule in hit} for hits in found]

    return decide


def _book(group: RuleGroup) -> dict[str, Any]:
    """The rules as its events driven rule book; an event is forgotten after a second."""
    action = [{"Action": {"action": "none", "action_args": {}}}]
    rules = [
        {"name": k, "condition": {"AllCondition": [_condition(r)]}, "actions": action, "enabled": True}
        for k, r in group.rules.items()
    ]
    source = {"name": "asked", "source_name": "asked", "source_args": {}, "source_filters": []}
    return {
        "name": group.id, "hosts": ["all"], "sources": [{"EventSource": source}],
        "rules": [{"Rule": r} for r in rules], "match_multiple_rules": True, "default_events_ttl": "1 seconds",
    }  # fmt: skip


def _condition(condition: c.Condition) -> dict[str, Any]:
    if isinstance(condition, c.All):
        first, *others = condition.items
        found = _condition(first)
        for other in others:
            found = {"AndExpression": {"lhs": found, "rhs": _condition(other)}}
        return found
    assert isinstance(condition, c.Test)
    name = {"is": "EqualsExpression", "at_least": "GreaterThanOrEqualToExpression"}[condition.op]
    return {name: {"lhs": {"Event": condition.fact}, "rhs": _value(condition.value)}}


def _value(value: Any) -> dict[str, Any]:
    kind = "Boolean" if isinstance(value, bool) else "Integer" if isinstance(value, int) else "String"
    return {kind: value}
