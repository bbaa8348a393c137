"""The port through which the Desk asks which rules match: durable_rules, watched by the evaluator.

Every question is answered twice: by durable_rules in its own process and, while that works, by the
plain evaluator that defines meaning. Where they differ, or the process crashed or hung, the plain
answer counts and says so; the health page counts how often.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from engine.matching.compiled import Compiled, CompiledPart
from engine.matching.compiler import compile_group
from engine.matching.health import Health
from engine.matching.hydration import facts_for, loose_facts, needs_numbers
from engine.matching.shadow import Shadow
from engine.matching.supervisor import Ask, ChildCrashError, ChildTimeoutError, Supervisor
from engine.policy.tables import Answer, Question, RuleGroup

ENGINE = "durable_rules"
MOST_COMPILED = 512
Variant = tuple[frozenset[str], bool]


@dataclass(eq=False)
class _Prepared:
    """A question, what the engine is asked for it, and the evaluator's rules once they are known."""

    question: Question
    shadow: Shadow
    compiled: Compiled
    parts: Sequence[CompiledPart]
    asks: Sequence[Ask]
    evaluated: tuple[str, ...] | None = None

    def plain(self) -> tuple[str, ...]:
        """The rules that hold by the plain evaluator; evaluated once."""
        if self.evaluated is None:
            self.evaluated = self.shadow(self.question.facts)
        return self.evaluated

    def troubled(self, trouble: str) -> Answer:
        """The evaluator's answer, because the engine's cannot be had."""
        return Answer(self.plain(), "plain", trouble)


@dataclass
class _Forms:
    """Compiled forms of one group: by facts that are off their type, and with or without joins."""

    group: RuleGroup
    shadow: Shadow
    compiled: dict[Variant, Compiled] = field(default_factory=dict)

    def form(self, variant: Variant) -> Compiled:
        if variant not in self.compiled:
            self.compiled[variant] = compile_group(self.group, loose=variant[0], joins=variant[1])
        return self.compiled[variant]


class Matcher:
    """A `Match` on durable_rules with the plain evaluator as its shadow. Thread safe."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._lock = threading.Lock()
        self._by_identity: OrderedDict[int, _Forms] = OrderedDict()
        self._by_meaning: OrderedDict[str, _Forms] = OrderedDict()
        self._counts: Counter[str] = Counter()
        self._differing: dict[str, None] = {}

    def __call__(self, question: Question) -> Answer:
        return self.many((question,))[0]

    def many(self, questions: Sequence[Question]) -> tuple[Answer, ...]:
        """Answers in order. A crash or hang in a batch is narrowed down to the question behind it."""
        prepared = [self._prepare(number, q) for number, q in enumerate(questions)]
        answers = self._answers(prepared)
        self._count(questions, answers)
        return answers

    def health(self) -> Health:
        """Counters for the health page."""
        with self._lock:
            c = self._counts
            return Health(
                c[ENGINE], c["differs"], c["crash"], c["timeout"], c["refused"],
                self._supervisor.starts, self._supervisor.pid is not None, tuple(self._differing),
            )  # fmt: skip

    def rules_published(self) -> None:
        """Start over with an empty engine: it never frees the rule sets that it has loaded."""
        self._supervisor.restart()

    def _prepare(self, number: int, question: Question) -> _Prepared:
        forms = self._forms(question.group)
        compiled = self._compiled(forms, question)
        parts = compiled.parts_for(question.facts)
        asks = [Ask(p.name, p.definition, facts_for(compiled, p, question, number)) for p in parts]
        return _Prepared(question, forms.shadow, compiled, parts, asks)

    def _answers(self, prepared: Sequence[_Prepared]) -> tuple[Answer, ...]:
        try:
            fired = self._supervisor.ask([a for p in prepared for a in p.asks], partial(_evaluate, prepared))
        except (ChildCrashError, ChildTimeoutError) as trouble:
            if len(prepared) == 1:
                word = "timeout" if isinstance(trouble, ChildTimeoutError) else "crash"
                return (prepared[0].troubled(word),)
            middle = len(prepared) // 2
            return self._answers(prepared[:middle]) + self._answers(prepared[middle:])
        replies = iter(fired)
        return tuple(_compare(p, [next(replies) for _ in p.asks]) for p in prepared)

    def _compiled(self, forms: _Forms, question: Question) -> Compiled:
        joins = not needs_numbers(question)
        compiled = forms.form((frozenset(), joins))
        loose = loose_facts(compiled, question)
        return forms.form((loose, joins)) if loose else compiled

    def _forms(self, group: RuleGroup) -> _Forms:
        known = self._by_identity.get(id(group))
        if known is not None and known.group is group:
            return known
        with self._lock:
            forms = self._by_identity[id(group)] = self._known(group)
            for cache in (self._by_identity, self._by_meaning):
                while len(cache) > MOST_COMPILED:
                    cache.popitem(last=False)
        return forms

    def _known(self, group: RuleGroup) -> _Forms:
        """The forms of a group that means the same; its text, unlike equality, tells True from 1."""
        meaning = repr((group.id, dict(group.rules), dict(group.types), dict(group.counts)))
        forms = self._by_meaning.setdefault(meaning, _Forms(group, Shadow(group)))
        return forms if forms.group is group else _Forms(group, forms.shadow, forms.compiled)

    def _count(self, questions: Sequence[Question], answers: Sequence[Answer]) -> None:
        with self._lock:
            for question, answer in zip(questions, answers, strict=True):
                self._counts[answer.trouble or answer.decided_by] += 1
                if answer.trouble == "differs":
                    self._differing[question.group.id] = None


def _evaluate(prepared: Sequence[_Prepared]) -> None:
    """What is done while the engine works: the plain evaluator answers the same questions."""
    for p in prepared:
        p.plain()


def _compare(prepared: _Prepared, fired: Sequence[Sequence[str]]) -> Answer:
    """The engine's answer when it is the evaluator's too, else the evaluator's with the trouble."""
    if prepared.compiled.refusals:
        return prepared.troubled("refused")
    rules = {part.rules.get(n) for part, names in zip(prepared.parts, fired, strict=True) for n in names}
    if rules != set(prepared.plain()):
        return prepared.troubled("differs")
    return Answer(prepared.plain(), ENGINE)
