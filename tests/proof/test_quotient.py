"""The quotient loses nothing: its states and its traps are those of brute force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.casework.rulebook import prepare
from engine.policy.calendar import Calendar
from engine.policy.definitions import RuleSet
from engine.policy.forms import Text
from engine.proof import abstract
from engine.proof.explore import Space, explore
from engine.proof.slicing import essentials, slice_of
from engine.proof.verdicts import ending
from tests.proof.brute import search
from tests.proof.random_rules import PEOPLE, random_rules, settling_rules

PLAIN = Calendar("plain", Text("平日", "Plain"), "Asia/Shanghai")
START = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
MOST = 300
BATCH = 20


def differs(seed: int, make: Callable[[int], RuleSet] = random_rules) -> str | None:
    """How the two searches differ on the rule set of this seed; None where they agree."""
    rules = make(seed)
    brute = search(prepare(rules), PLAIN, PEOPLE, START, MOST)
    space = _explored(rules)
    states = {n.case.state for n in space.nodes.values()}
    if not brute.whole:
        missing = brute.states - states
        return f"{seed}: brute force also reaches {missing}" if missing else None
    if brute.states != states:
        return f"{seed}: states {sorted(brute.states)} but {sorted(states)}"
    real = brute.trapped({"end"})
    trapped = _stuck(space)
    return None if real == trapped else f"{seed}: trapped {sorted(real)} but {sorted(trapped)}"


def _explored(rules: RuleSet) -> Space:
    sliced = prepare(slice_of(rules, essentials(rules)))
    return explore(sliced, calendar=PLAIN, directory=PEOPLE, start=START)


def _stuck(space: Space) -> set[str]:
    safe = ending(space)
    return {n.case.state for k, n in space.nodes.items() if k not in safe}


def _trapped(rules: RuleSet) -> set[str]:
    return _stuck(_explored(rules))


def test_the_quotient_equals_brute_force() -> None:
    assert [d for seed in range(BATCH) if (d := differs(seed))] == []


@pytest.mark.full
@pytest.mark.parametrize("first", range(0, 200, BATCH))
def test_the_quotient_equals_brute_force_where_much_is_settled_on_hundreds(first: int) -> None:
    assert [d for seed in range(first, first + BATCH) if (d := differs(seed, settling_rules))] == []


@pytest.mark.full
@pytest.mark.parametrize("first", range(BATCH, 300, BATCH))
def test_the_quotient_equals_brute_force_on_hundreds(first: int) -> None:
    assert [d for seed in range(first, first + BATCH) if (d := differs(seed))] == []


@pytest.mark.soak
@pytest.mark.parametrize("first", range(300, 1000, BATCH))
def test_the_quotient_equals_brute_force_on_a_thousand(first: int) -> None:
    assert [d for seed in range(first, first + BATCH) if (d := differs(seed))] == []


@pytest.mark.full
def test_most_of_the_random_rule_sets_are_searched_to_the_end() -> None:
    whole = [search(prepare(random_rules(seed)), PLAIN, PEOPLE, START, MOST).whole for seed in range(20)]
    assert sum(whole) >= 11


@pytest.mark.full
def test_the_random_rule_sets_are_of_both_kinds() -> None:
    trapped = [bool(_trapped(random_rules(seed))) for seed in range(60)]
    assert 15 < sum(trapped) < 45


def test_brute_force_notices_a_quotient_that_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the memory of what happened, the quotient goes wrong and the comparison says so."""
    monkeypatch.setattr(abstract, "_parts", lambda *_: ())
    assert any(differs(seed) for seed in range(60))
