"""Closing never depends on a promise not to complain.

Code `promise-to-stop`. Refused is every way into a final state whose event or condition, or the
condition of the paper that makes the event, reads something that is named as a pledge to stop; and
every paper that the complainant signs under such a name.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.lint.subject import Subject
from engine.lint.words import Words, label_of
from engine.policy.actors import names_in
from engine.policy.conditions import facts_read
from engine.policy.definitions import RuleSet, Transition
from engine.source import Problem

PROMISES = Words(
    zh=("息诉", "息访", "罢访", "停访", "保证书", "承诺书", "不再信访", "不再上访", "不再反映", "不再举报"),
    en=(
        "pledge", "promise", "undertaking", "commitment", "not to complain", "no further complaint",
        "no further complaints", "stop complaining", "stop petitioning", "waiver",
    ),
)  # fmt: skip


def check(subject: Subject) -> Iterator[Problem]:
    """Ways to the end, and papers, that ask the complainant for silence."""
    rules = subject.ruleset
    for state in rules.states.values():
        for event, ways in state.transitions.items():
            for i, way in enumerate(ways):
                word = _promise(rules, event, way) if rules.states[way.to].final else None
                if word:
                    path = f"states.{state.key}.transitions.{event}.{i}"
                    yield subject.problem("promise-to-stop", path, item=event, word=word)
    for key, paper in rules.papers.items():
        asked = [ref for ref in (paper.by, paper.signed_by) if ref is not None]
        word = PROMISES.found(key, paper.label)
        if word and any("complainant" in names_in(ref) for ref in asked):
            yield subject.problem("promise-to-stop", f"papers.{key}", item=key, word=word)


def _promise(rules: RuleSet, event: str, way: Transition) -> str | None:
    """The word of a promise that this way to the end reads."""
    read = {event, *facts_read(way.if_)}
    paper = rules.papers.get(event.split(".", maxsplit=1)[0])
    act = rules.events.get(event)
    for item in (paper, act):
        if item is not None:
            read |= {*facts_read(item.needs), *facts_read(item.if_)}
    for name in sorted(read):
        known = label_of(rules, name)
        word = PROMISES.found(name.replace(".", "-"), known.label if known else None)
        if word:
            return word
    return None
