"""Files of the app in the store: encrypted with their names, under the hash of their content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.casework.files.attachments import file_id, opened, sealed
from engine.casework.files.room import too_much
from engine.casework.office_store import OfficeStore
from engine.errors import EngineError
from engine.office import Office
from engine.ui.runtime import limits_on_files

_LONGEST_NAME = 120
_NAME = "file-name"


@dataclass(frozen=True)
class StoreShelf:
    """Keeps and finds files; `case` is the case that they will be attached to, once it is there."""

    office: Office
    case: str | None = None

    def why_full(self, ids: Collection[str], more: int) -> str | None:
        """Why so many bytes more are not taken, beside these files and those that the case has."""
        on_case = {*ids, *(self._store.files_of(self.case) if self.case else ())}
        return too_much(limits_on_files(), self._store, on_case, more)

    def keep(self, name: str, media_type: str, content: bytes) -> str:
        """Copy a file into the store at once. What a file is called may name a person, so that is sealed too."""
        id_ = file_id(content)
        called = self.office.vault.seal(name[-_LONGEST_NAME:], case=id_, name=_NAME).hex()
        self._store.put_file(id_, called, media_type, sealed(content, self.office.vault), self.office.now())
        return id_

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        """Those of these files that are not kept any more."""
        return frozenset(ids) - self._store.file_sizes(ids).keys() if ids else frozenset()

    def name(self, id_: str) -> str:
        """The name a file came with, or its id when it is gone."""
        kept = self._store.file_name(id_)
        return self._called(id_, kept) if kept is not None else id_

    def open(self, id_: str) -> tuple[str, str, bytes] | None:
        """Name, media type and content; None when it is gone or was altered."""
        found = self._store.file(id_)
        if found is None:
            return None
        try:
            content = opened(id_, found[2], self.office.vault)
        except EngineError:
            return None
        return self._called(id_, found[0]), found[1], content

    def _called(self, id_: str, kept: str) -> str:
        """The sealed name in clear, and one from before names were sealed as it is; the id where it does
        not open."""
        try:
            return self.office.vault.open(bytes.fromhex(kept), case=id_, name=_NAME)
        except ValueError:
            return kept
        except EngineError:
            return id_

    @property
    def _store(self) -> OfficeStore:
        return self.office.store
