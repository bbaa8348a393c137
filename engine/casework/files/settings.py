"""How much may be attached here, from the environment, in megabytes.

BIHUAN_FILES_PER_CASE, BIHUAN_FILES_PER_DAY (of one visitor), BIHUAN_FILES_IN_ALL (of the installation), and
BIHUAN_DISK_FREE, which must stay free under an SQLite file.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.casework.files.room import MEGABYTE, FileLimits
from engine.errors import EngineError

VARIABLES: Mapping[str, str] = {
    "BIHUAN_FILES_PER_CASE": "per_case",
    "BIHUAN_FILES_PER_DAY": "per_day",
    "BIHUAN_FILES_IN_ALL": "in_all",
    "BIHUAN_DISK_FREE": "free",
}
_MOST = 1_000_000_000


class BadFileSetting(EngineError):
    """A limit that is no whole number of megabytes: `variable`, and what was `seen`."""

    def __init__(self, variable: str, seen: str) -> None:
        super().__init__(f"{variable}={seen}: write a whole number of megabytes, such as {variable}=200")
        self.variable, self.seen = variable, seen


def file_limits(environment: Mapping[str, str]) -> FileLimits:
    """The limits that the environment sets, the others as they are. Raises BadFileSetting.

    >>> file_limits({"BIHUAN_FILES_PER_CASE": "3"}).per_case
    3145728
    """
    said = {name: written for name in VARIABLES if (written := environment.get(name, "").strip())}
    return FileLimits(**{VARIABLES[name]: _bytes(name, written) for name, written in said.items()})


def _bytes(variable: str, written: str) -> int:
    if not (written.isascii() and written.isdecimal() and int(written) <= _MOST):
        raise BadFileSetting(variable, written)
    return int(written) * MEGABYTE
