"""What an audit found, told in words or as a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.cli.printing import say
from engine.i18n import text

if TYPE_CHECKING:
    from engine.store.auditing.chains import Finding


@dataclass(frozen=True)
class Walked:
    """What was looked at in one locality, and what does not fit."""

    locality: str
    cases: int
    events: int
    files: int
    unread: int
    erased: int
    underived: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Audit:
    """All of it: each locality, the database's own guards, files that this key did not sign, and the numbers of
    the cases that findings are about."""

    walked: tuple[Walked, ...]
    guards: tuple[Finding, ...]
    foreign: tuple[Path, ...]
    numbers: Mapping[str, str]

    @property
    def fine(self) -> bool:
        """Whether everything fits."""
        return not self.foreign and not self.guards and not any(w.findings for w in self.walked)


def record_of(audit: Audit, lang: str) -> dict[str, Any]:
    """For programs."""
    return {
        "fine": audit.fine,
        "localities": [
            {
                "locality": w.locality, "cases": w.cases, "events": w.events, "files": w.files,
                "files_not_opened": w.unread, "files_erased": w.erased, "lists_not_compared": w.underived,
            }
            for w in audit.walked
        ],
        "findings": [
            *(_finding(audit, f, None, lang) for f in audit.guards),
            *(_finding(audit, f, w.locality, lang) for w in audit.walked for f in w.findings),
        ],
        "not_signed_by_this_key": [str(path) for path in audit.foreign],
    }  # fmt: skip


def print_audit(audit: Audit, lang: str) -> None:
    """For people."""
    for path in audit.foreign:
        say("audit.foreign", lang, path=path)
    for finding in audit.guards:
        print(f"{_sentence(audit, finding, lang)} [{finding.fault}]")
    if not audit.walked:
        say("audit.nothing", lang)
    for w in audit.walked:
        for finding in w.findings:
            print(f"{w.locality}: {_sentence(audit, finding, lang)} [{finding.fault}]")
        word = "audit.broken" if w.findings else "audit.fine"
        say(word, lang, locality=w.locality, cases=w.cases, events=w.events, files=w.files, found=len(w.findings))
        for count, key in ((w.unread, "unread"), (w.erased, "erased"), (w.underived, "underived")):
            if count:
                say(f"audit.{key}", lang, count=count)


def _finding(audit: Audit, f: Finding, locality: str | None, lang: str) -> dict[str, Any]:
    return {
        "fault": f.fault, "locality": locality, "case": f.case, "number": audit.numbers.get(f.case),
        "seq": f.seq, "file": f.file or None, "what": f.what or None, "message": _sentence(audit, f, lang),
    }  # fmt: skip


def _sentence(audit: Audit, finding: Finding, lang: str) -> str:
    case = audit.numbers.get(finding.case, finding.case)
    return text(
        f"audit.{finding.fault}", lang, case=case, seq=finding.seq, file=finding.file[:12], what=finding.what
    )  # fmt: skip
