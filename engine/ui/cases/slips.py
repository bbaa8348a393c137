"""The slips of a case to print, for somebody who is looking at it; sealed identity is never on them here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from engine.casework.desk import Looked
from engine.casework.requests import Refused
from engine.printing.slips.kinds import Kind, printable
from engine.printing.slips.material import CaseMaterial
from engine.printing.slips.slip import CannotPrint, Slip, slip_of, words_of
from engine.ui.identity import Me
from engine.ui.plain import escape
from engine.ui.runtime import office
from engine.ui.words import lang, say
from engine.views.names import Names

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offer(looked: Looked, names: Names, someone: Me) -> None:
    """A pair of buttons for each slip whose paper is written; a file is made when one is pressed. What is known to
    fail is said in its place."""
    kinds = printable(looked.file)
    if not kinds:
        return
    material = CaseMaterial(looked.file, names, looked.calendar, looked.clocks, {})
    missing = _missing()
    with st.expander(say("slips.title")):
        if missing:
            st.caption(escape(missing))
        for kind in kinds:
            anew = partial(slip_now, kind, looked.file.case.id, someone, names.lang)
            _pair(slip_of(kind, material), anew, office().home, pdf=not missing)


def slip_now(kind: Kind, case: str, someone: Me, language: str) -> Slip:
    """The slip as it is when its button is pressed. Raises CannotPrint for who may no longer see the case: a page may
    have stood open since before somebody stood aside."""
    here = office()
    file = here.desk.view(case, someone.person, locality=someone.locality)
    if isinstance(file, Refused):
        raise CannotPrint("not-on-the-case")
    names = Names(file.ruleset, here.directory(file.case.locality), language)
    calendar = here.calendar(file.ruleset.calendar)
    return slip_of(kind, CaseMaterial(file, names, calendar, here.store.clocks(case), {}))


def _pair(slip: Slip, anew: Callable[[], Slip], home: Path, *, pdf: bool) -> None:
    columns = st.columns([2, 1, 1], vertical_alignment="center")
    columns[0].write(escape(slip.title))
    makers: dict[str, tuple[Callable[[], bytes], str, str]] = {
        "docx": (lambda: docx_of(anew(), home), DOCX, trouble_in_word(slip, home)),
    }
    if pdf:
        makers = {"pdf": (lambda: pdf_of(anew()), "application/pdf", trouble_in_pdf(slip))} | makers
    for format_, (make, mime, trouble) in makers.items():
        if trouble:
            st.caption(escape(trouble))
            continue
        columns[1 if format_ == "pdf" else 2].download_button(
            say(f"slips.{format_}"), make, file_name=f"{slip.number}-{slip.kind}.{format_}", mime=mime,
            key=f"slip-{slip.number}-{slip.kind}-{format_}", on_click="ignore", width="stretch",
        )  # fmt: skip


def trouble_in_pdf(slip: Slip) -> str:
    """Why there will be no PDF of it, or nothing."""
    from engine.printing.slips.fonts import faces_for, is_common  # only here: typesetting is slow to import

    words = tuple(words_of(slip))
    if is_common(words):
        return ""
    try:
        faces_for(words)
    except CannotPrint as error:
        return error.line(lang())
    return ""


def trouble_in_word(slip: Slip, home: Path) -> str:
    """What is wrong with the office's template, or nothing."""
    from engine.printing.slips.template import template_for, trouble_with

    try:
        trouble = trouble_with(template_for(slip, home))
    except CannotPrint as error:
        trouble = error
    return trouble.line(lang()) if trouble else ""


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
    from engine.printing.slips.as_word import as_word
    from engine.printing.slips.template import template_for

    return as_word(slip, template_for(slip, home))
