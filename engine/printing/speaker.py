"""What a manual is made of, and the words in which it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from engine.i18n import text
from engine.policy.actors import ActorRef
from engine.policy.calendar import Calendar
from engine.policy.conditions import ALWAYS, Condition
from engine.policy.definitions import (
    Cites,
    Deadline,
    EffectDef,
    JoinCase,
    OpenCase,
    RuleSet,
    SendPaper,
    SetFacts,
    Trigger,
)
from engine.policy.directory import Directory
from engine.policy.limits import Limit
from engine.printing.document import NOTHING
from engine.scenarios.coverage import Article
from engine.views.conditions import actor_words, condition_words, trigger_words
from engine.views.names import Names
from engine.views.rules import cites_words


@dataclass(frozen=True)
class Source:
    """A checked rule set and what is known about it.

    `parents`: those it builds on, the nearest first; `digest`: of its published form; `articles`: what
    became of every article of its documents; `played`: stories were told to find that out.
    """

    ruleset: RuleSet
    parents: tuple[RuleSet, ...]
    calendar: Calendar
    digest: str
    articles: tuple[Article, ...] = ()
    played: bool = False


@dataclass(frozen=True)
class Speaker:
    """Speaks about one source in one language."""

    source: Source
    lang: str

    @property
    def rules(self) -> RuleSet:
        """The rule set."""
        return self.source.ruleset

    @cached_property
    def names(self) -> Names:
        """The words for what the rule set names."""
        return Names(self.rules, Directory(), self.lang)

    def say(self, key: str, **values: object) -> str:
        """The sentence `printing.<key>`."""
        return text(f"printing.{key}", self.lang, missing=None, **values)

    def word(self, kind: str, word: str) -> str:
        """A word of the rule language, `printing.<kind>.<word>`; what an author coined is read as it is named."""
        return text(f"printing.{kind}.{word}", self.lang, missing=self.names.of(word))

    def heads(self, *keys: str) -> tuple[str, ...]:
        """Column heads `printing.head.<key>`."""
        return tuple(self.say(f"head.{k}") for k in keys)

    def who(self, ref: ActorRef | None) -> str:
        """Who is meant; None is the owner of the step."""
        return actor_words(ref, self.names)

    def when(self, condition: Condition) -> str:
        """A condition in words, `` where it always holds."""
        return "" if condition == ALWAYS else condition_words(condition, self.names)

    def cites(self, cites: Cites, *, unverified: bool = False) -> str:
        """Clauses in words, or that there is none."""
        return cites_words(cites, self.names, unverified=unverified) or self.say("no-clause")

    def limit(self, limit: Limit) -> str:
        """A limit in words."""
        return self.names.limit(limit)

    def limit_of(self, deadline: Deadline) -> str:
        """The limit of a deadline, and how strictly it is meant where it is no must."""
        words = self.limit(deadline.limit)
        return words if deadline.strength == "must" else self.say(f"limit.{deadline.strength}", limit=words)

    def trigger(self, trigger: Trigger) -> str:
        """The events that start or stop a clock."""
        return trigger_words(trigger, self.names)

    def several(self, words: Iterable[str]) -> str:
        """One after another, each once."""
        return self.names.say("comma").join(dict.fromkeys(w for w in words if w))

    def lines(self, *words: str) -> str:
        """One below another, without the empty ones."""
        return "\n".join(w for w in words if w)

    def or_none(self, words: str) -> str:
        """The words, or a dash where there are none."""
        return words or NOTHING

    def question(self, key: str, paper: str = "") -> str:
        """What a question is called: one of this paper, of a form, or of whichever paper asks it."""
        asking = [paper, *self.rules.papers] if self.names.fact(key) == key else [paper]
        found = next((p for p in asking if p and key in self.rules.papers[p].contains), None)
        return self.names.fact(f"{found}.{key}" if found else key)

    def answered(self, key: str, value: object) -> str:
        """A question with an answer."""
        asking = next((p.key for p in self.rules.papers.values() if key in p.contains), None)
        known = self.names.value(key, value)
        words = self.names.value(f"{asking}.{key}", value) if asking and known == str(value) else known
        return self.names.say("pair", label=self.question(key), value=words)

    def effect(self, effect: EffectDef, paper: str = "") -> str:
        """What an act, or this paper, brings about."""
        n = self.names
        match effect:
            case OpenCase(in_, carry, set_):
                values = self.several(self.answered(k, v) for k, v in set_.items())
                carried = self.several(self.question(c, paper) for c in carry)
                return self.say("effect.open", state=n.of(in_), carry=self.or_none(carried), set=self.or_none(values))
            case JoinCase(same):
                return self.say("effect.join", same=self.several(n.fact(f) for f in same))
            case SetFacts(set_):
                return self.several(self.answered(k, v) for k, v in set_.items())
            case SendPaper(send):
                return self.say("effect.send", paper=n.of(send))
