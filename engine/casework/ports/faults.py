"""What a store may say in place of doing what it was asked."""

from __future__ import annotations

from engine.errors import EngineError


class StaleCase(EngineError):
    """Somebody else wrote to the case first: read it again and judge anew."""


class NumberTaken(EngineError):
    """The case number was taken meanwhile: ask for the next one."""


class StepAlreadyTaken(EngineError):
    """This ladder step was taken before, under its full key; nothing was written."""


class UnknownCase(EngineError):
    """No case of that id."""


class FileGone(EngineError):
    """A file that was to be attached is not kept, or not any more; nothing was written."""

    def __init__(self, case: str, file: str) -> None:
        super().__init__(f"file {file} of case {case} is not kept")
        self.case, self.file = case, file


class DamagedCase(EngineError):
    """An event of this case cannot be read any more; the other cases are as they were."""

    def __init__(self, case: str, seq: int) -> None:
        super().__init__(f"case {case}: event {seq} is damaged and cannot be read; run `bihuan audit verify`")
        self.case, self.seq = case, seq


class StoreBusy(EngineError):
    """The database could not be reached or was locked for too long; nothing was written."""


class KeyChanged(StoreBusy):
    """The installation is sealed under another key since this process began; nothing was written, and nothing
    will be until it is started again with that key."""
