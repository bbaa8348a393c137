"""How long one live decision takes, beside the plain evaluator, durable_rules' own host and Drools.

    pip install -r requirements/bench.txt
    python -m benchmarks.matching [--decisions N]

Fifty rules with reasons, through the child process and with the shadow check, as the Desk asks:
one at a time and in batches of 100. Drools is asked one by one from Python, by `drools_jpy`, and its
answers are compared; without Java or the package its line says what is missing. The ratios compare with
peers measured in the same run; seconds depend on the machine and are printed only to make sense of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median, quantiles
from time import perf_counter

from benchmarks import drools
from engine.matching.child import SESSIONS, Engine, QuietHost
from engine.matching.compiler import compile_group
from engine.matching.hydration import facts_for
from engine.matching.matcher import ENGINE, Matcher
from engine.matching.supervisor import Supervisor
from engine.policy import conditions as c
from engine.policy.fact_types import NUMBER, YES_NO, FactType
from engine.policy.tables import Question, RuleGroup, plain_match

CHANNELS = ("letter", "visit", "phone", "online", "forwarded")
PLACES = tuple(f"village-{n}" for n in range(10))


@dataclass(frozen=True)
class Measured:
    """Seconds per decision, one figure per call."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def p99(self) -> float:
        return quantiles(self.seconds, n=100)[98]


def table(rules: int = 50) -> RuleGroup:
    """A table as offices write them: channel and place, a threshold, a yes/no."""
    made: dict[str, c.Condition] = {}
    for n in range(rules):
        tests: list[c.Condition] = [
            c.Test("channel", "is", CHANNELS[n % 5]),
            c.Test("place", "is", PLACES[n // 5 % 10]),
            c.Test("people", "at_least", n % 4),
        ]
        made[f"rule-{n}"] = c.All((*tests, c.Test("urgent", "is", False)) if n % 3 == 0 else tuple(tests))
    types = {"channel": FactType("choice", CHANNELS), "place": FactType("choice", PLACES)}
    return RuleGroup("table:benchmark", made, {**types, "people": NUMBER, "urgent": YES_NO})


def questions(group: RuleGroup, number: int) -> list[Question]:
    """Seeded cases."""
    rng = Random(1)
    return [
        Question(
            group,
            {
                "channel": rng.choice(CHANNELS),
                "place": rng.choice(PLACES),
                "people": rng.randint(0, 5),
                "urgent": rng.random() < 0.3,
            },
        )
        for _ in range(number)
    ]


def timed(name: str, call: Callable[[Sequence[Question]], object], asked: list[Question], size: int) -> Measured:
    """Time a call over slices of `size` questions, after a warm-up."""
    call(asked[:size])
    seconds: list[float] = []
    for start in range(0, len(asked) - size + 1, size):
        batch = asked[start : start + size]
        began = perf_counter()
        call(batch)
        seconds.append((perf_counter() - began) / size)
    return Measured(name, tuple(seconds))


def own_host(group: RuleGroup) -> Callable[[Sequence[Question]], object]:
    """durable_rules as its own host runs it: an action per rule, state written back, in this process."""
    compiled = compile_group(group, narrow=False)
    (part,) = compiled.parts
    fired: list[str] = []
    rules = json.loads(part.definition)
    for name, body in rules.items():
        body["run"] = lambda _context, name=name: fired.append(name)
    host = QuietHost()
    host.set_rulesets({part.name: rules})

    def decide(batch: Sequence[Question]) -> object:
        fired.clear()
        for n, question in enumerate(batch):
            facts = facts_for(compiled, part, question, 0)
            session = f"s{n % SESSIONS}"
            host.assert_facts(part.name, [{**f, "id": str(i), "sid": session} for i, f in enumerate(facts)])
            host.delete_state(part.name, session)
        return fired

    return decide


def in_process(group: RuleGroup) -> Callable[[Sequence[Question]], object]:
    """The child's engine without the child: activations drained, no action run."""
    engine = Engine()
    compiled = compile_group(group)
    for part in compiled.parts:
        engine.load(part.name, part.definition)

    def decide(batch: Sequence[Question]) -> object:
        return [engine.decide(p.name, facts_for(compiled, p, q, 0)) for q in batch for p in compiled.parts_for(q.facts)]

    return decide


class WrongAnswers(Exception):
    """A peer that answers otherwise than the plain evaluator: its speed is of no interest."""


def by_drools(group: RuleGroup, asked: list[Question]) -> list[Measured]:
    """Drools from Python, every hit; nothing where it is not here."""
    if drools.lacking() is not None:
        return []
    decide = drools.from_python(group)
    for question, hits in zip(asked[:500], decide(asked[:500]), strict=True):
        if hits != set(plain_match(question).rules):
            raise WrongAnswers(f"drools_jpy: {sorted(hits)} for {question.facts}")
    return [timed("Drools from Python (drools_jpy)", decide, asked, 1)]


def measure(number: int) -> list[Measured]:
    """All variants on the same questions; every answer of the live path must be the engine's."""
    group = table()
    asked = questions(group, number)
    supervisor = Supervisor()
    matcher = Matcher(supervisor)
    assert {a.decided_by for a in matcher.many(asked[:200])} == {ENGINE}
    measured = [
        timed("plain evaluator", lambda b: [plain_match(q) for q in b], asked, 1),
        timed("durable_rules, own host", own_host(group), asked, 1),
        timed("our child's engine, in this process", in_process(group), asked, 1),
        timed("live: child and shadow, one by one", matcher.many, asked, 1),
        timed("live: child and shadow, batches of 100", matcher.many, asked, 100),
    ]
    supervisor.close()
    return measured + by_drools(group, asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--decisions", type=int, default=5000)
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    chosen = parser.parse_args()
    measured = measure(chosen.decisions)
    plain, host = measured[0].median, measured[1].median
    rows = [
        {
            "what": m.name,
            "median_us": round(m.median * 1e6, 1),
            "p99_us": round(m.p99 * 1e6, 1),
            "times_plain": round(m.median / plain, 2),
            "times_own_host": round(m.median / host, 2),
        }
        for m in measured
    ]
    if chosen.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{'50 rules, one decision':42} {'median µs':>10} {'p99 µs':>10} {'x plain':>9} {'x own host':>11}")
    for r in rows:
        print("{what:42} {median_us:>10} {p99_us:>10} {times_plain:>9} {times_own_host:>11}".format(**r))
    if drools.lacking() is not None:
        print(f"Drools from Python: skipped, {drools.lacking()}")


if __name__ == "__main__":
    main()
