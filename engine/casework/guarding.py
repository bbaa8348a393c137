"""What an audit asks a store beside the chains: whether its own guards stand, what lists are found by, and of which
localities there are cases, published or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True)
class BrokenGuard:
    """A trigger that keeps a table from being changed and is not as it was made; or one that nobody made."""

    name: str
    how: Literal["missing", "altered", "foreign"]


class Guarding(Protocol):
    """See the module."""

    def broken_guards(self) -> tuple[BrokenGuard, ...]:
        """Triggers that are missing, altered or foreign, by name. Empty is good."""

    def found_by(self, case: str) -> tuple[tuple[str, ...], Mapping[str, str]]:
        """Under which owners, and which related fields, lists and rules find a case."""

    def registered(self) -> tuple[str, ...]:
        """Localities that have a case, a line of a register or the head of one, sorted; whether rules of theirs are
        published or not."""
