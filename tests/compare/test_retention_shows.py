"""A term of retention that one side has and the other has not shows in a comparison, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.compare.localities import side_by_side
from engine.policy.definitions import Retention
from engine.policy.directory import Directory
from engine.policy.limits import Limit, Unit
from engine.views.comparison.concepts import row_view
from engine.views.names import Names
from tests.compare.sides import side


@pytest.mark.parametrize(("lang", "words"), [("zh", "办结后保存：5 年"), ("en", "kept after closing")])
def test_a_term_of_retention_shows(lang: str, words: str) -> None:
    plain = side("kandun")
    kept = replace(plain, ruleset=replace(plain.ruleset, retention=Retention(Limit("span", 5, Unit.YEAR))))
    sides = [plain, kept]
    (row,) = [r for r in side_by_side(sides) if any(i and i.key == "retention" for i in r.aligned.items)]
    view = row_view(row, [Names(s.ruleset, Directory(), lang) for s in sides])
    assert view.differs
    assert [bool(c and words in c.words) for c in view.cells] == [False, True]
