"""The first files of a locality: what `bihuan new` writes, fit to be checked and told at once.

The rule file holds the frame and nothing else, because whatever is not written is inherited. The
scenario file holds one invented person for every role and the opening of the parent's first story.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.loading.reading.document import Document
from engine.loading.reading.reader import read
from engine.policy.definitions import RuleSet
from engine.policy.directory import HIGHER

_HEAD = "# yaml-language-server: $schema={up}../engine/loading/schemas/{schema}.json\n"


def rule_text(id_: str, parent: RuleSet) -> str:
    """A rule file that extends the parent and changes nothing."""
    return (
        _HEAD.format(up="", schema="ruleset")
        + f"# 只写与 {parent.id} 不同的地方，没写的一律沿用。"
        + f"/ Write what differs from {parent.id}; all else is inherited.\n"
        + f"title: {{zh: {id_} 工作办法, en: Measures of {id_}}}\n"
        + f"body: {{zh: {id_}, en: {id_}, level: {_level(parent)}}}\n"
        + f"extends: {parent.id}\n"
        + f"calendar: {parent.calendar}"
        + f"  # 有本地放假或调休时：新建 rules/calendars/{id_}.yaml，写 extends: {parent.calendar}，此处改为 {id_}"
        + f" / for days of your own make rules/calendars/{id_}.yaml with `extends: {parent.calendar}`\n"
    )


def scenario_text(parent: RuleSet, home: Path) -> str | None:
    """A scenario file with people and one story, or None where the parent tells no story to begin with."""
    opening = _opening(parent, home)
    if opening is None:
        return None
    story = {**opening, "story": [{"expect": {"state": parent.initial_state().key}}]}
    lines = [
        _HEAD.format(up="../", schema="scenarios").rstrip("\n"),
        "# 人员均为虚构，请换成本单位的。/ The people are invented; put your own.",
        "directory:", "  persons:", *_persons(parent), "  units:", *_units(parent),
        "", "scenarios:", "  first-case:", "    label: {zh: 第一件, en: The first case}",
        *(f"    {key}: {_flow(value)}" for key, value in story.items()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _level(parent: RuleSet) -> str:
    return "township" if parent.body.level == "nation" else parent.body.level


def _opening(parent: RuleSet, home: Path) -> Mapping[str, Any] | None:
    """When, on which form and with which answers the parent's first story is filed."""
    path = home / "rules" / "scenarios" / f"{parent.id}.yaml"
    document = read(path, file=path.name) if parent.intake and path.is_file() else None
    data: Any = document.data if isinstance(document, Document) else None
    stories = data.get("scenarios") if isinstance(data, dict) else None
    if not isinstance(stories, dict) or not stories:
        return None
    first = next(iter(stories.values()))
    return {key: first[key] for key in ("opened", "form", "answers") if key in first}


def _persons(parent: RuleSet) -> Iterator[str]:
    """One person for every role, one for every kind of unit, one above."""
    led = {role: f"{key}-1" for key, unit in parent.units.items() if unit.each for role in unit.leaders}
    for key, role in parent.roles.items():
        leads = {"leads": [led[key]]} if key in led else {}
        yield _person(f"{key}-1", f"{role.label.zh}甲", {"roles": [key], **leads, "level": _level(parent)})
    for key, unit in parent.units.items():
        if unit.each:
            yield _person(f"{key}-clerk", f"{unit.label.zh}干部", {"member_of": [f"{key}-1"], "level": _level(parent)})
    yield _person("above-1", "上级机关甲", {"member_of": [HIGHER]})


def _person(id_: str, name: str, more: Mapping[str, Any]) -> str:
    return f"    {id_}: {_flow({'name': name, **more})}"


def _units(parent: RuleSet) -> Iterator[str]:
    """Every unit of the rules, the first of each kind, and the body above."""
    for key, unit in parent.units.items():
        real = f"{key}-1" if unit.each else key
        part_of = {"part_of": unit.part_of} if unit.part_of else {}
        label = {"zh": unit.label.zh, "en": unit.label.en}
        yield f"    {real}: {_flow({'kind': key, 'label': label, **part_of, 'level': _level(parent)})}"
    above = {"zh": "上一级机关", "en": "Next higher body"}
    yield f"    {HIGHER}: {_flow({'kind': HIGHER, 'label': above})}"


def _flow(value: object) -> str:
    """A value on one line, as YAML reads it too."""
    return json.dumps(value, ensure_ascii=False)
