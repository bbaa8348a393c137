"""Sealed identity is read only after who read it and why has become an event of the case."""

from __future__ import annotations

from collections.abc import Mapping

from engine.casework.access import may_unseal
from engine.casework.desk.shape import is_reason
from engine.casework.desk.writing import Writing
from engine.casework.events import CaseEvent
from engine.casework.evolution import evolve
from engine.casework.ports import StaleCase, Vault
from engine.casework.requests import Refused


def unseal(
    writing: Writing, vault: Vault, case_id: str, actor: str, why: str, locality: str | None
) -> Mapping[str, str] | Refused:  # fmt: skip
    """See `Desk.unseal`."""
    case = writing.reading.visible(case_id, actor, locality)
    if isinstance(case, Refused):
        return case
    if not may_unseal(writing.reading.run_of(case), actor):
        return Refused("not-yours", {"event": "identity"})
    if not is_reason(why):
        return Refused("reason-needed")
    sealed = writing.store.identity(case_id)
    data = {"fields": sorted(sealed), "why": why.strip()}
    event = CaseEvent(case.id, case.seq + 1, writing.reading.moment(case), "identity-read", data, actor)
    try:
        writing.append(evolve(case, event), case.seq, (event,))
    except StaleCase:
        return Refused("stale", {"seen": case.seq})
    return {k: vault.open(v, case=case.id, name=k) for k, v in sealed.items()}
