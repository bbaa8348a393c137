"""Row by row: what the national texts say stands in the floor with its article, or with why it does not.

Each row is a topic of a national text with the clause it rests on and where the floor has it: a path of
its own file that cites the clause, or `aside` where the clause is named under `not_modelled`. Clauses known
from memory stand under a document that says so.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.lint.own_text import value_at
from engine.loading.load import load_ruleset
from engine.policy.definitions import RuleSet
from engine.policy.limits import parse_limit
from engine.scenarios.coverage import coverage, places_of, unverified_clauses

ROOT = Path(__file__).resolve().parents[2]
ASIDE = "aside"
REGULATION = [
    ("17", ASIDE), ("18", "prohibitions.no-retaliation"), ("19", ASIDE), ("20", "papers.representatives-list"),
    ("20", ASIDE), ("21", ASIDE), ("22", "deadlines.sorting-time"), ("22", ASIDE), ("23", "papers.receipt-notice"),
    ("23", "deadlines.receipt-time"), ("23", "papers.objection"), ("23", "deadlines.objection-window"), ("24", ASIDE),
    ("25", ASIDE), ("26", ASIDE), ("28", "recusal.interest-out"), ("29", ASIDE), ("30", "prohibitions.no-forwarding"),
    ("30", "prohibitions.confidentiality"), ("30", "recusal.accused-out"), ("31", ASIDE), ("32", "papers.answer"),
    ("33", "papers.mediation-agreement"), ("34", "deadlines.matter-time"), ("34", "papers.matter-extension"),
    ("35", "deadlines.review-window"), ("35", "deadlines.review-time"), ("36", "deadlines.second-window"),
    ("36", "deadlines.second-time"), ("36", ASIDE), ("37", ASIDE), ("38", ASIDE), ("39", ASIDE),
    ("40", "papers.improvement-advice"), ("40", "deadlines.advice-answer-time"), ("41", "duties.annual-report"),
    ("42", ASIDE), ("43", ASIDE), ("44", ASIDE), ("45", ASIDE), ("46", "prohibitions.no-retaliation"), ("46", ASIDE),
    ("47", ASIDE),
]  # fmt: skip
REGULATION_2005 = [
    ("18", "papers.representatives-list"), ("21", "deadlines.acceptance-time"), ("22", "deadlines.sorting-time"),
    ("23", "prohibitions.confidentiality"), ("30", "recusal.interest-out"), ("33", "deadlines.matter-time"),
    ("34", "deadlines.review-window"), ("35", "deadlines.second-window"),
    ("36", "tables.advice-limit.rules.thirty-days"), ("36", "deadlines.advice-answer-time"),
]  # fmt: skip
DISCIPLINE = [
    ("4", ASIDE), ("14", "events.found-to-repeat"), ("14", ASIDE), ("15", "deadlines.passing-up-time"),
    ("15", "recusal.passed-up"), ("15", "prohibitions.no-copying"), ("16", "deadlines.from-above-time"),
    ("17", "papers.disposal"), ("17", ASIDE), ("18", "duties.feed-back-inside"),
    ("29", "deadlines.accusation-receipt-time"), ("30", "deadlines.accusation-result-time"),
    ("47", "prohibitions.no-forwarding"), ("47", "prohibitions.no-publicity"), ("47", "prohibitions.no-tracing"),
    ("49", "duties.protect"), ("50", "papers.clearing-letter"), ("51", ASIDE), ("52", ASIDE),
]  # fmt: skip
RECALLED = [
    ("受理范围", ASIDE), ("不予受理", ASIDE), ("实名认定", ASIDE), ("优先办理", ASIDE), ("48", "recusal.interest-out"),
    ("诬告陷害", ASIDE),
]  # fmt: skip
SIMPLIFIED = [
    ("范围", "events.simplified-begun"), ("受理期限", "deadlines.simplified-acceptance-time"),
    ("办理期限", "deadlines.simplified-opinion-time"), ("转普通程序", "events.simplified-ended"),
]  # fmt: skip
ROWS = [
    *(("regulation", *row) for row in REGULATION),
    *(("regulation-2005", *row) for row in REGULATION_2005),
    *(("discipline-rules", *row) for row in DISCIPLINE),
    *(("discipline-rules-recalled", *row) for row in RECALLED),
    *(("simplified-measures", *row) for row in SIMPLIFIED),
    *(("simplified-measures-recalled", a, ASIDE) for a in ("不适用情形", "告知方式")),
    ("constitution", "37", ASIDE), ("constitution", "41", "prohibitions.no-retaliation"),
    ("criminal-law", "238", ASIDE), ("criminal-law", "254", "prohibitions.no-retaliation"),
    *(("personal-information-law", a, ASIDE) for a in ("6", "19", "24", "28", "34", "35")),
    *(("reconsideration-law", a, ASIDE) for a in ("31", "39", "41", "62", "88")),
    *(("disclosure-regulation", a, ASIDE) for a in ("30", "32", "33", "34", "35", "42")),
]  # fmt: skip
LIMITS = [
    ("receipt-time", "15 days"), ("sorting-time", "15 days"), ("acceptance-time", "15 days"),
    ("accusation-receipt-time", "15 working days"), ("accusation-result-time", "15 working days"),
    ("objection-window", "5 working days"), ("matter-time", "60 days"), ("passing-up-time", "5 working days"),
    ("from-above-time", "5 working days"), ("simplified-acceptance-time", "3 working days"),
    ("simplified-opinion-time", "10 working days"), ("review-window", "30 days"), ("review-time", "30 days"),
    ("second-window", "30 days"), ("second-time", "30 days"),
]  # fmt: skip


@cache
def national() -> RuleSet:
    loaded = load_ruleset("national", home=ROOT)
    assert loaded.ruleset is not None, [p.line("en") for p in loaded.problems]
    return loaded.ruleset


def set_aside() -> set[str]:
    return {f"{c.document} {c.article}" for n in national().not_modelled.values() for c in n.cite}


@pytest.mark.parametrize(("document", "article", "place"), ROWS, ids=" ".join)
def test_a_row_stands_with_its_article(document: str, article: str, place: str) -> None:
    clause = f"{document} {article}"
    if place == ASIDE:
        assert clause in set_aside()
    else:
        assert place in places_of(national())[clause]
        assert value_at(national(), place) is not None


def test_no_article_is_listed_without_a_row_here() -> None:
    rows = {(document, article) for document, article, _ in ROWS}
    listed = {(d.key, a) for d in national().documents.values() for a in d.articles}
    assert listed - rows == set()


@pytest.mark.parametrize(("deadline", "limit"), LIMITS)
def test_the_numbers_are_those_of_the_texts(deadline: str, limit: str) -> None:
    assert national().deadlines[deadline].limit == parse_limit(limit)


def test_an_extension_is_thirty_days_once_and_approved_by_the_head() -> None:
    extension = national().deadlines["matter-time"].extension
    assert extension is not None
    assert (extension.up_to, extension.in_all, extension.times) == (parse_limit("30 days"), parse_limit("30 days"), 1)


def test_what_is_known_from_memory_says_so() -> None:
    doubtful = unverified_clauses(national())
    assert {"discipline-rules 29", "discipline-rules 30", "simplified-measures 转普通程序"} <= doubtful
    assert [d.key for d in national().documents.values() if d.unverified] == [
        "discipline-rules-recalled", "simplified-measures-recalled",
    ]  # fmt: skip


def test_each_reason_for_setting_a_clause_aside_is_given_in_both_languages() -> None:
    assert all(n.because.zh and n.because.en and n.because.zh != n.because.en for n in national().not_modelled.values())


def test_no_article_of_the_floor_stands_nowhere() -> None:
    found = coverage(national(), (), ())
    assert [f"{a.document} {a.article}" for a in found if a.status == "missing"] == []
