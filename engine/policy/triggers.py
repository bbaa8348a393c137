"""What starts and stops a clock: the events that a trigger listens to, and whether they set it off."""

from __future__ import annotations

from collections.abc import Iterable

from engine.policy.definitions import FirstOf, LastOf, NextDayAfter, Trigger


def names_of(trigger: Trigger | None) -> tuple[str, ...]:
    """The events that a trigger listens to."""
    match trigger:
        case None:
            return ()
        case str():
            return (trigger,)
        case FirstOf(of) | LastOf(of):
            return of
        case NextDayAfter(of):
            return (of,)


def pulled(trigger: Trigger | None, event: str, happened: Iterable[str]) -> bool:
    """Whether this event, just happened, sets the trigger off (`happened` includes it)."""
    if isinstance(trigger, LastOf):
        return event in trigger.of and set(trigger.of) <= set(happened)
    return event in names_of(trigger)
