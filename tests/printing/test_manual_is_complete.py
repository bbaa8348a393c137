"""Everything a shipped rule set says stands in its manual, in words, in both formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from engine.policy.conditions import ALWAYS
from engine.policy.directory import Directory
from engine.policy.forms import Text
from engine.policy.limits import Limit
from engine.views.conditions import actor_words, condition_words
from engine.views.names import Names
from engine.views.rules import cites_words
from tests.printing.conftest import EVERYWHERE, LOCALITIES, Made, Rows, rows_of_docx

Manuals = Callable[[str, str], Made]
EVERY = [(id_, lang) for id_ in EVERYWHERE for lang in ("zh", "en")]
LATIN = re.compile(r"[A-Za-z][A-Za-z_-]+")
UNLABELLED = {"night-line": ("consultant",)}
"""A rank of officials stands in the directory of an installation, which gives it no label."""
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def has(rows: Rows, *cells: str) -> bool:
    """Whether one row has all these cells."""
    return any(all(c in row for c in cells) for row in rows)


def missing(rows: Rows, wanted: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [cells for cells in wanted if not has(rows, *cells)]


def names_of(m: Made) -> Names:
    return Names(m.source.ruleset, Directory(), m.document.lang)


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_every_limit_stands_with_its_length_its_holder_and_its_clause(manual_of: Manuals, id_: str, lang: str) -> None:
    m = manual_of(id_, lang)
    n = names_of(m)
    wanted = [
        (d.label.in_(lang), actor_words(d.who, n), cites_words(d.cite, n, unverified=d.unverified))
        for d in m.source.ruleset.deadlines.values()
        if d.cite
    ]
    lengths = [n.limit(d.limit) for d in m.source.ruleset.deadlines.values()]
    assert missing(m.page.rows, wanted) == []
    assert [words for words in lengths if words not in m.text] == []


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_every_row_of_every_table_stands_with_its_condition_and_its_outcome(
    manual_of: Manuals, id_: str, lang: str
) -> None:
    m = manual_of(id_, lang)
    n = names_of(m)
    wanted = []
    for table in m.source.ruleset.tables.values():
        for number, rule in enumerate(table.rules.values(), 1):
            then = n.limit(rule.then) if isinstance(rule.then, Limit) else n.value(table.key, rule.then)
            wanted.append((str(number), condition_words(rule.if_, n), then))
    assert missing(m.page.rows, wanted) == []


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_every_state_stands_with_its_owner(manual_of: Manuals, id_: str, lang: str) -> None:
    m = manual_of(id_, lang)
    n = names_of(m)
    rows = [(row[0].partition(". ")[2], *row[1:]) for row in m.page.rows]
    states = m.source.ruleset.states.values()
    wanted = [(s.label.in_(lang),) if s.final else (s.label.in_(lang), actor_words(s.owner, n)) for s in states]
    assert missing(rows, wanted) == []


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_every_role_has_a_part_of_its_own(manual_of: Manuals, id_: str, lang: str) -> None:
    m = manual_of(id_, lang)
    headings = {(anchor, text) for _, text, anchor in m.page.headings}
    assert [
        r.key for r in m.source.ruleset.roles.values() if (f"who-{r.key}", r.label.in_(lang)) not in headings
    ] == []  # fmt: skip


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_every_conflict_open_point_and_refusal_stands_with_its_reason(manual_of: Manuals, id_: str, lang: str) -> None:
    m = manual_of(id_, lang)
    n, rules = names_of(m), m.source.ruleset
    wanted = [
        (cites_words(c.between, n), cites_words(c.chosen, n), c.because.in_(lang)) for c in rules.conflicts.values()
    ]
    wanted += [(u.because.in_(lang),) for u in rules.unspecified.values()]
    kinds = [(cites_words(x.cite, n), n.say(f"gap.{x.kind}"), x.because.in_(lang)) for x in rules.not_modelled.values()]
    assert missing(m.page.rows, [*wanted, *kinds]) == []


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_every_article_is_accounted_for(manual_of: Manuals, id_: str, lang: str) -> None:
    m = manual_of(id_, lang)
    first = [row[0] for row in m.page.rows]
    doubt = names_of(m).say("unverified")
    assert [a for a in m.source.articles if a.article + (doubt if a.unverified else "") not in first] == []


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_papers_duties_ladders_books_figures_and_questions_are_there(manual_of: Manuals, id_: str, lang: str) -> None:
    m = manual_of(id_, lang)
    n, rules = names_of(m), m.source.ruleset
    rows = m.page.rows
    sealed = [f for form in rules.forms.values() for _, f in form.all_fields() if f.keep == "sealed"]
    marked = "封存（身份信息）" if lang == "zh" else "sealed (identity)"
    assert missing(rows, [(f.label.in_(lang), marked) for f in sealed]) == []
    assert missing(rows, [(p.label.in_(lang),) for p in (*rules.papers.values(), *rules.metrics.values())]) == []
    assert missing(rows, [(r.label.in_(lang),) for r in (*rules.registers.values(), *rules.periods.values())]) == []
    assert [d.key for d in rules.duties.values() if d.label.in_(lang) not in m.text] == []
    steps = [s for ladder in rules.escalations.values() for s in ladder.steps.values() if s.act]
    assert [s.key for s in steps if n.act(s.act or "") not in m.text] == []
    assert [e.key for e in rules.events.values() if not has(rows, e.label.in_(lang))] == []
    assert [f.key for f in rules.flags.values() if not has(rows, n.of(f.key))] == []


@pytest.mark.parametrize(("id_", "lang"), EVERY)
def test_conditions_of_limits_and_papers_stand_in_words(manual_of: Manuals, id_: str, lang: str) -> None:
    m = manual_of(id_, lang)
    n, rules = names_of(m), m.source.ruleset
    guarded = [d.if_ for d in (*rules.deadlines.values(), *rules.papers.values()) if d.if_ != ALWAYS]
    assert [words for words in (condition_words(c, n) for c in guarded) if words not in m.text] == []


@pytest.mark.parametrize(
    ("id_", "lang"),
    [pytest.param(i, "zh", marks=() if i == "kandun" else pytest.mark.full) for i in LOCALITIES] + [("glenmuir", "en")],
)
def test_both_formats_say_the_same(
    manual_of: Manuals, docx_of: Callable[[str, str], bytes], id_: str, lang: str
) -> None:
    m = manual_of(id_, lang)
    rows = rows_of_docx(docx_of(id_, lang))
    facts = len(m.document.facts)
    assert rows[:facts] == [tuple(pair) for pair in m.document.facts]
    assert rows[facts:] == m.page.rows
    assert len(rows) > 100


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_the_chinese_manual_holds_no_id_and_no_english(manual_of: Manuals, id_: str) -> None:
    m = manual_of(id_, "zh")
    rules = m.source.ruleset
    written = "\n".join((*(t.zh for t in texts(rules)), *_numbers(m), m.source.digest, m.source.digest[:12]))
    allowed = {*LATIN.findall(written), *UNLABELLED.get(id_, ())}
    assert sorted(set(LATIN.findall(m.text)) - allowed) == []
    assert "None" not in m.text


@pytest.mark.parametrize("id_", EVERYWHERE)
def test_the_english_manual_holds_chinese_only_in_numbers_of_articles(manual_of: Manuals, id_: str) -> None:
    m = manual_of(id_, "en")
    rules = m.source.ruleset
    written = "\n".join((*(t.en for t in texts(rules)), *_numbers(m)))
    assert sorted(set(CHINESE.findall(m.text)) - set(CHINESE.findall(written))) == []


def _numbers(m: Made) -> Iterator[str]:
    """What is the same in every language: numbers of articles and of documents."""
    rules = m.source.ruleset
    yield from (a.article for a in m.source.articles)
    yield from (c.article for c in citations(rules))
    yield from (d.number or "" for d in rules.documents.values())


def texts(value: Any) -> Iterator[Text]:
    """Every bilingual text beneath a value."""
    return (v for v in _within(value) if isinstance(v, Text))


def citations(value: Any) -> Iterator[Any]:
    return (v for v in _within(value) if type(v).__name__ == "Citation")


def _within(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, (tuple, list)):
        inner: Iterable[Any] = value
    elif hasattr(value, "values") and not is_dataclass(value):
        inner = value.values()
    elif is_dataclass(value):
        inner = [getattr(value, f.name) for f in fields(value) if f.name != "source_map"]
    else:
        return
    for v in inner:
        yield from _within(v)
