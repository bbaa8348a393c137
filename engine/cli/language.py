"""Which language this call speaks: `--lang`, else BIHUAN_LANG, else Chinese.

Asked before arguments are understood, because a wrong argument is told in that language too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine.i18n import LANGUAGES

VARIABLE = "BIHUAN_LANG"
DEFAULT = "zh"


def spoken(arguments: Sequence[str]) -> str:
    """The language of a call; one that we do not speak counts as not said."""
    wanted = [DEFAULT, os.environ.get(VARIABLE, DEFAULT)]
    for i, word in enumerate(arguments):
        if word == "--lang" and i + 1 < len(arguments):
            wanted.append(arguments[i + 1])
        elif word.startswith("--lang="):
            wanted.append(word.removeprefix("--lang="))
    return next(w for w in reversed(wanted) if w in LANGUAGES)
