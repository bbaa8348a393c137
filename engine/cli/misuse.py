"""What a person on the command line can get wrong: one clear line, exit code 2, never a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from engine.errors import EngineError
from engine.i18n import text


class WrongUse(EngineError):
    """Wrong use of a command. `code` has a sentence `cli.wrong.<code>`, filled from `params`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def line(self, lang: str) -> str:
        """The sentence in `zh` or `en`."""
        return text(f"cli.wrong.{self.code}", lang, missing=None, **self.params)


def unknown(code: str, seen: str, known: Iterable[str]) -> WrongUse:
    """A word that names nothing, with the nearest that does, or all there are."""
    names = sorted(known)
    near = difflib.get_close_matches(seen, names, n=1)
    if near:
        return WrongUse(f"{code}-near", seen=seen, nearest=near[0])
    return WrongUse(code, seen=seen, known=", ".join(names) or "-")
