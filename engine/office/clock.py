"""The clock of an installation: the machine's, moved forward by hand where there is demo data only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.casework.ports import Store
from engine.errors import EngineError

OFFSET = "clock.offset-seconds"
DEMO = "demo"


@dataclass(frozen=True)
class Present:
    """What the clock shows at one look: the instant, aware, and whether there is demo data only."""

    at: datetime
    demo: bool


class OfficeClock:
    """Tells what time it is; `given` is a clock to read in place of the machine's, and is never moved."""

    def __init__(self, store: Store, given: Callable[[], datetime] | None = None) -> None:
        self.store, self.given = store, given

    @property
    def demo(self) -> bool:
        """Whether this installation holds demo data only."""
        return self.look().demo

    def now(self) -> datetime:
        """The present instant, aware."""
        return self.given() if self.given is not None else self.look().at

    def look(self) -> Present:
        """The instant, and whether the clock may be moved."""
        told = self.store.settings(DEMO, OFFSET)
        demo = told.get(DEMO) == "yes"
        if self.given is not None:
            return Present(self.given(), demo)
        return Present(datetime.now(UTC) + (_offset(told) if demo else timedelta(0)), demo)

    def move(self, forward: timedelta) -> None:
        """Move forward from now on. Raises EngineError without demo data, and for a step back."""
        if not self.demo:
            raise EngineError("the clock can only be moved where there is demo data alone")
        if forward < timedelta(0):
            raise EngineError("time only moves forward")
        offset = _offset(self.store.settings(OFFSET)) + forward
        self.store.put_setting(OFFSET, str(int(offset.total_seconds())))


def _offset(told: Mapping[str, str]) -> timedelta:
    return timedelta(seconds=int(told.get(OFFSET) or 0))
