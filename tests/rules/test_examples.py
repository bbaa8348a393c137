"""The small rule sets in English: enough stories, each with dates and articles, and they come out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.casework.rulebook import prepare
from engine.loading import load_ruleset
from engine.matching.compiler import check_matchable
from engine.scenarios.coverage import coverage
from engine.scenarios.runner import Outcome, Stage, run_scenario, set_stage

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("night-line", "glenmuir", "federal-records", "ashby-licences")
FEWEST = 4


@cache
def staged(id_: str) -> Stage:
    stage, problems = set_stage(id_, home=ROOT)
    assert stage is not None, [p.line("en") for p in problems]
    return stage


@cache
def outcomes(id_: str) -> tuple[Outcome, ...]:
    stage = staged(id_)
    return tuple(run_scenario(stage, story) for story in stage.scenarios.values())


@pytest.mark.parametrize("id_", EXAMPLES)
def test_its_stories_come_out_as_told(id_: str) -> None:
    assert [(o.key, o.differences) for o in outcomes(id_) if not o.passed] == []


@pytest.mark.parametrize("id_", EXAMPLES)
def test_there_are_enough_stories_and_each_names_a_due_date_and_an_article(id_: str) -> None:
    stories = staged(id_).scenarios
    for word in ("due", "cites"):
        told = [k for k, s in stories.items() if any(word in step.expect for step in s.story)]
        assert len(told) >= FEWEST, word
    silent = [k for k, s in stories.items() if not any({"due", "cites"} & set(step.expect) for step in s.story)]
    assert silent == []


@pytest.mark.parametrize("id_", EXAMPLES)
def test_every_article_stands_somewhere(id_: str) -> None:
    loaded = load_ruleset(id_, home=ROOT)
    assert loaded.ruleset is not None
    articles = coverage(loaded.ruleset, loaded.parents, outcomes(id_))
    assert [a.article for a in articles if a.status == "missing"] == []


@pytest.mark.parametrize("id_", EXAMPLES)
def test_durable_rules_may_be_asked_all_of_it(id_: str) -> None:
    ruleset = load_ruleset(id_, home=ROOT).ruleset
    assert ruleset is not None
    assert list(check_matchable(prepare(ruleset).groups.values())) == []


@pytest.mark.parametrize("id_", EXAMPLES)
def test_every_label_speaks_both_languages(id_: str) -> None:
    ruleset = load_ruleset(id_, home=ROOT).ruleset
    assert ruleset is not None
    named = (*ruleset.states.values(), *ruleset.papers.values(), *ruleset.deadlines.values(), *ruleset.roles.values())
    assert [x.key for x in named if x.label.zh == x.label.en or not x.label.en.isascii()] == []


def test_the_hospital_says_until_when_identity_is_kept_and_a_story_tells_the_day() -> None:
    retention = staged("night-line").book.ruleset.retention
    assert retention is not None
    assert (str(retention.after_closing.amount), retention.attachments) == ("6", True)
    loaded = load_ruleset("night-line", home=ROOT)
    assert loaded.ruleset is not None
    covered = {a.article: a for a in coverage(loaded.ruleset, loaded.parents, outcomes("night-line"))}
    assert covered["11"].stories == ("danger-answered-by-the-hour",)


@pytest.mark.parametrize("id_", ["kandun", "laixi", "hengyang", "dafeng", "longnan", "national"])
def test_no_text_of_a_real_locality_names_a_term_so_none_is_invented(id_: str) -> None:
    ruleset = load_ruleset(id_, home=ROOT).ruleset
    assert ruleset is not None
    assert ruleset.retention is None
