"""The clock of an installation: the machine's, moved forward by hand where there is demo data only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from engine.casework.ports import Store
from engine.errors import EngineError

OFFSET = "clock.offset-seconds"
DEMO = "demo"


class OfficeClock:
    """Tells what time it is; `given` is a clock to read in place of the machine's, and is never moved."""

    def __init__(self, store: Store, given: Callable[[], datetime] | None = None) -> None:
        self.store, self.given = store, given

    @property
    def demo(self) -> bool:
        """Whether this installation holds demo data only."""
        return self.store.setting(DEMO) == "yes"

    def now(self) -> datetime:
        """The present instant, aware."""
        if self.given is not None:
            return self.given()
        at = datetime.now(UTC)
        return at + self._offset() if self.demo else at

    def move(self, forward: timedelta) -> None:
        """Move forward from now on. Raises EngineError without demo data, and for a step back."""
        if not self.demo:
            raise EngineError("the clock can only be moved where there is demo data alone")
        if forward < timedelta(0):
            raise EngineError("time only moves forward")
        self.store.put_setting(OFFSET, str(int((self._offset() + forward).total_seconds())))

    def _offset(self) -> timedelta:
        return timedelta(seconds=int(self.store.setting(OFFSET) or 0))
