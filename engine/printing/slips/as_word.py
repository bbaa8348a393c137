"""A slip as DOCX, filled into a template that an office can edit in its word processor.

Templates lie under `forms/slips/`: `<locality>/<kind>.docx` if a locality has its own, else
`<kind>.docx`. What a template may say is what a `Slip` holds; it cannot run anything.
"""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from engine.printing.docx_parts import fixed_zip
from engine.printing.slips.slip import CannotPrint, Slip

FOLDER = Path("forms") / "slips"


def template_for(slip: Slip, home: Path) -> Path:
    """The locality's own template, else the shared one. Raises CannotPrint when there is neither."""
    name = f"{slip.kind}.docx"
    places = (home / FOLDER / slip.locality / name, home / FOLDER / name)
    found = next((p for p in places if p.is_file()), None)
    if found is None:
        raise CannotPrint("no-template", path=FOLDER / name)
    return found


def as_word(slip: Slip, template: Path) -> bytes:
    """The file's bytes. Raises CannotPrint for a template that asks for what no slip holds."""
    filled = DocxTemplate(template)
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    out = BytesIO()
    try:
        filled.render(asdict(slip), environment)
        filled.save(out)
    except (TemplateError, ValueError, KeyError) as error:
        raise CannotPrint("template", path=template.name, detail=str(error).splitlines()[0]) from error
    return fixed_zip(out.getvalue())
