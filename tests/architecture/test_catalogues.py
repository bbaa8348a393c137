"""Both languages say the same: equal keys, equal blanks, and a sentence for every problem."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest

from engine.i18n import LANGUAGES
from tests.architecture.tree import ROOT, Tree, plant, project

Catalogue = Mapping[str, str]


def catalogue_violations(i18n: Path) -> list[str]:
    """Files, keys and blanks that one language has and another lacks; empty and doubled sentences."""
    rooms = sorted({p.name for lang in LANGUAGES for p in (i18n / lang).glob("*.json")})
    keys = Counter(k for p in (i18n / "en").glob("*.json") for k in json.loads(p.read_text(encoding="utf-8")))
    doubled = [f"{key} stands in two files" for key, times in sorted(keys.items()) if times > 1]
    return [line for room in rooms for line in _of_room(i18n, room)] + doubled


def _of_room(i18n: Path, room: str) -> list[str]:
    paths = {lang: i18n / lang / room for lang in LANGUAGES}
    if absent := [lang for lang, p in paths.items() if not p.is_file()]:
        return [f"{room}: no file in {lang}" for lang in absent]
    zh, en = (json.loads(paths[lang].read_text(encoding="utf-8")) for lang in ("zh", "en"))
    one_sided = [f"{room}: {key} stands in one language only" for key in sorted(set(zh) ^ set(en))]
    both = sorted(set(zh) & set(en))
    uneven = [f"{room}: {key} has different blanks" for key in both if _blanks(zh[key]) != _blanks(en[key])]
    empty = [f"{room}: {key} is empty" for key in both if not zh[key].strip() or not en[key].strip()]
    return one_sided + uneven + empty


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def unspoken_problems(tree: Tree, spoken: Catalogue) -> list[str]:
    """Codes written in `Problem("…")` that no catalogue has a sentence for."""
    return sorted(
        f"{m.name}:{node.lineno} {code}"
        for m in tree.under("engine")
        for node in m.nodes
        if isinstance(node, ast.Call) and (code := _code(node)) and f"problem.{code}" not in spoken
    )


def _code(call: ast.Call) -> str:
    first = call.args[0] if getattr(call.func, "id", "") == "Problem" and call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _sentences(i18n: Path, lang: str) -> dict[str, str]:
    files = sorted((i18n / lang).glob("*.json"))
    return {k: v for p in files for k, v in json.loads(p.read_text(encoding="utf-8")).items()}


def test_both_languages_have_the_same_sentences() -> None:
    assert catalogue_violations(ROOT / "engine" / "i18n") == []


def test_every_problem_has_a_sentence() -> None:
    assert unspoken_problems(project(), _sentences(ROOT / "engine" / "i18n", "en")) == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ({"a": "甲"}, {"a": "A", "b": "B"}),
        ({"a": "{name} 甲"}, {"a": "A {nam}"}),
        ({"a": " "}, {"a": "A"}),
        ({"a": "甲"}, None),
    ],
)
def test_a_difference_between_languages_is_found(tmp_path: Path, zh: Catalogue, en: Catalogue | None) -> None:
    for lang, content in (("zh", zh), ("en", en)):
        (tmp_path / lang).mkdir()
        if content is not None:
            (tmp_path / lang / "ui.json").write_text(json.dumps(content), encoding="utf-8")
    assert len(catalogue_violations(tmp_path)) == 1


def test_a_sentence_in_two_files_is_found(tmp_path: Path) -> None:
    for path in ("zh/ui.json", "en/ui.json", "zh/cli.json", "en/cli.json"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text('{"welcome": "…"}', encoding="utf-8")
    assert catalogue_violations(tmp_path) == ["welcome stands in two files"]


def test_a_problem_without_a_sentence_is_found(tmp_path: Path) -> None:
    tree = plant(tmp_path, {"engine/lint/a.py": 'x = [Problem("said", at), Problem("unsaid", at)]'})
    assert unspoken_problems(tree, {"problem.said": "…"}) == ["engine.lint.a:1 unsaid"]
