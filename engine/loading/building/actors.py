"""Who: a word or a map → `ActorRef`. Every name in it is noted as a reference."""

from __future__ import annotations

from typing import cast

from engine.loading.building.node import Node
from engine.policy.actors import (
    ActorRef,
    AllOf,
    Decided,
    Each,
    FirstPresent,
    Led,
    Meeting,
    Named,
    NotOn,
    Of,
    OneOf,
    Relation,
)

_RELATIONS = {f"{r}_of": r for r in ("head", "deputy", "leader", "superior", "signer")}
_FORMS = (*_RELATIONS, "each", "fact", "one_of", "all_of", "first_present", "meeting_of", "lead", "not")


def actor(node: Node) -> ActorRef:
    """The expression at the node."""
    if not isinstance(node.value, dict):
        return Named(node.refers("actor"))
    for form in _FORMS:
        if found := node.get(form):
            return _related(form, found) if form in _RELATIONS else _combined(form, found, node)
    raise node.unreadable()


def actors(node: Node) -> tuple[ActorRef, ...]:
    """One expression or a list of them."""
    return tuple(actor(n) for n in node.several())


def _related(form: str, node: Node) -> Of:
    relation = _RELATIONS[form]
    return Of(cast("Relation", relation), node.refers("paper" if relation == "signer" else "actor"))


def _combined(form: str, found: Node, whole: Node) -> ActorRef:
    if form == "all_of":
        cap = whole.get("at_most")
        return AllOf(actors(found), cap.whole() if cap else None)
    if form in ("one_of", "first_present"):
        return OneOf(actors(found)) if form == "one_of" else FirstPresent(actors(found))
    if form in ("meeting_of", "lead"):
        return _meeting(found, whole) if form == "meeting_of" else _led(found, whole)
    if form == "fact":
        return Decided(found.refers("actor-fact"))
    return Each(found.refers("actor")) if form == "each" else NotOn(found.refers("actor"))


def _meeting(body: Node, whole: Node) -> Meeting:
    quorum, passes = whole.get("quorum"), whole.get("pass")
    if quorum is None:
        raise whole.unreadable()
    how = passes.among(("majority", "two-thirds", "all")) if passes else "majority"
    return Meeting(body.refers("actor"), quorum.whole(), how)  # type: ignore[arg-type]


def _led(lead: Node, whole: Node) -> Led:
    others = whole.get("with")
    names = tuple(n.refers("actor") for n in others.several()) if others else ()
    return Led(lead.refers("actor"), names)
