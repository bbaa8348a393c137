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
from engine.policy.limits import Limit
from engine.views.conditions import actor_words, condition_words, trigger_words
from engine.views.names import Names

_ACTORS = (AllOf, Decided, Each, FirstPresent, Led, Meeting, Named, NotOn, Of, OneOf)
_TRIGGERS = (FirstOf, LastOf, NextDayAfter)
_EVENTS = frozenset({"starts", "stops", "until", "from", "after", "declared_by", "ended_by", "raised_by", "cleared_by"})
_FIXED = frozenset({"strength", "hit", "ask", "keep", "scope", "type", "holiday", "roll", "fill", "start-day"})


def say(key: str, lang: str, **values: object) -> str:
    """The sentence `compare.<key>`."""
    return text(f"compare.{key}", lang, missing=None, **values)


def term_name(name: str, names: Names) -> str:
    """What a term is called; keys within it (`rules.r1.then`) by their labels."""
    known = text(f"compare.term.{name}", names.lang, missing="")
    if known:
        return known
    pieces = [p for p in name.split(".") if p not in ("rules", "pauses", "transitions", "extension")]
    words = [text(f"compare.term.{p}", names.lang, missing="") or _piece(p, names) for p in pieces]
    head = text(f"compare.term.{name.split('.')[0]}", names.lang, missing="")
    return " · ".join(dict.fromkeys(w for w in (head, *words) if w))


def _piece(piece: str, names: Names) -> str:
    return f"{int(piece) + 1}" if piece.isdigit() else names.event(piece)


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
    if isinstance(value, tuple):
        return names.say("comma").join(value_words(name, v, names) for v in value) or say("nothing", names.lang)
    return _word(name, value, names)


def _word(name: str, value: Any, names: Names) -> str:
    last = name.rpartition(".")[2]
    if isinstance(value, str) and (last in _FIXED or name.startswith("pauses.")):
        return text(f"compare.word.{value}", names.lang, missing=names.of(value))
    if isinstance(value, str) and last in _EVENTS:
        return names.event(value)
    if last == "act" and isinstance(value, str):
        return names.act(value)
    if isinstance(value, Mapping):
        return names.value(name, value)
    return names.value(_decided(name), value)


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
