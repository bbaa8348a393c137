"""The process in which durable_rules lives: `python -m engine.matching.child`.

The only module that imports it. One JSON document per line comes in (`load`: rule sets by name;
`ask`: pairs of a rule set's name and the facts of one decision, as they are or as their JSON text,
which only the engine then reads) and one goes out (`fired`: engine rules per question). Every
decision is hydrate, decide, delete. The process ends when its input closes, and by alarm when one
request never ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from durable.engine import Host, MessageNotHandledException, Promise, Ruleset
from durable.engine import durable_rules_engine as core

from engine import crash_points

SESSIONS = 64
"""Session ids are 32-bit hashes without comparison, so only these few are ever used."""
LAST_RESORT = 120
"""Seconds after which the process ends itself should nobody be left to stop it."""
CATCH_ALL = "any"
FACT = '{"kind":'

Facts = list[dict[str, Any]]
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class QuietHost(Host):  # type: ignore[misc]
    """A host without the stock dispatch threads, which crash when sessions are deleted."""

    def _run(self) -> None:
        """Nothing runs beside the decision that was asked for."""


class Engine:
    """Rule sets by name, and decisions on throw-away sessions.

    Activations are drained from the engine's core one by one and only noted: no action runs, so none
    can raise, and no state is written back.
    """

    def __init__(self) -> None:
        self._host = QuietHost()
        self._loaded: dict[str, Ruleset] = {}
        self._decisions = 0

    def load(self, name: str, definition: str) -> None:
        """Register a rule set once."""
        if name in self._loaded:
            return
        rules = json.loads(definition)
        for body in rules.values():
            body["run"] = Promise(_never_run)
        self._host.set_rulesets({name: rules})
        self._loaded[name] = self._host.get_ruleset(name)

    def decide(self, name: str, facts: Facts | str) -> list[str]:
        """Engine rules that fire for the facts, each once. Raises RuntimeError when it did not end."""
        session = f"s{self._decisions % SESSIONS}"
        self._decisions += 1
        handle = self._loaded[name]._handle
        outcome, state = core.assert_facts(handle, _addressed(facts, session))
        if outcome:
            raise MessageNotHandledException(facts)
        fired = dict.fromkeys(_activations(handle, state))
        if fired.pop(CATCH_ALL, self) is self:
            raise RuntimeError(f"decision on {name} did not run to its end")
        core.delete_state(handle, session)
        return list(fired)


def _addressed(facts: Facts | str, session: str) -> str:
    """JSON text of the facts with their session and a number each. Every fact begins with its kind;
    inside a value the quotes of this beginning would be escaped, so it is found nowhere else."""
    text = facts if isinstance(facts, str) else _encode(facts)
    head, *rest = text.split(FACT)
    numbered = [f'{{"sid":"{session}","id":"{number}","kind":{fact}' for number, fact in enumerate(rest)]
    return head + "".join(numbered)


def _activations(handle: int, state: int) -> Iterator[str]:
    """Names of the rules that fire, once for each combination of facts: `{"r3b0": {…}}`."""
    started = core.start_action_for_state(handle, state)
    message = started[1] if started else None
    while message:
        yield message.split('"', 2)[1]
        message = core.complete_and_start_action(handle, state)


def _never_run(_context: object) -> None:
    raise AssertionError("activations are noted, not run")


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
        request = json.loads(line.decode())
        crash_points.passing("matcher-child")
        reply = answer(engine, request)
        signal.alarm(0)
        outgoing.write(_encode(reply).encode() + b"\n")
        outgoing.flush()


def main() -> None:
    """Keep the pipe for replies private: whatever the engine prints goes to the error stream."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
