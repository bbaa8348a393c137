"""What is this rule set's own, what it changes, and what it takes over from those it builds on."""

from __future__ import annotations

from collections.abc import Iterator

from engine.policy.definitions import Deadline, FloorPoint, RuleSet
from engine.printing.document import Block, Heading, Para, Table
from engine.printing.speaker import Speaker
from engine.printing.whereabouts import place_words

_KINDS = (
    "roles", "units", "seats", "recusal", "tables", "facts", "flags", "events", "states", "papers", "deadlines",
    "escalations", "duties", "registers", "periods", "metrics", "prohibitions",
)  # fmt: skip


def chapter(s: Speaker) -> Iterator[Block]:
    """Only where there is a parent."""
    if not s.source.parents:
        return
    parent = s.source.parents[0]
    yield Heading(1, s.say("parent.title"), "parent")
    yield Para(s.say("parent.intro", parent=parent.title.in_(s.lang)))
    rows = tuple(_kind(kind, parent, s) for kind in _KINDS if getattr(s.rules, kind))
    yield Table(s.say("parent.table"), s.heads("section", "own", "changed", "taken-over"), rows)
    yield from _limits(parent, s)
    yield from _floor(parent, s)
    removed = tuple((place_words_of(parent, path, s), because) for path, because in s.rules.removed.items())
    if removed:
        yield Table(s.say("parent.removed"), s.heads("about", "because"), removed)


def place_words_of(parent: RuleSet, path: str, s: Speaker) -> str:
    """A place of the parent, named by the parent's labels."""
    kind, _, key = path.partition(".")
    found = getattr(parent, kind, {}).get(key)
    label = getattr(found, "label", None)
    return s.say("place.named", section=s.say(f"section.{kind}"), name=label.in_(s.lang) if label else key)


def _kind(kind: str, parent: RuleSet, s: Speaker) -> tuple[str, ...]:
    mine, theirs = getattr(s.rules, kind), getattr(parent, kind)
    own = s.several(_name(kind, k, s) for k in mine if k not in theirs)
    changed = s.several(_name(kind, k, s) for k in mine if k in theirs and mine[k] != theirs[k])
    taken = s.several(_name(kind, k, s) for k in mine if k in theirs and mine[k] == theirs[k])
    return s.say(f"section.{kind}"), s.or_none(own), s.or_none(changed), s.or_none(taken)


def _name(kind: str, key: str, s: Speaker) -> str:
    if kind in ("recusal", "prohibitions"):
        return place_words(f"{kind}.{key}", s)
    if kind == "metrics":
        return s.rules.metrics[key].label.in_(s.lang)
    return s.names.of(key)


def _limits(parent: RuleSet, s: Speaker) -> Iterator[Block]:
    """Limits of the parent beside this rule set's own limits for the same purpose."""
    rows = tuple(_beside(d, parent, s) for d in parent.deadlines.values() if d.concept)
    if rows:
        yield Heading(2, s.say("parent.limits"), "parent-limits")
        yield Para(s.say("parent.limits-intro"))
        yield Table(s.say("parent.limits"), s.heads("purpose", "parents-limit", "own-limit"), rows)


def _beside(d: Deadline, parent: RuleSet, s: Speaker) -> tuple[str, ...]:
    mine = (x for x in s.rules.deadlines.values() if x.concept == d.concept and parent.deadlines.get(x.key) != x)
    concept = s.rules.concepts.get(d.concept or "")
    own = s.lines(*(_limit(x, s) for x in mine))
    return concept.in_(s.lang) if concept else d.label.in_(s.lang), _limit(d, s), own or s.say("parent.as-it-is")


def _limit(d: Deadline, s: Speaker) -> str:
    return s.say(
        "parent.limit", name=d.label.in_(s.lang), limit=s.limit_of(d), cites=s.cites(d.cite, unverified=d.unverified)
    )


def _floor(parent: RuleSet, s: Speaker) -> Iterator[Block]:
    if not s.rules.floor:
        return
    yield Heading(2, s.say("parent.floor"), "floor")
    yield Para(s.say("parent.floor-intro"))
    rows = tuple(_point(p, parent, s) for p in s.rules.floor.values())
    yield Table(s.say("parent.floor"), s.heads("point", "ordered-by", "here"), rows)


def _point(p: FloorPoint, parent: RuleSet, s: Speaker) -> tuple[str, ...]:
    changed = s.several(place_words(path, s) for path in p.at if _differs(path, parent, s.rules))
    here = s.say("parent.touched", places=changed) if changed else s.say("parent.untouched")
    return p.label.in_(s.lang), s.cites(p.cite), here


def _differs(path: str, parent: RuleSet, rules: RuleSet) -> bool:
    kind, _, rest = path.partition(".")
    key = rest.partition(".")[0]
    return bool(getattr(rules, kind).get(key) != getattr(parent, kind).get(key))
