"""One item of a rule set in one line: how long, who, what."""

from __future__ import annotations

from collections.abc import Iterator

from engine.compare.items import Item
from engine.views.comparison.term_names import term_name
from engine.views.comparison.terms import say, value_words
from engine.views.names import Names

_MAIN: dict[str, tuple[str, ...]] = {
    "deadlines": ("limit",), "duties": ("every", "limit", "who", "act", "send", "toward"),
    "steps": ("before", "after", "by", "act", "send", "to"), "papers": ("by", "signed_by", "to"),
    "states": ("owner",), "events": ("by",), "metrics": ("target", "per"), "flags": ("if", "raised_by"),
    "recusal": ("who", "from", "if", "goes_to"), "prohibitions": ("never", "what", "who", "to"),
    "registers": ("if", "kept_by"), "periods": ("declared_by", "ended_by"), "questions": ("type", "required"),
    "facts": ("count", "same", "within"), "roles": (), "units": ("heads", "deputies", "leaders", "members"),
}  # fmt: skip
_BARE = frozenset({"limit", "every", "target"})


def summary(item: Item, names: Names) -> str:
    """What an item says first of all."""
    if item.section == "tables":
        rows = len({n.split(".")[1] for n in item.terms if n.startswith("rules.")})
        otherwise = value_words(f"{item.key}.otherwise", item.terms.get("otherwise"), names)
        return say("table", names.lang, rows=rows, otherwise=otherwise)
    if item.section == "seats":
        return _lines(item, names)
    if item.section == "questions":
        return _question(item, names)
    if item.section == "settings":
        return "；".join(f"{term_name(k, names)}：{value_words(k, v, names)}" for k, v in item.terms.items())
    said = [_said(n, item, names) for n in _MAIN.get(item.section, ()) if n in item.terms]
    return names.say("comma").join(said) or say("there", names.lang)


def _question(item: Item, names: Names) -> str:
    """Of what type a question is, how many answers it offers, and whether it must be answered."""
    kind = value_words("type", item.terms.get("type"), names)
    offered = item.terms.get("choices")
    words = say("offered", names.lang, kind=kind, count=len(offered)) if offered else kind
    return names.say("comma").join([words, *([term_name("required", names)] if item.terms.get("required") else [])])


def _said(name: str, item: Item, names: Names) -> str:
    words = value_words(name, item.terms[name], names)
    if name in _BARE:
        return f"{words}{_extended(item, names)}" if name == "limit" else words
    return names.say("pair", label=term_name(name, names, item.key), value=words)


def _extended(item: Item, names: Names) -> str:
    longest = item.terms.get("extension.up_to")
    return say("extended", names.lang, by=names.limit(longest)) if longest else ""


def _lines(item: Item, names: Names) -> str:
    """Who fills a seat, in the order in which it is tried."""
    found = list(_fillers(item, names))
    return " → ".join(found) or value_words("fill", item.terms.get("fill"), names)


def _fillers(item: Item, names: Names) -> Iterator[str]:
    for name, value in item.terms.items():
        if name.startswith("filled.") and name.endswith((".with_", ".with")):
            yield value_words(name, value, names)
        elif name.startswith("filled.") and name.endswith(".chosen_in"):
            yield say("chosen", names.lang, paper=names.of(value))
