"""A slip as DOCX, filled into a template that an office can edit in its word processor."""

from __future__ import annotations

from pathlib import Path

from engine.printing.docx_parts import fixed_zip
from engine.printing.slips.slip import Slip
from engine.printing.slips.template import filled


def as_word(slip: Slip, template: Path) -> bytes:
    """The file's bytes. Raises CannotPrint for a template that asks for what no slip holds."""
    return fixed_zip(filled(slip, template))
