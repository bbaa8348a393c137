"""The store of a whole office: what casework needs, and beside it notices, room for files and the end of
retention."""

from __future__ import annotations

from typing import Protocol

from engine.casework.files.room import FileRoom
from engine.casework.guarding import Guarding
from engine.casework.notices import Notices
from engine.casework.ports import Store
from engine.casework.upkeep.retention import Erasing


class OfficeStore(Store, Notices, FileRoom, Erasing, Guarding, Protocol):
    """Everything that an office keeps."""
