"""A new follow-up code for somebody who lost theirs: who issued it and why becomes an event, and the old one is void.

Only on a case that the office itself entered or took over: it was told that code before the complainant was, so that
issuing another gives it nothing that it never had. What somebody filed themselves is followed by their code alone,
for nobody at a counter could tell who they are.
"""

from __future__ import annotations

from engine.casework.access import may_renew_code
from engine.casework.desk.shape import is_reason
from engine.casework.desk.writing import Writing
from engine.casework.events import CaseEvent
from engine.casework.evolution import evolve
from engine.casework.ports import StaleCase
from engine.casework.requests import Refused


def renew(writing: Writing, case_id: str, actor: str, why: str, locality: str | None) -> str | Refused:
    """See `Desk.renew_code`."""
    reading = writing.reading
    case = reading.visible(case_id, actor, locality)
    if isinstance(case, Refused):
        return case
    if not may_renew_code(reading.run_of(case), actor, writing.store.events(case_id)):
        return Refused("not-yours", {"event": "follow-code"})
    if not is_reason(why):
        return Refused("why-new-code")
    code = reading.codes.new()
    event = CaseEvent(case.id, case.seq + 1, reading.moment(case), "code-renewed", {"why": why.strip()}, actor)
    try:
        writing.append(evolve(case, event), case.seq, (event,), follow=reading.codes.hash(code))
    except StaleCase:
        return Refused("stale", {"seen": case.seq})
    return code
