"""The store of a whole office: what casework needs, and beside it notices, room for files, the end of
retention and of uploads that were never filed, which files were looked through again, and changes of the key."""

from __future__ import annotations

from typing import Protocol

from engine.casework.files.room import FileRoom
from engine.casework.guarding import Guarding
from engine.casework.notices import Notices
from engine.casework.ports import Store
from engine.casework.upkeep.rescanning import Scans
from engine.casework.upkeep.resealing import Resealing
from engine.casework.upkeep.retention import Erasing
from engine.casework.upkeep.unfiled import Unfiling


class OfficeStore(Store, Notices, FileRoom, Erasing, Unfiling, Scans, Resealing, Guarding, Protocol):
    """Everything that an office keeps."""
