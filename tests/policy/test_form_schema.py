"""The JSON Schema of a form accepts and rejects the same answers as the app, but for what it lists."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.loading.check import load_form
from engine.policy.answers import OFFICE, validate
from engine.policy.field_types.registry import kind_of
from engine.policy.form_schema import form_schema
from engine.policy.forms import Field, Form

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
FORMS = [*sorted((ROOT / "forms").glob("*.yaml")), GOLDEN / "forms" / "every-type.yaml"]
ROUNDS = 80
ODD: list[Any] = [
    None, "", "  ", [], {}, 0, 1, -1, 2.5, 51, 150, 600_000, 10**16, True, False, "x", " x ", "好" * 501, "a\x00b",
    "2020-02-29", "2019-02-29", "2026-01-05", "2026-01-05\n", "09:30", "24:00", "13800000000", "a@b.cn",
    "11010519491231002X", "110105194912310021", ["x"], ["village", "county"], ["town", "town"], ["court"], [{}],
    {"text": "甲"}, {"text": " "}, {"division": "east"}, {"division": "north"}, {"name": "甲", "confirmed": True},
    {"name": "甲"}, "by-letter", 1.0, 100.0,
]  # fmt: skip


def form_of(path: Path) -> Form:
    home = GOLDEN if path.is_relative_to(GOLDEN) else ROOT
    form, problems = load_form(path, home)
    assert form is not None, problems
    return form


def answer(f: Field, chance: random.Random) -> Any:  # noqa: PLR0911
    """Mostly a right answer, sometimes any other."""
    if f.type == "group" and chance.random() < 0.9:
        return [row(f, chance) for _ in range(chance.randint(0, 4))]
    if chance.random() < 0.12:
        return chance.choice(ODD)
    if f.type == "choices":
        return chance.sample(list(f.choices), chance.randint(0, len(f.choices)))
    if f.choices and f.type != "address":
        return chance.choice(list(f.choices))
    if f.type == "number":
        return chance.choice([f.at_least or 0, 7, 12, f.at_most or 3])
    if f.type == "money":
        return chance.choice([100, 500_000, 499_999, 1_000_001])
    if f.type == "date":
        return chance.choice(["2020-02-28", "2020-02-29", "2020-03-01", "2026-01-05"])
    return chance.choice([True, False]) if f.type == "yes-no" else kind_of(f).sample(f)


def row(group: Field, chance: random.Random) -> dict[str, Any]:
    return {k: answer(f, chance) for k, f in group.fields.items() if chance.random() < 0.85}


def answers(form: Form, chance: random.Random) -> dict[str, Any]:
    found = {f.key: answer(f, chance) for _, f in form.all_fields() if chance.random() < 0.9}
    return {**found, "mood": "calm"} if chance.random() < 0.02 else found


def allowed(problem_path: tuple[Any, ...], code: str, unsaid: list[dict[str, str]]) -> bool:
    """Whether the schema says itself that it cannot express this."""
    name = ".".join(str(p) for p in problem_path if isinstance(p, str))
    because = "condition" if code == "required" else code
    return {"field": name, "because": because} in unsaid


@pytest.mark.parametrize("by", [None, OFFICE])
@pytest.mark.parametrize("path", FORMS, ids=lambda p: p.stem)
def test_schema_and_app_agree_on_seeded_answers(path: Path, by: str | None) -> None:
    form, chance = form_of(path), random.Random(f"{path.stem}-{by}")
    schema = form_schema(form, by=by)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for _ in range(ROUNDS):
        given = answers(form, chance)
        _, problems = validate(form, given, by=by)
        told = [p for p in problems if not allowed(p.path, p.code, schema["x-bihuan"]["unsaid"])]
        assert validator.is_valid(given) == (not told), (given, [(p.path, p.code) for p in problems])


def test_only_what_no_schema_can_say_is_left_out() -> None:
    unsaid = form_schema(form_of(FORMS[-1]))["x-bihuan"]["unsaid"]
    assert {(u["field"], u["because"]) for u in unsaid} == {
        ("id-number", "identity-number-check"), ("left-on", "check"),
    }  # fmt: skip


@pytest.mark.parametrize("path", FORMS[:-1], ids=lambda p: p.stem)
def test_of_the_shipped_forms_everything_can_be_said(path: Path) -> None:
    beyond = {"identity-number-check", "check"}  # a sum modulo eleven, and numbers worked out
    assert {u["because"] for u in form_schema(form_of(path))["x-bihuan"]["unsaid"]} <= beyond
