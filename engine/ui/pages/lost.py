"""没有这一页: where an address leads that is mistyped or old."""

from __future__ import annotations

from engine.ui import address, blocks
from engine.ui.identity import me
from engine.ui.words import say


def draw() -> None:
    """The page: whoever is signed in goes on to the work, anybody else to what is public."""
    blocks.heading(say("lost.title"), say("lost.sub"))
    if me() is not None:
        address.link(address.WORK, say("menu.work"))
    address.link(address.FOLLOW, say("menu.follow"))
