"""A place in a rule file as people speak of it: what kind of thing, its name, and which part of it."""

from __future__ import annotations

from engine.i18n import text
from engine.policy.definitions import TableValue
from engine.policy.limits import Limit
from engine.printing.speaker import Speaker

_UNNAMED = ("recusal", "prohibitions")
_SINGLE = ("in_force", "counting", "body", "intake")


def place_words(path: str, s: Speaker) -> str:
    """`deadlines.handling-time.limit` as “limit of the time to handle”; no id is left in it."""
    kind, _, rest = path.partition(".")
    key, _, part = rest.partition(".")
    section = s.say(f"section.{kind}")
    if not key or kind in _SINGLE:
        return s.say("place.part", place=section, part=s.say(f"part.{key}")) if kind == "counting" and key else section
    if kind in _UNNAMED:
        return s.say("place.unnamed", section=section, number=list(getattr(s.rules, kind)).index(key) + 1)
    name = s.say("place.named", section=section, name=_name(kind, key, s))
    inner = _part(kind, key, part, s) if part else ""
    return s.say("place.part", place=name, part=inner) if inner else name


def _name(kind: str, key: str, s: Speaker) -> str:
    if kind in ("metrics", "floor"):
        return str(getattr(s.rules, kind)[key].label.in_(s.lang))
    if kind == "concepts":
        return s.rules.concepts[key].in_(s.lang)
    return s.names.of(key)


def _part(kind: str, key: str, part: str, s: Speaker) -> str:
    """A rule by what it decides, a rung by its number, an attribute by its word."""
    first, _, rest = part.partition(".")
    inner, _, _ = rest.partition(".")
    if kind == "tables" and first == "rules" and inner:
        return _rule(key, inner, s)
    if kind == "escalations" and first == "steps" and inner:
        number = list(s.rules.escalations[key].steps).index(inner) + 1
        return s.say("ladders.rung", number=number)
    if kind == "papers" and first == "contains" and inner:
        found = s.rules.papers[key].contains.get(inner)
        return found.label.in_(s.lang) if found else s.say("part.contains")
    word = inner if first == "extension" and inner else first
    return text(f"printing.part.{word}", s.lang, missing=s.say("part.whole"))


def _rule(table: str, rule: str, s: Speaker) -> str:
    definition = s.rules.tables[table]
    number = list(definition.rules).index(rule) + 1
    return s.say("place.rule", number=number, value=_value(table, definition.rules[rule].then, s))


def _value(table: str, value: TableValue, s: Speaker) -> str:
    return s.limit(value) if isinstance(value, Limit) else s.names.value(table, value)
