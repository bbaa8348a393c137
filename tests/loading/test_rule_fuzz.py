"""Whatever an author does to a file, a rule set or problems come out, in both languages."""

from __future__ import annotations

import copy
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.loading import build_canonical, canonical, load_ruleset
from engine.loading.reading.document import Document
from engine.loading.reading.reader import read

HOME = Path(__file__).parents[1] / "golden"
FILES = 500
PARTS = 10
EVERY = [pytest.param(n, marks=pytest.mark.full) if n >= 2 else n for n in range(PARTS)]
"""A hundred files in every run of the suite, the other four hundred in the long one."""
JUNK: tuple[object, ...] = (
    None, True, False, 0, -1, 10**30, "", "x", "slip", "handler", "3 working days", "2020-02-31", "..", "a b",
    [], {}, ["x"], [[]], [{}], [None], {"x": "y"}, {"fact": "x"}, {"some": {"a": 1}}, {"one_of": []},
    {"at_least": "z"}, {"zh": 1, "en": []}, {"first_of": [{}]}, {"meeting_of": "x"}, {"lead": {}}, {"all": 3},
    {"not": []}, {"any": [1]}, {"present": "x"}, {"in": {}}, {"older_than": "3 years"}, {"if": None},
)  # fmt: skip
KEYS = ("zz", "if", "case", "slip", "at_least", "handler", "removed", "extends", "a.b")


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(p for key, value in inner for p in paths(value, (*path, key)))]


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def mutate(data: Any, whole: Any, random_: random.Random) -> None:
    """Delete, replace, transplant or rename one node."""
    path = random_.choice(paths(data)[1:])
    parent, what = at(data, path[:-1]), random_.random()
    if what < 0.3:
        del parent[path[-1]]
    elif what < 0.75:
        parent[path[-1]] = copy.deepcopy(random_.choice(JUNK))
    elif what < 0.9 or not isinstance(parent, dict):
        parent[path[-1]] = copy.deepcopy(at(whole, random_.choice(paths(whole))))
    else:
        parent[random_.choice(KEYS)] = parent.pop(path[-1])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fuzz")
    shutil.copytree(HOME / "rules", root / "rules")
    shutil.copytree(HOME / "forms", root / "forms")
    return root


@pytest.mark.parametrize("part", EVERY)
def test_a_mangled_file_gives_problems_and_never_an_exception(home: Path, part: int) -> None:
    whole = read(HOME / "ok" / "locality.yaml")
    assert isinstance(whole, Document)
    for seed in range(part * FILES // PARTS, (part + 1) * FILES // PARTS):
        random_ = random.Random(seed)
        data = copy.deepcopy(whole.data)
        for _ in range(random_.choice((1, 1, 2, 4))):
            mutate(data, whole.data, random_)
        path = home / "rules" / f"mangled{part}.yaml"
        path.write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8")
        judge(path, home, seed)


def judge(path: Path, home: Path, seed: int) -> None:
    loaded = load_ruleset(path, home=home)
    for problem in loaded.problems:
        assert problem.line("zh"), seed
        assert problem.line("en"), seed
    if loaded.ruleset:
        assert build_canonical(canonical(loaded)) == loaded.ruleset, seed
    else:
        assert loaded.problems, seed
