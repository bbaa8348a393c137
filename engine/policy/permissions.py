"""What may be asked of a clock: an extension, a pause.

Every refusal is a code; its sentence stands in the catalogues as `refusal.<code>`. Caps are compared
by what they lead to on this very clock, so that 15 days and half a month, or 30 days and a month in
February, need no conversion that a text has not given.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from engine.policy.calendar import Calendar
from engine.policy.definitions import Counting, Extension, Pause
from engine.policy.ledger import Clock, base, due, granted, run_start, stays
from engine.policy.limits import Limit
from engine.policy.projection import Ends, Ground, Segment, project
from engine.policy.spans import settled

Refusal = Literal[
    "clock-not-running", "extension-without-end", "extension-without-length", "extension-too-late",
    "extension-too-often", "extension-too-long", "extension-beyond-total", "extension-beyond-end",
    "pause-already", "pause-too-late", "pause-too-often",
]  # fmt: skip


def may_extend(
    clock: Clock, extension: Extension, wanted: Limit, at: datetime, calendar: Calendar, counting: Counting
) -> Refusal | None:
    """Why the extension asked for at this instant is refused; None when it is allowed.

    `up_to` caps this one, `in_all` all of them together, `ends_by` the limit and all extensions.
    `same as limit` is the clock's own limit. `times` counts every extension, also those before a
    restart. Raises CountingError when a cap is a fact that nobody resolved.
    """
    if clock.outcome != "running":
        return "clock-not-running"
    first, more = base(clock, counting), _settled(wanted, clock, counting)
    if first is None:
        return "extension-without-end"
    if more is None or (more.kind == "span" and more.amount == 0) or more.kind == "same-day":
        return "extension-without-length"
    if extension.ask == "before expiry" and _is_over(clock, extension, at, calendar, counting):
        return "extension-too-late"
    if extension.times is not None and len(clock.extensions) >= extension.times:
        return "extension-too-often"
    ground = Ground(calendar, counting, extension.from_)
    return _beyond_a_cap(clock, extension, (first, more), at, ground)


def may_pause(
    clock: Clock,
    definition: Pause,
    at: datetime,
    calendar: Calendar,
    counting: Counting,
    *,
    extension_from: Literal["nominal", "rolled"] = "nominal",
) -> Refusal | None:
    """Why the clock may not stand still for this reason; None when it may. `at_most` holds for each
    pause (see `deadlines.pause_ends`), `times` for all of the same key."""
    if clock.outcome != "running":
        return "clock-not-running"
    if clock.open_pause:
        return "pause-already"
    found = due(clock, calendar, counting, extension_from=extension_from)
    if clock.expired or (found and at >= found.expires):
        return "pause-too-late"
    used = sum(p.pause == definition.key for p in clock.pauses)
    return "pause-too-often" if definition.times is not None and used >= definition.times else None


def _settled(limit: Limit | None, clock: Clock, counting: Counting) -> Limit | None:
    if limit is None:
        return None
    return settled(clock.limit if limit.kind == "same-as-limit" else limit, counting)


def _is_over(clock: Clock, extension: Extension, at: datetime, calendar: Calendar, counting: Counting) -> bool:
    found = due(clock, calendar, counting, extension_from=extension.from_)
    return clock.expired or (found is not None and at >= found.expires)


def _beyond_a_cap(
    clock: Clock, extension: Extension, parts: tuple[Segment, Limit], at: datetime, ground: Ground
) -> Refusal | None:
    """The first cap that the new end would lie beyond; a cap without a number caps nothing."""
    first, more = parts
    before = [first, *granted(clock, ground.counting)]

    def ends(segments: list[Segment]) -> Ends:
        return project(run_start(clock), segments, stays(clock, at), ground)

    wanted = ends([*before, more])
    each = _settled(extension.up_to, clock, ground.counting)
    if each and wanted.later_than(ends([*before, each])):
        return "extension-too-long"
    total = _settled(extension.in_all, clock, ground.counting)
    if total and wanted.later_than(ends([first, total])):
        return "extension-beyond-total"
    last = _settled(extension.ends_by, clock, ground.counting)
    return "extension-beyond-end" if last and wanted.later_than(ends([last])) else None
