"""A slip as PDF with its fonts embedded, laid out after GB/T 9704-2012 (see `slip.typ`)."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import as_file, files

import typst

from engine.printing.slips.fonts import faces_for
from engine.printing.slips.slip import CannotPrint, Slip, words_of


def as_pdf(slip: Slip) -> bytes:
    """The file's bytes. Raises CannotPrint where the machine has no font for what stands on it."""
    faces = faces_for(words_of(slip))
    given = {"slip": json.dumps(asdict(slip), ensure_ascii=False), "faces": json.dumps(faces, ensure_ascii=False)}
    with as_file(files(__package__).joinpath("slip.typ")) as template:
        try:
            made = typst.compile(str(template), format="pdf", sys_inputs=given, timestamp=0)
        except typst.TypstError as error:
            raise CannotPrint("typesetting", detail=str(error).splitlines()[0]) from error
    if not isinstance(made, bytes):
        raise CannotPrint("typesetting", detail=type(made).__name__)
    return made
