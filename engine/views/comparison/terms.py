"""Single terms and values of a rule set in words, as a comparison shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.compare.findings import Columns
from engine.i18n import text
from engine.policy.actors import AllOf, Decided, Each, FirstPresent, Led, Meeting, Named, NotOn, Of, OneOf
from engine.policy.conditions import All, Not, Rows, Test
from engine.policy.conditions import Any as AnyOf
from engine.policy.definitions import FirstOf, JoinCase, LastOf, NextDayAfter, OpenCase, SendPaper, SetFacts
from engine.policy.forms import Repeats, Text
from engine.policy.limits import Limit
from engine.views.conditions import actor_words, condition_words, trigger_words
from engine.views.names import Names

_ACTORS = (AllOf, Decided, Each, FirstPresent, Led, Meeting, Named, NotOn, Of, OneOf)
_TRIGGERS = (FirstOf, LastOf, NextDayAfter)
_EVENTS = frozenset({"starts", "stops", "until", "from", "after", "declared_by", "ended_by", "raised_by", "cleared_by"})
_FIXED = frozenset({
    "strength", "hit", "ask", "keep", "scope", "type", "holiday", "roll", "fill", "start_day", "when_hidden",
    "stricter", "count", "target", "never", "what", "per", "channel", "colour",
})  # fmt: skip
_EFFECTS: dict[Any, Any] = {kind.__name__: kind for kind in (OpenCase, SetFacts)}
_FACTS = frozenset({"same", "fields"})
"""Terms that name facts."""


def say(key: str, lang: str, **values: object) -> str:
    """The sentence `compare.<key>`."""
    return text(f"compare.{key}", lang, missing=None, **values)


def value_words(name: str, value: Any, names: Names) -> str:  # noqa: PLR0911 (one line for each kind of term)
    """One term in words; nothing said is a dash."""
    if value is None:
        return say("nothing", names.lang)
    if isinstance(value, Limit):
        return names.limit(value)
    if isinstance(value, _ACTORS):
        words = actor_words(value, names)
        most = value.at_most if isinstance(value, AllOf) else None
        return words if most is None else say("at-most", names.lang, who=words, count=most)
    if isinstance(value, (Test, Rows, All, AnyOf, Not)):
        return condition_words(value, names)
    if isinstance(value, _TRIGGERS):
        return trigger_words(value, names)
    if isinstance(value, (OpenCase, JoinCase, SetFacts, SendPaper)):
        return effect_words(value, names)
    if isinstance(value, Columns):
        return names.value(name, dict(value.cells))
    if isinstance(value, tuple) and value and isinstance(value[0], str) and value[0] in _EFFECTS:
        return effect_words(_effect(value), names)
    if isinstance(value, tuple):
        return names.say("comma").join(value_words(name, v, names) for v in value) or say("nothing", names.lang)
    return _word(name, value, names)


def _effect(told: tuple[Any, ...]) -> OpenCase | SetFacts:
    """An effect again, from the fields by which two are compared."""
    kind, *fields = told
    values = (dict(f.cells) if isinstance(f, Columns) else f for f in fields)
    found: OpenCase | SetFacts = _EFFECTS[kind](*values)
    return found


def _word(name: str, value: Any, names: Names) -> str:
    if isinstance(value, str):
        return _named(name, value, names)
    if isinstance(value, Text):
        return value.in_(names.lang)
    if isinstance(value, Repeats):
        return say("repeats", names.lang, least=value.at_least, most=value.at_most)
    if isinstance(value, Mapping):
        return names.value(name, value)
    return names.value(_decided(name), value)


def _named(name: str, value: str, names: Names) -> str:
    """A word of the rule language, or what a name stands for in this term."""
    last = name.rpartition(".")[2]
    if _fixed(name, last, value):
        return _language_word(value, names)
    if last in _FACTS:
        return names.fact(value)
    if last == "asks":
        return _asked(value, names)
    if last in _EVENTS:
        return names.event(value)
    return names.act(value) if last == "act" else names.value(_decided(name), value)


def _fixed(name: str, last: str, value: str) -> bool:
    """Whether a value is a word of the rule language rather than a name that somebody gave."""
    within = name.startswith(("pauses.", "contains.", "count.", "among."))
    return last in _FIXED or within or name == "extension.from" or (last == "from" and value == "everything")


def _language_word(word: str, names: Names) -> str:
    """A word of the rule language; those that the manual has words for are read as there."""
    kinds = ("compare.word", "printing.never", "printing.matter", "printing.per", "printing.channel", "printing.type")
    found = (text(f"{kind}.{word}", names.lang, missing="") for kind in kinds)
    return next((w for w in found if w), names.of(word))


def _asked(section: str, names: Names) -> str:
    """The section of a form, by its heading."""
    found = (f.sections[section].label for f in names.ruleset.forms.values() if section in f.sections)
    return next((label.in_(names.lang) for label in found), names.of(section))


def _decided(name: str) -> str:
    """The fact that a term gives a value of."""
    return name.rpartition(".")[0] or name


def effect_words(effect: OpenCase | JoinCase | SetFacts | SendPaper, names: Names) -> str:
    """What a paper or an act brings about."""
    lang = names.lang
    match effect:
        case OpenCase(in_, _, _, _):
            return say("effect.open", lang, state=names.of(in_))
        case JoinCase(same, _):
            return say("effect.join", lang, same=names.say("comma").join(names.fact(f) for f in same))
        case SetFacts(values):
            pairs = (names.say("pair", label=names.fact(k), value=names.value(k, v)) for k, v in values.items())
            return say("effect.set", lang, facts=names.say("comma").join(pairs))
        case SendPaper(paper):
            return say("effect.send", lang, paper=names.of(paper))
