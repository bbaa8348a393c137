"""The process itself: what it answers, that it ends, and that nothing else imports the engine."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest
from durable.engine import MessageNotHandledException

from engine.matching.child import SESSIONS, Engine
from engine.matching.compiler import compile_group
from engine.matching.supervisor import COMMAND
from tests.matching.test_trouble import GROUP

ROOM = Path(__file__).parents[2] / "engine" / "matching"


def _engine() -> tuple[Engine, str]:
    (part,) = compile_group(GROUP).parts
    engine = Engine()
    engine.load(part.name, part.definition)
    return engine, part.name


def _case(channel: str) -> dict[str, object]:
    (part,) = compile_group(GROUP).parts
    kinds = {"given": True, "text": channel}
    return {"kind": 0, "case": 0, **{c.name: kinds[c.kind] for c in part.columns}}


def test_only_the_child_imports_the_engine() -> None:
    importing = [
        path.name
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import) and "durable" in ast.unparse(node).split()[1]
    ]
    assert set(importing) == {"child.py"}


def test_the_process_ends_by_itself_when_its_input_closes() -> None:
    process = subprocess.run(COMMAND, input=b"", capture_output=True, check=False, timeout=600)
    assert (process.returncode, process.stdout) == (0, b"")


def test_one_line_in_is_one_line_out() -> None:
    (part,) = compile_group(GROUP).parts
    request = {"load": {part.name: part.definition}, "ask": [[part.name, [_case("visit")]]]}
    lines = json.dumps(request).encode() + b"\n" + json.dumps({"ask": []}).encode() + b"\n"
    process = subprocess.run(COMMAND, input=lines, capture_output=True, check=False, timeout=600)
    assert [json.loads(line) for line in process.stdout.splitlines()] == [{"fired": [["r1b0"]]}, {"fired": []}]


def test_sessions_are_deleted_so_that_none_remembers_another() -> None:
    engine, name = _engine()
    seen = [engine.decide(name, [_case(w)]) for w in ("letter", "visit", "phone") * SESSIONS]
    assert seen == [["r0b0"], ["r1b0"], []] * SESSIONS


def test_a_decision_that_fires_nothing_at_all_is_an_error() -> None:
    engine, name = _engine()
    with pytest.raises(MessageNotHandledException):
        engine.decide(name, [{"kind": -1, "case": 0}])


@pytest.mark.parametrize("place", ["east", '{"kind":7', '[{"kind":0,"case":0}]'])
def test_facts_as_text_are_decided_as_the_facts_are(place: str) -> None:
    engine, name = _engine()
    facts = [{**_case("visit"), "place": place}]
    assert engine.decide(name, json.dumps(facts, separators=(",", ":"))) == engine.decide(name, facts) == ["r1b0"]


def test_every_fact_has_the_session_and_a_number_of_its_own() -> None:
    engine, name = _engine()
    row = {"kind": 1, "case": 0}
    assert engine.decide(name, [_case("letter"), row, row, row]) == ["r0b0"]
