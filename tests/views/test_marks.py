"""Flags as lists show them: a word on the colour that the rules name."""

from __future__ import annotations

from dataclasses import replace

from engine.views.names import Names
from engine.views.work import Mark, marks_of
from tests.views.test_timeline import names


def painted(colour: str | None) -> Names:
    """Kandun, with another colour on its hard cases."""
    plain = names("en")
    flag = replace(plain.ruleset.flags["hard-case"], colour=colour)
    rules = replace(plain.ruleset, flags={**plain.ruleset.flags, "hard-case": flag})
    return Names(rules, plain.directory, "en")


def test_a_flag_has_the_colour_of_its_rule() -> None:
    assert marks_of(["hard-case"], painted("red")) == (Mark("Hard or long unresolved", "red"),)


def test_without_a_colour_it_is_amber() -> None:
    assert [m.colour for m in marks_of(["hard-case", "major"], painted(None))] == ["amber", "amber"]


def test_what_is_no_flag_of_the_rules_is_still_shown() -> None:
    assert marks_of(["gone"], painted("red")) == (Mark("gone", "amber"),)
