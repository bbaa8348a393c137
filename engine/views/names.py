"""The words for everything a rule set or a directory names.

Ids of a rule set are unique across kinds, so one lookup serves them all; persons and real units come
from the directory. What nobody has named keeps its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from engine.casework.acts.papers import contained
from engine.i18n import text
from engine.policy.definitions import RuleSet
from engine.policy.directory import Directory
from engine.policy.field_types.registry import kind_of
from engine.policy.forms import Field, Text
from engine.policy.limits import Limit, Unit, parse_limit
from engine.views.articles import in_chinese, is_article

_OWN_WORDS = ("address", "choices", "money", "signature")
"""Types of field whose answers read differently from how they are stored."""
SUFFIXES = (
    "written", "signed", "refused", "sent", "received", "entered", "left", "filled", "raised", "cleared",
    "started", "met", "expired", "extended", "paused", "resumed", "due", "done", "missed", "opened",
    "closed", "joined", "swapped", "declared", "ended",
)  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Speaks one language about one rule set and one directory."""

    ruleset: RuleSet
    directory: Directory
    lang: str

    def __hash__(self) -> int:
        return id(self)

    def say(self, key: str, **values: object) -> str:
        """The sentence `views.<key>`; what it counts stands in the singular or the plural."""
        said = text(f"views.{key}", self.lang, missing=None, **values)
        count = next((v for v in values.values() if isinstance(v, int)), None)
        return said if count is None else said.replace("(s)", "" if count == 1 else "s")

    def of(self, id_: str) -> str:
        """A person, unit, role, seat, state, paper, deadline … by its label."""
        if id_ in self.directory.persons:
            return self.directory.persons[id_].name
        if id_ in self.directory.units:
            return self.directory.units[id_].name
        if "@" in id_ or "#" in id_:
            return self._instance(id_)
        label = self._labels.get(id_)
        return label.in_(self.lang) if label else text(f"views.word.{id_}", self.lang, missing=id_)

    def _instance(self, key: str) -> str:
        """One of several instances of a duty: whose it is, and that it is of a turn gone by."""
        own, _, kept = key.partition("#")
        rule, _, whose = own.partition("@")
        name = self.say("instance", name=self.of(rule), whose=self.of(whose)) if whose else self.of(rule)
        return self.say("turn-gone-by", name=name) if kept else name

    def all_of(self, ids: Iterable[str]) -> str:
        """Several, one after another."""
        return self.say("comma").join(self.of(i) for i in ids) or self.say("nobody")

    def actor(self, actor: str | None) -> str:
        """Who acted; None is time itself."""
        return self.of(actor) if actor else self.say("by-time")

    def act(self, act: str) -> str:
        """What is done: `remind`, `report` … An act may have the name of a paper and is not it."""
        return text(f"views.act.{act}", self.lang, missing=act)

    def tried(self, name: str) -> str:
        """Something that was tried and refused: an event, or what nobody may ever do."""
        called = self.event(name)
        return self.act(name) if called == name else called

    def event(self, name: str) -> str:
        """An event of the rule language: `slip.signed` reads as its paper and what happened to it."""
        head, _, tail = name.rpartition(".")
        if head in self.ruleset.recusal and tail in ("asked", "granted", "refused"):
            return self.say(f"recusal.{tail}")
        if head and tail in SUFFIXES:
            return self.say(f"suffix.{tail}", name=self.of(head))
        return self.of(name)

    def value(self, fact: str, value: Any) -> str:
        """A value of a table or a field, by its label."""
        if isinstance(value, (list, tuple)):
            return self.say("comma").join(self.value(fact, v) for v in value) or self.say("none")
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, bool):
            return self.say("yes") if value else self.say("no")
        if value is None:
            return self.say("none")
        label = self._values.get((fact, str(value)))
        return label.in_(self.lang) if label else self.of(str(value))

    def fact(self, name: str) -> str:
        """What a fact is called."""
        found = self._fields.get(name)
        if found:
            return found.label.in_(self.lang)
        head, _, attribute = name.rpartition(".")
        if head and attribute in ("office", "rank", "level"):
            return self.say(f"attr.{attribute}", of=self.fact(head))
        if head in self.ruleset.tables:
            return self.say("table-part", table=self.of(head), part=self.of(attribute))
        return self.event(name)

    def answers(self, answers: Mapping[str, Any], fields: Mapping[str, Field]) -> tuple[tuple[str, str], ...]:
        """Answers as label and words, in the order of the fields; rows numbered."""
        out: list[tuple[str, str]] = []
        for key, f in fields.items():
            if f.type == "group":
                out += self._rows(f, answers.get(key) or ())
            elif answers.get(key) is not None:
                out.append((f.label.in_(self.lang), self.answer(f, answers[key])))
        return tuple(out)

    def answer(self, f: Field, value: Any) -> str:  # noqa: PLR0911 (one line for each kind of answer)
        """One answer in words."""
        if isinstance(value, Mapping) and "$sealed" in value:
            return self.say("sealed")
        if f.type == "files":
            return self.say("files", count=len(value))
        if f.type in _OWN_WORDS:
            return kind_of(f).read(f, value, self.lang)
        if isinstance(value, Mapping):
            return str(value.get("text", ""))
        if isinstance(value, str) and value in f.choices:
            return f.choices[value].in_(self.lang)
        if f.type in ("choice", "official"):
            return self.of(str(value)) if not isinstance(value, bool) else self.value(f.key, value)
        return self.value(f.key, value) if isinstance(value, bool) else str(value)

    def limit(self, limit: Limit) -> str:
        """A limit as a person says it."""
        if limit.kind == "span" and limit.unit is Unit.HALF_MONTH and limit.amount == 1:
            return self.say("unit.half-month")
        if limit.kind == "span" and limit.unit:
            return self.say(f"unit.{limit.unit.value.replace(' ', '-')}", amount=limit.amount)
        if limit.kind == "fact":
            return self.say("limit.fact", fact=self.fact(limit.fact or ""))
        return self.say(f"limit.{limit.kind}")

    def cite(self, cite: str) -> str:
        """`measures 四(一)` as the document's title and the article."""
        document, _, article = cite.partition(" ")
        known = self.ruleset.documents.get(document)
        title = known.title.in_(self.lang) if known else document
        if known and is_article(known.title.zh, article):
            number = in_chinese(int(article)) if self.lang == "zh" else article
            return self.say("cite-article", document=title, article=number)
        return self.say("cite", document=title, article=article)

    def moment(self, at: datetime) -> str:
        """A moment in the zone that it carries."""
        return at.strftime(self.say("moment-format"))

    def _mapping(self, value: Mapping[Any, Any]) -> str:
        if "$sealed" in value:
            return self.say("sealed")
        if "text" in value:
            return str(value["text"])
        limit = parse_limit(str(value["limit"])) if set(value) == {"limit"} else None
        if limit:
            return self.limit(limit)
        pairs = (self.say("pair", label=self.fact(str(k)), value=self.value(str(k), v)) for k, v in value.items())
        return self.say("comma").join(pairs)

    def _rows(self, group: Field, rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
        out: list[tuple[str, str]] = []
        for i, row in enumerate(rows, 1):
            label = self.say("row", label=group.label.in_(self.lang), number=i)
            pairs = (self.say("pair", label=a, value=b) for a, b in self.answers(row, group.fields))
            out.append((label, self.say("comma").join(pairs)))
        return out

    def paper_fields(self, paper: str) -> Mapping[str, Field]:
        """What a paper contains: its own fields, those of its form, and those of a paper that it is sent instead of."""
        definition = self.ruleset.papers.get(paper)
        return contained(self.ruleset, definition) if definition else {}

    @cached_property
    def _labels(self) -> dict[str, Text]:
        rules = self.ruleset
        found: dict[str, Text] = {}
        for kind in (
            rules.roles, rules.units, rules.seats, rules.states, rules.papers, rules.events, rules.deadlines,
            rules.duties, rules.tables, rules.flags, rules.facts, rules.registers, rules.escalations,
            rules.periods,
        ):  # fmt: skip
            found.update({k: d.label for k, d in kind.items() if d.label})
        return found

    @cached_property
    def _fields(self) -> dict[str, Field]:
        top = {f.key: f for form in self.ruleset.forms.values() for _, f in form.all_fields()}
        found = {k: f for group in top.values() for k, f in group.fields.items()} | top
        for paper in self.ruleset.papers.values():
            found.update({f"{paper.key}.{k}": f for k, f in paper.contains.items()})
            found.update({f"each.{k}": f for group in paper.contains.values() for k, f in group.fields.items()})
        return found

    @cached_property
    def _values(self) -> dict[tuple[str, str], Text]:
        tables = self.ruleset.tables.values()
        found = {(t.key, v): label for t in tables for v, label in t.values.items()}
        for key, f in self._fields.items():
            found.update({(key, v): label for v, label in f.choices.items()})
        return found
