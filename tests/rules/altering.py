"""Single alterations of a rule file, and whether the stories of its locality notice them.

Noticed means that the altered file no longer loads, or that at least one story fails. What no story
notices is a rule that nobody would miss, or a story that has not been told yet.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.casework.rulebook import prepare
from engine.loading import load_ruleset
from engine.scenarios.runner import Stage, run_scenario, set_stage
from engine.scenarios.story import Scenario

ROOT = Path(__file__).resolve().parents[2]
SEED = 20200706

ACTOR_KEYS = ("owner", "by", "who", "to", "signed_by", "with", "goes_to", "kept_by")
LIMIT_KEYS = ("limit", "up_to", "in_all", "within", "every", "before", "after")
DELETED_IN = {
    ("tables", "*", "rules"), ("escalations", "*", "steps"), ("states", "*", "transitions"),
    ("seats", "*", "filled"), ("deadlines",), ("duties",), ("papers",), ("recusal",), ("flags",),
    ("events",), ("prohibitions",), ("registers",), ("facts",),
}  # fmt: skip
LISTS_OF_ACTORS = (*ACTOR_KEYS, "one_of", "heads", "members", "deputies")
ANOTHER_UNIT = {
    "working day": "month", "working days": "days", "month": "working day", "months": "days",
    "days": "working days", "half a month": "2 months", "promptly": "20 working days",
    "unspecified": "10 days", "same day": "3 days", "half-month": "month", "day": "month", "week": "month",
    "quarter": "month", "year": "month", "weeks": "months",
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
def original(locality: str) -> dict[str, Any]:
    """The rule file as written."""
    text = (ROOT / "rules" / f"{locality}.yaml").read_text(encoding="utf-8")
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
    yield from _another_limit(path, value)


def _another_limit(path: Path_, value: str) -> Iterator[Alteration]:
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
    if path[0] != "tables" or len(path) == 1:
        return
    if path[-1] == "hit":
        yield Alteration(path, "hit policy", "collect")
    values = list(tree["tables"][path[1]].get("values", {}))
    if path[-1] in ("otherwise", "then") and values:
        yield Alteration(path, "another value", _another(value, values, path))
    elif path[-1] in ("otherwise", "then"):
        yield from _another_limit(path, value)


def _conditions(path: Path_, value: Any, tree: Any) -> Iterator[Alteration]:
    """The opposite of a yes or no, a number one higher, another value of a table."""
    if "if" not in path[:-1]:
        return
    if isinstance(value, bool):
        yield Alteration(path, "the opposite", not value)
    elif isinstance(value, int):
        yield Alteration(path, "one more", value + 1)
    elif isinstance(value, str) and "values" in tree.get("tables", {}).get(path[-1], {}):
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


@cache
def stage(locality: str) -> Stage:
    """The stories of a locality on its untouched rules."""
    found, problems = set_stage(locality, home=ROOT)
    assert found is not None, [p.line("en") for p in problems]
    return found


def is_noticed(alteration: Alteration, locality: str, home: Path) -> bool:
    """Whether the altered file does not load, or one of its stories comes out differently."""
    text = yaml.safe_dump(altered(original(locality), alteration), allow_unicode=True, sort_keys=False, width=10_000)
    (home / "rules" / f"{locality}.yaml").write_text(text, encoding="utf-8")
    rules = load_ruleset(locality, home=home).ruleset
    return rules is None or _differs(replace(stage(locality), book=prepare(rules)), alteration, locality)


def _differs(altered_stage: Stage, alteration: Alteration, locality: str) -> bool:
    """Stories that speak of the altered thing, or in which it gave a reason, are told first; the first
    that fails ends it."""
    stories = sorted(altered_stage.scenarios.values(), key=lambda s: _likely(s, alteration, locality))
    return any(not run_scenario(altered_stage, story).passed for story in stories)


def _likely(story: Scenario, alteration: Alteration, locality: str) -> tuple[int, int]:
    words = [str(key) for key in alteration.at]
    paths = reasons_of(locality, story.key)
    depth = max(n for n in range(len(words) + 1) if n == 0 or any(p.startswith(".".join(words[:n])) for p in paths))
    spoken_of = words[-1 if len(words) == 1 else 1] in repr(story.story)
    return -depth - 2 * spoken_of, len(story.story)


@cache
def reasons_of(locality: str, story: str) -> frozenset[str]:
    """Paths of the definitions that gave reasons when the story was told on the untouched file."""
    told = run_scenario(stage(locality), stage(locality).scenarios[story])
    return frozenset(r.path for e in (*told.log, *told.others) for r in e.reasons)
