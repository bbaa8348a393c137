"""What people do on a case that is kept: those of the office by their id, complainants by their code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.casework.desk.outcomes import Acted
from engine.casework.desk.reading import Reading
from engine.casework.desk.shape import are_names, is_map, is_word
from engine.casework.desk.tokens import act_key
from engine.casework.desk.writing import Writing
from engine.casework.ports import UnknownCase
from engine.casework.requests import COMPLAINANT, Act, Refused


def _readable(case_id: object, event: object, actor: object, with_: object, token: object, names: object) -> bool:
    words = (case_id, event, actor, *(() if token is None else (token,)))
    return all(map(is_word, words)) and (with_ is None or is_map(with_)) and are_names(names)


class Acting:
    """Acts on cases; see `Desk.act`."""

    def __init__(self, reading: Reading, writing: Writing) -> None:
        self.reading, self.writing = reading, writing

    def act(
        self, case_id: str, event: str, actor: str | None, with_: Mapping[str, Any] | None,
        token: str | None, seen: int | None, locality: str | None, names: Mapping[str, str],
    ) -> Acted | Refused:  # fmt: skip
        """See `Desk.act`."""
        if actor is None:
            return Refused("not-yours", {"event": str(event)[:100]})
        if not _readable(case_id, event, actor, with_, token, names):
            return Refused("bad-request")
        if not self.reading.is_of(case_id, locality):
            return Refused("unknown-case")
        request, key = Act(event, actor, with_ or {}, names), act_key(case_id, actor, event, token)
        return self.writing.repeated(case_id, key, lambda: self._once(case_id, request, key, seen))

    def act_with_code(
        self, code: str, event: str, with_: Mapping[str, Any] | None, token: str | None, names: Mapping[str, str]
    ) -> Acted | Refused:  # fmt: skip
        """See `Desk.act_with_code`."""
        row = self.reading.row_by_code(code)
        if row is None:
            return Refused("unknown-code")
        if not _readable(row.id, event, COMPLAINANT, with_, token, names):
            return Refused("bad-request")
        request, key = Act(event, COMPLAINANT, with_ or {}, names), act_key(row.id, COMPLAINANT, event, token)
        return self.writing.repeated(row.id, key, lambda: self._once_with_code(row.id, code, request, key))

    def _once_with_code(self, case_id: str, code: str, request: Act, key: str | None) -> Acted | Refused:
        """The case is read first: where another code is issued after that, this one finds the case grown and looks
        again."""
        case = self.reading.case(case_id)
        if self.reading.row_by_code(code) is None:
            return Refused("unknown-code")
        return self.writing.judged(case, request, key)

    def _once(self, case_id: str, request: Act, key: str | None, seen: int | None) -> Acted | Refused:
        case = self.reading.visible(case_id, request.actor)
        if isinstance(case, Refused):
            self._note_unseen(case_id, request)
            return case
        if seen is not None and seen != case.seq:
            return Refused("stale", {"seen": seen, "now": case.seq})
        return self.writing.judged(case, request, key)

    def _note_unseen(self, case_id: str, request: Act) -> None:
        """Keeps a forbidden act that somebody tries on a case he is not on; he learns nothing by it."""
        try:
            case = self.reading.case(case_id)
        except UnknownCase:
            return
        reading = self.reading
        forbidden = {a for p in reading.rules.book(case.digest).ruleset.prohibitions.values() for a in p.never}
        if request.event in forbidden and request.actor in reading.store.directory(case.locality).persons:
            self.writing.judged(case, request, None)
