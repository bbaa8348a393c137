"""How the engine has fared since the start, for the health page."""

from __future__ import annotations

from dataclasses import dataclass

from engine.i18n import text


@dataclass(frozen=True)
class Health:
    """Questions by what became of them: `decided` by durable_rules, or answered by the evaluator
    because of one of the four troubles. `differing` names the groups in which answers differed."""

    decided: int = 0
    differs: int = 0
    crash: int = 0
    timeout: int = 0
    refused: int = 0
    starts: int = 0
    running: bool = False
    differing: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether durable_rules answered every question, and rightly."""
        return not (self.differs or self.crash or self.timeout or self.refused)

    def lines(self, lang: str) -> tuple[str, ...]:
        """What the health page says, in `zh` or `en`."""
        starts = text("matching.health.starts", lang, count=self.starts)
        if self.well:
            word = "well" if self.decided else "idle"
            return (text(f"matching.health.{word}", lang, decided=self.decided), starts)
        counts = {"differs": self.differs, "crash": self.crash, "timeout": self.timeout, "refused": self.refused}
        groups = ", ".join(self.differing)
        said = (text(f"matching.health.{k}", lang, count=n, groups=groups) for k, n in counts.items() if n)
        return (*said, starts)
