"""When a duty is owed, in words: how often, on which day, at what hour, or after what."""

from __future__ import annotations

from engine.policy.definitions import Duty
from engine.printing.speaker import Speaker


def duty_time(duty: Duty, s: Speaker) -> str:
    """How often or by when, with whatever the text says about the day."""
    first = _recurring(duty, s) if duty.every else _once(duty, s)
    day = s.say(f"cadence.{duty.day}") if duty.day else ""
    hours = s.say("cadence.between", hours=duty.between) if duty.between else ""
    holiday = s.say(f"cadence.holiday.{duty.holiday}") if duty.holiday else ""
    swap = s.say("cadence.swap") if duty.swap else ""
    strength = "" if duty.strength == "must" else s.say(f"strength.{duty.strength}")
    return s.lines(first, s.several((day, hours)), holiday, swap, strength)


def _recurring(duty: Duty, s: Speaker) -> str:
    every = s.limit(duty.every) if duty.every else ""
    if duty.every and duty.every.kind == "fact" and duty.at_least == 1:
        return s.say("cadence.by-table", every=every)
    return s.say("cadence.every", every=every) if duty.at_least == 1 else s.say(
        "cadence.several", every=every, times=duty.at_least
    )  # fmt: skip


def _once(duty: Duty, s: Speaker) -> str:
    after = s.trigger(duty.after) if duty.after else ""
    limit = s.limit(duty.limit) if duty.limit else ""
    if after and limit:
        return s.say("cadence.after-within", after=after, limit=limit)
    return s.say("cadence.after", after=after) if after else s.or_none(limit)
