"""Files of the app in the store: encrypted, under the hash of their content; their names stand with the case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.casework.files.attachments import file_id, opened, sealed
from engine.casework.files.called import opened_names, stand_in
from engine.casework.files.room import too_much
from engine.casework.files.withheld import Withheld
from engine.casework.office_store import OfficeStore
from engine.errors import EngineError
from engine.office import Office
from engine.ui.runtime import limits_on_files


@dataclass(frozen=True)
class StoreShelf:
    """Keeps and finds files; `case` is the case that they are attached to, or will be, once it is there."""

    office: Office
    case: str | None = None

    def now(self) -> datetime:
        """The office's clock."""
        return self.office.now()

    def why_full(self, ids: Collection[str], more: int) -> str | None:
        """Why so many bytes more are not taken, beside these files and those that the case has."""
        on_case = {*ids, *(self._store.files_of(self.case) if self.case else ())}
        return too_much(limits_on_files(), self._store, on_case, more)

    def keep(self, media_type: str, content: bytes) -> str:
        """Copy a file into the store at once."""
        id_ = file_id(content)
        self._store.put_file(id_, media_type, sealed(content, self.office.vault), self.office.now())
        return id_

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        """Those of these files that are not kept any more."""
        return frozenset(ids) - self._store.file_sizes(ids).keys() if ids else frozenset()

    def names(self, ids: Collection[str]) -> dict[str, str]:
        """What the case calls these files."""
        called = self._called()
        nameless = frozenset(ids) - called.keys()
        kinds = self._store.media_types(nameless) if nameless else {}
        return {id_: called.get(id_) or stand_in(id_, kinds.get(id_, "")) for id_ in ids}

    def withheld(self, ids: Collection[str]) -> Mapping[str, Withheld]:
        """Those of these files that nobody gets, because malware was found in them after they were kept."""
        return self._store.withheld(ids)

    def open(self, id_: str) -> tuple[str, bytes] | None:
        """What the case calls it, and the content; None when it is gone, was altered or is withheld."""
        found = self._store.file(id_)
        if found is None or self.withheld((id_,)):
            return None
        try:
            content = opened(id_, found[1], self.office.vault)
        except EngineError:
            return None
        return self._called().get(id_) or stand_in(id_, found[0]), content

    def _called(self) -> dict[str, str]:
        if self.case is None:
            return {}
        return opened_names(self._store.file_names(self.case), self.case, self.office.vault)

    @property
    def _store(self) -> OfficeStore:
        return self.office.store
