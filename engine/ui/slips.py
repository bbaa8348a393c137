"""The slips of a case to print, for somebody who is looking at it; sealed identity is never on them here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from engine.casework.desk import Looked
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.slip import CannotPrint, Slip, printable, slip_of
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offer(looked: Looked, names: Names) -> None:
    """A pair of buttons for each slip whose paper is written; a file is made when one is pressed."""
    kinds = printable(looked.file)
    if not kinds:
        return
    material = CaseMaterial(looked.file, names, looked.calendar, looked.clocks, {})
    missing = _missing()
    with st.expander(say("slips.title")):
        if missing:
            st.caption(escape(missing))
        for kind in kinds:
            _pair(slip_of(kind, material), office().home, pdf=not missing)


def _pair(slip: Slip, home: Path, *, pdf: bool) -> None:
    columns = st.columns([2, 1, 1], vertical_alignment="center")
    columns[0].write(escape(slip.title))
    makers: dict[str, tuple[Callable[[], bytes], str]] = {
        "pdf": (partial(pdf_of, slip), "application/pdf"),
        "docx": (partial(docx_of, slip, home), DOCX),
    }
    for column, (format_, (make, mime)) in zip(columns[1:], makers.items(), strict=True):
        if format_ == "docx" or pdf:
            column.download_button(
                say(f"slips.{format_}"), make, file_name=f"{slip.number}-{slip.kind}.{format_}", mime=mime,
                key=f"slip-{slip.number}-{slip.kind}-{format_}", on_click="ignore", width="stretch",
            )  # fmt: skip


def _missing() -> str:
    """Why this machine makes no PDF, or nothing."""
    from engine.printing.slips.fonts import font_pair  # only here: typesetting is slow to import

    try:
        font_pair()
    except CannotPrint as error:
        return error.line(lang())
    return ""


def pdf_of(slip: Slip) -> bytes:
    """The slip as PDF. Raises CannotPrint for a sign that no font has."""
    from engine.printing.slips.as_pdf import as_pdf

    return as_pdf(slip)


def docx_of(slip: Slip, home: Path) -> bytes:
    """The slip as DOCX, from the locality's template if it has one. Raises CannotPrint."""
    from engine.printing.slips.as_word import as_word, template_for

    return as_word(slip, template_for(slip, home))
