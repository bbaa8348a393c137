"""A wrong answer, a crash and a hang are answered by the evaluator, flagged and counted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.matching.health import Health
from engine.matching.matcher import ENGINE, Matcher
from engine.matching.shadow import Shadow
from engine.matching.supervisor import Ask, ChildCrashError, ChildTimeoutError, Supervisor
from engine.policy.conditions import Facts
from engine.policy.conditions import Test as Compare
from engine.policy.fact_types import FactType
from engine.policy.tables import Answer, Question, RuleGroup

GROUP = RuleGroup(
    "table:channel",
    {"by-letter": Compare("channel", "is", "letter"), "by-visit": Compare("channel", "is", "visit")},
    {"channel": FactType("choice", ("letter", "visit", "poison"))},
)


@contextmanager
def substitute(way: str) -> Iterator[tuple[Matcher, Supervisor]]:
    command = (sys.executable, "-m", "tests.matching.substitutes", way)
    supervisor = Supervisor(command, time_limit=0.2 if way == "hang" else 300)
    yield Matcher(supervisor), supervisor
    supervisor.close()


def ask(channel: str) -> Question:
    return Question(GROUP, {"channel": channel})


@pytest.mark.parametrize(
    ("way", "trouble"),
    [("wrong", "differs"), ("silent", "differs"), ("crash", "crash"), ("babble", "crash"), ("hang", "timeout")],
)
def test_trouble_is_answered_by_the_evaluator_and_flagged(way: str, trouble: str) -> None:
    with substitute(way) as (matcher, _):
        answer = matcher(ask("visit"))
        assert (answer.rules, answer.decided_by, answer.trouble) == (("by-visit",), "plain", trouble)


@pytest.mark.parametrize(("way", "trouble"), [("wrong", "differs"), ("crash", "crash"), ("hang", "timeout")])
def test_trouble_is_counted_for_the_health_page(way: str, trouble: str) -> None:
    with substitute(way) as (matcher, _):
        matcher.many([ask("visit")])
        health = matcher.health()
        assert (getattr(health, trouble), health.decided, health.well) == (1, 0, False)
        assert health.differing == (("table:channel",) if trouble == "differs" else ())


def test_an_answer_that_happens_to_be_right_is_not_flagged() -> None:
    with substitute("wrong") as (matcher, _):
        assert matcher(ask("letter")).decided_by == ENGINE


def test_a_crash_in_a_batch_is_pinned_on_the_question_behind_it() -> None:
    with substitute("picky") as (matcher, supervisor):
        answers = matcher.many([ask("phone"), ask("poison"), ask("phone"), ask("phone")])
        assert [a.trouble for a in answers] == [None, "crash", None, None]
        assert supervisor.starts > 1


@pytest.mark.parametrize("way", ["crash", "hang"])
def test_no_process_is_left_behind_by_trouble(way: str) -> None:
    with substitute(way) as (_, supervisor):
        with pytest.raises((ChildCrashError, ChildTimeoutError)):
            supervisor.ask([Ask("m", "{}", [])])
        assert supervisor.pid is None


def test_the_real_engine_answers_again_after_it_was_killed(matcher: Matcher, supervisor: Supervisor) -> None:
    assert matcher(ask("letter")).decided_by == ENGINE
    supervisor.restart()
    assert supervisor.pid is None
    assert matcher(ask("visit")).decided_by == ENGINE


def test_a_rule_set_that_the_engine_rejects_is_a_crash_not_an_exception(supervisor: Supervisor) -> None:
    with pytest.raises(ChildCrashError):
        supervisor.ask([Ask("broken", '{"a":{"all":[{"m":{"$nosuch":1}}]}}', [{"kind": 0}])])
    assert supervisor.pid is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_health_page_says_what_happened_in_words(lang: str) -> None:
    idle, well = Health(), Health(decided=7, starts=1, running=True)
    ill = Health(decided=7, differs=1, crash=2, timeout=3, refused=4, starts=6, differing=("tables.track",))
    assert [len(h.lines(lang)) for h in (idle, well, ill)] == [2, 2, 5]
    assert "tables.track" in ill.lines(lang)[0]
    assert "7" in well.lines(lang)[0]


@pytest.mark.parametrize("way", ["wrong", "crash"])
def test_the_evaluator_is_asked_once_for_each_question(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[object] = []
    real = Shadow.__call__

    def noted(shadow: Shadow, facts: Facts) -> tuple[str, ...]:
        evaluated.append(facts["channel"])
        return real(shadow, facts)

    monkeypatch.setattr(Shadow, "__call__", noted)
    with substitute(way) as (matcher, _):
        matcher.many([ask("visit"), ask("letter"), ask("phone")])
    assert evaluated == ["visit", "letter", "phone"]


def test_an_interrupted_question_leaves_no_reply_to_the_next(supervisor: Supervisor) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    matcher = Matcher(supervisor)
    assert matcher(ask("letter")).decided_by == ENGINE
    with pytest.raises(KeyboardInterrupt):
        supervisor.ask([], interrupt)
    assert supervisor.pid is None
    assert matcher(ask("visit")) == Answer(("by-visit",), ENGINE)


def test_requests_and_replies_longer_than_a_pipe_are_exchanged(matcher: Matcher) -> None:
    questions = [ask(("letter", "visit")[n % 2]) for n in range(12_000)]
    answers = matcher.many(questions)
    assert {(a.rules, a.decided_by) for a in answers} == {(("by-letter",), ENGINE), (("by-visit",), ENGINE)}
    assert answers[0].rules != answers[1].rules
