"""Terms of the bodies above that a child may only tighten.

Of a definition under the floor's own key: `strength` only rises; an obligation gets no new condition;
an extension grows no longer and no new pause stands; nobody whom the floor addresses is left out; a
signature does not vanish; what is forbidden stays forbidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.lint.floor.limits import compared, written
from engine.lint.own_text import bound_by, value_at
from engine.lint.subject import Subject
from engine.policy.actors import names_in
from engine.policy.conditions import ALWAYS
from engine.policy.definitions import Deadline, Extension, Paper, Prohibition, RuleSet
from engine.source import Problem

_STRENGTH = ("may", "normally", "must")
_SECTIONS = ("papers", "deadlines", "duties", "recusal", "prohibitions")


def check(subject: Subject) -> Iterator[Problem]:
    """Terms that became looser."""
    for section in _SECTIONS:
        for key in getattr(subject.ruleset, section):
            path = f"{section}.{key}"
            floor = bound_by(subject, path)
            if floor is not None and value_at(floor, path) != value_at(subject.ruleset, path):
                other = subject.at(path, floor)
                yield from (replace(p, also=other) for p in _item(subject, floor, path))


def _item(subject: Subject, floor: RuleSet, path: str) -> Iterator[Problem]:
    here, there = value_at(subject.ruleset, path), value_at(floor, path)
    yield from _strength(subject, path, here, there)
    if getattr(there, "strength", "must") == "must" and there.if_ == ALWAYS and here.if_ != ALWAYS:
        yield subject.problem("floor-narrowed", f"{path}.if", item=path.split(".")[1])
    if isinstance(here, Deadline):
        yield from _extension(subject, floor, path, here.extension, there.extension)
        for pause in here.pauses:
            if pause not in there.pauses:
                yield subject.problem("floor-paused", f"{path}.pauses.{pause}", item=here.key, pause=pause)
    if isinstance(here, Paper):
        yield from _paper(subject, path, here, there)
    if isinstance(here, Prohibition):
        yield from _lost(subject, f"{path}.never", here.key, there.never, here.never)
        yield from _lost(subject, f"{path}.what", here.key, there.what, here.what)


def _strength(subject: Subject, path: str, here: Any, there: Any) -> Iterator[Problem]:
    mine, theirs = getattr(here, "strength", "must"), getattr(there, "strength", "must")
    if _STRENGTH.index(mine) < _STRENGTH.index(theirs):
        yield subject.problem("floor-weaker", f"{path}.strength", item=here.key, mine=mine, theirs=theirs)


def _extension(
    subject: Subject, floor: RuleSet, path: str, mine: Extension | None, theirs: Extension | None
) -> Iterator[Problem]:
    key = path.split(".")[1]
    if mine is None:
        return
    if theirs is None:
        yield subject.problem("floor-extended", f"{path}.extension", item=key)
        return
    for name in ("up_to", "in_all", "ends_by"):
        a, b = getattr(mine, name), getattr(theirs, name)
        if b is not None and (a is None or compared(subject, floor, a, b).verdict == "looser"):
            params: dict[str, Any] = {"mine": written(a) if a else "-", "theirs": written(b)}
            yield subject.problem("floor-extended-longer", f"{path}.extension.{name}", item=key, **params)
    if theirs.times is not None and (mine.times is None or mine.times > theirs.times):
        params = {"mine": str(mine.times or "-"), "theirs": str(theirs.times)}
        yield subject.problem("floor-extended-longer", f"{path}.extension.times", item=key, **params)


def _paper(subject: Subject, path: str, here: Paper, there: Paper) -> Iterator[Problem]:
    before = [n for ref in there.to for n in names_in(ref)]
    after = [n for ref in here.to for n in names_in(ref)]
    yield from _lost(subject, f"{path}.to", here.key, before, after)
    yield from _lost(subject, f"{path}.contains", here.key, list(there.contains), list(here.contains))
    if there.signed_by is not None and here.signed_by is None:
        yield subject.problem("floor-unsigned", f"{path}.signed_by", item=here.key)


def _lost(subject: Subject, at: str, key: str, before: Any, after: Any) -> Iterator[Problem]:
    for word in before:
        if word not in after:
            yield subject.problem("floor-lost", at, item=key, lost=word)
