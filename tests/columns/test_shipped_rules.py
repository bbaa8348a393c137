"""Every table, flag, recusal rule and due date of every shipped rule set: columns say what the judge says.

Cases are random answers to the intake forms, with choices that no form offers and with gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from engine.casework.case import Case
from engine.casework.clocks.due import due_of, ladder_of
from engine.casework.judge import judge
from engine.casework.requests import Judgement, Open, World
from engine.casework.rulebook import Rulebook, prepare
from engine.columns.days import day_table, micros, moment
from engine.columns.due import due_from
from engine.columns.ladders import rungs
from engine.columns.policy import Decisions
from engine.loading.calendars import load_calendar
from engine.loading.load import load_ruleset
from engine.policy.answers import facts_of
from engine.policy.calendar import Calendar, local_date
from engine.policy.conditions import Facts, Value, holds
from engine.policy.directory import Directory
from engine.policy.escalation import due_steps
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field
from engine.policy.limits import Limit
from engine.policy.tables import Question, plain_match, settle
from engine.policy.triggers import names_of, pulled
from engine.simulate.bulk import policy_of, waiting
from tests.columns.batches import batch_of

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(p.stem for p in [*(ROOT / "rules").glob("*.yaml"), *(ROOT / "rules" / "examples").glob("*.yaml")])
FILED = [s for s in SHIPPED if s != "national"]


@dataclass(frozen=True)
class Town:
    """One rule set and its calendar, ready."""

    book: Rulebook
    calendar: Calendar


@cache
def town(id_: str) -> Town:
    ruleset = load_ruleset(id_, home=ROOT).ruleset
    assert ruleset is not None
    calendar = load_calendar(ruleset.calendar, home=ROOT)
    assert isinstance(calendar, Calendar)
    return Town(prepare(ruleset), calendar)


def answers_to(fields: Sequence[Field], rng: Random) -> dict[str, Any]:
    """Random answers; a choice is now and then one that the form does not offer."""
    found = {}
    for f in fields:
        if rng.random() < 0.85 and kind_of(f).answered and f.calculate is None:
            found[f.key] = _answer(f, rng)
    return found


def _answer(f: Field, rng: Random) -> Any:
    kind = kind_of(f)
    if kind.fact == "group":
        return [answers_to(tuple(f.fields.values()), rng) for _ in range(rng.randint(0, 3))]
    if kind.fact in ("choice", "choices"):
        words = [*f.choices, *f.choices, "never-heard-of"]
        return rng.choice(words) if kind.fact == "choice" else rng.sample(words, rng.randint(0, min(3, len(words))))
    if kind.fact == "yes-no":
        return rng.random() < 0.5
    if kind.fact == "number":
        return rng.choice((0, 1, 2, 5, 6, 20, 200)) * kind.scale
    if kind.fact == "date":
        return (date(2020, 1, 1) + timedelta(days=rng.randrange(2400))).isoformat()
    return kind.sample(f)


def cases_of(here: Town, rng: Random, number: int) -> Iterator[tuple[str, dict[str, Any], datetime]]:
    """Form, answers and instant of opening: from before the older regulation ended until 2027."""
    for _ in range(number):
        form = rng.choice(here.book.ruleset.intake)
        at = datetime(2021, 6, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(5 * 366 * 86_400))
        yield form, answers_to([f for _, f in here.book.form(form).all_fields()], rng), at


def facts_at_opening(here: Town, form: str, answers: Mapping[str, Any], at: datetime) -> dict[str, Value]:
    day = local_date(here.calendar, at)
    return {**facts_of(here.book.form(form), answers), "case.opened": day, "today": day}


def in_columns(here: Town, rows: Sequence[Facts]) -> Decisions:
    asked = {
        name: found
        for name, found in here.book.types.items()
        if _top(name) in {_top(n) for n in here.book.asked} | {"today"}
    }
    return policy_of(here.book).decide_batch(batch_of(rows, asked))


def _top(fact: str) -> str:
    return fact.partition(".")[0]


def plainly(here: Town, given: Facts) -> tuple[dict[str, Any], set[str], set[str]]:
    """The tables, flags and recusal rules by the plain evaluator, until nothing changes."""
    book = here.book
    facts: dict[str, Value] = {**policy_of(book).defaults, **given}
    outcomes: dict[str, Any] = {}
    flags: set[str] = set()
    for _ in range(20):
        facts |= {f: f in flags for f in book.groups["flags"].rules}
        for key in policy_of_tables(book):
            table = book.ruleset.tables[key]
            outcome = settle(table, plain_match(Question(book.groups[f"tables.{key}"], facts)).rules)
            outcomes[key] = outcome
            value: Any = outcome.value
            if isinstance(value, Mapping):
                facts |= {f"{key}.{k}": v for k, v in value.items()}
            elif not isinstance(value, Limit):
                facts[key] = value
        up = {k for k, c in book.groups["flags"].rules.items() if holds(c, facts)}
        if up == flags:
            break
        flags = up
    return outcomes, flags, {k for k, c in book.groups["recusal"].rules.items() if holds(c, facts)}


def policy_of_tables(book: Rulebook) -> list[str]:
    return [t for t in book.tables if t not in book.per_holder]


def check_plainly(id_: str, seed: int, number: int) -> int:
    """How many cases were compared; every one must agree."""
    here, rng = town(id_), Random(f"{id_}{seed}")
    rows = [facts_at_opening(here, *case) for case in cases_of(here, rng, number)]
    found = in_columns(here, rows)
    for i, facts in enumerate(rows):
        outcomes, flags, recusals = plainly(here, facts)
        assert {k: d.outcome(i) for k, d in found.tables.items()} == outcomes, facts
        assert {k: d.values[d.choice[i]] for k, d in found.tables.items()} == {k: o.value for k, o in outcomes.items()}
        assert {k: bool(d.conflict[i]) for k, d in found.tables.items()} == {
            k: bool(o.conflict) for k, o in outcomes.items()
        }
        assert {k for k, t in found.flags.items() if t[i]} == flags, facts
        assert {k for k, t in found.recusals.items() if t[i]} == recusals, facts
    return len(rows)


def check_against_the_judge(id_: str, seed: int, number: int) -> int:
    """How many decisions and clocks of opened cases were compared; every one must agree."""
    here, rng = town(id_), Random(f"{id_}{seed}j")
    cases = list(cases_of(here, rng, number))
    rows = [facts_at_opening(here, *case) for case in cases]
    decided = in_columns(here, rows)
    opened = [_opened(here, *case) for case in cases]
    late, compared = waiting(here.book), 0
    for key, table in decided.tables.items():
        if f"tables.{key}" in late:
            continue
        for i, case in enumerate(opened):
            assert case.decisions[key].rules == table.outcome(i).rules, rows[i]
            compared += 1
    for key, truth in decided.flags.items():
        if f"flags.{key}" not in late:
            assert [key in c.flags for c in opened] == truth.tolist()
    for key, truth in decided.recusals.items():
        if f"recusal.{key}" not in late:
            assert [key in c.recusals for c in opened] == truth.tolist()
    return compared + _check_clocks(here, opened, [at for *_, at in cases], decided, late)


def _opened(here: Town, form: str, answers: dict[str, Any], at: datetime) -> Case:
    world = World(here.calendar, Directory({}, {}), plain_match)
    request = Open("case-1", here.book.ruleset.id, "", form, answers, ())
    done = judge(here.book, None, request, world, at=at)
    assert isinstance(done, Judgement)
    return done.case


def _check_clocks(here: Town, opened: list[Case], at: list[datetime], decided: Decisions, late: frozenset[str]) -> int:
    """Clocks that begin with the case: which run, when they are due, when the rungs of their ladders stand."""
    rules, compared = here.book.ruleset, 0
    table = day_table(here.calendar, rules.counting)
    started = np.array([micros(m) for m in at], np.int64)
    for deadline in rules.deadlines.values():
        at_once = pulled(deadline.starts, "case.opened", ("case.opened",)) and len(names_of(deadline.starts)) == 1
        if not at_once or f"deadlines.{deadline.key}" in late or deadline.limit.kind == "fact":
            continue
        stopped = [bool(set(names_of(deadline.stops)) & set(c.happened)) for c in opened]
        runs = decided.holds(deadline.if_) & ~np.array(stopped)
        begun = [deadline.key in c.clocks and not over for c, over in zip(opened, stopped, strict=True)]
        assert begun == runs.tolist(), deadline.key
        due = due_from(deadline.limit, started, table)
        ladder = rules.escalations.get(deadline.escalation or "")
        climbed = list(rungs(ladder, due, table)) if ladder and due else []
        until = started + 40 * 86_400_000_000
        fired = [(r, r.fires(started, until)) for r in climbed]
        for i in np.flatnonzero(runs):
            clock = opened[i].clocks[deadline.key]
            wanted = due_of(clock, here.book, here.calendar)
            assert (due is None) == (wanted is None)
            if due is None or wanted is None or clock.outcome != "running":
                continue
            compared += 1
            assert (moment(int(due.expires[i])), date.fromordinal(int(due.due[i])), bool(due.provisional[i])) == (
                wanted.expires, wanted.due, wanted.provisional,
            )  # fmt: skip
            seen = {(r.step.key, r.occurrence, moment(int(r.scheduled[i]))) for r, yes in fired if yes[i]}
            live = ladder_of(clock, here.book)
            early = due_steps(
                live, wanted, calendar=here.calendar, counting=rules.counting, epoch=1, taken=frozenset(), at=at[i]
            ) if live else ()  # fmt: skip
            behind = frozenset((1, s.step, s.occurrence) for s in early if live and live.steps[s.step].before)
            owed = due_steps(
                live, wanted, calendar=here.calendar, counting=rules.counting, epoch=1, taken=behind,
                at=moment(int(until[i])),
            ) if live else ()  # fmt: skip
            assert seen == {(s.step, s.occurrence, s.scheduled) for s in owed}
    return compared


@pytest.mark.parametrize("id_", FILED)
def test_columns_decide_as_the_plain_evaluator(id_: str) -> None:
    assert check_plainly(id_, 1, 170) == 170


@pytest.mark.full
@pytest.mark.parametrize("id_", FILED)
def test_columns_decide_as_the_plain_evaluator_twenty_thousand_times(id_: str) -> None:
    assert check_plainly(id_, 2, 1700) == 1700


@pytest.mark.soak
@pytest.mark.parametrize("id_", FILED)
@pytest.mark.parametrize("seed", range(3, 13))
def test_columns_decide_as_the_plain_evaluator_two_hundred_thousand_times(id_: str, seed: int) -> None:
    assert check_plainly(id_, seed, 1700) == 1700


@pytest.mark.parametrize("id_", FILED)
def test_a_case_that_the_judge_opens_is_decided_and_due_as_in_columns(id_: str) -> None:
    assert check_against_the_judge(id_, 1, 12) > 0


@pytest.mark.full
@pytest.mark.parametrize("id_", FILED)
def test_many_cases_that_the_judge_opens(id_: str) -> None:
    assert check_against_the_judge(id_, 2, 250) > 0


def _two_appeals(here: Town) -> list[dict[str, Value]]:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return [facts_at_opening(here, "registration", {"request": r}, at) for r in ("discipline-appeal", "help")]


def test_the_rules_of_any_row_can_be_told_with_their_clauses() -> None:
    here = town("kandun")
    track = in_columns(here, _two_appeals(here)).tables["track"]
    assert [track.outcome(i).rules for i in (0, 1)] == [("other-inside",), ()]
    assert [c.article for c in here.book.ruleset.tables["track"].rules["other-inside"].cite] == ["四(一).1"]


def test_the_decisions_leave_as_an_arrow_batch() -> None:
    here = town("kandun")
    batch = in_columns(here, _two_appeals(here)).record_batch()
    assert isinstance(batch, pa.RecordBatch)
    assert batch.column("track").to_pylist() == ["discipline", "line"]
    assert batch.column("track:hits").to_pylist() == [[2], [0]]
    assert batch.schema.field("track:hits").metadata == {b"rules": b"accusation-inside other-inside"}
