"""The process in which durable_rules lives: `python -m engine.matching.child`.

The only module that imports it. One JSON document per line comes in (`load`: rule sets by name;
`ask`: pairs of a rule set's name and the facts of one decision) and one goes out (`fired`: engine
rules per question). Every decision is hydrate, decide, delete. The process ends when its input
closes, and by alarm when one request never ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from durable.engine import Host

SESSIONS = 64
"""Session ids are 32-bit hashes without comparison, so only these few are ever used."""
LAST_RESORT = 120
"""Seconds after which the process ends itself should nobody be left to stop it."""
CATCH_ALL = "any"

Facts = list[dict[str, Any]]


class QuietHost(Host):  # type: ignore[misc]
    """A host without the stock dispatch threads, which crash when sessions are deleted."""

    def _run(self) -> None:
        """Nothing runs beside the decision that was asked for."""


class Engine:
    """Rule sets by name, and decisions on throw-away sessions."""

    def __init__(self) -> None:
        self._host = QuietHost()
        self._loaded: set[str] = set()
        self._fired: list[str] = []
        self._decisions = 0

    def load(self, name: str, definition: str) -> None:
        """Register a rule set once. Its actions only note which rule fired."""
        if name in self._loaded:
            return
        rules = json.loads(definition)
        for rule, body in rules.items():
            body["run"] = self._note(rule)
        self._host.set_rulesets({name: rules})
        self._loaded.add(name)

    def decide(self, name: str, facts: Facts) -> list[str]:
        """Engine rules that fire for the facts, each once. Raises RuntimeError on a hidden error."""
        self._fired.clear()
        session = f"s{self._decisions % SESSIONS}"
        self._decisions += 1
        for number, fact in enumerate(facts):
            fact["id"] = str(number)
            fact["sid"] = session
        state = self._host.assert_facts(name, facts)
        self._host.delete_state(name, session)
        if CATCH_ALL not in self._fired or not isinstance(state, dict) or state.get("exception"):
            raise RuntimeError(f"decision on {name} did not run to its end: {state!r}")
        return [rule for rule in dict.fromkeys(self._fired) if rule != CATCH_ALL]

    def _note(self, rule: str) -> Callable[[Any], None]:
        def note(_context: Any) -> None:
            self._fired.append(rule)

        return note


def answer(engine: Engine, request: Mapping[str, Any]) -> dict[str, Any]:
    """One request → one reply."""
    for name, definition in request.get("load", {}).items():
        engine.load(name, definition)
    return {"fired": [engine.decide(name, facts) for name, facts in request.get("ask", [])]}


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer line by line until the input closes."""
    engine = Engine()
    for line in incoming:
        signal.alarm(LAST_RESORT)
        reply = answer(engine, json.loads(line))
        signal.alarm(0)
        outgoing.write(json.dumps(reply).encode() + b"\n")
        outgoing.flush()


def main() -> None:
    """Keep the pipe for replies private: whatever the engine prints goes to the error stream."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
