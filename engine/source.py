"""Where something stands in a file, and what is wrong there.

`Position` and `Problem` are shared by loading, lint, proof and the command line. A problem carries a
code and the values that fill its message; the sentence itself lives in the catalogues of
`engine.i18n`, so that every problem speaks Chinese and English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.i18n import text

Severity = Literal["error", "warning", "note"]
_RANK = {"error": 0, "warning": 1, "note": 2}
_BEFORE_HINT = {"zh": "；", "en": "; "}


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file; `line` and `column` count from 1, in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """Something an author must mend (error), should look at (warning) or may want to know (note).

    `code` is a kebab-case word such as `unknown-deadline`; the catalogue keys `problem.<code>`
    (the message) and, when present, `problem.<code>.hint` (what to do) are filled from `params`.
    `also` names the other place where a problem concerns two. A label among `params` (anything with
    `in_`) is told in the language of the message.
    """

    code: str
    at: Position
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    also: Position | None = None

    def message(self, lang: str) -> str:
        """The sentence in `zh` or `en`, without position and code."""
        return text(f"problem.{self.code}", lang, **self._values(lang))

    def hint(self, lang: str) -> str:
        """What to do about it, or an empty string."""
        return text(f"problem.{self.code}.hint", lang, missing="", **self._values(lang))

    def line(self, lang: str) -> str:
        """One line as a compiler prints it: `file:line:column: message [code]`."""
        other = f" ({self.also})" if self.also else ""
        hint = self.hint(lang)
        tail = f"{_BEFORE_HINT[lang]}{hint}" if hint else ""
        weight = text(f"severity.{self.severity}", lang)
        return f"{self.at}: {weight}: {self.message(lang)}{tail}{other} [{self.code}]"

    def _values(self, lang: str) -> dict[str, Any]:
        spoken = {k: v.in_(lang) if hasattr(v, "in_") else v for k, v in self.params.items()}
        return {**spoken, "also": str(self.also) if self.also else ""}


def in_order(problems: list[Problem] | tuple[Problem, ...]) -> list[Problem]:
    """Problems by place, then by weight, each once."""
    seen: dict[tuple[object, ...], Problem] = {}
    for p in problems:
        seen.setdefault((p.at, p.code, tuple(sorted((k, str(v)) for k, v in p.params.items()))), p)
    return sorted(seen.values(), key=lambda p: (p.at, _RANK[p.severity], p.code))
