"""One set of facts, routed: which rules match, what the tables decide, under which clauses.

durable_rules answers, with the plain evaluator as its shadow: `decided_by` says who in the end did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from engine.casework.facts import plain, restrict
from engine.casework.rulebook import Rulebook, prepare
from engine.cli.answers_file import mapping_in
from engine.cli.facts import typed
from engine.cli.home import calendar_named, home_of, known_id
from engine.cli.options import Format, HomePath, Lang, RuleSetId
from engine.cli.printing import aligned, as_json, say
from engine.cli.rule_files import checked_rule_set
from engine.i18n import text
from engine.matching.matcher import Matcher
from engine.matching.supervisor import Supervisor
from engine.policy.calendar import local_date
from engine.policy.conditions import Value, facts_read
from engine.policy.definitions import Cites
from engine.policy.tables import Answer, Match, Question, settle


@dataclass
class Decided:
    """`rules` and `reasons` name what matched, in order; `outputs` what follows, by its fact."""

    rules: list[str] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    reasons: list[dict[str, Any]] = field(default_factory=list)
    deciders: dict[str, None] = field(default_factory=dict)
    troubles: dict[str, None] = field(default_factory=dict)

    def record(self) -> Mapping[str, Any]:
        """As JSON."""
        return {
            "rules": self.rules, "outputs": self.outputs, "reasons": self.reasons,
            "decided_by": ", ".join(self.deciders), "troubles": list(self.troubles),
        }  # fmt: skip

    def reason(self, book: Rulebook, path: str, *cites: Cites) -> None:
        """A rule or a default that counts, with its clauses."""
        self.reasons.append({"path": path, "cites": list(book.cites(*cites))})


def command(
    id_: RuleSetId,
    facts: Annotated[str, typer.Option("--facts", metavar="FILE")],
    format_: Format = "text",
    lang: Lang = "zh",
    home: HomePath = None,
) -> int:
    """Route one set of facts."""
    root = home_of(home)
    ruleset, _ = checked_rule_set(known_id(id_, root), root)
    book = prepare(ruleset)
    today = local_date(calendar_named(ruleset.calendar, root), datetime.now(UTC)).isoformat()
    given = typed({"today": today, "case.opened": today, **mapping_in(facts, lang)}, book)
    supervisor = Supervisor()
    try:
        decided = decide(book, given, Matcher(supervisor))
    finally:
        supervisor.close()
    if format_ == "json":
        as_json(decided.record())
    else:
        _print(decided, lang)
    return 0


def decide(book: Rulebook, given: Mapping[str, Value], match: Match) -> Decided:
    """Tables in the order of their dependence, then flags, then recusal; a given fact stands."""
    yes_no = {n: False for n in book.asked if n in book.types and book.types[n].kind == "yes-no" and "." in n}
    facts: dict[str, Value] = {**yes_no, **dict.fromkeys(book.ruleset.flags, False), **given}
    facts |= {name: 0 for name in book.ruleset.facts if name not in given}
    decided = Decided()
    for table in book.tables:
        if table not in given:
            facts |= _table(table, book, facts, match, decided)
    for name, section in (("flags", book.ruleset.flags), ("recusal", book.ruleset.recusal)):
        for key in _ask(name, book, facts, match, decided).rules:
            decided.rules.append(f"{name}.{key}")
            decided.outputs[key] = True
            decided.reason(book, f"{name}.{key}", section[key].cite)
    return decided


def _table(key: str, book: Rulebook, facts: dict[str, Value], match: Match, decided: Decided) -> dict[str, Value]:
    table = book.ruleset.tables[key]
    outcome = settle(table, _ask(f"tables.{key}", book, facts, match, decided).rules)
    for rule in outcome.rules:
        decided.rules.append(f"tables.{key}.rules.{rule}")
        decided.reason(book, f"tables.{key}.rules.{rule}", table.rules[rule].cite, table.cite)
    if not outcome.rules:
        decided.reason(book, f"tables.{key}.otherwise", table.cite)
    value: Any = outcome.value
    decided.outputs[key] = plain(value)
    return {f"{key}.{k}": v for k, v in value.items()} if isinstance(value, Mapping) else {key: value}


def _ask(id_: str, book: Rulebook, facts: dict[str, Value], match: Match, decided: Decided) -> Answer:
    group = book.groups[id_]
    if not group.rules:
        return Answer((), "")
    read = frozenset(n for c in group.rules.values() for n in facts_read(c))
    answer = match(Question(group, restrict(facts, read), (), facts.get("today")))
    decided.deciders[answer.decided_by] = None
    if answer.trouble:
        decided.troubles[answer.trouble] = None
    return answer


def _print(decided: Decided, lang: str) -> None:
    for name, value in decided.outputs.items():
        print(f"{name}: {value}")
    heads = [text(f"cli.decide.{h}", lang) for h in ("rule", "cite")]
    print(aligned(heads, [(r["path"], ", ".join(r["cites"]) or "-") for r in decided.reasons]))
    say("decide.by", lang, by=", ".join(decided.deciders))
