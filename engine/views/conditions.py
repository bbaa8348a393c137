"""Conditions and actors of a policy in words, for people who read the rules."""

from __future__ import annotations

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
)
from engine.policy.conditions import All, Any, Condition, Not, Rows, Test
from engine.policy.definitions import FirstOf, LastOf, NextDayAfter, Trigger
from engine.views.names import SUFFIXES, Names


def condition_words(condition: Condition, n: Names) -> str:
    """A condition as a sentence; the condition that always holds says so."""
    match condition:
        case Test():
            return _test(condition, n)
        case Rows(fact, quantifier, where):
            return n.say(f"if.{quantifier}", fact=n.fact(fact), where=condition_words(where, n))
        case All(items):
            return n.say("if.and").join(_inner(i, n, len(items)) for i in items) or n.say("if.always")
        case Any(items):
            return n.say("if.or").join(_inner(i, n, len(items)) for i in items)
        case Not(item):
            return n.say("if.not-so", what=condition_words(item, n))


def _inner(condition: Condition, n: Names, beside: int) -> str:
    """A part of a condition; several parts of its own stand in brackets, so that "and" and "or" do not mix."""
    words = condition_words(condition, n)
    several = isinstance(condition, (All, Any)) and len(condition.items) > 1
    return n.say("if.bracket", what=words) if several and beside > 1 else words


def _test(test: Test, n: Names) -> str:
    fact = n.fact(test.fact)
    if test.op in ("is", "not") and isinstance(test.value, bool):
        yes = test.value == (test.op == "is")
        return n.say("if.yes" if yes else "if.not-yet" if _happens(test.fact, n) else "if.no", fact=fact)
    if test.op == "present":
        return n.say("if.known" if test.value else "if.unknown", fact=fact)
    if test.op == "in" and isinstance(test.value, tuple):
        return n.say("if.in", fact=fact, value=n.say("comma").join(n.value(test.fact, v) for v in test.value))
    if test.op in ("same_as", "differs_from"):
        return n.say(f"if.{test.op}", fact=fact, value=n.fact(str(test.value)))
    return n.say(f"if.{test.op}", fact=fact, value=n.value(test.fact, test.value))


def _happens(fact: str, n: Names) -> bool:
    """Whether the fact is that something has happened, not that something is so."""
    return fact in n.ruleset.events or fact.rpartition(".")[2] in SUFFIXES


def actor_words(ref: ActorRef | None, n: Names) -> str:  # noqa: PLR0911
    """Who is meant; None is the owner of the state."""
    match ref:
        case None:
            return n.say("who.owner")
        case Named(name):
            return n.of(name)
        case Of(relation, of):
            return n.say(f"who.{relation}", of=n.of(of))
        case Each(of):
            return n.say("who.each", of=n.of(of))
        case Decided(fact):
            return n.say("who.decided", fact=n.fact(fact))
        case OneOf(of):
            return n.say("who.one-of", of=_several(of, n))
        case AllOf(of):
            return n.say("who.all-of", of=_several(of, n))
        case FirstPresent(of):
            return n.say("who.first-present", of=_several(of, n))
        case Meeting(body):
            return n.say("who.meeting", of=n.of(body))
        case Led(lead, with_):
            return n.say("who.led", lead=n.of(lead), of=n.all_of(with_))
        case NotOn(of):
            return n.say("who.not-on", of=n.of(of))


def trigger_words(trigger: Trigger, n: Names) -> str:
    """The event, or events, that start or stop a clock."""
    match trigger:
        case FirstOf(of):
            return n.say("when.first", of=n.say("comma").join(n.fact(e) for e in of))
        case LastOf(of):
            return n.say("when.last", of=n.say("comma").join(n.fact(e) for e in of))
        case NextDayAfter(of):
            return n.say("when.next-day", of=n.fact(of))
        case _:
            return n.fact(trigger)


def _several(of: tuple[ActorRef, ...], n: Names) -> str:
    return n.say("comma").join(actor_words(part, n) for part in of)
