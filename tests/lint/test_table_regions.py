"""Rows taken as regions say what trying every combination says; large tables are examined."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from engine.lint.subject import Subject
from engine.lint.table_regions import MOST_PAIRS, rows_of
from engine.policy.calendar import Calendar
from engine.policy.conditions import All, Condition, holds
from engine.policy.conditions import Test as Comparison
from engine.policy.definitions import Body, Rule, RuleSet, State, Table
from engine.policy.forms import Field, Form, Section, Text

T = Text("名", "name")
TODAY = date(2026, 1, 1)
WORDS = tuple(f"w{n}" for n in range(6))
PLAIN = Calendar("plain", T, "Asia/Shanghai")


def subject(rules: dict[str, Condition], hit: str, facts: int) -> Subject:
    fields = {f"f{n}": Field(f"f{n}", T, "choice", True, dict.fromkeys(WORDS, T)) for n in range(facts)}
    form = Form("note", T, {"s": Section("s", T, fields)})
    made = {k: Rule(k, k, c) for k, c in rules.items()}
    table = Table("kind", hit, made, "none")  # type: ignore[arg-type]
    ruleset = RuleSet(
        "town", T, Body("镇", "town", "township"), "plain", intake=("note",), tables={"kind": table},
        states={"open": State("open", T, initial=True)}, forms={"note": form},
    )  # fmt: skip
    return Subject(ruleset, (), PLAIN)


def rows(draw: Random, count: int, facts: int) -> dict[str, Condition]:
    return {f"r{n}": _row(draw, facts) for n in range(count)}


def _row(draw: Random, facts: int) -> Condition:
    read = draw.sample(range(facts), draw.randint(1, facts))
    return All(tuple(Comparison(f"f{n}", "in", tuple(draw.sample(WORDS, draw.randint(1, 4)))) for n in read))


@pytest.mark.parametrize("seed", range(12))
def test_rows_match_are_reached_and_clash_as_trying_everything_says(seed: int) -> None:
    made = rows(Random(seed), 6, 3)
    every = [{"f0": a, "f1": b, "f2": c} for a in WORDS for b in WORDS for c in WORDS]
    hits = [[k for k, c in made.items() if holds(c, facts)] for facts in every]
    found = rows_of(subject(made, "unique", 3), subject(made, "unique", 3).ruleset.tables["kind"], TODAY)
    assert found.matched == {k for several in hits for k in several}
    assert found.reached == {several[0] for several in hits if several}
    pairs = {(a, b) for several in hits for i, a in enumerate(several) for b in several[i + 1 :]}
    assert {(a, b) for a, b, _ in found.together} == pairs
    assert all(holds(made[a], facts) and holds(made[b], facts) for a, b, facts in found.together)


def test_five_hundred_rows_over_eight_facts_are_examined() -> None:
    made = rows(Random(1), 500, 8)
    halves = [All((made["r7"], Comparison("f0", "in", part))) for part in (WORDS[:3], WORDS[3:])]
    placed = {"h0": halves[0], "h1": halves[1], **{k: c for k, c in made.items() if k != "r7"}, "hidden": made["r7"]}
    town = subject(placed, "first", 8)
    found = rows_of(town, town.ruleset.tables["kind"], TODAY)
    assert "hidden" in found.matched
    assert "hidden" not in found.reached
    assert {"h0", "h1"} <= found.reached | (set(placed) - found.matched)
    unique = replace(
        town, ruleset=replace(town.ruleset, tables={"kind": replace(town.ruleset.tables["kind"], hit="unique")})
    )
    told = rows_of(unique, unique.ruleset.tables["kind"], TODAY).together
    assert len(told) == MOST_PAIRS
    assert all(holds(placed[a], facts) and holds(placed[b], facts) for a, b, facts in told)
