"""How much a preview may cost."""

from __future__ import annotations

MEMORY = 1024 * 1024 * 1024
"""Address space of the process that draws; the largest picture that is taken in needs some 400 MB."""
SECONDS = 8
"""Of the processor, and as long on the clock again for a machine that is busy."""
PATIENCE = 2.0 * SECONDS
AT_ONCE = 2
"""Previews drawn at the same time by one process of the app; who finds both busy waits."""
MOST_PIXELS = 80_000_000
MOST_DRAWN = 1024 * 1024
"""Bytes of a preview; one that is drawn here has a tenth of that."""
MOST_TEXT = 2_000
"""Characters of a text that are shown."""
