"""One run of a page's script: what it reads of the world at its beginning, handed on to all that it draws.

Every run begins with a reading of its own, and nothing of it is kept for the next: a revoked account, a
person who moved or a version that was published counts from the next run on. It is for looking only. Whoever
acts is asked for again (`identity.me`), and the Desk judges by what is in the store then.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.casework.desk import Sight
from engine.ui import identity
from engine.ui.identity import Me
from engine.ui.runtime import office


@dataclass(frozen=True)
class Reader:
    """Who looks, and what that person looks by."""

    me: Me
    sight: Sight


@dataclass(frozen=True)
class PageRun:
    """`reader` is None for a visitor; `demo` is whether there is demo data only."""

    reader: Reader | None
    demo: bool

    @property
    def me(self) -> Me | None:
        """Whoever is signed in."""
        return self.reader.me if self.reader else None


def begin() -> PageRun:
    """Read the clock, who is signed in, and who is who in that person's locality."""
    here = office()
    present = here.clock.look()
    account = identity.signed_in()
    if account is None:
        return PageRun(None, present.demo)
    sight = Sight(account.locality, here.directory(account.locality), present.at)
    return PageRun(Reader(identity.listed(account, sight.directory), sight), present.demo)
