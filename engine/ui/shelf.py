"""Files of the app in the store: encrypted, under the hash of their content."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from engine.casework.ports import Store
from engine.errors import EngineError
from engine.office import Office

_LONGEST_NAME = 120


@dataclass(frozen=True)
class StoreShelf:
    """Keeps and finds files."""

    office: Office

    def keep(self, name: str, media_type: str, content: bytes) -> str:
        """Copy a file into the store at once."""
        id_ = hashlib.sha256(content).hexdigest()
        sealed = self.office.vault.seal(base64.b64encode(content).decode(), case=id_, name="file")
        short = name[-_LONGEST_NAME:]
        self._store.put_file(id_, short, media_type, sealed, self.office.now())
        return id_

    def name(self, id_: str) -> str:
        """The name a file came with, or its id when it is gone."""
        found = self._store.file(id_)
        return found[0] if found else id_

    def open(self, id_: str) -> tuple[str, str, bytes] | None:
        """Name, media type and content; None when it is gone or was altered."""
        found = self._store.file(id_)
        if found is None:
            return None
        try:
            plain = self.office.vault.open(found[2], case=id_, name="file")
        except EngineError:
            return None
        return found[0], found[1], base64.b64decode(plain)

    @property
    def _store(self) -> Store:
        return self.office.store
