"""Large tables are split so that durable_rules stays inside its limits, and still decide alike."""

from __future__ import annotations

import json
from random import Random

import pytest

from engine.matching.compiler import compile_group
from engine.matching.matcher import ENGINE, Matcher
from engine.matching.partition import (
    MOST_MATCHES,
    MOST_RULES,
    MOST_SAME_END,
    Part,
    fits,
    most_at_once,
    narrowed,
    partition,
)
from engine.matching.terms import Check, CountJoin, Unit
from engine.policy import conditions as c
from engine.policy.fact_types import NUMBER, YES_NO, FactType
from engine.policy.tables import Question, RuleGroup

PLACES = tuple(f"place-{n}" for n in range(50))
TYPES = {"place": FactType("choice", PLACES), "people": NUMBER, "urgent": YES_NO}


def _table(rules: int) -> RuleGroup:
    """Rules by place and number of people, and one in ten that names no place."""
    made: dict[str, c.Condition] = {}
    for n in range(rules):
        people = c.Test("people", "at_least", n % 7)
        place = c.Test("place", "is", PLACES[n % 50])
        made[f"rule-{n}"] = people if n % 10 == 9 else c.All((place, people))
    return RuleGroup("table:large", made, TYPES)


def _units(n: int) -> tuple[Unit, ...]:
    return tuple(Unit(f"r{i}", f"rule-{i}", (Check("a0", "==", f"v{i}"),)) for i in range(n))


def test_a_table_that_fits_stays_whole() -> None:
    assert len(partition(_units(300))) == 1


def test_five_hundred_rules_are_split_and_none_is_lost() -> None:
    compiled = compile_group(_table(500))
    assert len(compiled.parts) > 1
    assert sorted(r for p in compiled.parts for r in p.rules.values()) == sorted(_table(500).rules)
    assert all(fits(p.part.units) and len(p.part.units) <= MOST_RULES for p in compiled.parts)


def test_five_hundred_rules_are_decided_as_the_evaluator_would(matcher: Matcher) -> None:
    rng = Random(5)
    asked = _table(500)
    questions = [
        Question(asked, {"place": rng.choice((*PLACES, "elsewhere")), "people": rng.randint(-1, 8)}) for _ in range(300)
    ]
    answers = matcher.many([*questions, Question(asked, {}), Question(asked, {"people": 9})])
    assert {(a.decided_by, a.trouble) for a in answers} == {(ENGINE, None)}
    assert sum(len(a.rules) for a in answers) > 300


def test_one_decision_asks_only_the_rule_set_of_its_value() -> None:
    parts = compile_group(_table(500)).parts
    keyed = [p for p in parts if p.part.field]
    assert keyed
    values = [v for p in keyed for v in p.part.values]
    assert len(values) == len(set(values))


@pytest.mark.parametrize("rules", [MOST_MATCHES, 64, 65, 200])
def test_rules_that_all_match_at_once_are_all_found(matcher: Matcher, rules: int) -> None:
    always = {f"rule-{n}": c.Test("people", "at_least", -n) for n in range(rules)}
    answer = matcher(Question(RuleGroup("table:open", always, TYPES), {"people": 5}))
    assert (answer.decided_by, len(answer.rules)) == (ENGINE, rules)


def test_rules_that_always_hold_are_all_found(matcher: Matcher) -> None:
    answer = matcher(Question(RuleGroup("table:all", {f"r{n}": c.ALWAYS for n in range(70)}, {}), {}))
    assert (answer.decided_by, len(answer.rules)) == (ENGINE, 70)


def test_three_hundred_rules_that_end_in_one_condition_are_split(matcher: Matcher) -> None:
    rules = {f"rule-{n}": c.All((c.Test("place", "is", f"p{n}"), c.Test("urgent", "is", True))) for n in range(300)}
    asked = RuleGroup("table:urgent", rules, TYPES)
    answers = matcher.many([Question(asked, {"place": f"p{n}", "urgent": True}) for n in range(0, 300, 7)])
    assert {(a.decided_by, len(a.rules)) for a in answers} == {(ENGINE, 1)}


@pytest.mark.parametrize("rows", [1, 20, 300])
def test_many_rules_over_many_rows_are_all_found(matcher: Matcher, rows: int) -> None:
    row = FactType("group", row={"age": NUMBER})
    rules = {f"r{n}": c.Rows("accused", "some", c.Test("age", "at_least", n)) for n in range(100)}
    facts = {"accused": tuple({"age": 50 + n} for n in range(rows))}
    answer = matcher(Question(RuleGroup("recusal", rules, {"accused": row}), facts))
    assert (answer.decided_by, len(answer.rules)) == (ENGINE, min(100, 50 + rows))


def test_a_fact_with_hundreds_of_attributes_is_split(matcher: Matcher) -> None:
    types = {f"f{n}": FactType("choice") for n in range(300)}
    rules = {f"r{n}": c.Test(f"f{n}", "is", "x") for n in range(300)}
    answer = matcher(Question(RuleGroup("table:wide", rules, types), dict.fromkeys(types, "x")))
    assert (answer.decided_by, len(answer.rules)) == (ENGINE, 300)


def test_the_bound_on_simultaneous_matches_is_never_too_low() -> None:
    rng = Random(3)
    for _ in range(50):
        units = tuple(
            Unit(f"r{n}", "", tuple(Check(f"a{f}", "==", f"v{rng.randint(0, 3)}") for f in rng.sample(range(3), 2)))
            for n in range(100)
        )
        facts = {f"a{f}": f"v{rng.randint(0, 3)}" for f in range(3)}
        matching = sum(all(facts[k.column] == k.value for k in u.checks) for u in units)
        assert matching <= most_at_once(units)


def test_joins_over_related_cases_count_every_combination() -> None:
    units = tuple(Unit(f"r{n}", "", (), CountJoin("again", 4, ())) for n in range(7))
    assert not fits(units)
    assert sum(len(p.units) for p in partition(units)) == 7


def test_a_definition_is_json_within_the_subset() -> None:
    for part in compile_group(_table(500)).parts:
        rules = json.loads(part.definition)
        assert rules["any"] == {"all": [{"f": {"$gte": {"kind": 0}}}]}
        assert all(r["all"][0]["c"]["$and"][0] == {"kind": 0} for k, r in rules.items() if k != "any")


def test_rules_that_end_in_one_condition_do_not_stand_together() -> None:
    last = Check("a1", "==", True)
    units = tuple(Unit(f"r{n}", "", (Check("a0", "==", f"v{n}"), last)) for n in range(MOST_SAME_END + 1))
    assert [fits(units[:-1]), fits(units)] == [True, False]


def test_more_attributes_than_a_fact_may_have_are_split(matcher: Matcher) -> None:
    types = {f"f{n}": FactType("choice") for n in range(200)}
    rules = {
        f"r{n}": c.All(tuple(c.Test(f"f{4 * n + i}", "is", "x") for i in range(4))) for n in range(50)
    }  # two attributes for each fact
    asked = RuleGroup("table:wide", rules, types)
    assert len(compile_group(asked).parts) == 3
    answer = matcher(Question(asked, dict.fromkeys(types, "x")))
    assert (answer.decided_by, len(answer.rules)) == (ENGINE, 50)


def test_a_table_of_thousands_of_rules_is_decided(matcher: Matcher) -> None:
    rules = {f"rule-{n}": c.Test("place", "is", f"p{n}") for n in range(2000)}
    asked = RuleGroup("table:thousands", rules, TYPES)
    answers = matcher.many([Question(asked, {"place": f"p{n}"}) for n in range(0, 2100, 97)])
    assert [(a.decided_by, len(a.rules)) for a in answers] == [(ENGINE, 1)] * 21 + [(ENGINE, 0)]


def _mixed(named: int, open_: int) -> tuple[Unit, ...]:
    """Units that ask a value of one field, ten values in turn, and units that ask none."""
    by_value = (Unit(f"n{i}", "", (Check("a0", "==", f"v{i % 10}"), Check("a1", ">=", i))) for i in range(named))
    return (*by_value, *(Unit(f"o{i}", "", (Check("a1", ">=", i),)) for i in range(open_)))


@pytest.mark.parametrize(("named", "open_"), [(0, 5), (5, 0), (50, 0), (50, 1), (50, 20), (50, 60), (400, 0)])
def test_a_table_split_for_speed_keeps_every_rule_once(named: int, open_: int) -> None:
    units = _mixed(named, open_)
    parts = narrowed(Part(units))
    values = [v for p in parts for v in p.values]
    assert sorted(u.name for p in parts for u in p.units) == sorted(u.name for u in units)
    assert len(values) == len(set(values))


def test_a_table_is_split_for_speed_only_where_a_decision_meets_fewer_rules() -> None:
    sizes = {(n, o): [len(p.units) for p in narrowed(Part(_mixed(n, o)))] for n, o in [(50, 0), (8, 0), (15, 15)]}
    assert sizes == {(50, 0): [5] * 10, (8, 0): [8], (15, 15): [30]}


def test_a_case_whose_value_no_rule_names_is_still_put_to_the_engine(matcher: Matcher) -> None:
    rules = {f"rule-{n}": c.Test("place", "is", place) for n, place in enumerate(PLACES)}
    asked = RuleGroup("table:named", rules, TYPES)
    compiled = compile_group(asked)
    assert all(p.key is not None for p in compiled.parts)
    assert [len(compiled.parts_for(facts)) for facts in ({}, {"place": "nowhere"}, {"place": PLACES[3]})] == [1, 1, 1]
    assert matcher(Question(asked, {"place": "nowhere"})).decided_by == ENGINE
