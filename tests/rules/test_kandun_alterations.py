"""Alter the rules of Kandun at random places: each alteration must be noticed.

Noticed means that the altered file no longer loads, or that at least one scenario fails. What no
scenario notices is a rule that nobody would miss, or a story that has not been told yet.
"""

from __future__ import annotations

import copy
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.casework.rulebook import prepare
from engine.loading import load_ruleset
from engine.scenarios.runner import Stage, run_scenario, set_stage
from engine.scenarios.story import Scenario

ROOT = Path(__file__).resolve().parents[2]
SEED = 20200706
DRAWN = 150
NOTICED_AT_LEAST = 0.90

ACTOR_KEYS = ("owner", "by", "who", "to", "signed_by", "with", "goes_to", "kept_by")
LIMIT_KEYS = ("limit", "up_to", "in_all", "within", "every", "before", "after")
DELETED_IN = {
    ("tables", "*", "rules"), ("escalations", "*", "steps"), ("states", "*", "transitions"),
    ("seats", "*", "filled"), ("deadlines",), ("duties",), ("papers",), ("recusal",), ("flags",),
    ("events",), ("prohibitions",), ("registers",), ("facts",),
}  # fmt: skip
LISTS_OF_ACTORS = (*ACTOR_KEYS, "one_of", "heads", "members", "deputies")
NEVER_NOTICED = {
    # who takes part under the lead is on the case anyway, as handler or co-handler
    "papers.joint-answer.by.with.0: one fewer", "papers.joint-answer.by.with.0: another actor",
    "papers.joint-answer.by.with.1: one fewer", "papers.joint-answer.by.with.1: another actor",
    # one extension of at most half a month is half a month in all
    "deadlines.handling-time.extension.in_all: limit",
}  # fmt: skip
"""Alterations that change nothing anyone could see."""
ANOTHER_UNIT = {
    "working day": "month", "working days": "days", "month": "working day", "months": "days",
    "days": "working days", "half a month": "2 months", "promptly": "20 working days",
    "unspecified": "10 days",
}  # fmt: skip

Key = str | int
Path_ = tuple[Key, ...]


@dataclass(frozen=True)
class Alteration:
    """`at` is where, `new` what stands there afterwards; None takes the item away."""

    at: Path_
    what: str
    new: Any = None

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.at))}: {self.what}"


class _Words(yaml.SafeLoader):
    """Only true, false and whole numbers are more than text, as in the rule language."""


_Words.yaml_implicit_resolvers = {}
_Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_Words.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^\d+$"), list("0123456789"))


@cache
def original() -> dict[str, Any]:
    text = (ROOT / "rules" / "kandun.yaml").read_text(encoding="utf-8")
    return yaml.load(text, _Words)  # type: ignore[no-any-return]  # noqa: S506


def alterations(tree: dict[str, Any]) -> list[Alteration]:
    """Every single alteration there is, in the order of the file."""
    makers = (_deleted, _limits, _actors, _tables, _conditions, _choices)
    return [a for path, value in _walk(tree, ()) for make in makers for a in make(path, value, tree)]


def _walk(value: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    if path and path[0] in ("documents", "conflicts", "unspecified", "not_modelled", "metrics"):
        return
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _walk(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _walk(child, (*path, index))


def _deleted(path: Path_, value: Any, _tree: Any) -> Iterator[Alteration]:
    """A rule, step, signature, deadline, duty, paper, transition or condition less."""
    where = tuple("*" if i == 1 else k for i, k in enumerate(path[:-1]))
    one_of_several = isinstance(path[-1], int) and ("transitions" in path[-3:-1] or path[-2] == "any")
    if where in DELETED_IN or one_of_several or path[-1] in ("if", "signed_by", "extension", "escalation"):
        yield Alteration(path, "deleted")


def _limits(path: Path_, value: Any, _tree: Any) -> Iterator[Alteration]:
    """Another amount, another unit. (`after` of a duty is an event, no limit.)"""
    if path[-1] not in LIMIT_KEYS or not isinstance(value, str) or (path[0] == "duties" and path[-1] == "after"):
        return
    found = re.fullmatch(r"(\d+) (.+)", value)
    if found:
        yield Alteration(path, "amount", f"{int(found[1]) + 1} {found[2]}")
        yield Alteration(path, "unit", f"{found[1]} {ANOTHER_UNIT[found[2]]}")
    else:
        yield Alteration(path, "limit", ANOTHER_UNIT[value])


def _actors(path: Path_, value: Any, tree: Any) -> Iterator[Alteration]:
    """Somebody else; in a list, one fewer."""
    if path[0] == "prohibitions":
        return
    listed = isinstance(path[-1], int) and path[-2] in LISTS_OF_ACTORS
    if listed:
        yield Alteration(path, "one fewer")
    if (listed or path[-1] in ACTOR_KEYS) and isinstance(value, str):
        yield Alteration(path, "another actor", _another(value, [*tree["roles"], *tree["units"]], path))


def _tables(path: Path_, value: Any, tree: Any) -> Iterator[Alteration]:
    """Another hit policy, another value where no rule matches, another result of a rule."""
    if path[0] != "tables":
        return
    if path[-1] == "hit":
        yield Alteration(path, "hit policy", "collect")
    if path[-1] in ("otherwise", "then"):
        yield Alteration(path, "another value", _another(value, list(tree["tables"][path[1]]["values"]), path))


def _conditions(path: Path_, value: Any, tree: Any) -> Iterator[Alteration]:
    """The opposite of a yes or no, a number one higher, another value of a table."""
    if "if" not in path[:-1]:
        return
    if isinstance(value, bool):
        yield Alteration(path, "the opposite", not value)
    elif isinstance(value, int):
        yield Alteration(path, "one more", value + 1)
    elif isinstance(value, str) and path[-1] in tree["tables"]:
        yield Alteration(path, "another value", _another(value, list(tree["tables"][path[-1]]["values"]), path))


def _choices(path: Path_, value: Any, _tree: Any) -> Iterator[Alteration]:
    """One choice fewer; one word fewer of those that count as the same."""
    if isinstance(path[-1], int) and path[-2] in ("in", "from", "same", "never", "first_of"):
        yield Alteration(path, "one fewer")


def _another(value: Any, of: list[str], path: Path_) -> str:
    others = [o for o in of if o != value]
    return random.Random(f"{SEED} {path}").choice(others)


def altered(tree: dict[str, Any], alteration: Alteration) -> dict[str, Any]:
    """A copy of the tree with the one alteration in it."""
    copied = copy.deepcopy(tree)
    holder: Any = copied
    for key in alteration.at[:-1]:
        holder = holder[key]
    if alteration.new is None:
        del holder[alteration.at[-1]]
    else:
        holder[alteration.at[-1]] = alteration.new
    return copied


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("altered")
    for part in ("rules", "forms"):
        shutil.copytree(ROOT / part, home / part)
    return home


@cache
def stage() -> Stage:
    found, problems = set_stage("kandun", home=ROOT)
    assert found is not None, [p.line("en") for p in problems]
    return found


def is_noticed(alteration: Alteration, home: Path) -> bool:
    """Whether the altered file does not load, or one of its stories comes out differently."""
    text = yaml.safe_dump(altered(original(), alteration), allow_unicode=True, sort_keys=False, width=10_000)
    (home / "rules" / "kandun.yaml").write_text(text, encoding="utf-8")
    rules = load_ruleset("kandun", home=home).ruleset
    return rules is None or _differs(replace(stage(), book=prepare(rules)), alteration)


def _differs(altered_stage: Stage, alteration: Alteration) -> bool:
    """Stories that speak of the altered thing, or in which it gave a reason, are told first."""
    stories = sorted(altered_stage.scenarios.values(), key=lambda s: _likely(s, alteration))
    return any(not run_scenario(altered_stage, story).passed for story in stories)


def _likely(story: Scenario, alteration: Alteration) -> tuple[int, int]:
    words = [str(key) for key in alteration.at]
    paths = reasons_of(story.key)
    depth = max(n for n in range(len(words) + 1) if n == 0 or any(p.startswith(".".join(words[:n])) for p in paths))
    spoken_of = words[-1 if len(words) == 1 else 1] in repr(story.story)
    return -depth - 2 * spoken_of, len(story.story)


@cache
def reasons_of(story: str) -> frozenset[str]:
    """Paths of the definitions that gave reasons when the story was told on the untouched file."""
    told = run_scenario(stage(), stage().scenarios[story])
    return frozenset(r.path for e in (*told.log, *told.others) for r in e.reasons)


def test_the_untouched_file_passes_through_the_same_road(home: Path) -> None:
    same = Alteration(("calendar",), "nothing", "cn")
    assert not is_noticed(same, home)


def test_nine_in_ten_alterations_are_noticed(home: Path) -> None:
    every = alterations(original())
    drawn = random.Random(SEED).sample(every, DRAWN)
    missed = [str(a) for a in drawn if not is_noticed(a, home)]
    assert 1 - len(missed) / DRAWN >= NOTICED_AT_LEAST, "\n".join(missed)


@pytest.mark.full
def test_every_alteration_that_means_something_is_noticed(home: Path) -> None:
    missed = {str(a) for a in alterations(original()) if not is_noticed(a, home)}
    assert missed <= NEVER_NOTICED


def test_there_are_alterations_of_every_kind() -> None:
    kinds = {a.what for a in alterations(original())}
    assert kinds == {
        "deleted", "amount", "unit", "limit", "another actor", "one fewer", "hit policy", "another value",
        "the opposite", "one more",
    }  # fmt: skip
